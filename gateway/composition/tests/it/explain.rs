//! What is said of codes.

use gateway_composition::check::{ALL_CHECK_CODES, StoredOperation, compare, operations};
use gateway_composition::explain::{CHECK_EXAMPLES, CheckExample, explain, list, sources};
use gateway_composition::{Diagnostic, Severity, codes, compose, hints};

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

/// What `check` tells from one version to another, but for plans.
fn checked(
    example: &CheckExample,
    after: &[(&str, &str)],
    operation: Option<&str>,
) -> Vec<Diagnostic> {
    let api = |subgraphs: &[(&str, &str)]| {
        compose(&sources(subgraphs))
            .unwrap_or_else(|findings| panic!("{}: {findings:?}", example.code))
            .api_sdl
    };
    let after = api(after);
    let mut told = Vec::new();
    if !example.before.is_empty() {
        let changes = compare(&api(example.before), &after).expect("both are valid");
        told.extend(changes.iter().map(Diagnostic::from));
    }
    let schema = apollo_compiler::Schema::parse_and_validate(after, "api.graphql");
    let stored = operation.map(|text| StoredOperation {
        name: "operation.graphql".to_owned(),
        file: None,
        text: text.to_owned(),
    });
    told.extend(operations(&schema.expect("it is valid"), stored.as_slice()));
    told.retain(|finding| finding.code == example.code);
    told
}

/// Plans need a planner; the gateway's own tests hold their examples.
#[test]
fn every_code_of_check_is_explained_by_an_example_that_holds() {
    for (code, meaning) in ALL_CHECK_CODES {
        let explanation = explain(code).expect("it is a code");
        assert_eq!(
            (explanation.family, explanation.meaning),
            ("check", *meaning)
        );
        let example = explanation.check_example;
        let example = example.unwrap_or_else(|| panic!("{code} has no example"));
        let page = explanation.to_string();
        if code.starts_with("PLAN_") {
            assert!(page.contains("With this operation:"), "{page}");
            continue;
        }
        let worst = |findings: Vec<Diagnostic>| findings.iter().map(|f| f.severity).min();
        let fails = worst(checked(example, example.after, example.operation));
        assert!(page.contains(&format!("[{code}]: ")), "{page}");
        let fails = fails.unwrap_or_else(|| panic!("{code} is not told"));
        if example.fixed.is_empty() {
            assert_eq!(fails, Severity::Hint, "{code}");
            assert!(page.contains("Nothing need be done"), "{page}");
            continue;
        }
        assert!(fails < Severity::Hint, "{code}: {fails}");
        let fixed = checked(example, example.fixed, example.fixed_operation);
        let fixed = worst(fixed).unwrap_or(Severity::Hint);
        assert_eq!(fixed, Severity::Hint, "{code}");
    }
    assert_eq!(CHECK_EXAMPLES.len(), ALL_CHECK_CODES.len());
}

#[test]
fn a_page_of_check_reads_so() {
    let page = explain("field_removed").expect("it is a code").to_string();
    insta::assert_snapshot!("check_page", page);
}

#[test]
fn the_page_of_composition_lists_the_codes_of_check() {
    let page = include_str!("../../../../docs/composition.md");
    for (code, _) in ALL_CHECK_CODES {
        assert!(page.contains(&format!("`{code}`")), "{code}");
    }
}
