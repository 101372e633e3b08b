//! `@override`, as far as one subgraph can tell.

use crate::diagnostic::Findings;
use crate::subgraph::{OverrideMeta, Subgraph};
use crate::{Diagnostic, codes};

/// Decimals that `percent(...)` may have.
const MAX_DECIMALS: usize = 8;

pub(super) fn check(subgraph: &Subgraph, findings: &mut Findings) {
    for (name, ty) in &subgraph.meta.types {
        for (field, meta) in &ty.fields {
            let definition = subgraph.fields(name).and_then(|fields| fields.get(field));
            let (Some(overrides), Some(definition)) = (&meta.overrides, definition) else {
                continue;
            };
            let coordinate = format!("{name}.{field}");
            one(subgraph, &coordinate, overrides, findings);
            let collision = if ty.interface_object.is_some() {
                Some((
                    "fields of interface objects cannot override",
                    "remove @override",
                ))
            } else if meta.external {
                Some((
                    "it overrides, and is external: it must be resolved here",
                    "remove @external",
                ))
            } else {
                None
            };
            if let Some((problem, fix)) = collision {
                let code = codes::OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE;
                let finding = Diagnostic::error(code, format!("`{coordinate}`: {problem}"));
                let place = subgraph.place(definition.location());
                findings.push(finding.at(place).fix(fix));
            }
        }
    }
}

fn one(subgraph: &Subgraph, coordinate: &str, overrides: &OverrideMeta, findings: &mut Findings) {
    let place = subgraph.place(overrides.span);
    if overrides.from == subgraph.name {
        let message = format!(
            "`{coordinate}` overrides itself: {} is this subgraph",
            subgraph.name
        );
        let finding = Diagnostic::error(codes::OVERRIDE_FROM_SELF_ERROR, message).at(place.clone());
        findings.push(finding.fix("name the subgraph the field is taken over from"));
    }
    if let Some(label) = overrides.label.as_ref().filter(|label| !is_valid(label)) {
        let message = format!("`{coordinate}`: \"{label}\" is no override label");
        let finding = Diagnostic::error(codes::OVERRIDE_LABEL_INVALID, message).at(place);
        findings.push(finding.fix(
            "use `percent(0)` to `percent(100)`, or a name of letters, digits, `_`, `-`, `:`, `.` and `/` that begins \
             with a letter",
        ));
    }
}

fn is_valid(label: &str) -> bool {
    let percent = label
        .strip_prefix("percent(")
        .and_then(|rest| rest.strip_suffix(')'));
    match percent {
        Some(number) => is_percentage(number),
        None => {
            label.starts_with(|c: char| c.is_ascii_alphabetic())
                && label
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "_-:./".contains(c))
        }
    }
}

fn is_percentage(number: &str) -> bool {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits(whole)
        && digits(decimals)
        && decimals.len() <= MAX_DECIMALS
        && number
            .parse::<f64>()
            .is_ok_and(|value| (0.0..=100.0).contains(&value))
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn labels() {
        for (label, valid) in [
            ("percent(0)", true),
            ("percent(100)", true),
            ("percent(12.5)", true),
            ("percent(100.1)", false),
            ("percent(-1)", false),
            ("percent()", false),
            ("percent(1.123456789)", false),
            ("percent(5", false),
            ("beta", true),
            ("a:b/c.d-e_f", true),
            ("1beta", false),
            ("be ta", false),
            ("", false),
        ] {
            assert_eq!(is_valid(label), valid, "{label}");
        }
    }
}
