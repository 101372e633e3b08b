//! Arguments filled from further up (`@fromContext`), from the subgraphs' SDL to the bytes that are sent and answered.

use apollo_compiler::ExecutableDocument;
use gateway_composition::{SubgraphSource, compose};
use gateway_plan::Plan;
use gateway_plan::check::{Input, check};
use gateway_planner::{Limits, PlanOptions, normalize, plan};
use gateway_supergraph::Supergraph;

use crate::scripted::{Outcome, run, run_with, variables};

const LINK: &str = r#"extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key", "@external", "@context", "@fromContext"])"#;

const TRANSACTIONS: &str = r#"
    type Query { users: [User] }
    type User @key(fields: "id") @context(name: "user") { id: ID! currency: String @external zone: String! @external account: Account }
    type Account @key(fields: "id", resolvable: false) { id: ID! }
    type Transaction @key(fields: "id") {
      id: ID!
      amount(digits: Int, currency: String @fromContext(field: "$user { currency }")): Int
      strict(zone: String! @fromContext(field: "$user { zone }")): Int
    }"#;

const USERS: &str = r#"type User @key(fields: "id") { id: ID! currency: String zone: String! }"#;

const ACCOUNTS: &str = r#"
    type Account @key(fields: "id") { id: ID! last: [Transaction] }
    type Transaction @key(fields: "id", resolvable: false) { id: ID! }"#;

fn planned(operation: &str) -> Plan {
    let subgraphs = [
        ("transactions", TRANSACTIONS),
        ("users", USERS),
        ("accounts", ACCOUNTS),
    ];
    let sources = subgraphs.map(|(name, sdl)| SubgraphSource {
        name: name.to_owned(),
        url: String::new(),
        sdl: format!("{LINK}\n{sdl}"),
        file: None,
    });
    let composition = compose(&sources).unwrap_or_else(|findings| panic!("{findings:#?}"));
    let supergraph = Supergraph::parse(&composition.supergraph_sdl).unwrap();
    let document =
        ExecutableDocument::parse_and_validate(&supergraph.api_schema, operation, "op").unwrap();
    let normal = normalize(&supergraph, &document, None, &Limits::default()).unwrap();
    let options = PlanOptions::default();
    let plan = plan(&supergraph, &normal, &options).unwrap();
    let input = Input {
        supergraph: &supergraph,
        document: &document,
        operation_name: None,
        overrides: &options.overrides,
    };
    check(&plan, &input).unwrap_or_else(|findings| panic!("{findings:#?}\n{plan}"));
    plan
}

const ASKED: &str = "{ users { account { last { amount } } } }";

/// The root, then currencies and accounts at the same time.
fn replies(currencies: [&str; 3], last: &str) -> Vec<String> {
    let users = currencies.map(|currency| format!(r#"{{"currency":{currency}}}"#));
    replies_with(&users, last)
}

fn replies_with(users: &[String; 3], last: &str) -> Vec<String> {
    vec![
        r#"{"data":{"users":[
            {"id":"u1","account":{"id":"a"}},{"id":"u2","account":{"id":"a"}},{"id":"u3","account":{"id":"a"}}]}}"#
            .to_owned(),
        r#"{"data":{"_entities":[{"last":[{"id":"t1"},{"id":"t2"}]}]}}"#.to_owned(),
        format!(r#"{{"data":{{"_entities":[{}]}}}}"#, users.join(",")),
        last.to_owned(),
    ]
}

fn order(plan: &Plan) -> Vec<&str> {
    plan.fetches
        .iter()
        .map(|fetch| fetch.subgraph.as_str())
        .collect()
}

fn answered(currencies: [&str; 3], last: &str) -> Outcome {
    let plan = planned(ASKED);
    assert_eq!(
        order(&plan),
        ["transactions", "accounts", "users", "transactions"]
    );
    run(plan, replies(currencies, last))
}

