//! A split as SDL.

use std::fmt::Write;

use super::world::{Declared, Field, Home, Kind, World};
use crate::case::Subgraph;
use crate::data::VARYING;
use crate::grants::Rule;

const IMPORTS: &str = r#"["@key", "@shareable", "@external", "@requires", "@provides", "@override", "@interfaceObject", "@inaccessible", "@authenticated", "@requiresScopes", "@policy"]"#;

/// Those that came with v2.8.
const CONTEXTS: &str = r#", "@context", "@fromContext"]"#;

pub(super) fn subgraphs(world: &World) -> Vec<Subgraph> {
    let homes = world.homes.iter().enumerate();
    homes
        .map(|(at, home)| (format!("s{at}"), Printer { world, home, at }.sdl()))
        .collect()
}

struct Printer<'w> {
    world: &'w World,
    home: &'w Home,
    at: usize,
}

impl Printer<'_> {
    fn sdl(&self) -> String {
        let mut body = String::new();
        for (name, declared) in &self.home.types {
            body.push_str(&self.declared(name, declared));
        }
        for (name, members) in &self.home.unions {
            let members: Vec<&str> = members.iter().map(String::as_str).collect();
            body.push_str(&format!("union {name} = {}\n", members.join(" | ")));
        }
        self.add_shared(&mut body);
        if self.home.old {
            return body;
        }
        let version = self.home.version;
        let imports = match version {
            "v2.7" => IMPORTS.to_owned(),
            _ => IMPORTS.replace(']', CONTEXTS),
        };
        format!(
            "extend schema @link(url: \"https://specs.apollo.dev/federation/{version}\", import: {imports})\n{body}"
        )
    }

    /// Types that are the same everywhere, where they are used.
    fn add_shared(&self, body: &mut String) {
        let uses = |body: &str, name: &str| {
            let mut words = body.split(|it: char| !it.is_alphanumeric());
            words.any(|word| word == name)
        };
        let shareable = if self.home.old { "" } else { " @shareable" };
        if uses(body, "Money") {
            body.push_str(&format!(
                "type Money{shareable} {{ amount: Float currency: Color }}\n"
            ));
        }
        if uses(body, "Color") {
            let hidden = self.world.hidden_color && !self.home.old;
            let values = self.world.colors[self.at].iter().map(|value| match *value {
                "BLUE" if hidden => "BLUE @inaccessible".to_owned(),
                value => value.to_owned(),
            });
            let values: Vec<String> = values.collect();
            let rule = self.rule("Color");
            body.push_str(&format!("enum Color{rule} {{ {} }}\n", values.join(" ")));
        }
        if uses(body, "In") {
            body.push_str("input In { a: Int = 1 b: [Int!] mode: Mode in: In }\n");
        }
        if uses(body, "Mode") {
            body.push_str("enum Mode { FAST SLOW }\n");
        }
        if uses(body, "Blob") {
            body.push_str("scalar Blob\n");
        }
    }

    fn declared(&self, name: &str, declared: &Declared) -> String {
        let root = matches!(name, "Query" | "Mutation" | "Subscription");
        let extend = declared.extend || (self.home.old && root);
        let mut text = String::from(if extend { "extend " } else { "" });
        text.push_str(match declared.kind {
            Kind::Interface => "interface ",
            Kind::Object | Kind::InterfaceObject => "type ",
        });
        text.push_str(name);
        if !declared.implements.is_empty() {
            let all: Vec<&str> = declared.implements.iter().map(String::as_str).collect();
            text.push_str(&format!(" implements {}", all.join(" & ")));
        }
        if declared.kind == Kind::InterfaceObject {
            text.push_str(" @interfaceObject");
        }
        for (key, resolvable) in &declared.keys {
            let resolvable = if *resolvable {
                ""
            } else {
                ", resolvable: false"
            };
            text.push_str(&format!(" @key(fields: \"{key}\"{resolvable})"));
        }
        if declared.hidden {
            text.push_str(" @inaccessible");
        }
        for context in &declared.contexts {
            text.push_str(&format!(" @context(name: \"{context}\")"));
        }
        text.push_str(&self.rule(name));
        text.push_str(" {\n");
        for (field_name, field) in &declared.fields {
            let written = self.field(name, declared, field_name, field);
            text.push_str(&format!("  {field_name}{written}\n"));
        }
        text.push_str("}\n");
        text
    }

    fn field(&self, ty: &str, declared: &Declared, name: &str, field: &Field) -> String {
        let mut text = format!("{}: {}", field.arguments, field.ty);
        let named = |key: &str| key.split(' ').any(|part| part == name);
        let key = declared.keys.iter().any(|(key, _)| named(key));
        let taken_in = key && (declared.extend || declared.mute);
        if field.external || taken_in {
            text.push_str(" @external");
        } else if declared.kind != Kind::Interface && !self.home.old && self.is_shared(ty, name) {
            text.push_str(" @shareable");
        }
        let mut directive = |name: &str, set: &Option<String>| {
            if let Some(set) = set {
                // Writing to a string cannot fail.
                let _ = write!(text, " @{name}(fields: \"{set}\")");
            }
        };
        directive("requires", &field.requires);
        directive("provides", &field.provides);
        if let Some((from, label)) = &field.overrides {
            let label = label
                .as_ref()
                .map(|it| format!(", label: \"{it}\""))
                .unwrap_or_default();
            text.push_str(&format!(" @override(from: \"s{from}\"{label})"));
        }
        if field.hidden {
            text.push_str(" @inaccessible");
        }
        if !taken_in {
            text.push_str(&rule(&field.rule));
        }
        text
    }

    /// What a type asks of its callers; Federation 1 cannot say it.
    fn rule(&self, ty: &str) -> String {
        let asked = self.world.rules.get(ty).filter(|_| !self.home.old);
        asked.map(rule).unwrap_or_default()
    }

    /// Whether another home resolves the field as well, be it along a reference only.
    fn is_shared(&self, ty: &str, name: &str) -> bool {
        // Of members here, and of their interface object there.
        if name == VARYING {
            return true;
        }
        let here = self.world.field(self.at, ty, name);
        let taken = here
            .and_then(|it| it.overrides.as_ref())
            .map(|(from, _)| *from);
        let homes = (0..self.world.homes.len()).filter(|home| *home != self.at);
        homes.filter(|home| Some(*home) != taken).any(|home| {
            self.world.field(home, ty, name).is_some_and(|other| {
                let ours = other
                    .overrides
                    .as_ref()
                    .is_some_and(|(from, _)| *from == self.at);
                (!other.external || other.provided) && !ours
            })
        })
    }
}

fn rule(rule: &Rule) -> String {
    let mut text = String::new();
    if rule.authenticated {
        text.push_str(" @authenticated");
    }
    for (name, argument, lists) in [
        ("requiresScopes", "scopes", &rule.scopes),
        ("policy", "policies", &rule.policies),
    ] {
        if !lists.is_empty() {
            // Lists of plain words print as GraphQL writes them.
            text.push_str(&format!(" @{name}({argument}: {lists:?})"));
        }
    }
    text
}
