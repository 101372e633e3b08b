//! The data: every value follows from type, object and field, so that all servers agree without sharing anything.

use serde_json::{Value, json};

use super::dice::{hash, mixed};
use super::world::{Field, World};

/// Objects an entity type has.
const OBJECTS: u64 = 4;

/// An object: entities by number, values by where they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Object {
    pub(super) ty: String,
    pub(super) number: u64,
}

/// A value before its selection is looked at.
#[derive(Debug, Clone)]
pub(super) enum Datum {
    Leaf(Value),
    Object(Object),
    List(Vec<Datum>),
}

/// The value of a field of an object; `extra` is whatever else it depends on: arguments, or what it requires.
pub(super) fn datum(world: &World, object: &Object, name: &str, extra: &str) -> Datum {
    let field = world.field(&object.ty, name);
    match (object.ty.as_str(), name) {
        (_, "id") => Datum::Leaf(json!(format!("i:{}", object.number))),
        (_, "code") => Datum::Leaf(json!(format!("c:{}", object.number))),
        (_, "ref") => Datum::Object(Object {
            ty: format!("R{}", &object.ty[1..]),
            number: object.number,
        }),
        _ => {
            // What `M` has is the same for all its types.
            let own = world.types[&object.ty].fields.contains_key(name);
            let ty = if own { &object.ty } else { "M" };
            let seed = hash(&format!("{ty}/{}/{name}/{extra}", object.number));
            of_type(world, field, &field.ty, seed)
        }
    }
}

fn of_type(world: &World, field: &Field, ty: &str, seed: u64) -> Datum {
    if let Some(inner) = ty.strip_suffix('!') {
        return non_null(world, field, inner, seed);
    }
    if mixed(seed ^ 0xA5).is_multiple_of(7) {
        return Datum::Leaf(Value::Null);
    }
    non_null(world, field, ty, seed)
}

fn non_null(world: &World, field: &Field, ty: &str, seed: u64) -> Datum {
    if let Some(item) = ty.strip_prefix('[').and_then(|ty| ty.strip_suffix(']')) {
        let items =
            (0..mixed(seed) % 4).map(|at| of_type(world, field, item, mixed(seed ^ (at + 1))));
        return Datum::List(items.collect());
    }
    match ty {
        "Int" => Datum::Leaf(json!(seed % 1000)),
        "String" => Datum::Leaf(json!(format!("s{}\n", seed % 1000))),
        "Boolean" => Datum::Leaf(json!(seed.is_multiple_of(2))),
        "M" => Datum::Object(Object {
            ty: "M".to_owned(),
            number: seed % OBJECTS,
        }),
        "I" | "U" => {
            let member = &field.members[(mixed(seed ^ 3) % field.members.len() as u64) as usize];
            Datum::Object(object(world, member, seed))
        }
        named => Datum::Object(object(world, named, seed)),
    }
}

fn object(world: &World, ty: &str, seed: u64) -> Object {
    let number = if world.is_entity(ty) {
        seed % OBJECTS
    } else {
        seed
    };
    Object {
        ty: ty.to_owned(),
        number,
    }
}
