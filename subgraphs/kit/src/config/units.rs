//! Values with units.

use std::time::Duration;

/// Reads `250ms`, `30s`, `5m`, `24h`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let expected = || "expected a duration such as 250ms, 30s, 5m or 24h".to_owned();
    let (number, unit) = split(text).ok_or_else(expected)?;
    let millis = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return Err(expected()),
    };
    number
        .checked_mul(millis)
        .map(Duration::from_millis)
        .ok_or_else(expected)
}

/// Reads `512B`, `64KiB`, `1MiB`.
pub(super) fn bytes(text: &str) -> Result<usize, String> {
    let expected = || "expected a size such as 512B, 64KiB or 1MiB".to_owned();
    let (number, unit) = split(text).ok_or_else(expected)?;
    let factor = match unit {
        "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return Err(expected()),
    };
    number
        .checked_mul(factor)
        .and_then(|bytes| usize::try_from(bytes).ok())
        .ok_or_else(expected)
}

fn split(text: &str) -> Option<(u64, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    Some((number.parse().ok()?, unit))
}
