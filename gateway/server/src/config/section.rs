//! One mapping of the configuration tree, read key by key while faults are gathered.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use http::Uri;
use serde_norway::{Mapping, Value};

use super::duration::parse_duration;
use super::size::parse_size;
use super::{ConfigFault, fault};
use crate::shown_url::shown_url;

/// What is found while the whole tree is read.
#[derive(Default)]
pub(super) struct Faults {
    list: RefCell<Vec<fault::ConfigFault>>,
    /// Every key that was asked for, dotted.
    keys: RefCell<BTreeSet<String>>,
}

impl Faults {
    pub(super) fn into_inner(self) -> Vec<ConfigFault> {
        self.list.into_inner()
    }

    pub(super) fn into_keys(self) -> BTreeSet<String> {
        self.keys.into_inner()
    }
}

/// One mapping. Keys that nobody asked for are faults, found by [`Section::finish`].
pub(super) struct Section<'a> {
    path: String,
    entries: Option<&'a Mapping>,
    malformed: bool,
    asked: RefCell<BTreeSet<String>>,
    faults: &'a Faults,
}

impl<'a> Section<'a> {
    pub(super) fn root(tree: &'a Value, faults: &'a Faults) -> Self {
        Self::new(String::new(), Some(tree), faults)
    }

    fn new(path: String, value: Option<&'a Value>, faults: &'a Faults) -> Self {
        let entries = value.and_then(Value::as_mapping);
        let malformed = value.is_some_and(|value| entries.is_none() && !value.is_null());
        let section = Self {
            path,
            entries,
            malformed,
            asked: RefCell::default(),
            faults,
        };
        if malformed {
            section.fault("", "expected a mapping");
        }
        section
    }

    /// Whether something else stands where the mapping should, which has been told.
    pub(super) fn is_malformed(&self) -> bool {
        self.malformed
    }

    /// Whether it holds no key, or is not written.
    pub(super) fn is_empty(&self) -> bool {
        !self.malformed && self.entries.is_none_or(Mapping::is_empty)
    }

    /// Whether the mapping is written at all.
    pub(super) fn is_present(&self) -> bool {
        self.entries.is_some()
    }

    pub(super) fn section(&self, key: &str) -> Section<'a> {
        Section::new(self.path_of(key), self.value(key), self.faults)
    }

    /// A section that may be `off` as a whole.
    pub(super) fn section_unless_off(&self, key: &str) -> Option<Section<'a>> {
        let is_off = |value| matches!(unless_off(value, |_| Ok(())), Ok(None));
        (!self.value(key).is_some_and(is_off)).then(|| self.section(key))
    }

    /// The entries of a mapping whose keys are names chosen by people.
    pub(super) fn named_sections(&self, key: &str) -> Vec<(String, Section<'a>)> {
        let section = self.section(key);
        let Some(entries) = section.entries else {
            return Vec::new();
        };
        let named = entries.iter().filter_map(|(name, value)| {
            let Some(name) = name.as_str() else {
                section.unnamed(name);
                return None;
            };
            let entry = Section::new(section.path_of(name), Some(value), self.faults);
            Some((name.to_owned(), entry))
        });
        named.collect()
    }

    /// A value read by `parse`, or a fault and nothing.
    pub(super) fn optional<T>(
        &self,
        key: &str,
        parse: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Option<T> {
        let value = self.value(key)?;
        if value.is_null() {
            return None;
        }
        match parse(value) {
            Ok(parsed) => Some(parsed),
            Err(message) => {
                self.fault(key, &message);
                None
            }
        }
    }

    /// A value that must be there.
    pub(super) fn required<T>(
        &self,
        key: &str,
        parse: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Option<T> {
        if self.value(key).is_none_or(Value::is_null) {
            self.fault(key, "is missing");
            return None;
        }
        self.optional(key, parse)
    }

    /// Replaces `place` when the key is there.
    pub(super) fn set<T>(
        &self,
        key: &str,
        place: &mut T,
        parse: impl FnOnce(&Value) -> Result<T, String>,
    ) {
        if let Some(value) = self.optional(key, parse) {
            *place = value;
        }
    }

    pub(super) fn fault(&self, key: &str, message: &str) {
        let path = if key.is_empty() {
            self.path.clone()
        } else {
            self.path_of(key)
        };
        self.faults.list.borrow_mut().push(ConfigFault {
            path,
            message: message.to_owned(),
            place: None,
        });
    }

    /// A fault of a key that is no text, such as a number.
    fn unnamed(&self, key: &Value) {
        let written = serde_norway::to_string(key).unwrap_or_default();
        let what = "expected a name as the key, and this is none: write it in quotes";
        self.fault(written.trim(), what);
    }

    /// A fault unless just one of the keys is written.
    pub(super) fn exactly_one_of(&self, keys: &[&str]) {
        let written: Vec<&str> = keys
            .iter()
            .copied()
            .filter(|key| self.is_there(key))
            .collect();
        let needed = format!("needs exactly one of {}", enumerated(keys));
        match written.as_slice() {
            [_] => {}
            [] => self.fault("", &needed),
            [_, _] if keys.len() == 2 => self.fault("", &format!("{needed}, and has both")),
            written => {
                let written = enumerated(written);
                self.fault("", &format!("{needed}, and has {written}"));
            }
        }
    }

    /// Whether a key is written; it counts as known.
    pub(super) fn is_there(&self, key: &str) -> bool {
        self.value(key).is_some_and(|value| !value.is_null())
    }

    /// The entries of a mapping of names chosen by people to texts.
    pub(super) fn texts_by_name(&self) -> Vec<(String, String)> {
        let mut entries = Vec::new();
        for key in self.entries.into_iter().flat_map(Mapping::keys) {
            let Some(name) = key.as_str() else {
                self.unnamed(key);
                continue;
            };
            if let Some(value) = self.required(name, text) {
                entries.push((name.to_owned(), value));
            }
        }
        entries
    }

    /// Reports the keys that mean nothing.
    pub(super) fn finish(self) {
        let asked = self.asked.take();
        for key in self.entries.into_iter().flat_map(Mapping::keys) {
            match key.as_str() {
                Some(name) if asked.contains(name) => {}
                Some(name) => self.fault(name, "unknown key"),
                None => self.fault("", "keys must be texts"),
            }
        }
    }

    fn value(&self, key: &str) -> Option<&'a Value> {
        self.asked.borrow_mut().insert(key.to_owned());
        self.faults.keys.borrow_mut().insert(self.path_of(key));
        self.entries?.get(key)
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() {
            return key.to_owned();
        }
        format!("{}.{key}", self.path)
    }
}

