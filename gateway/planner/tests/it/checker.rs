//! The checker is no yes-man: each way of breaking a good plan is found.

use std::collections::BTreeSet;

use apollo_compiler::ExecutableDocument;
use gateway_plan::check::{Finding, Input, check};
use gateway_plan::{
    EntityGroup, FetchId, FetchKind, Guard, Leaf, OutputType, Plan, Selection, SelectionField,
    SelectionItem,
};
use gateway_planner::{Limits, PlanOptions, normalize, plan};

use crate::check::composed;

const OPERATION: &str = "query($a: Boolean!) { p { name estimate size { w } stock @include(if: $a) media { ... on Book { pages } } } }";

/// What the checker says of a plan once it is broken.
fn broken(by: impl FnOnce(&mut Plan)) -> Vec<Finding> {
    let supergraph = composed(&[
        (
            "products",
            "type Query { p: Product } type Product @key(fields: \"id\") { id: ID! name: String price: Int size: Size media: Media }
             type Size { w: Int } union Media = Book | Film type Book { pages: Int! } type Film { pages: String }",
        ),
        (
            "stock",
            "type Product @key(fields: \"id\") { id: ID! price: Int @external stock: Int estimate: Int @requires(fields: \"price\") }",
        ),
    ]);
    let document =
        ExecutableDocument::parse_and_validate(&supergraph.api_schema, OPERATION, "operation")
            .expect("the operation is valid");
    let operation =
        normalize(&supergraph, &document, None, &Limits::default()).expect("it is small");
    let mut plan = plan(&supergraph, &operation, &PlanOptions::default()).expect("there is a plan");
    let input = Input {
        supergraph: &supergraph,
        document: &document,
        operation_name: None,
        overrides: &BTreeSet::new(),
    };
    assert_eq!(check(&plan, &input), Ok(()), "{plan}");
    by(&mut plan);
    check(&plan, &input).expect_err("the plan is broken")
}

fn root(plan: &mut Plan) -> &mut Selection {
    match &mut plan.fetches[0].kind {
        FetchKind::Root { selection, .. } => match &mut selection.items[0] {
            SelectionItem::Field(field) => &mut field.selection,
            SelectionItem::InlineFragment { .. } => panic!("the root holds a field"),
        },
        FetchKind::Entities { .. } => panic!("the first fetch is a root fetch"),
    }
}

fn group(plan: &mut Plan) -> &mut EntityGroup {
    match &mut plan.fetches[1].kind {
        FetchKind::Entities { groups } => &mut groups[0],
        FetchKind::Root { .. } => panic!("the second fetch is for entities"),
    }
}

fn named(name: &str) -> impl Fn(&SelectionItem) -> bool + '_ {
    move |item| matches!(item, SelectionItem::Field(field) if field.name == name)
}

fn field(name: &str) -> SelectionItem {
    SelectionItem::Field(SelectionField {
        name: name.to_owned(),
        storage_key: name.to_owned(),
        arguments: Vec::new(),
        directives: Vec::new(),
        guard: Guard::always(),
        selection: Selection::default(),
    })
}

#[test]
fn a_read_before_it_is_known() {
    let findings = broken(|plan| plan.fetches[1].needs.clear());
    assert!(
        findings
            .iter()
            .any(|one| matches!(one, Finding::NotKnown { fetch: 1, .. })),
        "{findings:?}"
    );
    let findings = broken(|plan| root(plan).items.retain(|item| !named("id")(item)));
    assert!(
        findings
            .iter()
            .any(|one| matches!(one, Finding::NotKnown { fetch: 1, .. })),
        "{findings:?}"
    );
}

#[test]
fn fetches_out_of_order() {
    let findings = broken(|plan| plan.fetches[0].needs.push(FetchId(1)));
    assert_eq!(findings, [Finding::Order(0)]);
}

#[test]
fn an_unknown_subgraph() {
    let findings = broken(|plan| plan.fetches[1].subgraph = "none".to_owned());
    assert!(
        matches!(&findings[..], [Finding::NoSubgraph { fetch: 1, .. }]),
        "{findings:?}"
    );
}

