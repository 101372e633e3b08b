//! The macros that keep domain types in columns: enums as `text`, structures as `jsonb`.

/// Keeps an enum in a `text` column: `text_column!(Status { Open = "open", Closed = "closed" })`.
///
/// The enum derives `AsExpression` and `FromSqlRow` and has `#[diesel(sql_type = Text)]`; the crate that uses
/// the macro depends on `diesel`.
#[macro_export]
macro_rules! text_column {
    ($name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        impl diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                let text = match self {
                    $(Self::$variant => $text),+
                };
                <str as diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg>>::to_sql(text, out)
            }
        }

        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::pg::Pg> for $name {
            fn from_sql(bytes: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                let text =
                    <String as diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::pg::Pg>>::from_sql(bytes)?;
                match text.as_str() {
                    $($text => Ok(Self::$variant),)+
                    other => Err(format!(concat!("`{}` is no ", stringify!($name)), other).into()),
                }
            }
        }
    };
}

/// Keeps a serde type in a `jsonb` column: `json_column!(Snapshot)`.
///
/// The type derives `AsExpression` and `FromSqlRow` and has `#[diesel(sql_type = Jsonb)]`. The crate that uses the macro
/// depends on `diesel` and `serde_json`.
#[macro_export]
macro_rules! json_column {
    ($name:ident) => {
        impl diesel::serialize::ToSql<diesel::sql_types::Jsonb, diesel::pg::Pg> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                let json = serde_json::to_value(self)?;
                <serde_json::Value as diesel::serialize::ToSql<
                    diesel::sql_types::Jsonb,
                    diesel::pg::Pg,
                >>::to_sql(&json, &mut out.reborrow())
            }
        }

        impl diesel::deserialize::FromSql<diesel::sql_types::Jsonb, diesel::pg::Pg> for $name {
            fn from_sql(bytes: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                let json = <serde_json::Value as diesel::deserialize::FromSql<
                    diesel::sql_types::Jsonb,
                    diesel::pg::Pg,
                >>::from_sql(bytes)?;
                Ok(serde_json::from_value(json)?)
            }
        }
    };
}
