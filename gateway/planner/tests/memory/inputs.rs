//! Supergraphs and operations by size, those among them that are made to be slow.

use std::fmt::Write;

use gateway_supergraph::Supergraph;

pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) supergraph: Supergraph,
    pub(crate) operation: String,
}

const PRELUDE: &str = r#"
schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) { ROOTS }
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean, override: String, usedOverridden: Boolean) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE
directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
scalar join__FieldSet
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
"#;

fn supergraph(subgraphs: usize, types: &str) -> Supergraph {
    let mutation = if types.contains("type Mutation") {
        "query: Query mutation: Mutation"
    } else {
        "query: Query"
    };
    let mut sdl = PRELUDE.replace("ROOTS", mutation);
    let graphs =
        (0..subgraphs).map(|at| format!(" S{at} @join__graph(name: \"s{at}\", url: \"\")"));
    add(
        &mut sdl,
        format_args!("enum join__Graph {{{} }}\n{types}", joined(graphs)),
    );
    Supergraph::parse(&sdl).expect("the supergraph is well-formed")
}

fn add(text: &mut String, more: std::fmt::Arguments<'_>) {
    text.write_fmt(more).expect("a string takes all");
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect()
}

/// ` @join__type(graph: S0, key: "k") ...` for each subgraph and key.
fn in_all(subgraphs: usize, keys: &[String]) -> String {
    let pairs = (0..subgraphs).flat_map(|at| keys.iter().map(move |key| (at, key)));
    joined(pairs.map(|(at, key)| format!(" @join__type(graph: S{at}, key: \"{key}\")")))
}

fn root_in_all(subgraphs: usize, fields: &str) -> String {
    let joins = joined((0..subgraphs).map(|at| format!(" @join__type(graph: S{at})")));
    format!("type Query{joins} {{ {fields} }}\n")
}

/// Two subgraphs, one entity that leads to itself.
fn node() -> Supergraph {
    let node = "type Node @join__type(graph: S0, key: \"id\") @join__type(graph: S1, key: \"id\")
        { id: ID! left: Node @join__field(graph: S0) right: Node @join__field(graph: S0) n(i: Int): Node @join__field(graph: S0) x: Int @join__field(graph: S0) y(i: Int): Int @join__field(graph: S1) back: Node @join__field(graph: S1) }";
    let root = root_in_all(2, "node: Node @join__field(graph: S0)");
    supergraph(2, &format!("{root}{node}"))
}

fn input(name: impl Into<String>, supergraph: Supergraph, operation: String) -> Input {
    Input {
        name: name.into(),
        supergraph,
        operation,
    }
}

/// A fragment a level, each with `body`, in which `NEXT` stands for the next one.
fn fragments(levels: usize, body: &str) -> String {
    let mut operation = String::from("{ node { ...f0 } }\n");
    for level in 0..levels {
        let body = body.replace("NEXT", &format!("...f{}", level + 1));
        add(
            &mut operation,
            format_args!("fragment f{level} on Node {{ {body} }}\n"),
        );
    }
    add(
        &mut operation,
        format_args!("fragment f{levels} on Node {{ x y }}\n"),
    );
    operation
}

/// One type in all subgraphs, by all keys, its shared fields resolved by all and one own field by each.
pub(crate) fn shared(subgraphs: usize, keys: usize, levels: usize) -> Input {
    let names: Vec<String> = (0..keys).map(|key| format!("k{key}")).collect();
    let key_fields = joined(names.iter().map(|name| format!(" {name}: ID!")));
    let own = joined((0..subgraphs).map(|at| format!(" own{at}: Int @join__field(graph: S{at})")));
    let many = joined((0..20).map(|at| format!(" f{at}: Int")));
    let ty = format!(
        "type T{} {{{key_fields}{own}{many} next: T }}",
        in_all(subgraphs, &names)
    );
    let root = root_in_all(subgraphs, "t: T");
    let asked = joined((0..subgraphs).map(|at| format!(" own{at}")))
        + &joined((0..20).map(|at| format!(" f{at}")));
    let body = (0..levels).fold(asked.clone(), |inner, _| {
        format!("{asked} next {{ {inner} }}")
    });
    input(
        format!("{subgraphs} subgraphs, {keys} keys, {levels} levels"),
        supergraph(subgraphs, &format!("{root}{ty}")),
        format!("{{ t {{ {body} }} }}"),
    )
}

