//! `Cart` and what hangs on it.

use super::customer::Customer;
use crate::domain::cart as domain;
use async_graphql::{Enum, Object, Result, SimpleObject};
use subgraph_kit::error::internal;
use subgraph_kit::id::{CartId, CartLineId, VariantId};
use subgraph_kit::money::Money;
use subgraph_kit::scalars::DateTime;

/// What somebody may buy.
#[derive(Debug, Clone)]
pub(super) struct Cart(pub(super) domain::Cart);

#[Object]
impl Cart {
    async fn id(&self) -> CartId {
        self.0.row.id
    }

    /// Counts writes; send it as `version` to refuse lost updates.
    async fn version(&self) -> i32 {
        self.0.row.version
    }

    /// Absent for a guest's cart.
    async fn customer(&self) -> Option<Customer> {
        self.0.row.customer_id.map(Customer::new)
    }

    async fn lines(&self) -> Vec<CartLine> {
        self.0.lines.iter().cloned().map(CartLine).collect()
    }

    /// Pieces in all lines.
    async fn item_count(&self) -> i32 {
        self.0.lines.iter().map(|line| line.row.quantity).sum()
    }

    async fn cost(&self) -> CartCost {
        self.0.cost.into()
    }

    /// In the order in which they take off.
    async fn discount_codes(&self) -> Vec<CartDiscountCode> {
        self.0.codes.iter().cloned().map(Into::into).collect()
    }

    /// Why the cart can no longer be bought as it is.
    async fn problems(&self) -> Vec<CartProblem> {
        let problems = self.0.lines.iter().flat_map(|line| {
            let problems = line.problems().into_iter();
            problems.map(move |problem| CartProblem::new(problem, line.clone()))
        });
        problems.collect()
    }

    async fn updated_at(&self) -> DateTime {
        self.0.row.updated_at.into()
    }
}

/// A discount code in a cart.
#[derive(Debug, Clone, SimpleObject)]
pub(super) struct CartDiscountCode {
    /// In capitals.
    code: String,
    /// Whether it takes something off now. One that does not is over, or waits for a higher subtotal.
    applicable: bool,
    /// What it takes off now.
    amount: Option<Money>,
}

impl From<domain::DiscountCode> for CartDiscountCode {
    fn from(code: domain::DiscountCode) -> Self {
        Self {
            code: code.code,
            applicable: code.taken.is_some(),
            amount: code.taken,
        }
    }
}

/// So many of a variant, at today's price.
#[derive(Debug, Clone)]
pub(super) struct CartLine(domain::Line);

#[Object]
impl CartLine {
    async fn id(&self) -> CartLineId {
        self.0.row.id
    }

    async fn variant(&self) -> Option<ProductVariant> {
        // Nullable, so that a cart can be shown, and emptied, while catalog is away.
        Some(ProductVariant {
            id: self.0.row.variant_id,
        })
    }

    async fn quantity(&self) -> i32 {
        self.0.row.quantity
    }

    async fn unit_price(&self) -> Money {
        self.0.unit_price
    }

    /// The price of all pieces.
    async fn subtotal(&self) -> Result<Money> {
        self.0.quoted().total().map_err(internal)
    }
}

/// What catalog and inventory know more of.
#[derive(Debug, Clone, Copy, SimpleObject)]
#[graphql(unresolvable = "id")]
pub(super) struct ProductVariant {
    pub(super) id: VariantId,
}

/// What the cart costs. Prices include tax.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub(super) struct CartCost {
    /// The sum of the lines.
    subtotal: Money,
    /// What is taken off; not below zero.
    discount: Money,
    shipping: Money,
    /// Contained in the total; rounded to a whole cent once a line.
    tax: Money,
    /// To be paid: subtotal less discount, plus shipping.
    total: Money,
}

impl From<crate::domain::quote::Cost> for CartCost {
    fn from(cost: crate::domain::quote::Cost) -> Self {
        Self {
            subtotal: cost.subtotal,
            discount: cost.discount,
            shipping: cost.shipping,
            tax: cost.tax,
            total: cost.total,
        }
    }
}

/// Why the cart can no longer be bought as it is.
#[derive(Debug, Clone, SimpleObject)]
pub(super) struct CartProblem {
    code: CartProblemCode,
    /// For people.
    message: String,
    /// The line it is about.
    line: Option<CartLine>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum CartProblemCode {
    /// There is not that much of it.
    NotEnoughStock,
    /// It costs something else than when it was put into the cart.
    PriceChanged,
    /// It is no longer sold.
    Withdrawn,
}

impl CartProblem {
    fn new(problem: domain::Problem, line: domain::Line) -> Self {
        let (code, message) = match problem {
            domain::Problem::NotEnoughStock { available: 0 } => (
                CartProblemCode::NotEnoughStock,
                "This is sold out.".to_owned(),
            ),
            domain::Problem::NotEnoughStock { available } => (
                CartProblemCode::NotEnoughStock,
                format!("There are only {available} left."),
            ),
            domain::Problem::PriceChanged => (
                CartProblemCode::PriceChanged,
                format!("The price has changed to {}.", line.unit_price),
            ),
            domain::Problem::Withdrawn => (
                CartProblemCode::Withdrawn,
                "This is no longer sold.".to_owned(),
            ),
        };
        Self {
            code,
            message,
            line: Some(CartLine(line)),
        }
    }
}
