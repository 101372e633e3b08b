//! Interfaces and unions of which each subgraph knows some members.

use super::world::{Field, Kind, World};
use crate::dice::Dice;

/// Interfaces, implemented here and there, with fields that not every home's interface has (rules 30 and 31).
pub(super) fn add_interfaces(dice: &mut Dice, world: &mut World) {
    for number in 0..dice.below(3) {
        let interface = format!("I{number}");
        let members = dice.some(&world.entities.clone(), 65);
        let mut places: Vec<(usize, String)> = Vec::new();
        for member in &members {
            let homes = world.entered(member);
            let homes = dice.some(&homes, 60);
            places.extend(homes.into_iter().map(|home| (home, member.clone())));
        }
        if dice.chance(25) {
            add_plain_member(dice, world, number, &mut places);
        }
        let label = format!("label{number}");
        for (home, member) in &places {
            world.add(*home, member, &label, Field::of("String"));
            world
                .declare(*home, member)
                .implements
                .insert(interface.clone());
            let declared = world.declare(*home, &interface);
            declared.kind = Kind::Interface;
            declared.fields.insert(label.clone(), Field::of("String"));
        }
        if dice.chance(60) {
            let ty = *dice.pick(&["Int", "String", "Int!", "Money", "[Color!]"]);
            add_common(dice, world, &interface, &places, &Field::of(ty));
        }
        if dice.chance(35) {
            add_narrower(dice, world, number);
        }
    }
}

/// An interface that implements the other one, known wherever that is; maybe nobody implements it there, or anywhere.
fn add_narrower(dice: &mut Dice, world: &mut World, number: usize) {
    let (interface, narrower) = (format!("I{number}"), format!("J{number}"));
    let extra = dice.chance(50).then(|| format!("only{number}"));
    for home in world.homes_of(&interface) {
        let fields = world.declare(home, &interface).fields.clone();
        let declared = world.declare(home, &narrower);
        declared.kind = Kind::Interface;
        declared.implements.insert(interface.clone());
        declared.fields = fields;
        let members = world.members(home, &interface);
        let members: Vec<String> = members.into_iter().filter(|_| dice.chance(60)).collect();
        for member in &members {
            world
                .declare(home, member)
                .implements
                .insert(narrower.clone());
        }
        // Whoever implements it here has what it says here.
        if let Some(extra) = extra.as_ref().filter(|_| !members.is_empty()) {
            for ty in members.iter().chain([&narrower]) {
                world.add(home, ty, extra, Field::of("Int"));
            }
        }
    }
}

/// A member without a key, in one home.
fn add_plain_member(
    dice: &mut Dice,
    world: &mut World,
    number: usize,
    places: &mut Vec<(usize, String)>,
) {
    let home = dice.below(world.homes.len());
    let name = format!("W{number}");
    world.add(home, &name, "w", Field::of("Int"));
    places.push((home, name));
}

/// A field that all members have, each in a home of its own: only some homes' interfaces have it.
fn add_common(
    dice: &mut Dice,
    world: &mut World,
    interface: &str,
    places: &[(usize, String)],
    field: &Field,
) {
    let name = format!("common{}", &interface[1..]);
    let (chosen, _) = *dice.pick(places);
    let members: std::collections::BTreeSet<&String> = places.iter().map(|(_, it)| it).collect();
    for member in members {
        let here = places
            .iter()
            .any(|(home, it)| *home == chosen && it == member);
        let home = match here {
            true => chosen,
            false => *dice.pick(&world.homes_where_owned(member)),
        };
        world.add(home, member, &name, field.clone());
    }
    for (home, _) in places {
        let all = world.members(*home, interface);
        if all
            .iter()
            .all(|member| world.field(*home, member, &name).is_some())
        {
            world.add(*home, interface, &name, field.clone());
        }
    }
}

impl World {
    /// Homes in which a type may get fields.
    fn homes_where_owned(&self, ty: &str) -> Vec<usize> {
        let entered = self.entered(ty);
        if entered.is_empty() {
            self.homes_of(ty)
        } else {
            entered
        }
    }
}

/// Unions, of which each home has some members.
pub(super) fn add_unions(dice: &mut Dice, world: &mut World) {
    for number in 0..dice.below(3) {
        let members = dice.some(&world.entities.clone(), 65);
        for home in 0..world.homes.len() {
            let known = |member: &&String| world.declared(home, member).is_some();
            let mut here: Vec<String> = members.iter().filter(known).cloned().collect();
            here.extend((0..2).map(|at| format!("W{at}")).filter(|it| known(&it)));
            if !here.is_empty() && dice.chance(60) {
                let here = dice.some(&here, 75);
                world.homes[home]
                    .unions
                    .insert(format!("U{number}"), here.into_iter().collect());
            }
        }
    }
}
