//! Root fields: ways in, shared ones, and mutations that follow one another.

use super::references::{shares, target};
use super::world::{Field, Kind, World, wrapped};
use crate::dice::Dice;

pub(super) fn add(dice: &mut Dice, world: &mut World) {
    for entity in world.entities.clone() {
        let homes = world.homes_of(&entity);
        let home = *dice.pick(&homes);
        let field = Field::of(wrapped(dice, &entity));
        let name = format!("root{entity}");
        if dice.chance(35) {
            let other = *dice.pick(&homes);
            world.add(other, "Query", &name, field.clone());
        }
        world.add(home, "Query", &name, field);
        if dice.chance(40) {
            let home = *dice.pick(&homes);
            let field = Field {
                arguments: (*dice.pick(&["(n: Int!)", "(n: Int = 1)", "(in: In)"])).to_owned(),
                ..Field::of(wrapped(dice, &entity))
            };
            world.add(home, "Query", &format!("one{entity}"), field);
        }
    }
    for number in 0..3 {
        let home = dice.below(world.homes.len());
        if let Some(target) = target(dice, world, home) {
            let field = Field::of(wrapped(dice, &target));
            let other = dice.below(world.homes.len());
            let name = format!("any{number}");
            if other != home && dice.chance(40) && shares(world, home, other, &target) {
                world.add(other, "Query", &name, field.clone());
            }
            world.add(home, "Query", &name, field);
        }
    }
    add_voids(dice, world);
    add_box(dice, world);
    add_mutations(dice, world);
    add_subscriptions(dice, world);
    let mut everywhere: Vec<usize> = (0..world.homes.len()).collect();
    let last = world
        .homes
        .last()
        .is_some_and(|home| !home.types.is_empty());
    if last && everywhere.len() > 2 && dice.chance(30) {
        everywhere.pop();
    }
    for entity in world.entities.clone() {
        // The root again, below an entity.
        let homes: Vec<usize> = world
            .entered(&entity)
            .into_iter()
            .filter(|home| everywhere.contains(home))
            .collect();
        if !homes.is_empty() && dice.chance(20) {
            let ty = *dice.pick(&["Query", "Query!", "[Query!]"]);
            let home = *dice.pick(&homes);
            world.add(home, &entity, "query", Field::of(ty));
        }
    }
    for home in everywhere {
        let field = Field {
            arguments: "(n: Int)".to_owned(),
            ..Field::of("Int")
        };
        world.add(home, "Query", "ping", field);
    }
}

/// Values of interfaces that nobody implements there: nothing but null.
fn add_voids(dice: &mut Dice, world: &mut World) {
    for home in 0..world.homes.len() {
        let names = world.homes[home].types.iter();
        let interfaces = names.filter(|(_, declared)| declared.kind == Kind::Interface);
        let mut void = interfaces.filter(|(name, _)| world.members(home, name).is_empty());
        if let Some(name) = void.next().map(|(name, _)| name.clone())
            && dice.chance(60)
        {
            world.add(home, "Query", &format!("void{home}"), Field::of(name));
        }
    }
}

/// A value at the root, of which each of two subgraphs has a part.
fn add_box(dice: &mut Dice, world: &mut World) {
    let (one, two) = (dice.below(world.homes.len()), dice.below(world.homes.len()));
    let ty = wrapped(dice, "Box");
    for (home, part) in [(one, "x"), (two, "y")] {
        world.add(home, "Query", "box", Field::of(&*ty));
        world.add(home, "Box", "both", Field::of("Int"));
        world.add(home, "Box", part, Field::of("Int"));
    }
}

/// Each in one home: streams are not shared.
fn add_subscriptions(dice: &mut Dice, world: &mut World) {
    if !dice.chance(40) {
        return;
    }
    for number in 0..1 + dice.below(2) {
        let home = dice.below(world.homes.len());
        if let Some(target) = target(dice, world, home) {
            let field = Field {
                arguments: (*dice.pick(&["", "(n: Int)", "(in: In)"])).to_owned(),
                ..Field::of(wrapped(dice, &target))
            };
            world.add(home, "Subscription", &format!("on{number}"), field);
        }
    }
}

fn add_mutations(dice: &mut Dice, world: &mut World) {
    if !dice.chance(50) {
        return;
    }
    for number in 0..1 + dice.below(4) {
        let home = dice.below(world.homes.len());
        if let Some(target) = target(dice, world, home) {
            let field = Field {
                arguments: (*dice.pick(&["", "(n: Int)", "(in: In)"])).to_owned(),
                ..Field::of(wrapped(dice, &target))
            };
            let name = format!("set{number}");
            let other = dice.below(world.homes.len());
            if other != home && dice.chance(30) && shares(world, home, other, &target) {
                world.add(other, "Mutation", &name, field.clone());
            }
            world.add(home, "Mutation", &name, field);
        }
    }
}