/// All users share an account and its transactions, and see them in their own currencies: one request, a list of
/// representations for each currency.
#[test]
fn each_object_gets_what_belongs_to_its_own_context() {
    let outcome = answered(
        [r#""EUR""#, r#""USD""#, r#""EUR""#],
        r#"{"data":{"e0":[{"amount":1},{"amount":2}],"e1":[{"amount":10},{"amount":20}]}}"#,
    );
    let last = outcome.sent.last().unwrap();
    assert_eq!(
        last.body["query"],
        "query($r0: [_Any!]!, $__portico_context_0_0: String, $r1: [_Any!]!, $__portico_context_0_1: String) \
         { e0: _entities(representations: $r0) { ... on Transaction { amount(currency: $__portico_context_0_0) } } \
         e1: _entities(representations: $r1) { ... on Transaction { amount(currency: $__portico_context_0_1) } } }"
    );
    let two = r#"[{"__typename":"Transaction","id":"t1"},{"__typename":"Transaction","id":"t2"}]"#;
    assert_eq!(last.variables()["r0"].to_string(), two);
    assert_eq!(last.variables()["r1"].to_string(), two);
    assert_eq!(last.variables()["__portico_context_0_0"], "EUR");
    assert_eq!(last.variables()["__portico_context_0_1"], "USD");
    let eur = r#"{"account":{"last":[{"amount":1},{"amount":2}]}}"#;
    let usd = r#"{"account":{"last":[{"amount":10},{"amount":20}]}}"#;
    assert_eq!(
        outcome.data(),
        format!(r#"{{"users":[{eur},{usd},{eur}]}}"#)
    );
    assert!(outcome.errors().is_empty());
}

/// One value for all: the document is the plan's own, with one list.
#[test]
fn equal_values_share_a_list() {
    let outcome = answered(
        [r#""EUR""#; 3],
        r#"{"data":{"_entities":[{"amount":1},{"amount":2}]}}"#,
    );
    let last = outcome.sent.last().unwrap();
    let plan = planned(ASKED);
    assert_eq!(last.body["query"], plan.fetches[3].document());
    assert_eq!(
        last.variables().to_string(),
        r#"{"representations":[{"__typename":"Transaction","id":"t1"},{"__typename":"Transaction","id":"t2"}],"__portico_context_0":"EUR"}"#
    );
    let one = r#"{"account":{"last":[{"amount":1},{"amount":2}]}}"#;
    assert_eq!(
        outcome.data(),
        format!(r#"{{"users":[{one},{one},{one}]}}"#)
    );
}

/// A context without a value is `null` for an argument that takes it.
#[test]
fn a_null_context_is_sent_as_null() {
    let outcome = answered(
        ["null"; 3],
        r#"{"data":{"_entities":[{"amount":1},{"amount":null}]}}"#,
    );
    let last = outcome.sent.last().unwrap();
    assert!(last.variables()["__portico_context_0"].is_null());
    assert!(outcome.data().contains(r#"[{"amount":1},{"amount":null}]"#));
}

/// An argument that takes no `null` is not asked with one (the user could not be looked up): its objects are left out, the others keep their places.
#[test]
fn a_null_context_is_not_sent_where_none_may_be() {
    let plan = planned("{ users { account { last { strict } } } }");
    let last = r#"{"data":{"_entities":[{"strict":1},{"strict":2}]}}"#;
    let users = ["null", r#"{"zone":"north"}"#, "null"].map(str::to_owned);
    let outcome = run(plan, replies_with(&users, last));
    let sent = outcome.sent.last().unwrap();
    assert_eq!(sent.variables()["__portico_context_0"], "north");
    let none = r#"{"account":{"last":[{"strict":null},{"strict":null}]}}"#;
    let some = r#"{"account":{"last":[{"strict":1},{"strict":2}]}}"#;
    assert_eq!(
        outcome.data(),
        format!(r#"{{"users":[{none},{some},{none}]}}"#)
    );
}

/// An error of the second list is an error of the users whose currency that is.
#[test]
fn errors_go_to_the_objects_of_their_list() {
    let outcome = answered(
        [r#""EUR""#, r#""USD""#, r#""EUR""#],
        r#"{"data":{"e0":[{"amount":1},{"amount":2}],"e1":[{"amount":10},{"amount":null}]},
            "errors":[{"message":"no rate","path":["e1",1,"amount"],"extensions":{"code":"NO_RATE"}}]}"#,
    );
    assert_eq!(
        outcome.errors(),
        ["NO_RATE at users.1.account.last.1.amount"]
    );
}

/// The client's own arguments and variables travel along.
#[test]
fn client_variables_stand_beside_contexts() {
    let plan = planned("query($n: Int) { users { account { last { amount(digits: $n) } } } }");
    let last = r#"{"data":{"e0":[{"amount":1},{"amount":2}],"e1":[{"amount":3},{"amount":4}]}}"#;
    let outcome = run_with(
        plan,
        replies([r#""EUR""#, r#""USD""#, r#""USD""#], last),
        variables(r#"{"n":2}"#),
    );
    let sent = outcome.sent.last().unwrap();
    assert_eq!(sent.variables()["n"], 2);
    let query = sent.body["query"].as_str().unwrap();
    assert!(query.contains("$__portico_context_0_1: String, $n: Int)"));
    assert!(query.contains("amount(digits: $n, currency: $__portico_context_0_1)"));
}
