//! `Mutation`: what staff do.

use super::variant::ProductVariant;
use crate::domain::code;
use crate::domain::stock::{self, CountError};
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use subgraph_kit::db::Db;
use subgraph_kit::error::internal;
use subgraph_kit::id::VariantId;
use subgraph_kit::identity::HasScope;
use subgraph_kit::user_error::{Code, InputError, UserError, Warning};

/// The root of mutations.
#[derive(Debug)]
pub struct Mutation;

/// A count of pieces.
#[derive(Debug, InputObject)]
struct StockSetInput {
    /// Where they lie.
    #[graphql(default = "main")]
    location: String,
    /// How many lie there, reserved ones among them.
    on_hand: i32,
}

/// What became of a count.
#[derive(Debug, Default, SimpleObject)]
struct StockSetPayload {
    /// The variant with its stock as it is now; null when nothing was changed.
    variant: Option<ProductVariant>,
    /// Why nothing was changed.
    user_errors: Vec<UserError>,
    /// What the caller should know although it was.
    warnings: Vec<Warning>,
}

#[Object]
impl Mutation {
    /// Takes over a count of pieces.
    #[graphql(
        requires_scopes = "inventory:write",
        guard = "HasScope(\"inventory:write\")"
    )]
    async fn stock_set(
        &self,
        ctx: &Context<'_>,
        variant_id: VariantId,
        input: StockSetInput,
    ) -> Result<StockSetPayload> {
        let set = stock::set(
            ctx.data_unchecked::<Db>(),
            variant_id,
            &input.location,
            input.on_hand,
        )
        .await;
        match set.map_err(fault) {
            Ok(()) => {
                let variant = ProductVariant {
                    id: variant_id,
                    weight_grams: None,
                };
                Ok(StockSetPayload {
                    variant: Some(variant),
                    ..StockSetPayload::default()
                })
            }
            Err(Ok(fault)) => {
                let user_errors = vec![UserError::InputError(fault)];
                Ok(StockSetPayload {
                    user_errors,
                    ..StockSetPayload::default()
                })
            }
            Err(Err(error)) => Err(internal(error)),
        }
    }
}

/// What the caller can put right, or a fault of ours.
fn fault(error: CountError) -> Result<InputError, CountError> {
    let message = error.to_string();
    let (code, path): (Code, &[&str]) = match error {
        CountError::UnknownVariant => (code::VARIANT_NOT_FOUND, &["variantId"]),
        CountError::Location => (code::LOCATION_INVALID, &["input", "location"]),
        CountError::Count => (code::QUANTITY_INVALID, &["input", "onHand"]),
        CountError::BelowReserved { .. } => (code::BELOW_RESERVED, &["input", "onHand"]),
        error @ CountError::Stock(_) => return Err(error),
    };
    Ok(InputError::new(code, message).at(path.iter().copied()))
}
