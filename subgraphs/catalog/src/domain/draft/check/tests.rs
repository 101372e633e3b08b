use super::*;
use crate::domain::draft::{ImageDraft, OptionDraft};
use subgraph_kit::money::{CurrencyCode, Money};

fn draft() -> ProductDraft {
    let variant = |sku: &str, colour: &str| VariantDraft {
        sku: sku.into(),
        selected: vec![("Colour".into(), colour.into())],
        price: Money::new(1_800, CurrencyCode::Eur),
        compare_at_price: None,
        weight_grams: 340,
        image_url: None,
    };
    ProductDraft {
        handle: "plain-mug".into(),
        title: "Plain Mug".into(),
        description: "A mug.".into(),
        vendor: "Kilnhouse".into(),
        category_handle: "kitchen".into(),
        options: vec![OptionDraft {
            name: "Colour".into(),
            values: vec!["Oat".into(), "Ink".into()],
        }],
        variants: vec![variant("A", "Oat"), variant("B", "Ink")],
        images: vec![ImageDraft {
            url: "/media/mug.svg".into(),
            alt: "A mug".into(),
            width: 400,
            height: 400,
        }],
    }
}

fn check(change: impl FnOnce(&mut ProductDraft)) -> Vec<String> {
    let mut draft = draft();
    change(&mut draft);
    let found = faults(&draft);
    found
        .into_iter()
        .map(|fault| {
            format!(
                "{} {}",
                fault.code,
                fault.field.unwrap_or_default().join(".")
            )
        })
        .collect()
}

#[test]
fn a_good_draft_has_no_faults() {
    assert_eq!(check(|_| ()), Vec::<String>::new());
}

#[test]
fn handles() {
    for bad in ["", "-", "a--b", "A", "a b", "a-", "é"] {
        assert_eq!(
            check(|draft| draft.handle = bad.into()),
            ["HANDLE_INVALID input.handle"],
            "{bad}"
        );
    }
}

#[test]
fn every_variant_selects_each_option_once() {
    let mismatch = "VARIANT_OPTIONS_MISMATCH input.variants.0.selectedOptions";
    let selected = |list: &[(&str, &str)]| {
        list.iter()
            .map(|(a, b)| (a.to_string(), b.to_string()))
            .collect()
    };
    for bad in [
        vec![],
        vec![("Colour", "Green")],
        vec![("Size", "Oat")],
        vec![("Colour", "Oat"), ("Size", "S")],
    ] {
        assert_eq!(
            check(|draft| draft.variants[0].selected = selected(&bad)),
            [mismatch],
            "{bad:?}"
        );
    }
    assert_eq!(
        check(|draft| draft.variants[1].selected = selected(&[("Colour", "Oat")])),
        ["VARIANT_DUPLICATE input.variants.1.selectedOptions"]
    );
}

#[test]
fn prices() {
    for (price, former, fine) in [
        (1, None, true),
        (0, None, false),
        (-1, None, false),
        (MAX_PRICE, None, true),
        (MAX_PRICE + 1, None, false),
        (100, Some(101), true),
        (100, Some(100), false),
    ] {
        assert_eq!(
            price_fault(price, former).is_none(),
            fine,
            "{price} {former:?}"
        );
    }
}

#[test]
fn all_findings_are_reported() {
    let found = check(|draft| {
        draft.title = " ".into();
        draft.options.push(OptionDraft {
            name: "a=b".into(),
            values: vec![],
        });
        draft.variants.truncate(1);
        draft.variants[0].weight_grams = 0;
        draft.variants[0].image_url = Some("/elsewhere.svg".into());
        draft.images[0].alt.clear();
    });
    insta::assert_snapshot!(found.join("\n"));
}
