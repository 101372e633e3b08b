//! One subgraph gone, as separate processes: what does not need it works, what does shows the rest and says what is missing.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use serde_json::{Value, json};
use system_tests::client::Client;
use system_tests::poll::until;
use system_tests::shop::program;
use test_env::topology::{GATEWAY, Topology};

const PATIENCE: Duration = Duration::from_secs(60);

const PRODUCTS: &str = "{ products(first: 2) { nodes { title variants { sku quantityAvailable } rating { count } } } }";

async fn spread_out(folder: &tempfile::TempDir) -> Topology {
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let programs = program("portico-gateway").parent().unwrap().to_owned();
    Topology::start(&programs, folder.path(), None)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subgraph_that_is_down_costs_its_own_fields_only() {
    let folder = tempfile::tempdir().unwrap();
    let mut topology = spread_out(&folder).await;
    let client = Client::new(&topology.base(GATEWAY));
    let whole = client.data(PRODUCTS, json!({})).await;
    assert!(
        whole["products"]["nodes"][0]["rating"]["count"].is_i64(),
        "{whole}"
    );

    topology.kill("reviews");
    let answer = client.try_send(PRODUCTS, json!({})).await.unwrap();
    let product = &answer.body["data"]["products"]["nodes"][0];
    assert_eq!(
        product["title"], whole["products"]["nodes"][0]["title"],
        "{}",
        answer.body
    );
    assert_eq!(
        product["variants"],
        whole["products"]["nodes"][0]["variants"]
    );
    assert_eq!(product["rating"], Value::Null);
    let error = &answer.body["errors"][0];
    assert_eq!(
        error["extensions"]["code"], "SUBGRAPH_UNREACHABLE",
        "{error}"
    );
    assert_eq!(error["extensions"]["service"], "reviews");
    assert_eq!(error["path"], json!(["products", "nodes"]));
    let elsewhere = client
        .data("{ categories { title productCount } }", json!({}))
        .await;
    assert_eq!(elsewhere["categories"].as_array().unwrap().len(), 8);

    topology.start_process("reviews").unwrap();
    topology.wait_ready("reviews").unwrap();
    let healed = until("reviews are back", PATIENCE, async || {
        let answer = client.try_send(PRODUCTS, json!({})).await.ok()?;
        answer
            .body
            .get("errors")
            .is_none()
            .then_some(answer.body["data"].clone())
    })
    .await;
    assert_eq!(healed, whole);
    topology.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_waits_for_a_service_that_is_down_and_then_goes_through() {
    use system_tests::buyer::{buy, outcome, variants_in_stock};
    let folder = tempfile::tempdir().unwrap();
    let mut topology = spread_out(&folder).await;
    let client = Client::new(&topology.base(GATEWAY));
    let variant = variants_in_stock(&client).await.remove(0);
    topology.kill("inventory");
    let submitted = buy(&client, &variant, "tok_approved").await.unwrap();
    assert_eq!(
        outcome(&client, &submitted.checkout).await,
        None,
        "nobody can reserve stock now"
    );
    topology.start_process("inventory").unwrap();
    let ended = until("the checkout ends", PATIENCE, async || {
        outcome(&client, &submitted.checkout).await
    })
    .await;
    assert_eq!(ended, ("COMPLETED".to_owned(), None));
    topology.stop().await.unwrap();
}
