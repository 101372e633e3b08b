//! What stands at the head of a supergraph document: links, the join spec, the subgraphs.

use apollo_compiler::Name;
use apollo_compiler::ast::{
    Definition, Directive, DirectiveList, Document, EnumTypeDefinition, EnumValueDefinition,
    OperationType, SchemaDefinition, Value,
};
use apollo_compiler::{Node, name};

use super::Context;
use super::join::{Application, string};

/// The specs whose directives the document applies; each is linked and defined only then.
#[derive(Debug, Default)]
pub(super) struct UsedSpecs {
    pub(super) tag: bool,
    pub(super) inaccessible: bool,
    pub(super) authenticated: bool,
    pub(super) requires_scopes: bool,
    pub(super) policy: bool,
    pub(super) cost: bool,
    pub(super) context: bool,
    pub(super) cache_tag: bool,
    pub(super) label: bool,
    pub(super) one_of: bool,
}

impl UsedSpecs {
    /// The oldest join spec that can say it: older gateways read what newer ones do.
    fn join_version(&self) -> &'static str {
        if self.context || self.cache_tag {
            "v0.5"
        } else if self.label {
            "v0.4"
        } else {
            "v0.3"
        }
    }
}

const EVERYWHERE: &str = "FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | \
     ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION";

const JOIN: &str = "
directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE
directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
scalar join__FieldSet
scalar link__Import
\"What a gateway that does not know a spec may do.\"
enum link__Purpose {
  \"The spec protects data: a gateway must know it.\"
  SECURITY
  \"The spec is needed to execute operations: a gateway must know it.\"
  EXECUTION
}
";

/// All definitions of the document: the schema, directives, then types by name.
pub(super) fn definitions(
    cx: &Context<'_>,
    executable: Vec<Definition>,
    types: Vec<Definition>,
) -> Vec<Definition> {
    let (mut directives, mut all) = machinery(cx);
    directives.extend(executable);
    for composed in cx.composed.directives.values() {
        directives.push(Definition::DirectiveDefinition(composed.definition.clone()));
    }
    all.push(graphs(cx));
    let schema = schema(cx, &types);
    all.extend(types);
    let by_name = |a: &Definition, b: &Definition| a.name().cmp(&b.name());
    directives.sort_by(by_name);
    all.sort_by(by_name);
    let mut definitions = vec![schema];
    definitions.extend(directives);
    definitions.extend(all);
    definitions
}

fn schema(cx: &Context<'_>, types: &[Definition]) -> Definition {
    let roots = [
        (OperationType::Query, name!("Query")),
        (OperationType::Mutation, name!("Mutation")),
        (OperationType::Subscription, name!("Subscription")),
    ];
    let present = |name: &Name| {
        types
            .iter()
            .any(|ty| ty.as_object_type_definition().is_some() && ty.name() == Some(name))
    };
    let descriptions = cx
        .subgraphs
        .iter()
        .filter_map(|subgraph| subgraph.schema.schema_definition.description.clone());
    Definition::SchemaDefinition(Node::new(SchemaDefinition {
        description: descriptions.min_by(|a, b| a.as_str().cmp(b.as_str())),
        directives: links(cx),
        root_operations: roots
            .into_iter()
            .filter(|(_, name)| present(name))
            .map(Node::new)
            .collect(),
    }))
}

fn links(cx: &Context<'_>) -> DirectiveList {
    let specs = &cx.specs;
    let spec = |path: String| format!("https://specs.apollo.dev/{path}");
    let known = [
        (true, "link/v1.0".to_owned(), None),
        (
            true,
            format!("join/{}", specs.join_version()),
            Some("EXECUTION"),
        ),
        (specs.tag, "tag/v0.3".to_owned(), None),
        (
            specs.inaccessible,
            "inaccessible/v0.2".to_owned(),
            Some("SECURITY"),
        ),
        (
            specs.authenticated,
            "authenticated/v0.1".to_owned(),
            Some("SECURITY"),
        ),
        (
            specs.requires_scopes,
            "requiresScopes/v0.1".to_owned(),
            Some("SECURITY"),
        ),
        (specs.policy, "policy/v0.1".to_owned(), Some("SECURITY")),
        (specs.context, "context/v0.1".to_owned(), Some("SECURITY")),
        (
            specs.cache_tag,
            "cacheTag/v0.1".to_owned(),
            Some("EXECUTION"),
        ),
    ];
    let mut links: Vec<Node<Directive>> = known
        .into_iter()
        .filter(|(used, _, _)| *used)
        .map(|(_, path, purpose)| {
            let purpose = purpose.map(|purpose| Value::Enum(Name::new_unchecked(purpose)));
            Application::of("link")
                .with("url", string(spec(path)))
                .with_some("for", purpose)
                .node()
        })
        .collect();
    if specs.cost {
        let imports = ["@cost", "@listSize"].map(|name| Node::new(string(name)));
        links.push(
            Application::of("link")
                .with("url", string(spec("cost/v0.1".to_owned())))
                .with("import", Value::List(imports.to_vec()))
                .node(),
        );
    }
    links.extend(composed_links(cx));
    DirectiveList(links)
}

