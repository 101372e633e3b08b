//! The welcome.

use super::Shop;
use crate::{
    domain::letter::{Block, Letter},
    events::heard::AccountRegistered,
};

/// Welcomes a new customer.
pub fn account_registered(event: &AccountRegistered, shop: &Shop) -> Letter {
    let mut blocks = vec![
        Block::Paragraph(format!(
            "Your account with the address {} is ready. Your cart follows you to any device \
             that you log in on, and you can watch your orders on their way.",
            event.email
        )),
        Block::Paragraph(
            "If it was not you who registered, somebody mistyped an address: \
             you need not do anything."
                .to_owned(),
        ),
    ];
    blocks.extend(shop.link("Visit the shop", "/"));
    Letter {
        subject: "Welcome to Portico".to_owned(),
        name: Some(event.display_name.clone()),
        blocks,
    }
}
