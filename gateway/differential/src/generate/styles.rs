//! How the subgraphs are written: Federation 1 or 2, base or extension, keys that are only taken in.

use super::world::{Home, Kind, World};
use crate::dice::Dice;

const VERSIONS: [&str; 4] = ["v2.7", "v2.8", "v2.9", "v2.12"];

pub(super) fn choose(dice: &mut Dice, world: &mut World) {
    for home in 0..world.homes.len() {
        let mut types = world.homes[home].types.values();
        let contexts = types.any(|declared| !declared.contexts.is_empty());
        world.homes[home].version = *dice.pick(&VERSIONS[usize::from(contexts)..]);
        world.homes[home].old = dice.chance(25) && can_be_old(world, &world.homes[home]);
        for entity in world.entities.clone() {
            let elsewhere = world
                .entered(&entity)
                .into_iter()
                .any(|other| other != home);
            if !elsewhere || world.declared(home, &entity).is_none() {
                continue;
            }
            let based = (0..world.homes.len()).any(|other| {
                let base = world.declared(other, &entity);
                other != home && base.is_some_and(|base| !base.extend)
            });
            let mute = can_be_mute(world, home, &entity);
            let declared = world.declare(home, &entity);
            let plain = |part: &str| declared.fields.get(part).is_some_and(|field| !field.hidden);
            let flat = declared
                .keys
                .iter()
                .all(|(key, _)| key.split(' ').all(plain));
            if mute && dice.chance(40) {
                declared.mute = true;
            } else if based && flat && !declared.keys.is_empty() && dice.chance(30) {
                declared.extend = true;
            }
        }
    }
}

fn can_be_old(world: &World, home: &Home) -> bool {
    let plain = |(name, declared): (&String, &super::world::Declared)| {
        declared.kind != Kind::InterfaceObject
            && !declared.hidden
            && !world.rules.contains_key(name)
            && declared.contexts.is_empty()
            && (declared.kind != Kind::Interface || declared.keys.is_empty())
            && declared.keys.iter().all(|(_, resolvable)| *resolvable)
            && declared.fields.values().all(|field| {
                field.overrides.is_none()
                    && !field.hidden
                    && !field.arguments.contains('@')
                    && field.rule.is_open()
            })
    };
    home.types.iter().all(plain)
}

/// Whether nothing in the home leads to the entity but its own key, so that no key has to be told.
fn can_be_mute(world: &World, home: usize, entity: &str) -> bool {
    let one = &world.homes[home];
    let declared = &one.types[entity];
    let leads = |(_, other): (&String, &super::world::Declared)| {
        other.fields.values().any(|field| {
            let base = field.base();
            base == entity
                || world
                    .members(home, base)
                    .iter()
                    .any(|member| member == entity)
        })
    };
    let told_elsewhere = |name: &str| world.owners(entity, name).len() > 1;
    declared.keys == [("id".to_owned(), true)]
        && !one.old
        && !declared.fields.get("id").is_some_and(|field| field.hidden)
        && told_elsewhere("id")
        && declared.implements.is_empty()
        && !one.unions.values().any(|members| members.contains(entity))
        && !one.types.iter().any(leads)
        && ["code", "num", "region"]
            .iter()
            .all(|name| !declared.fields.contains_key(*name))
        && !declared.fields.contains_key("ref")
        && !declared.fields.contains_key("tags")
}
