//! The confirmation of an order.

use super::Shop;
use crate::{
    domain::letter::{BillRow, Block, Letter},
    events::heard::{Amount, OrderConfirmed},
};

/// Thanks the buyer and repeats what was bought, for how much.
pub fn order_confirmed(event: &OrderConfirmed, name: Option<String>, shop: &Shop) -> Letter {
    let mut blocks = vec![
        Block::Paragraph(format!(
            "Thank you for your order {}. It is confirmed, and we are getting it ready.",
            event.number
        )),
        Block::Bill(bill(event)),
    ];
    blocks.extend(shop.link("See the order", &format!("/orders/{}", event.order_id)));
    Letter {
        subject: format!("Your order {} is confirmed", event.number),
        name,
        blocks,
    }
}

fn bill(event: &OrderConfirmed) -> Vec<BillRow> {
    let cost = &event.cost;
    let mut rows: Vec<BillRow> = event
        .lines
        .iter()
        .map(|line| {
            row(
                &format!("{} × {}", line.quantity, line.title),
                &line.total,
                false,
            )
        })
        .collect();
    rows.push(row("Subtotal", &cost.subtotal, false));
    if !cost.discount.is_zero() {
        rows.push(row("Discount", &cost.discount, false));
    }
    rows.push(row("Shipping", &cost.shipping, false));
    rows.push(row("Total", &cost.total, true));
    // Below the total, which it is a part of: nobody shall add it.
    rows.push(row("Including tax", &cost.tax, false));
    rows
}

fn row(label: &str, amount: &Amount, is_total: bool) -> BillRow {
    BillRow {
        label: label.to_owned(),
        amount: amount.shown(),
        is_total,
    }
}

#[cfg(test)]
mod tests {
    use subgraph_kit::id::OrderId;
    use uuid::Uuid;

    use super::*;
    use crate::events::heard::{OrderCost, OrderLine};

    fn euros(amount: &str) -> Amount {
        Amount {
            amount: amount.into(),
            currency_code: "EUR".into(),
        }
    }

    #[test]
    fn repeats_what_was_bought() {
        let event = OrderConfirmed {
            order_id: OrderId::from_uuid(Uuid::nil()),
            number: "P-100042".into(),
            customer_id: None,
            email: "ada@example.com".into(),
            lines: vec![OrderLine {
                title: "Tidal Teapot, slate".into(),
                quantity: 2,
                total: euros("78.00"),
            }],
            cost: OrderCost {
                subtotal: euros("78.00"),
                discount: euros("0.00"),
                shipping: euros("4.90"),
                tax: euros("13.24"),
                total: euros("82.90"),
            },
        };
        let bold: Vec<_> = bill(&event)
            .into_iter()
            .filter(|row| row.is_total)
            .map(|row| row.label)
            .collect();
        assert_eq!(bold, ["Total"]);
        let shop = Shop {
            url: Some("https://shop.example/".into()),
        };
        let rendered = order_confirmed(&event, Some("Ada".into()), &shop).render();
        assert_eq!(rendered.subject, "Your order P-100042 is confirmed");
        insta::assert_snapshot!(rendered.text, @r"
        Hello Ada,

        Thank you for your order P-100042. It is confirmed, and we are getting it ready.

        2 × Tidal Teapot, slate       78.00 EUR
        Subtotal                      78.00 EUR
        Shipping                       4.90 EUR
        ---------------------------------------
        Total                         82.90 EUR
        Including tax                 13.24 EUR

        See the order:
        https://shop.example/orders/ord_00000000000000000000000000

        Portico
        ");
    }
}
