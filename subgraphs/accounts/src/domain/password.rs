//! What a password must be.
//!
//! Length and "not on a guesser's first page", no classes of characters: those make passwords
//! harder to remember and no harder to guess (NIST SP 800-63B, 3.1.1.2).

use subgraph_kit::user_error::Code;
use thiserror::Error;

use super::{code, email::Email};

/// The least number of characters.
pub const MIN_CHARS: usize = 10;
/// The most bytes: hashing must not become a way to keep the service busy.
pub const MAX_BYTES: usize = 256;

/// What guessers try first, among what is long enough, without its trailing digits and marks.
const COMMON: &[&str] = &[
    "administrator",
    "abcdefghij",
    "asdfghjkl",
    "changemenow",
    "correcthorsebatterystaple",
    "footballfootball",
    "iloveyou",
    "letmein",
    "letmeinplease",
    "mypassword",
    "passwordpassword",
    "password",
    "passwort",
    "portico",
    "princess",
    "qwertyuiop",
    "qwerty",
    "qwertz",
    "qwertzuiop",
    "secretsecret",
    "sunshine",
    "superman",
    "trustno",
    "welcome",
    "welcometo",
    "zxcvbnm",
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
    "q1w2e3r4t5",
];

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PasswordFault {
    #[error("a password needs at least {MIN_CHARS} characters")]
    TooShort,
    #[error("a password has at most {MAX_BYTES} bytes")]
    TooLong,
    #[error("this password is among the first that anyone would guess")]
    TooCommon,
    #[error("a password must not contain the e-mail address or its name")]
    ContainsEmail,
}

impl PasswordFault {
    /// The stable code that clients see.
    pub fn code(self) -> Code {
        match self {
            Self::TooShort => code::PASSWORD_TOO_SHORT,
            Self::TooLong => code::PASSWORD_TOO_LONG,
            Self::TooCommon => code::PASSWORD_TOO_COMMON,
            Self::ContainsEmail => code::PASSWORD_CONTAINS_EMAIL,
        }
    }
}

/// Checks a new password for the account with that address.
pub fn check(password: &str, email: &Email) -> Result<(), PasswordFault> {
    if password.len() > MAX_BYTES {
        return Err(PasswordFault::TooLong);
    }
    if password.chars().count() < MIN_CHARS {
        return Err(PasswordFault::TooShort);
    }
    let lower = password.to_lowercase();
    if is_common(&lower) {
        return Err(PasswordFault::TooCommon);
    }
    if lower.contains(email.as_str()) || contains_name(&lower, email.local()) {
        return Err(PasswordFault::ContainsEmail);
    }
    Ok(())
}

fn is_common(lower: &str) -> bool {
    let stem = lower.trim_end_matches(|c: char| !c.is_alphabetic());
    COMMON.contains(&stem) || COMMON.contains(&lower) || is_run(lower)
}

/// The same character again and again, or a plain run such as `0123456789` or `zyxwvutsrq`.
fn is_run(text: &str) -> bool {
    let steps: Vec<i64> = text
        .chars()
        .zip(text.chars().skip(1))
        .map(|(a, b)| i64::from(u32::from(b)) - i64::from(u32::from(a)))
        .collect();
    let plain = |step: i64| steps.iter().all(|s| *s == step || matches!(s, -9 | 9));
    plain(0) || plain(1) || plain(-1)
}

/// Names of three letters and fewer occur in any text by chance.
fn contains_name(lower: &str, local: &str) -> bool {
    local.len() > 3 && lower.contains(local)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(password: &str) -> Result<(), PasswordFault> {
        check(
            password,
            &Email::from(&"lovelace@example.com".parse().unwrap()),
        )
    }

    #[test]
    fn accepts() {
        for password in [
            "tide over basalt",
            "analytical-engine",
            "Grüße aus Wien",
            "9f!kQ2#zLp",
            "密码密码密码密码密码不好猜",
        ] {
            assert_eq!(verdict(password), Ok(()), "{password:?}");
        }
    }

    #[test]
    fn refuses() {
        let long = "x1".repeat(200);
        for (password, fault) in [
            ("", PasswordFault::TooShort),
            ("short1!", PasswordFault::TooShort),
            ("pässwörd9", PasswordFault::TooShort),
            (long.as_str(), PasswordFault::TooLong),
            ("aaaaaaaaaaaa", PasswordFault::TooCommon),
            ("0123456789", PasswordFault::TooCommon),
            ("1234567890", PasswordFault::TooCommon),
            ("zyxwvutsrqp", PasswordFault::TooCommon),
            ("Password123!", PasswordFault::TooCommon),
            ("QWERTYUIOP", PasswordFault::TooCommon),
            ("1q2w3e4r5t", PasswordFault::TooCommon),
            ("my-lovelace-1843", PasswordFault::ContainsEmail),
        ] {
            assert_eq!(verdict(password), Err(fault), "{password:?}");
        }
    }
}
