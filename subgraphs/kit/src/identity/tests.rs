use super::*;
use crate::id::CustomerId;

fn verifier(signer: &Signer) -> Verifier {
    let key = signer.public_jwk().unwrap().parse().unwrap();
    Verifier::new(Some(key), "orders")
}

#[test]
fn a_signed_identity_is_read_back() {
    let signer = Signer::generate();
    let customer = Caller::Customer {
        id: CustomerId::new(),
        scopes: Scopes::parse("catalog:write staff"),
    };
    for caller in [Caller::Guest, customer] {
        let token = signer.sign(&caller, "orders").unwrap();
        assert_eq!(verifier(&signer).verify(Some(&token)).unwrap(), caller);
    }
}

#[test]
fn bad_identities_are_refused() {
    let signer = Signer::generate();
    let verifier = verifier(&signer);
    assert_eq!(
        verifier.verify(None).unwrap_err().code(),
        "IDENTITY_REQUIRED"
    );
    let elsewhere = signer.sign(&Caller::Guest, "payments").unwrap();
    let forged = Signer::generate().sign(&Caller::Guest, "orders").unwrap();
    let good = signer.sign(&Caller::Guest, "orders").unwrap();
    let unsigned = format!("{}.", good.rsplit_once('.').unwrap().0);
    for bad in ["", "x", "a.b.c", &elsewhere, &forged, &unsigned] {
        assert_eq!(
            verifier.verify(Some(bad)).unwrap_err().code(),
            "IDENTITY_INVALID",
            "{bad}"
        );
    }
}

#[test]
fn without_a_key_everybody_is_a_guest() {
    let verifier = Verifier::new(None, "orders");
    assert_eq!(verifier.verify(Some("anything")).unwrap(), Caller::Guest);
}

#[test]
fn a_text_that_is_no_key_is_refused() {
    for bad in [
        "",
        "x",
        "{}",
        "-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----",
    ] {
        assert!(bad.parse::<IdentityKey>().is_err(), "{bad}");
    }
}
