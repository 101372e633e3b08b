//! `@defer`: an answer that comes in parts.
//!
//! What is deferred hangs in the [`Shape`] at the place of its fragment. A part is written for each
//! object that stands there, once the part's fetches are over and the part around it has been written.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::{FetchId, Guard, Shape};

/// Index of a part in [`Deferral::parts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct PartId(pub u32);

impl PartId {
    /// What is answered at once.
    pub const FIRST: Self = Self(0);
}

/// How the answer comes in parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deferral {
    /// The variables of `@defer(if:)` that were true when the plan was made; it holds for just these.
    pub variables: BTreeSet<String>,
    /// [`PartId::FIRST`] and then the deferred fragments, each after the one it stands in.
    pub parts: Vec<Part>,
}

/// One part of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// The part it stands in; `None` for the first.
    pub parent: Option<PartId>,
    pub label: Option<String>,
    /// The fetches that give its values, in ascending order. What these wait for is not repeated.
    pub needs: Vec<FetchId>,
}

/// A deferred fragment at its place in the shape.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Deferred {
    pub part: PartId,
    /// Run-time types of the object for which it is written. Empty: all.
    pub on: Vec<String>,
    pub guard: Guard,
    /// What of the object it brings; fields that an earlier part has brought are not among them.
    pub shape: Shape,
}
