//! The codes of business errors and warnings. A code never changes its meaning; `docs/user-errors.md` lists them.

subgraph_kit::user_error_codes! {
    /// No such cart, or not the caller's.
    NOT_FOUND,
    /// The cart was written meanwhile.
    VERSION_CONFLICT,
    /// Not a number of pieces that a line may hold.
    INVALID_QUANTITY,
    /// No such variant is sold.
    VARIANT_UNKNOWN,
    /// More lines than a cart holds.
    TOO_MANY_LINES,
    /// Less is there.
    INSUFFICIENT_STOCK,
    /// Nothing to buy.
    CART_EMPTY,
    /// No longer sold.
    WITHDRAWN,
    /// The total is no longer what the buyer saw.
    TOTAL_CHANGED,
    /// A line of the address is missing or too long.
    INVALID_ADDRESS,
    /// The attempt token or the payment token is malformed.
    INVALID_TOKEN,
    /// The attempt token came before, with another payload.
    IDEMPOTENCY_KEY_REUSED,
    /// There is no such discount code, or it is not valid yet.
    DISCOUNT_CODE_UNKNOWN,
    /// The discount code was valid once.
    DISCOUNT_CODE_EXPIRED,
    /// More discount codes than a cart takes.
    TOO_MANY_DISCOUNT_CODES,
    /// A promotion that cannot be.
    PROMOTION_INVALID,
    /// A warning: not everything fitted into one cart.
    QUANTITY_LIMITED,
}
