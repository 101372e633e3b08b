//! The public federation workload: four subgraphs over a handful of users, products and reviews, and one deep query.

mod answer;
mod data;

pub(crate) use answer::{Answers, Service, whole_answer};

/// The deep query: some 88 kB of answer.
pub(crate) const QUERY: &str = include_str!("../workload/query.graphql");

/// The smallest query through one subgraph.
pub(crate) const SMALL_QUERY: &str = "{ me { id } }";

/// Name and SDL of each subgraph, in the order of [`Service`].
pub(crate) const SUBGRAPHS: [(&str, &str); 4] = [
    ("accounts", include_str!("../workload/accounts.graphql")),
    ("inventory", include_str!("../workload/inventory.graphql")),
    ("products", include_str!("../workload/products.graphql")),
    ("reviews", include_str!("../workload/reviews.graphql")),
];

#[cfg(test)]
mod tests;
