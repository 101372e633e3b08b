//! A random graph of entities, values, an interface and a union, split over subgraphs.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Dice;

/// Types and, for each subgraph, what it declares of them.
pub(crate) struct World {
    subgraphs: Vec<Subgraph>,
    /// The interface has a key, and one more subgraph has it as an interface object.
    interface_object: bool,
}

#[derive(Default)]
struct Subgraph {
    name: String,
    /// By type: its keys, its fields with directives.
    types: BTreeMap<String, Declared>,
    roots: Vec<String>,
    has_interface: bool,
    has_union: bool,
}

#[derive(Default, Clone)]
struct Declared {
    keys: Vec<String>,
    fields: BTreeMap<String, String>,
}

/// How a type may be entered.
struct Entity {
    name: String,
    in_interface: bool,
    in_union: bool,
    /// Entered by `id` in all of its subgraphs.
    by_id: bool,
}

pub(crate) fn world(dice: &mut Dice) -> World {
    let count = 2 + dice.below(3);
    let interface_object = dice.chance(40);
    let mut subgraphs: Vec<Subgraph> = (0..count)
        .map(|index| Subgraph {
            name: format!("s{index}"),
            ..Subgraph::default()
        })
        .collect();
    let entities: Vec<Entity> = (0..2 + dice.below(3))
        .map(|index| {
            let in_interface = dice.chance(60);
            Entity {
                name: format!("E{index}"),
                in_interface,
                in_union: dice.chance(60),
                by_id: interface_object && in_interface,
            }
        })
        .collect();
    for entity in &entities {
        place(dice, &mut subgraphs, entity);
    }
    let partial = dice.chance(50);
    add_abstracts(
        &mut subgraphs,
        &entities,
        partial && !interface_object,
        partial,
    );
    for entity in &entities {
        add_override(dice, &mut subgraphs, entity);
    }
    for entity in &entities {
        add_references(dice, &mut subgraphs, entity, &entities);
    }
    for entity in &entities {
        add_requirements(dice, &mut subgraphs, entity);
    }
    add_roots(dice, &mut subgraphs, &entities);
    let interface_object = interface_object && subgraphs.iter().any(|one| one.has_interface);
    World {
        subgraphs,
        interface_object,
    }
}

/// Declares an entity in some subgraphs, its scalars owned by one or shared by two.
fn place(dice: &mut Dice, subgraphs: &mut [Subgraph], entity: &Entity) {
    let mut homes: Vec<usize> = (0..subgraphs.len()).filter(|_| dice.chance(70)).collect();
    if homes.is_empty() {
        homes.push(dice.below(subgraphs.len()));
    }
    // Bridged: all but one subgraph know one key only, the bridge both.
    let bridge = (dice.chance(30) && !entity.by_id).then(|| *dice.pick(&homes));
    for home in &homes {
        let declared = subgraphs[*home]
            .types
            .entry(entity.name.clone())
            .or_default();
        let by_code = match bridge {
            Some(bridge) => *home == bridge || dice.chance(50),
            None => dice.chance(20),
        };
        let by_id = bridge.is_none_or(|bridge| *home == bridge) || !by_code;
        for (key, used) in [("id", by_id), ("code", by_code)] {
            if used {
                declared.keys.push(format!("@key(fields: \"{key}\")"));
                declared
                    .fields
                    .insert(key.to_owned(), ": ID! @shareable".to_owned());
            }
        }
        if entity.in_interface {
            declared
                .fields
                .insert("label".to_owned(), ": String @shareable".to_owned());
        }
    }
    for scalar in 0..4 {
        let owner = *dice.pick(&homes);
        let other = *dice.pick(&homes);
        let shared = other != owner && dice.chance(40);
        let ty = *dice.pick(&["Int", "String", "Int!", "[String!]"]);
        let argument = if dice.chance(25) { "(n: Int)" } else { "" };
        for home in [owner, other].into_iter().take(1 + usize::from(shared)) {
            let text = format!(
                "{argument}: {ty}{}",
                if shared { " @shareable" } else { "" }
            );
            declare(subgraphs, home, &entity.name, &format!("f{scalar}"), text);
        }
    }
    // A value without a key: each subgraph has a part of it.
    if dice.chance(60) {
        let (one, two) = (*dice.pick(&homes), *dice.pick(&homes));
        let value = format!("V{}", &entity.name[1..]);
        for (part, home) in [("x", one), ("y", two)] {
            declare(
                subgraphs,
                home,
                &entity.name,
                "value",
                format!(": {value} @shareable"),
            );
            declare(
                subgraphs,
                home,
                &value,
                "both",
                ": Int @shareable".to_owned(),
            );
            declare(subgraphs, home, &value, part, ": Int @shareable".to_owned());
        }
    }
}

