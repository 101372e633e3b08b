//! `@provides`: rules 22 to 24.

use insta::assert_snapshot;

use crate::check::text;

const USERS: (&str, &str) = (
    "users",
    "type User @key(fields: \"id\") { id: ID! name: String @shareable address: Address @shareable } type Address @shareable { city: String zip: String }",
);

#[test]
fn rule_22_provided_selections_are_local_at_each_named_level() {
    let plan = text(
        &[
            USERS,
            (
                "posts",
                "type Query { posts: [Post] @provides(fields: \"author { name address { city } }\") latest: Post }
                 type Post @key(fields: \"id\") { id: ID! author: User @shareable }
                 type User @key(fields: \"id\") { id: ID! name: String @external address: Address @external } type Address { city: String @external }",
            ),
        ],
        "{ posts { author { name address { city } } } latest { author { name } } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 posts
      query { posts { author { name address { city } } } latest { author { id } } }
    #1 users after #0
      at latest.author send User { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { name } } }
    "#);
}

/// Both could give the root; only `b` provides what is wanted below.
#[test]
fn rule_23_what_is_provided_steers_the_root() {
    let plan = text(
        &[
            (
                "a",
                "type Query { product: Product @shareable } type Product @key(fields: \"id\") { id: ID! }",
            ),
            (
                "b",
                "type Query { product: Product @shareable @provides(fields: \"name\") } type Product @key(fields: \"id\") { id: ID! name: String @external }",
            ),
            (
                "c",
                "type Product @key(fields: \"id\") { id: ID! name: String @shareable }",
            ),
        ],
        "{ product { name } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 1 request in 1 step
    #0 b
      query { product { name } }
    "#);
}

/// The name is provided for books only.
#[test]
fn rule_24_a_fragment_in_provides_covers_that_member_only() {
    let plan = text(
        &[
            (
                "a",
                "type Query { media: [Media] @provides(fields: \"... on Book { title }\") }
                 interface Media { id: ID! title: String } type Book implements Media @key(fields: \"id\") { id: ID! title: String @external } type Film implements Media @key(fields: \"id\") { id: ID! title: String @external }",
            ),
            (
                "b",
                "type Book @key(fields: \"id\") { id: ID! title: String @shareable } type Film @key(fields: \"id\") { id: ID! title: String @shareable }",
            ),
        ],
        "{ media { id title } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { media { __typename id ... on Book { title } } }
    #1 b after #0
      at media send Film as Film { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Film { title } } }
    "#);
}

/// The title is provided on the interface: for each implementation, and two levels down.
#[test]
fn rule_24_provided_on_an_interface_means_each_implementation() {
    let plan = text(
        &[
            (
                "a",
                "type Query { shelf: Shelf @provides(fields: \"media { title }\") bare: Shelf } type Shelf @shareable { media: [Media] }
                 interface Media { id: ID! title: String } type Book implements Media @key(fields: \"id\") { id: ID! title: String @external } type Film implements Media @key(fields: \"id\") { id: ID! title: String @external }",
            ),
            (
                "b",
                "type Book @key(fields: \"id\") { id: ID! title: String @shareable } type Film @key(fields: \"id\") { id: ID! title: String @shareable }",
            ),
        ],
        "{ shelf { media { title } } bare { media { title } } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { shelf { media { __typename title } } bare { media { __typename id } } }
    #1 b after #0
      at bare.media send Book|Film as itself { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Book { title } ... on Film { title } } }
    "#);
}
