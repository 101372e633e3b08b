//! Changing one's own data.

use async_graphql::{Context, Object, Result};
use chrono::Utc;
use subgraph_kit::{
    erasure::account_gone,
    error::internal,
    federation::authenticated,
    graphql::Batches,
    id::{AddressId, CustomerId},
    identity::{Authenticated, require_customer},
};

use super::session::answer;
use crate::{
    db::address::AddressRow,
    domain::{address_book::AddressBookError, display_name::DisplayName, service::Accounts},
    graphql::{
        address::{AddressInput, CustomerAddress, CustomerAddressPayload},
        customer::{Customer, CustomerUpdateInput, CustomerUpdatePayload},
        loader::CustomerLoader,
        mail::{AccountEraseInput, AccountErasePayload},
        refusal,
    },
};

#[derive(Debug, Default)]
pub(super) struct CustomerMutation;

#[Object]
impl CustomerMutation {
    /// Changes the customer's own data.
    #[graphql(directive = authenticated::apply(), guard = "Authenticated")]
    async fn customer_update(
        &self,
        ctx: &Context<'_>,
        input: CustomerUpdateInput,
    ) -> Result<CustomerUpdatePayload> {
        let id = require_customer(ctx)?;
        let (customer, user_errors) = match input.display_name.as_deref().map(DisplayName::parse) {
            None => (Some(load(ctx, id).await?), Vec::new()),
            Some(Ok(name)) => (Some(rename(ctx, id, &name).await?), Vec::new()),
            Some(Err(fault)) => (None, vec![refusal::display_name(fault)]),
        };
        Ok(CustomerUpdatePayload {
            customer,
            user_errors,
            warnings: Vec::new(),
        })
    }

    /// Erases the account for good: address book, sessions and all else that tells who the customer is. Orders stay, without name and address.
    #[graphql(directive = authenticated::apply(), guard = "Authenticated")]
    async fn account_erase(
        &self,
        ctx: &Context<'_>,
        input: AccountEraseInput,
    ) -> Result<AccountErasePayload> {
        let id = require_customer(ctx)?;
        let accounts = ctx.data::<Accounts>()?;
        let result = accounts.erase(id, input.password, Utc::now()).await;
        let (erased, user_errors) = answer(result, refusal::erase)?;
        Ok(AccountErasePayload {
            erased: erased.is_some(),
            user_errors,
            warnings: Vec::new(),
        })
    }

    /// Adds an address, 20 at most.
    #[graphql(directive = authenticated::apply(), guard = "Authenticated")]
    async fn customer_address_add(
        &self,
        ctx: &Context<'_>,
        input: AddressInput,
    ) -> Result<CustomerAddressPayload> {
        let id = require_customer(ctx)?;
        let make_default = input.is_default == Some(true);
        let accounts = ctx.data::<Accounts>()?;
        let result = accounts
            .add_address(id, input.into(), make_default, Utc::now())
            .await;
        payload(ctx, id, result).await
    }

    /// Replaces an address.
    #[graphql(directive = authenticated::apply(), guard = "Authenticated")]
    async fn customer_address_update(
        &self,
        ctx: &Context<'_>,
        id: AddressId,
        input: AddressInput,
    ) -> Result<CustomerAddressPayload> {
        let customer = require_customer(ctx)?;
        let make_default = input.is_default == Some(true);
        let accounts = ctx.data::<Accounts>()?;
        let result = accounts
            .update_address(customer, id, input.into(), make_default)
            .await;
        payload(ctx, customer, result).await
    }

    /// Removes an address.
    #[graphql(directive = authenticated::apply(), guard = "Authenticated")]
    async fn customer_address_remove(
        &self,
        ctx: &Context<'_>,
        id: AddressId,
    ) -> Result<CustomerAddressPayload> {
        let customer = require_customer(ctx)?;
        let result = ctx.data::<Accounts>()?.remove_address(customer, id).await;
        payload(ctx, customer, result).await
    }
}

async fn payload(
    ctx: &Context<'_>,
    customer: CustomerId,
    result: Result<AddressRow, AddressBookError>,
) -> Result<CustomerAddressPayload> {
    let (address, user_errors) = answer(result, refusal::address_book)?;
    Ok(CustomerAddressPayload {
        address: address.map(CustomerAddress::try_from).transpose()?,
        customer: Some(load(ctx, customer).await?),
        user_errors,
        warnings: Vec::new(),
    })
}

async fn rename(ctx: &Context<'_>, id: CustomerId, name: &DisplayName) -> Result<Customer> {
    let renamed = ctx
        .data::<Accounts>()?
        .rename(id, name)
        .await
        .map_err(refusal::fault)?;
    renamed.map(Customer::from).ok_or_else(account_gone)
}

async fn load(ctx: &Context<'_>, id: CustomerId) -> Result<Customer> {
    let loader = ctx.data::<Batches<CustomerLoader>>()?;
    let row = loader.load_one(id).await.map_err(internal)?;
    row.map(Customer::from).ok_or_else(account_gone)
}
