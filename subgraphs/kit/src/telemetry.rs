//! Logs, metrics and the trace that runs through requests and events.

mod logs;
mod metric;
mod trace;

pub use self::logs::{LogFormat, init_logs};
pub use self::metric::{MetricsError, install_metrics};
pub use self::trace::TraceContext;
