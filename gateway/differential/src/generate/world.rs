//! A split while it is made: what each subgraph declares.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::dice::Dice;
use crate::grants::Rule;

#[derive(Debug)]
pub(super) struct World {
    pub(super) homes: Vec<Home>,
    /// Names of entity types.
    pub(super) entities: Vec<String>,
    pub(super) labels: BTreeSet<String>,
    /// Values of the enum that is only put out, by home.
    pub(super) colors: Vec<Vec<&'static str>>,
    /// Whether a colour is hidden from clients.
    pub(super) hidden_color: bool,
    /// What types ask of their callers, wherever they are declared.
    pub(super) rules: BTreeMap<String, Rule>,
}

/// One subgraph.
#[derive(Debug, Default)]
pub(super) struct Home {
    pub(super) types: BTreeMap<String, Declared>,
    pub(super) unions: BTreeMap<String, BTreeSet<String>>,
    /// Speaks Federation 1.
    pub(super) old: bool,
    /// Of the federation spec, where it does not.
    pub(super) version: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    #[default]
    Object,
    Interface,
    InterfaceObject,
}

/// A type as one subgraph declares it.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub(super) kind: Kind,
    /// Selection, and whether it can be entered by.
    pub(super) keys: Vec<(String, bool)>,
    pub(super) implements: BTreeSet<String>,
    pub(super) fields: IndexMap<String, Field>,
    pub(super) hidden: bool,
    /// Those it sets.
    pub(super) contexts: BTreeSet<String>,
    /// Written as `extend type`, its key fields external.
    pub(super) extend: bool,
    /// Cannot tell its own keys: only entered, never referred to.
    pub(super) mute: bool,
}

/// A field as one subgraph declares it.
#[derive(Debug, Clone, Default)]
pub(super) struct Field {
    /// With parentheses.
    pub(super) arguments: String,
    pub(super) ty: String,
    pub(super) external: bool,
    /// External, and local below some reference.
    pub(super) provided: bool,
    pub(super) requires: Option<String>,
    pub(super) provides: Option<String>,
    /// Taken over from that home, given the label.
    pub(super) overrides: Option<(usize, Option<String>)>,
    pub(super) hidden: bool,
    pub(super) rule: Rule,
    /// What its contexts are filled from: types above it, and a field of each.
    pub(super) reads: Vec<(String, String)>,
}

impl Field {
    pub(super) fn of(ty: impl Into<String>) -> Self {
        Self {
            ty: ty.into(),
            ..Self::default()
        }
    }

    /// The named type.
    pub(super) fn base(&self) -> &str {
        self.ty.trim_matches(['[', ']', '!'])
    }

    /// As another home mentions it.
    pub(super) fn mentioned(&self) -> Self {
        Self {
            arguments: self.arguments.clone(),
            ty: self.ty.clone(),
            external: true,
            ..Self::default()
        }
    }
}

impl Declared {
    pub(super) fn is_entity(&self) -> bool {
        self.keys.iter().any(|(_, resolvable)| *resolvable)
    }
}

impl World {
    pub(super) fn new(dice: &mut Dice) -> Self {
        let count = *dice.pick(&[2, 2, 3, 3, 3, 4, 4, 5]);
        let color = |dice: &mut Dice| {
            let more = ["GREEN", "BLUE", "GREY"];
            let more = more.into_iter().filter(|_| dice.chance(70));
            ["RED"].into_iter().chain(more).collect()
        };
        Self {
            homes: (0..count).map(|_| Home::default()).collect(),
            entities: Vec::new(),
            labels: BTreeSet::new(),
            colors: (0..count).map(|_| color(dice)).collect(),
            hidden_color: dice.chance(30),
            rules: BTreeMap::new(),
        }
    }

    /// A type of a home, declared when it was not.
    pub(super) fn declare(&mut self, home: usize, ty: &str) -> &mut Declared {
        self.homes[home].types.entry(ty.to_owned()).or_default()
    }

    pub(super) fn add(&mut self, home: usize, ty: &str, name: &str, field: Field) {
        self.declare(home, ty).fields.insert(name.to_owned(), field);
    }

    pub(super) fn declared(&self, home: usize, ty: &str) -> Option<&Declared> {
        self.homes[home].types.get(ty)
    }

    pub(super) fn field(&self, home: usize, ty: &str, name: &str) -> Option<&Field> {
        self.declared(home, ty)?.fields.get(name)
    }

    pub(super) fn field_mut(&mut self, home: usize, ty: &str, name: &str) -> Option<&mut Field> {
        self.homes[home].types.get_mut(ty)?.fields.get_mut(name)
    }

    /// Homes that declare a type.
    pub(super) fn homes_of(&self, ty: &str) -> Vec<usize> {
        let homes = 0..self.homes.len();
        homes
            .filter(|home| self.homes[*home].types.contains_key(ty))
            .collect()
    }

    /// Homes in which an entity may get fields of its own: it can be entered there.
    pub(super) fn entered(&self, ty: &str) -> Vec<usize> {
        let homes = self.homes_of(ty).into_iter();
        homes
            .filter(|home| self.homes[*home].types[ty].is_entity())
            .collect()
    }

    /// Homes that resolve a field.
    pub(super) fn owners(&self, ty: &str, name: &str) -> Vec<usize> {
        let homes = 0..self.homes.len();
        let owns = |home: &usize| self.field(*home, ty, name).is_some_and(|it| !it.external);
        homes.filter(owns).collect()
    }

    /// A home that took a field over, or lost it.
    pub(super) fn is_contested(&self, ty: &str, name: &str) -> bool {
        let mut homes = 0..self.homes.len();
        homes.any(|home| {
            self.field(home, ty, name)
                .is_some_and(|it| it.overrides.is_some())
        })
    }

    /// Makes a field that another home resolves known in this one; `false`: nobody resolves it plainly.
    pub(super) fn mention(&mut self, home: usize, ty: &str, name: &str) -> bool {
        if self
            .field(home, ty, name)
            .is_some_and(|field| field.external)
        {
            return true;
        }
        let owner = self
            .owners(ty, name)
            .into_iter()
            .find(|owner| *owner != home);
        let Some(field) = owner.and_then(|owner| self.field(owner, ty, name)) else {
            return false;
        };
        let mentioned = field.mentioned();
        self.add(home, ty, name, mentioned);
        true
    }

    /// Object types behind a type name of a home.
    pub(super) fn members(&self, home: usize, ty: &str) -> Vec<String> {
        let home = &self.homes[home];
        if let Some(members) = home.unions.get(ty) {
            return members.iter().cloned().collect();
        }
        match home.types.get(ty).map(|declared| declared.kind) {
            Some(Kind::Interface) => {
                let implements = |it: &&String| {
                    let declared = &home.types[*it];
                    declared.kind == Kind::Object && declared.implements.contains(ty)
                };
                home.types.keys().filter(implements).cloned().collect()
            }
            Some(Kind::Object | Kind::InterfaceObject) => vec![ty.to_owned()],
            None => Vec::new(),
        }
    }
}

/// A type around a name.
pub(super) fn wrapped(dice: &mut Dice, ty: &str) -> String {
    let shapes = [
        "T", "T", "T", "T!", "[T]", "[T!]", "[T!]!", "[[T]]", "[[T!]!]",
    ];
    dice.pick(&shapes).replace('T', ty)
}
