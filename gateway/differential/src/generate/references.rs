//! References between types, and what is provided along them.

use super::media::INTERFACE;
use super::world::{Field, Kind, World, wrapped};
use crate::dice::Dice;

/// A composite type that a home can put out.
pub(super) fn target(dice: &mut Dice, world: &World, home: usize) -> Option<String> {
    let one = &world.homes[home];
    let mut abstracts: Vec<&String> = one.unions.keys().collect();
    let interface = |name: &&String| {
        one.types[*name].kind == Kind::Interface && !world.members(home, name).is_empty()
    };
    abstracts.extend(one.types.keys().filter(interface));
    if !abstracts.is_empty() && dice.chance(45) {
        return Some((*dice.pick(&abstracts)).clone());
    }
    if one.types.contains_key(INTERFACE) && dice.chance(30) {
        return Some(INTERFACE.to_owned());
    }
    let known: Vec<&String> = one
        .types
        .keys()
        .filter(|name| name.starts_with(['E', 'W']))
        .collect();
    if known.is_empty() {
        return None;
    }
    Some((*dice.pick(&known)).clone())
}

pub(super) fn add(dice: &mut Dice, world: &mut World) {
    for entity in world.entities.clone() {
        let homes = world.entered(&entity);
        for number in 0..1 + dice.below(3) {
            let home = *dice.pick(&homes);
            let Some(target) = target(dice, world, home) else {
                continue;
            };
            let mut field = Field::of(wrapped(dice, &target));
            if dice.chance(15) {
                field.arguments = "(n: Int)".to_owned();
            }
            let name = format!("r{number}");
            let other = *dice.pick(&homes);
            if other != home && dice.chance(25) && shares(world, home, other, &target) {
                world.add(other, &entity, &name, field.clone());
            }
            world.add(home, &entity, &name, field);
        }
    }
    from_interface_objects(dice, world);
}

/// Whether both homes know the type, and a run-time type of it.
pub(super) fn shares(world: &World, home: usize, other: usize, target: &str) -> bool {
    let known = world.members(other, target);
    // An interface object stands for all of them.
    target == INTERFACE && !known.is_empty()
        || world
            .members(home, target)
            .iter()
            .any(|member| known.contains(member))
}

fn from_interface_objects(dice: &mut Dice, world: &mut World) {
    for home in 0..world.homes.len() {
        let object = world
            .declared(home, INTERFACE)
            .is_some_and(|it| it.kind == Kind::InterfaceObject && it.is_entity());
        if object
            && dice.chance(50)
            && let Some(target) = target(dice, world, home)
        {
            let ty = wrapped(dice, &target);
            world.add(home, INTERFACE, &format!("mr{home}"), Field::of(ty));
        }
    }
}

/// Makes some fields of what is referred to known along the reference (rules 22 to 24).
pub(super) fn provide(dice: &mut Dice, world: &mut World) {
    for entity in world.entities.clone() {
        for home in world.entered(&entity) {
            for number in 0..3 {
                let name = format!("r{number}");
                let owned = world.owners(&entity, &name).contains(&home);
                if owned && dice.chance(40) {
                    let base = world
                        .field(home, &entity, &name)
                        .map(|it| it.base().to_owned());
                    let set = base.and_then(|base| provided(dice, world, home, &base, 0));
                    if let Some(field) = world.field_mut(home, &entity, &name) {
                        field.provides = set;
                    }
                }
            }
        }
    }
}

fn provided(
    dice: &mut Dice,
    world: &mut World,
    home: usize,
    ty: &str,
    depth: usize,
) -> Option<String> {
    let mut parts = Vec::new();
    if ty.starts_with('E') {
        parts = of_entity(dice, world, home, ty, depth);
    } else {
        for member in world.members(home, ty) {
            if member.starts_with('E') && dice.chance(60) {
                let inside = of_entity(dice, world, home, &member, depth);
                if !inside.is_empty() {
                    parts.push(format!("... on {member} {{ {} }}", inside.join(" ")));
                }
            }
        }
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn of_entity(
    dice: &mut Dice,
    world: &mut World,
    home: usize,
    entity: &str,
    depth: usize,
) -> Vec<String> {
    let mut parts = Vec::new();
    for number in 0..7 {
        let name = format!("f{number}");
        if dice.chance(25) && can_provide(world, home, entity, &name) {
            mention_provided(world, home, entity, &name);
            let base = world
                .field(home, entity, &name)
                .map(|it| it.base().to_owned());
            match base.as_deref() {
                Some("Money") => parts.push(format!("{name} {{ amount currency }}")),
                Some(_) | None => parts.push(name),
            }
        }
    }
    let value = format!("V{}", &entity[1..]);
    for part in ["x", "y"] {
        if dice.chance(20) && can_provide(world, home, &value, part) {
            let local = world.owners(entity, "value").contains(&home);
            if !local && !can_provide(world, home, entity, "value") {
                continue;
            }
            if !local {
                mention_provided(world, home, entity, "value");
            }
            mention_provided(world, home, &value, part);
            parts.push(format!("value {{ {part} }}"));
            break;
        }
    }
    if depth < 1 && dice.chance(30) {
        // A reference of its own, with more below it.
        let name = format!("r{}", dice.below(3));
        let here = world.owners(entity, &name).contains(&home);
        let base = world
            .field(home, entity, &name)
            .map(|it| (it.base().to_owned(), it.arguments.is_empty()));
        if let Some((base, true)) = base.filter(|_| here)
            && let Some(inside) = provided(dice, world, home, &base, depth + 1)
        {
            parts.push(format!("{name} {{ {inside} }}"));
        }
    }
    parts
}

fn can_provide(world: &World, home: usize, ty: &str, name: &str) -> bool {
    let owners = world.owners(ty, name);
    let Some(field) = owners
        .first()
        .and_then(|owner| world.field(*owner, ty, name))
    else {
        return false;
    };
    !owners.contains(&home) && field.arguments.is_empty() && field.requires.is_none()
}

fn mention_provided(world: &mut World, home: usize, ty: &str, name: &str) {
    if world.mention(home, ty, name)
        && let Some(field) = world.field_mut(home, ty, name)
    {
        field.provided = true;
    }
}
