//! The GraphQL document of a fetch.

use std::fmt::{self, Write};

use crate::{
    ContextValue, EntityGroup, Fetch, FetchKind, Guard, Literal, OperationKind, Selection,
    SelectionField, fetch::SelectionItem,
};

impl Fetch {
    /// The document that is sent, in one line.
    ///
    /// ```text
    /// query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { name } } }
    /// ```
    pub fn document(&self) -> String {
        let mut out = String::new();
        self.write_document(&mut out)
            .expect("writing to a string does not fail");
        out
    }

    /// The variable that holds a group's representations.
    pub fn representations_variable(&self, group: usize) -> String {
        match &self.kind {
            FetchKind::Entities { groups } if groups.len() > 1 => format!("r{group}"),
            FetchKind::Entities { .. } | FetchKind::Root { .. } => "representations".to_owned(),
        }
    }

    /// The response key of a group's `_entities` field.
    pub fn entities_key(&self, group: usize) -> String {
        match &self.kind {
            FetchKind::Entities { groups } if groups.len() > 1 => format!("e{group}"),
            FetchKind::Entities { .. } | FetchKind::Root { .. } => "_entities".to_owned(),
        }
    }

    /// The variable that holds a context's value for a group.
    pub fn context_variable(&self, group: usize, value: &ContextValue) -> String {
        format!("{}{}", value.variable, self.suffix(group))
    }

    /// What tells a group's own variables from those of others.
    fn suffix(&self, group: usize) -> String {
        match &self.kind {
            FetchKind::Entities { groups } if groups.len() > 1 => format!("_{group}"),
            FetchKind::Entities { .. } | FetchKind::Root { .. } => String::new(),
        }
    }

    fn write_document(&self, out: &mut String) -> fmt::Result {
        let operation = match &self.kind {
            FetchKind::Root { operation, .. } => *operation,
            FetchKind::Entities { .. } => OperationKind::Query,
        };
        out.push_str(operation.keyword());
        self.write_variables(out)?;
        out.push_str(" { ");
        match &self.kind {
            FetchKind::Root { selection, .. } => write_items(out, selection, Naming::PLAIN)?,
            FetchKind::Entities { groups } => {
                for (index, group) in groups.iter().enumerate() {
                    self.write_group(out, index, group)?;
                }
            }
        }
        out.push('}');
        Ok(())
    }

    fn write_variables(&self, out: &mut String) -> fmt::Result {
        let mut declared = Vec::new();
        if let FetchKind::Entities { groups } = &self.kind {
            for (index, group) in groups.iter().enumerate() {
                let name = self.representations_variable(index);
                declared.push(format!("${name}: [_Any!]!"));
                for value in &group.contexts {
                    let name = self.context_variable(index, value);
                    declared.push(format!("${name}: {}", value.ty));
                }
            }
        }
        for variable in &self.variables {
            declared.push(format!("${}: {}", variable.name, variable.ty));
        }
        if !declared.is_empty() {
            write!(out, "({})", declared.join(", "))?;
        }
        Ok(())
    }

    fn write_group(&self, out: &mut String, index: usize, group: &EntityGroup) -> fmt::Result {
        let key = self.entities_key(index);
        let variable = self.representations_variable(index);
        if key != "_entities" {
            write!(out, "{key}: ")?;
        }
        write!(out, "_entities(representations: ${variable}) {{ ")?;
        out.push_str(&group.selection_text(&self.suffix(index)));
        out.push_str("} ");
        Ok(())
    }
}

impl EntityGroup {
    /// The selection's text, `suffix` put behind the name of each context's variable.
    pub fn selection_text(&self, suffix: &str) -> String {
        let naming = Naming {
            contexts: &self.contexts,
            suffix,
        };
        let mut out = String::new();
        write_items(&mut out, &self.selection, naming).expect("writing to a string does not fail");
        out
    }
}

/// How the variables of contexts are called.
#[derive(Clone, Copy)]
struct Naming<'a> {
    contexts: &'a [ContextValue],
    suffix: &'a str,
}

impl Naming<'_> {
    const PLAIN: Self = Naming {
        contexts: &[],
        suffix: "",
    };

    /// What follows a value's text: a context's variable is always all of it.
    fn suffix_of(&self, value: &str) -> &str {
        let variable = value.strip_prefix('$');
        let named = |name| self.contexts.iter().any(|one| one.variable == name);
        if variable.is_some_and(named) {
            self.suffix
        } else {
            ""
        }
    }
}

impl OperationKind {
    /// As GraphQL spells it.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Subscription => "subscription",
        }
    }
}

fn write_items(out: &mut String, selection: &Selection, naming: Naming<'_>) -> fmt::Result {
    for item in &selection.items {
        match item {
            SelectionItem::Field(field) => write_guarded(out, &field.guard, &|out, directives| {
                write_field(out, field, directives, naming)
            })?,
            SelectionItem::InlineFragment {
                on,
                guard,
                selection,
            } => write_guarded(out, guard, &|out, directives| {
                out.push_str("...");
                if let Some(on) = on {
                    write!(out, " on {on}")?;
                }
                write!(out, "{directives} {{ ")?;
                write_items(out, selection, naming)?;
                out.push_str("} ");
                Ok(())
            })?,
        }
    }
    Ok(())
}

fn write_field(
    out: &mut String,
    field: &SelectionField,
    directives: &str,
    naming: Naming<'_>,
) -> fmt::Result {
    if field.storage_key != field.name {
        write!(out, "{}: ", field.storage_key)?;
    }
    out.push_str(&field.name);
    if !field.arguments.is_empty() {
        let arguments: Vec<_> = field
            .arguments
            .iter()
            .map(|(name, value)| format!("{name}: {value}{}", naming.suffix_of(value)))
            .collect();
        write!(out, "({})", arguments.join(", "))?;
    }
    for directive in &field.directives {
        write!(out, " {directive}")?;
    }
    write!(out, "{directives} ")?;
    if !field.selection.items.is_empty() {
        out.push_str("{ ");
        write_items(out, &field.selection, naming)?;
        out.push_str("} ");
    }
    Ok(())
}

/// Writes an item once for each alternative of its guard; several conditions that must all hold become nested
/// inline fragments, since a directive may stand only once at one place.
fn write_guarded(
    out: &mut String,
    guard: &Guard,
    item: &dyn Fn(&mut String, &str) -> fmt::Result,
) -> fmt::Result {
    for alternative in guard.alternatives() {
        let (own, outer) = split(alternative);
        for directives in &outer {
            write!(out, "...{directives} {{ ")?;
        }
        item(out, &own)?;
        for _ in &outer {
            out.push_str("} ");
        }
    }
    Ok(())
}

/// At most one `@include` and one `@skip` for the item itself, the rest for fragments around it.
fn split(alternative: &[Literal]) -> (String, Vec<String>) {
    let mut includes = alternative.iter().filter(|literal| literal.value);
    let mut skips = alternative.iter().filter(|literal| !literal.value);
    let mut layers = Vec::new();
    loop {
        let (include, skip) = (includes.next(), skips.next());
        if include.is_none() && skip.is_none() {
            break;
        }
        let texts = [include, skip].map(|literal| literal.map(directive).unwrap_or_default());
        layers.push(texts.concat());
    }
    if layers.is_empty() {
        return (String::new(), layers);
    }
    (layers.remove(0), layers)
}

fn directive(literal: &Literal) -> String {
    let name = if literal.value { "include" } else { "skip" };
    format!(" @{name}(if: ${})", literal.variable)
}