/// One link a spec, however many of its directives are composed.
fn composed_links(cx: &Context<'_>) -> Vec<Node<Directive>> {
    let mut by_spec: std::collections::BTreeMap<&str, (String, Vec<Node<Value>>)> =
        std::collections::BTreeMap::new();
    for (local, composed) in &cx.composed.directives {
        let identity = composed.url.identity.as_str();
        let (url, imports) = by_spec
            .entry(identity)
            .or_insert_with(|| (composed.url.to_string(), Vec::new()));
        *url = url.clone().max(composed.url.to_string());
        imports.push(Node::new(import(&composed.element, local)));
    }
    by_spec
        .into_values()
        .map(|(url, imports)| {
            Application::of("link")
                .with("url", string(url))
                .with("import", Value::List(imports))
                .node()
        })
        .collect()
}

fn import(element: &str, local: &str) -> Value {
    if element == local {
        return string(format!("@{local}"));
    }
    Value::Object(vec![
        (name!("name"), Node::new(string(format!("@{element}")))),
        (name!("as"), Node::new(string(format!("@{local}")))),
    ])
}

/// Definitions of the specs in use: directives, and types.
fn machinery(cx: &Context<'_>) -> (Vec<Definition>, Vec<Definition>) {
    let specs = &cx.specs;
    let mut sdl = JOIN.to_owned();
    let (label, contexts) = match specs.join_version() {
        "v0.3" => ("", ""),
        "v0.4" => (", overrideLabel: String", ""),
        _ => (
            ", overrideLabel: String",
            ", contextArguments: [join__ContextArgument!]",
        ),
    };
    sdl.push_str(&format!(
        "directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, \
         external: Boolean, override: String, usedOverridden: Boolean{label}{contexts}) repeatable on FIELD_DEFINITION | \
         INPUT_FIELD_DEFINITION\n"
    ));
    let guarded = "ENUM | FIELD_DEFINITION | INTERFACE | OBJECT | SCALAR";
    let optional = [
        (specs.tag, format!("directive @tag(name: String!) repeatable on {EVERYWHERE} | SCHEMA\n")),
        (specs.inaccessible, format!("directive @inaccessible on {EVERYWHERE}\n")),
        (specs.authenticated, format!("directive @authenticated on {guarded}\n")),
        (
            specs.requires_scopes,
            format!("directive @requiresScopes(scopes: [[requiresScopes__Scope!]!]!) on {guarded}\nscalar requiresScopes__Scope\n"),
        ),
        (
            specs.policy,
            format!("directive @policy(policies: [[policy__Policy!]!]!) on {guarded}\nscalar policy__Policy\n"),
        ),
        (
            specs.context,
            "directive @context(name: String!) repeatable on INTERFACE | OBJECT | UNION\n".to_owned(),
        ),
        (
            !label.is_empty(),
            "directive @join__directive(graphs: [join__Graph!], name: String!, args: join__DirectiveArguments) repeatable on SCHEMA | OBJECT | INTERFACE | FIELD_DEFINITION\n\
             scalar join__DirectiveArguments\n"
                .to_owned(),
        ),
        (
            !contexts.is_empty(),
            "scalar join__FieldValue\n\
             input join__ContextArgument { name: String! type: String! context: String! selection: join__FieldValue! }\n"
                .to_owned(),
        ),
        (
            specs.cost,
            "directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR\n\
             directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION\n"
                .to_owned(),
        ),
        (specs.one_of, "directive @oneOf on INPUT_OBJECT\n".to_owned()),
    ];
    for (used, text) in optional {
        if used {
            sdl.push_str(&text);
        }
    }
    let document = Document::parse(sdl, "join.graphql").expect("the prelude is valid GraphQL");
    document
        .definitions
        .into_iter()
        .partition(|definition| definition.as_directive_definition().is_some())
}

fn graphs(cx: &Context<'_>) -> Definition {
    let value = |subgraph: &crate::subgraph::Subgraph| {
        let join = Application::of("join__graph")
            .with("name", string(subgraph.name.clone()))
            .with("url", string(subgraph.url.clone()));
        Node::new(EnumValueDefinition {
            description: None,
            value: subgraph.graph.clone(),
            directives: [join.node()].into_iter().collect(),
        })
    };
    Definition::EnumTypeDefinition(Node::new(EnumTypeDefinition {
        description: None,
        name: name!("join__Graph"),
        directives: DirectiveList::default(),
        values: cx.subgraphs.iter().map(value).collect(),
    }))
}
