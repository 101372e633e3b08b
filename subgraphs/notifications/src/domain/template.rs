//! What each kind of message says. One file a kind.

mod account_registered;
mod checkout_failed;
mod order_confirmed;

pub use account_registered::account_registered;
pub use checkout_failed::checkout_failed;
pub use order_confirmed::order_confirmed;

/// Where links in messages lead; `None` leaves them out.
///
/// The storefront's address without a final slash, such as `http://localhost:4000`.
#[derive(Clone, Debug, Default)]
pub struct Shop {
    pub url: Option<String>,
}

impl Shop {
    fn link(&self, label: &str, path: &str) -> Option<super::letter::Block> {
        let url = self.url.as_deref()?;
        Some(super::letter::Block::Link {
            label: label.to_owned(),
            url: format!("{}{path}", url.trim_end_matches('/')),
        })
    }
}
