//! The mail to who has forgotten their password.

use super::Shop;
use crate::{
    domain::letter::{Block, Letter},
    events::heard::TokenIssued,
};

/// Hands a customer the token with which to set a new password.
pub fn password_reset(event: &TokenIssued, shop: &Shop) -> Letter {
    let mut blocks = vec![Block::Paragraph(
        "Somebody, hopefully you, asked to set a new password for your account. This works once, \
         and within the hour."
            .to_owned(),
    )];
    blocks.extend(shop.token(
        "Set a new password",
        "/account/reset-password",
        &event.token,
    ));
    blocks.push(Block::Paragraph(
        "If it was not you, you need not do anything: your password stays as it is.".to_owned(),
    ));
    Letter {
        subject: "Set a new password".to_owned(),
        name: Some(event.display_name.clone()),
        blocks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carries_the_token() {
        let shop = Shop {
            url: Some("https://shop.example".into()),
        };
        let letter = password_reset(&TokenIssued::example(), &shop).render();
        insta::assert_snapshot!(letter.text, @r"
        Hello Ada,

        Somebody, hopefully you, asked to set a new password for your account. This works once, and within the hour.

        Set a new password:
        https://shop.example/account/reset-password#token=pmt_AAAA

        If it was not you, you need not do anything: your password stays as it is.

        Portico
        ");
    }
}
