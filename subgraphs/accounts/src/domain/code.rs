//! The codes of business errors. A code never changes its meaning; `docs/user-errors.md` lists them.

subgraph_kit::user_error_codes! {
    /// The address has an account.
    EMAIL_UNAVAILABLE,
    /// Fewer characters than a password needs.
    PASSWORD_TOO_SHORT,
    /// More bytes than are hashed.
    PASSWORD_TOO_LONG,
    /// Among the first that anyone would guess.
    PASSWORD_TOO_COMMON,
    /// Contains the address, or what stands before its `@`.
    PASSWORD_CONTAINS_EMAIL,
    /// No name on one line.
    DISPLAY_NAME_INVALID,
    /// Wrong password or unknown address.
    INVALID_CREDENTIALS,
    /// Too many attempts for this address.
    LOGIN_THROTTLED,
    /// Unknown, spent, expired or revoked.
    REFRESH_TOKEN_INVALID,
    /// What a mail's link carries is unknown, used, expired or replaced.
    MAIL_TOKEN_INVALID,
    /// Several mails were sent already.
    MAIL_THROTTLED,
    /// A required line of an address is empty.
    ADDRESS_FIELD_MISSING,
    /// A line of an address is too long, or more than one line.
    ADDRESS_FIELD_INVALID,
    /// Not in the form of its country.
    POSTAL_CODE_INVALID,
    /// The book is full.
    TOO_MANY_ADDRESSES,
    /// No such address, or somebody else's.
    ADDRESS_NOT_FOUND,
}
