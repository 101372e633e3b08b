//! The keys in force, held in memory and swapped whole when they change.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{errors::Error as JwtError, jwk::JwkSet};

use super::signing_key::{Seed, SigningKey, SigningTime};

/// The keys in force; cloning shares them.
#[derive(Clone, Debug, Default)]
pub struct KeyRing {
    keys: Arc<RwLock<Arc<[SigningKey]>>>,
}

impl KeyRing {
    /// Replaces all keys.
    pub fn replace(&self, keys: Vec<SigningKey>) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys.into();
    }

    /// Takes keys from outside instead of the database: the first one signs, all are published.
    pub fn use_seeds(&self, seeds: &[Seed]) -> Result<(), JwtError> {
        let keys = seeds.iter().enumerate().map(|(place, seed)| {
            // The youngest signs, so the first begins last.
            let age = TimeDelta::seconds(i64::try_from(place).unwrap_or(i64::MAX / 1_000));
            let signs = SigningTime {
                from: DateTime::UNIX_EPOCH - age,
                until: DateTime::<Utc>::MAX_UTC,
            };
            SigningKey::from_seed(seed, signs)
        });
        self.replace(keys.collect::<Result<_, _>>()?);
        Ok(())
    }

    /// The key to sign with now: the youngest that has begun. One past its end still signs when
    /// its successor is not there: late rotation is better than nobody being able to log in.
    pub fn signer(&self, now: DateTime<Utc>) -> Option<SigningKey> {
        let keys = self.snapshot();
        let begun = keys.iter().filter(|key| key.signs.from <= now);
        begun.max_by_key(|key| key.signs.from).cloned()
    }

    /// The public keys, as served at `/.well-known/jwks.json`.
    pub fn public(&self) -> JwkSet {
        JwkSet {
            keys: self
                .snapshot()
                .iter()
                .map(|key| key.public.clone())
                .collect(),
        }
    }

    fn snapshot(&self) -> Arc<[SigningKey]> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8, from: i64) -> SigningKey {
        let from = DateTime::UNIX_EPOCH + TimeDelta::days(from);
        let signs = SigningTime {
            from,
            until: from + TimeDelta::days(30),
        };
        SigningKey::from_seed(&[seed; 32], signs).unwrap()
    }

    #[test]
    fn signs_with_the_youngest_that_has_begun() {
        let ring = KeyRing::default();
        assert!(ring.signer(Utc::now()).is_none());
        let (old, new) = (key(1, 0), key(2, 30));
        ring.replace(vec![new.clone(), old.clone()]);
        for (day, kid) in [
            (0, &old.kid),
            (29, &old.kid),
            (30, &new.kid),
            (99, &new.kid),
        ] {
            let now = DateTime::UNIX_EPOCH + TimeDelta::days(day);
            assert_eq!(&ring.signer(now).unwrap().kid, kid, "day {day}");
        }
        assert_eq!(ring.public().keys.len(), 2);
    }

    #[test]
    fn the_first_seed_signs() {
        let ring = KeyRing::default();
        ring.use_seeds(&[[9; 32], [8; 32], [7; 32]]).unwrap();
        assert_eq!(ring.signer(Utc::now()).unwrap().kid, key(9, 0).kid);
        assert_eq!(ring.public().keys.len(), 3);
    }
}
