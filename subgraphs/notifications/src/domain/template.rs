//! What each kind of message says. One file a kind.

mod account_registered;
mod account_verification;
mod checkout_failed;
mod order_confirmed;
mod password_reset;

pub use account_registered::account_registered;
pub use account_verification::account_verification;
pub use checkout_failed::checkout_failed;
pub use order_confirmed::order_confirmed;
pub use password_reset::password_reset;

/// Where links in messages lead; `None` leaves them out.
///
/// The storefront's address without a final slash, such as `http://localhost:4000`.
#[derive(Clone, Debug, Default)]
pub struct Shop {
    pub url: Option<String>,
}

impl Shop {
    /// A link that carries a token behind the `#`, which browsers send to no server and into no log; without a shop the
    /// token itself.
    fn token(&self, label: &str, path: &str, token: &str) -> Option<super::letter::Block> {
        let link = self.link(label, &format!("{path}#token={token}"));
        link.or_else(|| {
            Some(super::letter::Block::Paragraph(format!(
                "{label} with this code: {token}"
            )))
        })
    }

    fn link(&self, label: &str, path: &str) -> Option<super::letter::Block> {
        let url = self.url.as_deref()?;
        Some(super::letter::Block::Link {
            label: label.to_owned(),
            url: format!("{}{path}", url.trim_end_matches('/')),
        })
    }
}
