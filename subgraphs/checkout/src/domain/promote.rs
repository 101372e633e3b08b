//! Setting promotions, and the codes that a buyer may put into a cart.

use super::DomainError;
use super::code;
use super::edit::{Abort, none_or_abort, outcome};
use super::promotion::{Promotion, Validity, is_code, normal};
use super::refusal::{Refusal, refuse};
use crate::db::promotion::{self, PromotionRow};
use chrono::{DateTime, Utc};
use subgraph_kit::db::{Conn, Db};

/// Most codes of a cart: each takes off what the ones before it have left.
const MAX_CODES: usize = 3;

/// Sets what a code takes off from now on.
pub(crate) async fn set(
    db: &Db,
    row: PromotionRow,
) -> Result<Result<Promotion, Vec<Refusal>>, DomainError> {
    let Some(promotion) = Promotion::of(row) else {
        let message = "Give a code of 3 to 40 letters, digits and hyphens, either a percentage from 1 to 100 or an amount, and an end after \
            its beginning.";
        return Ok(Err(vec![refuse(
            code::PROMOTION_INVALID,
            message,
            ["input"],
        )]));
    };
    let result = db
        .transaction(async |conn| -> Result<(), Abort> {
            Ok(promotion::put(conn, &promotion.row()).await?)
        })
        .await;
    Ok(outcome(result)?.map(|()| promotion))
}

/// The codes as they are kept, without repetitions, if a buyer may use them all now.
pub(super) async fn check_codes(
    conn: &mut Conn,
    codes: &[String],
    now: DateTime<Utc>,
) -> Result<Vec<String>, Abort> {
    let mut wanted: Vec<String> = Vec::new();
    for code in codes.iter().map(|code| normal(code)) {
        if !wanted.contains(&code) {
            wanted.push(code);
        }
        if wanted.len() > MAX_CODES {
            let message = format!("A cart takes at most {MAX_CODES} codes.");
            let path = ["input", "codes"];
            return Err(Abort::Refused(vec![refuse(
                code::TOO_MANY_DISCOUNT_CODES,
                message,
                path,
            )]));
        }
    }
    // What can be no code is looked up nowhere: PostgreSQL, for one, takes no NUL.
    let possible: Vec<String> = wanted
        .iter()
        .filter(|code| is_code(code))
        .cloned()
        .collect();
    let known = promotion::by_codes(conn, &possible).await?;
    let refusals = codes.iter().enumerate().filter_map(|(at, code)| {
        let promotion = known.iter().find(|known| known.code == normal(code));
        refusal(at, promotion, now)
    });
    none_or_abort(refusals.collect())?;
    Ok(wanted)
}

/// A code that is not valid yet looks like one that there is not: what comes is nobody's business.
fn refusal(at: usize, promotion: Option<&Promotion>, now: DateTime<Utc>) -> Option<Refusal> {
    let (code, message) = match promotion.map(|promotion| promotion.validity(now)) {
        Some(Validity::Valid) => return None,
        Some(Validity::Over) => (
            code::DISCOUNT_CODE_EXPIRED,
            "This code is not valid any more.",
        ),
        Some(Validity::NotYet) | None => (code::DISCOUNT_CODE_UNKNOWN, "There is no such code."),
    };
    let at = at.to_string();
    Some(refuse(code, message, ["input", "codes", &at]))
}
