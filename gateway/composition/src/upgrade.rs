//! Federation 1 subgraphs read as Federation 2: externality that had no effect goes, sharing is implied.

use ahash::HashMap;
use apollo_compiler::Name;
use apollo_compiler::Node;
use apollo_compiler::ast::{Field, InlineFragment, Selection};
use apollo_compiler::schema::ExtendedType;

use crate::diagnostic::Findings;
use crate::subgraph::{FieldMeta, SetMeta, Subgraph, TypeMeta, field_set};
use crate::{Diagnostic, codes};

/// Upgrades the subgraphs that need it.
pub(crate) fn federation_1(subgraphs: &mut [Subgraph], findings: &mut Findings) {
    let first_keys: Vec<FirstKeys> = subgraphs.iter().map(first_keys).collect();
    for (index, subgraph) in subgraphs.iter_mut().enumerate() {
        if !subgraph.is_federation_1() {
            continue;
        }
        own_keys_of_others(subgraph, index, &first_keys);
        clear_interfaces(subgraph);
        prune_sets(subgraph);
        remove_unused_externals(subgraph, findings);
        share(subgraph);
    }
}

/// The plain fields of the first key of each type.
type FirstKeys = HashMap<Name, Vec<Name>>;

fn first_keys(subgraph: &Subgraph) -> FirstKeys {
    let of_type = |(name, meta): (&Name, &TypeMeta)| {
        let selections = meta.keys.first()?.set.selections();
        let fields = selections.iter().filter_map(Selection::as_field);
        Some((
            name.clone(),
            fields.map(|field| field.name.clone()).collect(),
        ))
    };
    subgraph.meta.types.iter().filter_map(of_type).collect()
}

/// An extension without a key was sent the first key of the type's owner, and could return it although it is marked external.
fn own_keys_of_others(subgraph: &mut Subgraph, index: usize, first_keys: &[FirstKeys]) {
    for (name, meta) in &mut subgraph.meta.types {
        if !meta.extension || !meta.keys.is_empty() {
            continue;
        }
        let others = first_keys.iter().enumerate().filter(|(i, _)| *i != index);
        for field in others.filter_map(|(_, keys)| keys.get(name)).flatten() {
            if let Some(field) = meta.fields.get_mut(field) {
                field.external = false;
            }
        }
    }
}

/// Federation 1 ignored keys, requirements, provisions and externality on interfaces.
fn clear_interfaces(subgraph: &mut Subgraph) {
    let interfaces: Vec<Name> = subgraph
        .types()
        .filter(|(_, ty)| ty.is_interface())
        .map(|(name, _)| name.clone())
        .collect();
    for name in interfaces {
        if let Some(meta) = subgraph.meta.types.get_mut(&name) {
            meta.keys.clear();
            for field in meta.fields.values_mut() {
                field.external = false;
                field.fake_external = false;
                field.requires = None;
                field.provides = None;
            }
        }
    }
}

type Pruned = Option<Box<SetMeta>>;

/// Drops from requirements and provisions what is not external, and provisions of what has no fields: they had no effect.
fn prune_sets(subgraph: &mut Subgraph) {
    let mut changes: Vec<(Name, Name, Pruned, Pruned)> = Vec::new();
    for (ty, meta) in &subgraph.meta.types {
        for (name, field) in &meta.fields {
            if field.requires.is_none() && field.provides.is_none() {
                continue;
            }
            let fields = subgraph.fields(ty);
            let base = fields.and_then(|fields| fields.get(name));
            let base = base.map(|field| field.ty.inner_named_type().clone());
            let base = base.filter(|base| is_composite(subgraph, base));
            let requires = field
                .requires
                .as_ref()
                .and_then(|set| prune(subgraph, ty, set));
            let provides = match (&field.provides, base) {
                (Some(set), Some(base)) => prune(subgraph, &base, set),
                (Some(_), None) | (None, _) => None,
            };
            changes.push((ty.clone(), name.clone(), requires, provides));
        }
    }
    for (ty, name, requires, provides) in changes {
        if let Some(field) = field_mut(subgraph, &ty, &name) {
            field.requires = requires;
            field.provides = provides;
        }
    }
}

/// What is said of a field, if anything is.
fn is_composite(subgraph: &Subgraph, ty: &Name) -> bool {
    let ty = subgraph.ty(ty);
    ty.is_some_and(|ty| ty.is_object() || ty.is_interface() || ty.is_union())
}

fn field_mut<'a>(subgraph: &'a mut Subgraph, ty: &Name, field: &Name) -> Option<&'a mut FieldMeta> {
    subgraph.meta.types.get_mut(ty)?.fields.get_mut(field)
}

/// `None` when nothing is left; a set that cannot be parsed is left to its own rule.
fn prune(subgraph: &Subgraph, ty: &Name, set: &SetMeta) -> Pruned {
    let Ok(selections) = &set.selections else {
        return Some(Box::new(set.clone()));
    };
    let kept = prune_selections(subgraph, ty, selections, false);
    (!kept.is_empty()).then(|| {
        Box::new(SetMeta {
            text: field_set::text(&kept),
            selections: Ok(kept),
            span: set.span,
        })
    })
}

