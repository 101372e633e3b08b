//! The stable codes of findings, with their families and meanings.
//!
//! The names are those that people of the federation world search for; a code never changes its meaning.

/// One code, for `explain` and the docs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    pub name: &'static str,
    pub family: &'static str,
    pub meaning: &'static str,
}

/// Every code of errors, family by family.
pub fn all() -> impl Iterator<Item = Code> {
    include_str!("codes.tsv").lines().filter_map(|line| {
        let mut columns = line.splitn(3, '\t');
        Some(Code {
            name: columns.next()?,
            family: columns.next()?,
            meaning: columns.next()?,
        })
    })
}

/// The entry of a code.
pub fn find(name: &str) -> Option<Code> {
    all().find(|code| code.name == name)
}

/// Codes that no composition shows, each with its reason.
const WITHOUT_EXAMPLE: &[(&str, &str)] = &[
    (
        "UNSUPPORTED_FEATURE",
        "nothing that can be written is left out",
    ),
    (
        "INVALID_SUBGRAPH_NAME",
        "names of subgraphs are not part of their files",
    ),
    (
        "INPUT_FIELD_MERGE_FAILED",
        "each cause has a code of its own",
    ),
    (
        "DIRECTIVE_COST_INVALID_WEIGHT",
        "GraphQL's own rules refuse it first",
    ),
    (
        "LIST_SIZE_INVALID_REQUIRE_ONE_SLICING_ARGUMENT",
        "GraphQL's own rules refuse it first",
    ),
    (
        "CONTEXT_INVALID_SELECTION",
        "it is the other name of CONTEXT_SELECTION_INVALID",
    ),
    (
        "NO_CONTEXT_IN_SELECTION",
        "it is the other name of NO_CONTEXT_REFERENCED",
    ),
    (
        "MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED",
        "only a graph too large to show meets that guard",
    ),
    (
        "INVALID_FEDERATION_SUPERGRAPH",
        "a gateway tells it when it reads a supergraph",
    ),
    (
        "DOWNSTREAM_SERVICE_ERROR",
        "older gateways told it while they answered",
    ),
    (
        "UNSUPPORTED_FEDERATION_VERSION",
        "a gateway tells it when it reads a supergraph",
    ),
    (
        "UNSUPPORTED_FEDERATION_DIRECTIVE",
        "a gateway tells it when it reads a supergraph",
    ),
    (
        "QUERY_PLAN_COMPLEXITY_EXCEEDED",
        "a gateway tells it when it plans an operation",
    ),
    (
        "NO_PLAN_FOUND_WITH_DISABLED_SUBGRAPHS",
        "a gateway tells it when it plans an operation",
    ),
    (
        "QUERY_ROOT_MISSING",
        "a gateway tells it when it plans an operation",
    ),
    ("INTERNAL", "it is a fault of the composer or planner"),
    (
        "ERROR_CODE_MISSING",
        "it is a fault of the composer or planner",
    ),
];

/// Why there is nothing to show for a code; `None` where there is.
pub fn without_example(name: &str) -> Option<&'static str> {
    let found = WITHOUT_EXAMPLE.iter().find(|(code, _)| *code == name);
    found.map(|(_, reason)| *reason)
}

macro_rules! codes {
    ($($name:ident)*) => {
        $(pub(crate) const $name: &str = stringify!($name);)*
    };
}

