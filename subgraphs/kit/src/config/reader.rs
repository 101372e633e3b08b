//! Reads settings and collects what is wrong with them.

use super::{ConfigError, Fault, Source, units};
use std::collections::BTreeSet;
use std::str::FromStr;
use std::time::Duration;

/// Names of ours start with this.
const PREFIX: &str = "PORTICO_";
/// Settings of the tests, which every process of a test run inherits.
const TEST_PREFIX: &str = "PORTICO_TEST_";

/// Reads settings from a [`Source`].
///
/// Each method answers `None` only when it has recorded a fault, so that a `read` function reads everything first and
/// then takes the values with `?`.
pub struct Reader<'a> {
    source: &'a dyn Source,
    read: BTreeSet<String>,
    faults: Vec<Fault>,
}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader")
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

impl<'a> Reader<'a> {
    /// A reader of `source`.
    pub fn new(source: &'a dyn Source) -> Self {
        Self {
            source,
            read: BTreeSet::new(),
            faults: Vec::new(),
        }
    }

    /// A text that must be there.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let value = self.get(name);
        if value.is_none() {
            self.faults.push(Fault::Missing {
                name: name.to_owned(),
            });
        }
        value
    }

    /// A text that may be absent; never a fault.
    pub fn optional_text(&mut self, name: &str) -> Option<String> {
        self.get(name)
    }

    /// Anything that has a text form, such as a socket address; `default` when absent.
    pub fn parsed<T>(&mut self, name: &str, default: T) -> Option<T>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        self.with(name, default, |text| {
            text.parse().map_err(|error: T::Err| error.to_string())
        })
    }

    /// Anything that has a text form; `Some(None)` when absent.
    pub fn optional<T>(&mut self, name: &str) -> Option<Option<T>>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        self.with(name, None, |text| {
            text.parse()
                .map(Some)
                .map_err(|error: T::Err| error.to_string())
        })
    }

    /// A duration with its unit, such as `30s`.
    pub fn duration(&mut self, name: &str, default: Duration) -> Option<Duration> {
        self.with(name, default, units::duration)
    }

    /// A size with its unit, such as `64KiB`, in bytes.
    pub fn bytes(&mut self, name: &str, default: usize) -> Option<usize> {
        self.with(name, default, units::bytes)
    }

    /// A whole number between `min` and `max`.
    pub fn count(&mut self, name: &str, default: usize, min: usize, max: usize) -> Option<usize> {
        self.with(name, default, |text| {
            text.parse()
                .ok()
                .filter(|count| (min..=max).contains(count))
                .ok_or_else(|| format!("expected a whole number between {min} and {max}"))
        })
    }

    /// Records a fault that was found by looking at several settings together.
    pub fn refuse(&mut self, name: &str, reason: impl Into<String>) {
        self.faults.push(Fault::Invalid {
            name: name.to_owned(),
            reason: reason.into(),
        });
    }

    /// Reports all faults, unknown settings among them.
    pub fn finish(mut self) -> Result<(), ConfigError> {
        let unknown = self.source.names().into_iter().filter(|name| {
            name.starts_with(PREFIX) && !name.starts_with(TEST_PREFIX) && !self.read.contains(name)
        });
        self.faults
            .extend(unknown.map(|name| Fault::Unknown { name }));
        if self.faults.is_empty() {
            Ok(())
        } else {
            Err(ConfigError(self.faults))
        }
    }

    fn with<T>(
        &mut self,
        name: &str,
        default: T,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let Some(text) = self.get(name) else {
            return Some(default);
        };
        match parse(&text) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.refuse(name, reason);
                None
            }
        }
    }

    fn get(&mut self, name: &str) -> Option<String> {
        self.read.insert(name.to_owned());
        self.source.get(name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::MapSource;
    use super::*;

    #[test]
    fn reports_every_fault_at_once() {
        let source = MapSource::from([
            ("PORTICO_TIMEOUT", "3 parsecs"),
            ("PORTICO_SIZE", "1MiB"),
            ("PORTICO_TYPO", "x"),
            ("PORTICO_TEST_AMQP_URL", "x"),
            ("PATH", "x"),
        ]);
        let mut reader = Reader::new(&source);
        assert_eq!(reader.text("PORTICO_URL"), None);
        assert_eq!(reader.duration("PORTICO_TIMEOUT", Duration::ZERO), None);
        assert_eq!(reader.bytes("PORTICO_SIZE", 0), Some(1 << 20));
        assert_eq!(reader.count("PORTICO_COUNT", 3, 1, 9), Some(3));
        let ConfigError(faults) = reader.finish().unwrap_err();
        let texts: Vec<_> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                "PORTICO_URL is required",
                "PORTICO_TIMEOUT: expected a duration such as 250ms, 30s, 5m or 24h",
                "PORTICO_TYPO is not a setting of this service",
            ]
        );
    }
}
