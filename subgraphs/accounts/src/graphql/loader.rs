//! Customers, loaded together for all references of a request.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use subgraph_kit::graphql::Batches;
use subgraph_kit::id::CustomerId;

use crate::{
    db::customer::CustomerRow,
    domain::{fault::Fault, service::Accounts},
};

/// Loads customers by id.
pub(super) struct CustomerLoader(Accounts);

impl Loader<CustomerId> for CustomerLoader {
    type Value = CustomerRow;
    type Error = Arc<Fault>;

    async fn load(
        &self,
        ids: &[CustomerId],
    ) -> Result<HashMap<CustomerId, CustomerRow>, Self::Error> {
        let rows = self.0.customers(ids).await?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// The loader, for the schema's data. It keeps nothing between batches: a name changed is a name
/// seen.
pub(super) fn customers(accounts: Accounts) -> Batches<CustomerLoader> {
    Batches::new(CustomerLoader(accounts))
}
