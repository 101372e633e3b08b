//! A private cluster against real PostgreSQL binaries.

#![allow(clippy::unwrap_used)] // A test fails by panicking, in its helpers too.

use private_postgres::{Cluster, ClusterError, Options};

fn folder() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

async fn value(url: &str) -> i32 {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
        .await
        .unwrap();
    let connection = tokio::spawn(connection);
    let value = client
        .query_one("SELECT value FROM kept", &[])
        .await
        .unwrap()
        .get(0);
    drop(client);
    connection.await.unwrap().unwrap();
    value
}

async fn execute(url: &str, statement: &str) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    let connection = tokio::spawn(connection);
    let outcome = client.batch_execute(statement).await;
    drop(client);
    connection.await.unwrap().ok();
    outcome
}

#[tokio::test]
async fn a_second_start_finds_the_data_again() {
    let folder = folder();
    let options = Options::new(folder.path().join("postgres"));
    let cluster = Cluster::start(&options).await.unwrap();
    let url = cluster.database("shop").await.unwrap();
    execute(
        &url,
        "CREATE TABLE kept (value int); INSERT INTO kept VALUES (42)",
    )
    .await
    .unwrap();
    cluster.stop().await.unwrap();

    let cluster = Cluster::start(&options).await.unwrap();
    assert_eq!(value(&cluster.database("shop").await.unwrap()).await, 42);
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_server_that_outlived_its_launcher_is_adopted() {
    let folder = folder();
    let options = Options::new(folder.path().join("postgres"));
    let first = Cluster::start(&options).await.unwrap();
    let port = first.port();
    // As after a kill -9: nobody stopped it.
    drop(first);

    let second = Cluster::start(&options).await.unwrap();
    assert_eq!(second.port(), port);
    second.stop().await.unwrap();
    let third = Cluster::start(&options).await.unwrap();
    third.stop().await.unwrap();
}

#[tokio::test]
async fn a_role_has_its_own_database_only() {
    let folder = folder();
    let cluster = Cluster::start(&Options::new(folder.path().join("postgres")))
        .await
        .unwrap();
    let accounts = cluster.database("accounts").await.unwrap();
    cluster.database("orders").await.unwrap();
    let (server, _) = accounts.rsplit_once('/').unwrap();
    let foreign = format!("{server}/orders");
    let error = execute(&foreign, "SELECT 1").await.unwrap_err();
    let code = error.code().expect("the server refuses").code();
    assert_eq!(code, "42501", "insufficient privilege");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_folder_has_one_user_at_a_time() {
    let folder = folder();
    let options = Options::new(folder.path().join("postgres"));
    let cluster = Cluster::start(&options).await.unwrap();
    let error = Cluster::start(&options).await.unwrap_err();
    assert!(matches!(error, ClusterError::InUse { .. }), "{error}");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn data_of_another_version_is_refused() {
    let folder = folder();
    let options = Options::new(folder.path().join("postgres"));
    Cluster::start(&options)
        .await
        .unwrap()
        .stop()
        .await
        .unwrap();
    std::fs::write(folder.path().join("postgres/data/PG_VERSION"), "9\n").unwrap();
    let error = Cluster::start(&options).await.unwrap_err().to_string();
    assert!(error.contains("was made by PostgreSQL 9"), "{error}");
}
