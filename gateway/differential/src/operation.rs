//! Random valid operations on an API schema.
//!
//! A response key says which field, arguments and type it stands for, so that any two selections merge; some keys
//! are shared by different fields of different object types, which only the types of the data keep apart.

mod variables;
mod write;

use std::collections::BTreeSet;

use apollo_compiler::Schema;
use apollo_compiler::ast::Type;
use apollo_compiler::schema::{ExtendedType, FieldDefinition};
use apollo_compiler::validation::Valid;
use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::case::Settings;
use crate::dice::Dice;

pub(crate) use variables::Declared;

/// Fields of one operation at most.
const SIZE: usize = 45;

const DEPTH: usize = 6;

/// A document and the values of its variables.
#[derive(Debug)]
pub struct Operation {
    pub text: String,
    pub variables: Map<String, Value>,
    pub name: Option<String>,
}

impl Operation {
    pub(crate) fn is_mutation(&self) -> bool {
        self.text.starts_with(Kind::Mutation.keyword())
    }

    /// Puts name and variables to what the request says besides.
    #[must_use]
    pub fn settings(&self, settings: Settings) -> Settings {
        Settings {
            variables: self.variables.clone(),
            operation_name: self.name.clone(),
            ..settings
        }
    }
}

/// A random operation.
pub fn random(dice: &mut Dice, schema: &Valid<Schema>) -> Operation {
    let kind = Kind::of(dice, schema);
    let mut writer = Writer {
        ambiguous: ambiguous(schema),
        schema,
        salt: dice.below(1 << 20),
        left: 8 + dice.below(SIZE - 8),
        conditions: *dice.pick(&[0, 0, 10, 25]),
        dice,
        aliases: 0,
        declared: Declared::default(),
        fragments: Vec::new(),
    };
    let selection = match kind {
        Kind::Query => writer.selection("Query", 0),
        Kind::Mutation => writer.selection("Mutation", 0),
        Kind::Subscription => writer.stream(),
    };
    writer.document(kind, &selection)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Query,
    Mutation,
    Subscription,
}

impl Kind {
    fn of(dice: &mut Dice, schema: &Schema) -> Self {
        let draw = dice.below(100);
        let has = |root: &str| schema.types.contains_key(root);
        match draw {
            0..12 if has("Mutation") => Self::Mutation,
            12..24 if has("Subscription") => Self::Subscription,
            _ => Self::Query,
        }
    }

    fn keyword(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Subscription => "subscription",
        }
    }
}

/// Field names that mean different types at different types: their plain name cannot always be a response key.
fn ambiguous(schema: &Schema) -> BTreeSet<String> {
    let mut known: IndexMap<&str, &Type> = IndexMap::new();
    let mut ambiguous = BTreeSet::new();
    for ty in schema.types.values() {
        let fields = match ty {
            ExtendedType::Object(object) => &object.fields,
            ExtendedType::Interface(interface) => &interface.fields,
            _ => continue,
        };
        for (name, field) in fields {
            let first = known.entry(name.as_str()).or_insert(&field.ty);
            if **first != field.ty {
                ambiguous.insert(name.to_string());
            }
        }
    }
    ambiguous
}

struct Writer<'w> {
    dice: &'w mut Dice,
    schema: &'w Valid<Schema>,
    ambiguous: BTreeSet<String>,
    /// Decides which field of a type a shared key stands for.
    salt: usize,
    left: usize,
    /// How often something is asked on a condition, in percent.
    conditions: usize,
    aliases: usize,
    declared: Declared,
    /// Name, type condition and selection of named fragments.
    fragments: Vec<(String, String, String)>,
}

impl Writer<'_> {
    fn fields(&self, ty: &str) -> Vec<FieldDefinition> {
        let fields = match self.schema.types.get(ty) {
            Some(ExtendedType::Object(object)) => &object.fields,
            Some(ExtendedType::Interface(interface)) => &interface.fields,
            _ => return Vec::new(),
        };
        let plain = fields.values().filter(|field| !field.name.starts_with('_'));
        plain.map(|field| (***field).clone()).collect()
    }

    fn is_object(&self, ty: &str) -> bool {
        self.schema.get_object(ty).is_some()
    }

    fn is_leaf(&self, ty: &Type) -> bool {
        let ty = &self.schema.types[ty.inner_named_type()];
        ty.is_scalar() || ty.is_enum()
    }

    /// Types that a fragment on this type may name: its members, and abstract types that share one with it.
    fn overlapping(&self, ty: &str) -> Vec<String> {
        let members = self.members(ty);
        let overlaps = |other: &&str| {
            **other != *ty && self.members(other).iter().any(|one| members.contains(one))
        };
        let names = self.schema.types.keys().map(|name| name.as_str());
        names.filter(overlaps).map(str::to_owned).collect()
    }

    fn members(&self, ty: &str) -> BTreeSet<String> {
        match self.schema.types.get(ty) {
            Some(ExtendedType::Object(_)) => BTreeSet::from([ty.to_owned()]),
            Some(ExtendedType::Union(union)) => {
                union.members.iter().map(ToString::to_string).collect()
            }
            Some(ExtendedType::Interface(_)) => {
                let objects = self.schema.types.values().filter_map(|ty| ty.as_object());
                let implements = |one: &str| {
                    let object = self.schema.get_object(one);
                    object.is_some_and(|object| object.implements_interfaces.contains(ty))
                };
                objects
                    .map(|object| object.name.to_string())
                    .filter(|name| implements(name))
                    .collect()
            }
            Some(
                ExtendedType::Scalar(_) | ExtendedType::Enum(_) | ExtendedType::InputObject(_),
            )
            | None => BTreeSet::new(),
        }
    }
}
