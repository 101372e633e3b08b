//! The demo data, through the services' own libraries: products are published, accounts registered, stock counted.

use std::collections::BTreeMap;

use accounts::seed::DemoLogin;
use catalog::demo::{self, DemoProduct};
use reviews::seed::SeedProduct;
use subgraph_kit::db::{Db, DbConfig};
use subgraph_kit::id::VariantId;

use crate::cli::DataArgs;
use crate::data_dir::DataDir;
use crate::databases::Databases;
use crate::failure::Failure;
use crate::terminal::show;

/// Services that have demo data.
const SEEDED: [&str; 5] = ["accounts", "catalog", "checkout", "inventory", "reviews"];

/// Adds what is not there yet, and answers the accounts one can log in with. `dbs` by service name.
pub(crate) async fn seed(
    dbs: &BTreeMap<&'static str, Db>,
) -> Result<Vec<&'static DemoLogin>, Failure> {
    let db = |name: &str| {
        dbs.get(name)
            .ok_or_else(|| Failure::new(format!("{name} has no database")))
    };
    demo::seed(db("catalog")?).await?;
    let products = demo::products();
    inventory::demo::seed(db("inventory")?, stocked(&products)).await?;
    checkout::demo::seed(db("checkout")?).await?;
    let accounts = accounts::seed::seed(db("accounts")?).await?;
    reviews::seed::seed(db("reviews")?, &reviewed(products), &accounts.reviewers).await?;
    Ok(accounts
        .logins
        .into_iter()
        .map(|(login, _)| login)
        .collect())
}

fn stocked(products: &[DemoProduct]) -> impl Iterator<Item = (VariantId, String)> {
    products
        .iter()
        .flat_map(|product| &product.variants)
        .map(|variant| (variant.id, variant.sku.clone()))
}

fn reviewed(products: Vec<DemoProduct>) -> Vec<SeedProduct> {
    let reviewed = products.into_iter().map(|product| SeedProduct {
        id: product.id,
        title: product.title,
    });
    reviewed.collect()
}

/// `portico seed`, while the shop does not run: it holds the cluster's lock while it does, and has seeded by itself.
pub(crate) async fn command(args: DataArgs) -> Result<(), Failure> {
    let data_dir = DataDir::open(&args.data_dir)?;
    let databases = Databases::open(&args, &data_dir).await?;
    let outcome = seed_all(&databases).await;
    databases.close().await?;
    outcome?;
    show("The demo data is there.");
    Ok(())
}

async fn seed_all(databases: &Databases) -> Result<(), Failure> {
    let mut dbs = BTreeMap::new();
    for member in crate::members::MEMBERS
        .iter()
        .filter(|member| SEEDED.contains(&member.name))
    {
        let url = databases.url(member.name).await?;
        subgraph_kit::db::migrate(&url, (member.migrations)()).await?;
        dbs.insert(member.name, Db::new(&DbConfig::new(url))?);
    }
    seed(&dbs).await?;
    Ok(())
}
