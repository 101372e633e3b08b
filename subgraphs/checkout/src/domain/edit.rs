//! Writes to a cart. Each locks the cart, checks everything, and either changes all it was asked to or nothing.

use super::cart::{self as carts, Cart};
use super::code;
use super::promote::check_codes;
use super::refusal::{Refusal, no_such_cart, refuse};
use super::{DomainError, require_account};
use crate::db::cart::{self, CartLineRow, CartRow};
use crate::db::promotion;
use crate::db::variant::{self, KnownVariant};
use chrono::Utc;
use std::collections::HashMap;
use subgraph_kit::db::{Conn, Db};
use subgraph_kit::id::{CartId, CartLineId, VariantId};
use subgraph_kit::identity::Caller;
use subgraph_kit::money::CurrencyCode;
use subgraph_kit::user_error::Code;

/// Most pieces of one variant in a cart.
pub(crate) const MAX_QUANTITY: i32 = 100;
/// Most lines of a cart.
pub(crate) const MAX_LINES: usize = 100;

/// What a write came to.
pub(crate) type Outcome = Result<Cart, Vec<Refusal>>;

/// So many of a variant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) variant: VariantId,
    pub(crate) quantity: i32,
}

/// A line's new quantity.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Changed {
    pub(crate) line: CartLineId,
    pub(crate) quantity: i32,
}

/// A change of a cart's lines or codes.
#[derive(Debug, Clone)]
pub(crate) enum Edit {
    Add(Vec<Wanted>),
    Update(Vec<Changed>),
    Remove(Vec<CartLineId>),
    /// These discount codes and no others.
    Codes(Vec<String>),
}

/// Rolls the transaction back when there are refusals.
pub(crate) enum Abort {
    Refused(Vec<Refusal>),
    Failed(DomainError),
}

impl<E: Into<DomainError>> From<E> for Abort {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

pub(crate) fn outcome<T>(result: Result<T, Abort>) -> Result<Result<T, Vec<Refusal>>, DomainError> {
    match result {
        Ok(done) => Ok(Ok(done)),
        Err(Abort::Refused(refusals)) => Ok(Err(refusals)),
        Err(Abort::Failed(error)) => Err(error),
    }
}

/// Makes a cart with these lines. A customer who has an open cart gets that one, with the lines added.
pub(crate) async fn create(
    db: &Db,
    caller: &Caller,
    lines: Vec<Wanted>,
) -> Result<Outcome, DomainError> {
    let customer = caller.customer();
    let result = db
        .transaction(async |conn| -> Result<Cart, Abort> {
            require_account(conn, caller.customer()).await?;
            let made = cart::insert(conn, CartId::new(), customer, CurrencyCode::Eur).await?;
            let row = match (made, customer) {
                (Some(row), _) => row,
                (None, Some(customer)) => {
                    existing(cart::lock_open_of(conn, customer).await?, "id")?
                }
                (None, None) => return Err(Abort::Refused(vec![no_such_cart("id")])),
            };
            if !lines.is_empty() {
                apply(conn, &row, &Edit::Add(lines.clone())).await?;
            }
            reload(conn, row.id).await
        })
        .await;
    outcome(result)
}

/// The cart that a write is for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    pub(crate) id: CartId,
    /// What the mutation calls the id.
    pub(crate) argument: &'static str,
    /// If given, it must be the cart's.
    pub(crate) version: Option<i32>,
}

/// Changes a cart's lines.
pub(crate) async fn edit(
    db: &Db,
    caller: &Caller,
    target: Target,
    edit: Edit,
) -> Result<Outcome, DomainError> {
    let result = db
        .transaction(async |conn| -> Result<Cart, Abort> {
            require_account(conn, caller.customer()).await?;
            let row = lock_for(conn, caller, target).await?;
            apply(conn, &row, &edit).await?;
            reload(conn, row.id).await
        })
        .await;
    outcome(result)
}

/// The cart, locked, if the caller may write to it and has seen its last version.
pub(crate) async fn lock_for(
    conn: &mut Conn,
    caller: &Caller,
    target: Target,
) -> Result<CartRow, Abort> {
    let row = existing(cart::lock(conn, target.id).await?, target.argument)?;
    if row.merged_into.is_some() || !carts::is_open_to(&row, caller) {
        return Err(Abort::Refused(vec![no_such_cart(target.argument)]));
    }
    if target.version.is_some_and(|version| version != row.version) {
        let message = "The cart was changed in the meantime, perhaps in another window. Look at it again, then go on.";
        return Err(Abort::Refused(vec![refuse(
            code::VERSION_CONFLICT,
            message,
            ["input", "version"],
        )]));
    }
    Ok(row)
}

fn existing(row: Option<CartRow>, argument: &str) -> Result<CartRow, Abort> {
    row.ok_or_else(|| Abort::Refused(vec![no_such_cart(argument)]))
}

pub(crate) async fn reload(conn: &mut Conn, id: CartId) -> Result<Cart, Abort> {
    let mut rows = cart::find(conn, &[id]).await?;
    let row = existing(rows.pop(), "id")?;
    Ok(carts::load_one(conn, row).await?)
}

async fn apply(conn: &mut Conn, row: &CartRow, edit: &Edit) -> Result<(), Abort> {
    let lines = cart::lines(conn, &[row.id]).await?;
    let change = match edit {
        Edit::Add(wanted) => add(conn, row.id, lines, wanted).await?,
        Edit::Update(changed) => update(conn, lines, changed).await?,
        Edit::Remove(ids) => {
            require_lines(&lines, ids)?;
            cart::remove_lines(conn, ids).await?;
            Vec::new()
        }
        Edit::Codes(codes) => {
            let codes = check_codes(conn, codes, Utc::now()).await?;
            promotion::replace_codes(conn, row.id, &codes).await?;
            Vec::new()
        }
    };
    for line in &change {
        cart::put_line(conn, line).await?;
    }
    Ok(cart::touch(conn, row.id).await?)
}

