//! Type references of several subgraphs to one: outputs to the most general, inputs to the strictest.

use ahash::HashSet;
use apollo_compiler::Name;
use apollo_compiler::ast::Type;
use apollo_compiler::schema::ExtendedType;

use super::join::implemented;
use crate::subgraph::Subgraph;

/// Which named type is part of which other, over all subgraphs.
#[derive(Debug, Default)]
pub(super) struct Subtypes {
    pairs: HashSet<(Name, Name)>,
}

impl Subtypes {
    pub(super) fn of(subgraphs: &[Subgraph]) -> Self {
        let mut pairs = HashSet::default();
        for subgraph in subgraphs {
            for (name, ty) in subgraph.types() {
                for interface in implemented(ty) {
                    pairs.insert((name.clone(), interface));
                }
                if let ExtendedType::Union(ty) = ty {
                    for member in &ty.members {
                        pairs.insert((member.name.clone(), name.clone()));
                    }
                }
            }
        }
        Self { pairs }
    }

    /// Whether a value of `sub` can stand where `ty` is promised, the two being equal included. Recursion is bounded
    /// by the parser's limit.
    pub(super) fn includes(&self, ty: &Type, sub: &Type) -> bool {
        match (ty, sub) {
            (Type::Named(ty), Type::Named(sub) | Type::NonNullNamed(sub))
            | (Type::NonNullNamed(ty), Type::NonNullNamed(sub)) => {
                ty == sub || self.pairs.contains(&(sub.clone(), ty.clone()))
            }
            (Type::List(ty), Type::List(sub) | Type::NonNullList(sub))
            | (Type::NonNullList(ty), Type::NonNullList(sub)) => self.includes(ty, sub),
            (
                Type::Named(_) | Type::NonNullNamed(_) | Type::List(_) | Type::NonNullList(_),
                Type::Named(_) | Type::NonNullNamed(_) | Type::List(_) | Type::NonNullList(_),
            ) => false,
        }
    }

    /// The type that includes all of them.
    pub(super) fn most_general<'a>(&self, types: &[&'a Type]) -> Option<&'a Type> {
        let fits = |candidate: &&&Type| types.iter().all(|ty| self.includes(candidate, ty));
        types.iter().find(fits).copied()
    }

    /// The type that all of them include.
    pub(super) fn strictest<'a>(&self, types: &[&'a Type]) -> Option<&'a Type> {
        let fits = |candidate: &&&Type| types.iter().all(|ty| self.includes(ty, candidate));
        types.iter().find(fits).copied()
    }
}

/// The type that most have, if one alone is the most common: the others differ from it, not it from them.
pub(super) fn usual<'a>(types: &[&'a Type]) -> Option<&'a Type> {
    let count = |ty: &Type| types.iter().filter(|other| ***other == *ty).count();
    let most = types.iter().max_by_key(|ty| count(ty))?;
    let rivals = types
        .iter()
        .filter(|ty| ty != &most && count(ty) == count(most));
    (rivals.count() == 0).then_some(*most)
}
