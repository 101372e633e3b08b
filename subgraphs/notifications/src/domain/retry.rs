//! When a mail is tried again, and when no more.

use chrono::TimeDelta;

/// Attempts before a mail is given up. With the waits between them that is some twelve hours,
/// which outlasts a mail server's bad night.
pub const MAX_ATTEMPTS: i32 = 12;
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(30);
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(4);

/// The wait after that many attempts have failed; `None`: given up.
pub fn wait_after(attempts: i32) -> Option<TimeDelta> {
    if attempts >= MAX_ATTEMPTS {
        return None;
    }
    // Doubles each time; the bound keeps the factor small whatever the column says.
    let factor = 1 << (attempts.clamp(1, MAX_ATTEMPTS) - 1);
    Some((FIRST_WAIT * factor).min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_and_gives_up() {
        for (attempts, seconds) in [
            (0, Some(30)),
            (1, Some(30)),
            (2, Some(60)),
            (5, Some(480)),
            (9, Some(7_680)),
            (10, Some(14_400)),
            (11, Some(14_400)),
            (12, None),
            (99, None),
        ] {
            assert_eq!(
                wait_after(attempts),
                seconds.map(TimeDelta::seconds),
                "{attempts}"
            );
        }
        let all: TimeDelta = (1..MAX_ATTEMPTS).filter_map(wait_after).sum();
        assert!(all > TimeDelta::hours(12), "{all}");
    }
}
