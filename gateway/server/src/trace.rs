//! The trace a request belongs to (W3C Trace Context, `traceparent`).

use http::{HeaderMap, HeaderName, HeaderValue};

pub(crate) const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The trace of one client request: the client's own, or a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TraceContext {
    trace: u128,
    sampled: bool,
}

impl TraceContext {
    /// Takes over a valid `traceparent`; anything else begins a new trace, as the specification says.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let given = headers
            .get(TRACEPARENT)
            .and_then(|value| value.to_str().ok())
            .and_then(Self::parse);
        given.unwrap_or_else(|| Self {
            trace: rand::random::<u128>().max(1),
            sampled: false,
        })
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (version, trace, parent, flags) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let lower_hex = |part: &str, length: usize| {
            part.len() == length
                && part
                    .bytes()
                    .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        };
        let shaped = lower_hex(version, 2)
            && lower_hex(trace, 32)
            && lower_hex(parent, 16)
            && lower_hex(flags, 2);
        let extra = parts.next().is_some() && version == "00";
        if !shaped || version == "ff" || extra || parent.bytes().all(|b| b == b'0') {
            return None;
        }
        let trace = u128::from_str_radix(trace, 16)
            .ok()
            .filter(|trace| *trace != 0)?;
        let flags = u8::from_str_radix(flags, 16).ok()?;
        Some(Self {
            trace,
            sampled: flags & 1 == 1,
        })
    }

    /// The header of a hop, with a span of its own.
    pub(crate) fn hop_header(&self) -> HeaderValue {
        HeaderValue::from_bytes(&self.hop()).expect("hexadecimal digits and dashes make a header")
    }

    /// The value of that header, as in `00-<trace>-<span>-<flags>`.
    pub(crate) fn hop(&self) -> [u8; 55] {
        let span = rand::random::<u64>().max(1);
        let mut text = *b"00-00000000000000000000000000000000-0000000000000000-00";
        hex(&self.trace.to_be_bytes(), &mut text[3..35]);
        hex(&span.to_be_bytes(), &mut text[36..52]);
        hex(&[u8::from(self.sampled)], &mut text[53..]);
        text
    }

    /// Where the trace stands among all traces, from 0 to 100: the same for a whole trace, spread evenly over many.
    pub(crate) fn percentile(&self) -> f64 {
        // The last seven bytes are random by the specification; 10,000 steps are finer than any rollout.
        ((self.trace & 0xff_ffff_ffff_ffff) % 10_000) as f64 / 100.0
    }

    /// For the log.
    pub(crate) fn id(&self) -> String {
        format!("{:032x}", self.trace)
    }
}

/// Two digits a byte.
fn hex(bytes: &[u8], digits: &mut [u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (pair, byte) in digits.chunks_exact_mut(2).zip(bytes) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_valid_trace_is_continued_with_a_span_of_our_own() {
        let given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let mut headers = HeaderMap::new();
        headers.insert(TRACEPARENT, HeaderValue::from_static(given));
        let trace = TraceContext::of(&headers);
        assert_eq!(trace.id(), "0af7651916cd43dd8448eb211c80319c");
        let hop = trace.hop_header();
        let hop = hop.to_str().unwrap();
        assert!(hop.starts_with("00-0af7651916cd43dd8448eb211c80319c-") && hop.ends_with("-01"));
        assert_ne!(hop, given);
    }

    #[test]
    fn an_invalid_trace_is_replaced() {
        for bad in [
            "",
            "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
        ] {
            assert_eq!(TraceContext::parse(bad), None, "{bad}");
        }
    }
}
