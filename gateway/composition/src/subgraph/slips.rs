//! What may have been meant by a name that nothing bears.

use super::LocalNames;
use super::spec::ELEMENTS;
use crate::outline::type_names;
use crate::{SubgraphSource, spelling};

const BUILT_IN_TYPES: [&str; 5] = ["Int", "Float", "String", "Boolean", "ID"];
const BUILT_IN_DIRECTIVES: [&str; 5] = ["skip", "include", "deprecated", "specifiedBy", "oneOf"];

/// A suggestion for what the compiler says is unknown.
pub(super) fn meant(message: &str, source: &SubgraphSource, names: &LocalNames) -> Option<String> {
    if let Some(name) = quoted(message, "cannot find type `") {
        let known = type_names(&source.sdl);
        let known = known.into_iter().chain(BUILT_IN_TYPES);
        let near = spelling::nearest(name, known)?;
        return Some(format!("did you mean `{near}`?"));
    }
    let name = quoted(message, "cannot find directive `@")?;
    let federation = ELEMENTS.iter().map(|element| names.directive(element.name));
    let own = source.sdl.match_indices("directive @").map(|(at, word)| {
        let rest = &source.sdl[at + word.len()..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
        &rest[..end.unwrap_or(rest.len())]
    });
    let plain = ELEMENTS.iter().map(|element| element.name);
    let known = federation
        .chain(own)
        .chain(BUILT_IN_DIRECTIVES)
        .chain(plain);
    let near = spelling::nearest(name, known.filter(|known| *known != name))?;
    Some(format!("did you mean `@{near}`?"))
}

fn quoted<'a>(message: &'a str, prefix: &str) -> Option<&'a str> {
    message.strip_prefix(prefix)?.split('`').next()
}
