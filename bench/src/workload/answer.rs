//! The subgraphs' logic: a small GraphQL interpreter over the data, whose answers are kept by request.

use ahash::HashMap;
use anyhow::{Context, anyhow, bail};
use apollo_compiler::ast::{self, Definition, Selection};
use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::data;

/// One of the four subgraphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    Accounts,
    Inventory,
    Products,
    Reviews,
}

impl Service {
    pub(crate) const ALL: [Self; 4] = [
        Self::Accounts,
        Self::Inventory,
        Self::Products,
        Self::Reviews,
    ];

    pub(crate) fn named(name: &str) -> Option<Self> {
        let at = super::SUBGRAPHS
            .iter()
            .position(|(known, _)| *known == name)?;
        Some(Self::ALL[at])
    }
}

/// The answers of one subgraph. Each request is worked out once: the benchmark is about the gateway.
#[derive(Debug)]
pub(crate) struct Answers {
    service: Service,
    known: HashMap<Bytes, Bytes>,
}

/// Requests that are remembered.
const REMEMBERED: usize = 4096;

impl Answers {
    pub(crate) fn new(service: Service) -> Self {
        Self {
            service,
            known: HashMap::default(),
        }
    }

    /// The answer to a request body.
    ///
    /// # Errors
    /// When the request is not one that this subgraph's schema allows.
    pub(crate) fn answer(&mut self, request: &Bytes) -> anyhow::Result<Bytes> {
        if let Some(answer) = self.known.get(request) {
            return Ok(answer.clone());
        }
        let answer = Bytes::from(answer(self.service, request)?);
        if self.known.len() < REMEMBERED {
            self.known.insert(request.clone(), answer.clone());
        }
        Ok(answer)
    }
}

/// What one server that had all the data would answer: what every gateway must answer.
///
/// # Errors
/// When the query is not one that the schema allows.
pub(crate) fn whole_answer(query: &str) -> anyhow::Result<Vec<u8>> {
    answer_query(None, query, &Value::Null)
}

fn answer(service: Service, request: &[u8]) -> anyhow::Result<Vec<u8>> {
    let request: Value = serde_json::from_slice(request).context("the request is no JSON")?;
    let text = request["query"].as_str().context("there is no query")?;
    answer_query(Some(service), text, &request["variables"])
}

fn answer_query(
    service: Option<Service>,
    text: &str,
    variables: &Value,
) -> anyhow::Result<Vec<u8>> {
    let document = ast::Document::parse(text, "request.graphql")
        .map_err(|invalid| anyhow!("{}", invalid.errors))?;
    let operation = document
        .definitions
        .iter()
        .find_map(|definition| match definition {
            Definition::OperationDefinition(operation) => Some(operation),
            _ => None,
        });
    let resolver = Resolver {
        service,
        document: &document,
        variables,
    };
    let operation = operation.context("there is no operation")?;
    let data = resolver.object(&Node::Query, &operation.selection_set)?;
    Ok(serde_json::to_vec(&json!({ "data": data }))?)
}

/// An object of the graph.
#[derive(Debug, Clone)]
enum Node {
    Query,
    User(usize),
    /// With what a representation says of it.
    Product(usize, Value),
    Review(usize),
}

impl Node {
    fn typename(&self) -> &'static str {
        match self {
            Self::Query => "Query",
            Self::User(_) => "User",
            Self::Product(..) => "Product",
            Self::Review(_) => "Review",
        }
    }

    /// As if price and weight had been sent along.
    fn with_all_said(&self) -> Self {
        match self {
            Self::Product(number, _) => {
                let (_, price, weight) = data::product(*number);
                Self::Product(*number, json!({ "price": price, "weight": weight }))
            }
            other => other.clone(),
        }
    }

    fn of_representation(representation: &Value) -> anyhow::Result<Self> {
        let number = |key: &str| -> anyhow::Result<usize> {
            let id = representation[key].as_str().context("a key is missing")?;
            Ok(id.parse::<usize>()? - 1)
        };
        match representation["__typename"].as_str() {
            Some("User") => Ok(Self::User(number("id")?)),
            Some("Review") => Ok(Self::Review(number("id")?)),
            Some("Product") => Ok(Self::Product(number("upc")?, representation.clone())),
            other => bail!("no entity is called {other:?}"),
        }
    }
}

/// The value of a field.
enum Resolved {
    Leaf(Value),
    One(Node),
    Many(Vec<Node>),
}

struct Resolver<'a> {
    /// `None`: all of them in one.
    service: Option<Service>,
    document: &'a ast::Document,
    variables: &'a Value,
}

