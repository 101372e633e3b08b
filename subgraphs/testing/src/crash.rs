//! Crashes on purpose: commits that fail, as they do when the process or the database dies in that moment.
//!
//! What was done outside the database by then (an event is confirmed, a card is charged) is done, and nothing of it is
//! written down. That is the very state a crash leaves behind, at a chosen point and as often as a test likes, and needs
//! no hook in the code that is tested.

use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use subgraph_kit::db::Db;

/// A point at which commits fail, every other time.
#[derive(Debug)]
pub struct CrashPoint {
    db: Db,
    name: &'static str,
    times: i64,
}

impl CrashPoint {
    /// From now on, every other commit of a transaction in which a row of `table` was written so that `condition` holds
    /// (of `NEW`) fails, `times` times in all. `on` is `INSERT`, `UPDATE` or both, with `OR` in between.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn set(
        db: &Db,
        name: &'static str,
        on: &str,
        table: &str,
        condition: &str,
        times: i64,
    ) -> Self {
        // A sequence goes on counting although the transaction is rolled back.
        let last = 2 * times;
        let statements = [
            format!("CREATE SEQUENCE {name}_hits"),
            format!(
                "CREATE FUNCTION {name}_crash() RETURNS trigger LANGUAGE plpgsql AS $$
                 DECLARE hit bigint := nextval('{name}_hits');
                 BEGIN
                     IF hit <= {last} AND hit % 2 = 1 THEN RAISE EXCEPTION 'crashed on purpose'; END IF;
                     RETURN NULL;
                 END $$"
            ),
            format!(
                "CREATE CONSTRAINT TRIGGER {name} AFTER {on} ON {table} DEFERRABLE INITIALLY DEFERRED
                 FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {name}_crash()"
            ),
        ];
        let mut conn = db.conn().await.expect("a connection");
        for statement in statements {
            let set = diesel::sql_query(statement).execute(&mut conn).await;
            set.expect("the crash point is set");
        }
        Self {
            db: db.clone(),
            name,
            times,
        }
    }

    /// How often it has crashed.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn crashes(&self) -> i64 {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = BigInt)]
            hits: i64,
        }
        let query = format!(
            "SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS hits FROM {}_hits",
            self.name
        );
        let mut conn = self.db.conn().await.expect("a connection");
        let row: Row = diesel::sql_query(query)
            .get_result(&mut conn)
            .await
            .expect("the crash point is there");
        ((row.hits + 1) / 2).min(self.times)
    }
}
