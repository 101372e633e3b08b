//! Selections as text.

use apollo_compiler::ast::Type;
use apollo_compiler::schema::FieldDefinition;

use super::{DEPTH, Kind, Operation, Writer};
use crate::dice::hash;

impl Writer<'_> {
    /// A selection set, braces included.
    pub(super) fn selection(&mut self, ty: &str, depth: usize) -> String {
        let mut parts = Vec::new();
        for field in self.fields(ty) {
            let wanted = if depth == 0 { 55 } else { 45 };
            if self.left > 0 && self.dice.chance(wanted) {
                parts.extend(self.field(ty, &field, depth));
                if self.dice.chance(8) {
                    parts.extend(self.field(ty, &field, depth));
                }
            }
        }
        self.shared_keys(ty, depth, &mut parts);
        let object = self.is_object(ty);
        for other in self.overlapping(ty) {
            let wanted = if object { 6 } else { 50 };
            if self.left > 0 && self.dice.chance(wanted) {
                parts.push(self.fragment(&other, depth));
            }
        }
        if self.left > 0 && self.dice.chance(6) {
            parts.push(self.fragment(ty, depth));
        }
        if self.dice.chance(30) {
            let at = self.dice.below(parts.len() + 1);
            parts.insert(at, self.typename());
        }
        if parts.is_empty() {
            parts.push(self.typename());
        }
        format!("{{ {} }}", parts.join(" "))
    }

    /// The root selection of a subscription: one field, which no condition may leave out.
    pub(super) fn stream(&mut self) -> String {
        let fields = self.fields("Subscription");
        let field = self.dice.pick(&fields).clone();
        let arguments = self.arguments(&field.arguments);
        let head = format!("{}{arguments}", field.name);
        format!("{{ {} }}", self.with_selection(head, &field, 0))
    }

    fn typename(&mut self) -> String {
        let condition = self.condition();
        let alias = *self.dice.pick(&["", "", "t: ", "type: "]);
        format!("{alias}__typename{condition}")
    }

    fn fragment(&mut self, on: &str, depth: usize) -> String {
        // Fragments in fragments end as well.
        self.left = self.left.saturating_sub(1);
        let condition = self.condition();
        let selection = self.selection(on, depth);
        if self.dice.chance(25) {
            let name = format!("F{}", self.fragments.len());
            let text = format!("...{name}{condition}");
            self.fragments.push((name, on.to_owned(), selection));
            return text;
        }
        format!("... on {on}{condition} {selection}")
    }

    fn field(&mut self, ty: &str, field: &FieldDefinition, depth: usize) -> Option<String> {
        let leaf = self.is_leaf(&field.ty);
        if self.left == 0 || (!leaf && depth >= DEPTH) {
            return None;
        }
        self.left -= 1;
        let arguments = self.arguments(&field.arguments);
        let alias = if ty == "Mutation" || self.dice.chance(12) {
            self.aliases += 1;
            format!("a{}: ", self.aliases)
        } else {
            self.alias(field, &arguments)
        };
        Some(self.written(&alias, field, &arguments, depth))
    }

    /// A response key that any selection of the same field, type and arguments has.
    fn alias(&self, field: &FieldDefinition, arguments: &str) -> String {
        let name = &field.name;
        if !self.ambiguous.contains(name.as_str()) && field.arguments.is_empty() {
            return String::new();
        }
        let of = hash(&format!("{arguments}{}", field.ty)) >> 24;
        format!("{name}_{of:x}: ")
    }

    fn written(
        &mut self,
        alias: &str,
        field: &FieldDefinition,
        arguments: &str,
        depth: usize,
    ) -> String {
        let condition = self.condition();
        let head = format!("{alias}{}{arguments}{condition}", field.name);
        self.with_selection(head, field, depth)
    }

    fn with_selection(&mut self, head: String, field: &FieldDefinition, depth: usize) -> String {
        match self.is_leaf(&field.ty) {
            true => head,
            false => {
                let selection = self.selection(field.ty.inner_named_type(), depth + 1);
                format!("{head} {selection}")
            }
        }
    }

    /// Keys that mean one field at one object type and another field, of an equal type, at the next.
    fn shared_keys(&mut self, ty: &str, depth: usize, into: &mut Vec<String>) {
        if !self.is_object(ty) || matches!(ty, "Query" | "Mutation") || !self.dice.chance(15) {
            return;
        }
        let fields = self.fields(ty);
        let plain: Vec<&FieldDefinition> = fields
            .iter()
            .filter(|field| field.arguments.is_empty())
            .collect();
        let mut kinds: Vec<&Type> = plain.iter().map(|field| &field.ty).collect();
        kinds.dedup();
        for kind in kinds {
            let alike: Vec<&&FieldDefinition> =
                plain.iter().filter(|field| field.ty == *kind).collect();
            let leaf = self.is_leaf(kind);
            if self.left == 0 || (!leaf && depth >= DEPTH) || !self.dice.chance(40) {
                continue;
            }
            self.left -= 1;
            let chosen = hash(&format!("{ty}{kind}{}", self.salt)) as usize % alike.len();
            let key = format!("k{:x}: ", hash(&kind.to_string()) >> 24);
            into.push(self.written(&key, alike[chosen], "", depth));
        }
    }

    pub(super) fn document(self, kind: Kind, selection: &str) -> Operation {
        let mut body = selection.to_owned();
        if kind != Kind::Subscription && self.dice.chance(10) {
            body = body.replacen('{', "{ __typename ", 1);
        }
        let named = self.dice.chance(30);
        let kind = kind.keyword();
        let name = if named { " Asked" } else { "" };
        let mut text = format!("{kind}{name}{} {body}", self.declared.text());
        for (name, on, selection) in &self.fragments {
            text.push_str(&format!("\nfragment {name} on {on} {selection}"));
        }
        let several = named && self.dice.chance(20);
        if several {
            text.push_str("\nquery Other { __typename }");
        }
        Operation {
            text,
            variables: self.declared.values(),
            name: named.then(|| "Asked".to_owned()),
        }
    }
}
