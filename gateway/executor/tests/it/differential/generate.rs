//! Random splits.

use std::collections::BTreeSet;

use super::dice::Dice;
use super::world::{Field, Media, Type, World};

/// The ways an entity can be keyed: what most homes use, and what one home knows besides.
const KEYS: [(&str, Option<&str>); 5] = [
    ("id", None),
    ("id", Some("code")),
    ("id region", None),
    ("ref { id }", None),
    ("id", Some("ref { id code }")),
];

pub(super) fn world(dice: &mut Dice) -> World {
    let homes = 2 + dice.below(3);
    let mut world = World {
        homes,
        interface: vec![BTreeSet::new(); homes],
        union: vec![BTreeSet::new(); homes],
        ..World::default()
    };
    let entities: Vec<String> = (0..2 + dice.below(3)).map(|at| format!("E{at}")).collect();
    for entity in &entities {
        add_entity(dice, &mut world, entity);
    }
    add_media(dice, &mut world);
    for entity in &entities {
        add_scalars(dice, &mut world, entity);
        add_value(dice, &mut world, entity);
    }
    for entity in &entities {
        for number in 0..3 {
            add_reference(dice, &mut world, entity, &format!("r{number}"));
        }
    }
    for entity in &entities {
        for number in 0..2 {
            add_requirement(dice, &mut world, entity, number);
        }
    }
    add_roots(dice, &mut world, &entities);
    world
}

fn homes_of(world: &World, entity: &str) -> Vec<usize> {
    world.types[entity].keys.keys().copied().collect()
}

fn add_entity(dice: &mut Dice, world: &mut World, name: &str) {
    let mut homes: Vec<usize> = (0..world.homes).filter(|_| dice.chance(70)).collect();
    if homes.is_empty() {
        homes.push(dice.below(world.homes));
    }
    let (key, other) = *dice.pick(&KEYS);
    // The bridge knows both keys; of the others some know only the second.
    let bridge = *dice.pick(&homes);
    let mut ty = Type::default();
    for home in &homes {
        let keys = match other {
            Some(other) if *home == bridge => vec![key, other],
            Some(other) if dice.chance(40) => vec![other],
            Some(_) | None => vec![key],
        };
        for key in &keys {
            add_key_fields(world, &mut ty, name, key, *home);
        }
        ty.keys.insert(*home, keys);
    }
    if dice.chance(60) {
        let label = Field {
            ty: "String".to_owned(),
            owners: homes.iter().copied().collect(),
            ..Field::default()
        };
        ty.fields.insert("label".to_owned(), label);
        for home in &homes {
            world.interface[*home].insert(name.to_owned());
        }
    }
    if dice.chance(60) {
        for home in &homes {
            world.union[*home].insert(name.to_owned());
        }
    }
    world.types.insert(name.to_owned(), ty);
}

/// An interface with a key, whose further fields come from interface objects elsewhere.
fn add_media(dice: &mut Dice, world: &mut World) {
    if !dice.chance(60) {
        return;
    }
    let owner = dice.below(world.homes);
    let objects_in: BTreeSet<usize> = (0..world.homes)
        .filter(|home| *home != owner && dice.chance(70))
        .collect();
    let everywhere: BTreeSet<usize> = objects_in.iter().copied().chain([owner]).collect();
    let field = |ty: &str, owners: &BTreeSet<usize>| Field {
        ty: ty.to_owned(),
        owners: owners.clone(),
        ..Field::default()
    };
    let one = |home: usize| BTreeSet::from([home]);
    for name in ["M0", "M1"] {
        let mut ty = Type::default();
        ty.keys.insert(owner, vec!["id"]);
        ty.fields.insert("id".to_owned(), field("ID!", &one(owner)));
        ty.fields
            .insert(format!("own{}", &name[1..]), field("Int", &one(owner)));
        ty.fields
            .insert("both".to_owned(), field("String!", &one(owner)));
        world.types.insert(name.to_owned(), ty);
    }
    let mut interface = Type::default();
    for home in &objects_in {
        interface.keys.insert(*home, vec!["id"]);
        let name = format!("m{home}");
        interface.fields.insert(name, field("Int", &one(*home)));
    }
    interface
        .fields
        .insert("id".to_owned(), field("ID!", &everywhere));
    if !objects_in.is_empty() {
        world.types.insert("M".to_owned(), interface);
    }
    world.media = Some(Media { owner, objects_in });
}

