//! What can be done.

use async_graphql::{Context, Object, Result};
use chrono::Utc;
use subgraph_kit::{
    erasure::account_gone,
    error::internal,
    federation::authenticated,
    id::ProductId,
    identity::{Authenticated, require_customer},
    user_error::{InputError, UserError},
};

use super::types::{ReviewInput, ReviewPayload};
use crate::domain::{
    code,
    draft::{Draft, DraftFault},
    publish::PublishError,
    service::Reviews,
};

#[derive(Debug, Default)]
pub struct Mutation;

#[Object]
impl Mutation {
    /// Publishes a review. A customer has one for each product.
    #[graphql(directive = authenticated::apply(), guard = "Authenticated")]
    async fn review_create(
        &self,
        ctx: &Context<'_>,
        product_id: ProductId,
        input: ReviewInput,
    ) -> Result<ReviewPayload> {
        let author = require_customer(ctx)?;
        let draft = Draft {
            rating: input.rating,
            title: input.title,
            body: input.body,
        };
        let published = ctx
            .data::<Reviews>()?
            .publish(product_id, author, draft, Utc::now())
            .await;
        let (review, user_errors) = match published {
            Ok(row) => (Some(row.into()), Vec::new()),
            Err(error) => (None, refusal(error)?),
        };
        Ok(ReviewPayload {
            review,
            user_errors,
            warnings: Vec::new(),
        })
    }
}

fn refusal(error: PublishError) -> Result<Vec<UserError>> {
    let errors = match error {
        PublishError::Fault(fault) => return Err(internal(fault)),
        PublishError::AccountErased => return Err(account_gone()),
        PublishError::Refused(faults) => faults.into_iter().map(draft_fault).collect(),
        PublishError::ProductNotFound => {
            vec![
                InputError::new(code::PRODUCT_NOT_FOUND, "This product is not on sale.")
                    .at(["productId"]),
            ]
        }
        PublishError::AlreadyReviewed => {
            let text = "You have reviewed this product already.";
            vec![InputError::new(code::ALREADY_REVIEWED, text).at(["productId"])]
        }
    };
    Ok(errors.into_iter().map(UserError::InputError).collect())
}

fn draft_fault(fault: DraftFault) -> InputError {
    let text = match fault {
        DraftFault::Rating => "Give one to five stars.".to_owned(),
        DraftFault::Title | DraftFault::Body => format!("{}.", capitalised(&fault.to_string())),
    };
    InputError::new(fault.code(), text).at(["input", fault.field()])
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
