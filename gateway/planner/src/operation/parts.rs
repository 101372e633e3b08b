//! `@defer`: which fields are answered in which part.

use std::collections::BTreeSet;

use apollo_compiler::ast::{DirectiveList, Value};
use gateway_plan::{Guard, PartId};
use gateway_supergraph::TypeSet;

use super::{Field, Operation};

/// Deferred fragments beyond this many are answered where they stand, as a server may do with any.
const MOST: usize = u64::BITS as usize;

/// A set of parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Parts(u64);

impl Parts {
    /// Of what is not deferred.
    pub const FIRST: Self = Self(1);

    pub(crate) fn one(part: PartId) -> Self {
        Self(1 << part.0)
    }

    pub(crate) fn contains(self, part: PartId) -> bool {
        self.meets(Self::one(part))
    }

    pub(crate) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    #[must_use]
    pub(crate) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn without(self, part: PartId) -> Self {
        Self(self.0 & !(1 << part.0))
    }
}

/// A deferred fragment, at the selection it stands in.
#[derive(Debug, Clone)]
pub struct Anchor {
    pub part: PartId,
    /// The object types it is asked of.
    pub on: TypeSet,
    /// Given that the object is asked.
    pub guard: Guard,
}

/// A part that an operation is answered in.
#[derive(Debug, Clone)]
pub struct DeferredPart {
    pub parent: Option<PartId>,
    pub label: Option<String>,
    /// It, and all that it stands in.
    chain: Parts,
}

/// The parts that an operation is answered in, when it is answered in parts.
#[derive(Debug, Clone)]
pub struct Deferring {
    /// The variables of `@defer(if:)` that are true.
    pub variables: BTreeSet<String>,
    /// The first part, then the deferred fragments, each after the one it stands in.
    pub parts: Vec<DeferredPart>,
}

impl Deferring {
    pub(super) fn new(variables: &BTreeSet<String>) -> Self {
        let first = DeferredPart {
            parent: None,
            label: None,
            chain: Parts::FIRST,
        };
        Self {
            variables: variables.clone(),
            parts: vec![first],
        }
    }

    /// The part of a fragment with these directives; `None` where it is not deferred.
    pub(super) fn part_of(&mut self, directives: &DirectiveList, parent: PartId) -> Option<PartId> {
        let directive = directives.get("defer")?;
        let argument = |name| directive.specified_argument_by_name(name);
        let holds = match argument("if").map(|value| &**value) {
            Some(Value::Boolean(value)) => *value,
            Some(Value::Variable(name)) => self.variables.contains(name.as_str()),
            Some(_) | None => true,
        };
        if !holds || self.parts.len() >= MOST {
            return None;
        }
        let part = PartId(self.parts.len() as u32);
        let label = argument("label").and_then(|label| label.as_str());
        self.parts.push(DeferredPart {
            parent: Some(parent),
            label: label.map(str::to_owned),
            chain: self.chain(parent).union(Parts::one(part)),
        });
        Some(part)
    }

    /// A part and all that it stands in.
    pub(super) fn chain(&self, part: PartId) -> Parts {
        self.parts[part.0 as usize].chain
    }
}

impl Operation {
    /// The parts after the first, in the order in which they may be written.
    pub(crate) fn later_parts(&self) -> impl Iterator<Item = PartId> + use<> {
        let parts = self.deferring.as_ref().map_or(1, |all| all.parts.len());
        (1..parts as u32).map(PartId)
    }

    /// Whether a part brings a field: it is asked there, and in no part around it.
    pub(crate) fn brings(&self, part: PartId, field: &Field) -> bool {
        let Some(deferring) = &self.deferring else {
            return true;
        };
        let around = deferring.chain(part).without(part);
        field.asked.contains(part) && !field.asked.meets(around)
    }
}

impl Field {
    /// Whether a part asks for the field, or for anything below it.
    pub(crate) fn concerns(&self, part: PartId) -> bool {
        self.below.contains(part)
    }
}

/// The parts that ask for fields, or for anything below them.
pub(super) fn asked_in(fields: &[std::sync::Arc<Field>], anchors: &[Anchor]) -> Parts {
    let fields = fields.iter().map(|field| field.below);
    let anchors = anchors.iter().map(|anchor| Parts::one(anchor.part));
    fields.chain(anchors).fold(Parts::default(), Parts::union)
}
