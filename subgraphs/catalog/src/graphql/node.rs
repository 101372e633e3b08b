//! `Node`: anything with a global id, whichever service it belongs to. Why it is answered here, and what that means for
//! who exists, is in `docs/adr/0006-node-in-catalog.md`.

use super::category::Category;
use super::loaders::{CategoryById, ProductById, VariantById, failed, loader};
use super::product::Product;
use super::variant::ProductVariant;
use async_graphql::{Context, ID, Interface, Result, SimpleObject};
use std::str::FromStr;
use subgraph_kit::id::{
    CartId, CategoryId, CheckoutId, CustomerId, NotificationId, OrderId, ProductId, ReviewId,
    VariantId,
};

/// Anything with a global id.
#[derive(Debug, Clone, Interface)]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "Opaque, unique among all types; its beginning tells the type."
))]
pub(super) enum Node {
    Product(Product),
    ProductVariant(ProductVariant),
    Category(Category),
    Customer(Customer),
    Cart(Cart),
    Checkout(Checkout),
    Order(Order),
    Review(Review),
    Notification(Notification),
}

/// Types of other services, of which catalog knows no more than that an id is one of theirs.
macro_rules! elsewhere {
    ($($name:ident { $id:ty })+) => {
        $(
            #[derive(Debug, Clone, Copy, SimpleObject)]
            #[graphql(unresolvable = "id")]
            pub(super) struct $name {
                #[graphql(owned)]
                id: $id,
            }

            impl FromStr for $name {
                type Err = subgraph_kit::id::IdError;

                fn from_str(text: &str) -> Result<Self, Self::Err> {
                    Ok(Self { id: text.parse()? })
                }
            }
        )+
    };
}

elsewhere! {
    Customer { CustomerId }
    Cart { CartId }
    Checkout { CheckoutId }
    Order { OrderId }
    Review { ReviewId }
    Notification { NotificationId }
}

/// What the id is of. `None` when it is none of ours, or of a product, variant or category that there is not.
pub(super) async fn find(ctx: &Context<'_>, id: &str) -> Result<Option<Node>> {
    let Some((prefix, _)) = id.split_once('_') else {
        return Ok(None);
    };
    match prefix {
        ProductId::PREFIX => product(ctx, id).await,
        VariantId::PREFIX => variant(ctx, id).await,
        CategoryId::PREFIX => category(ctx, id).await,
        CustomerId::PREFIX => Ok(id.parse().ok().map(Node::Customer)),
        CartId::PREFIX => Ok(id.parse().ok().map(Node::Cart)),
        CheckoutId::PREFIX => Ok(id.parse().ok().map(Node::Checkout)),
        OrderId::PREFIX => Ok(id.parse().ok().map(Node::Order)),
        ReviewId::PREFIX => Ok(id.parse().ok().map(Node::Review)),
        NotificationId::PREFIX => Ok(id.parse().ok().map(Node::Notification)),
        _ => Ok(None),
    }
}

async fn product(ctx: &Context<'_>, id: &str) -> Result<Option<Node>> {
    let Ok(id) = id.parse() else { return Ok(None) };
    let row = loader(ctx)
        .load_one(ProductById(id))
        .await
        .map_err(failed)?;
    Ok(row.map(|row| Node::Product(Product(row))))
}

async fn variant(ctx: &Context<'_>, id: &str) -> Result<Option<Node>> {
    let Ok(id) = id.parse() else { return Ok(None) };
    let row = loader(ctx)
        .load_one(VariantById(id))
        .await
        .map_err(failed)?;
    Ok(row.map(|row| Node::ProductVariant(ProductVariant(row))))
}

async fn category(ctx: &Context<'_>, id: &str) -> Result<Option<Node>> {
    let Ok(id) = id.parse() else { return Ok(None) };
    let row = loader(ctx)
        .load_one(CategoryById(id))
        .await
        .map_err(failed)?;
    Ok(row.map(|row| Node::Category(Category(row))))
}
