//! A customer's addresses. The first one is the default, and as long as there are any, one is.

use chrono::{DateTime, Utc};
use subgraph_kit::{
    address::{AddressFault, Draft},
    db::Conn,
    id::{AddressId, CustomerId},
};
use thiserror::Error;

use super::{address::MAX_ADDRESSES, fault::Fault, service::Accounts};
use crate::db::{self, address::AddressRow};

/// Why the book was not changed.
#[derive(Debug, Error)]
pub enum AddressBookError {
    #[error("the address was refused")]
    Refused(Vec<AddressFault>),
    #[error("there are {MAX_ADDRESSES} addresses already")]
    Full,
    /// Not there, or somebody else's, which is the same to the caller.
    #[error("there is no such address")]
    NotFound,
    /// The customer is gone; their token has outlived them.
    #[error("there is no such customer")]
    NoCustomer,
    #[error("changing the address book failed")]
    Fault(#[from] Fault),
}

impl Accounts {
    /// Adds an address; as the default if that is asked, or if it is the first.
    pub async fn add_address(
        &self,
        customer: CustomerId,
        draft: Draft,
        make_default: bool,
        now: DateTime<Utc>,
    ) -> Result<AddressRow, AddressBookError> {
        let draft = draft.check().map_err(AddressBookError::Refused)?;
        self.db
            .transaction(async move |conn| {
                let book = open(conn, customer).await?;
                if book.len() >= MAX_ADDRESSES {
                    return Err(AddressBookError::Full);
                }
                let is_default = make_default || book.is_empty();
                let row = row(AddressId::new(), customer, draft, is_default, now);
                if is_default {
                    db::address::clear_default(conn, customer).await?;
                }
                db::address::insert(conn, &row).await?;
                Ok(row)
            })
            .await
    }

    /// Replaces an address. The default stays the default until another becomes it.
    pub async fn update_address(
        &self,
        customer: CustomerId,
        id: AddressId,
        draft: Draft,
        make_default: bool,
    ) -> Result<AddressRow, AddressBookError> {
        let draft = draft.check().map_err(AddressBookError::Refused)?;
        self.db
            .transaction(async move |conn| {
                let book = open(conn, customer).await?;
                let old = find(&book, id)?;
                let is_default = make_default || old.is_default;
                let row = row(id, customer, draft, is_default, old.created_at);
                if is_default {
                    db::address::clear_default(conn, customer).await?;
                }
                db::address::replace(conn, &row).await?;
                Ok(row)
            })
            .await
    }

    /// Removes an address. When it was the default, the oldest of the others becomes it.
    pub async fn remove_address(
        &self,
        customer: CustomerId,
        id: AddressId,
    ) -> Result<AddressRow, AddressBookError> {
        self.db
            .transaction(async move |conn| {
                let book = open(conn, customer).await?;
                let gone = find(&book, id)?.clone();
                db::address::delete(conn, id).await?;
                let heir = book.iter().find(|row| row.id != id);
                if let (true, Some(heir)) = (gone.is_default, heir) {
                    db::address::make_default(conn, heir.id).await?;
                }
                Ok(gone)
            })
            .await
    }

    /// A customer's addresses, the default first.
    pub async fn addresses(&self, customer: CustomerId) -> Result<Vec<AddressRow>, Fault> {
        let mut conn = self.db.conn().await?;
        Ok(db::address::of_customer(&mut conn, customer).await?)
    }
}

/// The book, with its owner locked: two writers at once must not both find room, or both a
/// default.
async fn open(conn: &mut Conn, customer: CustomerId) -> Result<Vec<AddressRow>, AddressBookError> {
    if !db::customer::lock(conn, customer).await? {
        return Err(AddressBookError::NoCustomer);
    }
    Ok(db::address::of_customer(conn, customer).await?)
}

fn find(book: &[AddressRow], id: AddressId) -> Result<&AddressRow, AddressBookError> {
    book.iter()
        .find(|row| row.id == id)
        .ok_or(AddressBookError::NotFound)
}

fn row(
    id: AddressId,
    customer_id: CustomerId,
    draft: Draft,
    is_default: bool,
    created_at: DateTime<Utc>,
) -> AddressRow {
    AddressRow {
        id,
        customer_id,
        name: draft.name,
        line1: draft.line1,
        line2: draft.line2,
        city: draft.city,
        region: draft.region,
        postal_code: draft.postal_code,
        country_code: draft.country.as_str().to_owned(),
        is_default,
        created_at,
    }
}