// Those that the composer tells; the table has the other composers' names for some of them as well.
codes! {
    INVALID_GRAPHQL
    DIRECTIVE_DEFINITION_INVALID
    TYPE_DEFINITION_INVALID
    UNSUPPORTED_LINKED_FEATURE
    UNKNOWN_FEDERATION_LINK_VERSION
    UNKNOWN_LINK_VERSION
    INVALID_LINK_DIRECTIVE_USAGE
    INVALID_LINK_IDENTIFIER
    LINK_IMPORT_NAME_MISMATCH
    INVALID_SUBGRAPH_NAME
    INVALID_TAG_NAME
    NO_QUERIES
    ROOT_QUERY_USED
    ROOT_MUTATION_USED
    ROOT_SUBSCRIPTION_USED
    EXTENSION_WITH_NO_BASE
    KEY_FIELDS_HAS_ARGS
    PROVIDES_FIELDS_HAS_ARGS
    PROVIDES_FIELDS_MISSING_EXTERNAL
    REQUIRES_FIELDS_MISSING_EXTERNAL
    KEY_UNSUPPORTED_ON_INTERFACE
    PROVIDES_UNSUPPORTED_ON_INTERFACE
    REQUIRES_UNSUPPORTED_ON_INTERFACE
    KEY_DIRECTIVE_IN_FIELDS_ARG
    PROVIDES_DIRECTIVE_IN_FIELDS_ARG
    REQUIRES_DIRECTIVE_IN_FIELDS_ARG
    KEY_INVALID_FIELDS_TYPE
    PROVIDES_INVALID_FIELDS_TYPE
    REQUIRES_INVALID_FIELDS_TYPE
    KEY_INVALID_FIELDS
    PROVIDES_INVALID_FIELDS
    REQUIRES_INVALID_FIELDS
    KEY_FIELDS_SELECT_INVALID_TYPE
    PROVIDES_ON_NON_OBJECT_FIELD
    EXTERNAL_UNUSED
    TYPE_WITH_ONLY_UNUSED_EXTERNAL
    EXTERNAL_TYPE_MISMATCH
    EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE
    EXTERNAL_ARGUMENT_MISSING
    EXTERNAL_ARGUMENT_TYPE_MISMATCH
    EXTERNAL_ARGUMENT_DEFAULT_MISMATCH
    EXTERNAL_ON_INTERFACE
    EXTERNAL_MISSING_ON_BASE
    MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL
    TYPE_KIND_MISMATCH
    FIELD_TYPE_MISMATCH
    FIELD_ARGUMENT_TYPE_MISMATCH
    FIELD_ARGUMENT_DEFAULT_MISMATCH
    INPUT_FIELD_DEFAULT_MISMATCH
    INVALID_FIELD_SHARING
    INVALID_SHAREABLE_USAGE
    SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES
    REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH
    REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH
    EMPTY_MERGED_INPUT_TYPE
    EMPTY_MERGED_ENUM_TYPE
    ENUM_VALUE_MISMATCH
    INTERFACE_FIELD_NO_IMPLEM
    REFERENCED_INACCESSIBLE
    DEFAULT_VALUE_USES_INACCESSIBLE
    QUERY_ROOT_TYPE_INACCESSIBLE
    REQUIRED_INACCESSIBLE
    IMPLEMENTED_BY_INACCESSIBLE
    DISALLOWED_INACCESSIBLE
    ONLY_INACCESSIBLE_CHILDREN
    OVERRIDE_FROM_SELF_ERROR
    OVERRIDE_SOURCE_HAS_OVERRIDE
    OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE
    OVERRIDE_ON_INTERFACE
    OVERRIDE_LABEL_INVALID
    INTERFACE_OBJECT_USAGE_ERROR
    INTERFACE_KEY_NOT_ON_IMPLEMENTATION
    INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE
    DIRECTIVE_COMPOSITION_ERROR
    CONTEXT_NOT_SET
    CONTEXT_NAME_INVALID
    CONTEXT_NAME_CONTAINS_UNDERSCORE
    CONTEXT_NO_RESOLVABLE_KEY
    CONTEXT_SELECTION_INVALID
    NO_CONTEXT_REFERENCED
    NO_SELECTION_FOR_CONTEXT
    CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS
    COST_APPLIED_TO_INTERFACE_FIELD
    LIST_SIZE_APPLIED_TO_NON_LIST
    LIST_SIZE_INVALID_ASSUMED_SIZE
    LIST_SIZE_INVALID_SLICING_ARGUMENT
    LIST_SIZE_INVALID_SIZED_FIELD
    LIST_SIZE_INVALID_REQUIRE_ONE_SLICING_ARGUMENT
    DIRECTIVE_COST_INVALID_WEIGHT
    AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE
    MISSING_TRANSITIVE_AUTH_REQUIREMENTS
    CACHE_TAG_INVALID_FORMAT
    CACHE_TAG_APPLIED_TO_NON_ROOT_FIELD
    CACHE_TAG_INVALID_FORMAT_ARGUMENT_ON_ROOT_FIELD
    CACHE_TAG_INVALID_FORMAT_ARGUMENT_ON_ENTITY
    CACHE_TAG_ENTITY_NOT_RESOLVABLE
    SATISFIABILITY_ERROR
    MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED
    INTERNAL
}
