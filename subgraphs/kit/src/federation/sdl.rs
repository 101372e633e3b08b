//! The rewriting of async-graphql's federation SDL.

use crate::scalars::SPECIFIED_BY;

/// Every directive a subgraph of ours may use, in the order of the import list.
const IMPORTABLE: [&str; 11] = [
    "@key",
    "@shareable",
    "@external",
    "@provides",
    "@requires",
    "@override",
    "@inaccessible",
    "@interfaceObject",
    "@tag",
    "@authenticated",
    "@requiresScopes",
];

/// The version that has `@authenticated` and `@requiresScopes`.
const FEDERATION: &str = "https://specs.apollo.dev/federation/v2.5";

/// Puts a `@link` with exactly the used directives in front, and leaves out definitions of directives: they are
/// GraphQL's or federation's own, and a redefinition invites disagreement.
pub(super) fn rewrite(raw: &str) -> String {
    let types = without_link(&without_directives(raw));
    let used: Vec<String> = IMPORTABLE
        .into_iter()
        .filter(|name| uses(&types, name))
        .map(|name| format!("\"{name}\""))
        .collect();
    format!(
        "extend schema @link(url: \"{FEDERATION}\", import: [{}])\n\n{}\n",
        used.join(", "),
        types.trim()
    )
}

/// Whether `@name` stands in the SDL, and not only as the beginning of a longer name.
fn uses(sdl: &str, name: &str) -> bool {
    sdl.match_indices(name).any(|(at, _)| {
        let next = sdl[at + name.len()..].chars().next();
        !next.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

fn without_directives(raw: &str) -> String {
    let mut kept = String::with_capacity(raw.len());
    // A description is held back until the definition it belongs to is known.
    let mut description = String::new();
    let mut inside_description = false;
    for line in raw.lines() {
        let quotes = line.matches("\"\"\"").count();
        if inside_description || line.starts_with("\"\"\"") {
            description.push_str(line);
            description.push('\n');
            inside_description ^= quotes % 2 == 1;
            continue;
        }
        let described = std::mem::take(&mut description);
        if !line.starts_with("directive @") {
            kept.push_str(&described);
            kept.push_str(&line.trim_end().replace('\t', "  "));
            if let Some(url) = specified_by(line) {
                kept.push_str(&format!(" @specifiedBy(url: \"{url}\")"));
            }
            kept.push('\n');
        }
    }
    kept
}

fn specified_by(line: &str) -> Option<&'static str> {
    let name = line.trim_end().strip_prefix("scalar ")?;
    SPECIFIED_BY
        .into_iter()
        .find_map(|(scalar, url)| (scalar == name).then_some(url))
}

/// The link block is written over several lines and closed by a line of its own.
fn without_link(sdl: &str) -> String {
    let Some(start) = sdl.find("extend schema @link(") else {
        return sdl.to_owned();
    };
    let end = sdl[start..]
        .find("\n)")
        .map_or(sdl.len(), |offset| start + offset + 2);
    format!("{}{}", &sdl[..start], &sdl[end..])
}
