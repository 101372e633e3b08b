//! The stable codes of `check`, each with its meaning.

use serde::Serialize;

macro_rules! codes {
    (
        kinds { $($kind:ident $name:ident: $meaning:literal)* }
        others { $($other:ident: $other_meaning:literal)* }
    ) => {
        /// How two API schemas can differ.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum ChangeKind {
            $(#[doc = $meaning] $kind,)*
        }

        impl ChangeKind {
            /// As it is written in reports.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => stringify!($name),)*
                }
            }
        }

        $(
            #[doc = $other_meaning]
            pub const $other: &str = stringify!($other);
        )*

        /// Every code that `check` tells beside those of composition, with its meaning.
        pub const ALL_CHECK_CODES: &[(&str, &str)] = &[
            $((stringify!($name), $meaning),)*
            $((stringify!($other), $other_meaning),)*
        ];
    };
}

codes! {
    kinds {
        TypeAdded TYPE_ADDED: "a type is new"
        TypeRemoved TYPE_REMOVED: "a type is gone: fragments and variables that name it are no longer valid"
        TypeKindChanged TYPE_KIND_CHANGED: "a type is of another kind, such as an interface that was an object"
        FieldAdded FIELD_ADDED: "a field is new"
        FieldRemoved FIELD_REMOVED: "a field is gone: operations that select it are no longer valid"
        FieldTypeChanged FIELD_TYPE_CHANGED: "a field has another type; safe where the new one only promises more"
        FieldDeprecated FIELD_DEPRECATED: "a field is deprecated now"
        ArgumentAdded ARGUMENT_ADDED: "an argument is new; breaking where it must be given"
        ArgumentRemoved ARGUMENT_REMOVED: "an argument is gone: operations that give it are no longer valid"
        ArgumentTypeChanged ARGUMENT_TYPE_CHANGED: "an argument has another type; safe where the new one takes all that the old one took"
        ArgumentDefaultChanged ARGUMENT_DEFAULT_CHANGED: "an argument's default is another; breaking where it must be given now"
        InputFieldAdded INPUT_FIELD_ADDED: "an input field is new; breaking where it must be given"
        InputFieldRemoved INPUT_FIELD_REMOVED: "an input field is gone: operations that give it are no longer valid"
        InputFieldTypeChanged INPUT_FIELD_TYPE_CHANGED: "an input field has another type; safe where the new one takes all that the old one took"
        InputFieldDefaultChanged INPUT_FIELD_DEFAULT_CHANGED: "an input field's default is another; breaking where it must be given now"
        InputOneOfAdded INPUT_ONE_OF_ADDED: "an input type takes exactly one of its fields now: operations that give several, or none, are no longer valid"
        InputOneOfRemoved INPUT_ONE_OF_REMOVED: "an input type takes any of its fields now"
        EnumValueAdded ENUM_VALUE_ADDED: "an enum has a new value, which clients may meet without knowing it"
        EnumValueRemoved ENUM_VALUE_REMOVED: "an enum's value is gone: operations that give it are no longer valid"
        UnionMemberAdded UNION_MEMBER_ADDED: "a union has a new member, which clients may meet without knowing it"
        UnionMemberRemoved UNION_MEMBER_REMOVED: "a union's member is gone: fragments on it are no longer valid"
        ImplementationAdded IMPLEMENTATION_ADDED: "a type implements an interface now, and clients may meet it there without knowing it"
        ImplementationRemoved IMPLEMENTATION_REMOVED: "a type no longer implements an interface: fragments on it are no longer valid there"
        DirectiveAdded DIRECTIVE_ADDED: "a directive for operations is new"
        DirectiveRemoved DIRECTIVE_REMOVED: "a directive for operations is gone: operations with it are no longer valid"
        DirectiveChanged DIRECTIVE_CHANGED: "a directive for operations may stand in fewer places, or only once"
        RootRemoved ROOT_REMOVED: "there are no queries, mutations or subscriptions any more"
        DescriptionChanged DESCRIPTION_CHANGED: "a description is another"
    }
    others {
        INVALID_OPERATION: "a stored operation is not valid against the new API schema"
        PLAN_WORSE: "a stored operation takes more requests, sequential steps or estimated cost than `--plan-threshold` allows, or cannot be planned any more"
        PLAN_CHANGED: "a stored operation takes other requests, sequential steps or estimated cost, within what is allowed"
    }
}