impl Resolver<'_> {
    fn object(&self, node: &Node, selections: &[Selection]) -> anyhow::Result<Value> {
        let mut object = Map::new();
        self.select(node, selections, &mut object)?;
        Ok(Value::Object(object))
    }

    fn select(
        &self,
        node: &Node,
        selections: &[Selection],
        into: &mut Map<String, Value>,
    ) -> anyhow::Result<()> {
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    let value = self.field(node, field)?;
                    into.insert(field.response_name().to_string(), value);
                }
                Selection::InlineFragment(fragment) => {
                    let on = fragment.type_condition.as_ref();
                    if on.is_none_or(|on| on == node.typename()) {
                        self.select(node, &fragment.selection_set, into)?;
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = self.fragment(&spread.fragment_name)?;
                    if fragment.type_condition == node.typename() {
                        self.select(node, &fragment.selection_set, into)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn fragment(&self, name: &str) -> anyhow::Result<&ast::FragmentDefinition> {
        let found = self
            .document
            .definitions
            .iter()
            .find_map(|definition| match definition {
                Definition::FragmentDefinition(fragment) if fragment.name == name => {
                    Some(&**fragment)
                }
                _ => None,
            });
        found.with_context(|| format!("there is no fragment {name}"))
    }

    fn field(&self, node: &Node, field: &ast::Field) -> anyhow::Result<Value> {
        match self.resolve(node, field)? {
            Resolved::Leaf(value) => Ok(value),
            Resolved::One(node) => self.object(&node, &field.selection_set),
            Resolved::Many(nodes) => nodes
                .iter()
                .map(|node| self.object(node, &field.selection_set))
                .collect(),
        }
    }

    fn resolve(&self, node: &Node, field: &ast::Field) -> anyhow::Result<Resolved> {
        let name = field.name.as_str();
        if name == "__typename" {
            return Ok(Resolved::Leaf(json!(node.typename())));
        }
        if let (Node::Query, "_entities") = (node, name) {
            return self.entities(field);
        }
        let resolved = match self.service {
            Some(Service::Accounts) => accounts(node, name),
            Some(Service::Inventory) => inventory(node, name),
            Some(Service::Products) => products(node, name),
            Some(Service::Reviews) => reviews(node, name),
            None => accounts(node, name)
                .or_else(|| products(node, name))
                .or_else(|| reviews(node, name))
                .or_else(|| inventory(&node.with_all_said(), name)),
        };
        resolved.with_context(|| format!("{:?} has no {}.{name}", self.service, node.typename()))
    }

    fn entities(&self, field: &ast::Field) -> anyhow::Result<Resolved> {
        let argument = field
            .arguments
            .first()
            .context("representations are missing")?;
        let ast::Value::Variable(variable) = &*argument.value else {
            bail!("representations come in a variable");
        };
        let list = self.variables[variable.as_str()].as_array();
        let list = list.context("representations are no list")?;
        let nodes = list.iter().map(Node::of_representation);
        Ok(Resolved::Many(nodes.collect::<anyhow::Result<_>>()?))
    }
}

fn leaf(value: impl Into<Value>) -> Option<Resolved> {
    Some(Resolved::Leaf(value.into()))
}

fn id(number: usize) -> Option<Resolved> {
    leaf((number + 1).to_string())
}

fn accounts(node: &Node, field: &str) -> Option<Resolved> {
    match (node, field) {
        (Node::Query, "me") => Some(Resolved::One(Node::User(0))),
        (Node::Query, "users") => Some(Resolved::Many((0..data::USERS).map(Node::User).collect())),
        (Node::User(user), "id") => id(*user),
        (Node::User(user), "name") => leaf(data::name(*user)),
        (Node::User(user), "username") => leaf(data::username(*user)),
        (Node::User(user), "birthday") => leaf(1900 + 10 * *user),
        _ => None,
    }
}

fn products(node: &Node, field: &str) -> Option<Resolved> {
    let product = |number| Node::Product(number, Value::Null);
    match (node, field) {
        (Node::Query, "topProducts") => Some(Resolved::Many((0..5).map(product).collect())),
        (Node::Product(number, _), "upc") => id(*number),
        (Node::Product(number, _), "name") => leaf(data::product(*number).0),
        (Node::Product(number, _), "price") => leaf(data::product(*number).1),
        (Node::Product(number, _), "weight") => leaf(data::product(*number).2),
        _ => None,
    }
}

fn inventory(node: &Node, field: &str) -> Option<Resolved> {
    match (node, field) {
        (Node::Product(number, _), "upc") => id(*number),
        (Node::Product(number, _), "inStock") => leaf(number % 3 != 1),
        (Node::Product(_, said), "shippingEstimate") => {
            // What costs more is shipped for nothing.
            let (price, weight) = (said["price"].as_u64()?, said["weight"].as_u64()?);
            leaf(if price > 1000 { 0 } else { weight / 2 })
        }
        _ => None,
    }
}

fn reviews(node: &Node, field: &str) -> Option<Resolved> {
    let all = || 0..data::REVIEWS;
    match (node, field) {
        (Node::Review(review), "id") => id(*review),
        (Node::Review(review), "body") => leaf(data::body(*review)),
        (Node::Review(review), "author") => Some(Resolved::One(Node::User(data::author(*review)))),
        (Node::Review(review), "product") => Some(Resolved::One(Node::Product(
            data::reviewed(*review),
            Value::Null,
        ))),
        (Node::User(user), "id") => id(*user),
        (Node::User(user), "username") => leaf(data::username(*user)),
        (Node::User(user), "reviews") => {
            let own = all().filter(|review| data::author(*review) == *user);
            Some(Resolved::Many(own.map(Node::Review).collect()))
        }
        (Node::Product(product, _), "upc") => id(*product),
        (Node::Product(product, _), "reviews") => {
            let own = all().filter(|review| data::reviewed(*review) == *product);
            Some(Resolved::Many(own.map(Node::Review).collect()))
        }
        _ => None,
    }
}
