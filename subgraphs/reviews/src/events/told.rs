//! What reviews tells the others. Today nobody must hear it.

use serde::{Deserialize, Serialize};
use subgraph_kit::{
    events::{Audience, Event, Message},
    id::{ProductId, ReviewId},
};

/// `review.published.v1`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReviewPublished {
    pub review_id: ReviewId,
    pub product_id: ProductId,
    pub rating: i16,
}

/// `review.rating.changed.v1`. Of two of these about one product the one with the larger count is
/// newer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RatingChanged {
    pub product_id: ProductId,
    /// With one decimal, such as `4.3`.
    pub average: String,
    pub count: i32,
}

impl Message for ReviewPublished {
    const TYPE: &'static str = "review.published.v1";
}

impl Event for ReviewPublished {
    const SOURCE: &'static str = "reviews";
    const AUDIENCE: Audience = Audience::Anyone;

    fn subject(&self) -> String {
        self.review_id.to_string()
    }
}

impl Message for RatingChanged {
    const TYPE: &'static str = "review.rating.changed.v1";
}

impl Event for RatingChanged {
    const SOURCE: &'static str = "reviews";
    const AUDIENCE: Audience = Audience::Anyone;

    fn subject(&self) -> String {
        self.product_id.to_string()
    }
}
