//! The YAML tree that a configuration is read from: file, then environment, then flags.

use std::collections::BTreeSet;
use std::path::Path;

use serde_norway::{Mapping, Value};

use super::expand::expand;
use super::fault::FaultPlace;
use super::places::Places;
use super::{ConfigError, ConfigFault};

/// Prefix of the variables that set configuration keys; `__` separates the levels.
const PREFIX: &str = "PORTICO_GATEWAY__";

/// Where environment variables come from; a trait so that tests set none of the process.
pub trait Environment {
    /// All variables. The order does not matter.
    fn variables(&self) -> Vec<(String, String)>;
}

/// The environment of this process.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProcessEnvironment;

impl Environment for ProcessEnvironment {
    fn variables(&self) -> Vec<(String, String)> {
        // Variables that are not Unicode cannot be ours: all our keys and values are.
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect()
    }
}

/// A fixed list, for tests and embedding.
impl Environment for Vec<(String, String)> {
    fn variables(&self) -> Vec<(String, String)> {
        self.clone()
    }
}

/// The sources, laid over one another.
#[derive(Debug, Clone)]
pub struct Overlay {
    tree: Value,
    places: Places,
    /// Found while the sources were laid over one another.
    faults: Vec<ConfigFault>,
}

impl Default for Overlay {
    fn default() -> Self {
        Self {
            tree: Value::Mapping(Mapping::new()),
            places: Places::default(),
            faults: Vec::new(),
        }
    }
}

impl Overlay {
    /// Starts from a file.
    ///
    /// # Errors
    /// When it cannot be read or is no YAML.
    pub fn from_file(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        Self::from_yaml(&text, path)
    }

    /// Starts from YAML text; `path` is only named in errors.
    ///
    /// # Errors
    /// When it is no YAML.
    pub fn from_yaml(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let places = Places::of(text, &path.display().to_string());
        let tree = serde_norway::from_str(text).map_err(|source| {
            // What reads the tree tells of the first only, and not where it is.
            match places.duplicates() {
                twice if twice.is_empty() => ConfigError::NotYaml {
                    path: path.to_owned(),
                    source,
                },
                twice => ConfigError::Faults(twice),
            }
        })?;
        let tree = match tree {
            Value::Null => Value::Mapping(Mapping::new()),
            other => other,
        };
        Ok(Self {
            tree,
            places,
            faults: Vec::new(),
        })
    }

    /// Puts variables in the place of `${env.NAME}` and `${env.NAME:-default}` in every text.
    #[must_use]
    pub fn expand(mut self, environment: &dyn Environment) -> Self {
        let variables = environment.variables().into_iter().collect();
        expand(&mut self.tree, &variables, &mut self.faults);
        self
    }

    /// Lays the environment's keys over what is there.
    #[must_use]
    pub fn environment(mut self, environment: &dyn Environment) -> Self {
        let mut variables = environment.variables();
        variables.sort();
        for (name, value) in variables {
            if let Some(path) = name.strip_prefix(PREFIX) {
                let path: Vec<String> = path.split("__").map(str::to_lowercase).collect();
                self.set(&path, &value);
                let place = FaultPlace::Variable(name.clone());
                self.places.set(&path.join("."), place);
            }
        }
        self
    }

    /// Sets one key; the text is read as YAML, so that numbers, Booleans and lists work.
    pub fn set(&mut self, path: &[impl AsRef<str>], text: &str) {
        let value = scalar(text);
        let mut place = &mut self.tree;
        for key in path {
            if !place.is_mapping() {
                *place = Value::Mapping(Mapping::new());
            }
            let mapping = place.as_mapping_mut().expect("it was just made one");
            place = mapping
                .entry(Value::String(key.as_ref().to_owned()))
                .or_insert(Value::Null);
        }
        *place = value;
    }

    pub(super) fn tree(&self) -> &Value {
        &self.tree
    }

    /// Where a key was set.
    pub(super) fn place(&self, path: &str) -> Option<FaultPlace> {
        self.places.find(path)
    }

    /// All faults, with their places: those of the reading, and those found before. `Ok` when there is none.
    pub(super) fn judge(&self, found: Vec<ConfigFault>) -> Result<(), ConfigError> {
        let mut faults = self.faults.clone();
        // What is wrong with a variable explains what else is wrong with its value.
        let explained = |fault: &ConfigFault| faults.iter().any(|first| first.path == fault.path);
        let found: Vec<ConfigFault> = found.into_iter().filter(|one| !explained(one)).collect();
        faults.extend(found);
        let mut told = BTreeSet::new();
        faults.retain(|fault| told.insert((fault.path.clone(), fault.message.clone())));
        if faults.is_empty() {
            return Ok(());
        }
        for fault in &mut faults {
            fault.place = self.places.find(&fault.path);
        }
        Err(ConfigError::Faults(faults))
    }
}

/// Text from outside a file, read as YAML would.
pub(super) fn scalar(text: &str) -> Value {
    match serde_norway::from_str(text) {
        Ok(value @ (Value::Bool(_) | Value::Number(_) | Value::Sequence(_))) => value,
        Ok(Value::Null | Value::String(_) | Value::Mapping(_) | Value::Tagged(_)) | Err(_) => {
            Value::String(text.to_owned())
        }
    }
}
