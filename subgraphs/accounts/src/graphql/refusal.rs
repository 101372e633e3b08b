//! How refusals become answers: what the caller can mend as `userErrors`, all else as errors.

use async_graphql::{Error, Result};
use subgraph_kit::{
    address::AddressFault,
    erasure::account_gone,
    error::{client, codes, internal},
    user_error::{InputError, UserError, sentence},
};

use crate::domain::{
    address::fault_code,
    address_book::AddressBookError,
    code,
    display_name::DisplayNameFault,
    erasure::EraseError,
    fault::Fault,
    hashing::HashingError,
    login::LoginError,
    password_reset::ResetError,
    refresh::RefreshError,
    register::{RegisterError, RegisterRefusal},
    verification::VerifyError,
};

/// A fault as the caller sees it: too much to do is worth another try, all else is ours.
pub(super) fn fault(fault: Fault) -> Error {
    match fault {
        Fault::Hashing(HashingError::Busy) => client(
            codes::UNAVAILABLE,
            "Too many people are logging in. Try again in a moment.",
        ),
        fault => internal(fault),
    }
}

pub(super) fn register(error: RegisterError) -> Result<Vec<UserError>> {
    match error {
        RegisterError::Fault(error) => Err(fault(error)),
        RegisterError::Refused(refusals) => Ok(refusals.into_iter().map(registration).collect()),
    }
}

fn registration(refusal: RegisterRefusal) -> UserError {
    let (code, field) = match refusal {
        RegisterRefusal::Password(fault) => (fault.code(), "password"),
        RegisterRefusal::DisplayName(_) => (DisplayNameFault::CODE, "displayName"),
        RegisterRefusal::EmailUnavailable => (code::EMAIL_UNAVAILABLE, "email"),
    };
    user_error(InputError::new(code, sentence(&refusal)).at(["input", field]))
}

pub(super) fn login(error: LoginError) -> Result<Vec<UserError>> {
    match error {
        LoginError::WrongCredentials => Ok(vec![user_error(InputError::new(
            code::INVALID_CREDENTIALS,
            sentence(&error),
        ))]),
        LoginError::Throttled { retry_after } => {
            let seconds = retry_after.num_seconds() + 1;
            let text = format!("Too many attempts. Try again in {seconds} seconds.");
            Ok(vec![user_error(InputError::new(
                code::LOGIN_THROTTLED,
                text,
            ))])
        }
        LoginError::Fault(error) => Err(fault(error)),
    }
}

pub(super) fn refresh(error: RefreshError) -> Result<Vec<UserError>> {
    match error {
        RefreshError::Invalid => {
            let error = InputError::new(
                code::REFRESH_TOKEN_INVALID,
                "The session is over. Log in again.",
            );
            Ok(vec![user_error(error.at(["refreshToken"]))])
        }
        RefreshError::Fault(error) => Err(fault(error)),
    }
}

pub(super) fn verification(error: VerifyError) -> Result<Vec<UserError>> {
    let text = sentence(&error);
    match error {
        VerifyError::TokenInvalid => Ok(vec![mail_token(text)]),
        VerifyError::TooManyMails => Ok(vec![user_error(InputError::new(
            code::MAIL_THROTTLED,
            text,
        ))]),
        VerifyError::NoCustomer => Err(account_gone()),
        VerifyError::Fault(error) => Err(fault(error)),
    }
}

pub(super) fn reset(error: ResetError) -> Result<Vec<UserError>> {
    match error {
        ResetError::TokenInvalid => Ok(vec![mail_token(sentence(&error))]),
        ResetError::Password(refused) => {
            let error = InputError::new(refused.code(), sentence(&refused));
            Ok(vec![user_error(error.at(["input", "newPassword"]))])
        }
        ResetError::Fault(error) => Err(fault(error)),
    }
}

pub(super) fn erase(error: EraseError) -> Result<Vec<UserError>> {
    match error {
        EraseError::WrongPassword => {
            let error = InputError::new(code::INVALID_CREDENTIALS, sentence(&error));
            Ok(vec![user_error(error.at(["input", "password"]))])
        }
        EraseError::NoCustomer => Err(account_gone()),
        EraseError::Fault(error) => Err(fault(error)),
    }
}

fn mail_token(text: String) -> UserError {
    user_error(InputError::new(code::MAIL_TOKEN_INVALID, text).at(["input", "token"]))
}

pub(super) fn address_book(error: AddressBookError) -> Result<Vec<UserError>> {
    let text = sentence(&error);
    match error {
        AddressBookError::Refused(faults) => Ok(faults.iter().map(address).collect()),
        AddressBookError::Full => Ok(vec![user_error(InputError::new(
            code::TOO_MANY_ADDRESSES,
            text,
        ))]),
        AddressBookError::NotFound => Ok(vec![user_error(
            InputError::new(code::ADDRESS_NOT_FOUND, text).at(["id"]),
        )]),
        AddressBookError::NoCustomer => Err(account_gone()),
        AddressBookError::Fault(error) => Err(fault(error)),
    }
}

pub(super) fn display_name(fault: DisplayNameFault) -> UserError {
    let error = InputError::new(DisplayNameFault::CODE, sentence(&fault));
    user_error(error.at(["input", "displayName"]))
}

fn address(fault: &AddressFault) -> UserError {
    user_error(InputError::new(fault_code(fault), sentence(fault)).at(["input", fault.field()]))
}

fn user_error(error: InputError) -> UserError {
    UserError::InputError(error)
}
