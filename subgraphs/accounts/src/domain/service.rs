//! What all actions share.

use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::db::{Connection, Pool, PoolError};
use thiserror::Error;

use super::{
    access_token::{self, AccessToken, AccessTokenError},
    hashing::{Hashing, HashingError},
    key_ring::KeyRing,
    session::Grant,
};
use crate::db::{self, customer::CustomerRow};
