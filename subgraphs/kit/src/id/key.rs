//! An id to look something up by, where what is no id is as good as one of nothing.

use async_graphql::{ID, InputType, InputValueResult, Value, registry::Registry};
use std::borrow::Cow;
use std::str::FromStr;

/// The key of an entity reference, or the id of a query that may answer null: like the id itself, but a malformed text is
/// `None` instead of an error. To whoever followed a mistyped link, "no such thing" is the answer.
///
/// A failing `_entities` resolver would null every other entity of the batch, so a reference resolver takes this and
/// answers null: `async fn find_product_by_id(&self, ctx: &Context<'_>, id: EntityKey<ProductId>) -> Result<Option<Product>>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntityKey<T>(Option<T>);

impl<T: Copy> EntityKey<T> {
    /// The id, unless the text was none of this kind.
    pub fn get(self) -> Option<T> {
        self.0
    }
}

impl<T: FromStr + std::fmt::Display + Send + Sync> InputType for EntityKey<T> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        <ID as InputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <ID as InputType>::create_type_info(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let text = ID::parse(value).ok();
        Ok(Self(text.and_then(|text| text.parse().ok())))
    }

    fn to_value(&self) -> Value {
        self.0
            .as_ref()
            .map_or(Value::Null, |id| Value::String(id.to_string()))
    }

    fn as_raw_value(&self) -> Option<&Self::RawValueType> {
        Some(self)
    }
}
