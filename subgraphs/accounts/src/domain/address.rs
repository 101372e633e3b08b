//! What this service adds to the rules of addresses, which are the kit's.

use subgraph_kit::{address::AddressFault, user_error::Code};

use super::code;

/// The most addresses a customer keeps.
pub const MAX_ADDRESSES: usize = 20;

/// The stable code that clients see.
pub fn fault_code(fault: &AddressFault) -> Code {
    match fault {
        AddressFault::Missing { .. } => code::ADDRESS_FIELD_MISSING,
        AddressFault::TooLong { .. } => code::ADDRESS_FIELD_INVALID,
        AddressFault::PostalCode { .. } => code::POSTAL_CODE_INVALID,
    }
}
