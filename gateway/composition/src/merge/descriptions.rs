//! One description of several.

use apollo_compiler::Node;

use super::Context;
use crate::diagnostic::Severity;
use crate::subgraph::Subgraph;
use crate::{Diagnostic, hints};

/// The description most subgraphs give; of several as common the one of the first subgraph by name.
pub(super) fn merge<'a>(
    cx: &mut Context<'_>,
    element: impl Fn() -> String,
    descriptions: impl IntoIterator<Item = Option<&'a Node<str>>>,
) -> Option<Node<str>> {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    let mut written: Vec<&Node<str>> = Vec::new();
    for text in descriptions.into_iter().flatten() {
        written.push(text);
        match counted.iter_mut().find(|(known, _)| **known == **text) {
            Some((_, count)) => *count += 1,
            None if !text.is_empty() => counted.push((text, 1)),
            None => {}
        }
    }
    let most = counted.iter().map(|(_, count)| *count).max()?;
    if counted.len() > 1 {
        let message = format!(
            "{} is described differently in several subgraphs",
            element()
        );
        let hint = Diagnostic::new(Severity::Hint, hints::INCONSISTENT_DESCRIPTION, message);
        let (usual, _) = counted.iter().find(|(_, count)| *count == most)?;
        let places = written.iter().filter(|text| !text.is_empty());
        let places = places.filter_map(|text| {
            let span = text.location()?;
            let of = |subgraph: &&Subgraph| subgraph.source == Some(span.file_id());
            let place = cx.subgraphs.iter().find(of)?.place(Some(span));
            Some(if ***text == **usual {
                place.secondary()
            } else {
                place
            })
        });
        let hint = hint.at_all(places);
        cx.findings.push(hint);
    }
    let (text, _) = counted.into_iter().find(|(_, count)| *count == most)?;
    Some(Node::new_str(text))
}
