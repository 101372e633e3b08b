//! The number that people use for an order.

/// `P-100042`.
pub fn order_number(number: i64) -> String {
    format!("P-{number}")
}
