//! The mail that proves an address.

use super::Shop;
use crate::{
    domain::letter::{Block, Letter},
    events::heard::TokenIssued,
};

/// Asks a customer to bring the token back.
pub fn account_verification(event: &TokenIssued, shop: &Shop) -> Letter {
    let mut blocks = vec![Block::Paragraph(
        "Please confirm that this e-mail address is yours, so that we can reach you about your \
         orders."
            .to_owned(),
    )];
    blocks.extend(shop.token("Confirm the address", "/account/verify", &event.token));
    blocks.push(Block::Paragraph(
        "If it was not you who registered, you need not do anything.".to_owned(),
    ));
    Letter {
        subject: "Please confirm your e-mail address".to_owned(),
        name: Some(event.display_name.clone()),
        blocks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carries_the_token_with_and_without_a_shop() {
        let event = TokenIssued::example();
        let shop = Shop {
            url: Some("https://shop.example/".into()),
        };
        insta::assert_snapshot!(account_verification(&event, &shop).render().text, @r"
        Hello Ada,

        Please confirm that this e-mail address is yours, so that we can reach you about your orders.

        Confirm the address:
        https://shop.example/account/verify#token=pmt_AAAA

        If it was not you who registered, you need not do anything.

        Portico
        ");
        let text = account_verification(&event, &Shop::default()).render().text;
        assert!(text.contains("pmt_AAAA"), "{text}");
    }
}
