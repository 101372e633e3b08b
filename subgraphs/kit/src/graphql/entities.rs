//! Error paths below `_entities` with the place of the entity in them: `["_entities", 2, "orders"]`.
//!
//! async-graphql resolves every entity with the path of the list itself, so that nobody could tell which one an error is
//! about. Its hook for entities is not told the place either. So [`EntityPlaces`] writes the place into each representation
//! that comes in a variable, where the gateway always has them, and [`Root`] reads it when the entity is looked up.

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextPrepareRequest,
};
use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::{ContainerType, resolve_container};
use async_graphql::{
    Context, ContextSelectionSet, Name, ObjectType, OutputType, Positioned, QueryPathNode,
    QueryPathSegment, Request, ServerResult, Value,
};
use std::borrow::Cow;
use std::sync::Arc;

/// Names with two underscores are GraphQL's own: no key or required field of a representation is called like this.
const PLACE: &str = "__place";
/// What makes an object a representation; no input object has such a field.
const TYPENAME: &str = "__typename";

/// The extension that numbers representations.
#[derive(Debug, Clone, Copy)]
pub(super) struct EntityPlaces;

impl ExtensionFactory for EntityPlaces {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for EntityPlaces {
    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        mut request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        for value in request.variables.values_mut() {
            number(value);
        }
        next.run(ctx, request).await
    }
}

/// Writes their places into the representations of a list; any other value stays as it is.
fn number(value: &mut Value) {
    let Value::List(items) = value else { return };
    for (place, item) in items.iter_mut().enumerate() {
        if let Value::Object(fields) = item
            && fields.contains_key(TYPENAME)
        {
            fields.insert(Name::new(PLACE), Value::from(place));
        }
    }
}

/// The place that [`number`] wrote; none in a representation that stood in the document itself.
fn place_of(representation: &Value) -> Option<usize> {
    let Value::Object(fields) = representation else {
        return None;
    };
    match fields.get(PLACE)? {
        Value::Number(place) => usize::try_from(place.as_u64()?).ok(),
        Value::Null
        | Value::String(_)
        | Value::Boolean(_)
        | Value::Binary(_)
        | Value::Enum(_)
        | Value::List(_)
        | Value::Object(_) => None,
    }
}

/// A query root whose entities know their places; else it is the root inside. [`builder`](super::builder) makes it.
#[derive(Debug, Clone, Copy)]
pub struct Root<Q>(pub(super) Q);

impl<Q: ObjectType> ContainerType for Root<Q> {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        self.0.resolve_field(ctx).await
    }

    async fn find_entity(
        &self,
        ctx: &Context<'_>,
        representation: &Value,
    ) -> ServerResult<Option<Value>> {
        let mut placed = ctx.clone();
        if let Some(place) = place_of(representation) {
            placed.path_node = Some(QueryPathNode {
                parent: ctx.path_node.as_ref(),
                segment: QueryPathSegment::Index(place),
            });
        }
        self.0.find_entity(&placed, representation).await
    }
}

impl<Q: ObjectType> OutputType for Root<Q> {
    fn type_name() -> Cow<'static, str> {
        Q::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Q::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        resolve_container(ctx, self).await
    }
}

impl<Q: ObjectType> ObjectType for Root<Q> {}

#[cfg(test)]
mod tests {
    use crate::error::{client, codes};
    use crate::id::{EntityKey, ProductId};
    use async_graphql::{
        EmptyMutation, EmptySubscription, Object, Request, Result, SimpleObject, Variables,
    };
    use serde_json::{Value, json};

    #[derive(SimpleObject)]
    struct Order {
        number: i32,
    }

    struct Product(ProductId);

    #[Object]
    impl Product {
        async fn id(&self) -> ProductId {
            self.0
        }

        async fn orders(&self, fail: bool) -> Result<Option<Vec<Order>>> {
            if fail {
                return Err(client(codes::UNAVAILABLE, "Not now."));
            }
            let orders = (1..=2).map(|number| Order { number });
            Ok(Some(orders.collect()))
        }
    }

    struct Query;

    #[Object]
    impl Query {
        #[graphql(entity)]
        async fn find_product_by_id(&self, id: EntityKey<ProductId>) -> Result<Option<Product>> {
            match id.get() {
                Some(id) if id.as_uuid().is_nil() => Err(client(codes::UNAVAILABLE, "Not now.")),
                Some(id) => Ok(Some(Product(id))),
                None => Ok(None),
            }
        }
    }

    /// The raw answer for products of these ids.
    async fn ask(fields: &str, ids: &[String]) -> Value {
        let schema = super::super::builder(Query, EmptyMutation, EmptySubscription).finish();
        let query = format!(
            "query($all: [_Any!]!) {{ _entities(representations: $all) {{ ... on Product {{ {fields} }} }} }}"
        );
        let all: Vec<Value> = ids
            .iter()
            .map(|id| json!({ "__typename": "Product", "id": id }))
            .collect();
        let request = Request::new(query).variables(Variables::from_json(json!({ "all": all })));
        serde_json::to_value(schema.execute(request).await).unwrap()
    }

    fn paths(answer: &Value) -> Vec<Value> {
        let errors = answer["errors"].as_array().unwrap();
        let mut paths: Vec<Value> = errors.iter().map(|error| error["path"].clone()).collect();
        paths.sort_by_key(Value::to_string);
        paths
    }

    #[tokio::test]
    async fn an_error_below_an_entity_tells_which_one() {
        let same = ProductId::new().to_string();
        let ids = [same.clone(), "nothing".to_owned(), same];
        let answer = ask("id found: orders(fail: true) { number }", &ids).await;
        assert_eq!(
            paths(&answer),
            [
                json!(["_entities", 0, "found"]),
                json!(["_entities", 2, "found"])
            ],
            "{answer}"
        );
        assert_eq!(answer["data"]["_entities"][1], Value::Null);
        let answer = ask("orders(fail: false) { number }", &ids).await;
        assert_eq!(answer["errors"], Value::Null, "{answer}");
        assert_eq!(answer["data"]["_entities"][2]["orders"][1]["number"], 2);
    }

    #[tokio::test]
    async fn an_entity_that_fails_is_named_itself() {
        let nil = ProductId::from_uuid(uuid::Uuid::nil()).to_string();
        let answer = ask("id", &[ProductId::new().to_string(), nil]).await;
        assert_eq!(paths(&answer), [json!(["_entities", 1])], "{answer}");
    }

    #[tokio::test]
    async fn a_representation_in_the_document_is_answered_too() {
        let schema = super::super::builder(Query, EmptyMutation, EmptySubscription).finish();
        let id = ProductId::new();
        let query = format!(
            "{{ _entities(representations: [{{ __typename: \"Product\", id: \"{id}\" }}]) {{ ... on Product {{ id }} }} }}"
        );
        let answer = serde_json::to_value(schema.execute(query).await).unwrap();
        assert_eq!(
            answer["data"]["_entities"][0]["id"],
            id.to_string(),
            "{answer}"
        );
    }
}
