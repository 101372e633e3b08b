//! Cases that showed a fault once, made small.

use std::path::Path;

use gateway_differential::{Case, Split, Verdict};

#[test]
fn what_was_wrong_once_is_right() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut wrong = Vec::new();
    let mut cases = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let case = Case::parse(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let verdict = match Split::of(&case.subgraphs) {
            Ok(split) => split.judge(&case.operation, &case.settings),
            Err(why) => Verdict::Invalid(why),
        };
        cases += 1;
        if !verdict.is_same() {
            wrong.push(format!("{}: {verdict}", path.display()));
        }
    }
    assert!(cases > 0, "there are no cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_case_is_read_as_it_is_printed() {
    let text = "# about\n# it\n=== subgraph a\ntype Query { a: Int }\n=== operation\n{ a }\n=== settings\n{\n  \"variables\": {\n    \"n\": 1\n  }\n}\n";
    assert_eq!(Case::parse(text).unwrap().to_string(), text);
}
