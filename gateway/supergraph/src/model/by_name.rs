//! Members of a type, in the document's order, found by name.

use std::fmt;
use std::ops::Index;

use ahash::HashMap;
use apollo_compiler::Name;

/// Up to here a look at each name is faster than a hash of one, and takes no memory.
const SEARCHED: usize = 8;

/// What [`ByName`] holds.
pub trait Named {
    fn name(&self) -> &Name;
}

impl Named for Name {
    fn name(&self) -> &Name {
        self
    }
}

/// A list whose items have names, each name once; its methods are called as those of a map from names.
///
/// A wide graph has a hundred thousand of these lists, nearly all of them short, so that a hash map for each would be most
/// of the memory of a [`Supergraph`](super::Supergraph). Long ones have an index.
#[derive(Clone)]
pub struct ByName<T> {
    items: Vec<T>,
    /// From [`SEARCHED`] items on: where each name stands.
    places: Option<Box<HashMap<Name, u32>>>,
}

impl<T: Named> ByName<T> {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn len(&self) -> usize {
        self.items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub fn get(&self, name: &str) -> Option<&T> {
        self.place(name).map(|place| &self.items[place])
    }

    pub fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        self.place(name).map(|place| &mut self.items[place])
    }

    pub fn contains_key(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    /// In the order they were put in.
    pub fn values(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    pub fn keys(&self) -> impl Iterator<Item = &Name> {
        self.items.iter().map(Named::name)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Name, &T)> {
        self.items.iter().map(|item| (item.name(), item))
    }

    /// Puts an item at the end, or in the place of the one that has its name.
    pub fn insert(&mut self, item: T) {
        if let Some(place) = self.place(item.name()) {
            self.items[place] = item;
            return;
        }
        // A vector's own growth begins with four items, where most types have fewer of these in one subgraph.
        if self.items.len() == self.items.capacity() {
            self.items.reserve_exact(self.items.len().max(2));
        }
        self.items.push(item);
        self.note_last();
    }

    fn place(&self, name: &str) -> Option<usize> {
        match &self.places {
            Some(places) => places.get(name).map(|place| *place as usize),
            None => self.items.iter().position(|item| item.name() == name),
        }
    }

    fn note_last(&mut self) {
        if let Some(places) = &mut self.places {
            let last = self.items.len() - 1;
            places.insert(self.items[last].name().clone(), last as u32);
        } else if self.items.len() > SEARCHED {
            let names = self.items.iter().map(|item| item.name().clone());
            self.places = Some(Box::new(names.zip(0..).collect()));
        }
    }
}

impl<T> Default for ByName<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            places: None,
        }
    }
}

impl<T: Named> FromIterator<T> for ByName<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let items = items.into_iter();
        let mut list = Self::default();
        list.items.reserve_exact(items.size_hint().0);
        items.for_each(|item| list.insert(item));
        list
    }
}

/// # Panics
/// Where nothing has the name, as maps do.
impl<T: Named> Index<&str> for ByName<T> {
    type Output = T;

    fn index(&self, name: &str) -> &T {
        self.get(name).expect("the name is in the list")
    }
}

impl<T: fmt::Debug> fmt::Debug for ByName<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.items).finish()
    }
}

#[cfg(test)]
mod tests {
    use apollo_compiler::Name;

    use super::{ByName, Named};

    struct Item(Name, usize);

    impl Named for Item {
        fn name(&self) -> &Name {
            &self.0
        }
    }

    fn item(number: usize, mark: usize) -> Item {
        Item(Name::new(&format!("n{number}")).unwrap(), mark)
    }

    /// Short lists and long ones answer alike, whichever order names come in.
    #[test]
    fn each_name_is_there_once() {
        for length in 0..40 {
            let mut list: ByName<Item> = (0..length).map(|n| item(n, 0)).collect();
            (0..length).step_by(3).for_each(|n| list.insert(item(n, 1)));
            assert_eq!(list.len(), length);
            for n in 0..length {
                let name = format!("n{n}");
                assert_eq!(list[name.as_str()].1, usize::from(n % 3 == 0), "{name}");
                assert!(list.contains_key(&name));
            }
            assert!(list.get(&format!("n{length}")).is_none());
            let order: Vec<String> = list.keys().map(Name::to_string).collect();
            assert_eq!(
                order,
                (0..length).map(|n| format!("n{n}")).collect::<Vec<_>>()
            );
        }
    }
}
