//! What the databases say after a fault. Read past the services, so that a service that is wrong about itself is found out.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use tokio_postgres::{Client, NoTls, Row};
use uuid::Uuid;

use crate::poll::until;

/// Every service that has queues.
const SERVICES: [&str; 8] = [
    "accounts",
    "catalog",
    "checkout",
    "inventory",
    "notifications",
    "orders",
    "payments",
    "reviews",
];
/// "0 sagas open 120 s after the last fault".
const SAGA_PATIENCE: Duration = Duration::from_secs(120);

/// The books of one shop.
#[derive(Debug)]
pub struct Ledger {
    /// The administrator's address without a database.
    server: String,
}

/// Pieces of a variant over all locations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pieces {
    pub available: i64,
    pub reserved: i64,
    pub sold: i64,
}

impl Pieces {
    /// Constant, whatever is bought.
    pub fn all(self) -> i64 {
        self.available + self.reserved + self.sold
    }
}

/// How many purchases ended which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub completed: usize,
    pub failed: usize,
}

impl Ledger {
    /// `admin_url` is the administrator's address of any database of the server.
    pub fn new(admin_url: &str) -> Self {
        let (server, _) = admin_url.rsplit_once('/').unwrap();
        Self {
            server: server.to_owned(),
        }
    }

    /// The books of a shop started with this data folder.
    pub fn of_data_dir(data_dir: &Path) -> Self {
        let postgres = data_dir.join("postgres");
        let password = std::fs::read_to_string(postgres.join("superuser.secret")).unwrap();
        let pid_file = std::fs::read_to_string(postgres.join("data/postmaster.pid")).unwrap();
        let port = pid_file.lines().nth(3).unwrap().trim();
        Self {
            server: format!("postgres://portico_admin:{password}@127.0.0.1:{port}"),
        }
    }

    async fn rows(&self, database: &str, statement: &str) -> Vec<Row> {
        let client = self.connect(database).await;
        client.query(statement, &[]).await.unwrap()
    }

    async fn count(&self, database: &str, statement: &str) -> i64 {
        self.rows(database, statement).await[0].get(0)
    }

    async fn connect(&self, database: &str) -> Client {
        let (client, connection) =
            tokio_postgres::connect(&format!("{}/{database}", self.server), NoTls)
                .await
                .unwrap();
        tokio::spawn(connection);
        client
    }

    /// Pieces of each variant.
    pub async fn stock(&self) -> BTreeMap<String, Pieces> {
        let statement =
            "SELECT variant_id::text, sum(available)::bigint, sum(reserved)::bigint, sum(sold)::bigint
                         FROM stock_levels GROUP BY variant_id";
        let rows = self.rows("inventory", statement).await;
        let pieces = |row: &Row| Pieces {
            available: row.get(1),
            reserved: row.get(2),
            sold: row.get(3),
        };
        rows.iter().map(|row| (row.get(0), pieces(row))).collect()
    }

    /// Waits until every checkout has ended and every event has been handled.
    pub async fn settle(&self) {
        until("every saga ends", SAGA_PATIENCE, async || {
            let open = self
                .count(
                    "checkout",
                    "SELECT count(*) FROM checkouts WHERE status = 'pending'",
                )
                .await;
            (open == 0).then_some(())
        })
        .await;
        for service in SERVICES {
            until(
                &format!("{service} has sent and handled everything"),
                SAGA_PATIENCE,
                async || {
                    let unsent = self
                        .count(service, "SELECT count(*) FROM outbox WHERE sent_at IS NULL")
                        .await;
                    let queued = self.count(service, "SELECT count(*) FROM bus_queue").await;
                    (unsent + queued == 0).then_some(())
                },
            )
            .await;
            assert_eq!(
                self.count(service, "SELECT count(*) FROM dead_letter")
                    .await,
                0,
                "{service} gave up events"
            );
        }
    }

