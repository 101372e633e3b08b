//! Where the pictures of the demo catalogue are; `web/scripts/pictures.mjs` draws them under the same names.

use crate::domain::draft::ImageDraft;

/// The options whose value changes how a product looks; the script has the same list.
const PICTURED: [&str; 4] = ["Colour", "Finish", "Wood", "Stone"];
/// Pictures are vector graphics; this is the size to lay them out in.
const SIDE: i32 = 800;

/// Whether a product's picture differs by this option.
pub(super) fn is_pictured(option: &str) -> bool {
    PICTURED.contains(&option)
}

/// The URL of a product's picture, in one of its looks.
pub(super) fn url(handle: &str, look: Option<&str>) -> String {
    match look {
        Some(look) => format!("/media/products/{handle}-{}.svg", look.to_ascii_lowercase()),
        None => format!("/media/products/{handle}.svg"),
    }
}

/// A picture of each look, and the detail.
pub(super) fn of_product(handle: &str, title: &str, looks: &[String]) -> Vec<ImageDraft> {
    let mut images: Vec<ImageDraft> = looks
        .iter()
        .map(|look| image(url(handle, Some(look)), format!("{title} in {look}")))
        .collect();
    if images.is_empty() {
        images.push(image(url(handle, None), title.to_owned()));
    }
    images.push(image(
        format!("/media/products/{handle}-detail.svg"),
        format!("{title}, a detail"),
    ));
    images
}

fn image(url: String, alt: String) -> ImageDraft {
    ImageDraft {
        url,
        alt,
        width: SIDE,
        height: SIDE,
    }
}
