//! An e-mail address as accounts keeps it.

use sha2::{Digest, Sha256};
use subgraph_kit::scalars::EmailAddress;

/// A valid address in lower case, by which an account is known.
///
/// The part before the `@` is lowered too, although RFC 5321 lets servers tell cases apart: none
/// that matters does, and two accounts that differ by a capital letter are a support case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

impl From<&EmailAddress> for Email {
    fn from(address: &EmailAddress) -> Self {
        Self(address.to_key())
    }
}

impl Email {
    /// The normalised text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the `@`.
    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// The key of this address where it must be recognised but not kept.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter() {
        let email = |text: &str| Email::from(&text.parse::<EmailAddress>().unwrap());
        assert_eq!(
            email("Ada.Lovelace@Example.COM").as_str(),
            "ada.lovelace@example.com"
        );
        assert_eq!(
            email("Ada@Example.com").digest(),
            email("ada@example.COM").digest()
        );
        assert_eq!(email("ada+shop@example.com").local(), "ada+shop");
    }
}
