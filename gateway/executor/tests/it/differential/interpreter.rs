//! A small GraphQL server over the data: one that has it all, or a subgraph that has its part and insists on it.

use apollo_compiler::ast::{DirectiveList, Value as Literal};
use apollo_compiler::executable::{Field, Selection, SelectionSet};
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::data::{Datum, Object, datum};
use super::world::{World, medium};

/// A subgraph.
pub(super) struct Fake {
    home: usize,
    schema: Valid<Schema>,
}

/// What the server that has all the data answers.
pub(super) fn whole_answer(
    world: &World,
    document: &Valid<ExecutableDocument>,
    variables: &Value,
) -> Value {
    let interpreter = Interpreter {
        world,
        home: None,
        document,
        variables,
    };
    json!({ "data": interpreter.operation().unwrap() })
}

impl Fake {
    pub(super) fn new(home: usize, world: &World) -> Self {
        let sdl = world.plain_sdl(home);
        let schema = Schema::parse_and_validate(&sdl, "subgraph.graphql")
            .unwrap_or_else(|invalid| panic!("{}\n{sdl}", invalid.errors));
        Self { home, schema }
    }

    /// Answers a request.
    ///
    /// # Errors
    /// Says why the request should not have been sent.
    pub(super) fn answer(&self, world: &World, body: &[u8]) -> Result<Value, String> {
        let body: Value = serde_json::from_slice(body).map_err(|error| error.to_string())?;
        let text = body["query"].as_str().ok_or("no query")?;
        let document = ExecutableDocument::parse_and_validate(&self.schema, text, "request")
            .map_err(|invalid| format!("{}\n{text}", invalid.errors))?;
        let interpreter = Interpreter {
            world,
            home: Some(self.home),
            document: &document,
            variables: &body["variables"],
        };
        Ok(json!({ "data": interpreter.operation()? }))
    }
}

struct Interpreter<'a> {
    world: &'a World,
    home: Option<usize>,
    document: &'a Valid<ExecutableDocument>,
    variables: &'a Value,
}

/// Where a selection is read: the object, what was sent of it, and the fields that are provided here.
#[derive(Clone, Copy)]
struct At<'a> {
    object: &'a Object,
    representation: Option<&'a Value>,
    provided: &'a str,
}

type Fields<'a> = IndexMap<&'a str, Vec<&'a Field>>;