fn declare(subgraphs: &mut [Subgraph], home: usize, ty: &str, field: &str, text: String) {
    let declared = subgraphs[home].types.entry(ty.to_owned()).or_default();
    declared.fields.insert(field.to_owned(), text);
}

/// The interface and the union: where all their members are declared or, partially, where one is.
fn add_abstracts(
    subgraphs: &mut [Subgraph],
    entities: &[Entity],
    partial_interface: bool,
    partial_union: bool,
) {
    for subgraph in subgraphs {
        let has = |of: fn(&Entity) -> bool, partial: bool| {
            let mut members = entities.iter().filter(|entity| of(entity)).peekable();
            let mut knows = |entity: &Entity| subgraph.types.contains_key(&entity.name);
            members.peek().is_some()
                && if partial {
                    members.any(&mut knows)
                } else {
                    members.all(&mut knows)
                }
        };
        let interface = has(|entity| entity.in_interface, partial_interface);
        let union = has(|entity| entity.in_union, partial_union);
        subgraph.has_interface = interface;
        subgraph.has_union = union;
    }
}

/// One scalar moves to another subgraph.
fn add_override(dice: &mut Dice, subgraphs: &mut [Subgraph], entity: &Entity) {
    let field = format!("f{}", dice.below(4));
    let homes: Vec<usize> = (0..subgraphs.len())
        .filter(|index| subgraphs[*index].types.contains_key(&entity.name))
        .collect();
    let owns = |index: &usize| {
        subgraphs[*index].types[&entity.name]
            .fields
            .contains_key(&field)
    };
    let owners: Vec<usize> = homes.iter().copied().filter(owns).collect();
    let to = *dice.pick(&homes);
    let [owner] = owners.as_slice() else { return };
    if *owner == to || !dice.chance(40) {
        return;
    }
    let ty = subgraphs[*owner].types[&entity.name].fields[&field].clone();
    let from = subgraphs[*owner].name.clone();
    declare(
        subgraphs,
        to,
        &entity.name,
        &field,
        format!("{ty} @override(from: \"{from}\")"),
    );
}

fn add_references(
    dice: &mut Dice,
    subgraphs: &mut [Subgraph],
    entity: &Entity,
    entities: &[Entity],
) {
    for number in 0..2 {
        let home = dice.below(subgraphs.len());
        if !subgraphs[home].types.contains_key(&entity.name) {
            continue;
        }
        let Some(target) = target(dice, &subgraphs[home], entities) else {
            continue;
        };
        let list = dice.chance(50);
        let ty = if list {
            format!("[{target}]")
        } else {
            target.clone()
        };
        let provides = provided(dice, subgraphs, home, &target);
        declare(
            subgraphs,
            home,
            &entity.name,
            &format!("r{number}"),
            format!(": {ty}{provides}"),
        );
    }
}

