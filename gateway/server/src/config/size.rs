//! Sizes with a unit: `512B`, `64KiB`, `1MiB`.

/// Reads a whole number of bytes with its unit (powers of 1024).
///
/// # Errors
/// Says what is expected.
pub(super) fn parse_size(text: &str) -> Result<u64, String> {
    let expected = || format!("`{text}` is not a size such as 512B, 64KiB, 1MiB or 2GiB");
    let digits = text
        .find(|c: char| !c.is_ascii_digit())
        .ok_or_else(expected)?;
    let number: u64 = text[..digits].parse().map_err(|_| expected())?;
    let unit: u64 = match text[digits..].trim() {
        "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return Err(expected()),
    };
    number.checked_mul(unit).ok_or_else(expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_units_and_refuses_the_rest() {
        assert_eq!(parse_size("512B"), Ok(512));
        assert_eq!(parse_size("64KiB"), Ok(65_536));
        assert_eq!(parse_size("1 MiB"), Ok(1_048_576));
        for bad in ["", "1", "1MB", "-1B", "1.5MiB", "18446744073709551615KiB"] {
            assert!(parse_size(bad).is_err(), "{bad}");
        }
    }
}
