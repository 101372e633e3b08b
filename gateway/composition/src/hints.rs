//! The stable codes of hints: composition succeeds, and something may not be what was meant.

macro_rules! hints {
    ($($name:ident: $meaning:literal)*) => {
        $(
            #[doc = $meaning]
            pub(crate) const $name: &str = stringify!($name);
        )*
        /// Every hint with its meaning.
        pub const ALL: &[(&str, &str)] = &[$((stringify!($name), $meaning)),*];
    };
}

hints! {
    INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE: "a field's type differs between subgraphs; the most general one is taken, of an input's field the strictest"
    INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE: "an argument's type differs between subgraphs; the strictest one is taken"
    INCONSISTENT_DEFAULT_VALUE_PRESENCE: "a default is given in some subgraphs only, and therefore left out"
    INCONSISTENT_ENTITY: "a type is an entity in some subgraphs only"
    INCONSISTENT_ARGUMENT_PRESENCE: "an argument is known to some subgraphs only, and therefore left out"
    INCONSISTENT_INPUT_OBJECT_FIELD: "an input field is known to some subgraphs only, and therefore left out"
    INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM: "a value of an enum used as input is known to some subgraphs only, and therefore left out"
    INCONSISTENT_DESCRIPTION: "descriptions differ between subgraphs; the most common one is taken"
    INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE: "an executable directive is known to some subgraphs only, and therefore left out"
    INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS: "an executable directive has different locations; the common ones are kept"
    UNUSED_ENUM_TYPE: "an enum is used nowhere"
    FROM_SUBGRAPH_DOES_NOT_EXIST: "an override names an unknown subgraph and has no effect"
    OVERRIDDEN_FIELD_CAN_BE_REMOVED: "the overridden copy of a field is never asked"
    OVERRIDE_MIGRATION_IN_PROGRESS: "a field moves to another subgraph request by request; its old copy goes when all are there"
    OVERRIDE_DIRECTIVE_CAN_BE_REMOVED: "the override has nothing to take over any more"
    DIRECTIVE_COMPOSITION_INFO: "a directive is composed anyway and need not be named"
    DIRECTIVE_LOOKS_LIKE_FEDERATION: "a directive has the name of a federation directive that is not imported, and has no effect"
    LINK_LOOKS_LIKE_FEDERATION: "a link is to something that is called nearly as federation is, which is therefore not linked"
    MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS: "a directive's arguments differ between subgraphs and were merged"
    INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS: "a directive's arguments differ between subgraphs; one subgraph's are taken"
    INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN: "a shared field can have types in one subgraph that another does not know"
    NO_EXECUTABLE_DIRECTIVE_INTERSECTION: "an executable directive has no location that all subgraphs know, and is left out"
}
