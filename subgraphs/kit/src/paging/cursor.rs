//! Cursors: the key of a row, opaque to clients.

use super::PageError;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a list is ordered by: the sort column and the id that breaks ties, as in `(String, ProductId)`.
pub trait CursorKey: Serialize + DeserializeOwned {}

impl<A: Serialize + DeserializeOwned, B: Serialize + DeserializeOwned> CursorKey for (A, B) {}
impl<A, B, C> CursorKey for (A, B, C)
where
    A: Serialize + DeserializeOwned,
    B: Serialize + DeserializeOwned,
    C: Serialize + DeserializeOwned,
{
}
impl CursorKey for i64 {}
impl CursorKey for String {}

/// A position in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(String);

impl Cursor {
    /// The cursor of the row with this key.
    pub fn of<K: CursorKey>(key: &K) -> Self {
        let json = serde_json::to_vec(key).expect("a key of columns is always JSON");
        Self(URL_SAFE_NO_PAD.encode(json))
    }

    /// The key of the row it stands on; an error when it was not made by [`Cursor::of`] for this kind of list.
    pub fn key<K: CursorKey>(text: &str) -> Result<K, PageError> {
        let json = URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| PageError::BadCursor)?;
        serde_json::from_slice(&json).map_err(|_| PageError::BadCursor)
    }

    /// Its text, as sent to clients.
    pub fn into_string(self) -> String {
        self.0
    }
}
