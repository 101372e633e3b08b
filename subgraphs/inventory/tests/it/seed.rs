use crate::world::World;
use inventory::demo::seed;
use subgraph_kit::id::VariantId;

#[tokio::test(flavor = "multi_thread")]
async fn seeding_again_changes_nothing() {
    let world = World::start().await;
    let variants: Vec<(VariantId, String)> =
        ["KT-MUG-OAT-250M", "GA-SEED", "FU-CHAIR-RUST", "CA-STOVE"]
            .iter()
            .map(|sku| (VariantId::new(), (*sku).to_owned()))
            .collect();
    let added = seed(world.inventory.db(), variants.clone()).await.unwrap();
    assert!(added >= variants.len(), "{added}");
    let left = "SELECT sum(available)::bigint AS number FROM stock_levels";
    let before = world.number(left).await;
    assert!(before > 80, "{before}");
    assert_eq!(
        seed(world.inventory.db(), variants.clone()).await.unwrap(),
        0
    );
    assert_eq!(world.number(left).await, before);
    let of = |at: usize| format!("{left} WHERE variant_id = '{}'", variants[at].0.as_uuid());
    assert_eq!(
        (world.number(&of(1)).await, world.number(&of(2)).await),
        (0, 1)
    );
    assert_eq!(world.said("stock.level.changed.v1").await.len(), 4);
    world.stop().await;
}
