//! What can be wrong with a configuration.

/// One setting that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A setting without a default is absent.
    #[error("{name} is required")]
    Missing {
        /// The setting.
        name: String,
    },
    /// A setting is there and cannot be read.
    #[error("{name}: {reason}")]
    Invalid {
        /// The setting.
        name: String,
        /// What was expected. Never repeats the value, which may be a secret.
        reason: String,
    },
    /// A setting that nobody reads.
    #[error("{name} is not a setting of this service")]
    Unknown {
        /// The setting.
        name: String,
    },
}

/// Everything that is wrong with a configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the configuration has {} fault(s): {}", .0.len(), list(.0))]
pub struct ConfigError(pub Vec<Fault>);

fn list(faults: &[Fault]) -> String {
    let texts: Vec<String> = faults.iter().map(ToString::to_string).collect();
    texts.join("; ")
}