    /// Holds orders, charges and stock against one another; `before` is the stock before the first purchase.
    ///
    /// # Panics
    /// With what does not add up.
    pub async fn check(&self, before: &BTreeMap<String, Pieces>) -> Tally {
        let checkouts = self
            .rows("checkout", "SELECT id::text, status FROM checkouts")
            .await;
        let orders = self
            .by_checkout("orders", "SELECT checkout_id::text, status FROM orders")
            .await;
        let reservations = self
            .by_checkout(
                "inventory",
                "SELECT checkout_id::text, state FROM reservations",
            )
            .await;
        let payments = self
            .by_checkout("payments", "SELECT checkout_id::text, state FROM payments")
            .await;
        let charges = self.charges().await;
        let mut tally = Tally {
            completed: 0,
            failed: 0,
        };
        for checkout in &checkouts {
            let (id, status): (&str, &str) = (checkout.get(0), checkout.get(1));
            let seen = [&orders, &reservations, &payments]
                .map(|states| states.get(id).map(String::as_str));
            let charge = charges.get(id).map(String::as_str);
            match status {
                "completed" => {
                    assert_eq!(
                        seen,
                        [Some("CONFIRMED"), Some("COMMITTED"), Some("authorized")],
                        "checkout {id}"
                    );
                    assert_eq!(
                        charge,
                        Some("authorized"),
                        "the provider holds the money of checkout {id}"
                    );
                    tally.completed += 1;
                }
                "failed" => {
                    assert!(
                        matches!(seen[0], None | Some("CANCELLED")),
                        "failed checkout {id}: order {seen:?}"
                    );
                    assert!(
                        !matches!(seen[1], Some("RESERVED" | "COMMITTED")),
                        "failed checkout {id}: stock {seen:?}"
                    );
                    assert!(
                        charge != Some("authorized"),
                        "failed checkout {id} is charged"
                    );
                    tally.failed += 1;
                }
                other => panic!("checkout {id} is {other}"),
            }
        }
        let known: Vec<String> = checkouts.iter().map(|checkout| checkout.get(0)).collect();
        for (what, states) in [
            ("order", &orders),
            ("reservation", &reservations),
            ("charge", &charges),
        ] {
            let stray = states.keys().find(|id| !known.contains(id));
            assert_eq!(stray, None, "a {what} without a checkout");
        }
        self.check_stock(before).await;
        tally
    }

    async fn check_stock(&self, before: &BTreeMap<String, Pieces>) {
        let statement = "SELECT variant_id::text, sum(quantity)::bigint FROM order_lines
                         JOIN orders ON orders.id = order_id WHERE status = 'CONFIRMED' GROUP BY variant_id";
        let rows = self.rows("orders", statement).await;
        let ordered: BTreeMap<String, i64> =
            rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        let after = self.stock().await;
        assert_eq!(before.len(), after.len());
        for (variant, now) in after {
            let then = before[&variant];
            let bought = ordered.get(&variant).copied().unwrap_or(0);
            assert_eq!(now.all(), then.all(), "pieces of {variant} came or went");
            assert_eq!(now.reserved, 0, "pieces of {variant} are still held");
            assert_eq!(
                now.sold - then.sold,
                bought,
                "pieces of {variant} sold and ordered"
            );
        }
    }

    async fn by_checkout(&self, database: &str, statement: &str) -> BTreeMap<String, String> {
        let rows = self.rows(database, statement).await;
        rows.iter().map(|row| (row.get(0), row.get(1))).collect()
    }

    /// The provider's own books: it names a charge by the checkout's public id.
    async fn charges(&self) -> BTreeMap<String, String> {
        let rows = self
            .rows(
                "payments",
                "SELECT idempotency_key, state FROM sandbox_charges",
            )
            .await;
        rows.iter()
            .map(|row| (from_public_id(row.get(0)).to_string(), row.get(1)))
            .collect()
    }
}

/// The UUID in a public id: `<prefix>_<26 characters of Crockford's base 32>`.
fn from_public_id(text: &str) -> Uuid {
    const ALPHABET: &str = "0123456789abcdefghjkmnpqrstvwxyz";
    let (_, digits) = text.split_once('_').unwrap();
    let value = digits.chars().fold(0u128, |value, digit| {
        let digit = ALPHABET.find(digit).unwrap();
        (value << 5) | u128::try_from(digit).unwrap()
    });
    Uuid::from_u128(value)
}
