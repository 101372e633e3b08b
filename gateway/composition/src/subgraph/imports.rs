//! The commonest fault of all: a federation directive that is not imported.

use gateway_supergraph::links::Version;

use super::spec::{ELEMENTS, Element};
use crate::patch::Edit;
use crate::{Place, SubgraphSource};

/// Where a link to federation is told by its URL.
const FEDERATION: &str = "specs.apollo.dev/federation/v2";
/// What is linked where nothing newer is needed.
const USUAL: Version = Version::new(2, 5);

/// What to do about a directive that GraphQL does not find, in words.
pub(super) fn fix(source: &SubgraphSource, message: &str) -> Option<String> {
    let element = unknown(message)?;
    if source.sdl.contains(FEDERATION) {
        return Some(format!(
            "import it: add \"@{}\" to the `import` of the link to federation",
            element.name
        ));
    }
    Some(format!(
        "import it: `extend schema @link(url: \"https://specs.apollo.dev/federation/{}\", import: [\"@{}\"])`",
        element.since.max(USUAL),
        element.name
    ))
}

fn unknown(message: &str) -> Option<&'static Element> {
    let rest = message.strip_prefix("cannot find directive `@")?;
    let name = rest.split('`').next()?;
    ELEMENTS.iter().find(|element| element.name == name)
}

/// The same as an edit: the import added to the link that is there, or a link of all that the text uses.
pub(super) fn edit(source: &SubgraphSource, message: &str) -> Option<Edit> {
    let element = unknown(message)?;
    let sdl = &source.sdl;
    let (at, text) = match sdl.find(FEDERATION) {
        Some(url) => add_import(sdl, url, element)?,
        None => (0, link(sdl)),
    };
    Some(Edit {
        place: Place::in_text(&source.name, source.file.as_deref(), sdl, at..at),
        replacement: text,
    })
}

fn add_import(sdl: &str, url: usize, element: &Element) -> Option<(usize, String)> {
    let end = url + sdl[url..].find(')')?;
    let Some(import) = sdl[url..end].find("import") else {
        return Some((end, format!(", import: [\"@{}\"]", element.name)));
    };
    let open = url + import + sdl[url + import..end].find('[')? + 1;
    let separator = if sdl[open..].trim_start().starts_with(']') {
        ""
    } else {
        ", "
    };
    Some((open, format!("\"@{}\"{separator}", element.name)))
}

fn link(sdl: &str) -> String {
    let used: Vec<&Element> = ELEMENTS
        .iter()
        .filter(|element| uses(sdl, element.name))
        .collect();
    let version = used.iter().map(|element| element.since).max();
    let imports: Vec<String> = used.iter().map(|e| format!("\"@{}\"", e.name)).collect();
    format!(
        "extend schema @link(url: \"https://specs.apollo.dev/federation/{}\", import: [{}])\n",
        version.unwrap_or(USUAL).max(USUAL),
        imports.join(", ")
    )
}

/// Whether `@name` stands in the text, and not merely as the beginning of another.
fn uses(sdl: &str, name: &str) -> bool {
    sdl.match_indices('@').any(|(at, _)| {
        let rest = sdl[at + 1..].strip_prefix(name);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    })
}
