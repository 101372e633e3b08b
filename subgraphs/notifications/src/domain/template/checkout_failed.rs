//! A purchase that did not come about.

use super::Shop;
use crate::{
    domain::letter::{Block, Letter},
    events::heard::CheckoutFailed,
};

/// Tells why, and that nothing was charged: a failed checkout has released what it held.
pub fn checkout_failed(event: &CheckoutFailed, name: Option<String>, shop: &Shop) -> Letter {
    let mut blocks = vec![
        Block::Paragraph(format!(
            "Your purchase could not be completed: {}",
            sentence(&event.message)
        )),
        Block::Paragraph(
            "You have not been charged, and your cart is as you left it. \
             You can try again at any time."
                .to_owned(),
        ),
    ];
    blocks.extend(shop.link("Back to the cart", "/cart"));
    Letter {
        subject: subject(&event.code).to_owned(),
        name,
        blocks,
    }
}

/// Codes may be added by checkout at any time; an unknown one gets the general subject.
fn subject(code: &str) -> &'static str {
    match code {
        "PAYMENT_DECLINED" => "Your payment was declined",
        "STOCK_UNAVAILABLE" => "Something in your cart has just sold out",
        _ => "Your purchase could not be completed",
    }
}

fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

#[cfg(test)]
mod tests {
    use subgraph_kit::id::CheckoutId;

    use super::*;

    #[test]
    fn tells_why() {
        let event = CheckoutFailed {
            checkout_id: CheckoutId::new(),
            code: "PAYMENT_DECLINED".into(),
            message: "the card has expired".into(),
            customer_id: None,
            email: None,
        };
        let rendered = checkout_failed(&event, None, &Shop::default()).render();
        assert_eq!(rendered.subject, "Your payment was declined");
        insta::assert_snapshot!(rendered.text, @r"
        Hello,

        Your purchase could not be completed: the card has expired.

        You have not been charged, and your cart is as you left it. You can try again at any time.

        Portico
        ");
    }
}
