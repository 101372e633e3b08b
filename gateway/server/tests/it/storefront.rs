//! The storefront's files: pages, assets, what is cached, what is not found.

use gateway_server::config::StorefrontConfig;
use reqwest::Response;
use tempfile::TempDir;

use crate::support::gateway::TestGateway;

async fn site() -> (TempDir, TestGateway) {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "index.html",
        "<!doctype html><script>start()</script><p>shop</p>",
    );
    write("assets/app-1234.js", "console.log(1)");
    write("robots.txt", "all welcome");
    let config = StorefrontConfig::new(folder.path());
    let gateway = TestGateway::with(|all| all.storefront = Some(config)).await;
    (folder, gateway)
}

async fn get(gateway: &TestGateway, path: &str, accept: &str) -> Response {
    gateway
        .client
        .get(gateway.url(path))
        .header("accept", accept)
        .send()
        .await
        .unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers()[name].to_str().unwrap()
}

#[tokio::test]
async fn pages_assets_and_missing_files() {
    let (_folder, gateway) = site().await;
    for (path, accept) in [
        ("/", "*/*"),
        ("/products/table", "text/html,*/*;q=0.8"),
        ("/orders", "*/*"),
    ] {
        let page = get(&gateway, path, accept).await;
        assert_eq!(page.status(), 200, "{path}");
        assert_eq!(header(&page, "cache-control"), "no-cache");
        let policy = header(&page, "content-security-policy").to_owned();
        assert!(
            policy.contains("script-src 'self' 'sha256-") && !policy.contains("unsafe-eval"),
            "{policy}"
        );
        assert!(page.text().await.unwrap().contains("shop"), "{path}");
    }
    let asset = get(&gateway, "/assets/app-1234.js", "*/*").await;
    assert_eq!(
        header(&asset, "cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert!(header(&asset, "content-type").starts_with("text/javascript"));
    assert_eq!(
        get(&gateway, "/robots.txt", "*/*")
            .await
            .text()
            .await
            .unwrap(),
        "all welcome"
    );

    assert_eq!(
        get(&gateway, "/assets/app-0000.js", "text/html")
            .await
            .status(),
        404
    );
    assert_eq!(
        get(&gateway, "/orders", "application/json").await.status(),
        404
    );
    assert_eq!(get(&gateway, "/../Cargo.toml", "*/*").await.status(), 404);
    assert_eq!(
        get(&gateway, "/%2e%2e/%2e%2e/etc/passwd", "text/plain")
            .await
            .status(),
        404
    );
    // Longer than a file's name, or a path, may be.
    for (path, accept, status) in [
        (format!("/{}", "a".repeat(256)), "text/html", 200),
        (format!("/{}", "a".repeat(256)), "application/json", 404),
        (format!("/assets/{}.js", "%C3%A9".repeat(200)), "*/*", 404),
        (format!("/x{}", "/abcdefgh".repeat(600)), "text/html", 200),
    ] {
        let answer = get(&gateway, &path, accept).await;
        assert_eq!(answer.status(), status, "{} {accept}", path.len());
        assert_ne!(answer.text().await.unwrap(), "");
    }
    let post = gateway
        .client
        .post(gateway.url("/orders"))
        .header("accept", "text/html")
        .send()
        .await
        .unwrap();
    assert!(post.status().is_client_error());
}

#[tokio::test]
async fn without_a_storefront_other_paths_lead_nowhere() {
    let gateway = TestGateway::start().await;
    let answer = get(&gateway, "/", "text/html").await;
    assert_eq!(answer.status(), 404);
    assert!(answer.text().await.unwrap().contains("NOT_FOUND"));
}
