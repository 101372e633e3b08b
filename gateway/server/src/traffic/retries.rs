//! How much may be sent again: a share of what is sent, so that retries never become the load that keeps a subgraph down.

use std::sync::atomic::{AtomicU32, Ordering};

/// What one retry costs; a request pays in a share of it.
const RETRY: u32 = 100;

/// Retries that are there at the start, and that may be saved up.
const RESERVE: u32 = 10;

#[derive(Debug)]
pub(super) struct RetryBudget {
    balance: AtomicU32,
    /// In percent of the requests.
    share: u32,
}

impl RetryBudget {
    pub(super) fn new(share: u32) -> Self {
        Self {
            balance: AtomicU32::new(if share == 0 { 0 } else { RESERVE * RETRY }),
            share,
        }
    }

    /// A request is sent for the first time.
    pub(super) fn deposit(&self) {
        let add = |balance: u32| {
            let more = balance.saturating_add(self.share).min(RESERVE * RETRY);
            (more != balance).then_some(more)
        };
        // Full: nothing to write, which is the case while all is well.
        let _unchanged = self
            .balance
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }

    /// Whether one more retry can be paid for.
    pub(super) fn withdraw(&self) -> bool {
        let take = |balance: u32| balance.checked_sub(RETRY);
        let taken = self
            .balance
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take);
        taken.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::RetryBudget;

    #[test]
    fn retries_are_a_share_of_the_requests() {
        let budget = RetryBudget::new(20);
        let mut retries = 0;
        for _ in 0..10_000 {
            budget.deposit();
            // Every request fails, and would be sent twice more.
            retries += usize::from(budget.withdraw()) + usize::from(budget.withdraw());
        }
        assert!((2_000..=2_010).contains(&retries), "{retries}");
    }

    #[test]
    fn none_where_none_are_wanted() {
        let budget = RetryBudget::new(0);
        budget.deposit();
        assert!(!budget.withdraw());
    }
}
