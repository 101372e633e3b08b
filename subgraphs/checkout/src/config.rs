//! How patient the saga is.

use std::time::Duration;
use subgraph_kit::config::Reader;

/// Settings of checkout.
#[derive(Debug, Clone, Copy)]
pub struct CheckoutConfig {
    /// `PORTICO_CHECKOUT_STEP_TIMEOUT`: longest a step may take from when its command has left, 30 s by default.
    pub step_timeout: Duration,
    /// `PORTICO_CHECKOUT_PAYMENT_TIMEOUT`: the same for the payment, which a person may have to approve, 60 s by default.
    pub payment_timeout: Duration,
    /// `PORTICO_CHECKOUT_RESEND`: first wait before a command without a reply is sent again, 5 s by default.
    pub resend: Duration,
    /// `PORTICO_CHECKOUT_RESERVATION`: how long stock is reserved, 15 min by default; more than all steps together.
    pub reservation: Duration,
    /// `PORTICO_CHECKOUT_LOOK_EVERY`: how often the reconciler looks, 1 s by default.
    pub look_every: Duration,
}

impl CheckoutConfig {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let step_timeout =
            reader.duration("PORTICO_CHECKOUT_STEP_TIMEOUT", Duration::from_secs(30));
        let payment_timeout =
            reader.duration("PORTICO_CHECKOUT_PAYMENT_TIMEOUT", Duration::from_secs(60));
        let resend = reader.duration("PORTICO_CHECKOUT_RESEND", Duration::from_secs(5));
        let reservation =
            reader.duration("PORTICO_CHECKOUT_RESERVATION", Duration::from_secs(15 * 60));
        let look_every = reader.duration("PORTICO_CHECKOUT_LOOK_EVERY", Duration::from_secs(1));
        Some(Self {
            step_timeout: step_timeout?,
            payment_timeout: payment_timeout?,
            resend: resend?,
            reservation: reservation?,
            look_every: look_every?,
        })
    }
}
