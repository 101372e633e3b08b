//! Demo accounts. Their passwords are documented, so they belong into a demo and nowhere else:
//! nothing calls this but the launcher.

mod people;

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use subgraph_kit::{
    db::{Conn, Db},
    events::outbox,
    id::{AddressId, CustomerId},
};

pub use self::people::DemoLogin;
use self::people::{LOGINS, REVIEWERS};
use crate::{
    db::{self, address::AddressRow, customer::CustomerRow},
    domain::{
        fault::Fault,
        hashing::{Hashing, HashingLimits},
    },
    events::AccountRegistered,
};

/// The demo accounts as they are in the database.
#[derive(Clone, Debug)]
pub struct DemoAccounts {
    /// Those with a password: two customers and one of staff.
    pub logins: Vec<(&'static DemoLogin, CustomerId)>,
    /// Customers who cannot log in; they write the demo reviews.
    pub reviewers: Vec<CustomerId>,
}

/// Adds those of the demo accounts that are not there. An account that somebody opened with such
/// an address meanwhile is left as it is.
pub async fn seed(db: &Db) -> Result<DemoAccounts, Fault> {
    let now = Utc::now();
    let mut logins = Vec::with_capacity(LOGINS.len());
    for login in LOGINS {
        logins.push((login, seed_login(db, login, now).await?));
    }
    let reviewers = db
        .transaction(async move |conn| seed_reviewers(conn, now).await)
        .await?;
    Ok(DemoAccounts { logins, reviewers })
}

async fn seed_login(
    db: &Db,
    login: &'static DemoLogin,
    now: DateTime<Utc>,
) -> Result<CustomerId, Fault> {
    let mut conn = db.conn().await?;
    if let Some(known) = db::customer::by_email(&mut conn, login.email).await? {
        return Ok(known.id);
    }
    drop(conn);
    let hash = Hashing::new(HashingLimits::default())
        .hash(login.password.to_owned())
        .await?;
    db.transaction(async move |conn| add_login(conn, login, &hash, now).await)
        .await
}

async fn add_login(
    conn: &mut Conn,
    login: &DemoLogin,
    password_hash: &str,
    now: DateTime<Utc>,
) -> Result<CustomerId, Fault> {
    let row = CustomerRow {
        // Nobody reads these mailboxes.
        email_verified_at: Some(now),
        ..customer(login.email, login.display_name, now)
    };
    if !db::customer::insert(conn, &row).await? {
        // Somebody else is seeding, or registering, at this moment.
        return existing(conn, &row).await;
    }
    db::credential::insert(conn, row.id, password_hash, now).await?;
    if !login.scopes.is_empty() {
        db::staff::set(conn, row.id, login.scopes).await?;
    }
    if let Some(address) = &login.address {
        db::address::insert(conn, &address.row(row.id, now)).await?;
    }
    outbox::append(conn, &AccountRegistered::from(&row)).await?;
    Ok(row.id)
}

/// No event tells of these: they have no password and wait for no mail.
async fn seed_reviewers(conn: &mut Conn, now: DateTime<Utc>) -> Result<Vec<CustomerId>, Fault> {
    let mut ids = Vec::with_capacity(REVIEWERS.len());
    for (email, name) in REVIEWERS {
        // They have been customers for longer than their oldest review.
        let row = customer(email, name, now - TimeDelta::days(500));
        let is_new = db::customer::insert(conn, &row).await?;
        ids.push(if is_new {
            row.id
        } else {
            existing(conn, &row).await?
        });
    }
    Ok(ids)
}

/// The customer with that e-mail, which may have been registered by hand under another id.
async fn existing(conn: &mut Conn, row: &CustomerRow) -> Result<CustomerId, Fault> {
    let known = db::customer::by_email(conn, &row.email).await?;
    Ok(known.map_or(row.id, |known| known.id))
}

fn customer(email: &str, display_name: &str, registered_at: DateTime<Utc>) -> CustomerRow {
    CustomerRow {
        id: id(email),
        email: email.to_owned(),
        display_name: display_name.to_owned(),
        registered_at,
        email_verified_at: None,
    }
}

/// The same in every installation, so that what other services seed about a customer fits.
fn id(email: &str) -> CustomerId {
    let digest: [u8; 32] = Sha256::digest(format!("portico demo account {email}")).into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    CustomerId::from_uuid(uuid::Builder::from_random_bytes(bytes).into_uuid())
}

impl people::DemoAddress {
    fn row(&self, customer_id: CustomerId, created_at: DateTime<Utc>) -> AddressRow {
        AddressRow {
            id: AddressId::new(),
            customer_id,
            name: self.name.to_owned(),
            line1: self.line1.to_owned(),
            line2: None,
            city: self.city.to_owned(),
            region: None,
            postal_code: self.postal_code.to_owned(),
            country_code: self.country.as_str().to_owned(),
            is_default: true,
            created_at,
        }
    }
}
