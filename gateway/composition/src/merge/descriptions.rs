//! One description of several.

use apollo_compiler::Node;

use super::Context;
use crate::diagnostic::Severity;
use crate::{Diagnostic, hints};

/// The description most subgraphs give; of several as common the one of the first subgraph by name.
pub(super) fn merge<'a>(
    cx: &mut Context<'_>,
    element: impl Fn() -> String,
    descriptions: impl IntoIterator<Item = Option<&'a Node<str>>>,
) -> Option<Node<str>> {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for text in descriptions.into_iter().flatten() {
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
        cx.findings.push(Diagnostic::new(
            Severity::Hint,
            hints::INCONSISTENT_DESCRIPTION,
            message,
        ));
    }
    let (text, _) = counted.into_iter().find(|(_, count)| *count == most)?;
    Some(Node::new_str(text))
}
