//! The public federation workload: four subgraphs, nested users, reviews and products.

use gateway_supergraph::Supergraph;

use crate::check::planned;

const QUERY: &str = "
    fragment User on User { id username name }
    fragment Review on Review { id body }
    fragment Product on Product { inStock name price shippingEstimate upc weight }
    query {
      users {
        ...User
        reviews { ...Review product { ...Product reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } } } }
      }
      topProducts {
        ...Product
        reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } }
      }
    }";

#[test]
fn seven_requests_in_four_steps_at_most() {
    let supergraph = Supergraph::parse(include_str!("../supergraphs/workload.graphql"))
        .expect("the workload's supergraph is valid");
    let plan = planned(&supergraph, QUERY);
    println!("{plan}");
    assert!(plan.steps() <= 4, "{} steps", plan.steps());
    assert!(plan.fetches.len() <= 7, "{} requests", plan.fetches.len());
}
