//! The settings of inventory beside those every service has.

use std::time::Duration;
use subgraph_kit::config::Reader;

/// Settings of inventory.
#[derive(Debug, Clone)]
pub struct InventoryConfig {
    /// `PORTICO_RESERVATION_SWEEP`: how often reservations are looked for whose time is over, 5 s by default.
    pub sweep_every: Duration,
}

impl Default for InventoryConfig {
    fn default() -> Self {
        Self {
            sweep_every: Duration::from_secs(5),
        }
    }
}

impl InventoryConfig {
    /// Reads the settings; `None` after recording a fault.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let defaults = Self::default();
        Some(Self {
            sweep_every: reader.duration("PORTICO_RESERVATION_SWEEP", defaults.sweep_every)?,
        })
    }
}
