//! The data all subgraphs share: a few users, products and reviews that refer to one another.

/// Things of a kind are numbered from zero; ids begin at one.
pub(super) const USERS: usize = 6;
pub(super) const PRODUCTS: usize = 9;
pub(super) const REVIEWS: usize = 27;

const NAMES: [(&str, &str); USERS] = [
    ("Ada Lovelace", "ada"),
    ("Grace Hopper", "grace"),
    ("Alan Turing", "alan"),
    ("Edsger Dijkstra", "edsger"),
    ("Barbara Liskov", "barbara"),
    ("Donald Knuth", "donald"),
];

const GOODS: [(&str, u32, u32); PRODUCTS] = [
    ("Table", 899, 100),
    ("Couch", 1299, 1000),
    ("Chair", 54, 50),
    ("Lamp", 79, 12),
    ("Shelf", 249, 180),
    ("Carpet", 399, 90),
    ("Mirror", 119, 35),
    ("Desk", 649, 240),
    ("Stool", 39, 20),
];

const OPINIONS: [&str; 5] = [
    "Love it!",
    "Too expensive for what it is.",
    "Could be better, but it does the job.",
    "Prefer something else.",
    "Exactly as described, arrived in time.",
];

pub(super) fn name(user: usize) -> &'static str {
    NAMES[user].0
}

pub(super) fn username(user: usize) -> &'static str {
    NAMES[user].1
}

pub(super) fn product(product: usize) -> (&'static str, u32, u32) {
    GOODS[product]
}

pub(super) fn body(review: usize) -> &'static str {
    OPINIONS[review % OPINIONS.len()]
}

pub(super) fn author(review: usize) -> usize {
    review % USERS
}

/// Not in step with the authors, so that each user has reviewed different things.
pub(super) fn reviewed(review: usize) -> usize {
    (review * 7 + review / USERS) % PRODUCTS
}
