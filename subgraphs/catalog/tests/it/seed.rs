use crate::shop::Shop;
use catalog::demo::{Seeded, products, seed};
use serde_json::json;

#[tokio::test]
async fn seeding_again_changes_nothing() {
    let shop = Shop::empty().await;
    assert_eq!(
        seed(&shop.db).await.unwrap(),
        Seeded {
            categories: 8,
            products: 64
        }
    );
    let events = shop.outbox().await.len();
    assert_eq!(
        seed(&shop.db).await.unwrap(),
        Seeded {
            categories: 0,
            products: 0
        }
    );
    assert_eq!((events, shop.outbox().await.len()), (64, 64));
}

#[tokio::test]
async fn ids_are_the_announced_ones() {
    let shop = Shop::open().await;
    let announced = products();
    let mug = announced
        .iter()
        .find(|product| product.handle == "tideline-stoneware-mug")
        .unwrap();
    let answer = shop
        .ask(
            "query ($id: ID) { product(id: $id) { handle variants { id sku } } }",
            json!({ "id": mug.id }),
        )
        .await;
    assert_eq!(answer["product"]["handle"], "tideline-stoneware-mug");
    let variants: Vec<_> = mug
        .variants
        .iter()
        .map(|variant| json!({ "id": variant.id, "sku": variant.sku }))
        .collect();
    assert_eq!(answer["product"]["variants"], json!(variants));
}
