//! `@context` and `@fromContext`: a type whose fields read what stands above it. Nothing leads to it but its setters, so
//! that there is always one.

use super::world::{Field, Kind, World, wrapped};
use crate::dice::Dice;

/// What a context's value may be of: the same as an argument.
const TYPES: [&str; 7] = [
    "Int",
    "String",
    "Int!",
    "String!",
    "Boolean",
    "ID",
    "[String!]",
];

pub(super) fn add(dice: &mut Dice, world: &mut World) {
    for number in 0..2 {
        if dice.chance(25) {
            let home = dice.below(world.homes.len());
            add_one(dice, world, home, number);
        }
    }
}

/// Types that set the context, each with the field that is read of it, all of one type.
struct Setters {
    /// An interface sets it for its members, by a field of its own.
    interface: Option<String>,
    fields: Vec<(String, String)>,
    ty: String,
}

impl Setters {
    /// All that the context may be read of, by type: whoever implements the interface anywhere.
    fn reads(&self, world: &World) -> Vec<(String, String)> {
        let Some(interface) = &self.interface else {
            return self.fields.clone();
        };
        let label = &self.fields[0].1;
        let homes = 0..world.homes.len();
        let members = homes.flat_map(|home| world.members(home, interface));
        members.map(|member| (member, label.clone())).collect()
    }
}

fn add_one(dice: &mut Dice, world: &mut World, home: usize, number: usize) {
    let Some(setters) = setters(dice, world, home) else {
        return;
    };
    let (reader, name) = (format!("K{number}"), format!("cx{number}"));
    let declared = world.declare(home, &reader);
    declared.keys.push(("id".to_owned(), true));
    world.add(home, &reader, "id", Field::of("ID!"));
    world.add(home, &reader, "plain", Field::of("Int"));
    let set = match &setters.interface {
        Some(interface) => {
            world.declare(home, interface).contexts.insert(name.clone());
            format!("{{ {} }}", setters.fields[0].1)
        }
        None => {
            for (ty, _) in &setters.fields {
                world.declare(home, ty).contexts.insert(name.clone());
            }
            match &setters.fields[..] {
                [(_, field)] => format!("{{ {field} }}"),
                several => {
                    let parts = several.iter();
                    let parts = parts.map(|(ty, field)| format!("... on {ty} {{ {field} }}"));
                    parts.collect::<Vec<String>>().join(" ")
                }
            }
        }
    };
    let mut ty = setters.ty.clone();
    if dice.chance(50) {
        ty = ty.trim_end_matches('!').to_owned();
    }
    for (at, more) in ["", "n: Int, "].into_iter().enumerate() {
        if at == 0 || dice.chance(50) {
            let field = Field {
                arguments: format!("({more}c: {ty} @fromContext(field: \"${name} {set}\"))"),
                reads: setters.reads(world),
                ..Field::of(*dice.pick(&["Int", "String!"]))
            };
            world.add(home, &reader, &format!("k{at}"), field);
        }
    }
    lead(dice, world, home, number, &setters);
    elsewhere(dice, world, home, &reader);
}

fn setters(dice: &mut Dice, world: &mut World, home: usize) -> Option<Setters> {
    let known: Vec<String> = world
        .entities
        .iter()
        .filter(|entity| world.entered(entity).contains(&home))
        .cloned()
        .collect();
    if dice.chance(30)
        && let Some(setters) = by_interface(dice, world, home)
    {
        return Some(setters);
    }
    let mut found: Option<Setters> = None;
    for entity in known {
        let fits = |ty: &str| match &found {
            Some(found) => found.ty == ty,
            None => TYPES.contains(&ty),
        };
        let names: Vec<(String, String)> = (0..7)
            .map(|at| format!("f{at}"))
            .filter_map(|name| {
                let owner = *world.owners(&entity, &name).first()?;
                let field = world.field(owner, &entity, &name)?;
                let plain = field.arguments.is_empty() && !world.is_contested(&entity, &name);
                (plain && fits(&field.ty)).then(|| (name, field.ty.clone()))
            })
            .collect();
        if names.is_empty() || (found.is_some() && dice.chance(50)) {
            continue;
        }
        let (name, ty) = dice.pick(&names).clone();
        let local = world.owners(&entity, &name).contains(&home);
        if !local && !world.mention(home, &entity, &name) {
            continue;
        }
        let found = found.get_or_insert_with(|| Setters {
            interface: None,
            fields: Vec::new(),
            ty,
        });
        found.fields.push((entity, name));
    }
    found
}

fn by_interface(dice: &mut Dice, world: &World, home: usize) -> Option<Setters> {
    let mut interfaces = world.homes[home].types.iter().filter(|(name, declared)| {
        declared.kind == Kind::Interface && name.starts_with('I') && dice.chance(50)
    });
    let (interface, _) = interfaces.next()?;
    let label = format!("label{}", &interface[1..]);
    let members = world.members(home, interface);
    let fields: Vec<(String, String)> = members
        .into_iter()
        .filter(|member| world.entered(member).contains(&home))
        .map(|member| (member, label.clone()))
        .collect();
    (!fields.is_empty()).then(|| Setters {
        interface: Some(interface.clone()),
        fields,
        ty: "String".to_owned(),
    })
}

/// The ways from the setters to the type, and back.
fn lead(dice: &mut Dice, world: &mut World, home: usize, number: usize, setters: &Setters) {
    let (reader, holder) = (format!("K{number}"), format!("H{number}"));
    for (at, (setter, _)) in setters.fields.iter().enumerate() {
        let name = format!("kx{number}");
        if dice.chance(35) {
            world.add(home, &holder, "held", Field::of(&*reader));
            let ty = wrapped(dice, &holder);
            world.add(home, setter, &format!("h{name}"), Field::of(ty));
        }
        let ty = wrapped(dice, &reader);
        world.add(home, setter, &name, Field::of(ty));
        if at == 0 && dice.chance(40) {
            world.add(home, &reader, "back", Field::of(&**setter));
        }
    }
}

/// The type may have fields in another home as well.
fn elsewhere(dice: &mut Dice, world: &mut World, home: usize, reader: &str) {
    let other = dice.below(world.homes.len());
    if other != home && dice.chance(50) {
        let declared = world.declare(other, reader);
        declared.keys.push(("id".to_owned(), true));
        world.add(other, reader, "id", Field::of("ID!"));
        world.add(other, reader, "far", Field::of("Int"));
    }
}
