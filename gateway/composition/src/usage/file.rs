//! Usage as a file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Activity, Client, OperationUsage, Usage};

const VERSION: u32 = 1;

/// Why a file is no usage file.
#[derive(Debug, thiserror::Error)]
pub enum UsageError {
    #[error("it is not JSON of the usage format")]
    NotUsage(#[source] serde_json::Error),
    #[error("its version is {0}; {VERSION} is known")]
    UnknownVersion(u32),
    #[error("it names a coordinate {0} that it does not list")]
    NoCoordinate(usize),
    #[error("{0:?} is not a day such as 2026-11-22")]
    NotADay(String),
}

#[derive(Serialize, Deserialize)]
struct Document {
    version: u32,
    coordinates: Vec<Arc<str>>,
    operations: Vec<Operation>,
}

#[derive(Serialize, Deserialize)]
struct Operation {
    hash: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    name: Option<String>,
    kind: String,
    uses: Vec<usize>,
    clients: Vec<Sender>,
}

#[derive(Serialize, Deserialize)]
struct Sender {
    name: Arc<str>,
    version: Arc<str>,
    count: u64,
    first: String,
    last: String,
}

impl Usage {
    /// Reads a file.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, UsageError> {
        let document: Document = serde_json::from_str(text).map_err(UsageError::NotUsage)?;
        if document.version != VERSION {
            return Err(UsageError::UnknownVersion(document.version));
        }
        let mut usage = Self::default();
        for operation in document.operations {
            let hash = operation.hash.clone();
            let read = operation.read(&document.coordinates)?;
            usage.merge(Self {
                operations: BTreeMap::from([(hash, read)]),
            });
        }
        Ok(usage)
    }

    /// Writes a file: the same usage gives the same bytes.
    pub fn to_json(&self) -> String {
        let coordinates: BTreeSet<&Arc<str>> = self
            .operations
            .values()
            .flat_map(|operation| &operation.coordinates)
            .collect();
        let coordinates: Vec<Arc<str>> = coordinates.into_iter().cloned().collect();
        let operations = self.operations.iter();
        let document = Document {
            version: VERSION,
            operations: operations
                .map(|(hash, operation)| Operation::of(hash, operation, &coordinates))
                .collect(),
            coordinates,
        };
        serde_json::to_string(&document).expect("texts and numbers can be written as JSON")
    }
}

impl Operation {
    fn of(hash: &str, operation: &OperationUsage, coordinates: &[Arc<str>]) -> Self {
        let uses = operation.coordinates.iter().map(|coordinate| {
            let place = coordinates.binary_search(coordinate);
            place.expect("the list is sorted and holds the coordinates of every operation")
        });
        let clients = operation.clients.iter().map(|(client, activity)| Sender {
            name: client.name.clone(),
            version: client.version.clone(),
            count: activity.count,
            first: day_text(activity.first),
            last: day_text(activity.last),
        });
        Self {
            hash: hash.to_owned(),
            name: operation.name.clone(),
            kind: operation.kind.clone(),
            uses: uses.collect(),
            clients: clients.collect(),
        }
    }

    fn read(self, coordinates: &[Arc<str>]) -> Result<OperationUsage, UsageError> {
        let mut operation = OperationUsage::new(self.name, self.kind);
        for index in self.uses {
            let coordinate = coordinates.get(index);
            let coordinate = coordinate.ok_or(UsageError::NoCoordinate(index))?;
            operation.coordinates.insert(coordinate.clone());
        }
        for sender in self.clients {
            let client = Client {
                name: sender.name,
                version: sender.version,
            };
            let activity = Activity {
                count: sender.count,
                first: day_of(&sender.first)?,
                last: day_of(&sender.last)?,
            };
            operation.add(client, activity);
        }
        Ok(operation)
    }
}

/// `2026-11-22`: the civil date of a day since 1970-01-01, by counting in eras of 400 years that begin in March.
pub(crate) fn day_text(day: u32) -> String {
    let shifted = i64::from(day) + 719_468;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

fn day_of(text: &str) -> Result<u32, UsageError> {
    let refused = || UsageError::NotADay(text.to_owned());
    let numbers: Option<Vec<i64>> = text.split('-').map(|part| part.parse().ok()).collect();
    let Some(&[year, month, day]) = numbers.as_deref() else {
        return Err(refused());
    };
    if !(1970..10_000).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return Err(refused());
    }
    let (year, from_march) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let (era, year_of_era) = (year / 400, year % 400);
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    u32::try_from(era * 146_097 + of_era - 719_468).map_err(|_| refused())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_civil_dates_and_back() {
        for (day, text) in [
            (0, "1970-01-01"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (20_779, "2026-11-22"),
            (47_540, "2100-02-28"),
            (47_541, "2100-03-01"),
        ] {
            assert_eq!(day_text(day), text);
            assert_eq!(day_of(text).ok(), Some(day), "{text}");
        }
        for day in 0..60_000 {
            assert_eq!(day_of(&day_text(day)).ok(), Some(day));
        }
        for bad in [
            "",
            "2026",
            "2026-13-01",
            "2026-00-01",
            "1969-12-31",
            "x-1-1",
        ] {
            assert!(day_of(bad).is_err(), "{bad}");
        }
    }
}
