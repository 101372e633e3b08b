//! How often a password may be tried for one e-mail.
//!
//! The wait doubles with each attempt after the first few. Nobody is locked out for good: the
//! owner of an account must not be shut out by a stranger who keeps guessing, and an attempt made
//! too early is not counted, so that guessing on does not make the wait longer.

use chrono::TimeDelta;

/// Attempts without any wait: a person who mistypes must not notice.
pub const FREE_ATTEMPTS: i32 = 5;
/// The longest wait. With it a guesser has fewer than 100 tries a day.
pub const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// Attempts are forgotten when none was made for this long.
pub const FORGOTTEN_AFTER: TimeDelta = TimeDelta::hours(1);

/// How long to wait after the given number of attempts (this one included).
pub fn wait_after(attempts: i32) -> TimeDelta {
    match attempts - FREE_ATTEMPTS {
        ..0 => TimeDelta::zero(),
        // 2^10 s is beyond the longest wait; the bound keeps the shift small.
        late => TimeDelta::seconds(1 << late.min(10)).min(LONGEST_WAIT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_up_to_a_limit() {
        for (attempts, seconds) in [
            (1, 0),
            (4, 0),
            (5, 1),
            (6, 2),
            (9, 16),
            (14, 512),
            (15, 900),
            (i32::MAX, 900),
        ] {
            assert_eq!(
                wait_after(attempts),
                TimeDelta::seconds(seconds),
                "{attempts}"
            );
        }
    }
}
