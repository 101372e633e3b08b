//! Which products a list or a search is about.

use super::draft::check::is_handle;
use std::collections::{BTreeMap, BTreeSet};

/// What separates an option's name from its value in a key; no name contains it.
pub(crate) const KEY_SEPARATOR: char = '=';

/// The key of an option's value: `Colour=Moss`.
pub(crate) fn option_key(name: &str, value: &str) -> String {
    format!("{name}{KEY_SEPARATOR}{value}")
}

/// The name and the value of a key.
pub(crate) fn split_key(key: &str) -> (&str, &str) {
    key.split_once(KEY_SEPARATOR)
        .expect("an option key is written with its separator")
}

/// A filter in one normal form. A product fits when it is of one of the categories and one of its variants has both a price in
/// the range and, for each named option, one of the values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Filter {
    categories: Option<Vec<String>>,
    min_price: Option<i64>,
    max_price: Option<i64>,
    options: BTreeMap<String, BTreeSet<String>>,
}

impl Filter {
    /// Only these categories, by handle; called again, only those named both times.
    pub(crate) fn of_categories(mut self, handles: impl IntoIterator<Item = String>) -> Self {
        // What is no handle is nobody's.
        let wanted: BTreeSet<String> = handles.into_iter().filter(|text| is_handle(text)).collect();
        let narrowed = match self.categories.take() {
            Some(before) => before
                .into_iter()
                .filter(|handle| wanted.contains(handle))
                .collect(),
            None => wanted.into_iter().collect(),
        };
        self.categories = Some(narrowed);
        self
    }

    /// Only prices in this range of minor units, ends included.
    pub(crate) fn priced(mut self, min: Option<i64>, max: Option<i64>) -> Self {
        self.min_price = min;
        self.max_price = max;
        self
    }

    /// Also this value of the option, beside others of the same option.
    pub(crate) fn with_option(mut self, name: String, value: String) -> Self {
        self.options.entry(name).or_default().insert(value);
        self
    }

    /// Just this value of the option, whatever was chosen of it before.
    pub(crate) fn with_only_option(mut self, name: &str, value: &str) -> Self {
        self.options
            .insert(name.to_owned(), BTreeSet::from([value.to_owned()]));
        self
    }

    pub(crate) fn without_categories(mut self) -> Self {
        self.categories = None;
        self
    }

    pub(crate) fn without_price(self) -> Self {
        self.priced(None, None)
    }

    pub(crate) fn categories(&self) -> Option<&[String]> {
        self.categories.as_deref()
    }

    pub(crate) fn min_price(&self) -> Option<i64> {
        self.min_price
    }

    pub(crate) fn max_price(&self) -> Option<i64> {
        self.max_price
    }

    /// The wanted names and values.
    pub(crate) fn options(&self) -> impl Iterator<Item = (&str, &str)> {
        self.options.iter().flat_map(|(name, values)| {
            values
                .iter()
                .map(move |value| (name.as_str(), value.as_str()))
        })
    }

    /// The wanted keys.
    pub(crate) fn option_keys(&self) -> Vec<String> {
        self.options()
            .map(|(name, value)| option_key(name, value))
            .collect()
    }

    /// How many options are named.
    pub(crate) fn option_names(&self) -> i64 {
        i64::try_from(self.options.len()).expect("a request names few options")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_named_twice_are_those_of_both() {
        let names = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        let filter = Filter::default()
            .of_categories(names(&["camp", "desk"]))
            .of_categories(names(&["desk", "bags"]));
        assert_eq!(filter.categories(), Some(names(&["desk"]).as_slice()));
    }

    #[test]
    fn options_are_kept_apart_by_name() {
        let filter = Filter::default()
            .with_option("Size".into(), "Small".into())
            .with_option("Colour".into(), "Moss".into())
            .with_option("Colour".into(), "Ink".into());
        assert_eq!(
            filter.option_keys(),
            ["Colour=Ink", "Colour=Moss", "Size=Small"]
        );
        assert_eq!(filter.option_names(), 2);
        assert_eq!(
            filter.with_only_option("Colour", "Oat").option_keys(),
            ["Colour=Oat", "Size=Small"]
        );
    }

    #[test]
    fn a_key_splits_at_its_first_separator() {
        assert_eq!(split_key(&option_key("Size", "a=b")), ("Size", "a=b"));
    }
}
