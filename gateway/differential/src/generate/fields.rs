//! Fields of entities that refer to nothing: scalars, enums, values in parts, who owns them and who took them over.

use super::world::{Field, World};
use crate::dice::Dice;

const TYPES: [&str; 17] = [
    "Int",
    "String",
    "Int!",
    "String!",
    "[String!]",
    "[[Int]]",
    "Boolean",
    "Float",
    "ID",
    "Blob",
    "Color",
    "[Color]",
    "Mode",
    "Money",
    "[Money!]",
    "[Int!]!",
    "Color!",
];

const ARGUMENTS: [&str; 9] = [
    "(n: Int)",
    "(n: Int = 2)",
    "(n: Int! = 5, s: String)",
    "(s: String = \"d\")",
    "(in: In)",
    "(in: In!)",
    "(mode: Mode = SLOW, n: Int)",
    "(ids: [ID!])",
    "(flags: [[Boolean!]] = [[true]])",
];

pub(super) fn add_scalars(dice: &mut Dice, world: &mut World) {
    for entity in world.entities.clone() {
        let homes = world.entered(&entity);
        for number in 0..3 + dice.below(4) {
            let mut field = Field::of(*dice.pick(&TYPES));
            if dice.chance(25) {
                field.arguments = (*dice.pick(&ARGUMENTS)).to_owned();
            }
            let owner = *dice.pick(&homes);
            let name = format!("f{number}");
            if dice.chance(30) {
                let other = *dice.pick(&homes);
                let mut wider = field.clone();
                if other != owner && field.arguments == "(n: Int)" && dice.chance(50) {
                    // Not everywhere: no argument of the whole.
                    wider.arguments = "(n: Int, own: String)".to_owned();
                }
                world.add(other, &entity, &name, wider);
            }
            world.add(owner, &entity, &name, field);
        }
        if dice.chance(50) {
            let owner = *dice.pick(&homes);
            world.add(owner, &entity, "version", Field::of("Int!"));
        }
    }
}

/// Values without a key, of which each of two homes has a part: reached through their owner (rule 8).
pub(super) fn add_values(dice: &mut Dice, world: &mut World) {
    for entity in world.entities.clone() {
        if !dice.chance(55) {
            continue;
        }
        let homes = world.entered(&entity);
        let (one, two) = (*dice.pick(&homes), *dice.pick(&homes));
        let number = &entity[1..];
        let (value, deep) = (format!("V{number}"), format!("D{number}"));
        let ty = dice
            .pick(&["V", "V!", "[V!]", "[[V]!]"])
            .replace('V', &value);
        let below = dice.pick(&["D", "D!", "[D]"]).replace('D', &deep);
        let nested = dice.chance(50);
        for (home, part, leaf) in [(one, "x", "p"), (two, "y", "q")] {
            world.add(home, &entity, "value", Field::of(&*ty));
            world.add(home, &value, "both", Field::of("Int"));
            let text = *dice.pick(&["Int", "String!", "[Int]"]);
            world.add(home, &value, part, Field::of(text));
            if nested {
                world.add(home, &value, "deep", Field::of(&*below));
                world.add(home, &deep, leaf, Field::of("Int"));
                world.add(home, &deep, "r", Field::of("String"));
            }
        }
    }
}

/// Scalars that moved from one home to another, some for some requests only.
pub(super) fn add_overrides(dice: &mut Dice, world: &mut World) {
    for entity in world.entities.clone() {
        let homes = world.entered(&entity);
        for number in 0..7 {
            let name = format!("f{number}");
            let [owner] = world.owners(&entity, &name)[..] else {
                continue;
            };
            let to = *dice.pick(&homes);
            let free = world.field(to, &entity, &name).is_none();
            if to == owner || !free || !dice.chance(20) {
                continue;
            }
            let Some(mut field) = world.field(owner, &entity, &name).cloned() else {
                continue;
            };
            let label = match dice.below(4) {
                0 => Some("percent(30)".to_owned()),
                1 => Some("rollout".to_owned()),
                _ => None,
            };
            world.labels.extend(label.clone());
            field.overrides = Some((owner, label));
            world.add(to, &entity, &name, field);
        }
    }
}

/// One of several homes promises more than the others.
pub(super) fn make_strict(dice: &mut Dice, world: &mut World) {
    let mut places = Vec::new();
    for (home, one) in world.homes.iter().enumerate() {
        for (ty, declared) in &one.types {
            for (name, field) in &declared.fields {
                let several = world.owners(ty, name).len() > 1;
                let plain = !field.external && !field.ty.ends_with('!');
                let scalar =
                    name.starts_with('f') || name.starts_with("label") || ty.starts_with('V');
                if several && plain && scalar && !world.is_contested(ty, name) {
                    places.push((home, ty.clone(), name.clone()));
                }
            }
        }
    }
    let mut done = std::collections::BTreeSet::new();
    for (home, ty, name) in places {
        if dice.chance(40)
            && done.insert((ty.clone(), name.clone()))
            && world
                .declared(home, &ty)
                .is_some_and(|it| it.kind == super::world::Kind::Object)
            && let Some(field) = world.field_mut(home, &ty, &name)
        {
            field.ty.push('!');
        }
    }
}
