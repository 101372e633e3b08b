//! `@inaccessible` fields, keys, arguments and types (rules 15, 38 and 39).

use std::collections::BTreeSet;

use super::world::World;
use crate::dice::Dice;

pub(super) fn hide(dice: &mut Dice, world: &mut World) {
    for entity in world.entities.clone() {
        if dice.chance(30) {
            let name = format!("f{}", dice.below(2));
            hide_field(world, &entity, &name);
        }
        if dice.chance(20) {
            let name = *dice.pick(&["code", "num", "region", "ref", "tags"]);
            hide_field(world, &entity, name);
        }
        if dice.chance(20) {
            hide_argument(dice, world, &entity);
        }
    }
    if world.entities.len() > 2 && dice.chance(20) {
        let last = world.entities[world.entities.len() - 1].clone();
        hide_type(world, &last);
    }
}

/// In one of its owners: that is enough.
fn hide_field(world: &mut World, ty: &str, name: &str) {
    let owners = world.owners(ty, name);
    if let Some(owner) = owners.first()
        && let Some(field) = world.field_mut(*owner, ty, name)
    {
        field.hidden = true;
    }
}

/// One more argument, with a default, wherever the field is declared.
fn hide_argument(dice: &mut Dice, world: &mut World, ty: &str) {
    let name = format!("f{}", dice.below(4));
    let provided = |home| {
        world
            .field(home, ty, &name)
            .is_some_and(|field| field.provided)
    };
    if (0..world.homes.len()).any(provided) {
        return;
    }
    for home in 0..world.homes.len() {
        if let Some(field) = world.field_mut(home, ty, &name)
            && field.arguments.is_empty()
        {
            field.arguments = "(hid: Int = 7 @inaccessible)".to_owned();
        }
    }
}

/// The type, and all fields that put it out.
fn hide_type(world: &mut World, ty: &str) {
    // What would be left without anything to see would have to be hidden as well.
    let types: BTreeSet<String> = world
        .homes
        .iter()
        .flat_map(|home| home.types.keys().cloned())
        .collect();
    let emptied = types.iter().filter(|name| *name != ty).any(|name| {
        let mut fields = world
            .homes
            .iter()
            .filter_map(|home| home.types.get(name))
            .flat_map(|declared| declared.fields.values());
        fields.all(|field| field.hidden || field.base() == ty)
    });
    let unions: BTreeSet<&String> = world.homes.iter().flat_map(|it| it.unions.keys()).collect();
    let alone = unions.into_iter().any(|union| {
        let members = world.homes.iter().filter_map(|home| home.unions.get(union));
        members.flatten().all(|member| member == ty)
    });
    if emptied || alone {
        return;
    }
    for home in &mut world.homes {
        for (name, declared) in &mut home.types {
            declared.hidden |= name == ty;
            for field in declared.fields.values_mut() {
                field.hidden |= field.base() == ty && !field.external;
            }
        }
    }
}
