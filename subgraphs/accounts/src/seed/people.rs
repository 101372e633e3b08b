//! Who lives in the demo.

use subgraph_kit::country::CountryCode as Country;

/// A demo account with a password.
#[derive(Debug)]
pub struct DemoLogin {
    pub email: &'static str,
    pub password: &'static str,
    pub display_name: &'static str,
    /// What it may do beyond what every customer may; empty for a customer.
    pub scopes: &'static [&'static str],
    pub(super) address: Option<DemoAddress>,
}

#[derive(Debug)]
pub(super) struct DemoAddress {
    pub(super) name: &'static str,
    pub(super) line1: &'static str,
    pub(super) city: &'static str,
    pub(super) postal_code: &'static str,
    pub(super) country: Country,
}

/// Two customers, and one of staff who may change the catalogue, the stock and the discount codes.
pub(super) const LOGINS: &[DemoLogin] = &[
    DemoLogin {
        email: "ada@example.com",
        password: "analytical-engine",
        display_name: "Ada",
        scopes: &[],
        address: Some(DemoAddress {
            name: "Ada Lovelace",
            line1: "12 St James's Square",
            city: "London",
            postal_code: "SW1Y 4JH",
            country: Country::Gb,
        }),
    },
    DemoLogin {
        email: "grace@example.com",
        password: "moth-in-the-relay",
        display_name: "Grace",
        scopes: &[],
        address: Some(DemoAddress {
            name: "Grace Hopper",
            line1: "Hafenstraße 9",
            city: "Hamburg",
            postal_code: "20359",
            country: Country::De,
        }),
    },
    DemoLogin {
        email: "staff@example.com",
        password: "keys-to-the-stockroom",
        display_name: "Portico staff",
        scopes: &["catalog:write", "checkout:write", "inventory:write"],
        address: None,
    },
];

/// Address and name of those who write the demo reviews.
pub(super) const REVIEWERS: &[(&str, &str)] = &[
    ("mira.okafor@example.com", "Mira O."),
    ("jonas.lindqvist@example.com", "Jonas L."),
    ("tomoko.hayashi@example.com", "Tomoko"),
    ("bram.verhoeven@example.com", "Bram V."),
    ("lucia.ferrante@example.com", "Lucia F."),
    ("henrik.solberg@example.com", "Henrik"),
    ("amara.diallo@example.com", "Amara D."),
    ("petra.novotna@example.com", "Petra N."),
    ("sean.gallagher@example.com", "Sean G."),
    ("ines.marquez@example.com", "Inés"),
    ("felix.baumann@example.com", "Felix B."),
    ("nadia.haddad@example.com", "Nadia H."),
    ("oliver.whitcombe@example.com", "Oliver W."),
    ("camille.rousseau@example.com", "Camille"),
    ("arjun.mehta@example.com", "Arjun M."),
    ("greta.holm@example.com", "Greta H."),
    ("marek.zielinski@example.com", "Marek Z."),
    ("yara.costa@example.com", "Yara C."),
    ("dorothea.kranz@example.com", "Dorothea"),
    ("samuel.abebe@example.com", "Samuel A."),
    ("elif.yildiz@example.com", "Elif Y."),
    ("rosalind.pike@example.com", "Rosalind P."),
    ("mathis.dupont@example.com", "Mathis"),
    ("kirsten.aaboe@example.com", "Kirsten A."),
];
