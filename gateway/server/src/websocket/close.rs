//! Why a socket is closed: the codes of the protocol.

use axum::extract::ws::{CloseFrame, Utf8Bytes};

/// A reason to close, with the code the protocol gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Close {
    /// 1001: the gateway shuts down.
    GoingAway,
    /// 1009: a message larger than `limits.body`.
    TooLarge,
    /// 4400, with what was wrong.
    BadMessage(&'static str),
    /// 4401: `subscribe` before the acknowledgement.
    Unauthorized,
    /// 4401: the token that opened the socket has come to its end.
    TokenExpired,
    /// 4403: the token in `connection_init` is not valid.
    Forbidden,
    /// 4406
    SubprotocolNotAcceptable,
    /// 4408
    InitTimeout,
    /// 4409
    DuplicateId,
    /// 4429: a second `connection_init`.
    TooManyInits,
    /// 1013: tokens cannot be verified at the moment.
    TryAgainLater,
}

impl Close {
    pub(super) fn code(self) -> u16 {
        match self {
            Self::GoingAway => 1001,
            Self::TooLarge => 1009,
            Self::BadMessage(_) => 4400,
            Self::Unauthorized | Self::TokenExpired => 4401,
            Self::Forbidden => 4403,
            Self::SubprotocolNotAcceptable => 4406,
            Self::InitTimeout => 4408,
            Self::DuplicateId => 4409,
            Self::TooManyInits => 4429,
            Self::TryAgainLater => 1013,
        }
    }

    fn reason(self) -> &'static str {
        match self {
            Self::GoingAway => "Going away",
            Self::TooLarge => "Message too large",
            Self::BadMessage(what) => what,
            Self::Unauthorized => "Unauthorized",
            Self::TokenExpired => "Token expired",
            Self::Forbidden => "Forbidden",
            Self::SubprotocolNotAcceptable => "Subprotocol not acceptable",
            Self::InitTimeout => "Connection initialisation timeout",
            Self::DuplicateId => "Subscriber for that id already exists",
            Self::TooManyInits => "Too many initialisation requests",
            Self::TryAgainLater => "Try again later",
        }
    }

    pub(super) fn frame(self) -> CloseFrame {
        CloseFrame {
            code: self.code(),
            reason: Utf8Bytes::from_static(self.reason()),
        }
    }
}
