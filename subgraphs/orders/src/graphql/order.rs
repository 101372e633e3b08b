//! `Order` and what hangs on it.

use async_graphql::{ComplexObject, Context, Object, Result, SimpleObject};
use subgraph_kit::country::{CountryCode, UnknownCountry};
use subgraph_kit::error::internal;
use subgraph_kit::graphql::Batches;
use subgraph_kit::id::{CustomerId, OrderId, OrderLineId, VariantId};
use subgraph_kit::money::Money;
use subgraph_kit::scalars::{DateTime, EmailAddress};

use super::customer::Customer;
use super::loaders::{Addresses, Lines, Timelines};
use crate::db::order::{CostRow, OrderRow};
use crate::db::order_event::OrderEventRow;
use crate::db::order_line::OrderLineRow;
use crate::db::shipping_address::ShippingAddressRow;
use crate::domain::number::order_number;
use crate::domain::status::{FulfilmentStatus, OrderStatus, PaymentStatus};

/// What somebody bought, or is about to.
#[derive(Clone, Debug)]
pub(super) struct Order(pub(super) OrderRow);

#[Object]
impl Order {
    async fn id(&self) -> OrderId {
        self.0.id
    }

    /// For people, such as P-100042.
    async fn number(&self) -> String {
        order_number(self.0.number)
    }

    async fn status(&self) -> OrderStatus {
        self.0.status
    }

    async fn payment_status(&self) -> PaymentStatus {
        self.0.payment_status
    }

    async fn fulfilment_status(&self) -> FulfilmentStatus {
        self.0.fulfilment_status
    }

    /// Absent for a guest's order.
    async fn customer(&self) -> Option<Customer> {
        self.0.customer_id.map(|id: CustomerId| Customer { id })
    }

    /// Where the confirmation went.
    async fn email(&self) -> Result<EmailAddress> {
        self.0.email.parse().map_err(internal)
    }

    async fn shipping_address(&self, ctx: &Context<'_>) -> Result<ShippingAddress> {
        let loader = ctx.data::<Batches<Addresses>>()?;
        let row = loader.load_one(self.0.id).await.map_err(internal)?;
        let row = row.expect("an order is written together with its address");
        row.try_into()
            .map_err(|error: UnknownCountry| internal(error))
    }

    async fn lines(&self, ctx: &Context<'_>) -> Result<Vec<OrderLine>> {
        let loader = ctx.data::<Batches<Lines>>()?;
        let rows = loader.load_one(self.0.id).await.map_err(internal)?;
        Ok(rows
            .unwrap_or_default()
            .into_iter()
            .map(|row| OrderLine::new(row, self.0.cost))
            .collect())
    }

    async fn cost(&self) -> OrderCost {
        self.0.cost.into()
    }

    /// What happened, oldest first.
    async fn timeline(&self, ctx: &Context<'_>) -> Result<Vec<OrderEvent>> {
        let loader = ctx.data::<Batches<Timelines>>()?;
        let rows = loader.load_one(self.0.id).await.map_err(internal)?;
        Ok(rows
            .unwrap_or_default()
            .into_iter()
            .map(Into::into)
            .collect())
    }

    async fn placed_at(&self) -> DateTime {
        self.0.placed_at.into()
    }

    /// Counts writes.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// What was sold, at the price and under the title it was sold at.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub(super) struct OrderLine {
    pub id: OrderLineId,
    #[graphql(skip)]
    variant_id: VariantId,
    pub sku: String,
    pub title: String,
    pub quantity: i32,
    pub unit_price: Money,
    pub total: Money,
}

#[ComplexObject]
impl OrderLine {
    /// As it is today; absent when it is no longer sold.
    async fn variant(&self) -> Option<ProductVariant> {
        Some(ProductVariant {
            id: self.variant_id,
        })
    }
}

impl OrderLine {
    fn new(row: OrderLineRow, cost: CostRow) -> Self {
        Self {
            id: row.id,
            variant_id: row.variant_id,
            sku: row.sku,
            title: row.title,
            quantity: row.quantity,
            unit_price: cost.money(row.unit_price),
            total: cost.money(row.total),
        }
    }
}

/// What catalog and inventory know more of.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(unresolvable = "id")]
pub(super) struct ProductVariant {
    pub id: VariantId,
}

#[derive(Clone, Debug, SimpleObject)]
pub(super) struct OrderCost {
    pub subtotal: Money,
    pub discount: Money,
    pub shipping: Money,
    /// Contained in the total.
    pub tax: Money,
    pub total: Money,
}

impl From<CostRow> for OrderCost {
    fn from(cost: CostRow) -> Self {
        Self {
            subtotal: cost.money(cost.subtotal),
            discount: cost.money(cost.discount),
            shipping: cost.money(cost.shipping),
            tax: cost.money(cost.tax),
            total: cost.money(cost.total),
        }
    }
}

/// Where an order goes.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct ShippingAddress {
    pub name: String,
    pub line1: String,
    pub line2: Option<String>,
    pub city: String,
    pub region: Option<String>,
    pub postal_code: String,
    pub country_code: CountryCode,
}

impl TryFrom<ShippingAddressRow> for ShippingAddress {
    type Error = UnknownCountry;

    fn try_from(to: ShippingAddressRow) -> Result<Self, UnknownCountry> {
        Ok(Self {
            name: to.name,
            line1: to.line1,
            line2: to.line2,
            city: to.city,
            region: to.region,
            postal_code: to.postal_code,
            country_code: to.country_code.parse()?,
        })
    }
}

/// An entry of an order's timeline.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct OrderEvent {
    pub at: DateTime,
    /// Upper snake case: PLACED, CONFIRMED, CANCELLED, PAYMENT_VOIDED.
    pub kind: String,
    /// For people.
    pub message: String,
}

impl From<OrderEventRow> for OrderEvent {
    fn from(row: OrderEventRow) -> Self {
        Self {
            at: row.at.into(),
            kind: row.kind,
            message: row.message,
        }
    }
}
