//! What tells two supergraphs apart.

use std::fmt;

use sha2::{Digest, Sha256};

/// A supergraph by its text (SHA-256): equal texts answer alike.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct SupergraphId([u8; 32]);

impl SupergraphId {
    pub(crate) fn of(sdl: &str) -> Self {
        Self(Sha256::digest(sdl).into())
    }

    /// The first 48 bits, which a metric's floating point number holds without loss.
    pub(crate) fn number(self) -> f64 {
        let first = self.0[..6].iter();
        first.fold(0.0, |number, byte| number * 256.0 + f64::from(*byte))
    }
}

impl fmt::Display for SupergraphId {
    /// The first 16 hexadecimal digits: enough to recognise one among all that a gateway will ever see.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0[..8]
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for SupergraphId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_the_beginning_of_the_text() {
        let id = SupergraphId::of("type Query { a: Int }");
        let text = id.to_string();
        assert_eq!(text.len(), 16);
        let beginning = u64::from_str_radix(&text[..12], 16).unwrap();
        assert_eq!(id.number(), beginning as f64);
        assert_ne!(id, SupergraphId::of("type Query { b: Int }"));
    }
}
