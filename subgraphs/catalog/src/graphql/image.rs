//! `Image`.

use crate::db::category::CategoryRow;
use crate::db::image::ImageRow;
use async_graphql::SimpleObject;
use subgraph_kit::scalars::Url;

/// A picture.
#[derive(Debug, Clone, SimpleObject)]
pub(super) struct Image {
    /// Relative to the storefront's origin.
    url: Url,
    /// What it shows, for who cannot see it.
    alt: String,
    /// In pixels.
    width: i32,
    /// In pixels.
    height: i32,
}

/// What was written was checked; should it be a URL no longer, the page shows a missing picture rather than no product.
fn url(text: &str) -> Url {
    text.parse().unwrap_or_else(|error| {
        tracing::warn!(url = text, %error, "an image has no valid URL");
        "/media/missing.svg"
            .parse()
            .expect("the constant is a relative URL")
    })
}

impl From<&ImageRow> for Image {
    fn from(row: &ImageRow) -> Self {
        Self {
            url: url(&row.url),
            alt: row.alt.clone(),
            width: row.width,
            height: row.height,
        }
    }
}

impl From<&CategoryRow> for Image {
    fn from(row: &CategoryRow) -> Self {
        Self {
            url: url(&row.image_url),
            alt: row.image_alt.clone(),
            width: row.image_width,
            height: row.image_height,
        }
    }
}
