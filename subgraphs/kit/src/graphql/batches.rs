//! A DataLoader that closes its batches when the request is done asking, not by the clock.

use async_graphql::dataloader::{DataLoader, Loader};
use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Yields to the request before a batch is closed, while it goes on asking. async-graphql works through a long list a few
/// elements at a time and lets other tasks run in between: closing by time alone would cut the list into many batches.
const MAX_YIELDS: usize = 500;
/// Yields without a question after which the request is taken to be waiting.
const QUIET_YIELDS: usize = 3;

/// A loader for a schema's data, and how often it was asked.
///
/// Whatever asks for a key while others do is answered by one call of [`Loader::load`]. It keeps nothing between
/// batches: what was changed is seen. A clone is the same loader.
#[allow(
    missing_debug_implementations,
    reason = "the library's loader has none"
)]
pub struct Batches<L> {
    loader: Arc<DataLoader<L>>,
    asked: Arc<AtomicU64>,
}

impl<L> Clone for Batches<L> {
    fn clone(&self) -> Self {
        Self {
            loader: Arc::clone(&self.loader),
            asked: Arc::clone(&self.asked),
        }
    }
}

impl<L: Send + Sync + 'static> Batches<L> {
    /// Batches what `loader` is asked for.
    pub fn new(loader: L) -> Self {
        let asked = Arc::new(AtomicU64::new(0));
        let questions = Arc::clone(&asked);
        let loader = DataLoader::new(loader, move |batch| {
            let questions = Arc::clone(&questions);
            // The library awaits what it spawns: no batch outlives its request, and the database's time-outs bound it.
            tokio::spawn(async move {
                settle(&questions).await;
                batch.await;
            })
        });
        Self {
            loader: Arc::new(loader),
            asked,
        }
    }

    /// The value of a key, looked up together with those that are asked for at the same time.
    ///
    /// # Errors
    /// The loader's, shared by all that were in the batch.
    pub async fn load_one<K>(&self, key: K) -> Result<Option<L::Value>, L::Error>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        L: Loader<K>,
    {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.loader.load_one(key).await
    }
}

/// Waits until nobody asks any more.
async fn settle(questions: &AtomicU64) {
    let mut before = questions.load(Ordering::Relaxed);
    let mut quiet = 0;
    for _ in 0..MAX_YIELDS {
        tokio::task::yield_now().await;
        let now = questions.load(Ordering::Relaxed);
        quiet = if now == before { quiet + 1 } else { 0 };
        if quiet == QUIET_YIELDS {
            return;
        }
        before = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::{Context, EmptyMutation, EmptySubscription, Object, Schema};
    use std::collections::HashMap;
    use std::sync::Mutex;

    /// Answers each number with itself and writes down how many came together.
    struct Echo(Arc<Mutex<Vec<usize>>>);

    impl Loader<i32> for Echo {
        type Value = i32;
        type Error = std::convert::Infallible;

        async fn load(&self, keys: &[i32]) -> Result<HashMap<i32, i32>, Self::Error> {
            self.0.lock().unwrap().push(keys.len());
            Ok(keys.iter().map(|key| (*key, *key)).collect())
        }
    }

    struct Number(i32);

    #[Object]
    impl Number {
        async fn value(&self, ctx: &Context<'_>) -> Option<i32> {
            let batches = ctx.data_unchecked::<Batches<Echo>>();
            batches.load_one(self.0).await.ok().flatten()
        }
    }

    struct Query;

    #[Object]
    impl Query {
        async fn numbers(&self, count: i32) -> Vec<Number> {
            (0..count).map(Number).collect()
        }
    }

    /// More than what async-graphql works through at once.
    #[tokio::test]
    async fn a_long_list_is_one_batch() {
        let batches = Arc::new(Mutex::new(Vec::new()));
        let schema = Schema::build(Query, EmptyMutation, EmptySubscription)
            .data(Batches::new(Echo(Arc::clone(&batches))))
            .finish();
        let answer = schema.execute("{ numbers(count: 200) { value } }").await;
        assert!(answer.errors.is_empty(), "{:?}", answer.errors);
        assert_eq!(*batches.lock().unwrap(), [200]);
    }
}
