//! Field sets as a subgraph writes them.

use apollo_compiler::Name;
use apollo_compiler::ast::Selection;

use super::Subgraph;

/// On one line, as the supergraph document shows it.
pub(crate) fn text(selections: &[Selection]) -> String {
    let items: Vec<String> = selections.iter().map(item).collect();
    items.join(" ")
}

/// Recursion is bounded: deep field sets are refused when they are parsed.
fn item(selection: &Selection) -> String {
    let (head, below) = match selection {
        Selection::Field(field) => {
            let arguments: Vec<String> = field
                .arguments
                .iter()
                .map(|argument| {
                    let value = argument.value.serialize().no_indent();
                    format!("{}: {value}", argument.name)
                })
                .collect();
            let head = match arguments.as_slice() {
                [] => field.name.to_string(),
                arguments => format!("{}({})", field.name, arguments.join(", ")),
            };
            (head, &field.selection_set)
        }
        Selection::InlineFragment(fragment) => {
            let head = match &fragment.type_condition {
                Some(on) => format!("... on {on}"),
                None => "...".to_owned(),
            };
            (head, &fragment.selection_set)
        }
        Selection::FragmentSpread(spread) => return format!("...{}", spread.fragment_name),
    };
    if below.is_empty() {
        head
    } else {
        format!("{head} {{ {} }}", text(below))
    }
}

/// Calls `visit` with each field the set names, nested ones included. A field of an interface stands for those of its
/// implementations as well.
pub(crate) fn for_each_field(
    subgraph: &Subgraph,
    implementations: &ahash::HashMap<Name, Vec<Name>>,
    ty: &Name,
    selections: &[Selection],
    visit: &mut impl FnMut(&Name, &Name),
) {
    for selection in selections {
        match selection {
            Selection::Field(field) => {
                let Some(definition) = subgraph
                    .fields(ty)
                    .and_then(|fields| fields.get(&field.name))
                else {
                    continue;
                };
                visit(ty, &field.name);
                for object in implementations.get(ty).into_iter().flatten() {
                    visit(object, &field.name);
                }
                let base = definition.ty.inner_named_type();
                for_each_field(subgraph, implementations, base, &field.selection_set, visit);
            }
            Selection::InlineFragment(fragment) => {
                let on = fragment.type_condition.as_ref().unwrap_or(ty);
                for_each_field(
                    subgraph,
                    implementations,
                    on,
                    &fragment.selection_set,
                    visit,
                );
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}