fn add_key_fields(world: &mut World, ty: &mut Type, name: &str, key: &str, home: usize) {
    // A nested key has a type of its own for each entity: another entity's might not reach all of it.
    let nested = format!("R{}", &name[1..]);
    let mut own = |name: &str, text: &str| {
        let field = ty.fields.entry(name.to_owned()).or_default();
        field.ty = text.to_owned();
        field.owners.insert(home);
    };
    match key {
        "id" => own("id", "ID!"),
        "code" => own("code", "ID!"),
        "id region" => {
            own("id", "ID!");
            own("region", "String!");
        }
        composite => {
            own("ref", &format!("{nested}!"));
            let parts: &[&str] = if composite.contains("code") {
                &["id", "code"]
            } else {
                &["id"]
            };
            let reference = world.types.entry(nested).or_default();
            for part in parts {
                let field = reference.fields.entry((*part).to_owned()).or_default();
                field.ty = "ID!".to_owned();
                field.owners.insert(home);
            }
        }
    }
}

fn add_scalars(dice: &mut Dice, world: &mut World, entity: &str) {
    let homes = homes_of(world, entity);
    for number in 0..4 {
        let owner = *dice.pick(&homes);
        let other = *dice.pick(&homes);
        let mut field = Field {
            ty: (*dice.pick(&["Int", "String", "Int!", "[String!]", "[[Int]]", "Boolean"]))
                .to_owned(),
            argument: dice.chance(25),
            owners: BTreeSet::from([owner]),
            ..Field::default()
        };
        if other != owner && dice.chance(35) {
            field.owners.insert(other);
        } else if other != owner && dice.chance(20) {
            field.overridden = Some(other);
        }
        let ty = world.types.get_mut(entity).unwrap();
        ty.fields.insert(format!("f{number}"), field);
    }
}

/// A value without a key, of which each of two homes has a part: reached through its owner (rule 8).
fn add_value(dice: &mut Dice, world: &mut World, entity: &str) {
    if !dice.chance(60) {
        return;
    }
    let homes = homes_of(world, entity);
    let (one, two) = (*dice.pick(&homes), *dice.pick(&homes));
    let name = format!("V{}", &entity[1..]);
    let ty = (*dice.pick(&["V", "V!", "[V!]"])).replace('V', &name);
    let both = BTreeSet::from([one, two]);
    let field = |ty: &str, owners: &BTreeSet<usize>| Field {
        ty: ty.to_owned(),
        owners: owners.clone(),
        ..Field::default()
    };
    let mut value = Type::default();
    value.fields.insert("both".to_owned(), field("Int", &both));
    value
        .fields
        .insert("x".to_owned(), field("Int", &BTreeSet::from([one])));
    value
        .fields
        .insert("y".to_owned(), field("String!", &BTreeSet::from([two])));
    world.types.insert(name, value);
    let owner = world.types.get_mut(entity).unwrap();
    owner.fields.insert("value".to_owned(), field(&ty, &both));
}

/// A type that a home can refer to, with the run-time types it then has.
fn target(dice: &mut Dice, world: &World, home: usize) -> Option<(String, Vec<String>)> {
    let members = |all: &BTreeSet<String>| all.iter().cloned().collect::<Vec<_>>();
    if !world.interface[home].is_empty() && dice.chance(30) {
        return Some(("I".to_owned(), members(&world.interface[home])));
    }
    if !world.union[home].is_empty() && dice.chance(30) {
        return Some(("U".to_owned(), members(&world.union[home])));
    }
    if (world.owns_media(home) || world.is_interface_object(home)) && dice.chance(30) {
        return Some(("M".to_owned(), Vec::new()));
    }
    let known: Vec<&String> = world
        .types
        .iter()
        .filter(|(name, ty)| name.starts_with('E') && ty.keys.contains_key(&home))
        .map(|(name, _)| name)
        .collect();
    if known.is_empty() {
        return None;
    }
    Some(((*dice.pick(&known)).clone(), Vec::new()))
}

fn wrapped(dice: &mut Dice, ty: &str) -> String {
    let shape = *dice.pick(&["T", "T", "[T]", "[T!]", "[[T]]"]);
    shape.replace('T', ty)
}

