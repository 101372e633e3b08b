//! Connections that are slow, silent, malformed or too many: ended with the right word, the next good one served.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::gateway::{TestGateway, until};

/// What comes back for those bytes until the connection is closed.
async fn exchange(gateway: &TestGateway, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(gateway.address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut answer)).await;
    read.expect("the connection stays open").unwrap();
    String::from_utf8(answer).unwrap()
}

async fn impatient() -> TestGateway {
    TestGateway::with(|config| {
        config.http.header_read_timeout = Duration::from_millis(200);
        config.http.body_read_timeout = Duration::from_millis(200);
    })
    .await
}

#[tokio::test]
async fn slow_and_silent_clients_are_ended() {
    let gateway = impatient().await;
    let slow_header = exchange(&gateway, b"POST /graphql HTTP/1.1\r\nhost: a\r\nx-slow:").await;
    assert!(slow_header.starts_with("HTTP/1.1 408 "), "{slow_header}");
    assert_eq!(exchange(&gateway, b"").await, "");
    assert!(exchange(&gateway, b"P").await.starts_with("HTTP/1.1 408 "));
    let slow_body = b"POST /graphql HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    let slow_body = exchange(&gateway, slow_body).await;
    assert!(
        slow_body.starts_with("HTTP/1.1 408 ") && slow_body.contains("REQUEST_TIMEOUT"),
        "{slow_body}"
    );
    assert_eq!(gateway.query("{ requests }").await.get("errors"), None);
}

#[tokio::test]
async fn malformed_and_oversized_headers_are_refused() {
    let gateway = impatient().await;
    let garbage = exchange(&gateway, b"\x16\x03\x01garbage\r\n\r\n").await;
    assert!(garbage.starts_with("HTTP/1.1 400 "), "{garbage}");
    let many: String = (0..200)
        .map(|number| format!("x-{number}: 1\r\n"))
        .collect();
    let many = exchange(
        &gateway,
        format!("GET /health HTTP/1.1\r\nhost: a\r\n{many}\r\n").as_bytes(),
    )
    .await;
    assert!(many.starts_with("HTTP/1.1 431 "), "{many}");
    let large = format!(
        "GET /health HTTP/1.1\r\nhost: a\r\nx: {}\r\n\r\n",
        "a".repeat(60_000)
    );
    assert!(
        exchange(
            &gateway,
            large
                .replace("host", "connection: close\r\nhost")
                .as_bytes()
        )
        .await
        .starts_with("HTTP/1.1 200 ")
    );
}

#[tokio::test]
async fn connections_beyond_the_cap_wait_until_there_is_room() {
    let gateway = TestGateway::with(|config| {
        config.http.max_connections = 2;
        config.http.header_read_timeout = Duration::from_millis(300);
    })
    .await;
    let _silent = [
        TcpStream::connect(gateway.address).await.unwrap(),
        TcpStream::connect(gateway.address).await.unwrap(),
    ];
    // The silent ones are ended by their time limit; then this one is served.
    assert_eq!(gateway.query("{ requests }").await["data"]["requests"], 1);
    until("the silent ones are gone", async || {
        gateway
            .metrics()
            .await
            .contains("portico_gateway_connections 1\n")
    })
    .await;
}