fn target(dice: &mut Dice, subgraph: &Subgraph, entities: &[Entity]) -> Option<String> {
    let known: Vec<&Entity> = entities
        .iter()
        .filter(|entity| subgraph.types.contains_key(&entity.name))
        .collect();
    if subgraph.has_interface && dice.chance(35) {
        return Some("I".to_owned());
    }
    if subgraph.has_union && dice.chance(35) {
        return Some("U".to_owned());
    }
    if known.is_empty() {
        return None;
    }
    Some(dice.pick(&known).name.clone())
}

/// Sometimes a scalar that the target has elsewhere is provided along the reference.
fn provided(dice: &mut Dice, subgraphs: &mut [Subgraph], home: usize, target: &str) -> String {
    if !target.starts_with('E') || !dice.chance(50) {
        return String::new();
    }
    for scalar in 0..4 {
        let field = format!("f{scalar}");
        let here = subgraphs[home]
            .types
            .get(target)
            .is_some_and(|declared| declared.fields.contains_key(&field));
        let Some(text) = plain_elsewhere(subgraphs, home, target, &field).filter(|_| !here) else {
            continue;
        };
        for subgraph in subgraphs.iter_mut() {
            let declared = subgraph.types.get_mut(target);
            if let Some(owner) = declared.and_then(|declared| declared.fields.get_mut(&field))
                && (!owner.contains('@')
                    || (owner.contains("@override") && !owner.contains("@shareable")))
            {
                owner.push_str(" @shareable");
            }
        }
        let ty = text
            .split('@')
            .next()
            .unwrap_or(&text)
            .trim_end()
            .to_owned();
        declare(subgraphs, home, target, &field, format!("{ty} @external"));
        return format!(" @provides(fields: \"{field}\")");
    }
    String::new()
}

/// How another subgraph declares a field without a requirement and without arguments.
fn plain_elsewhere(subgraphs: &[Subgraph], home: usize, ty: &str, field: &str) -> Option<String> {
    let others = subgraphs
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != home);
    let declared = others.filter_map(|(_, subgraph)| subgraph.types.get(ty)?.fields.get(field));
    let plain = |text: &&String| {
        !text.contains("@requires") && !text.contains("@external") && !text.contains('(')
    };
    declared.into_iter().find(plain).cloned()
}

fn add_requirements(dice: &mut Dice, subgraphs: &mut [Subgraph], entity: &Entity) {
    for number in 0..2 {
        let home = dice.below(subgraphs.len());
        if !subgraphs[home].types.contains_key(&entity.name) || !dice.chance(60) {
            continue;
        }
        let wanted: Vec<String> = (0..4)
            .map(|scalar| format!("f{scalar}"))
            .chain((0..number).map(|earlier| format!("q{earlier}")))
            .filter(|_| dice.chance(50))
            .collect();
        let mut required = Vec::new();
        for field in wanted {
            let declared = &subgraphs[home].types[&entity.name].fields;
            let external = declared
                .get(&field)
                .is_some_and(|text| text.contains("@external"));
            if declared.contains_key(&field) && !external {
                continue;
            }
            let Some(text) = elsewhere(subgraphs, home, &entity.name, &field) else {
                continue;
            };
            declare(
                subgraphs,
                home,
                &entity.name,
                &field,
                format!("{text} @external"),
            );
            required.push(with_argument(&field, &text, number));
        }
        if required.is_empty() {
            continue;
        }
        let fields = required.join(" ").replace('"', "\\\"");
        let text = format!(": Int @requires(fields: \"{fields}\")");
        declare(subgraphs, home, &entity.name, &format!("q{number}"), text);
    }
}

/// The type of a field as its owner declares it.
fn elsewhere(subgraphs: &[Subgraph], home: usize, ty: &str, field: &str) -> Option<String> {
    let others = subgraphs
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != home);
    let mut declared = others.filter_map(|(_, subgraph)| subgraph.types.get(ty)?.fields.get(field));
    let text = declared.find(|text| !text.contains("@external"))?;
    Some(text.split('@').next().unwrap_or(text).trim_end().to_owned())
}

