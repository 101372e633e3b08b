//! SKUs of the demo catalogue.

/// Letters of a value that go into an SKU.
const LETTERS: usize = 4;

/// A product's code and a few letters of each value: `KT-MUG-MOSS-350M`.
pub(super) fn sku<'a>(code: &str, values: impl IntoIterator<Item = &'a str>) -> String {
    let mut sku = code.to_owned();
    for value in values {
        sku.push('-');
        sku.push_str(&abbreviation(value));
    }
    sku
}

fn abbreviation(value: &str) -> String {
    // A minus makes a difference: a sleeping bag for -5 °C is not one for 5 °C.
    let sign = if value.starts_with('-') { "N" } else { "" };
    let letters = value.chars().filter(char::is_ascii_alphanumeric);
    sign.chars()
        .chain(letters.map(|c| c.to_ascii_uppercase()))
        .take(LETTERS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_abbreviated() {
        assert_eq!(sku("KT-MUG", ["Moss", "350 ml"]), "KT-MUG-MOSS-350M");
        assert_eq!(sku("CA-SLEEP", ["-5 °C"]), "CA-SLEEP-N5C");
        assert_eq!(sku("CA-STOVE", []), "CA-STOVE");
    }
}
