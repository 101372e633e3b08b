//! Patches heal: each is made, and the subgraphs composed again.

use gateway_composition::{Diagnostic, Severity, SubgraphSource, compose, patch};

use crate::corpus::{cases, composed, folders, name, subgraphs, told};

fn link(imports: &str) -> String {
    let imports: Vec<String> = imports
        .split(' ')
        .map(|name| format!("\"@{name}\""))
        .collect();
    format!(
        "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.3\", import: [{}])\n",
        imports.join(", ")
    )
}

fn sources(texts: &[(&str, &str)]) -> Vec<SubgraphSource> {
    let source = |(name, sdl): &(&str, &str)| SubgraphSource {
        name: (*name).to_owned(),
        url: String::new(),
        sdl: format!("{}{sdl}", link("key shareable external requires")),
        file: None,
    };
    texts.iter().map(source).collect()
}

/// Makes every patch that is told, until it composes; gives the findings of the first composition.
fn healed(sources: &[SubgraphSource]) -> Vec<Diagnostic> {
    let first = composed(sources).expect_err("it fails");
    let mut findings = first.clone();
    let mut patched = sources.to_vec();
    for _ in 0..8 {
        let Some(finding) = findings.iter().find(|finding| !finding.patch.is_empty()) else {
            panic!("nothing is offered:\n{}", told(&findings));
        };
        patched = patch::apply(&finding.patch, &patched);
        match compose(&patched) {
            Ok(_) => return first,
            Err(left) => findings = left,
        }
    }
    panic!("it is not healed:\n{}", told(&findings));
}

#[test]
fn every_patch_of_the_cases_removes_its_finding() {
    let mut patches = 0;
    for code in folders(&cases().join("codes")) {
        for case in folders(&code) {
            let sources = subgraphs(&case.join("fails"));
            let Err(findings) = compose(&sources) else {
                continue;
            };
            for finding in findings.iter().filter(|finding| !finding.patch.is_empty()) {
                patches += 1;
                let after = compose(&patch::apply(&finding.patch, &sources));
                let left = after.err().unwrap_or_default();
                let same = left
                    .iter()
                    .any(|other| (other.code, &other.message) == (finding.code, &finding.message));
                assert!(!same, "{}: {}", name(&case), told(&left));
            }
        }
    }
    assert!(patches >= 15, "only {patches} findings have a patch");
}

/// Where each error of a case has a patch, they compose in some order: one may take away what another mends.
#[test]
fn patches_of_the_cases_compose() {
    let mut whole = 0;
    for code in folders(&cases().join("codes")) {
        for case in folders(&code) {
            let sources = subgraphs(&case.join("fails"));
            let findings = compose(&sources).err().unwrap_or_default();
            let mut errors = findings.iter().filter(|f| f.severity == Severity::Error);
            if findings.is_empty() || errors.any(|finding| finding.patch.is_empty()) {
                continue;
            }
            assert!(
                is_healed(&sources, 4),
                "{}: {}",
                name(&case),
                told(&findings)
            );
            whole += 1;
        }
    }
    assert!(whole >= 12, "only {whole} cases are healed by patches");
}

/// Recursion is bounded by the number of patches that may still be made.
fn is_healed(sources: &[SubgraphSource], patches: usize) -> bool {
    let Err(findings) = compose(sources) else {
        return true;
    };
    let mut offered = findings.iter().filter(|finding| !finding.patch.is_empty());
    patches > 0
        && offered.any(|finding| is_healed(&patch::apply(&finding.patch, sources), patches - 1))
}

/// One row a way to link federation: its arguments, what else the subgraph has, and both as the patch leaves them.
#[test]
fn a_patch_imports_what_it_uses_where_it_can() {
    let shared = "type Query { x: Int }";
    let marked = "type Query { x: Int @shareable }";
    let prefixed = "type Query { x: Int @federation__shareable }";
    for (link, more, link_after, query) in [
        (
            ", import: [\"@key\"]",
            "",
            ", import: [\"@key\", \"@shareable\"]",
            marked,
        ),
        (
            ", import: [\"@key\" { name: \"@tag\", as: \"@mark\" } ]",
            "",
            ", import: [\"@key\" { name: \"@tag\", as: \"@mark\" }, \"@shareable\" ]",
            marked,
        ),
        (
            ", import: [{ name: \"@shareable\", as: \"@ours\" }]",
            "",
            ", import: [{ name: \"@shareable\", as: \"@ours\" }]",
            "type Query { x: Int @ours }",
        ),
        ("", "", "", prefixed),
        (", import: []", "", ", import: []", prefixed),
        (", import: \"@key\"", "", ", import: \"@key\"", prefixed),
        // The name is the subgraph's own, or the one with the prefix is in use.
        (
            ", import: [\"@key\"]",
            "directive @shareable on FIELD_DEFINITION",
            ", import: [\"@key\"]",
            prefixed,
        ),
        (
            ", import: [\"@key\"]",
            "type T { y: Int @federation__shareable }",
            ", import: [\"@key\"]",
            prefixed,
        ),
    ] {
        let source = |name: &str, link: &str, text: &str| SubgraphSource {
            name: name.to_owned(),
            url: String::new(),
            sdl: format!(
                "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.3\"{link})\n{text}"
            ),
            file: None,
        };
        let sources = [
            source("a", link, &format!("{shared}\n{more}")),
            source("b", ", import: [\"@shareable\"]", marked),
        ];
        let findings = composed(&sources).expect_err("`x` is not shareable in a");
        let finding = findings.iter().find(|f| f.code == "INVALID_FIELD_SHARING");
        let finding = finding.unwrap_or_else(|| panic!("{}", told(&findings)));
        let patched = patch::apply(&finding.patch, &sources);
        assert_eq!(
            patched[0],
            source("a", link_after, &format!("{query}\n{more}"))
        );
        let after = compose(&patched);
        assert!(after.is_ok(), "{}", told(&after.err().unwrap_or_default()));
    }
}

