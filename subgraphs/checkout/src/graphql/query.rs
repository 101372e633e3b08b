//! The query root.

use super::cart::Cart;
use super::checkout::Checkout;
use super::customer::Customer;
use super::loaders::{Carts, Checkouts};
use async_graphql::{Context, Object, Result};
use subgraph_kit::error::internal;
use subgraph_kit::graphql::Batches;
use subgraph_kit::id::{CartId, CheckoutId, CustomerId, EntityKey};
use subgraph_kit::identity::caller;

/// What can be asked of checkout.
#[derive(Debug)]
pub(crate) struct Query;

#[Object]
impl Query {
    /// A guest's cart, to whom knows its id, or the customer's own.
    async fn cart(&self, ctx: &Context<'_>, id: EntityKey<CartId>) -> Result<Option<Cart>> {
        load_cart(ctx, id).await
    }

    /// A guest's checkout, to whom knows its id, or the customer's own.
    async fn checkout(
        &self,
        ctx: &Context<'_>,
        id: EntityKey<CheckoutId>,
    ) -> Result<Option<Checkout>> {
        load_checkout(ctx, id).await
    }

    #[graphql(entity)]
    async fn find_cart_by_id(
        &self,
        ctx: &Context<'_>,
        id: EntityKey<CartId>,
    ) -> Result<Option<Cart>> {
        load_cart(ctx, id).await
    }

    #[graphql(entity)]
    async fn find_checkout_by_id(
        &self,
        ctx: &Context<'_>,
        id: EntityKey<CheckoutId>,
    ) -> Result<Option<Checkout>> {
        load_checkout(ctx, id).await
    }

    #[graphql(entity)]
    async fn find_customer_by_id(&self, id: EntityKey<CustomerId>) -> Option<Customer> {
        id.get().map(Customer::new)
    }
}

/// Not there and not the caller's look the same from outside.
async fn load_cart(ctx: &Context<'_>, id: EntityKey<CartId>) -> Result<Option<Cart>> {
    let Some(id) = id.get() else { return Ok(None) };
    let loader = ctx.data::<Batches<Carts>>()?;
    let cart = loader.load_one(id).await.map_err(internal)?;
    Ok(cart.filter(|cart| cart.is_open_to(caller(ctx))).map(Cart))
}

async fn load_checkout(ctx: &Context<'_>, id: EntityKey<CheckoutId>) -> Result<Option<Checkout>> {
    let Some(id) = id.get() else { return Ok(None) };
    let loader = ctx.data::<Batches<Checkouts>>()?;
    let row = loader.load_one(id).await.map_err(internal)?;
    Ok(row
        .filter(|row| Checkout::is_open_to(row, caller(ctx)))
        .map(Checkout))
}
