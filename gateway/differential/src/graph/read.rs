//! An SDL, taken apart.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use apollo_compiler::Schema;
use apollo_compiler::ast::{
    Definition, DirectiveList, Document, FieldDefinition, Selection, Value,
};
use apollo_compiler::validation::Valid;
use apollo_compiler::{Name, Node};

use super::{Contextual, Declared, Field, Home, Key, Kind, Override};
use crate::grants::Rule;

pub(super) fn home(name: &str, sdl: &str) -> Result<Home, String> {
    let document = Document::parse(sdl, format!("{name}.graphql"))
        .map_err(|invalid| format!("{}\n{sdl}", invalid.errors))?;
    let mut types = BTreeMap::new();
    for definition in &document.definitions {
        declare(definition, &mut types)?;
    }
    link_members(&mut types);
    mark_extension_keys(&mut types);
    Ok(Home {
        name: name.to_owned(),
        schema: plain_schema(name, &document, &types)?,
        types,
    })
}

fn text(name: &Name) -> Arc<str> {
    Arc::from(name.as_str())
}

fn declare(
    definition: &Definition,
    types: &mut BTreeMap<Arc<str>, Declared>,
) -> Result<(), String> {
    let Some(name) = definition.name() else {
        return Ok(());
    };
    let (kind, extension, fields, implements): (_, _, &[_], &[Name]) = match definition {
        Definition::ObjectTypeDefinition(it) => {
            (Kind::Object, false, &it.fields, &it.implements_interfaces)
        }
        Definition::ObjectTypeExtension(it) => {
            (Kind::Object, true, &it.fields, &it.implements_interfaces)
        }
        Definition::InterfaceTypeDefinition(it) => (
            Kind::Interface,
            false,
            &it.fields,
            &it.implements_interfaces,
        ),
        Definition::InterfaceTypeExtension(it) => {
            (Kind::Interface, true, &it.fields, &it.implements_interfaces)
        }
        Definition::UnionTypeDefinition(_) => (Kind::Union, false, &[], &[]),
        Definition::EnumTypeDefinition(_) => (Kind::Other, false, &[], &[]),
        _ => return Ok(()),
    };
    let directives = definition.directives();
    let object = directives.get("interfaceObject").is_some();
    let declared = types.entry(text(name)).or_insert_with(|| Declared {
        kind: if object { Kind::InterfaceObject } else { kind },
        extension,
        keys: Vec::new(),
        fields: BTreeMap::new(),
        implements: BTreeSet::new(),
        members: Vec::new(),
        values: Vec::new(),
        rule: Rule::default(),
        contexts: BTreeSet::new(),
    });
    let contexts = directives
        .get_all("context")
        .filter_map(|it| argument(it, "name"));
    declared.contexts.extend(contexts.map(str::to_owned));
    declared.rule = declared.rule.and(&Rule::of(directives));
    declared.keys.extend(keys(directives)?);
    declared.implements.extend(implements.iter().map(text));
    for one in fields {
        declared.fields.insert(text(&one.name), field(one)?);
    }
    match definition {
        Definition::UnionTypeDefinition(it) => declared.members.extend(it.members.iter().map(text)),
        Definition::EnumTypeDefinition(it) => {
            declared
                .values
                .extend(it.values.iter().map(|one| text(&one.value)));
        }
        _ => {}
    }
    Ok(())
}

fn keys(directives: &DirectiveList) -> Result<Vec<Key>, String> {
    let keys = directives.get_all("key").map(|key| {
        let resolvable = key.specified_argument_by_name("resolvable");
        Ok(Key {
            fields: selection(argument(key, "fields").unwrap_or_default())?,
            resolvable: resolvable.is_none_or(|value| **value != Value::Boolean(false)),
        })
    });
    keys.collect()
}

fn field(field: &Node<FieldDefinition>) -> Result<Field, String> {
    let set = |name: &str| {
        let directive = field.directives.get(name);
        let fields = directive.and_then(|directive| argument(directive, "fields"));
        fields.map(selection).transpose()
    };
    let overrides = field.directives.get("override");
    Ok(Field {
        ty: field.ty.clone(),
        external: field.directives.get("external").is_some(),
        requires: set("requires")?,
        provides: set("provides")?,
        rule: Rule::of(&field.directives),
        contexts: contextual(field)?,
        overrides: overrides.map(|one| Override {
            from: argument(one, "from").unwrap_or_default().to_owned(),
            label: argument(one, "label").map(str::to_owned),
        }),
        taken: Vec::new(),
    })
}

/// `c: Int @fromContext(field: "$name { field }")`
fn contextual(field: &FieldDefinition) -> Result<Vec<Contextual>, String> {
    let mut all = Vec::new();
    for one in &field.arguments {
        let Some(directive) = one.directives.get("fromContext") else {
            continue;
        };
        let text = argument(directive, "field").unwrap_or_default();
        let text = text.trim().trim_start_matches('$');
        let end = text.find(|it: char| !it.is_alphanumeric());
        let (context, set) = text.split_at(end.unwrap_or(text.len()));
        let set = set.trim();
        let set = set
            .strip_prefix('{')
            .and_then(|set| set.strip_suffix('}'))
            .unwrap_or(set);
        all.push(Contextual {
            argument: one.name.to_string(),
            context: context.to_owned(),
            fields: selection(set)?,
        });
    }
    Ok(all)
}

fn argument<'a>(directive: &'a apollo_compiler::ast::Directive, name: &str) -> Option<&'a str> {
    directive.specified_argument_by_name(name)?.as_str()
}

