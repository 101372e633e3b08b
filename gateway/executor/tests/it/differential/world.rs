//! Types, their fields, and which subgraph has what.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The whole graph and its split.
#[derive(Debug, Default)]
pub(super) struct World {
    pub(super) homes: usize,
    /// By name.
    pub(super) types: BTreeMap<String, Type>,
    /// Members of the interface `I` and of the union `U`, by home.
    pub(super) interface: Vec<BTreeSet<String>>,
    pub(super) union: Vec<BTreeSet<String>>,
    /// The interface `M`, which is a plain one in its owner and an interface object elsewhere.
    pub(super) media: Option<Media>,
}

/// Where `M` is what. Its types are `M0` and `M1`, its fields in [`World::types`] those that the interface objects add.
#[derive(Debug)]
pub(super) struct Media {
    pub(super) owner: usize,
    pub(super) objects_in: BTreeSet<usize>,
}

/// The run-time type of a medium, which only the owner knows.
pub(super) fn medium(number: u64) -> &'static str {
    if number.is_multiple_of(2) { "M0" } else { "M1" }
}

#[derive(Debug, Default)]
pub(super) struct Type {
    /// Key selections, by home; without any, the type is a value.
    pub(super) keys: BTreeMap<usize, Vec<&'static str>>,
    pub(super) fields: BTreeMap<String, Field>,
}

#[derive(Debug, Default)]
pub(super) struct Field {
    /// GraphQL type text.
    pub(super) ty: String,
    /// Has the argument `n: Int`.
    pub(super) argument: bool,
    /// Homes that resolve it.
    pub(super) owners: BTreeSet<usize>,
    /// Homes that only mention it.
    pub(super) external: BTreeSet<usize>,
    /// What its only owner needs first.
    pub(super) requires: Option<String>,
    /// What it makes local below, by home: names of fields.
    pub(super) provides: BTreeMap<usize, String>,
    /// Must be shareable although one home alone resolves it always.
    pub(super) shareable: bool,
    /// The home that lost it to its owner.
    pub(super) overridden: Option<usize>,
    /// Run-time types, where the type is abstract.
    pub(super) members: Vec<String>,
}

impl World {
    pub(super) fn home_named(&self, name: &str) -> usize {
        name[1..].parse().unwrap()
    }

    /// A field of a type; of the types of `M` also those that `M` has.
    pub(super) fn field(&self, ty: &str, field: &str) -> &Field {
        let own = self.types[ty].fields.get(field);
        own.unwrap_or_else(|| &self.types["M"].fields[field])
    }

    pub(super) fn is_interface_object(&self, home: usize) -> bool {
        let media = self.media.as_ref();
        media.is_some_and(|media| media.objects_in.contains(&home))
    }

    pub(super) fn owns_media(&self, home: usize) -> bool {
        let media = self.media.as_ref();
        media.is_some_and(|media| media.owner == home)
    }

    pub(super) fn is_entity(&self, ty: &str) -> bool {
        !self.types[ty].keys.is_empty()
    }

    /// Name and SDL of each subgraph.
    pub(super) fn sdls(&self) -> Vec<(String, String)> {
        (0..self.homes)
            .map(|home| (format!("s{home}"), self.sdl(home)))
            .collect()
    }

    /// The schema that a subgraph's server validates requests by, without what only composition reads.
    pub(super) fn plain_sdl(&self, home: usize) -> String {
        let sdl = self.sdl(home);
        let plain = |line: &str| match line.split_once(" @") {
            Some((plain, _)) if line.starts_with("interface") => {
                format!("{plain} {}", &line[line.find('{').unwrap()..])
            }
            Some((plain, _)) if line.starts_with("type") => format!("{plain} {{"),
            Some((plain, _)) => plain.to_owned(),
            None => line.to_owned(),
        };
        // The first line links the federation spec.
        let mut lines: Vec<String> = sdl.lines().skip(1).map(plain).collect();
        let keyed = self
            .types
            .iter()
            .filter(|(_, ty)| ty.keys.contains_key(&home));
        let keyed: Vec<&str> = keyed.map(|(name, _)| name.as_str()).collect();
        if !keyed.is_empty() {
            lines.push(format!("scalar _Any union _Entity = {}", keyed.join(" | ")));
            lines.push(
                "extend type Query { _entities(representations: [_Any!]!): [_Entity]! }".to_owned(),
            );
        }
        lines.join("\n")
    }

    fn sdl(&self, home: usize) -> String {
        let mut sdl = String::from(
            "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.5\", import: [\"@key\", \"@shareable\", \"@external\", \"@requires\", \"@provides\", \"@override\", \"@interfaceObject\"])\n",
        );
        for (name, ty) in &self.types {
            let fields: Vec<String> = ty
                .fields
                .iter()
                .filter_map(|(name, field)| Some(format!("  {name}{}", field.declared(home)?)))
                .collect();
            // The owner of `M` declares it as the interface it is.
            if fields.is_empty() || (name == "M" && self.owns_media(home)) {
                continue;
            }
            let implements = if self.interface[home].contains(name) {
                " implements I"
            } else if name.starts_with('M') && self.owns_media(home) {
                " implements M"
            } else {
                ""
            };
            let object = if name == "M" { " @interfaceObject" } else { "" };
            let keys = ty.keys.get(&home).into_iter().flatten();
            let keys: String = keys
                .map(|key| format!(" @key(fields: \"{key}\")"))
                .collect();
            writeln!(
                sdl,
                "type {name}{implements}{object}{keys} {{\n{}\n}}",
                fields.join("\n")
            )
            .unwrap();
        }
        if self.owns_media(home) {
            sdl.push_str("interface M @key(fields: \"id\") { id: ID! }\n");
        }
        if !self.interface[home].is_empty() {
            sdl.push_str("interface I { label: String }\n");
        }
        if !self.union[home].is_empty() {
            let members: Vec<&str> = self.union[home].iter().map(String::as_str).collect();
            writeln!(sdl, "union U = {}", members.join(" | ")).unwrap();
        }
        sdl
    }
}

impl Field {
    /// What a subgraph declares of the field, if anything.
    fn declared(&self, home: usize) -> Option<String> {
        let argument = if self.argument { "(n: Int)" } else { "" };
        let mut text = format!("{argument}: {}", self.ty);
        if self.external.contains(&home) {
            text.push_str(" @external");
            return Some(text);
        }
        if self.overridden == Some(home) {
            return Some(text);
        }
        if !self.owners.contains(&home) {
            return None;
        }
        if self.owners.len() > 1 || self.shareable {
            text.push_str(" @shareable");
        }
        if let Some(requires) = &self.requires {
            write!(text, " @requires(fields: \"{requires}\")").unwrap();
        }
        if let Some(provides) = self.provides.get(&home) {
            write!(text, " @provides(fields: \"{provides}\")").unwrap();
        }
        if let Some(loser) = self.overridden {
            write!(text, " @override(from: \"s{loser}\")").unwrap();
        }
        Some(text)
    }
}
