//! A cart as it can be looked at: lines at today's prices, what they cost, and what is wrong with them.

use super::DomainError;
use super::promotion::Promotion;
use super::quote::{Cost, QuoteLine, quote};
use crate::db::cart::{self, CartLineRow, CartRow};
use crate::db::promotion;
use crate::db::variant::{self, KnownVariant};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use subgraph_kit::db::Conn;
use subgraph_kit::id::{CartId, VariantId};
use subgraph_kit::identity::Caller;
use subgraph_kit::money::Money;

/// A cart with everything known about its lines.
#[derive(Debug, Clone)]
pub(crate) struct Cart {
    pub(crate) row: CartRow,
    pub(crate) lines: Vec<Line>,
    pub(crate) cost: Cost,
    /// In the order in which they take off.
    pub(crate) codes: Vec<DiscountCode>,
}

/// A code in a cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DiscountCode {
    pub(crate) code: String,
    /// What it takes off now; `None` when it does not apply.
    pub(crate) taken: Option<Money>,
}

/// A line with what is known of its variant.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) row: CartLineRow,
    pub(crate) variant: Option<KnownVariant>,
    pub(crate) unit_price: Money,
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Problem {
    /// There is not that much of it.
    NotEnoughStock { available: i32 },
    /// The buyer saw another price when they last touched the line.
    PriceChanged,
    /// It is no longer sold.
    Withdrawn,
}

impl Line {
    fn new(cart: &CartRow, row: CartLineRow, variant: Option<KnownVariant>) -> Self {
        let seen = Money::new(row.seen_price, cart.currency);
        let unit_price = variant.as_ref().map_or(seen, |variant| variant.price);
        Self {
            row,
            variant,
            unit_price,
        }
    }

    pub(crate) fn quoted(&self) -> QuoteLine {
        QuoteLine {
            unit_price: self.unit_price,
            quantity: self.row.quantity,
            weight_grams: self
                .variant
                .as_ref()
                .map_or(0, |variant| variant.row.weight_grams),
        }
    }

    /// All that is wrong with the line, the worst first.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let Some(variant) = self
            .variant
            .as_ref()
            .filter(|variant| !variant.row.withdrawn)
        else {
            return vec![Problem::Withdrawn];
        };
        let short = (variant.available < self.row.quantity).then_some(Problem::NotEnoughStock {
            available: variant.available.max(0),
        });
        let changed =
            (variant.price.amount != self.row.seen_price).then_some(Problem::PriceChanged);
        short.into_iter().chain(changed).collect()
    }
}

impl Cart {
    /// Whether the caller may use it: a customer's cart is theirs alone, a guest's is whose who knows its id.
    pub(crate) fn is_open_to(&self, caller: &Caller) -> bool {
        is_open_to(&self.row, caller)
    }
}

/// See [`Cart::is_open_to`].
pub(crate) fn is_open_to(row: &CartRow, caller: &Caller) -> bool {
    row.customer_id.is_none_or(|customer| caller.is(customer))
}

/// Loads what can be looked at of these carts, in a fixed number of queries.
pub(crate) async fn load(conn: &mut Conn, rows: Vec<CartRow>) -> Result<Vec<Cart>, DomainError> {
    let ids: Vec<CartId> = rows.iter().map(|row| row.id).collect();
    let lines = cart::lines(conn, &ids).await?;
    let variants: Vec<VariantId> = lines.iter().map(|line| line.variant_id).collect();
    let known = variant::known(conn, &variants).await?;
    let mut promotions: HashMap<CartId, Vec<Promotion>> = HashMap::new();
    for (cart, promotion) in promotion::of_carts(conn, &ids).await? {
        promotions.entry(cart).or_default().push(promotion);
    }
    let now = Utc::now();
    let mut by_cart: HashMap<CartId, Vec<CartLineRow>> = HashMap::new();
    for line in lines {
        by_cart.entry(line.cart_id).or_default().push(line);
    }
    let carts = rows.into_iter().map(|row| {
        let lines = by_cart.remove(&row.id).unwrap_or_default();
        let promotions = promotions.remove(&row.id).unwrap_or_default();
        assemble(row, lines, &known, promotions, now)
    });
    carts.collect()
}

/// Loads one cart.
pub(crate) async fn load_one(conn: &mut Conn, row: CartRow) -> Result<Cart, DomainError> {
    let mut carts = load(conn, vec![row]).await?;
    Ok(carts.pop().expect("one row gives one cart"))
}

fn assemble(
    row: CartRow,
    lines: Vec<CartLineRow>,
    known: &HashMap<VariantId, KnownVariant>,
    promotions: Vec<Promotion>,
    now: DateTime<Utc>,
) -> Result<Cart, DomainError> {
    let lines: Vec<Line> = lines
        .into_iter()
        .map(|line| {
            let variant = known.get(&line.variant_id).cloned();
            Line::new(&row, line, variant)
        })
        .collect();
    let quoted: Vec<QuoteLine> = lines.iter().map(Line::quoted).collect();
    let quote = quote(row.currency, &quoted, &promotions, now)?;
    let codes = promotions.into_iter().zip(quote.taken);
    let codes = codes.map(|(promotion, taken)| DiscountCode {
        code: promotion.code,
        taken,
    });
    Ok(Cart {
        row,
        lines,
        cost: quote.cost,
        codes: codes.collect(),
    })
}
