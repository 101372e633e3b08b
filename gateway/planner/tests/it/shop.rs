//! The shop's own subgraphs.

use crate::check::{composed, fetches, planned};

const KIT: &str = "
interface UserError { code: String! field: [String!] message: String! }
type InputError implements UserError @shareable { code: String! field: [String!] message: String! }
type Warning @shareable { code: String! message: String! }
type Money @shareable { amount: Decimal! currencyCode: CurrencyCode! }
enum CurrencyCode { EUR }
type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
scalar Decimal
scalar URL
scalar JSON
input MoneyInput { amount: Decimal! currencyCode: CurrencyCode! }
scalar DateTime
scalar EmailAddress
enum CountryCode { DE FR NL AT BE GB US }
";

#[test]
fn page() {
    let names = [
        "accounts",
        "catalog",
        "checkout",
        "inventory",
        "notifications",
        "orders",
        "payments",
        "reviews",
    ];
    let sources: Vec<_> = names
        .iter()
        .map(|name| {
            let sdl =
                std::fs::read_to_string(format!("../../schema/subgraphs/{name}.graphql")).unwrap();
            let mut sdl: String = sdl
                .lines()
                .filter(|l| !l.starts_with("extend schema"))
                .map(|l| format!("{l}\n"))
                .collect();
            for line in KIT.lines() {
                let head: String = line
                    .split_whitespace()
                    .take(2)
                    .collect::<Vec<_>>()
                    .join(" ");
                if !line.is_empty()
                    && !sdl.contains(&format!("{head} "))
                    && !sdl.contains(&format!("{head}\n"))
                {
                    sdl.push_str(line);
                    sdl.push('\n');
                }
            }
            (*name, sdl)
        })
        .collect();
    let refs: Vec<(&str, &str)> = sources.iter().map(|(n, s)| (*n, s.as_str())).collect();
    let s = composed(&refs);
    for q in [
        "{ product(handle: \"x\") { id title rating { average } variants { id price { amount } availableForSale shippingEstimate { amount } } reviews(first: 3) { nodes { title author { displayName } } } } }",
        "mutation { cartLinesAdd(id: 1, input: {lines: []}) { cart { id lines { quantity variant { title product { title } quantityAvailable } } } userErrors { code message ... on InsufficientStockError { quantityAvailable } } } }",
        "subscription { checkoutProgress(id: 1) { id status order { number lines { variant { title } } transactions { state } } } }",
        "{ viewer { email cart { id lines { variant { id title } } } orders(first: 2) { nodes { number transactions { state } } } notifications { nodes { subject } } } }",
    ] {
        println!("{}", fetches(&planned(&s, q)));
    }
}