impl Interpreter<'_> {
    fn operation(&self) -> Result<Value, String> {
        let operation = self
            .document
            .operations
            .get(None)
            .map_err(|_| "no operation")?;
        let query = Object {
            ty: "Query".to_owned(),
            number: 0,
        };
        let at = At {
            object: &query,
            representation: None,
            provided: "",
        };
        self.object(at, &[&operation.selection_set])
    }

    fn object(&self, at: At<'_>, selections: &[&SelectionSet]) -> Result<Value, String> {
        let mut fields = Fields::default();
        for selection in selections {
            self.collect(at.object, selection, &mut fields);
        }
        let mut answer = Map::new();
        for (key, fields) in fields {
            answer.insert(key.to_owned(), self.field(at, &fields)?);
        }
        Ok(Value::Object(answer))
    }

    fn collect<'s>(&'s self, object: &Object, selection: &'s SelectionSet, into: &mut Fields<'s>) {
        for selection in &selection.selections {
            match selection {
                Selection::Field(field) => {
                    if self.included(&field.directives) {
                        into.entry(field.response_key()).or_default().push(field);
                    }
                }
                Selection::InlineFragment(fragment) => {
                    let on = fragment.type_condition.as_ref();
                    let applies = on.is_none_or(|on| self.is_a(object, on));
                    if applies && self.included(&fragment.directives) {
                        self.collect(object, &fragment.selection_set, into);
                    }
                }
                Selection::FragmentSpread(_) => panic!("no fragment spreads are written here"),
            }
        }
    }

    /// A medium is just that to an interface object; everybody else knows its type.
    fn seen_here(&self, object: &Object) -> Object {
        let mut seen = object.clone();
        let plain = self
            .home
            .is_some_and(|home| self.world.is_interface_object(home));
        if object.ty == "M" && !plain {
            seen.ty = medium(object.number).to_owned();
        }
        seen
    }

    fn is_a(&self, object: &Object, ty: &str) -> bool {
        let members = match ty {
            "M" => return object.ty.starts_with('M'),
            "I" => &self.world.interface,
            "U" => &self.world.union,
            _ => return object.ty == ty,
        };
        match self.home {
            Some(home) => members[home].contains(&object.ty),
            None => members.iter().any(|members| members.contains(&object.ty)),
        }
    }

    fn included(&self, directives: &DirectiveList) -> bool {
        let condition = |name: &str| {
            let directive = directives.get(name)?;
            let value = directive.specified_argument_by_name("if")?;
            self.literal(value).as_bool()
        };
        condition("include") != Some(false) && condition("skip") != Some(true)
    }

    fn literal(&self, literal: &Literal) -> Value {
        match literal {
            Literal::Boolean(value) => json!(value),
            Literal::Int(value) => json!(value.try_to_i32().unwrap()),
            Literal::Variable(name) => self.variables[name.as_str()].clone(),
            _ => Value::Null,
        }
    }

    fn field(&self, at: At<'_>, fields: &[&Field]) -> Result<Value, String> {
        let field = fields[0];
        let name = field.name.as_str();
        if name == "__typename" {
            return Ok(json!(at.object.ty));
        }
        let below: Vec<&SelectionSet> = fields.iter().map(|field| &field.selection_set).collect();
        if name == "_entities" {
            return self.entities(field, &below);
        }
        let declared = self.world.field(&at.object.ty, name);
        let place = || format!("{}.{name}", at.object.ty);
        if let Some(home) = self.home {
            let provided = || {
                declared.external.contains(&home) && at.provided.split(' ').any(|one| one == name)
            };
            if !declared.owners.contains(&home) && !provided() {
                return Err(format!("{} is not resolved here", place()));
            }
        }
        let mut extra = String::new();
        if let Some(value) = field.specified_argument_by_name("n") {
            extra = self.literal(value).to_string();
        }
        if let Some(requires) = &declared.requires {
            extra = match (self.home, at.representation) {
                (None, _) => self.required(at.object, requires),
                (Some(_), Some(said)) => sent(said, requires)?,
                (Some(_), None) => return Err(format!("{} without a representation", place())),
            };
        }
        let provides = self.home.and_then(|home| declared.provides.get(&home));
        let provided = provides.map_or("", String::as_str);
        self.value(
            &datum(self.world, at.object, name, &extra),
            provided,
            &below,
        )
    }

    fn value(
        &self,
        datum: &Datum,
        provided: &str,
        below: &[&SelectionSet],
    ) -> Result<Value, String> {
        match datum {
            Datum::Leaf(value) => Ok(value.clone()),
            Datum::Object(object) => {
                let at = At {
                    object: &self.seen_here(object),
                    representation: None,
                    provided,
                };
                self.object(at, below)
            }
            Datum::List(items) => items
                .iter()
                .map(|item| self.value(item, provided, below))
                .collect(),
        }
    }

    /// What a required selection gives, from the data itself.
    fn required(&self, object: &Object, requires: &str) -> String {
        let value = |(name, argument): (&str, &str)| {
            let declared = self.world.field(&object.ty, name);
            let extra = match &declared.requires {
                Some(requires) => self.required(object, requires),
                None => argument.to_owned(),
            };
            let value = self.value(&datum(self.world, object, name, &extra), "", &[]);
            format!("{name}={}", value.unwrap())
        };
        parts(requires).map(value).collect()
    }

    fn entities(&self, field: &Field, below: &[&SelectionSet]) -> Result<Value, String> {
        let argument = field.specified_argument_by_name("representations");
        let representations = self.literal(argument.ok_or("no representations")?);
        let list = representations
            .as_array()
            .ok_or("representations are no list")?;
        let entity = |said: &Value| {
            let object = self.entity(said)?;
            let at = At {
                object: &object,
                representation: Some(said),
                provided: "",
            };
            self.object(at, below)
        };
        list.iter().map(entity).collect()
    }

    /// The object that a representation means; it must have one of the keys of this home in full.
    fn entity(&self, said: &Value) -> Result<Object, String> {
        let ty = said["__typename"].as_str().ok_or("no __typename")?;
        let home = self.home.ok_or("no home")?;
        let by_interface = (ty == "M" && self.world.owns_media(home)).then(|| &*BY_INTERFACE);
        let keys = self.world.types.get(ty).and_then(|ty| ty.keys.get(&home));
        let keys = keys
            .or(by_interface)
            .ok_or_else(|| format!("{ty} is no entity here"))?;
        let has = |path: &[&str]| {
            path.iter()
                .fold(said, |value, key| &value[*key])
                .is_string()
        };
        let whole = |key: &&str| match *key {
            "id" => has(&["id"]),
            "code" => has(&["code"]),
            "id region" => has(&["id"]) && has(&["region"]),
            "ref { id }" => has(&["ref", "id"]),
            "ref { id code }" => has(&["ref", "id"]) && has(&["ref", "code"]),
            other => panic!("no key is called {other}"),
        };
        if !keys.iter().any(whole) {
            return Err(format!("{said} has none of the keys {keys:?}"));
        }
        let known = [
            &said["id"],
            &said["code"],
            &said["ref"]["id"],
            &said["ref"]["code"],
        ];
        let id = known.iter().find_map(|id| id.as_str()).ok_or("no id")?;
        let number = id[2..].parse().map_err(|_| format!("{id} is no id"))?;
        let object = self.seen_here(&Object {
            ty: ty.to_owned(),
            number,
        });
        if matches!(ty, "M0" | "M1") && ty != medium(number) {
            return Err(format!("{said} is of another type"));
        }
        Ok(object)
    }
}

/// The owner of `M` can be entered by the interface itself.
static BY_INTERFACE: std::sync::LazyLock<Vec<&str>> = std::sync::LazyLock::new(|| vec!["id"]);

/// What a representation says of a required selection.
fn sent(said: &Value, requires: &str) -> Result<String, String> {
    let value = |(name, _): (&str, &str)| {
        let value = said
            .get(name)
            .ok_or_else(|| format!("{name} is required and was not sent"))?;
        Ok(format!("{name}={value}"))
    };
    parts(requires).map(value).collect()
}

/// Name and argument of each field of a required selection such as `f0 f1(n: 2)`.
fn parts(requires: &str) -> impl Iterator<Item = (&str, &str)> {
    requires
        .split(' ')
        .filter(|word| !word.ends_with(')'))
        .map(move |word| match word.split_once('(') {
            Some((name, _)) => {
                let rest = requires.split(word).nth(1).unwrap_or_default();
                let argument = rest.trim_start().split(')').next().unwrap_or_default();
                (name, argument)
            }
            None => (word, ""),
        })
}
