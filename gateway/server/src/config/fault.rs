//! What can be wrong with a configuration.

use std::fmt;
use std::path::PathBuf;

/// One fault and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFault {
    /// Dotted, such as `limits.depth`.
    pub path: String,
    pub message: String,
    /// Where it was set; `None` for what is missing altogether, or was set by a program.
    pub place: Option<FaultPlace>,
}

/// What set a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultPlace {
    /// Lines and columns count from 1.
    File {
        file: String,
        line: usize,
        column: usize,
    },
    /// An environment variable of that name.
    Variable(String),
}

impl fmt::Display for FaultPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { file, line, column } => write!(f, "{file}:{line}:{column}"),
            Self::Variable(name) => f.write_str(name),
        }
    }
}

impl fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        if self.path.is_empty() {
            return f.write_str(&self.message);
        }
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read {}", path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("{} is not YAML", path.display())]
    NotYaml {
        path: PathBuf,
        #[source]
        source: serde_norway::Error,
    },
    #[error("{}", lines(.0))]
    Faults(Vec<ConfigFault>),
}

fn lines(faults: &[ConfigFault]) -> String {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    lines.join("\n")
}
