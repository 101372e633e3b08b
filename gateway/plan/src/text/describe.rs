//! The plan as a list that people read, and that snapshots hold; `{:#}` says why each fetch was chosen.
//!
//! ```text
//! plan: 2 requests in 2 steps
//! #0 products
//!   query { topProducts { upc } }
//! #1 inventory after #0
//!   at topProducts send Product { upc* }
//!   query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { inStock } } }
//! answer
//!   topProducts: [Product]
//!     inStock: Boolean
//! ```

use std::fmt;

use super::waits;
use crate::fetch::{Representation, RepresentationField};
use crate::shape::{OutputField, OutputType};
use crate::text::parts::{write_deferred, write_parts};
use crate::{ContextSource, Fetch, FetchKind, Guard, Leaf, Path, Plan, Shape};

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let requests = counted(self.fetches.len(), "request");
        let steps = counted(self.steps(), "step");
        writeln!(f, "plan: {requests} in {steps}")?;
        for fetch in &self.fetches {
            write_fetch(f, self, fetch)?;
        }
        if let Some(deferral) = &self.deferral {
            write_parts(f, deferral)?;
        }
        writeln!(f, "answer")?;
        write_shape(f, &self.shape, 1)
    }
}

/// `1 step`, `2 steps`
fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}

fn write_fetch(f: &mut fmt::Formatter<'_>, plan: &Plan, fetch: &Fetch) -> fmt::Result {
    write!(f, "#{} {}", fetch.id.0, fetch.subgraph)?;
    if !fetch.needs.is_empty() {
        let needs: Vec<_> = fetch.needs.iter().map(|id| format!("#{}", id.0)).collect();
        write!(f, " after {}", needs.join(" "))?;
    }
    write_condition(f, &fetch.guard)?;
    writeln!(f)?;
    if let Some(reason) = fetch.reason.as_ref().filter(|_| f.alternate()) {
        for line in reason.lines() {
            writeln!(f, "  # {line}")?;
        }
    }
    if f.alternate() {
        for (need, places) in plan.waits(fetch) {
            writeln!(f, "  # waits for {}", waits::line(need, &places))?;
        }
    }
    if let FetchKind::Root { at, .. } = &fetch.kind
        && !at.elements.is_empty()
    {
        writeln!(f, "  at {at}")?;
    }
    if let FetchKind::Entities { groups } = &fetch.kind {
        for group in groups {
            let at: Vec<_> = group.at.iter().map(Path::to_string).collect();
            write!(f, "  at {}", at.join(", "))?;
            write_condition(f, &group.guard)?;
            let sent: Vec<_> = group.representations.iter().map(representation).collect();
            writeln!(f, " send {}", sent.join(" or "))?;
            for value in &group.contexts {
                let sources: Vec<_> = value.sources.iter().map(context_source).collect();
                let (variable, ty) = (&value.variable, &value.ty);
                writeln!(f, "    ${variable}: {ty} from {}", sources.join(" or "))?;
            }
        }
    }
    writeln!(f, "  {}", fetch.document())
}

pub(super) fn write_condition(f: &mut fmt::Formatter<'_>, guard: &Guard) -> fmt::Result {
    if guard.is_always() {
        return Ok(());
    }
    write!(f, " if {guard}")
}

fn representation(representation: &Representation) -> String {
    let mut out = String::new();
    if !representation.on.is_empty() {
        out.push_str(&representation.on.join("|"));
        out.push_str(" as ");
    }
    out.push_str(representation.typename.as_deref().unwrap_or("itself"));
    out.push_str(" { ");
    out.push_str(&representation_fields(&representation.fields));
    out.push_str(" }");
    out
}

/// `1 up on A|B { name }`
fn context_source(source: &ContextSource) -> String {
    let on = match source.on.as_slice() {
        [] => String::new(),
        on => format!(" on {}", on.join("|")),
    };
    format!(
        "{} up{on} {{ {} }}",
        source.up,
        representation_fields(&source.fields)
    )
}

fn representation_fields(fields: &[RepresentationField]) -> String {
    let texts: Vec<_> = fields.iter().map(representation_field).collect();
    texts.join(" ")
}

/// `name*` is a key; `name=stored` is read from another place; `[A|B]` limits it to run-time types.
fn representation_field(field: &RepresentationField) -> String {
    let mut out = field.name.clone();
    if field.storage_key != field.name {
        out.push('=');
        out.push_str(&field.storage_key);
    }
    if field.key {
        out.push('*');
    }
    if !field.on.is_empty() {
        out.push_str(&format!("[{}]", field.on.join("|")));
    }
    if !field.fields.is_empty() {
        out.push_str(&format!(" {{ {} }}", representation_fields(&field.fields)));
    }
    out
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.elements.is_empty() {
            return f.write_str("the root");
        }
        for (index, element) in self.elements.iter().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            f.write_str(&element.key)?;
            if !element.on.is_empty() {
                write!(f, "[{}]", element.on.join("|"))?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_never() {
            return f.write_str("never");
        }
        if self.is_always() {
            return f.write_str("always");
        }
        for (index, alternative) in self.alternatives().iter().enumerate() {
            if index > 0 {
                f.write_str(" or ")?;
            }
            for (position, literal) in alternative.iter().enumerate() {
                if position > 0 {
                    f.write_str(" and ")?;
                }
                if !literal.value {
                    f.write_str("not ")?;
                }
                write!(f, "${}", literal.variable)?;
            }
        }
        Ok(())
    }
}

fn write_shape(f: &mut fmt::Formatter<'_>, shape: &Shape, depth: usize) -> fmt::Result {
    for field in &shape.fields {
        write!(f, "{:1$}", "", depth * 2)?;
        write_output(f, field)?;
        write_shape(f, &field.shape, depth + 1)?;
    }
    for deferred in &shape.deferred {
        write!(f, "{:1$}", "", depth * 2)?;
        write_deferred(f, deferred)?;
        write_shape(f, &deferred.shape, depth + 1)?;
    }
    Ok(())
}

fn write_output(f: &mut fmt::Formatter<'_>, field: &OutputField) -> fmt::Result {
    f.write_str(&field.response_key)?;
    if field.storage_key != field.response_key {
        write!(f, " from {}", field.storage_key)?;
    }
    if !field.on.is_empty() {
        write!(f, " [{}]", field.on.join("|"))?;
    }
    write!(f, ": {}", field.ty)?;
    write_condition(f, &field.guard)?;
    if let Some(denial) = field.denied {
        write!(f, " denied: {denial:?}")?;
    }
    writeln!(f)
}

impl fmt::Display for OutputType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NonNull(inner) => write!(f, "{inner}!"),
            Self::List(inner) => write!(f, "[{inner}]"),
            Self::Composite { name, .. } => f.write_str(name),
            Self::Leaf(leaf) => match leaf {
                Leaf::Int => f.write_str("Int"),
                Leaf::Float => f.write_str("Float"),
                Leaf::String => f.write_str("String"),
                Leaf::Boolean => f.write_str("Boolean"),
                Leaf::Id => f.write_str("ID"),
                Leaf::Custom => f.write_str("any"),
                Leaf::Enum(values) => f.write_str(&values.join("|")),
                Leaf::Typename(Some(name)) => write!(f, "the name {name}"),
                Leaf::Typename(None) => f.write_str("the type's name"),
                Leaf::Unreachable => f.write_str("unreachable"),
            },
        }
    }
}