fn add_reference(dice: &mut Dice, world: &mut World, entity: &str, name: &str) {
    let home = *dice.pick(&homes_of(world, entity));
    let Some((target, members)) = target(dice, world, home) else {
        return;
    };
    let mut field = Field {
        ty: wrapped(dice, &target),
        owners: BTreeSet::from([home]),
        members,
        ..Field::default()
    };
    if target.starts_with('E')
        && dice.chance(40)
        && let Some(provided) = provide(dice, world, home, &target)
    {
        field.provides.insert(home, provided);
    }
    let ty = world.types.get_mut(entity).unwrap();
    ty.fields.insert(name.to_owned(), field);
}

/// Makes a field that the target has elsewhere known here, under one reference.
fn provide(dice: &mut Dice, world: &mut World, home: usize, target: &str) -> Option<String> {
    let name = format!("f{}", dice.below(4));
    let field = world.types.get_mut(target)?.fields.get_mut(&name)?;
    if field.owners.contains(&home) || field.argument || field.overridden.is_some() {
        return None;
    }
    field.external.insert(home);
    // A field that is provided elsewhere must be shareable where it is resolved.
    field.shareable = true;
    Some(name)
}

fn add_requirement(dice: &mut Dice, world: &mut World, entity: &str, number: usize) {
    let home = *dice.pick(&homes_of(world, entity));
    let fields = &world.types[entity].fields;
    let usable = |name: &String| {
        let field = &fields[name];
        !field.owners.contains(&home)
            && field.overridden != Some(home)
            && field.requires.as_ref().is_none_or(|_| name.as_str() < "q1")
    };
    let wanted: Vec<String> = ["f0", "f1", "f2", "f3", "q0"]
        .into_iter()
        .map(str::to_owned)
        .filter(|name| fields.contains_key(name) && usable(name) && dice.chance(50))
        .collect();
    if wanted.is_empty() || !dice.chance(70) {
        return;
    }
    let mut selection = Vec::new();
    for name in &wanted {
        let field = world
            .types
            .get_mut(entity)
            .unwrap()
            .fields
            .get_mut(name)
            .unwrap();
        field.external.insert(home);
        let argument = if field.argument && dice.chance(70) {
            format!("(n: {})", dice.below(3))
        } else {
            String::new()
        };
        selection.push(format!("{name}{argument}"));
    }
    let field = Field {
        ty: (*dice.pick(&["Int", "String", "Int!"])).to_owned(),
        owners: BTreeSet::from([home]),
        requires: Some(selection.join(" ")),
        ..Field::default()
    };
    let ty = world.types.get_mut(entity).unwrap();
    ty.fields.insert(format!("q{number}"), field);
}

fn add_roots(dice: &mut Dice, world: &mut World, entities: &[String]) {
    let mut query = Type::default();
    for entity in entities {
        let homes = homes_of(world, entity);
        let mut field = Field {
            ty: wrapped(dice, entity),
            owners: BTreeSet::from([*dice.pick(&homes)]),
            ..Field::default()
        };
        if dice.chance(30) {
            field.owners.insert(*dice.pick(&homes));
        }
        query.fields.insert(format!("root{entity}"), field);
    }
    for number in 0..2 {
        let home = dice.below(world.homes);
        if let Some((target, members)) = target(dice, world, home) {
            let field = Field {
                ty: wrapped(dice, &target),
                owners: BTreeSet::from([home]),
                members,
                ..Field::default()
            };
            query.fields.insert(format!("any{number}"), field);
        }
    }
    // A value at the root, in two subgraphs that each have a part.
    let (one, two) = (dice.below(world.homes), dice.below(world.homes));
    let both = BTreeSet::from([one, two]);
    let mut shared = Type::default();
    for (name, owners) in [
        ("x", BTreeSet::from([one])),
        ("y", BTreeSet::from([two])),
        ("both", both.clone()),
    ] {
        let field = Field {
            ty: "Int".to_owned(),
            owners,
            ..Field::default()
        };
        shared.fields.insert(name.to_owned(), field);
    }
    world.types.insert("Box".to_owned(), shared);
    let field = Field {
        ty: wrapped(dice, "Box"),
        owners: both,
        ..Field::default()
    };
    query.fields.insert("box".to_owned(), field);
    let ping = Field {
        ty: "Int".to_owned(),
        argument: true,
        owners: (0..world.homes).collect(),
        ..Field::default()
    };
    query.fields.insert("ping".to_owned(), ping);
    world.types.insert("Query".to_owned(), query);
}
