//! The macro that makes a kind of id.

/// Defines a kind of id: `define_id!(ProductId, "prd")`.
///
/// Kinds are time-ordered (UUID v7), so that they index well; with a third word, `define_id!(CartId, "crt",
/// unguessable)`, they are random (UUID v4), for ids whose knowledge gives access.
///
/// The type reads and writes its text form (`Display`, `FromStr`, serde, GraphQL `ID`) and maps to a `uuid` column in
/// diesel. The crate that uses the macro depends on `diesel`.
#[macro_export]
macro_rules! define_id {
    ($(#[$meta:meta])* $name:ident, $prefix:literal) => {
        $crate::define_id!(@type $(#[$meta])* $name, $prefix, now_v7);
    };
    ($(#[$meta:meta])* $name:ident, $prefix:literal, unguessable) => {
        $crate::define_id!(@type $(#[$meta])* $name, $prefix, new_v4);
    };
    (@type $(#[$meta:meta])* $name:ident, $prefix:literal, $generate:ident) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, diesel::expression::AsExpression,
            diesel::deserialize::FromSqlRow,
        )]
        #[diesel(sql_type = diesel::sql_types::Uuid)]
        pub struct $name($crate::uuid::Uuid);

        impl $name {
            /// What the text form starts with, before the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// A new id.
            #[allow(clippy::new_without_default, reason = "no id is a sensible default")]
            pub fn new() -> Self {
                Self($crate::uuid::Uuid::$generate())
            }

            /// The id of a UUID that is known to be of this kind, as from a column.
            pub const fn from_uuid(uuid: $crate::uuid::Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID inside, as for a column.
            pub const fn as_uuid(self) -> $crate::uuid::Uuid {
                self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&$crate::id::format_id($prefix, self.0))
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::id::IdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::id::parse_id($prefix, text).map(Self)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <::std::borrow::Cow<'de, str> as $crate::serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err($crate::serde::de::Error::custom)
            }
        }

        impl diesel::serialize::ToSql<diesel::sql_types::Uuid, diesel::pg::Pg> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                <$crate::uuid::Uuid as diesel::serialize::ToSql<diesel::sql_types::Uuid, diesel::pg::Pg>>::to_sql(
                    &self.0, out,
                )
            }
        }

        impl diesel::deserialize::FromSql<diesel::sql_types::Uuid, diesel::pg::Pg> for $name {
            fn from_sql(bytes: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                <$crate::uuid::Uuid as diesel::deserialize::FromSql<diesel::sql_types::Uuid, diesel::pg::Pg>>::from_sql(
                    bytes,
                )
                .map(Self)
            }
        }

        impl $crate::async_graphql::InputType for $name {
            type RawValueType = Self;

            fn type_name() -> ::std::borrow::Cow<'static, str> {
                <$crate::async_graphql::ID as $crate::async_graphql::InputType>::type_name()
            }

            fn create_type_info(registry: &mut $crate::async_graphql::registry::Registry) -> String {
                <$crate::async_graphql::ID as $crate::async_graphql::InputType>::create_type_info(registry)
            }

            fn parse(
                value: Option<$crate::async_graphql::Value>,
            ) -> $crate::async_graphql::InputValueResult<Self> {
                let text = <$crate::async_graphql::ID as $crate::async_graphql::InputType>::parse(value)
                    .map_err($crate::async_graphql::InputValueError::propagate)?;
                text.parse().map_err(|error: $crate::id::IdError| {
                    $crate::async_graphql::InputValueError::custom(error)
                        .with_extension("code", $crate::error::codes::BAD_USER_INPUT)
                })
            }

            fn to_value(&self) -> $crate::async_graphql::Value {
                $crate::async_graphql::Value::String(self.to_string())
            }

            fn as_raw_value(&self) -> Option<&Self::RawValueType> {
                Some(self)
            }
        }

        impl $crate::async_graphql::OutputType for $name {
            fn type_name() -> ::std::borrow::Cow<'static, str> {
                <$crate::async_graphql::ID as $crate::async_graphql::OutputType>::type_name()
            }

            fn create_type_info(registry: &mut $crate::async_graphql::registry::Registry) -> String {
                <$crate::async_graphql::ID as $crate::async_graphql::OutputType>::create_type_info(registry)
            }

            async fn resolve(
                &self,
                _ctx: &$crate::async_graphql::ContextSelectionSet<'_>,
                _field: &$crate::async_graphql::Positioned<
                    $crate::async_graphql::parser::types::Field,
                >,
            ) -> $crate::async_graphql::ServerResult<$crate::async_graphql::Value> {
                Ok($crate::async_graphql::Value::String(self.to_string()))
            }
        }

        impl $crate::paging::CursorKey for $name {}
    };
}
