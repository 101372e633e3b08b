//! What an address must be.

use subgraph_kit::user_error::Code;
use thiserror::Error;

use super::code;

/// The most addresses a customer keeps.
pub const MAX_ADDRESSES: usize = 20;
const MAX_CHARS: usize = 100;

/// Where the shop sends to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Country {
    De,
    Fr,
    Nl,
    At,
    Be,
    Gb,
    Us,
}

impl Country {
    pub const ALL: [Self; 7] = [
        Self::De,
        Self::Fr,
        Self::Nl,
        Self::At,
        Self::Be,
        Self::Gb,
        Self::Us,
    ];

    /// The code of ISO 3166-1.
    pub fn code(self) -> &'static str {
        match self {
            Self::De => "DE",
            Self::Fr => "FR",
            Self::Nl => "NL",
            Self::At => "AT",
            Self::Be => "BE",
            Self::Gb => "GB",
            Self::Us => "US",
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|country| country.code() == code)
    }

    /// The shapes of its postal codes: `9` is a digit, `A` a letter, all else stands for itself.
    fn postal_codes(self) -> &'static [&'static str] {
        match self {
            Self::De | Self::Fr => &["99999"],
            Self::Nl => &["9999 AA", "9999AA"],
            Self::At | Self::Be => &["9999"],
            Self::Gb => &[
                "A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA",
            ],
            Self::Us => &["99999", "99999-9999"],
        }
    }
}

/// An address as somebody gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub name: String,
    pub line1: String,
    pub line2: Option<String>,
    pub city: String,
    pub region: Option<String>,
    pub postal_code: String,
    pub country: Country,
}

/// What is wrong with one field; all such faults are reported together.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AddressFault {
    #[error("this must not be empty")]
    Missing { field: &'static str },
    #[error("this has at most {MAX_CHARS} characters on one line")]
    TooLong { field: &'static str },
    #[error("this is no postal code of {}", country.code())]
    PostalCode { country: Country },
}

impl AddressFault {
    /// The stable code that clients see.
    pub fn code(&self) -> Code {
        match self {
            Self::Missing { .. } => code::ADDRESS_FIELD_MISSING,
            Self::TooLong { .. } => code::ADDRESS_FIELD_INVALID,
            Self::PostalCode { .. } => code::POSTAL_CODE_INVALID,
        }
    }

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
        (self.country == Country::Us).then(|| self.region.as_ref().unwrap_or(NONE))
    }
}

fn optional(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

fn fits(text: &str) -> bool {
    text.chars().count() <= MAX_CHARS && !text.chars().any(char::is_control)
}

fn has_shape(text: &str, country: Country) -> bool {
    country.postal_codes().iter().any(|shape| {
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
            country: Country::Gb,
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
            country: Country::Us,
            ..draft()
        }
        .check()
        .unwrap_err();
        let found: Vec<_> = faults
            .iter()
            .map(|fault| (fault.field(), fault.code().as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("name", "ADDRESS_FIELD_MISSING"),
                ("region", "ADDRESS_FIELD_MISSING"),
                ("line1", "ADDRESS_FIELD_INVALID"),
                ("city", "ADDRESS_FIELD_INVALID"),
                ("postalCode", "POSTAL_CODE_INVALID"),
            ]
        );
    }

    #[test]
    fn knows_postal_codes() {
        for (country, good, bad) in [
            (Country::De, "10115", "1011"),
            (Country::Fr, "75001", "7500A"),
            (Country::Nl, "1012 AB", "1012"),
            (Country::At, "1010", "10100"),
            (Country::Be, "1000", "B1000"),
            (Country::Gb, "EC1A 1BB", "EC1A1BBB"),
            (Country::Us, "94103-1234", "94103-12"),
        ] {
            assert!(has_shape(good, country), "{good}");
            assert!(!has_shape(bad, country), "{bad}");
            assert_eq!(Country::from_code(country.code()), Some(country));
        }
    }
}
