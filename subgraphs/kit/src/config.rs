//! Configuration: typed settings read from a [`Source`], all faults reported at once.
//!
//! ```
//! use subgraph_kit::config::{MapSource, Reader};
//! use std::time::Duration;
//!
//! let source = MapSource::from([("PORTICO_STEP_TIMEOUT", "30s")]);
//! let mut reader = Reader::new(&source);
//! let timeout = reader.duration("PORTICO_STEP_TIMEOUT", Duration::from_secs(10));
//! assert_eq!(timeout, Some(Duration::from_secs(30)));
//! reader.finish().unwrap();
//! ```
//!
//! Names start with `PORTICO_`; any such name in the source that nobody read is a fault, so that a misspelt setting is
//! not silently ignored. Values are texts with units: `30s`, `250ms`, `5m`, `64KiB`, `1MiB`.

mod fault;
mod reader;
mod source;
mod units;

pub use self::fault::{ConfigError, Fault};
pub use self::reader::Reader;
pub use self::source::{Environment, MapSource, Source};
