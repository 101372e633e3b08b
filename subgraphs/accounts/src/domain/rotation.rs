//! What becomes of a refresh token that is presented. The rule and its reasons stand in
//! [`super::refresh_token`]; here it is as a table.

use chrono::{DateTime, Utc};

use super::refresh_token::REUSE_GRACE;
use crate::db::{refresh_token::RefreshTokenRow, session::SessionRow};

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Unused: spend it and issue its successor.
    Rotate,
    /// Spent a moment ago and the successor is unused: hand out the successor again.
    Repeat,
    /// Spent a moment ago, and so is the successor: a straggler, refused without consequence. The
    /// client that holds the youngest token goes on.
    Superseded,
    /// Past its time, or its session's.
    Expired,
    /// Its session was revoked.
    Revoked,
    /// Spent long ago: somebody else holds a copy, and the session is revoked.
    Reused,
}

/// Judges a token of a session; `successor` is the token that followed it, if any did.
pub fn judge(
    token: &RefreshTokenRow,
    session: &SessionRow,
    successor: Option<&RefreshTokenRow>,
    now: DateTime<Utc>,
) -> Verdict {
    if session.revoked_at.is_some() {
        return Verdict::Revoked;
    }
    if token.expires_at <= now || session.expires_at <= now {
        return Verdict::Expired;
    }
    match (token.spent_at, successor) {
        (None, _) => Verdict::Rotate,
        (Some(spent_at), _) if spent_at + REUSE_GRACE <= now => Verdict::Reused,
        (Some(_), Some(next)) if next.spent_at.is_none() => Verdict::Repeat,
        (Some(_), _) => Verdict::Superseded,
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use subgraph_kit::id::CustomerId;

    use super::*;
    use crate::domain::session::SessionId;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    fn session(expires: i64, revoked: Option<i64>) -> SessionRow {
        SessionRow {
            id: SessionId::new(),
            customer_id: CustomerId::new(),
            successor_seed: vec![0; 32],
            created_at: at(0),
            expires_at: at(expires),
            revoked_at: revoked.map(at),
            revoked_why: revoked.map(|_| "logout".into()),
        }
    }

    fn token(session: &SessionRow, expires: i64, spent: Option<i64>) -> RefreshTokenRow {
        RefreshTokenRow {
            token_hash: vec![0; 32],
            session_id: session.id,
            issued_at: at(0),
            expires_at: at(expires),
            spent_at: spent.map(at),
        }
    }

    #[test]
    fn the_table() {
        let live = session(10_000, None);
        let next = |spent| Some(token(&live, 5_000, spent));
        for (name, session, spent, successor, now, verdict) in [
            ("unused", &live, None, None, 100, Verdict::Rotate),
            (
                "two tabs",
                &live,
                Some(100),
                next(None),
                129,
                Verdict::Repeat,
            ),
            (
                "a straggler",
                &live,
                Some(100),
                next(Some(110)),
                129,
                Verdict::Superseded,
            ),
            ("a copy", &live, Some(100), next(None), 130, Verdict::Reused),
            (
                "a copy, later on",
                &live,
                Some(100),
                next(Some(110)),
                130,
                Verdict::Reused,
            ),
            ("too old", &live, None, None, 5_000, Verdict::Expired),
            (
                "spent and too old",
                &live,
                Some(100),
                next(None),
                5_000,
                Verdict::Expired,
            ),
            (
                "session too old",
                &session(50, None),
                None,
                None,
                50,
                Verdict::Expired,
            ),
            (
                "logged out",
                &session(9_999, Some(60)),
                None,
                None,
                100,
                Verdict::Revoked,
            ),
            (
                "a copy after logout",
                &session(9_999, Some(60)),
                Some(50),
                None,
                100,
                Verdict::Revoked,
            ),
        ] {
            let token = token(session, 5_000, spent);
            assert_eq!(
                judge(&token, session, successor.as_ref(), at(now)),
                verdict,
                "{name}"
            );
        }
    }
}
