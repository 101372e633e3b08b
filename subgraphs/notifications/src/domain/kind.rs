//! The kinds of messages.

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    AccountRegistered,
    /// To prove an address; carries a secret.
    AccountVerification,
    /// To set a new password; carries a secret.
    PasswordReset,
    OrderConfirmed,
    CheckoutFailed,
}

impl Kind {
    pub const ALL: [Self; 5] = [
        Self::AccountRegistered,
        Self::AccountVerification,
        Self::PasswordReset,
        Self::OrderConfirmed,
        Self::CheckoutFailed,
    ];

    /// As stored, as in events, and as in the graph.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccountRegistered => "ACCOUNT_REGISTERED",
            Self::AccountVerification => "ACCOUNT_VERIFICATION",
            Self::PasswordReset => "PASSWORD_RESET",
            Self::OrderConfirmed => "ORDER_CONFIRMED",
            Self::CheckoutFailed => "CHECKOUT_FAILED",
        }
    }

    /// Whether the message carries a secret. Such a message is for the mailbox alone, never for the inbox in the shop, where
    /// whoever is logged in would read it; and when it is sent, its text is forgotten.
    pub fn is_secret(self) -> bool {
        match self {
            Self::AccountVerification | Self::PasswordReset => true,
            Self::AccountRegistered | Self::OrderConfirmed | Self::CheckoutFailed => false,
        }
    }

    /// Reads [`Self::as_str`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}
