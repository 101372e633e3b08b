//! The W3C trace context, carried across HTTP hops and events.
//!
//! The kit only passes it on and puts the trace's id on spans and log lines; exporting spans is a layer that a binary may
//! add.

use std::str::FromStr;

tokio::task_local! {
    static CURRENT: TraceContext;
}

/// A `traceparent`: which trace this work belongs to, and under which span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceContext {
    trace_id: u128,
    span_id: u64,
    flags: u8,
}

/// The text is no `traceparent` of version 00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a traceparent")]
pub struct TraceError;

impl TraceContext {
    /// The start of a new trace.
    pub fn new() -> Self {
        Self {
            trace_id: rand::random::<u128>().max(1),
            span_id: rand::random::<u64>().max(1),
            flags: 1,
        }
    }

    /// The trace that the running task belongs to.
    pub fn current() -> Option<Self> {
        CURRENT.try_with(|trace| *trace).ok()
    }

    /// A span below this one.
    #[must_use]
    pub fn child(self) -> Self {
        Self {
            span_id: rand::random::<u64>().max(1),
            ..self
        }
    }

    /// Runs `work` as part of this trace.
    pub async fn scope<F: Future>(self, work: F) -> F::Output {
        CURRENT.scope(self, work).await
    }

    /// The trace's id, 32 hexadecimal digits.
    pub fn trace_id(&self) -> String {
        format!("{:032x}", self.trace_id)
    }
}

impl Default for TraceContext {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Display for TraceContext {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "00-{:032x}-{:016x}-{:02x}",
            self.trace_id, self.span_id, self.flags
        )
    }
}

impl FromStr for TraceContext {
    type Err = TraceError;

    fn from_str(text: &str) -> Result<Self, TraceError> {
        let parts: Vec<&str> = text.split('-').collect();
        let [version, trace, span, flags] = parts.as_slice() else {
            return Err(TraceError);
        };
        let lengths = (version.len(), trace.len(), span.len(), flags.len());
        if *version != "00" || lengths != (2, 32, 16, 2) || text.bytes().any(|b| b == b'+') {
            return Err(TraceError);
        }
        let parsed = Self {
            trace_id: u128::from_str_radix(trace, 16).map_err(|_| TraceError)?,
            span_id: u64::from_str_radix(span, 16).map_err(|_| TraceError)?,
            flags: u8::from_str_radix(flags, 16).map_err(|_| TraceError)?,
        };
        if parsed.trace_id == 0 || parsed.span_id == 0 {
            return Err(TraceError);
        }
        Ok(parsed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes_and_refuses_the_rest() {
        let trace = TraceContext::new();
        assert_eq!(trace.to_string().parse(), Ok(trace));
        assert_eq!(trace.child().trace_id(), trace.trace_id());
        let zero = format!("00-{:032x}-{:016x}-01", 0, 1);
        for bad in ["", "00-1-2-3", "ff-x", &zero, "00-+1-2-3"] {
            assert_eq!(bad.parse::<TraceContext>(), Err(TraceError), "{bad}");
        }
    }
}
