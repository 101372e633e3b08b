//! `@link` and its names.

use apollo_compiler::Schema;
use gateway_supergraph::links::{Links, SpecUrl, Version, identity};

fn links(schema: &str) -> (Links, Vec<String>) {
    let text = format!("{schema} type Query {{ a: Int }}");
    let schema = Schema::builder()
        .adopt_orphan_extensions()
        .parse(text, "s.graphql")
        .build()
        .expect("the test's schema builds");
    let (links, errors) = Links::read(&schema.schema_definition.directives);
    (links, errors.iter().map(ToString::to_string).collect())
}

#[test]
fn urls_are_taken_apart() {
    for (text, identity, name, version) in [
        (
            "https://specs.apollo.dev/federation/v2.5",
            "https://specs.apollo.dev/federation",
            Some("federation"),
            Some(Version::new(2, 5)),
        ),
        (
            "https://specs.apollo.dev/federation/v2.5/?a=b#c",
            "https://specs.apollo.dev/federation",
            Some("federation"),
            Some(Version::new(2, 5)),
        ),
        (
            "https://example.com/spec",
            "https://example.com/spec",
            Some("spec"),
            None,
        ),
        (
            "https://example.com/sp-ec/v1.0",
            "https://example.com/sp-ec",
            None,
            Some(Version::new(1, 0)),
        ),
    ] {
        let url = SpecUrl::parse(text).unwrap();
        assert_eq!(url.identity, identity);
        assert_eq!(url.name.as_deref(), name);
        assert_eq!(url.version, version);
    }
    for text in [
        "",
        "federation",
        "https://",
        "https://x",
        "https://x/v1.0",
        "a b://c/d",
    ] {
        assert!(SpecUrl::parse(text).is_err(), "{text}");
    }
}

#[test]
fn names_follow_imports_and_namespaces() {
    let (links, errors) = links(
        r#"extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", as: "fed", import: ["@key", {name: "@shareable", as: "@shared"}, "FieldSet"])
        @link(url: "https://specs.apollo.dev/tag/v0.3")"#,
    );
    assert!(errors.is_empty());
    let name = |element| links.directive_name(identity::FEDERATION, element).unwrap();
    assert_eq!(name("key"), "key");
    assert_eq!(name("shareable"), "shared");
    assert_eq!(name("requires"), "fed__requires");
    assert_eq!(links.directive_name(identity::TAG, "tag").unwrap(), "tag");
    let federation = links.by_identity(identity::FEDERATION).unwrap();
    assert_eq!(federation.type_name("FieldSet"), "FieldSet");
    assert_eq!(federation.type_name("Policy"), "fed__Policy");
    let (link, element) = links.directive_source("shared").unwrap();
    assert_eq!(
        (link.url.identity.as_str(), element.as_str()),
        (identity::FEDERATION, "shareable")
    );
    assert!(links.directive_source("fed__override").is_some());
    assert!(links.directive_source("shareable").is_none());
    assert!(links.type_source("fed__Policy").is_some());
}

#[test]
fn the_link_directive_itself_may_be_renamed() {
    let (links, errors) = links(
        r#"schema @lnk(url: "https://specs.apollo.dev/link/v1.0", as: "lnk") @lnk(url: "https://specs.apollo.dev/tag/v0.3", as: "label") { query: Query }"#,
    );
    assert!(errors.is_empty());
    assert_eq!(links.directive.as_deref(), Some("lnk"));
    assert_eq!(links.directive_name(identity::TAG, "tag").unwrap(), "label");
}

#[test]
fn each_bad_link_is_told() {
    let (links, errors) = links(
        r#"extend schema
        @link(url: "nothing")
        @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", 7, {name: "@tag", as: "tag"}, {as: "@x"}])
        @link(url: "https://specs.apollo.dev/federation/v2.6")
        @link(url: "https://a.example/x/v1.0", as: "x_")
        @link(url: "https://a.example/federation/v1.0")
        @link(url: "https://a.example/y/v1.0", for: LUNCH)
        @link(as: "z")"#,
    );
    assert_eq!(errors.len(), 9, "{errors:#?}");
    assert_eq!(links.links.len(), 2);
}
