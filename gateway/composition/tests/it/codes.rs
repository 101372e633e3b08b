//! A folder a case under `tests/cases/codes/CODE/`: subgraphs that fail with the code (`fails/`), the same healed
//! (`fixed/`), and what is told of the first (`fails.snap`).

use gateway_composition::{Severity, SubgraphSource, codes, compose};

use crate::corpus::{cases, composed, folders, name, subgraphs, told};

#[test]
fn each_failing_case_is_told_with_its_code() {
    let mut wrong = Vec::new();
    for code in folders(&cases().join("codes")) {
        for case in folders(&code) {
            let label = format!("{}/{}", name(&code), name(&case));
            let findings = match composed(&subgraphs(&case.join("fails"))) {
                Ok(_) => {
                    wrong.push(format!("{label} composes"));
                    continue;
                }
                Err(findings) => findings,
            };
            if !findings.iter().any(|finding| finding.code == name(&code)) {
                wrong.push(format!("{label} fails otherwise:\n{}", told(&findings)));
                continue;
            }
            for finding in findings.iter().filter(|f| f.severity == Severity::Error) {
                let placed = !finding.places.is_empty();
                assert!(
                    placed || ["NO_QUERIES"].contains(&finding.code),
                    "{label}: {finding} has no place"
                );
            }
            insta::with_settings!({snapshot_path => &case, prepend_module_to_snapshot => false, omit_expression => true}, {
                insta::assert_snapshot!("fails", told(&findings));
            });
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_fixed_case_composes() {
    let mut wrong = Vec::new();
    for code in folders(&cases().join("codes")) {
        for case in folders(&code) {
            let fixed = case.join("fixed");
            assert!(fixed.is_dir(), "{} has no fixed form", case.display());
            if let Err(findings) = composed(&subgraphs(&fixed)) {
                wrong.push(format!(
                    "{}/{}:\n{}",
                    name(&code),
                    name(&case),
                    told(&findings)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_has_a_case_or_a_reason() {
    let have: Vec<String> = folders(&cases().join("codes"))
        .iter()
        .map(|path| name(path))
        .collect();
    for code in codes::all() {
        let excused = codes::without_example(code.name).is_some();
        let present = have.iter().any(|name| name == code.name);
        assert!(
            excused != present,
            "{}: case {present}, excused {excused}",
            code.name
        );
    }
    for name in &have {
        assert!(codes::find(name).is_some(), "{name} is no code");
    }
}

#[test]
fn names_of_subgraphs_are_checked() {
    let source = |name: &str| SubgraphSource {
        name: name.to_owned(),
        url: String::new(),
        sdl: "type Query { a: Int }".to_owned(),
        file: None,
    };
    for names in [&["", "a"][..], &["_"], &["a", "a"]] {
        let sources: Vec<_> = names.iter().map(|name| source(name)).collect();
        let findings = compose(&sources).expect_err("the names are refused");
        assert!(
            findings.iter().any(|f| f.code == "INVALID_SUBGRAPH_NAME"),
            "{names:?}"
        );
    }
}

#[test]
fn no_subgraphs_are_no_graph() {
    let findings = compose(&[]).expect_err("there is nothing to ask");
    assert_eq!(findings[0].code, "NO_QUERIES");
}

#[test]
fn a_link_that_is_nearly_federations_is_a_hint() {
    let source = SubgraphSource {
        name: "a".to_owned(),
        url: String::new(),
        sdl: "extend schema @link(url: \"https://specs.apollo.dev/federaton/v2.3\")\ntype Query { a: Int }"
            .to_owned(),
        file: None,
    };
    let composition = compose(&[source]).expect("it is Federation 1");
    let hint = composition.hints.first().expect("it is told");
    assert_eq!(hint.code, "LINK_LOOKS_LIKE_FEDERATION");
    assert_eq!(hint.places[0].line, 1);
}
