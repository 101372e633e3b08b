//! A cart is submitted: checked once more, written down, and the saga begins.

use super::cart::{Cart, Problem};
use super::code;
use super::edit::{Abort, Target, lock_for, outcome, reload};
use super::refusal::{Refusal, refuse};
use super::saga::{Status, Step, Undoing};
use super::snapshot::{OrderLine, ShippingAddress, Snapshot};
use super::transition::enter;
use super::{DomainError, require_account};
use crate::config::CheckoutConfig;
use crate::db::checkout::{self, CheckoutRow};
use crate::events::published::CheckoutSubmitted;
use chrono::Utc;
use serde::Serialize;
use sha2::{Digest, Sha256};
use subgraph_kit::address::{AddressFault, Draft};
use subgraph_kit::db::{Conn, Db};
use subgraph_kit::events::outbox;
use subgraph_kit::id::{CartId, CheckoutId, OrderId};
use subgraph_kit::identity::Caller;
use subgraph_kit::money::Money;
use subgraph_kit::user_error::sentence;

/// Bounds of an attempt token: long enough to be unique, short enough to be stored.
const TOKEN_LENGTH: std::ops::RangeInclusive<usize> = 8..=200;

/// What a buyer submits. Serialised, it is what makes two submits the same.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Submission {
    pub(crate) cart_id: CartId,
    #[serde(skip)]
    pub(crate) attempt_token: String,
    pub(crate) email: String,
    pub(crate) shipping_address: ShippingAddress,
    pub(crate) payment_token: String,
    pub(crate) expected_total: Money,
    pub(crate) version: Option<i32>,
}

/// What a submit came to.
#[derive(Debug)]
pub(crate) enum Submitted {
    Accepted(Box<CheckoutRow>),
    AlreadyAccepted(Box<CheckoutRow>),
    /// Another attempt at this cart is on its way.
    Busy,
}

impl Submission {
    fn hash(&self) -> Vec<u8> {
        let payload = serde_json::to_vec(self).expect("a submission is always JSON");
        Sha256::digest(payload).to_vec()
    }

    /// The submission with its address tidied, or everything that can be wrong with it whatever is in the cart.
    fn check(mut self) -> Result<Self, Vec<Refusal>> {
        let tokens = [
            ("attemptToken", &self.attempt_token),
            ("paymentToken", &self.payment_token),
        ];
        let mut refusals: Vec<Refusal> = tokens
            .into_iter()
            .filter(|(_, token)| !is_token(token))
            .map(|(field, _)| {
                let message = "Expected 8 to 200 printable characters without spaces.";
                refuse(code::INVALID_TOKEN, message, ["input", field])
            })
            .collect();
        match Draft::from(self.shipping_address.clone()).check() {
            Ok(tidy) => self.shipping_address = tidy.into(),
            Err(faults) => refusals.extend(faults.iter().map(address_refusal)),
        }
        if refusals.is_empty() {
            Ok(self)
        } else {
            Err(refusals)
        }
    }
}

/// Submits a cart. The same token with the same payload gets the first answer again, whatever has happened since.
pub(crate) async fn submit(
    db: &Db,
    config: &CheckoutConfig,
    caller: &Caller,
    submission: Submission,
) -> Result<Result<Submitted, Vec<Refusal>>, DomainError> {
    // Before anything is looked up by what was submitted: not every text can be.
    let submission = match submission.check() {
        Ok(submission) => submission,
        Err(refusals) => return Ok(Err(refusals)),
    };
    let result = db
        .transaction(async |conn| submit_in(conn, config, caller, &submission).await)
        .await;
    outcome(result)
}

