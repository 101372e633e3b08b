//! The links of a subgraph, checked.

use apollo_compiler::schema::DirectiveList;
use gateway_supergraph::links::{Link, LinkError, Links, Version, identity};

use super::spec::{ELEMENTS, NEWEST, SCALARS};
use crate::diagnostic::Severity;
use crate::{Diagnostic, Place, codes, hints, spelling};

/// Wrong characters of a URL that is meant to be federation's.
const MAX_SLIPS: usize = 3;

/// The links and the federation version; faults are told through `report`.
pub(super) fn read(
    directives: &DirectiveList,
    place: impl Fn(Option<apollo_compiler::parser::SourceSpan>) -> Place,
    report: &mut impl FnMut(Diagnostic),
) -> (Links, Option<Version>) {
    let (links, errors) = Links::read(directives);
    if let Some(link) = links.by_identity(identity::JOIN) {
        let message = "this is a supergraph, and not a subgraph: it was composed already";
        let finding = Diagnostic::error(codes::UNSUPPORTED_LINKED_FEATURE, message);
        let fix = "compose the subgraphs it was made of, or start the gateway with it as it is";
        report(finding.at(place(link.span)).fix(fix));
        return (links, None);
    }
    for error in &errors {
        report(bad_link(error).at(place(error.span())));
    }
    let federation = links.by_identity(identity::FEDERATION);
    if let Some(link) = federation {
        check_version(link, &place, report);
        check_imports(link, &place, report);
    }
    if let Some(link) = links.by_identity(identity::LINK)
        && link.url.version != Some(Version::new(1, 0))
    {
        let message = format!("`{}` is not a known version of the link spec", link.url);
        let finding = Diagnostic::error(codes::UNKNOWN_LINK_VERSION, message);
        report(finding.at(place(link.span)).fix("link v1.0 of it"));
    }
    for link in &links.links {
        if let Some(near) = federation_meant(&link.url.identity) {
            let message = format!(
                "`{}` is no spec that is known: the subgraph is read as Federation 1",
                link.url
            );
            let code = hints::LINK_LOOKS_LIKE_FEDERATION;
            let finding = Diagnostic::new(Severity::Warning, code, message);
            report(
                finding
                    .at(place(link.span))
                    .fix(format!("did you mean `{near}`?")),
            );
        }
        if link.purpose.is_some() && !super::spec::is_known_spec(&link.url.identity) {
            let message = format!(
                "`{}` is linked as mandatory (`for:`), and the composer does not know it",
                link.url
            );
            let finding = Diagnostic::error(codes::UNSUPPORTED_LINKED_FEATURE, message);
            report(
                finding
                    .at(place(link.span))
                    .fix("leave out `for:` if the gateway may ignore it"),
            );
        }
        if [identity::CONNECT, identity::SOURCE].contains(&link.url.identity.as_str()) {
            let message = format!("`{}` (connectors) is not supported", link.url);
            report(
                Diagnostic::error(codes::UNSUPPORTED_LINKED_FEATURE, message).at(place(link.span)),
            );
        }
    }
    let version = federation.map(effective_version);
    (links, version)
}

/// Federation, where a link is to something that is called nearly so.
fn federation_meant(linked: &str) -> Option<&'static str> {
    let is_slip = linked != identity::FEDERATION
        && spelling::distance(linked, identity::FEDERATION) <= MAX_SLIPS;
    is_slip.then_some(identity::FEDERATION)
}

fn bad_link(error: &LinkError) -> Diagnostic {
    let code = match error {
        LinkError::BadUrl { .. } => codes::INVALID_LINK_IDENTIFIER,
        LinkError::UrlMissing { .. }
        | LinkError::BadAlias { .. }
        | LinkError::BadImport { .. }
        | LinkError::BadPurpose { .. }
        | LinkError::LinkedTwice { .. }
        | LinkError::NameTaken { .. } => codes::INVALID_LINK_DIRECTIVE_USAGE,
    };
    let finding = Diagnostic::error(code, error.to_string());
    match std::error::Error::source(error) {
        Some(source) => finding.note(source.to_string()),
        None => finding,
    }
}

fn check_version(
    link: &Link,
    place: &impl Fn(Option<apollo_compiler::parser::SourceSpan>) -> Place,
    report: &mut impl FnMut(Diagnostic),
) {
    let known = link
        .url
        .version
        .is_some_and(|version| NEWEST.satisfies(version));
    if !known {
        let message = format!(
            "`{}` is not a version of federation that is known",
            link.url
        );
        let finding = Diagnostic::error(codes::UNKNOWN_FEDERATION_LINK_VERSION, message);
        report(
            finding
                .at(place(link.span))
                .fix(format!("link any of v2.0 to {NEWEST}")),
        );
    }
}

fn check_imports(
    link: &Link,
    place: &impl Fn(Option<apollo_compiler::parser::SourceSpan>) -> Place,
    report: &mut impl FnMut(Diagnostic),
) {
    for import in &link.imports {
        let element = ELEMENTS
            .iter()
            .find(|element| element.name == import.element);
        let version = link.url.version.unwrap_or(NEWEST);
        let problem = match (import.directive, element) {
            (true, Some(element)) if element.since > version => Some(format!(
                "`@{}` came with federation {}, and {version} is linked",
                element.name, element.since
            )),
            (true, Some(_)) => None,
            (true, None) => {
                let known = ELEMENTS.iter().map(|element| element.name);
                let near = spelling::nearest(&import.element, known);
                let meant = near.map(|near| format!(": did you mean `@{near}`?"));
                Some(format!(
                    "federation has no directive `@{}`{}",
                    import.element,
                    meant.unwrap_or_default()
                ))
            }
            (false, _) if SCALARS.contains(&import.element.as_str()) => None,
            (false, Some(_)) => Some(format!(
                "`{0}` is a directive: import it as `@{0}`",
                import.element
            )),
            (false, None) => Some(format!("federation has no type `{}`", import.element)),
        };
        if let Some(message) = problem {
            let finding = Diagnostic::error(codes::INVALID_LINK_DIRECTIVE_USAGE, message);
            report(finding.at(place(import.span.or(link.span))));
        }
    }
}

/// An unknown version is read as the newest, so that its own finding is the only one.
fn effective_version(link: &Link) -> Version {
    match link.url.version {
        Some(version) if NEWEST.satisfies(version) => version,
        Some(_) | None => NEWEST,
    }
}