/// Each field requires the one before it, two subgraphs taking turns.
pub(crate) fn chain(length: usize) -> Input {
    let mut fields = String::from(" f0: Int @join__field(graph: S0)");
    for index in 1..length {
        let (here, there, before) = (index % 2, (index + 1) % 2, index - 1);
        let needs = format!("@join__field(graph: S{here}, requires: \"f{before}\")");
        add(
            &mut fields,
            format_args!(" f{index}: Int {needs} @join__field(graph: S{there}, external: true)"),
        );
    }
    let keys = [String::from("id")];
    let ty = format!("type T{} {{ id: ID!{fields} }}", in_all(2, &keys));
    let root = root_in_all(2, "t: T @join__field(graph: S0)");
    input(
        format!("a chain of {length} requirements"),
        supergraph(2, &format!("{root}{ty}")),
        format!("{{ t {{ f{} }} }}", length - 1),
    )
}

/// An interface of many members, each of which has its field from another subgraph.
pub(crate) fn members(count: usize, levels: usize) -> Input {
    let subgraphs = 10;
    let mut types = root_in_all(subgraphs, "m: M @join__field(graph: S0)");
    types.push_str("interface M @join__type(graph: S0) { id: ID! next: M }\n");
    for index in 0..count {
        let other = 1 + index % (subgraphs - 1);
        add(
            &mut types,
            format_args!(
                "type T{index} implements M @join__implements(graph: S0, interface: \"M\") @join__type(graph: S0, key: \"id\") @join__type(graph: S{other}, key: \"id\") {{ id: ID! next: M @join__field(graph: S0) v{index}: Int @join__field(graph: S{other}) }}\n"
            ),
        );
    }
    let own = joined((0..count).map(|index| format!(" ... on T{index} {{ v{index} }}")));
    let body = (0..levels).fold(own.clone(), |inner, _| format!("{own} next {{ {inner} }}"));
    input(
        format!("{count} members, {levels} levels"),
        supergraph(subgraphs, &types),
        format!("{{ m {{ id {body} }} }}"),
    )
}

/// From one subgraph to the other and back, level by level.
pub(crate) fn deep(levels: usize) -> Input {
    let body = (0..levels).fold("y".to_owned(), |inner, _| {
        format!("y back {{ left {{ {inner} }} }}")
    });
    input(
        format!("{levels} hops deep"),
        node(),
        format!("{{ node {{ {body} }} }}"),
    )
}

/// Many fields with arguments of their own, each of which leads to a hop.
pub(crate) fn wide(fields: usize) -> Input {
    let body = joined((0..fields).map(|at| format!(" a{at}: n(i: {at}) {{ y(i: {at}) }}")));
    input(
        format!("{fields} places"),
        node(),
        format!("{{ node {{{body} }} }}"),
    )
}

/// Mutations of two subgraphs in turn, each with a hop.
pub(crate) fn mutations(fields: usize) -> Input {
    let node = "type Node @join__type(graph: S0, key: \"id\") @join__type(graph: S1, key: \"id\") { id: ID! x: Int @join__field(graph: S0) y: Int @join__field(graph: S1) }
        type Mutation @join__type(graph: S0) @join__type(graph: S1) { a: Node @join__field(graph: S0) b: Node @join__field(graph: S1) }";
    let root = root_in_all(2, "node: Node @join__field(graph: S0)");
    let one = |at: usize| {
        let (name, below) = if at.is_multiple_of(2) {
            ("a", "y")
        } else {
            ("b", "x")
        };
        format!(" m{at}: {name} {{ {below} }}")
    };
    input(
        format!("{fields} mutations"),
        supergraph(2, &format!("{root}{node}")),
        format!("mutation {{{} }}", joined((0..fields).map(one))),
    )
}

/// Conditions on conditions: the ways to a field multiply.
pub(crate) fn conditions(levels: usize) -> Input {
    let mut body = String::from("x y");
    for level in 0..levels {
        let (a, b) = (2 * level, 2 * level + 1);
        body = format!(
            "... @include(if: $v{a}) {{ {body} }} ... @skip(if: $v{b}) {{ left {{ {body} }} }}"
        );
    }
    let variables: Vec<String> = (0..2 * levels)
        .map(|at| format!("$v{at}: Boolean!"))
        .collect();
    input(
        format!("{levels} levels of conditions"),
        node(),
        format!("query({}) {{ node {{ {body} }} }}", variables.join(", ")),
    )
}

/// What is made to be slow, or large.
pub(crate) fn adversarial() -> Vec<Input> {
    vec![
        input(
            "fragments to 2^30 fields",
            node(),
            fragments(30, "left { NEXT } right { NEXT }"),
        ),
        input(
            "fragments repeated 2^30 times",
            node(),
            fragments(30, "NEXT NEXT x"),
        ),
        shared(100, 20, 0),
        shared(100, 20, 2),
        shared(100, 1, 2),
        shared(20, 20, 5),
        chain(24),
        chain(60),
        chain(200),
        members(300, 0),
        members(200, 3),
        deep(45),
        wide(500),
        wide(10_000),
        mutations(200),
        mutations(10_000),
        conditions(9),
    ]
}
