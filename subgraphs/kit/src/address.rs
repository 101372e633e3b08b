//! What an address must be: the same in the address book and where a purchase is sent to.

use crate::country::CountryCode;
use thiserror::Error;

/// Most characters of a line: what fits on a label.
const MAX_CHARS: usize = 100;

/// An address as somebody gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Of who receives it.
    pub name: String,
    /// Street and number.
    pub line1: String,
    /// What else the postman must know.
    pub line2: Option<String>,
    /// The town.
    pub city: String,
    /// In the United States the state, which is needed there.
    pub region: Option<String>,
    /// In the form of the country.
    pub postal_code: String,
    /// Where that is.
    pub country: CountryCode,
}

/// What is wrong with one field; all such faults are reported together.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AddressFault {
    /// Nothing is there that is needed.
    #[error("this must not be empty")]
    Missing {
        /// As the schema calls it.
        field: &'static str,
    },
    /// Too long, or with a line break or another control character in it.
    #[error("this has at most {MAX_CHARS} characters on one line")]
    TooLong {
        /// As the schema calls it.
        field: &'static str,
    },
    /// Not in the form of its country.
    #[error("this is no postal code of {}", country.name())]
    PostalCode {
        /// Of the address.
        country: CountryCode,
    },
}

impl AddressFault {
    /// The input field at fault, as the schema calls it.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Missing { field } | Self::TooLong { field } => field,
            Self::PostalCode { .. } => "postalCode",
        }
    }
}

impl Draft {
    /// The address trimmed, with empty optional lines left out and the postal code in capitals;
    /// or all that is wrong with it.
    pub fn check(self) -> Result<Self, Vec<AddressFault>> {
        let tidy = Self {
            name: self.name.trim().to_owned(),
            line1: self.line1.trim().to_owned(),
            line2: optional(self.line2),
            city: self.city.trim().to_owned(),
            region: optional(self.region),
            postal_code: self.postal_code.trim().to_ascii_uppercase(),
            country: self.country,
        };
        let faults = tidy.faults();
        if faults.is_empty() {
            Ok(tidy)
        } else {
            Err(faults)
        }
    }

    fn faults(&self) -> Vec<AddressFault> {
        let required = [
            ("name", Some(&self.name)),
            ("line1", Some(&self.line1)),
            ("city", Some(&self.city)),
            ("region", self.needed_region()),
        ];
        let given = [
            ("line2", self.line2.as_ref()),
            ("region", self.region.as_ref()),
        ];
        let missing = required
            .iter()
            .filter(|(_, text)| text.is_some_and(String::is_empty))
            .map(|(field, _)| AddressFault::Missing { field });
        let too_long = required[..3]
            .iter()
            .chain(&given)
            .filter(|(_, text)| text.is_some_and(|text| !fits(text)))
            .map(|(field, _)| AddressFault::TooLong { field });
        let postal_code =
            (!has_shape(&self.postal_code, self.country)).then_some(AddressFault::PostalCode {
                country: self.country,
            });
        missing.chain(too_long).chain(postal_code).collect()
    }

    /// In the United States the state is part of the address; elsewhere it is nobody's business.
    fn needed_region(&self) -> Option<&String> {
        const NONE: &String = &String::new();
        (self.country == CountryCode::Us).then(|| self.region.as_ref().unwrap_or(NONE))
    }
}

/// The shapes of a country's postal codes: `9` is a digit, `A` a letter, all else stands for itself.
fn postal_codes(country: CountryCode) -> &'static [&'static str] {
    match country {
        CountryCode::De | CountryCode::Fr => &["99999"],
        CountryCode::Nl => &["9999 AA", "9999AA"],
        CountryCode::At | CountryCode::Be => &["9999"],
        CountryCode::Gb => &[
            "A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA",
        ],
        CountryCode::Us => &["99999", "99999-9999"],
    }
}

fn optional(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

fn fits(text: &str) -> bool {
    text.chars().count() <= MAX_CHARS && !text.chars().any(char::is_control)
}

fn has_shape(text: &str, country: CountryCode) -> bool {
    postal_codes(country).iter().any(|shape| {
        shape.len() == text.len()
            && shape
                .chars()
                .zip(text.chars())
                .all(|(shape, c)| match shape {
                    '9' => c.is_ascii_digit(),
                    'A' => c.is_ascii_uppercase(),
                    other => c == other,
                })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft {
            name: " Ada Lovelace ".into(),
            line1: "12 St James's Square".into(),
            line2: Some("  ".into()),
            city: "London".into(),
            region: None,
            postal_code: "sw1y 4jh".into(),
            country: CountryCode::Gb,
        }
    }

    #[test]
    fn tidies() {
        let tidy = draft().check().unwrap();
        assert_eq!(tidy.name, "Ada Lovelace");
        assert_eq!(tidy.line2, None);
        assert_eq!(tidy.postal_code, "SW1Y 4JH");
        assert_eq!(tidy.clone().check(), Ok(tidy));
    }

    #[test]
    fn reports_every_fault() {
        let faults = Draft {
            name: String::new(),
            line1: "x".repeat(101),
            city: "Lon\ndon".into(),
            country: CountryCode::Us,
            ..draft()
        }
        .check()
        .unwrap_err();
        let found: Vec<_> = faults
            .iter()
            .map(|fault| (fault.field(), fault.to_string()))
            .collect();
        let (missing, too_long) = (
            "this must not be empty",
            "this has at most 100 characters on one line",
        );
        let expected = [
            ("name", missing),
            ("region", missing),
            ("line1", too_long),
            ("city", too_long),
            ("postalCode", "this is no postal code of the United States"),
        ];
        assert_eq!(
            found,
            expected.map(|(field, text)| (field, text.to_owned()))
        );
    }

    #[test]
    fn knows_postal_codes() {
        for (country, good, bad) in [
            (CountryCode::De, "10115", "1011"),
            (CountryCode::Fr, "75001", "7500A"),
            (CountryCode::Nl, "1012 AB", "1012"),
            (CountryCode::At, "1010", "10100"),
            (CountryCode::Be, "1000", "B1000"),
            (CountryCode::Gb, "EC1A 1BB", "EC1A1BBB"),
            (CountryCode::Us, "94103-1234", "94103-12"),
        ] {
            assert!(has_shape(good, country), "{good}");
            assert!(!has_shape(bad, country), "{bad}");
        }
    }
}
