//! Payment providers: who holds and moves the money.

mod sandbox;

pub use sandbox::Sandbox;

use async_trait::async_trait;
use subgraph_kit::id::CheckoutId;
use subgraph_kit::money::Money;

/// A provider. Every call carries an idempotency key: asking twice under one key does it once.
#[async_trait]
pub trait Provider: Send + Sync + 'static {
    /// As the ledger names it.
    fn name(&self) -> &'static str;

    /// Holds the amount on the card behind the token.
    async fn authorize(&self, request: &AuthorizeRequest) -> Result<Authorization, ProviderError>;

    /// What became of an authorization whose answer was lost; `None` when the provider never heard of it.
    async fn look_up(&self, key: &IdempotencyKey) -> Result<Option<Authorization>, ProviderError>;

    /// Lets the authorization under this key go, and refuses one that comes later. `None` when none had been made.
    async fn void(&self, key: &IdempotencyKey) -> Result<Option<Voided>, ProviderError>;
}

/// Names one authorization at the provider, over all attempts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    pub fn of(checkout: CheckoutId) -> Self {
        Self(checkout.to_string())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[derive(Clone, Debug)]
pub struct AuthorizeRequest {
    pub key: IdempotencyKey,
    pub amount: Money,
    /// What the provider gave the buyer's browser for a card; card data never comes here.
    pub payment_token: String,
}

/// The provider's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authorization {
    /// The amount is held.
    Approved { reference: String },
    /// It is not.
    Declined(Decline),
}

/// Why a card was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decline {
    /// Upper snake case, stable.
    pub code: String,
    /// For the buyer.
    pub reason: String,
}

/// An authorization was let go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voided {
    pub reference: String,
}

/// There is no answer: the call may or may not have taken effect.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    #[error("the provider did not answer within {millis} ms")]
    TimedOut { millis: u128 },
    #[error("the provider is out of reach")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
}
