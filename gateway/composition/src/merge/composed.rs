//! `@composeDirective`: directives of other specs that are to stay in the supergraph.

use std::collections::BTreeMap;

use apollo_compiler::Node;
use apollo_compiler::ast::{Directive, DirectiveDefinition, DirectiveLocation};
use gateway_supergraph::links::{SpecUrl, Version};

use super::directives::Applied;
use crate::diagnostic::{Findings, Severity};
use crate::subgraph::Subgraph;
use crate::subgraph::meta::string;
use crate::subgraph::spec::{ELEMENTS, is_known_spec};
use crate::{Diagnostic, codes, hints};

/// The directives to keep, by their local name (which is the same in all subgraphs).
#[derive(Debug, Default)]
pub(super) struct Composed {
    pub(super) directives: BTreeMap<String, ComposedDirective>,
}

#[derive(Debug)]
pub(super) struct ComposedDirective {
    /// Of the newest minor version that is linked.
    pub(super) definition: Node<DirectiveDefinition>,
    pub(super) url: SpecUrl,
    /// Name in its spec.
    pub(super) element: String,
    /// Which subgraphs ask for it; applications in others are dropped.
    indexes: Vec<usize>,
    version: Version,
}

/// Reads and checks all `@composeDirective`.
pub(super) fn read(subgraphs: &[Subgraph], findings: &mut Findings) -> Composed {
    let mut composed = Composed::default();
    for (index, subgraph) in subgraphs.iter().enumerate() {
        let name = subgraph.names.directive("composeDirective");
        let applications = subgraph.schema.schema_definition.directives.iter();
        for application in applications.filter(|d| !name.is_empty() && d.name == name) {
            match request(subgraph, application) {
                Ok(Some(request)) => {
                    if let Err(finding) = composed.add(subgraphs, index, request, application) {
                        findings.push(*finding);
                    }
                }
                Ok(None) => {
                    let message =
                        "the directive is composed anyway; @composeDirective can be removed";
                    let code = hints::DIRECTIVE_COMPOSITION_INFO;
                    let place = subgraph.place(application.location());
                    findings.push(Diagnostic::new(Severity::Hint, code, message).at(place));
                }
                Err(finding) => findings.push(*finding),
            }
        }
    }
    composed
}

struct Request {
    local: String,
    element: String,
    url: SpecUrl,
    version: Version,
    definition: Node<DirectiveDefinition>,
}

/// `None` for federation's own directives that stay in any case.
fn request(
    subgraph: &Subgraph,
    application: &Node<Directive>,
) -> Result<Option<Request>, Box<Diagnostic>> {
    let fault = |message: String| {
        Diagnostic::error(codes::DIRECTIVE_COMPOSITION_ERROR, message)
            .at(subgraph.place(application.location()))
    };
    let written = string(application, "name").unwrap_or_default();
    let Some(local) = written.strip_prefix('@').filter(|name| !name.is_empty()) else {
        return Err(fault(format!(
            "\"{written}\" is no directive's name: it must begin with `@`"
        ))
        .fix(format!("write \"@{written}\""))
        .into());
    };
    if ["deprecated", "specifiedBy", "skip", "include"].contains(&local) {
        return Err(fault(format!("`@{local}` is built in and cannot be composed")).into());
    }
    let Some((link, element)) = subgraph.links.directive_source(local) else {
        return Err(fault(format!("`@{local}` is not linked from any spec"))
            .fix(format!(
                "link the spec it comes from, with `import: [\"@{local}\"]`"
            ))
            .into());
    };
    if is_known_spec(&link.url.identity) {
        let kept = ELEMENTS.iter().any(|known| {
            known.name == element && (known.own_spec.is_some() || element == "cacheTag")
        });
        return if kept {
            Ok(None)
        } else {
            Err(fault(format!(
                "`@{local}` is federation's own and cannot be composed"
            ))
            .into())
        };
    }
    let version = link.url.version.unwrap_or(Version::new(0, 0));
    let Some(definition) = subgraph.schema.directive_definitions.get(local) else {
        return Err(fault(format!("`@{local}` is not defined in {}", subgraph.name)).into());
    };
    Ok(Some(Request {
        local: local.to_owned(),
        element,
        url: link.url.clone(),
        version,
        definition: definition.clone(),
    }))
}

impl Composed {
    fn add(
        &mut self,
        subgraphs: &[Subgraph],
        index: usize,
        request: Request,
        application: &Node<Directive>,
    ) -> Result<(), Box<Diagnostic>> {
        let place = subgraphs[index].place(application.location());
        let renamed = self.directives.iter().find(|(local, known)| {
            **local != request.local
                && known.element == request.element
                && known.url.identity == request.url.identity
        });
        if let Some((local, _)) = renamed {
            let message = format!(
                "`@{}` of {} is called `@{local}` in one subgraph and `@{}` in another",
                request.element, request.url.identity, request.local
            );
            return Err(Diagnostic::error(codes::LINK_IMPORT_NAME_MISMATCH, message)
                .at(place)
                .fix("import it under one name everywhere")
                .into());
        }
        let Some(known) = self.directives.get_mut(&request.local) else {
            let directive = ComposedDirective {
                definition: request.definition,
                url: request.url,
                element: request.element,
                indexes: vec![index],
                version: request.version,
            };
            self.directives.insert(request.local, directive);
            return Ok(());
        };
        let problem = if known.url.identity != request.url.identity {
            Some(format!(
                "`@{}` comes from {} in one subgraph and from {} in another",
                request.local, known.url.identity, request.url.identity
            ))
        } else if known.version.major != request.version.major {
            Some(format!(
                "`@{}` is linked as {} and as {}: major versions cannot be mixed",
                request.local, known.version, request.version
            ))
        } else {
            None
        };
        if let Some(message) = problem {
            let code = codes::DIRECTIVE_COMPOSITION_ERROR;
            return Err(Diagnostic::error(code, message).at(place).into());
        }
        if request.version > known.version {
            known.version = request.version;
            known.definition = request.definition;
            known.url = request.url;
        }
        known.indexes.push(index);
        Ok(())
    }

    /// Adds the applications that are kept, each once.
    pub(super) fn apply(
        &self,
        location: DirectiveLocation,
        applied: &[Applied<'_>],
        merged: &mut Vec<Node<Directive>>,
    ) {
        for (local, composed) in &self.directives {
            if !composed.definition.locations.contains(&location) {
                continue;
            }
            let mut kept: Vec<Node<Directive>> = Vec::new();
            for source in applied
                .iter()
                .filter(|s| composed.indexes.contains(&s.index))
            {
                for directive in source
                    .directives
                    .iter()
                    .filter(|d| d.name == local.as_str())
                {
                    if !kept.contains(directive) {
                        kept.push((*directive).clone());
                    }
                }
            }
            if !composed.definition.repeatable {
                kept.truncate(1);
            }
            merged.extend(kept);
        }
    }
}
