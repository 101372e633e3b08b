//! `@requires`: chains and circles, with arguments, through values, references and fragments (rules 15 to 21).

use super::world::{Field, World};
use crate::dice::Dice;

pub(super) fn add(dice: &mut Dice, world: &mut World) {
    for entity in world.entities.clone() {
        let homes = world.entered(&entity);
        for number in 0..dice.below(5) {
            let home = *dice.pick(&homes);
            if let Some(requires) = required(dice, world, home, &entity, number) {
                let mut field = Field {
                    requires: Some(requires),
                    ..Field::of(*dice.pick(&["Int", "String", "Int!", "[String!]"]))
                };
                if dice.chance(15) {
                    field.arguments = "(n: Int)".to_owned();
                }
                world.add(home, &entity, &format!("q{number}"), field);
            }
        }
    }
}

/// A selection of what other homes resolve.
fn required(
    dice: &mut Dice,
    world: &mut World,
    home: usize,
    entity: &str,
    number: usize,
) -> Option<String> {
    let mut parts = Vec::new();
    let scalars = (0..7).map(|at| format!("f{at}"));
    let earlier = (0..number).map(|at| format!("q{at}"));
    for name in scalars.chain(earlier) {
        let wanted = if name.starts_with('q') { 60 } else { 25 };
        if dice.chance(wanted) && !owns(world, home, entity, &name) {
            parts.extend(leaf(dice, world, home, entity, &name));
        }
    }
    if dice.chance(35) {
        parts.extend(value(dice, world, home, entity));
    }
    if dice.chance(35) {
        let name = format!("r{}", dice.below(3));
        parts.extend(reference(dice, world, home, entity, &name));
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn owns(world: &World, home: usize, ty: &str, name: &str) -> bool {
    world.owners(ty, name).contains(&home)
}

fn leaf(dice: &mut Dice, world: &mut World, home: usize, ty: &str, name: &str) -> Option<String> {
    if !world.mention(home, ty, name) {
        return None;
    }
    let field = world.field(home, ty, name)?;
    let arguments = argument(dice, &field.arguments);
    let below = match field.base() {
        "Money" => " { amount currency }",
        _ => "",
    };
    Some(format!("{name}{arguments}{below}"))
}

/// A written argument for a declared one.
fn argument(dice: &mut Dice, declared: &str) -> String {
    let number = dice.below(3);
    let given = match declared {
        "(in: In!)" => return format!("(in: {{a: {number}}})"),
        "(n: Int)" | "(n: Int = 2)" | "(n: Int! = 5, s: String)" | "(n: Int, own: String)" => {
            format!("(n: {number})")
        }
        "(mode: Mode = SLOW, n: Int)" => format!("(mode: FAST, n: {number})"),
        "(in: In)" => format!("(in: {{b: [{number}], mode: FAST}})"),
        _ => String::new(),
    };
    if dice.chance(70) {
        given
    } else {
        String::new()
    }
}

/// A part of the value that another home has, whether or not the value itself is known here.
fn value(dice: &mut Dice, world: &mut World, home: usize, entity: &str) -> Option<String> {
    let value = format!("V{}", &entity[1..]);
    let part = *dice.pick(&["x", "y"]);
    if owns(world, home, &value, part) || world.owners(&value, part).is_empty() {
        return None;
    }
    if !owns(world, home, entity, "value") && !world.mention(home, entity, "value") {
        return None;
    }
    world
        .mention(home, &value, part)
        .then(|| format!("value {{ {part} }}"))
}

/// Something of what another home refers to, through fragments where it is abstract.
fn reference(
    dice: &mut Dice,
    world: &mut World,
    home: usize,
    entity: &str,
    name: &str,
) -> Option<String> {
    if owns(world, home, entity, name) {
        return None;
    }
    let owner = *world.owners(entity, name).first()?;
    let field = world.field(owner, entity, name)?.clone();
    let base = field.base().to_owned();
    let members = world.members(home, &base);
    let mut parts = Vec::new();
    for member in members.iter().filter(|member| member.starts_with('E')) {
        let scalar = format!("f{}", dice.below(4));
        let inside = match owns(world, home, member, &scalar) {
            // Behind an external reference what is local counts as well.
            true => local(world, home, member, &scalar),
            false => leaf(dice, world, home, member, &scalar),
        };
        let Some(inside) = inside else { continue };
        match base.starts_with('E') {
            true => parts.push(inside),
            false => parts.push(format!("... on {member} {{ {inside} }}")),
        }
    }
    if parts.is_empty() || !world.mention(home, entity, name) {
        return None;
    }
    let argument = argument(dice, &field.arguments);
    Some(format!("{name}{argument} {{ {} }}", parts.join(" ")))
}

fn local(world: &World, home: usize, ty: &str, name: &str) -> Option<String> {
    let field = world.field(home, ty, name)?;
    let plain = field.base() != "Money" && !field.arguments.contains("In!");
    plain.then(|| name.to_owned())
}
