//! Whether a product is sold.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;

/// The state of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub(crate) enum ProductStatus {
    /// In lists, in the search, for sale.
    Published,
    /// Known only to who has its id, as from an old order.
    Withdrawn,
}

#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no product status")]
struct UnknownStatus(String);

impl ToSql<Text, Pg> for ProductStatus {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let text = match self {
            Self::Published => "PUBLISHED",
            Self::Withdrawn => "WITHDRAWN",
        };
        <str as ToSql<Text, Pg>>::to_sql(text, out)
    }
}

impl FromSql<Text, Pg> for ProductStatus {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<Text, Pg>>::from_sql(bytes)?;
        match text.as_str() {
            "PUBLISHED" => Ok(Self::Published),
            "WITHDRAWN" => Ok(Self::Withdrawn),
            _ => Err(Box::new(UnknownStatus(text))),
        }
    }
}
