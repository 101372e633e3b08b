//! What `@defer` makes of an answer, as text.
//!
//! ```text
//! first part after #0
//! part 1 "slow" after #1
//! answer
//!   me: User
//!     part 1
//!       reviews: [Review]
//! ```

use std::fmt;

use super::describe::write_condition;
use crate::{Deferral, Deferred, PartId};

pub(super) fn write_parts(f: &mut fmt::Formatter<'_>, deferral: &Deferral) -> fmt::Result {
    for (index, part) in deferral.parts.iter().enumerate() {
        match part.parent {
            None => write!(f, "first part")?,
            Some(PartId::FIRST) => write!(f, "part {index}")?,
            Some(PartId(parent)) => write!(f, "part {index} within {parent}")?,
        }
        if let Some(label) = &part.label {
            write!(f, " {label:?}")?;
        }
        if !part.needs.is_empty() {
            let needs: Vec<_> = part.needs.iter().map(|id| format!("#{}", id.0)).collect();
            write!(f, " after {}", needs.join(" "))?;
        }
        writeln!(f)?;
    }
    Ok(())
}

pub(super) fn write_deferred(f: &mut fmt::Formatter<'_>, deferred: &Deferred) -> fmt::Result {
    write!(f, "part {}", deferred.part.0)?;
    if !deferred.on.is_empty() {
        write!(f, " [{}]", deferred.on.join("|"))?;
    }
    write_condition(f, &deferred.guard)?;
    writeln!(f)
}
