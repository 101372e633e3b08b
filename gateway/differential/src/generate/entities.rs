//! Entities: where they are, by which keys they are entered, and that each home can be reached from each.

use std::collections::BTreeSet;

use super::world::{Field, World};
use crate::dice::Dice;

/// The shapes of keys; `owner` is another entity.
const SHAPES: [&str; 10] = [
    "id",
    "id",
    "code",
    "num",
    "id region",
    "ref { id }",
    "ref { id code }",
    "ref { sub { id } }",
    "tags { id }",
    "owner { id }",
];

pub(super) fn place(dice: &mut Dice, world: &mut World) {
    let count = *dice.pick(&[1, 2, 2, 3, 3, 4]);
    world.entities = (0..count).map(|at| format!("E{at}")).collect();
    let all: Vec<usize> = (0..world.homes.len()).collect();
    for entity in world.entities.clone() {
        let homes = dice.some(&all, 65);
        let shapes: Vec<&str> = (0..*dice.pick(&[1, 1, 2, 2, 3]))
            .map(|_| *dice.pick(&SHAPES))
            .collect();
        for home in &homes {
            for shape in dice.some(&shapes, 45) {
                let resolvable = !dice.chance(10);
                add_key(world, *home, &entity, shape, resolvable);
            }
        }
        if homes
            .iter()
            .all(|home| !world.homes[*home].types[&entity].is_entity())
        {
            add_key(world, homes[0], &entity, "id", true);
        }
    }
    add_stubs(dice, world);
    for entity in world.entities.clone() {
        open_sole_owners(world, &entity);
    }
    for entity in world.entities.clone() {
        connect(world, &entity);
    }
}

/// Lets parts of keys be null, in all homes alike (rule 6).
pub(super) fn open_keys(dice: &mut Dice, world: &mut World) {
    for entity in world.entities.clone() {
        let nested = format!("R{}", &entity[1..]);
        let own = ["code", "num", "region", "ref", "owner"].map(|part| (&entity, part));
        let below = ["id", "code"].map(|part| (&nested, part));
        for (ty, part) in own.into_iter().chain(below) {
            if dice.chance(50) {
                for home in world.homes_of(ty) {
                    if let Some(field) = world.field_mut(home, ty, part) {
                        field.ty = field.ty.trim_end_matches('!').to_owned();
                    }
                }
            }
        }
    }
}

/// A part of a key that only homes have which nobody can enter could not be reached from elsewhere.
fn open_sole_owners(world: &mut World, entity: &str) {
    for home in world.homes_of(entity) {
        let entered = world.entered(entity);
        let known: BTreeSet<&str> = entered
            .iter()
            .flat_map(|home| atoms_of(world, *home, entity))
            .collect();
        if !entered.contains(&home) && !atoms_of(world, home, entity).is_subset(&known) {
            for (_, resolvable) in &mut world.declare(home, entity).keys {
                *resolvable = true;
            }
        }
    }
}

/// Homes that can name an entity, and nothing else of it: by a key nobody can enter by, or without any.
fn add_stubs(dice: &mut Dice, world: &mut World) {
    for entity in world.entities.clone() {
        for home in 0..world.homes.len() {
            if world.declared(home, &entity).is_some() || !dice.chance(25) {
                continue;
            }
            let shapes: Vec<String> = world
                .homes
                .iter()
                .filter_map(|home| home.types.get(&entity))
                .flat_map(|declared| declared.keys.iter().map(|(shape, _)| shape.clone()))
                .filter(|shape| !shape.starts_with("owner"))
                .collect();
            let Some(shape) = shapes.first() else {
                continue;
            };
            add_key(world, home, &entity, shape, false);
            if dice.chance(50) {
                world.declare(home, &entity).keys.clear();
            }
        }
    }
}

/// Declares the key and its fields.
fn add_key(world: &mut World, home: usize, entity: &str, shape: &str, resolvable: bool) {
    let shape = match owner(world, entity) {
        None if shape.starts_with("owner") => "id",
        Some(_) | None => shape,
    };
    add_key_fields(world, home, entity, shape);
    let keys = &mut world.declare(home, entity).keys;
    match keys.iter_mut().find(|(known, _)| known == shape) {
        Some((_, known)) => *known |= resolvable,
        None => keys.push((shape.to_owned(), resolvable)),
    }
}

