//! `@skip` and `@include` to guards.

use apollo_compiler::ast::{DirectiveList, Value};
use gateway_plan::Guard;

/// The condition that a selection's directives put on it.
pub(super) fn guard_of(directives: &DirectiveList) -> Guard {
    let mut guard = Guard::always();
    for directive in directives.iter() {
        let value = match directive.name.as_str() {
            "include" => true,
            "skip" => false,
            _ => continue,
        };
        match directive
            .specified_argument_by_name("if")
            .map(|node| &**node)
        {
            Some(Value::Variable(name)) => {
                guard = guard.and(&Guard::literal(name.as_str(), value));
            }
            Some(Value::Boolean(given)) if *given != value => return Guard::never(),
            // A constant that lets the field be; anything else does not pass validation.
            Some(_) | None => {}
        }
    }
    guard
}

/// Directives that are for this gateway alone.
pub(super) fn is_consumed(directive: &str) -> bool {
    matches!(directive, "skip" | "include" | "defer" | "stream")
}
