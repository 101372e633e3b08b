//! What federation defines: its directives and scalars, by version.

use gateway_supergraph::links::{Version, identity};

/// The newest federation version that is known.
pub(crate) const NEWEST: Version = Version::new(2, 12);

/// One directive of the federation spec.
pub(crate) struct Element {
    pub(crate) name: &'static str,
    /// The federation version that brought it.
    pub(crate) since: Version,
    /// The spec of its own that it may be linked from instead.
    pub(crate) own_spec: Option<&'static str>,
    /// With `%FieldSet`, `%Scope`, `%Policy`, `%ContextFieldValue` for the local names of these scalars.
    pub(crate) arguments: &'static str,
    /// The arguments since a later version, where some were added.
    pub(crate) widened: Option<(Version, &'static str)>,
    pub(crate) repeatable: bool,
    pub(crate) locations: &'static str,
    /// Whether Federation 1 had it, without any link.
    pub(crate) federation_1: bool,
}

const EVERYWHERE: &str = "FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | \
     ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION";
const TAGGED: &str = "FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | \
     INPUT_OBJECT | INPUT_FIELD_DEFINITION | SCHEMA";
const GUARDED: &str = "ENUM | FIELD_DEFINITION | INTERFACE | OBJECT | SCALAR";

/// The scalars that arguments of federation directives have.
pub(crate) const SCALARS: [&str; 4] = ["FieldSet", "Scope", "Policy", "ContextFieldValue"];

const fn element(
    name: &'static str,
    minor: u32,
    arguments: &'static str,
    locations: &'static str,
) -> Element {
    Element {
        name,
        since: Version::new(2, minor),
        own_spec: None,
        arguments,
        widened: None,
        repeatable: false,
        locations,
        federation_1: false,
    }
}

impl Element {
    const fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }

    const fn widened(mut self, minor: u32, arguments: &'static str) -> Self {
        self.widened = Some((Version::new(2, minor), arguments));
        self
    }

    /// The arguments that it has in a version of federation.
    pub(crate) fn arguments_in(&self, federation: Option<Version>) -> &'static str {
        match self.widened {
            Some((since, arguments)) if federation.is_none_or(|version| version >= since) => {
                arguments
            }
            Some(_) | None => self.arguments,
        }
    }

    const fn in_federation_1(mut self) -> Self {
        self.federation_1 = true;
        self
    }

    const fn spec(mut self, identity: &'static str) -> Self {
        self.own_spec = Some(identity);
        self
    }
}

pub(crate) const ELEMENTS: &[Element] = &[
    element("key", 0, "(fields: %FieldSet!, resolvable: Boolean = true)", "OBJECT | INTERFACE")
        .repeatable()
        .in_federation_1(),
    element("requires", 0, "(fields: %FieldSet!)", "FIELD_DEFINITION").in_federation_1(),
    element("provides", 0, "(fields: %FieldSet!)", "FIELD_DEFINITION").in_federation_1(),
    element("external", 0, "(reason: String)", "OBJECT | FIELD_DEFINITION").in_federation_1(),
    element("extends", 0, "", "OBJECT | INTERFACE").in_federation_1(),
    element("shareable", 0, "", "OBJECT | FIELD_DEFINITION").repeatable(),
    element("override", 0, "(from: String!)", "FIELD_DEFINITION")
        .widened(7, "(from: String!, label: String)"),
    element("tag", 0, "(name: String!)", TAGGED)
        .repeatable()
        .in_federation_1()
        .spec(identity::TAG),
    element("inaccessible", 0, "", EVERYWHERE)
        .spec(identity::INACCESSIBLE),
    element("composeDirective", 1, "(name: String!)", "SCHEMA").repeatable(),
    element("interfaceObject", 3, "", "OBJECT"),
    element("authenticated", 5, "", GUARDED).spec(identity::AUTHENTICATED),
    element("requiresScopes", 5, "(scopes: [[%Scope!]!]!)", GUARDED).spec(identity::REQUIRES_SCOPES),
    element("policy", 6, "(policies: [[%Policy!]!]!)", GUARDED).spec(identity::POLICY),
    element("context", 8, "(name: String!)", "INTERFACE | OBJECT | UNION")
        .repeatable()
        .spec(identity::CONTEXT),
    element("fromContext", 8, "(field: %ContextFieldValue)", "ARGUMENT_DEFINITION"),
    element(
        "cost",
        9,
        "(weight: Int!)",
        "ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR",
    )
    .spec(identity::COST),
    element(
        "listSize",
        9,
        "(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true)",
        "FIELD_DEFINITION",
    )
    .spec(identity::COST),
    element("cacheTag", 12, "(format: String!)", "FIELD_DEFINITION | OBJECT")
        .repeatable()
        .spec(identity::CACHE_TAG),
];

/// Types that federation libraries put into a subgraph's SDL and that are not part of the graph.
pub(crate) const MACHINERY_TYPES: [&str; 4] = ["_Any", "_Entity", "_Service", "_FieldSet"];

/// Root query fields of the subgraph protocol.
pub(crate) const MACHINERY_FIELDS: [&str; 2] = ["_service", "_entities"];

/// Whether the composer knows a spec; of others, only what `@composeDirective` names is kept.
pub(crate) fn is_known_spec(spec: &str) -> bool {
    [identity::LINK, identity::CORE, identity::FEDERATION].contains(&spec)
        || ELEMENTS
            .iter()
            .any(|element| element.own_spec == Some(spec))
}