/// The entity that another one's key goes through: the one before it.
fn owner(world: &World, entity: &str) -> Option<String> {
    let at = world.entities.iter().position(|one| one == entity)?;
    at.checked_sub(1).map(|at| world.entities[at].clone())
}

fn add_key_fields(world: &mut World, home: usize, entity: &str, shape: &str) {
    let nested = format!("R{}", &entity[1..]);
    let id = || Field::of("ID!");
    match shape {
        "id" => world.add(home, entity, "id", id()),
        "code" => world.add(home, entity, "code", id()),
        "num" => world.add(home, entity, "num", Field::of("Int!")),
        "id region" => {
            world.add(home, entity, "id", id());
            world.add(home, entity, "region", Field::of("String!"));
        }
        "ref { id }" | "ref { id code }" | "ref { sub { id } }" => {
            world.add(home, entity, "ref", Field::of(format!("{nested}!")));
            if shape.contains("sub") {
                let sub = format!("S{}", &entity[1..]);
                world.add(home, &nested, "sub", Field::of(format!("{sub}!")));
                world.add(home, &sub, "id", id());
            } else {
                world.add(home, &nested, "id", id());
            }
            if shape.contains("code") {
                world.add(home, &nested, "code", id());
            }
        }
        "tags { id }" => {
            let tag = format!("T{}", &entity[1..]);
            world.add(home, entity, "tags", Field::of(format!("[{tag}!]!")));
            world.add(home, &tag, "id", id());
        }
        _ => {
            let owner = owner(world, entity).unwrap_or_else(|| entity.to_owned());
            world.add(home, entity, "owner", Field::of(format!("{owner}!")));
            if world.field(home, &owner, "id").is_none() {
                add_key(world, home, &owner, "id", true);
            }
        }
    }
}

/// Adds keys until every home that can be entered is reached from every home that knows the entity.
fn connect(world: &mut World, entity: &str) {
    for from in world.homes_of(entity) {
        loop {
            let reached = reached(world, entity, from);
            let missed = world
                .entered(entity)
                .into_iter()
                .find(|home| !reached.contains(home));
            let Some(missed) = missed else { break };
            add_key(world, missed, entity, "id", true);
            if world.field(from, entity, "id").is_none() {
                let id = Field::of("ID!");
                world.add(from, entity, "id", id);
            }
        }
    }
}

fn reached(world: &World, entity: &str, from: usize) -> BTreeSet<usize> {
    let mut known = atoms_of(world, from, entity);
    let mut reached = BTreeSet::from([from]);
    loop {
        let before = reached.len();
        for home in world.entered(entity) {
            let keys = &world.homes[home].types[entity].keys;
            let enters = |(shape, resolvable): &(String, bool)| {
                *resolvable && atoms(shape).iter().all(|atom| known.contains(*atom))
            };
            if !reached.contains(&home) && keys.iter().any(enters) {
                reached.insert(home);
                known.extend(atoms_of(world, home, entity));
            }
        }
        if reached.len() == before {
            return reached;
        }
    }
}

/// The parts of keys that a home can tell.
fn atoms_of(world: &World, home: usize, entity: &str) -> BTreeSet<&'static str> {
    let number = &entity[1..];
    let has = |ty: &str, name: &str| world.field(home, ty, name).is_some_and(|it| !it.external);
    let mut all = BTreeSet::new();
    for plain in ["id", "code", "num", "region"] {
        if has(entity, plain) {
            all.insert(plain);
        }
    }
    if has(entity, "ref") {
        let nested = format!("R{number}");
        for (name, atom) in [("id", "ref.id"), ("code", "ref.code"), ("sub", "ref.sub")] {
            if has(&nested, name) {
                all.insert(atom);
            }
        }
    }
    if has(entity, "tags") {
        all.insert("tags");
    }
    if has(entity, "owner") {
        all.insert("owner");
    }
    all
}

fn atoms(shape: &str) -> &'static [&'static str] {
    match shape {
        "id" => &["id"],
        "code" => &["code"],
        "num" => &["num"],
        "id region" => &["id", "region"],
        "ref { id }" => &["ref.id"],
        "ref { id code }" => &["ref.id", "ref.code"],
        "ref { sub { id } }" => &["ref.sub"],
        "tags { id }" => &["tags"],
        _ => &["owner"],
    }
}
