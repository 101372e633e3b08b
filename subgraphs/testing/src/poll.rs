//! Waiting for a condition, with a deadline.

use std::time::{Duration, Instant};

/// Longest a test waits for something to come about.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it looks.
const INTERVAL: Duration = Duration::from_millis(10);

/// Asks again and again until the answer is yes.
///
/// # Panics
/// When it is not within half a minute.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds().await {
        assert!(Instant::now() < deadline, "gave up waiting: {what}");
        tokio::time::sleep(INTERVAL).await;
    }
}
