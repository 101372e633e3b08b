//! A key that signs access tokens (Ed25519).

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{
    Algorithm, EncodingKey,
    errors::Error as JwtError,
    jwk::{Jwk, PublicKeyUse, ThumbprintHash},
};

/// How long a key signs.
const SIGNS_FOR: TimeDelta = TimeDelta::days(30);
/// How long before it signs a key is published, so that no cache of the key set misses it.
const PUBLISHED_BEFORE: TimeDelta = TimeDelta::days(1);
/// How long after it has signed last a key stays published: far beyond an access token's ten
/// minutes and any clock's error.
const PUBLISHED_AFTER: TimeDelta = TimeDelta::hours(1);

/// The fixed head of an Ed25519 private key in PKCS#8 (RFC 8410, section 7); the seed follows.
const PKCS8_HEAD: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// The secret of a key: 32 bytes that are all of it.
pub type Seed = [u8; 32];

/// A key pair with the time in which it signs.
#[derive(Clone)]
pub struct SigningKey {
    /// Its id: the thumbprint of the public key (RFC 7638).
    pub kid: String,
    pub signs: SigningTime,
    pub(crate) private: EncodingKey,
    /// The public half, as the key set shows it.
    pub public: Jwk,
}

/// From when and until when a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SigningTime {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

impl SigningKey {
    /// The key pair of a seed.
    pub fn from_seed(seed: &Seed, signs: SigningTime) -> Result<Self, JwtError> {
        let private = EncodingKey::from_ed_der(&[PKCS8_HEAD.as_slice(), seed].concat());
        let mut public = Jwk::from_encoding_key(&private, Algorithm::EdDSA)?;
        let kid = public.thumbprint(ThumbprintHash::SHA256)?;
        public.common.key_id = Some(kid.clone());
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self {
            kid,
            signs,
            private,
            public,
        })
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid)
            .field("signs", &self.signs)
            .finish_non_exhaustive()
    }
}

/// When the next key should sign, if it is time to make one; given the keys there are.
pub fn next_key(keys: &[SigningTime], now: DateTime<Utc>) -> Option<SigningTime> {
    let from = match keys.iter().map(|key| key.until).max() {
        None => now,
        Some(until) if until - PUBLISHED_BEFORE <= now => until.max(now),
        Some(_) => return None,
    };
    Some(SigningTime {
        from,
        until: from + SIGNS_FOR,
    })
}

/// Keys that stopped signing before this moment need not be published any more.
pub fn forgotten_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now - PUBLISHED_AFTER
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(n)
    }

    fn time(from: i64, until: i64) -> SigningTime {
        SigningTime {
            from: day(from),
            until: day(until),
        }
    }

    #[test]
    fn keys_follow_one_another() {
        for (name, keys, now, next) in [
            ("none", vec![], 5, Some(time(5, 35))),
            ("fresh", vec![time(0, 30)], 5, None),
            ("near its end", vec![time(0, 30)], 29, Some(time(30, 60))),
            ("next is there", vec![time(0, 30), time(30, 60)], 29, None),
            (
                "asleep for long",
                vec![time(0, 30)],
                99,
                Some(time(99, 129)),
            ),
        ] {
            assert_eq!(next_key(&keys, day(now)), next, "{name}");
        }
    }

    #[test]
    fn the_key_id_is_the_thumbprint_of_rfc_8037() {
        // The seed, public key and thumbprint of RFC 8037, appendix A.
        let seed: Seed = [
            0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec,
            0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03,
            0x1c, 0xae, 0x7f, 0x60,
        ];
        let key = SigningKey::from_seed(&seed, time(0, 30)).unwrap();
        assert_eq!(key.kid, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        let public = serde_json::to_value(&key.public).unwrap();
        assert_eq!(public["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert!(public.get("d").is_none(), "the private half stays private");
    }
}