fn require_lines(lines: &[CartLineRow], ids: &[CartLineId]) -> Result<(), Abort> {
    let unknown = |(at, id): (usize, &CartLineId)| {
        let known = lines.iter().any(|line| line.id == *id);
        (!known).then(|| {
            let at = at.to_string();
            refuse(
                code::NOT_FOUND,
                "There is no such line in the cart.",
                ["input", "lineIds", &at],
            )
        })
    };
    none_or_abort(ids.iter().enumerate().filter_map(unknown).collect())
}

pub(super) fn none_or_abort(refusals: Vec<Refusal>) -> Result<(), Abort> {
    if refusals.is_empty() {
        Ok(())
    } else {
        Err(Abort::Refused(refusals))
    }
}

/// The lines that adding makes or changes: a variant that is in the cart already gets more pieces.
async fn add(
    conn: &mut Conn,
    cart: CartId,
    mut lines: Vec<CartLineRow>,
    wanted: &[Wanted],
) -> Result<Vec<CartLineRow>, Abort> {
    let before = lines.len();
    let ids: Vec<VariantId> = wanted.iter().map(|wanted| wanted.variant).collect();
    let known = variant::known(conn, &ids).await?;
    let mut refusals = Vec::new();
    let mut touched = Vec::new();
    for (at, wanted) in wanted.iter().enumerate() {
        let place = Place { list: "lines", at };
        let Some(variant) = sold(&known, wanted.variant) else {
            refusals.push(place.refuse(
                "variantId",
                code::VARIANT_UNKNOWN,
                "This is not sold here.",
            ));
            continue;
        };
        let at = lines
            .iter()
            .position(|line| line.variant_id == wanted.variant);
        let had = at.map_or(0, |at| lines[at].quantity);
        // The new pieces are checked by themselves too, so that -1 is no way to take some out.
        let quantity = check_quantity(wanted.quantity, variant, place)
            .and_then(|more| check_quantity(had.saturating_add(more), variant, place));
        let quantity = match quantity {
            Ok(quantity) => quantity,
            Err(refusal) => {
                refusals.push(refusal);
                continue;
            }
        };
        let at = at.unwrap_or_else(|| {
            lines.push(CartLineRow {
                id: CartLineId::new(),
                cart_id: cart,
                variant_id: wanted.variant,
                quantity,
                seen_price: variant.price.amount,
            });
            lines.len() - 1
        });
        lines[at].quantity = quantity;
        lines[at].seen_price = variant.price.amount;
        touched.push(at);
    }
    if lines.len() > MAX_LINES && lines.len() > before {
        let message = format!("A cart has at most {MAX_LINES} lines.");
        refusals.push(refuse(code::TOO_MANY_LINES, message, ["input", "lines"]));
    }
    none_or_abort(refusals)?;
    touched.dedup();
    Ok(touched.into_iter().map(|at| lines[at].clone()).collect())
}

async fn update(
    conn: &mut Conn,
    lines: Vec<CartLineRow>,
    changed: &[Changed],
) -> Result<Vec<CartLineRow>, Abort> {
    let ids: Vec<VariantId> = lines.iter().map(|line| line.variant_id).collect();
    let known = variant::known(conn, &ids).await?;
    let mut refusals = Vec::new();
    let mut touched = Vec::new();
    for (at, change) in changed.iter().enumerate() {
        let place = Place { list: "lines", at };
        let Some(line) = lines.iter().find(|line| line.id == change.line) else {
            refusals.push(place.refuse(
                "lineId",
                code::NOT_FOUND,
                "There is no such line in the cart.",
            ));
            continue;
        };
        let Some(variant) = sold(&known, line.variant_id) else {
            refusals.push(place.refuse(
                "lineId",
                code::WITHDRAWN,
                "This is no longer sold; remove the line.",
            ));
            continue;
        };
        match check_quantity(change.quantity, variant, place) {
            Ok(quantity) => {
                touched.push(CartLineRow {
                    quantity,
                    seen_price: variant.price.amount,
                    ..line.clone()
                });
            }
            Err(refusal) => refusals.push(refusal),
        }
    }
    none_or_abort(refusals)?;
    Ok(touched)
}

fn sold(known: &HashMap<VariantId, KnownVariant>, id: VariantId) -> Option<&KnownVariant> {
    known.get(&id).filter(|variant| !variant.row.withdrawn)
}

/// Where in the input a refusal belongs.
#[derive(Debug, Clone, Copy)]
struct Place {
    list: &'static str,
    at: usize,
}

impl Place {
    fn path(self, field: &str) -> Vec<String> {
        vec![
            "input".to_owned(),
            self.list.to_owned(),
            self.at.to_string(),
            field.to_owned(),
        ]
    }

    fn refuse(self, field: &str, code: Code, message: &str) -> Refusal {
        refuse(code, message, self.path(field))
    }
}

fn check_quantity(quantity: i32, variant: &KnownVariant, place: Place) -> Result<i32, Refusal> {
    if !(1..=MAX_QUANTITY).contains(&quantity) {
        let message = format!("The quantity must be between 1 and {MAX_QUANTITY}.");
        return Err(place.refuse("quantity", code::INVALID_QUANTITY, &message));
    }
    if quantity > variant.available {
        return Err(Refusal::InsufficientStock {
            variant: variant.row.variant_id,
            available: variant.available.max(0),
            field: place.path("quantity"),
        });
    }
    Ok(quantity)
}