fn with_argument(field: &str, text: &str, number: usize) -> String {
    if text.starts_with('(') {
        format!("{field}(n: {number})")
    } else {
        field.to_owned()
    }
}

fn add_roots(dice: &mut Dice, subgraphs: &mut [Subgraph], entities: &[Entity]) {
    for number in 0..3 {
        let home = dice.below(subgraphs.len());
        let Some(target) = target(dice, &subgraphs[home], entities) else {
            continue;
        };
        let ty = if dice.chance(50) {
            format!("[{target}]")
        } else {
            target.clone()
        };
        let others = |index: usize| {
            let subgraph: &Subgraph = &subgraphs[index];
            match target.as_str() {
                "I" => subgraph.has_interface,
                "U" => subgraph.has_union,
                entity => subgraph.types.contains_key(entity),
            }
        };
        let other = dice.below(subgraphs.len());
        let shared = other != home && others(other) && dice.chance(50);
        let text = format!(
            "root{number}: {ty}{}",
            if shared { " @shareable" } else { "" }
        );
        subgraphs[home].roots.push(text.clone());
        if shared {
            subgraphs[other].roots.push(text);
        }
    }
    subgraphs[0].roots.push("ping: Int".to_owned());
    // Each entity can be had somewhere.
    for entity in entities {
        let homes = subgraphs
            .iter_mut()
            .filter(|subgraph| subgraph.types.contains_key(&entity.name));
        if let Some(home) = homes.into_iter().next() {
            home.roots
                .push(format!("one{}: {}", entity.name, entity.name));
        }
    }
}

impl World {
    pub(crate) fn sources(&self) -> Vec<(String, String)> {
        let interface: Vec<&Subgraph> = self
            .subgraphs
            .iter()
            .filter(|one| one.has_interface)
            .collect();
        let labelled = |ty: &str| {
            interface.iter().any(|one| {
                one.types
                    .get(ty)
                    .is_some_and(|declared| declared.fields.contains_key("label"))
            })
        };
        let key = if self.interface_object {
            " @key(fields: \"id\")"
        } else {
            ""
        };
        let id = if self.interface_object {
            "id: ID! "
        } else {
            ""
        };
        let sources = self.subgraphs.iter().map(|subgraph| {
            let mut sdl = String::new();
            if !subgraph.roots.is_empty() {
                writeln!(sdl, "type Query {{ {} }}", subgraph.roots.join(" "))
                    .expect("a string takes all");
            }
            for (name, declared) in &subgraph.types {
                let implements = subgraph.has_interface
                    && labelled(name)
                    && declared.fields.contains_key("label");
                let implements = if implements { " implements I" } else { "" };
                let fields: Vec<String> = declared
                    .fields
                    .iter()
                    .map(|(field, text)| format!("  {field}{text}"))
                    .collect();
                let keys = declared.keys.join(" ");
                writeln!(
                    sdl,
                    "type {name}{implements} {keys} {{\n{}\n}}",
                    fields.join("\n")
                )
                .expect("a string takes all");
            }
            if subgraph.has_interface {
                writeln!(sdl, "interface I{key} {{ {id}label: String }}")
                    .expect("a string takes all");
            }
            if subgraph.has_union {
                let members: Vec<&str> = subgraph
                    .types
                    .keys()
                    .filter(|name| name.starts_with('E'))
                    .map(String::as_str)
                    .collect();
                writeln!(sdl, "union U = {}", members.join(" | ")).expect("a string takes all");
            }
            (subgraph.name.clone(), sdl)
        });
        let mut sources: Vec<(String, String)> = sources.collect();
        if self.interface_object {
            let sdl = "type Query { ios: [I] io: I }
                type I @key(fields: \"id\") @interfaceObject { id: ID! io0: Int io1(n: Int): String peer: I label: String @external shout: String @requires(fields: \"label\") }";
            sources.push(("io".to_owned(), sdl.to_owned()));
        }
        sources
    }
}
