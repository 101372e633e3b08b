//! What is said of codes.

use gateway_composition::explain::{explain, list, sources};
use gateway_composition::{codes, compose, hints};

#[test]
fn every_code_is_explained_by_examples_that_hold() {
    for code in codes::all() {
        let explanation = explain(code.name).expect("it is a code");
        assert_eq!(
            explanation.examples.is_empty(),
            explanation.without.is_some(),
            "{}",
            code.name
        );
        for example in &explanation.examples {
            let findings = compose(&sources(example.fails)).expect_err("it fails");
            assert!(
                findings.iter().any(|f| f.code == code.name),
                "{}",
                code.name
            );
            assert!(compose(&sources(example.fixed)).is_ok(), "{}", code.name);
        }
        let page = explanation.to_string();
        let shown = page.contains("This fails:") && page.contains(&format!("error[{}]", code.name));
        assert_eq!(shown, explanation.without.is_none(), "{page}");
    }
}

#[test]
fn a_page_reads_so() {
    let page = explain("invalid-field-sharing")
        .expect("it is a code")
        .to_string();
    insta::assert_snapshot!("page", page);
}

#[test]
fn all_are_listed() {
    let list = list();
    for code in codes::all() {
        assert!(
            list.contains(code.name) && list.contains(code.meaning),
            "{}",
            code.name
        );
    }
    for (name, meaning) in hints::ALL {
        assert!(list.contains(name) && list.contains(meaning), "{name}");
        assert_eq!(explain(name).expect("it is a hint").family, "hints");
    }
}

/// One row a name that is no code's: what is proposed.
#[test]
fn slips_are_told_with_what_was_meant() {
    for (written, near) in [
        ("SATISFIABILTY_ERROR", "SATISFIABILITY_ERROR"),
        ("NO_QUERY", "NO_QUERIES"),
        ("SHARING", "INVALID_FIELD_SHARING"),
    ] {
        let error = explain(written).expect_err("it is no code");
        assert!(error.near.contains(&near), "{written}: {error}");
        assert!(
            error
                .to_string()
                .contains(&format!("`{written}` is no code: did you mean"))
        );
    }
    let error = explain("nothing like it").expect_err("it is no code");
    assert_eq!(
        error.to_string(),
        "`nothing like it` is no code; without an argument, `explain` lists all"
    );
}
