//! The kinds of messages.

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    AccountRegistered,
    OrderConfirmed,
    CheckoutFailed,
}

impl Kind {
    pub const ALL: [Self; 3] = [
        Self::AccountRegistered,
        Self::OrderConfirmed,
        Self::CheckoutFailed,
    ];

    /// As stored, as in events, and as in the graph.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccountRegistered => "ACCOUNT_REGISTERED",
            Self::OrderConfirmed => "ORDER_CONFIRMED",
            Self::CheckoutFailed => "CHECKOUT_FAILED",
        }
    }

    /// Reads [`Self::as_str`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}
