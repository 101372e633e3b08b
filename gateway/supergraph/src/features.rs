//! Which specs a supergraph uses, and whether this gateway can honour them.

use apollo_compiler::Schema;

use crate::SupergraphError;
use crate::links::{Link, Links, Version, identity};

/// The specs of a supergraph, checked.
pub(crate) struct Features {
    pub(crate) links: Links,
    /// v0.1 to v0.5
    pub(crate) join: Version,
}

/// What this gateway reads: the newest minor version of each major one.
const KNOWN: &[(&str, Version)] = &[
    (identity::LINK, Version::new(1, 0)),
    (identity::CORE, Version::new(0, 2)),
    (identity::JOIN, Version::new(0, 5)),
    (identity::TAG, Version::new(0, 3)),
    (identity::INACCESSIBLE, Version::new(0, 2)),
    (identity::AUTHENTICATED, Version::new(0, 1)),
    (identity::REQUIRES_SCOPES, Version::new(0, 1)),
    (identity::POLICY, Version::new(0, 1)),
    (identity::COST, Version::new(0, 1)),
    (identity::CONTEXT, Version::new(0, 1)),
    (identity::CACHE_TAG, Version::new(0, 1)),
];

impl Features {
    pub(crate) fn read(schema: &Schema) -> Result<Self, SupergraphError> {
        let (links, errors) = Links::read(&schema.schema_definition.directives);
        if let Some(error) = errors.first() {
            return Err(SupergraphError::NotASupergraph {
                reason: error.to_string(),
            });
        }
        for link in links.links.iter().filter(|link| link.purpose.is_some()) {
            if !is_known(link) {
                return Err(SupergraphError::UnknownMandatoryFeature {
                    url: link.url.to_string(),
                });
            }
        }
        let join = links.by_identity(identity::JOIN).ok_or_else(no_join)?;
        if !is_known(join) {
            return Err(SupergraphError::UnknownMandatoryFeature {
                url: join.url.to_string(),
            });
        }
        let join = join.url.version.ok_or_else(no_join)?;
        Ok(Self { links, join })
    }

    /// The local name of a directive of the join spec.
    pub(crate) fn join_name(&self, element: &str) -> String {
        self.name(identity::JOIN, element)
    }

    /// The local name of a spec's directive. A supergraph that does not link the spec cannot apply it; a name
    /// that no directive can have stands for that.
    pub(crate) fn name(&self, spec: &str, element: &str) -> String {
        self.links.directive_name(spec, element).unwrap_or_default()
    }

    /// Whether the type belongs to a spec rather than to the graph.
    pub(crate) fn owns_type(&self, name: &str) -> bool {
        self.links.type_source(name).is_some()
    }

    /// Whether the directive belongs to a spec rather than to the graph.
    pub(crate) fn owns_directive(&self, name: &str) -> bool {
        self.links.directive_source(name).is_some()
    }
}

fn is_known(link: &Link) -> bool {
    KNOWN.iter().any(|(identity, newest)| {
        link.url.identity == *identity
            && link
                .url
                .version
                .is_some_and(|version| newest.satisfies(version))
    })
}

fn no_join() -> SupergraphError {
    SupergraphError::NotASupergraph {
        reason: "it does not link the join spec".to_owned(),
    }
}
