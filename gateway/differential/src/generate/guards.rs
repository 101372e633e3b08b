//! `@authenticated`, `@requiresScopes` and `@policy` on fields and types, and on all that reads them through `@requires`
//! or a context.

use apollo_compiler::ast::{Definition, Document, Selection};

use super::media::INTERFACE;
use super::world::{Kind, World};
use crate::dice::Dice;
use crate::grants::Rule;

pub(super) fn guard(dice: &mut Dice, world: &mut World) {
    if !dice.chance(35) {
        return;
    }
    for (home, ty, name) in guardable(world) {
        if dice.chance(8)
            && let Some(field) = world.field_mut(home, &ty, &name)
        {
            field.rule = random(dice);
        }
    }
    let values = world
        .entities
        .iter()
        .map(|entity| format!("V{}", &entity[1..]));
    let types = world.entities.iter().cloned().chain(values);
    for ty in types.chain(["Color".to_owned()]).collect::<Vec<String>>() {
        if dice.chance(10) {
            world.rules.insert(ty, random(dice));
        }
    }
    pass_on(world);
}

/// Fields that a home resolves itself: nothing of an interface may be guarded, nor what all its members share with an
/// interface object.
fn guardable(world: &World) -> Vec<(usize, String, String)> {
    let mut all = Vec::new();
    for (home, one) in world.homes.iter().enumerate() {
        // `Mutation` begins with that letter as well.
        let member = |name: &str| name.starts_with(INTERFACE) && name != "Mutation";
        let objects = one
            .types
            .iter()
            .filter(|(name, declared)| declared.kind == Kind::Object && !member(name));
        for (ty, declared) in objects {
            let own = declared.fields.iter().filter(|(_, field)| !field.external);
            all.extend(own.map(|(name, _)| (home, ty.clone(), name.clone())));
        }
    }
    all
}

fn random(dice: &mut Dice) -> Rule {
    let lists = |dice: &mut Dice, shapes: &[&[&[&str]]]| {
        let shape = shapes[dice.below(shapes.len())];
        let lists = shape
            .iter()
            .map(|list| list.iter().map(|name| (*name).to_owned()).collect());
        lists.collect()
    };
    match dice.below(4) {
        0 | 1 => Rule {
            authenticated: true,
            ..Rule::default()
        },
        2 => Rule {
            scopes: lists(dice, &[&[&["a"]], &[&["a", "b"]], &[&["a", "b"], &["c"]]]),
            ..Rule::default()
        },
        _ => Rule {
            authenticated: dice.chance(30),
            policies: lists(dice, &[&[&["p"]], &[&["p"], &["r"]]]),
            ..Rule::default()
        },
    }
}

/// A field by name, home and type, and what it reads: selections of types.
type Reader = (String, usize, String, Vec<(String, String)>);

/// A field that reads what is guarded must ask as much; in an order in which what is read has been looked at.
fn pass_on(world: &mut World) {
    let mut readers: Vec<Reader> = Vec::new();
    for (home, one) in world.homes.iter().enumerate() {
        for (ty, declared) in &one.types {
            for (name, field) in &declared.fields {
                let required = field.requires.iter().map(|set| (ty.clone(), set.clone()));
                let sets: Vec<(String, String)> = required.chain(field.reads.clone()).collect();
                if !sets.is_empty() {
                    readers.push((name.clone(), home, ty.clone(), sets));
                }
            }
        }
    }
    // Requirements name earlier ones only.
    readers.sort();
    for (name, home, ty, sets) in readers {
        let asked = sets.iter().map(|(ty, set)| asked(world, home, ty, set));
        let asked = asked.fold(Rule::default(), |all, one| all.and(&one));
        if asked.is_open() {
            continue;
        }
        if let Some(field) = world.field_mut(home, &ty, &name) {
            field.rule = field.rule.and(&asked);
        }
    }
}

/// All that the fields of a set ask.
fn asked(world: &World, home: usize, ty: &str, set: &str) -> Rule {
    let document = Document::parse(format!("{{ {set} }}"), "fields");
    let document = document.expect("a set is written as GraphQL");
    let mut rule = Rule::default();
    if let Some(Definition::OperationDefinition(operation)) = document.definitions.first() {
        add(world, home, ty, &operation.selection_set, &mut rule);
    }
    rule
}

fn add(world: &World, home: usize, ty: &str, set: &[Selection], rule: &mut Rule) {
    for selection in set {
        match selection {
            Selection::Field(field) => {
                let base = base(world, home, ty, &field.name);
                for other in 0..world.homes.len() {
                    if let Some(declared) = world.field(other, ty, &field.name) {
                        *rule = rule.and(&declared.rule);
                    }
                }
                // What is asked of the type itself as well: a context may be read of any member.
                for of_type in [ty, &base].into_iter().filter_map(|it| world.rules.get(it)) {
                    *rule = rule.and(of_type);
                }
                add(world, home, &base, &field.selection_set, rule);
            }
            Selection::InlineFragment(fragment) => {
                let on = fragment.type_condition.as_deref();
                add(world, home, on.unwrap_or(ty), &fragment.selection_set, rule);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}

fn base(world: &World, home: usize, ty: &str, name: &str) -> String {
    match (ty, name) {
        ("Money", "currency") => "Color".to_owned(),
        _ => {
            let field = world.field(home, ty, name);
            field
                .map(|field| field.base().to_owned())
                .unwrap_or_default()
        }
    }
}