/// One row an unreachable field: the subgraphs, and what heals it.
#[test]
fn unreachable_fields_are_healed_by_the_smallest_edit() {
    for (texts, fix) in [
        (
            [
                (
                    "a",
                    "type Query { t: T } type T @key(fields: \"id\") { id: ID! }",
                ),
                (
                    "b",
                    "type T @key(fields: \"id\", resolvable: false) { id: ID! x: Int y: Int }",
                ),
            ],
            "make the key \"id\" of `T` in b resolvable",
        ),
        (
            [
                (
                    "a",
                    "type Query { t: T } type T @key(fields: \"id\") { id: ID! }",
                ),
                ("b", "type T { x: Int }"),
            ],
            "add `@key(fields: \"id\")` to `T` in b",
        ),
        (
            [
                (
                    "a",
                    "type Query { t: T }\n# odd { @\ntype T {\n  n: Int @shareable\n}",
                ),
                ("b", "type T @key(fields: \"id\") { id: ID! x: Int }"),
            ],
            "declare the key \"id\" on `T` in a",
        ),
        (
            [
                ("a", "type Query { v: V } type V { n: Int @shareable }"),
                (
                    "b",
                    "type Query { w: V } type V { n: Int @shareable x: Int @shareable }",
                ),
            ],
            "resolve `V.x` in a as well, and mark it @shareable",
        ),
    ] {
        let mut findings = healed(&sources(&texts));
        findings.retain(|finding| finding.severity == Severity::Error);
        assert_eq!(findings.len(), 1, "{}", told(&findings));
        assert_eq!(findings[0].fix.as_deref(), Some(fix), "{}", told(&findings));
    }
}

/// `T.x` and, through it, `U.y` and `U.z` are out of reach for one missing key.
#[test]
fn what_one_edit_heals_is_one_finding() {
    let all = sources(&[
        (
            "a",
            "type Query { t: T u: U } type T @key(fields: \"id\") { id: ID! } type U @key(fields: \"id\") { id: ID! }",
        ),
        (
            "b",
            "type T @key(fields: \"id\", resolvable: false) { id: ID! x: Int }",
        ),
        (
            "c",
            "type T @key(fields: \"id\") { id: ID! x: Int @external z: Int @requires(fields: \"x\") }",
        ),
    ]);
    let findings = healed(&all);
    assert_eq!(findings.len(), 1, "{}", told(&findings));
    insta::assert_snapshot!("one_edit", told(&findings));
}

#[test]
fn a_missing_import_is_added_where_it_belongs() {
    let plain = |sdl: &str| SubgraphSource {
        name: "a".to_owned(),
        url: String::new(),
        sdl: sdl.to_owned(),
        file: None,
    };
    for (before, after) in [
        (
            "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.3\", import: [\"@key\"])\ntype Query { a: Int @shareable }",
            "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.3\", import: [\"@shareable\", \"@key\"])\ntype Query { a: Int @shareable }",
        ),
        (
            "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.3\")\ntype Query { a: Int @shareable }",
            "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.3\", import: [\"@shareable\"])\ntype Query { a: Int @shareable }",
        ),
        (
            "type Query { a: Int @override(from: \"b\") t: T } type T @key(fields: \"id\") { id: ID! }",
            "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.5\", import: [\"@key\", \"@override\"])\ntype Query { a: Int @override(from: \"b\") t: T } type T @key(fields: \"id\") { id: ID! }",
        ),
    ] {
        let sources = [plain(before)];
        let findings = compose(&sources).expect_err("it is not imported");
        let patched = patch::apply(&findings[0].patch, &sources);
        assert_eq!(patched[0].sdl, after, "{}", told(&findings));
        assert!(compose(&patched).is_ok());
    }
}
