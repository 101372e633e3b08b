//! Specs that a supergraph uses: renamed, optional, mandatory, missing.

use gateway_supergraph::Supergraph;

use crate::prelude::document;

const BODY: &str = "type Query @join__type(graph: A) { a: Int }";

fn linking(link: &str) -> String {
    document(BODY).replacen("schema\n", &format!("schema\n  {link}\n"), 1)
}

#[test]
fn an_unknown_optional_feature_is_tolerated() {
    let text = linking(r#"@link(url: "https://example.com/specs/extra/v3.1", import: ["@extra"])"#)
        + " directive @extra on OBJECT";
    let graph = Supergraph::parse(&text).unwrap();
    assert!(!graph.api_schema.directive_definitions.contains_key("extra"));
}

#[test]
fn an_unknown_mandatory_feature_is_refused_by_name() {
    let text = linking(r#"@link(url: "https://example.com/specs/extra/v3.1", for: EXECUTION)"#);
    let error = Supergraph::parse(&text).unwrap_err();
    assert_eq!(error.code(), "UNSUPPORTED_FEDERATION_DIRECTIVE");
    assert!(
        error
            .to_string()
            .contains("https://example.com/specs/extra/v3.1")
    );
}

#[test]
fn a_newer_join_spec_is_refused() {
    let text = document(BODY).replace("join/v0.5", "join/v0.9");
    let error = Supergraph::parse(&text).unwrap_err();
    assert_eq!(error.code(), "UNSUPPORTED_FEDERATION_DIRECTIVE");
}

#[test]
fn specs_may_be_renamed() {
    let text = document(
        r#"type Query @join__type(graph: A) { a: Int b: Int @inaccessible c: Int @authenticated }"#,
    );
    let text = text
        .replace("join/v0.5\"", "join/v0.5\", as: \"j\"")
        .replace("join__", "j__")
        .replace("inaccessible/v0.2\"", "inaccessible/v0.2\", as: \"hidden\"")
        .replace("@inaccessible", "@hidden")
        .replace(
            "authenticated/v0.1\"",
            "authenticated/v0.1\", import: [{name: \"@authenticated\", as: \"@login\"}]",
        )
        .replace("@authenticated on", "@login on")
        .replace("c: Int @authenticated", "c: Int @login");
    let graph = Supergraph::parse(&text).unwrap_or_else(|error| panic!("{error}"));
    let query = graph.type_named("Query").unwrap();
    assert!(query.fields["b"].inaccessible);
    assert!(query.fields["c"].authorization.authenticated);
    assert!(!graph.api_schema.to_string().contains("j__"));
}

#[test]
fn what_is_no_supergraph_is_refused() {
    for text in ["type Query { a: Int }", "type Query {", ""] {
        let error = Supergraph::parse(text).unwrap_err();
        assert_eq!(error.code(), "INVALID_FEDERATION_SUPERGRAPH", "{text}");
    }
}

#[test]
fn deep_documents_are_refused_without_overflow() {
    let deep = format!(
        "type Query {{ a(x: Int = {}1{}): Int }}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert!(Supergraph::parse(&deep).is_err());
}