pub(super) fn text(value: &Value) -> Result<String, String> {
    value
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| "expected a text".to_owned())
}

/// `a, b and c`
fn enumerated(keys: &[&str]) -> String {
    match keys {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        keys => keys.concat(),
    }
}

/// A file that is there and may be read.
pub(super) fn file(value: &Value) -> Result<PathBuf, String> {
    let path = text(value)?;
    match std::fs::File::open(&path) {
        Ok(_) => Ok(PathBuf::from(path)),
        Err(error) => Err(format!("cannot read {path}: {error}")),
    }
}

/// A folder that is there.
pub(super) fn folder(value: &Value) -> Result<PathBuf, String> {
    let path = PathBuf::from(text(value)?);
    match path.is_dir() {
        true => Ok(path),
        false => Err(format!("`{}` is not a folder", path.display())),
    }
}

pub(super) fn texts(value: &Value) -> Result<Vec<String>, String> {
    let items = value.as_sequence().ok_or("expected a list of texts")?;
    items.iter().map(text).collect()
}

pub(super) fn boolean(value: &Value) -> Result<bool, String> {
    value
        .as_bool()
        .ok_or_else(|| "expected true or false".to_owned())
}

pub(super) fn count(value: &Value) -> Result<usize, String> {
    let number = value
        .as_u64()
        .and_then(|number| usize::try_from(number).ok());
    number.ok_or_else(|| "expected a whole number, zero or more".to_owned())
}

/// A number of things of which there must be at least one.
pub(super) fn positive(value: &Value) -> Result<usize, String> {
    match count(value)? {
        0 => Err("must be at least 1".to_owned()),
        number => Ok(number),
    }
}

pub(super) fn rate(value: &Value) -> Result<u32, String> {
    u32::try_from(positive(value)?).map_err(|_| "is too large".to_owned())
}

/// A whole number of at most `limit`.
pub(super) fn at_most(value: &Value, limit: u32) -> Result<u32, String> {
    let number = u32::try_from(count(value)?).ok();
    let number = number.filter(|number| *number <= limit);
    number.ok_or_else(|| format!("must be at most {limit}"))
}

pub(super) fn duration(value: &Value) -> Result<Duration, String> {
    parse_duration(value.as_str().ok_or("expected a duration such as 10s")?)
}

/// How often something is done again; never without a pause.
pub(super) fn interval(value: &Value) -> Result<Duration, String> {
    let duration = duration(value)?;
    if duration.is_zero() {
        return Err("must be at least 1ms, or off".to_owned());
    }
    Ok(duration)
}

/// `off` is none; YAML 1.1 writers mean the same by `false`.
pub(super) fn unless_off<T>(
    value: &Value,
    parse: impl FnOnce(&Value) -> Result<T, String>,
) -> Result<Option<T>, String> {
    if value.as_str() == Some("off") || value.as_bool() == Some(false) {
        return Ok(None);
    }
    parse(value).map(Some)
}

pub(super) fn bytes(value: &Value) -> Result<u64, String> {
    parse_size(value.as_str().ok_or("expected a size such as 1MiB")?)
}

pub(super) fn size(value: &Value) -> Result<usize, String> {
    usize::try_from(bytes(value)?).map_err(|_| "is too large for this machine".to_owned())
}

pub(super) fn address(value: &Value) -> Result<SocketAddr, String> {
    let text = text(value)?;
    text.parse()
        .map_err(|_| format!("`{text}` is not an address such as 127.0.0.1:4000"))
}

pub(super) fn url(value: &Value) -> Result<Uri, String> {
    parse_url(&text(value)?)
}

/// An absolute `http` or `https` address.
pub(crate) fn parse_url(text: &str) -> Result<Uri, String> {
    let refused = || {
        let shown = shown_url(text);
        format!("`{shown}` is not an http:// or https:// address")
    };
    let uri: Uri = text.parse().map_err(|_| refused())?;
    let known = matches!(uri.scheme_str(), Some("http" | "https"));
    if !known || uri.authority().is_none() {
        return Err(refused());
    }
    Ok(uri)
}
