//! A hundred supergraphs, one after the other, under load.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::json;

use crate::support::changing::Changing;
use crate::support::live::{LiveGateway, config};

const SWAPS: usize = 100;
/// Clients that ask without a pause.
const CLIENTS: usize = 4;
const KEYED: &str =
    "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.5\", import: [\"@key\"]) ";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_swaps_under_load_fail_no_request() {
    let item =
        format!("{KEYED} type Query {{ item: Item }} type Item @key(fields: \"id\") {{ id: ID! }}");
    let price = |field: &str| {
        format!("{KEYED} type Item @key(fields: \"id\") {{ id: ID! price: Int {field} }}")
    };
    let items = Changing::start(&item, json!({"item": {"__typename": "Item", "id": "1"}})).await;
    let entities = json!({"_entities": [{"__typename": "Item", "price": 7}]});
    let prices = Changing::start(&price(""), entities).await;
    let gateway = LiveGateway::start(config(&[("items", &items), ("prices", &prices)])).await;
    let gateway = Arc::new(gateway);
    let over = Arc::new(AtomicBool::new(false));
    let answered = Arc::new(AtomicUsize::new(0));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (gateway, over, answered) = (gateway.clone(), over.clone(), answered.clone());
            tokio::spawn(async move {
                while !over.load(Ordering::Acquire) {
                    let answer = gateway.query("query Load { item { price } }").await;
                    assert_eq!(answer, json!({"data": {"item": {"price": 7}}}));
                    answered.fetch_add(1, Ordering::AcqRel);
                }
            })
        })
        .collect();
    for swap in 1..=SWAPS {
        prices.sdl(&price(&format!("extra{swap}: Int")));
        gateway
            .until_metric(&format!(
                r#"portico_gateway_composition_total{{outcome="swapped"}} {swap}"#
            ))
            .await;
    }
    over.store(true, Ordering::Release);
    for client in clients {
        client.await.unwrap();
    }
    assert!(answered.load(Ordering::Acquire) >= SWAPS);
    gateway
        .until_metric(r#"portico_gateway_composition_total{outcome="refused"} 0"#)
        .await;
}
