//! Work that several requests wait for at the same time and that is done once.
//!
//! Whoever waits drives it: when the one that began it is cancelled, the next goes on. Nothing is remembered beyond the
//! moment in which the work is over.

use std::fmt;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ahash::HashMap;
use futures::FutureExt;
use futures::future::{BoxFuture, Shared, WeakShared};

/// Work under way.
pub(crate) type Joined<V> = Shared<BoxFuture<'static, V>>;

/// What is under way, by all that its result depends on. As large as there are requests under way.
pub(crate) struct InFlight<K, V: Clone> {
    known: Mutex<HashMap<K, Entry<V>>>,
    next: AtomicU64,
}

struct Entry<V: Clone> {
    number: u64,
    work: WeakShared<BoxFuture<'static, V>>,
}

impl<K, V: Clone> Default for InFlight<K, V> {
    fn default() -> Self {
        Self {
            known: Mutex::default(),
            next: AtomicU64::new(0),
        }
    }
}

impl<K, V: Clone> fmt::Debug for InFlight<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InFlight").finish_non_exhaustive()
    }
}

impl<K, V> InFlight<K, V>
where
    K: Clone + Eq + Hash + Send + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// The work of that key: what is under way, or else what `begin` makes. With it, whether it was begun now.
    pub(crate) fn join<F>(self: &Arc<Self>, key: K, begin: impl FnOnce() -> F) -> (Joined<V>, bool)
    where
        F: Future<Output = V> + Send + 'static,
    {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = known.get(&key)
            && let Some(work) = entry.work.upgrade()
        {
            return (work, false);
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let listed = Listed {
            list: self.clone(),
            key: key.clone(),
            number,
        };
        let work = begin();
        let work = async move {
            // Off the list as soon as it is over, or given up by everybody.
            let _listed = listed;
            work.await
        };
        let work = work.boxed().shared();
        if let Some(weak) = work.downgrade() {
            known.insert(key, Entry { number, work: weak });
        }
        (work, true)
    }
}

/// Takes an entry off the list when it is dropped.
struct Listed<K: Eq + Hash, V: Clone> {
    list: Arc<InFlight<K, V>>,
    key: K,
    number: u64,
}

impl<K: Eq + Hash, V: Clone> Drop for Listed<K, V> {
    fn drop(&mut self) {
        // A map of what is under way cannot be left half changed by a panic.
        let known = self.list.known.lock();
        let mut known = known.unwrap_or_else(PoisonError::into_inner);
        // Another one may have taken the place in the meantime.
        if known
            .get(&self.key)
            .is_some_and(|entry| entry.number == self.number)
        {
            known.remove(&self.key);
        }
    }
}

/// Counts the writes that have gone through the gateway. As part of a key it keeps a read that begins after a write from
/// joining one that began before: callers see what they have written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Writes(Arc<AtomicU64>);

impl Writes {
    /// How many are over.
    pub(crate) fn over(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }

    /// One that is over when the value is dropped, however it went: it may have had its effect.
    pub(crate) fn one(&self) -> Write {
        Write(self.clone())
    }
}

/// A write under way.
#[derive(Debug)]
pub(crate) struct Write(Writes);

impl Drop for Write {
    fn drop(&mut self) {
        self.0.0.fetch_add(1, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    fn list() -> Arc<InFlight<u32, String>> {
        Arc::default()
    }

    fn size(list: &InFlight<u32, String>) -> usize {
        list.known.lock().unwrap().len()
    }

    #[tokio::test]
    async fn what_is_asked_at_the_same_time_is_done_once() {
        let list = list();
        let (done, waits) = oneshot::channel::<String>();
        let (first, begun) = list.join(1, || async { waits.await.unwrap() });
        let (second, again) = list.join(1, || async { unreachable!() });
        let (other, apart) = list.join(2, || async { "other".to_owned() });
        assert_eq!((begun, again, apart), (true, false, true));
        done.send("done".to_owned()).unwrap();
        assert_eq!(
            tokio::join!(first, second, other),
            ("done".into(), "done".into(), "other".into())
        );
        assert_eq!(size(&list), 0);
        // What comes later is done anew.
        let (later, begun) = list.join(1, || async { "anew".to_owned() });
        assert_eq!((later.await.as_str(), begun), ("anew", true));
    }

    #[tokio::test]
    async fn whoever_stays_carries_on() {
        let list = list();
        let (done, waits) = oneshot::channel::<String>();
        let (mut first, _) = list.join(1, || async { waits.await.unwrap() });
        let (second, _) = list.join(1, || async { unreachable!() });
        // The first one has begun the work and is cancelled.
        assert!(futures::poll!(&mut first).is_pending());
        let second = tokio::spawn(second);
        tokio::task::yield_now().await;
        drop(first);
        done.send("done".to_owned()).unwrap();
        assert_eq!(second.await.unwrap(), "done");
    }

    #[tokio::test]
    async fn what_nobody_waits_for_is_given_up() {
        let list = list();
        let (mut done, waits) = oneshot::channel::<String>();
        let (first, _) = list.join(1, || async { waits.await.unwrap() });
        let (second, _) = list.join(1, || async { unreachable!() });
        drop((first, second));
        done.closed().await;
        assert_eq!(size(&list), 0);
        let (anew, begun) = list.join(1, || async { "anew".to_owned() });
        assert_eq!((anew.await.as_str(), begun), ("anew", true));
    }

    #[test]
    fn a_write_is_over_when_it_is_dropped() {
        let writes = Writes::default();
        let write = writes.one();
        assert_eq!(writes.over(), 0);
        drop(write);
        assert_eq!(writes.over(), 1);
    }
}
