//! A guest's cart becomes the customer's: at login, atomically, and to no effect the second time.

use super::cart::Cart;
use super::edit::{Abort, MAX_LINES, MAX_QUANTITY, outcome, reload};
use super::refusal::{Refusal, no_such_cart};
use super::{DomainError, require_account};
use crate::db::cart::{self, CartLineRow, CartRow};
use crate::db::promotion;
use subgraph_kit::db::{Conn, Db};
use subgraph_kit::id::{CartId, CustomerId};

/// What claiming came to: the customer's cart, and whether something did not fit into it.
#[derive(Debug)]
pub(crate) struct Claimed {
    pub(crate) cart: Cart,
    pub(crate) cut: bool,
}

/// Claims the cart `id` for `customer`. If they have an open cart, the lines are merged into it: quantities of the same
/// variant add up, to at most what one line may hold.
pub(crate) async fn claim(
    db: &Db,
    customer: CustomerId,
    id: CartId,
) -> Result<Result<Claimed, Vec<Refusal>>, DomainError> {
    let result = db
        .transaction(async |conn| -> Result<Claimed, Abort> {
            require_account(conn, Some(customer)).await?;
            cart::lock_customer(conn, customer).await?;
            let own = cart::lock_open_of(conn, customer).await?;
            let row = cart::lock(conn, id).await?;
            let Some(row) = row.filter(|row| row.customer_id.is_none_or(|owner| owner == customer))
            else {
                return Err(Abort::Refused(vec![no_such_cart("id")]));
            };
            let (target, cut) = settle(conn, customer, own, &row).await?;
            Ok(Claimed {
                cart: reload(conn, target).await?,
                cut,
            })
        })
        .await;
    outcome(result)
}

/// Makes the cart the customer's; which cart is theirs now, and whether something was cut.
async fn settle(
    conn: &mut Conn,
    customer: CustomerId,
    own: Option<CartRow>,
    row: &CartRow,
) -> Result<(CartId, bool), Abort> {
    if let Some(into) = row.merged_into {
        return Ok((into, false));
    }
    match own {
        Some(own) if own.id == row.id => Ok((own.id, false)),
        Some(own) => {
            let cut = merge(conn, &own, row).await?;
            merge_codes(conn, &own, row).await?;
            cart::close_as_merged(conn, row.id, own.id, customer).await?;
            cart::touch(conn, own.id).await?;
            Ok((own.id, cut))
        }
        None => {
            cart::give_to(conn, row.id, customer).await?;
            cart::touch(conn, row.id).await?;
            Ok((row.id, false))
        }
    }
}

async fn merge(conn: &mut Conn, own: &CartRow, guest: &CartRow) -> Result<bool, Abort> {
    let mut lines = cart::lines(conn, &[own.id]).await?;
    let guests = cart::lines(conn, &[guest.id]).await?;
    let mut cut = false;
    for line in guests {
        match lines
            .iter()
            .position(|mine| mine.variant_id == line.variant_id)
        {
            Some(at) => {
                let mine = &mut lines[at];
                let sum = mine.quantity + line.quantity;
                cut |= sum > MAX_QUANTITY;
                mine.quantity = sum.min(MAX_QUANTITY);
                mine.seen_price = line.seen_price;
                cart::put_line(conn, mine).await?;
            }
            None if lines.len() < MAX_LINES => {
                // A new id: the guest's line goes with the guest's cart.
                let moved = CartLineRow {
                    id: subgraph_kit::id::CartLineId::new(),
                    cart_id: own.id,
                    ..line
                };
                cart::put_line(conn, &moved).await?;
                lines.push(moved);
            }
            None => cut = true,
        }
    }
    Ok(cut)
}

/// The customer's own codes stay; the guest's are taken over by who had none.
async fn merge_codes(conn: &mut Conn, own: &CartRow, guest: &CartRow) -> Result<(), Abort> {
    let known = promotion::of_carts(conn, &[own.id, guest.id]).await?;
    if known.iter().any(|(cart, _)| *cart == own.id) {
        return Ok(promotion::remove_codes(conn, guest.id).await?);
    }
    let codes: Vec<String> = known.into_iter().map(|(_, of)| of.code).collect();
    promotion::remove_codes(conn, guest.id).await?;
    Ok(promotion::replace_codes(conn, own.id, &codes).await?)
}
