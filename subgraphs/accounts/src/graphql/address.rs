//! An address in a customer's book.

use async_graphql::{Enum, InputObject, Result, SimpleObject};
use subgraph_kit::{
    address::Draft,
    country::CountryCode as Country,
    error::internal,
    id::AddressId,
    user_error::{UserError, Warning},
};

use super::customer::Customer;
use crate::{db::address::AddressRow, domain::fault::Fault};

/// Where the shop sends to (ISO 3166-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Country")]
pub enum CountryCode {
    De,
    Fr,
    Nl,
    At,
    Be,
    Gb,
    Us,
}

#[derive(Clone, Debug, SimpleObject)]
pub(super) struct CustomerAddress {
    pub id: AddressId,
    pub name: String,
    pub line1: String,
    pub line2: Option<String>,
    pub city: String,
    pub region: Option<String>,
    pub postal_code: String,
    pub country_code: CountryCode,
    /// Of a customer's addresses, exactly one is.
    pub is_default: bool,
}

impl TryFrom<AddressRow> for CustomerAddress {
    type Error = async_graphql::Error;

    fn try_from(row: AddressRow) -> Result<Self> {
        let country: Country = row
            .country_code
            .parse()
            .map_err(|_| internal(Fault::Stored { what: "country" }))?;
        Ok(Self {
            id: row.id,
            name: row.name,
            line1: row.line1,
            line2: row.line2,
            city: row.city,
            region: row.region,
            postal_code: row.postal_code,
            country_code: country.into(),
            is_default: row.is_default,
        })
    }
}

#[derive(Clone, Debug, InputObject)]
pub struct AddressInput {
    pub name: String,
    pub line1: String,
    pub line2: Option<String>,
    pub city: String,
    /// The state, in the United States, where it is required.
    pub region: Option<String>,
    /// In the form of its country.
    pub postal_code: String,
    pub country_code: CountryCode,
    /// Makes it the default. The first address is that anyway; false never takes it away.
    pub is_default: Option<bool>,
}

impl From<AddressInput> for Draft {
    fn from(input: AddressInput) -> Self {
        Self {
            name: input.name,
            line1: input.line1,
            line2: input.line2,
            city: input.city,
            region: input.region,
            postal_code: input.postal_code,
            country: input.country_code.into(),
        }
    }
}

#[derive(Clone, Debug, SimpleObject)]
pub(super) struct CustomerAddressPayload {
    /// The address as it is now, or as it was before it was removed.
    pub address: Option<CustomerAddress>,
    pub customer: Option<Customer>,
    pub user_errors: Vec<UserError>,
    pub warnings: Vec<Warning>,
}
