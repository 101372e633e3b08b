//! Places in the merged tree.

use serde::Serialize;

/// A place in the merged tree, from the root. Lists are gone through wherever they come: a path names
/// every object it leads to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize)]
pub struct Path {
    pub elements: Vec<PathElement>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct PathElement {
    /// Storage key of the field.
    pub key: String,
    /// Run-time types of the object (or of each item) found there for which the path goes on. Empty: all.
    pub on: Vec<String>,
}