/// The text of a field set.
fn selection(text: &str) -> Result<Vec<Selection>, String> {
    let document = Document::parse(format!("{{ {text} }}"), "fields")
        .map_err(|invalid| invalid.errors.to_string())?;
    match document.definitions.into_iter().next() {
        Some(Definition::OperationDefinition(operation)) => Ok(operation.selection_set.clone()),
        _ => Err(format!("{text} is no selection")),
    }
}

/// Objects are their own members, interfaces have those that say so.
fn link_members(types: &mut BTreeMap<Arc<str>, Declared>) {
    let objects: Vec<(Arc<str>, BTreeSet<Arc<str>>)> = types
        .iter()
        .filter(|(_, ty)| ty.kind == Kind::Object)
        .map(|(name, ty)| (name.clone(), ty.implements.clone()))
        .collect();
    for (name, interfaces) in objects {
        if let Some(ty) = types.get_mut(&name) {
            ty.members.push(name.clone());
        }
        for interface in interfaces {
            let mut contexts = BTreeSet::new();
            if let Some(ty) = types.get_mut(&interface) {
                ty.members.push(name.clone());
                contexts.clone_from(&ty.contexts);
            }
            if let Some(ty) = types.get_mut(&name) {
                ty.contexts.extend(contexts);
            }
        }
    }
}

/// The key fields of an extension are resolved although they are marked external.
fn mark_extension_keys(types: &mut BTreeMap<Arc<str>, Declared>) {
    for ty in types.values_mut().filter(|ty| ty.extension) {
        for key in &ty.keys {
            for one in &key.fields {
                if let Selection::Field(named) = one
                    && let Some(field) = ty.fields.get_mut(named.name.as_str())
                {
                    field.external = false;
                }
            }
        }
    }
}

pub(super) fn mark_overrides(homes: &mut [Home]) {
    let mut taken = Vec::new();
    for home in homes.iter() {
        for (ty, declared) in &home.types {
            for (name, field) in &declared.fields {
                if let Some(over) = &field.overrides {
                    let what = (ty.clone(), name.clone());
                    taken.push((over.from.clone(), what, over.label.clone()));
                }
            }
        }
    }
    for (from, (ty, name), label) in taken {
        let home = homes.iter_mut().find(|home| home.name == from);
        let declared = home.and_then(|home| home.types.get_mut(&ty));
        if let Some(field) = declared.and_then(|ty| ty.fields.get_mut(&name)) {
            field.taken.push(label);
        }
    }
}

/// The schema without what only composition reads, and with `_entities`.
fn plain_schema(
    name: &str,
    document: &Document,
    types: &BTreeMap<Arc<str>, Declared>,
) -> Result<Valid<Schema>, String> {
    let mut plain = document.clone();
    plain.definitions.retain(|definition| {
        !matches!(
            definition,
            Definition::SchemaExtension(_) | Definition::DirectiveDefinition(_)
        )
    });
    for definition in &mut plain.definitions {
        strip(definition);
    }
    let mut text = plain.to_string();
    let entities: Vec<&str> = types
        .iter()
        .filter(|(_, ty)| matches!(ty.kind, Kind::Object | Kind::InterfaceObject))
        .filter(|(_, ty)| ty.keys.iter().any(|key| key.resolvable))
        .map(|(name, _)| &**name)
        .collect();
    text.push_str("\nextend type Query { _service: String }\n");
    if !entities.is_empty() {
        text.push_str("scalar _Any\nunion _Entity = ");
        text.push_str(&entities.join(" | "));
        text.push_str("\nextend type Query { _entities(representations: [_Any!]!): [_Entity]! }");
    }
    let schema = Schema::builder()
        .adopt_orphan_extensions()
        .parse(&text, format!("{name}.graphql"))
        .build()
        .map_err(|invalid| format!("{}\n{text}", invalid.errors))?;
    let invalid = |invalid: apollo_compiler::validation::WithErrors<Schema>| {
        format!("{}\n{text}", invalid.errors)
    };
    schema.validate().map_err(invalid)
}

fn strip(definition: &mut Definition) {
    let fields = match definition {
        Definition::ObjectTypeDefinition(it) => {
            let it = it.make_mut();
            it.directives.clear();
            &mut it.fields
        }
        Definition::ObjectTypeExtension(it) => {
            let it = it.make_mut();
            it.directives.clear();
            &mut it.fields
        }
        Definition::InterfaceTypeDefinition(it) => {
            let it = it.make_mut();
            it.directives.clear();
            &mut it.fields
        }
        Definition::InterfaceTypeExtension(it) => {
            let it = it.make_mut();
            it.directives.clear();
            &mut it.fields
        }
        Definition::UnionTypeDefinition(it) => return it.make_mut().directives.clear(),
        Definition::ScalarTypeDefinition(it) => return it.make_mut().directives.clear(),
        Definition::EnumTypeDefinition(it) => {
            let it = it.make_mut();
            it.directives.clear();
            it.values
                .iter_mut()
                .for_each(|one| one.make_mut().directives.clear());
            return;
        }
        Definition::InputObjectTypeDefinition(it) => {
            let it = it.make_mut();
            it.directives.clear();
            it.fields
                .iter_mut()
                .for_each(|one| one.make_mut().directives.clear());
            return;
        }
        _ => return,
    };
    for field in fields {
        let field = field.make_mut();
        field.directives.clear();
        let arguments = field.arguments.iter_mut();
        arguments.for_each(|one| one.make_mut().directives.clear());
    }
}