async fn submit_in(
    conn: &mut Conn,
    config: &CheckoutConfig,
    caller: &Caller,
    submission: &Submission,
) -> Result<Submitted, Abort> {
    require_account(conn, caller.customer()).await?;
    let target = Target {
        id: submission.cart_id,
        argument: "cartId",
        version: None,
    };
    // Locks the cart: of many equal submits at once the first writes, the others find what it wrote.
    let row = lock_for(conn, caller, target).await?;
    let hash = submission.hash();
    if let Some((first, payload)) =
        checkout::of_attempt(conn, row.id, &submission.attempt_token).await?
    {
        if payload != hash {
            let message = "This attempt token was used with other contents; choose a new one.";
            return Err(refused(refuse(
                code::IDEMPOTENCY_KEY_REUSED,
                message,
                ["input", "attemptToken"],
            )));
        }
        return Ok(Submitted::AlreadyAccepted(Box::new(first)));
    }
    if checkout::is_pending(conn, row.id).await? {
        return Ok(Submitted::Busy);
    }
    let version = submission.version;
    let row = lock_for(conn, caller, Target { version, ..target }).await?;
    let cart = reload(conn, row.id).await?;
    check(submission, &cart)?;
    let begun = begin(caller, submission, &cart)?;
    checkout::insert(conn, &begun).await?;
    checkout::insert_attempt(conn, &begun, &submission.attempt_token, &hash).await?;
    outbox::append(conn, &CheckoutSubmitted::of(&begun)).await?;
    enter(conn, config, begun.clone(), begun.submitted_at).await?;
    Ok(Submitted::Accepted(Box::new(begun)))
}

fn begin(caller: &Caller, submission: &Submission, cart: &Cart) -> Result<CheckoutRow, Abort> {
    let lines = cart
        .lines
        .iter()
        .map(OrderLine::of)
        .collect::<Result<Option<Vec<_>>, _>>()?;
    let now = Utc::now();
    Ok(CheckoutRow {
        id: CheckoutId::new(),
        order_id: OrderId::new(),
        cart_id: cart.row.id,
        customer_id: caller.customer(),
        snapshot: Snapshot {
            email: submission.email.clone(),
            shipping_address: submission.shipping_address.clone(),
            lines: lines.expect("lines of unknown variants were refused"),
            cost: cart.cost,
            discount_codes: applied(cart),
        },
        payment_token: Some(submission.payment_token.clone()),
        status: Status::Pending,
        step: Step::ReservingStock,
        undoing: Undoing::default(),
        failure: None,
        submitted_at: now,
        ended_at: None,
        deadline: now,
        look_at: now,
        looks: 0,
    })
}

fn applied(cart: &Cart) -> Vec<String> {
    let applied = cart.codes.iter().filter(|code| code.taken.is_some());
    applied.map(|code| code.code.clone()).collect()
}

/// Everything that can be wrong with the cart, all at once.
fn check(submission: &Submission, cart: &Cart) -> Result<(), Abort> {
    let mut refusals = check_cart(cart);
    if refusals.is_empty() && submission.expected_total != cart.cost.total {
        let message = format!("The total is {} now.", cart.cost.total);
        refusals.push(refuse(
            code::TOTAL_CHANGED,
            message,
            ["input", "expectedTotal"],
        ));
    }
    if refusals.is_empty() {
        Ok(())
    } else {
        Err(Abort::Refused(refusals))
    }
}

fn is_token(text: &str) -> bool {
    TOKEN_LENGTH.contains(&text.len()) && text.chars().all(|c| c.is_ascii_graphic())
}

fn address_refusal(fault: &AddressFault) -> Refusal {
    refuse(
        code::INVALID_ADDRESS,
        sentence(fault),
        ["input", "shippingAddress", fault.field()],
    )
}

fn check_cart(cart: &Cart) -> Vec<Refusal> {
    if cart.lines.is_empty() {
        return vec![refuse(
            code::CART_EMPTY,
            "There is nothing in the cart.",
            ["cartId"],
        )];
    }
    let mut refusals = Vec::new();
    for line in &cart.lines {
        for problem in line.problems() {
            match problem {
                Problem::NotEnoughStock { available } => {
                    refusals.push(Refusal::InsufficientStock {
                        variant: line.row.variant_id,
                        available,
                        field: vec!["cartId".to_owned()],
                    })
                }
                Problem::Withdrawn => {
                    refusals.push(refuse(
                        code::WITHDRAWN,
                        "Something in the cart is no longer sold.",
                        ["cartId"],
                    ));
                }
                // The buyer has seen the new total, or TOTAL_CHANGED says so.
                Problem::PriceChanged => {}
            }
        }
    }
    refusals
}

fn refused(refusal: Refusal) -> Abort {
    Abort::Refused(vec![refusal])
}
