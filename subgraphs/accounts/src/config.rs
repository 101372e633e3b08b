//! The settings of accounts.

use std::{fmt, str::FromStr, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use subgraph_kit::config::Reader;

use crate::domain::{hashing::HashingLimits, signing_key::Seed};

/// The settings, beside those every service has.
#[derive(Clone, Debug)]
pub struct Config {
    pub hashing: HashingLimits,
    /// `PORTICO_SIGNING_KEYS`: see [`SigningSeeds`]. Without it the keys are made, kept in the
    /// database and rotated there.
    pub signing_seeds: Option<SigningSeeds>,
}

/// Signing keys given from outside: Ed25519 seeds of 32 bytes in base64url without padding, with
/// commas between. The first one signs, all are published. To rotate, put the new key second,
/// restart, put it first, restart, and drop the old one ten minutes later.
#[derive(Clone)]
pub struct SigningSeeds(pub Vec<Seed>);

impl FromStr for SigningSeeds {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split(',').map(|part| seed(part.trim())).collect::<Option<Vec<Seed>>>().map(Self).ok_or(
            "expected Ed25519 seeds of 32 bytes in base64url without padding, with commas between",
        )
    }
}

fn seed(text: &str) -> Option<Seed> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

impl fmt::Debug for SigningSeeds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSeeds(..)")
    }
}

impl Config {
    /// Reads the settings.
    ///
    /// * `PORTICO_HASHING_WORKERS`: passwords hashed at once, each on a core and with 19 MiB; 2
    /// * `PORTICO_HASHING_WAITING`: logins that may wait for that; 64
    /// * `PORTICO_HASHING_WAIT`: how long they wait; 3 s
    pub fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let defaults = HashingLimits::default();
        let workers = reader.count("PORTICO_HASHING_WORKERS", defaults.workers, 1, 256);
        let waiting = reader.count("PORTICO_HASHING_WAITING", defaults.waiting, 0, 10_000);
        let wait: Option<Duration> = reader.duration("PORTICO_HASHING_WAIT", defaults.wait);
        let signing_seeds = reader.optional("PORTICO_SIGNING_KEYS");
        Some(Self {
            hashing: HashingLimits {
                workers: workers?,
                waiting: waiting?,
                wait: wait?,
            },
            signing_seeds: signing_seeds?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_seeds() {
        let one = URL_SAFE_NO_PAD.encode([1; 32]);
        let two = URL_SAFE_NO_PAD.encode([2; 32]);
        let seeds: SigningSeeds = format!("{one}, {two}").parse().unwrap();
        assert_eq!(seeds.0, [[1; 32], [2; 32]]);
        for bad in ["", "AAAA", &format!("{one},"), &format!("{one}=")] {
            assert!(bad.parse::<SigningSeeds>().is_err(), "{bad}");
        }
    }
}