/// Recursion is bounded: deep field sets are refused when they are parsed.
fn prune_selections(
    subgraph: &Subgraph,
    ty: &Name,
    selections: &[Selection],
    external_above: bool,
) -> Vec<Selection> {
    selections
        .iter()
        .filter_map(|selection| match selection {
            Selection::Field(field) => prune_field(subgraph, ty, field, external_above),
            Selection::InlineFragment(fragment) => {
                let on = fragment.type_condition.as_ref().unwrap_or(ty);
                let kept = prune_selections(subgraph, on, &fragment.selection_set, external_above);
                (!kept.is_empty()).then(|| {
                    Selection::InlineFragment(Node::new(InlineFragment {
                        selection_set: kept,
                        ..(**fragment).clone()
                    }))
                })
            }
            Selection::FragmentSpread(_) => Some(selection.clone()),
        })
        .collect()
}

fn prune_field(
    subgraph: &Subgraph,
    ty: &Name,
    field: &Node<Field>,
    external_above: bool,
) -> Option<Selection> {
    let Some(definition) = subgraph
        .fields(ty)
        .and_then(|fields| fields.get(&field.name))
    else {
        // Unknown: left to the rule that tells it.
        return Some(Selection::Field(field.clone()));
    };
    let external = external_above || is_external(subgraph, ty, &field.name);
    if field.selection_set.is_empty() {
        return external.then(|| Selection::Field(field.clone()));
    }
    let base = definition.ty.inner_named_type();
    let kept = prune_selections(subgraph, base, &field.selection_set, external);
    (!kept.is_empty()).then(|| {
        Selection::Field(Node::new(Field {
            selection_set: kept,
            ..(**field).clone()
        }))
    })
}

/// A field of an interface is external when it is on one of its implementations.
fn is_external(subgraph: &Subgraph, ty: &Name, field: &Name) -> bool {
    let own = |ty: &Name| subgraph.meta.field(ty, field).external;
    let implementations = subgraph.meta.implementations.get(ty);
    own(ty) || implementations.into_iter().flatten().any(own)
}

fn remove_unused_externals(subgraph: &mut Subgraph, findings: &mut Findings) {
    let mut meta = std::mem::take(&mut subgraph.meta);
    for field in meta
        .types
        .values_mut()
        .flat_map(|ty| ty.fields.values_mut())
    {
        field.used = field.in_key;
        field.provided = false;
    }
    meta.mark_used(subgraph);
    subgraph.meta = meta;
    let mut emptied = Vec::new();
    for (name, ty) in &mut subgraph.meta.types {
        let dropped: Vec<Name> = ty
            .fields
            .iter()
            .filter(|(_, field)| field.external && !field.used)
            .map(|(name, _)| name.clone())
            .collect();
        if dropped.is_empty() {
            continue;
        }
        dropped.iter().for_each(|field| _ = ty.fields.remove(field));
        let fields = match subgraph.schema.types.get_mut(name) {
            Some(ExtendedType::Object(ty)) => &mut ty.make_mut().fields,
            Some(ExtendedType::Interface(ty)) => &mut ty.make_mut().fields,
            Some(
                ExtendedType::Scalar(_)
                | ExtendedType::Union(_)
                | ExtendedType::Enum(_)
                | ExtendedType::InputObject(_),
            )
            | None => continue,
        };
        fields.retain(|field, _| !dropped.contains(field));
        if fields.is_empty() {
            emptied.push(name.clone());
        }
    }
    for name in emptied {
        remove_type(subgraph, &name, findings);
    }
}

/// A type that was nothing but unused externals goes with them, unless something here returns it.
fn remove_type(subgraph: &mut Subgraph, name: &Name, findings: &mut Findings) {
    let referenced = subgraph.types().any(|(_, ty)| match ty {
        ExtendedType::Object(ty) => ty.fields.values().any(|f| f.ty.inner_named_type() == name),
        ExtendedType::Interface(ty) => ty.fields.values().any(|f| f.ty.inner_named_type() == name),
        ExtendedType::Union(ty) => ty.members.contains(name),
        ExtendedType::Scalar(_) | ExtendedType::Enum(_) | ExtendedType::InputObject(_) => false,
    });
    if referenced {
        let place = subgraph.place(subgraph.ty(name).and_then(|ty| ty.name().location()));
        let message = format!(
            "`{name}` in {} has only external fields that nothing uses, and is still returned",
            subgraph.name
        );
        let code = codes::TYPE_WITH_ONLY_UNUSED_EXTERNAL;
        findings.push(Diagnostic::error(code, message).at(place));
        return;
    }
    subgraph.schema.types.shift_remove(name);
    subgraph.meta.types.remove(name);
}

/// Rule 10: whatever Federation 1 subgraphs have in common they share; a subscription has one source.
fn share(subgraph: &mut Subgraph) {
    let mut meta = std::mem::take(&mut subgraph.meta);
    for (name, ty) in &mut meta.types {
        // Every subgraph owns its share of a type now.
        ty.keys.iter_mut().for_each(|key| key.extension = false);
        if name != "Subscription" {
            for field in subgraph.fields(name).into_iter().flat_map(|f| f.keys()) {
                ty.fields.entry(field.clone()).or_default().shareable = true;
            }
        }
    }
    subgraph.meta = meta;
}
