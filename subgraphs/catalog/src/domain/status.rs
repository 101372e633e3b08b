//! Whether a product is sold.

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;
use subgraph_kit::text_column;

/// The state of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub(crate) enum ProductStatus {
    /// In lists, in the search, for sale.
    Published,
    /// Known only to who has its id, as from an old order.
    Withdrawn,
}

text_column!(ProductStatus { Published = "PUBLISHED", Withdrawn = "WITHDRAWN" });
