//! Settings of payments.

use std::time::Duration;

use subgraph_kit::config::Reader;

/// How the provider is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProviderConfig {
    /// `PORTICO_PAYMENTS_PROVIDER_TIMEOUT`: longest wait for one answer of the provider, 3 s by default.
    pub timeout: Duration,
    /// `PORTICO_PAYMENTS_SANDBOX_DELAY`: how long the sandbox takes over `tok_slow`, 1500 ms by default.
    pub sandbox_delay: Duration,
}

impl Default for ProviderConfig {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(3),
            sandbox_delay: Duration::from_millis(1500),
        }
    }
}

impl ProviderConfig {
    /// Reads the settings.
    pub fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let defaults = Self::default();
        let timeout = reader.duration("PORTICO_PAYMENTS_PROVIDER_TIMEOUT", defaults.timeout);
        let delay = reader.duration("PORTICO_PAYMENTS_SANDBOX_DELAY", defaults.sandbox_delay);
        Some(Self {
            timeout: timeout?,
            sandbox_delay: delay?,
        })
    }
}
