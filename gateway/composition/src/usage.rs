//! What clients use of an API: which operations, which parts of the schema those touch, who sends them, how often.
//!
//! A gateway writes it (see `docs/gateway.md`), `check --usage` reads it. As a file:
//!
//! ```json
//! {"version": 1,
//!  "coordinates": ["Product", "Product.name", "Query", "Query.product", "Query.product(id:)"],
//!  "operations": [{"hash": "5c0f…", "name": "ProductPage", "kind": "query", "uses": [0, 1, 2, 3, 4],
//!    "clients": [{"name": "web", "version": "1.4.0", "count": 1203, "first": "2026-11-02", "last": "2026-11-22"}]}]}
//! ```
//! `uses` are indices into `coordinates`, which are written as the GraphQL specification writes schema coordinates. An
//! operation without a hash stands for all that a gateway had no room to list one by one.

mod file;
mod footprint;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use file::UsageError;
pub(crate) use file::day_text;
pub use footprint::footprint;

/// Operations by hash.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    pub operations: BTreeMap<String, OperationUsage>,
}

/// One operation and who sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationUsage {
    /// `None`: it has none, or these are several operations.
    pub name: Option<String>,
    /// `query`, `mutation`, `subscription`; empty for several operations of all kinds.
    pub kind: String,
    pub coordinates: BTreeSet<Arc<str>>,
    pub clients: BTreeMap<Client, Activity>,
}

/// Who sent it, as the client calls itself; both may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Client {
    pub name: Arc<str>,
    pub version: Arc<str>,
}

/// How often, and when: days since 1970-01-01 (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Activity {
    pub count: u64,
    pub first: u32,
    pub last: u32,
}

/// How much is kept; what is beyond is summed up, never lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsageLimits {
    pub operations: usize,
    /// Of one operation.
    pub clients: usize,
}

impl Usage {
    /// Adds what another file or an earlier time recorded.
    pub fn merge(&mut self, other: Self) {
        for (hash, operation) in other.operations {
            match self.operations.get_mut(&hash) {
                Some(known) => known.merge(operation),
                None => drop(self.operations.insert(hash, operation)),
            }
        }
    }

    /// Drops what was last seen before that day.
    pub fn forget_before(&mut self, day: u32) {
        for operation in self.operations.values_mut() {
            operation.clients.retain(|_, activity| activity.last >= day);
        }
        self.operations
            .retain(|_, operation| !operation.clients.is_empty());
    }

    /// Sums up what is beyond the limits: the operations seen longest ago become one without a hash, the clients seen
    /// longest ago one without a name.
    pub fn bound(&mut self, limits: UsageLimits) {
        for operation in self.operations.values_mut() {
            operation.bound(limits.clients);
        }
        let beyond = self.operations.len().saturating_sub(limits.operations);
        if beyond == 0 {
            return;
        }
        let mut by_age: Vec<(u32, String)> = self
            .operations
            .iter()
            .filter(|(hash, _)| !hash.is_empty())
            .map(|(hash, operation)| (operation.last(), hash.clone()))
            .collect();
        by_age.sort();
        // The one that stands for several takes a place of its own.
        let more = usize::from(!self.operations.contains_key(""));
        for (_, hash) in by_age.into_iter().take(beyond + more) {
            if let Some(operation) = self.operations.remove(&hash) {
                self.sum_up(operation);
            }
        }
        if let Some(rest) = self.operations.get_mut("") {
            rest.bound(limits.clients);
        }
    }

    /// Adds an operation to those that are not listed one by one.
    pub fn sum_up(&mut self, operation: OperationUsage) {
        let rest = self.operations.entry(String::new());
        let rest = rest.or_insert_with(|| OperationUsage::new(None, ""));
        rest.merge(OperationUsage {
            name: None,
            kind: String::new(),
            ..operation
        });
    }

    /// The first and the last day of anything recorded.
    pub fn days(&self) -> Option<(u32, u32)> {
        let all = || self.operations.values().flat_map(|o| o.clients.values());
        let first = all().map(|activity| activity.first).min()?;
        Some((first, all().map(|activity| activity.last).max()?))
    }
}

impl OperationUsage {
    pub fn new(name: Option<String>, kind: impl Into<String>) -> Self {
        Self {
            name,
            kind: kind.into(),
            coordinates: BTreeSet::new(),
            clients: BTreeMap::new(),
        }
    }

    /// Counts one request. A client beyond the limit is counted as one without a name.
    pub fn seen(&mut self, client: &Client, day: u32, max_clients: usize) {
        if let Some(known) = self.clients.get_mut(client) {
            known.merge(Activity::once(day));
            return;
        }
        let client = match self.clients.len() < max_clients {
            true => client.clone(),
            false => Client::default(),
        };
        self.add(client, Activity::once(day));
    }

    fn merge(&mut self, other: Self) {
        self.coordinates.extend(other.coordinates);
        for (client, activity) in other.clients {
            self.add(client, activity);
        }
    }

    fn add(&mut self, client: Client, activity: Activity) {
        let known = self.clients.entry(client);
        known
            .and_modify(|known| known.merge(activity))
            .or_insert(activity);
    }

    fn bound(&mut self, limit: usize) {
        let beyond = self.clients.len().saturating_sub(limit);
        if beyond == 0 {
            return;
        }
        let mut by_age: Vec<(u32, Client)> = self
            .clients
            .iter()
            .filter(|(client, _)| **client != Client::default())
            .map(|(client, activity)| (activity.last, client.clone()))
            .collect();
        by_age.sort();
        let more = usize::from(!self.clients.contains_key(&Client::default()));
        for (_, client) in by_age.into_iter().take(beyond + more) {
            if let Some(activity) = self.clients.remove(&client) {
                self.add(Client::default(), activity);
            }
        }
    }

    fn last(&self) -> u32 {
        let days = self.clients.values().map(|activity| activity.last);
        days.max().unwrap_or(0)
    }
}

impl Activity {
    /// Once, on that day.
    pub fn once(day: u32) -> Self {
        Self {
            count: 1,
            first: day,
            last: day,
        }
    }

    pub fn merge(&mut self, other: Self) {
        self.count = self.count.saturating_add(other.count);
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
    }
}
