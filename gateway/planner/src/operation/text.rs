//! The normalised operation as text, for people: `Product|Book { ... }` conditions, guards in brackets.

use std::fmt;

use gateway_plan::{OperationKind, PartId};

use super::{Field, Operation, Parts, SelectionSet};

impl fmt::Display for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = (0..u64::BITS).filter(|part| self.contains(PartId(*part)));
        let parts: Vec<String> = parts.map(|part| part.to_string()).collect();
        write!(f, "in part {}", parts.join(", "))
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            OperationKind::Query => "query",
            OperationKind::Mutation => "mutation",
            OperationKind::Subscription => "subscription",
        };
        f.write_str(kind)?;
        if let Some(name) = &self.name {
            write!(f, " {name}")?;
        }
        for (index, variable) in self.variables.iter().enumerate() {
            f.write_str(if index == 0 { "(" } else { ", " })?;
            write!(f, "${}: {}", variable.name, variable.declaration)?;
        }
        if !self.variables.is_empty() {
            f.write_str(")")?;
        }
        write_selection(f, &self.selection, 1)?;
        f.write_str("\n")
    }
}

fn write_selection(f: &mut fmt::Formatter<'_>, set: &SelectionSet, depth: usize) -> fmt::Result {
    f.write_str(" {\n")?;
    for field in &set.fields {
        write!(f, "{:1$}", "", depth * 2)?;
        write_field(f, field)?;
        if !field.selection.fields.is_empty() {
            write_selection(f, &field.selection, depth + 1)?;
        }
        f.write_str("\n")?;
    }
    write!(f, "{:1$}}}", "", (depth - 1) * 2)
}

fn write_field(f: &mut fmt::Formatter<'_>, field: &Field) -> fmt::Result {
    if field.response_key != field.name {
        write!(f, "{}: ", field.response_key)?;
    }
    write!(f, "{}", field.name)?;
    for (index, (name, value)) in field.arguments.iter().enumerate() {
        f.write_str(if index == 0 { "(" } else { ", " })?;
        write!(f, "{name}: {value}")?;
    }
    if !field.arguments.is_empty() {
        f.write_str(")")?;
    }
    if field.narrowed {
        write!(f, " [on {} of the types]", field.on.len())?;
    }
    if !field.guard.is_always() {
        write!(f, " [if {}]", field.guard)?;
    }
    if field.asked != Parts::FIRST {
        write!(f, " [{}]", field.asked)?;
    }
    if let Some(denial) = field.denied {
        write!(f, " [denied: {denial:?}]")?;
    }
    Ok(())
}