#[test]
fn a_document_that_is_rejected() {
    for (item, reason) in [
        (field("colour"), "Product has no field colour"),
        (field("size"), "a selection is empty"),
        (
            SelectionItem::InlineFragment {
                on: Some("Book".to_owned()),
                guard: Guard::always(),
                selection: Selection {
                    items: vec![field("pages")],
                },
            },
            "a fragment on Book can never apply",
        ),
    ] {
        let findings = broken(|plan| root(plan).items.push(item));
        let found = findings
            .iter()
            .any(|one| matches!(one, Finding::Rejected { reason: said, .. } if said == reason));
        assert!(found, "{reason}: {findings:?}");
    }
}

/// `Book.pages` and `Film.pages` have different types under one key.
#[test]
fn conflicting_types_under_one_key() {
    let findings = broken(|plan| {
        let media = root(plan)
            .items
            .iter_mut()
            .find(|item| named("media")(item))
            .expect("media is asked");
        if let SelectionItem::Field(media) = media {
            media.selection.items.push(SelectionItem::InlineFragment {
                on: Some("Film".to_owned()),
                guard: Guard::always(),
                selection: Selection {
                    items: vec![field("pages")],
                },
            });
        }
    });
    assert!(
        matches!(&findings[..], [Finding::Rejected { reason, .. }] if reason.contains("conflicting types")),
        "{findings:?}"
    );
}

#[test]
fn an_external_copy() {
    let findings = broken(|plan| match &mut group(plan).selection.items[0] {
        SelectionItem::InlineFragment { selection, .. } => selection.items.push(field("price")),
        SelectionItem::Field(_) => panic!("entities are asked in fragments"),
    });
    assert!(
        findings.iter().any(|one| matches!(
            one,
            Finding::NotResolved {
                reason: "it is external",
                ..
            }
        )),
        "{findings:?}"
    );
}

#[test]
fn a_key_that_does_not_enter() {
    let findings = broken(|plan| {
        group(plan).representations[0]
            .fields
            .retain(|field| !field.key)
    });
    assert!(
        findings
            .iter()
            .any(|one| matches!(one, Finding::NoKey { .. })),
        "{findings:?}"
    );
}

#[test]
fn a_requirement_that_is_not_sent() {
    let findings = broken(|plan| {
        group(plan).representations[0]
            .fields
            .retain(|field| field.key)
    });
    let expected =
        |one: &Finding| matches!(one, Finding::NoRequirement { missing, .. } if missing == "price");
    assert!(findings.iter().any(expected), "{findings:?}");
}

#[test]
fn two_values_under_one_key() {
    let findings = broken(|plan| {
        for item in &mut root(plan).items {
            if let SelectionItem::Field(field) = item
                && field.name == "price"
            {
                field.storage_key = "name".to_owned();
            }
        }
    });
    assert!(!findings.is_empty());
}

#[test]
fn an_answer_that_is_missing_or_was_not_asked() {
    let findings = broken(|plan| {
        plan.shape.fields[0].shape.fields.remove(0);
    });
    assert!(
        findings
            .iter()
            .all(|one| matches!(one, Finding::Unanswered { .. })),
        "{findings:?}"
    );
    let findings = broken(|plan| {
        for field in &mut plan.shape.fields[0].shape.fields {
            field.guard = Guard::always();
        }
    });
    assert!(
        findings
            .iter()
            .any(|one| matches!(one, Finding::NotAsked { .. })),
        "{findings:?}"
    );
    let findings = broken(|plan| plan.fetches[1].guard = Guard::literal("a", true));
    assert!(
        findings
            .iter()
            .any(|one| matches!(one, Finding::Unanswered { .. })),
        "{findings:?}"
    );
}

#[test]
fn nullability_that_is_not_the_schemas() {
    let findings = broken(|plan| {
        plan.shape.fields[0].ty = OutputType::NonNull(Box::new(OutputType::Leaf(Leaf::Int)));
    });
    assert!(
        findings
            .iter()
            .any(|one| matches!(one, Finding::WrongType { .. })),
        "{findings:?}"
    );
}

/// All subgraphs that could give the object know the member: it must be answered, though the client narrows to it.
#[test]
fn a_members_answer_that_is_missing() {
    let findings = broken(|plan| {
        for field in &mut plan.shape.fields[0].shape.fields {
            if field.response_key == "media" {
                field.shape.fields.clear();
            }
        }
    });
    assert!(
        matches!(&findings[..], [Finding::Unanswered { path }] if path.ends_with("Book.pages")),
        "{findings:?}"
    );
}
