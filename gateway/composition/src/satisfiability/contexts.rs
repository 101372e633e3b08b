//! The contexts that are set on the way to a value.

use std::rc::Rc;

use ahash::HashMap;
use gateway_supergraph::{Supergraph, TypeId};

/// Numbers of contexts, ascending.
pub(super) type Contexts = Rc<[u32]>;

/// Which types set which contexts.
#[derive(Default)]
pub(super) struct Setters {
    numbers: HashMap<String, u32>,
    by_type: HashMap<TypeId, Vec<u32>>,
}

impl Setters {
    /// A context that is set on an interface or union is set by each of its members.
    pub(super) fn of(supergraph: &Supergraph) -> Self {
        let mut setters = Self::default();
        for ty in &supergraph.types {
            for context in &ty.contexts {
                let next = setters.numbers.len() as u32;
                let number = *setters.numbers.entry(context.to_string()).or_insert(next);
                for member in ty.possible.iter() {
                    setters.by_type.entry(member).or_default().push(number);
                }
            }
        }
        setters
    }

    pub(super) fn below(&self, above: &Contexts, ty: TypeId) -> Contexts {
        let Some(own) = self.by_type.get(&ty) else {
            return above.clone();
        };
        let mut all: Vec<u32> = above.iter().chain(own).copied().collect();
        all.sort_unstable();
        all.dedup();
        all.into()
    }

    pub(super) fn holds(&self, contexts: &Contexts, context: &str) -> bool {
        let number = self.numbers.get(context);
        number.is_some_and(|number| contexts.binary_search(number).is_ok())
    }
}

/// Whether all of the first hold with the second.
pub(super) fn is_subset(contexts: &Contexts, of: &Contexts) -> bool {
    contexts
        .iter()
        .all(|number| of.binary_search(number).is_ok())
}
