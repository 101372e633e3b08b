//! `Mutation`: what staff do.

use super::product::Product;
use super::product_input::{ProductInput, VariantPriceInput, money};
use crate::db::product::ProductRow;
use crate::domain::code;
use crate::domain::price::{self, PriceError};
use crate::domain::publish::{self, Ids, PublishError};
use crate::domain::withdraw::{self, WithdrawError};
use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::Utc;
use subgraph_kit::db::Db;
use subgraph_kit::error::internal;
use subgraph_kit::id::{ProductId, VariantId};
use subgraph_kit::identity::HasScope;
use subgraph_kit::user_error::{InputError, UserError, Warning};

/// The root of mutations.
#[derive(Debug)]
pub struct Mutation;

/// What became of a change to a product.
#[derive(Debug, Default, SimpleObject)]
struct ProductPayload {
    /// The product as it is now; null when nothing was changed.
    product: Option<Product>,
    /// Why nothing was changed.
    user_errors: Vec<UserError>,
    /// What the caller should know although it was.
    warnings: Vec<Warning>,
}

impl ProductPayload {
    fn done(row: ProductRow) -> Self {
        Self {
            product: Some(Product(row)),
            ..Self::default()
        }
    }

    fn refused(faults: Vec<InputError>) -> Self {
        Self {
            user_errors: faults.into_iter().map(UserError::InputError).collect(),
            ..Self::default()
        }
    }
}

#[Object]
impl Mutation {
    /// Publishes a product, or changes a published one.
    #[graphql(
        requires_scopes = "catalog:write",
        guard = "HasScope(\"catalog:write\")"
    )]
    async fn product_publish(
        &self,
        ctx: &Context<'_>,
        input: ProductInput,
    ) -> Result<ProductPayload> {
        let draft = match input.draft().and_then(|draft| draft.check()) {
            Ok(draft) => draft,
            Err(faults) => return Ok(ProductPayload::refused(faults)),
        };
        match publish::publish(ctx.data_unchecked::<Db>(), &draft, Ids::Fresh, Utc::now()).await {
            Ok(row) => Ok(ProductPayload::done(row)),
            Err(PublishError::Refused(faults)) => Ok(ProductPayload::refused(faults)),
            Err(error @ PublishError::Db(_)) => Err(internal(error)),
        }
    }

    /// Takes a product from sale. It can be published again under its handle.
    #[graphql(
        requires_scopes = "catalog:write",
        guard = "HasScope(\"catalog:write\")"
    )]
    async fn product_withdraw(&self, ctx: &Context<'_>, id: ProductId) -> Result<ProductPayload> {
        match withdraw::withdraw(ctx.data_unchecked::<Db>(), id).await {
            Ok(withdrawn) => {
                let warning = withdrawn.already.then(|| {
                    Warning::new(
                        code::ALREADY_WITHDRAWN,
                        "The product had been withdrawn before.",
                    )
                });
                let warnings = warning.into_iter().collect();
                Ok(ProductPayload {
                    warnings,
                    ..ProductPayload::done(withdrawn.product)
                })
            }
            Err(WithdrawError::NotFound) => {
                let fault = InputError::new(code::PRODUCT_NOT_FOUND, "There is no such product.")
                    .at(["id"]);
                Ok(ProductPayload::refused(vec![fault]))
            }
            Err(error @ WithdrawError::Db(_)) => Err(internal(error)),
        }
    }

    /// Sets the price of a variant.
    #[graphql(
        requires_scopes = "catalog:write",
        guard = "HasScope(\"catalog:write\")"
    )]
    async fn variant_price_change(
        &self,
        ctx: &Context<'_>,
        id: VariantId,
        input: VariantPriceInput,
    ) -> Result<ProductPayload> {
        let former = input
            .compare_at_price
            .map(|former| money(former, &["compareAtPrice"]))
            .transpose();
        let (price, former) = match (money(input.price, &["price"]), former) {
            (Ok(price), Ok(former)) => (price, former),
            (price, former) => {
                let faults = price.err().into_iter().chain(former.err()).collect();
                return Ok(ProductPayload::refused(faults));
            }
        };
        let fault = match price::change(ctx.data_unchecked::<Db>(), id, price, former).await {
            Ok(row) => return Ok(ProductPayload::done(row)),
            Err(PriceError::NotFound) => {
                InputError::new(code::VARIANT_NOT_FOUND, "There is no such variant.").at(["id"])
            }
            Err(PriceError::Invalid(message)) => {
                InputError::new(code::PRICE_INVALID, message).at(["input", "price"])
            }
            Err(error @ PriceError::Db(_)) => return Err(internal(error)),
        };
        Ok(ProductPayload::refused(vec![fault]))
    }
}
