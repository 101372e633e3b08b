//! An interface with a key, whose further fields come from interface objects elsewhere (rules 34 to 36).

use super::world::{Declared, Field, Kind, World};
use crate::data::VARYING;
use crate::dice::Dice;

pub(super) const INTERFACE: &str = "M";

pub(super) fn add(dice: &mut Dice, world: &mut World) {
    if !dice.chance(50) {
        return;
    }
    let owner = dice.below(world.homes.len());
    let shapes: [&[&str]; 4] = [&["id"], &["id"], &["id", "mcode"], &["id mcode"]];
    let keys = shapes[dice.below(shapes.len())];
    let members: Vec<String> = (0..1 + dice.below(3)).map(|at| format!("M{at}")).collect();
    let mut interface = Declared {
        kind: Kind::Interface,
        keys: keys.iter().map(|key| ((*key).to_owned(), true)).collect(),
        ..Declared::default()
    };
    add_key_fields(&mut interface, keys);
    interface
        .fields
        .insert("both".to_owned(), Field::of("String"));
    world.homes[owner]
        .types
        .insert(INTERFACE.to_owned(), interface);
    for (at, member) in members.iter().enumerate() {
        let declared = world.declare(owner, member);
        declared.keys = keys.iter().map(|key| ((*key).to_owned(), true)).collect();
        declared.implements.insert(INTERFACE.to_owned());
        add_key_fields(declared, keys);
        declared.fields.insert(
            "both".to_owned(),
            Field::of(*dice.pick(&["String", "String!"])),
        );
        declared.fields.insert(format!("own{at}"), Field::of("Int"));
        declared
            .fields
            .insert("mine".to_owned(), Field::of(*dice.pick(&["Int", "Int!"])));
    }
    if dice.chance(35) {
        let known = members.iter().map(String::as_str).chain([INTERFACE]);
        for ty in known {
            world.add(owner, ty, VARYING, Field::of("String"));
        }
    }
    for home in (0..world.homes.len()).filter(|home| *home != owner) {
        match dice.below(10) {
            0..=5 => add_object(dice, world, home, keys),
            6 => add_stub(world, home, keys),
            7 | 8 => extend_member(dice, world, home, &members, keys),
            _ => {}
        }
    }
}

fn add_key_fields(declared: &mut Declared, keys: &[&str]) {
    for part in keys.iter().flat_map(|key| key.split(' ')) {
        declared.fields.insert(part.to_owned(), Field::of("ID!"));
    }
}

/// A home that adds fields to all of them without knowing their types.
fn add_object(dice: &mut Dice, world: &mut World, home: usize, keys: &[&str]) {
    let key = *dice.pick(keys);
    let mut declared = Declared {
        kind: Kind::InterfaceObject,
        keys: vec![(key.to_owned(), true)],
        ..Declared::default()
    };
    add_key_fields(&mut declared, &[key]);
    // Each can come to the other's key.
    if keys.len() > 1 && !key.contains("id") {
        declared.fields.insert("id".to_owned(), Field::of("ID!"));
    }
    let ty = *dice.pick(&["Int", "String!", "[Int!]", "Color"]);
    let mut field = Field::of(ty);
    if dice.chance(30) {
        field.arguments = "(n: Int)".to_owned();
    }
    declared.fields.insert(format!("m{home}"), field);
    if dice.chance(30) {
        declared
            .fields
            .insert("mshared".to_owned(), Field::of("Int"));
    }
    if dice.chance(35) {
        let field = Field::of("String");
        declared.fields.insert(VARYING.to_owned(), field);
    }
    if dice.chance(40) {
        declared.fields.insert(
            "both".to_owned(),
            Field {
                external: true,
                ..Field::of("String")
            },
        );
        let field = Field {
            requires: Some("both".to_owned()),
            ..Field::of("Int")
        };
        declared.fields.insert(format!("mq{home}"), field);
    }
    world.homes[home]
        .types
        .insert(INTERFACE.to_owned(), declared);
}

/// A home that can only refer to them.
fn add_stub(world: &mut World, home: usize, keys: &[&str]) {
    let mut declared = Declared {
        kind: Kind::InterfaceObject,
        keys: vec![(keys[0].to_owned(), false)],
        ..Declared::default()
    };
    add_key_fields(&mut declared, &keys[..1]);
    world.homes[home]
        .types
        .insert(INTERFACE.to_owned(), declared);
}

/// A home that knows one of the types, and not the interface.
fn extend_member(
    dice: &mut Dice,
    world: &mut World,
    home: usize,
    members: &[String],
    keys: &[&str],
) {
    let member = dice.pick(members).clone();
    let declared = world.declare(home, &member);
    declared.keys = vec![(keys[0].to_owned(), true)];
    add_key_fields(declared, &keys[..1]);
    declared
        .fields
        .insert(format!("more{home}"), Field::of("String"));
}
