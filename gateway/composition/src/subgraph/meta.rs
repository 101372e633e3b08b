//! What a subgraph's federation directives say, read once.

use ahash::HashMap;
use apollo_compiler::ast::{Directive, FieldDefinition, InputValueDefinition, Selection, Value};
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::schema::{Component, ComponentOrigin, DirectiveList, ExtendedType};
use apollo_compiler::{Name, Node};
use gateway_supergraph::{FieldSetError, parse_selections};

use super::{Subgraph, field_set};

/// By type.
#[derive(Debug, Clone, Default)]
pub(crate) struct Meta {
    pub(crate) types: HashMap<Name, TypeMeta>,
    /// Object types of each interface, in the order of the text.
    pub(crate) implementations: HashMap<Name, Vec<Name>>,
    /// Types that set each context.
    pub(crate) contexts: HashMap<String, Vec<Name>>,
    pub(crate) has_interface_objects: bool,
}

/// Of an object or interface.
#[derive(Debug, Clone, Default)]
pub(crate) struct TypeMeta {
    /// Nothing but `extend type`, or `@extends`.
    pub(crate) extension: bool,
    pub(crate) keys: Vec<KeyMeta>,
    pub(crate) interface_object: Option<Option<SourceSpan>>,
    /// Of those fields only of which there is something to say: most are plain.
    pub(crate) fields: HashMap<Name, FieldMeta>,
}

#[derive(Debug, Clone)]
pub(crate) struct KeyMeta {
    pub(crate) set: SetMeta,
    pub(crate) resolvable: bool,
    /// Where that is said.
    pub(crate) resolvable_span: Option<SourceSpan>,
    /// Stands on an extension: what it names is returned although it is marked external (rule 11).
    pub(crate) extension: bool,
}

/// The text of a field set and what it parses to.
#[derive(Debug, Clone)]
pub(crate) struct SetMeta {
    /// Normalised; as written where it cannot be parsed.
    pub(crate) text: String,
    pub(crate) selections: Result<Vec<Selection>, SetFault>,
    pub(crate) span: Option<SourceSpan>,
}

#[derive(Debug, Clone)]
pub(crate) enum SetFault {
    /// Not a string.
    NoString,
    Unparsable(FieldSetError),
}

#[derive(Debug, Clone, Default)]
pub(crate) struct FieldMeta {
    /// `@external` on the field or its type, other than where it means nothing (see `fake_external`).
    pub(crate) external: bool,
    /// Marked external, although it is part of an extension's key: the subgraph returns it.
    pub(crate) fake_external: bool,
    pub(crate) external_span: Option<SourceSpan>,
    /// Part of a key, requirement, provision or interface here.
    pub(crate) used: bool,
    pub(crate) in_key: bool,
    /// Named by a `@provides` of this subgraph, which therefore resolves it in places.
    pub(crate) provided: bool,
    pub(crate) shareable: bool,
    // Few fields have any of these, and a large graph has a hundred thousand fields.
    pub(crate) requires: Option<Box<SetMeta>>,
    pub(crate) provides: Option<Box<SetMeta>>,
    pub(crate) overrides: Option<Box<OverrideMeta>>,
    pub(crate) contexts: Vec<FromContextMeta>,
}

#[derive(Debug, Clone)]
pub(crate) struct OverrideMeta {
    pub(crate) from: String,
    pub(crate) label: Option<String>,
    pub(crate) span: Option<SourceSpan>,
}

/// `argument: T @fromContext(field: "$ctx { selection }")`
#[derive(Debug, Clone)]
pub(crate) struct FromContextMeta {
    pub(crate) argument: Name,
    pub(crate) text: String,
    pub(crate) span: Option<SourceSpan>,
}

/// Of a field of which nothing is said.
static PLAIN: FieldMeta = FieldMeta {
    external: false,
    fake_external: false,
    external_span: None,
    used: false,
    in_key: false,
    provided: false,
    shareable: false,
    requires: None,
    provides: None,
    overrides: None,
    contexts: Vec::new(),
};

impl TypeMeta {
    /// What is said of a field, whether the type has it or not.
    pub(crate) fn field(&self, name: &str) -> &FieldMeta {
        self.fields.get(name).unwrap_or(&PLAIN)
    }
}

impl FromContextMeta {
    /// The context's name and the selection after it: `$ctx { a }`.
    pub(crate) fn parts(&self) -> Option<(&str, &str)> {
        let rest = self.text.trim().strip_prefix('$')?;
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        Some((&rest[..end], rest[end..].trim()))
    }
}

impl SetMeta {
    pub(crate) fn selections(&self) -> &[Selection] {
        self.selections.as_deref().unwrap_or_default()
    }

    fn read(directive: &Directive, federation_1: bool) -> Option<Self> {
        let value = directive.specified_argument_by_name("fields")?;
        let span = value.location();
        let text = match &**value {
            Value::String(text) => Some(text.clone()),
            // Federation 1 took names and lists as well.
            Value::Enum(name) if federation_1 => Some(name.to_string()),
            Value::List(items) if federation_1 => {
                let items = items.iter().filter_map(|item| item.as_str());
                Some(items.collect::<Vec<_>>().join(" "))
            }
            Value::Null
            | Value::Enum(_)
            | Value::Variable(_)
            | Value::Float(_)
            | Value::Int(_)
            | Value::Boolean(_)
            | Value::List(_)
            | Value::Object(_) => None,
        };
        let Some(text) = text else {
            return Some(Self {
                text: value.serialize().no_indent().to_string(),
                selections: Err(SetFault::NoString),
                span,
            });
        };
        let selections = parse_selections(&text).map_err(SetFault::Unparsable);
        Some(Self {
            text: match &selections {
                Ok(selections) => field_set::text(selections),
                Err(_) => text,
            },
            selections,
            span,
        })
    }
}

impl Meta {
    pub(super) fn read(subgraph: &Subgraph) -> Self {
        let mut meta = Self::default();
        let reader = TypeReader::new(subgraph);
        for (name, ty) in subgraph.types() {
            match ty {
                ExtendedType::Object(ty) => {
                    for interface in &ty.implements_interfaces {
                        let objects = meta.implementations.entry(interface.name.clone());
                        objects.or_default().push(name.clone());
                    }
                    let extension = is_extension(ty.iter_origins());
                    let read = reader.ty(&ty.directives, extension, &ty.fields);
                    meta.types.insert(name.clone(), read);
                }
                ExtendedType::Interface(ty) => {
                    let extension = is_extension(ty.iter_origins());
                    let read = reader.ty(&ty.directives, extension, &ty.fields);
                    meta.types.insert(name.clone(), read);
                }
                ExtendedType::Scalar(_)
                | ExtendedType::Union(_)
                | ExtendedType::Enum(_)
                | ExtendedType::InputObject(_) => {}
            }
            for context in ty.directives().get_all(reader.context) {
                if let Some(context) = string(context, "name") {
                    meta.contexts
                        .entry(context.to_owned())
                        .or_default()
                        .push(name.clone());
                }
            }
        }
        let mut types = meta.types.values();
        meta.has_interface_objects = types.any(|ty| ty.interface_object.is_some());
        meta.mark_keys(subgraph);
        meta.mark_used(subgraph);
        meta
    }

    pub(crate) fn ty(&self, ty: &str) -> Option<&TypeMeta> {
        self.types.get(ty)
    }

    /// What is said of a field, whether there is one or not.
    pub(crate) fn field(&self, ty: &str, field: &str) -> &FieldMeta {
        self.types.get(ty).map_or(&PLAIN, |ty| ty.field(field))
    }

    fn field_mut(&mut self, ty: &str, field: Name) -> Option<&mut FieldMeta> {
        Some(self.types.get_mut(ty)?.fields.entry(field).or_default())
    }

    /// Key fields, and what is external in name only.
    fn mark_keys(&mut self, subgraph: &Subgraph) {
        let mut named: Vec<(Name, Name, bool)> = Vec::new();
        for (name, ty) in &self.types {
            for key in &ty.keys {
                let visit = &mut |ty: &Name, field: &Name| {
                    named.push((ty.clone(), field.clone(), key.extension));
                };
                let selections = key.set.selections();
                field_set::for_each_field(subgraph, &self.implementations, name, selections, visit);
            }
        }
        for (ty, field, extension) in named {
            let Some(field) = self.field_mut(&ty, field) else {
                continue;
            };
            field.in_key = true;
            field.used = true;
            if extension && field.external {
                field.external = false;
                field.fake_external = true;
            }
        }
    }

    /// What requirements, provisions and interfaces need. Computed anew after an upgrade has changed these.
    pub(crate) fn mark_used(&mut self, subgraph: &Subgraph) {
        let mut used: Vec<(Name, Name)> = Vec::new();
        let mut provided: Vec<(Name, Name)> = Vec::new();
        for (name, ty) in &self.types {
            for (field_name, field) in &ty.fields {
                let visit = &mut |ty: &Name, field: &Name| used.push((ty.clone(), field.clone()));
                if let Some(requires) = &field.requires {
                    let set = requires.selections();
                    field_set::for_each_field(subgraph, &self.implementations, name, set, visit);
                }
                for (context, selection) in field.contexts.iter().filter_map(FromContextMeta::parts)
                {
                    // A selection that cannot be read is told of by the context rules.
                    let set = parse_selections(selection).unwrap_or_default();
                    for setter in self.contexts.get(context).into_iter().flatten() {
                        let known = &self.implementations;
                        field_set::for_each_field(subgraph, known, setter, &set, visit);
                    }
                }
                let returned = subgraph
                    .fields(name)
                    .and_then(|fields| fields.get(field_name));
                if let (Some(provides), Some(returned)) = (&field.provides, returned) {
                    let base = returned.ty.inner_named_type();
                    let set = provides.selections();
                    let visit =
                        &mut |ty: &Name, field: &Name| provided.push((ty.clone(), field.clone()));
                    field_set::for_each_field(subgraph, &self.implementations, base, set, visit);
                }
            }
        }
        for (interface, objects) in &self.implementations {
            let fields = subgraph
                .fields(interface)
                .into_iter()
                .flat_map(|f| f.keys());
            for field in fields {
                let of = |object: &Name| (object.clone(), field.clone());
                used.extend(objects.iter().map(of));
            }
        }
        for (ty, field) in used {
            if let Some(field) = self.field_mut(&ty, field) {
                field.used = true;
            }
        }
        for (ty, field) in provided {
            if let Some(field) = self.field_mut(&ty, field) {
                field.used = true;
                field.provided = true;
            }
        }
    }
}

/// Of an object or interface, as declared.
pub(crate) type Fields = apollo_compiler::collections::IndexMap<Name, Component<FieldDefinition>>;

/// Nothing of the type stands in a base definition.
fn is_extension<'a>(origins: impl Iterator<Item = &'a ComponentOrigin>) -> bool {
    let mut any = false;
    for origin in origins {
        match origin {
            ComponentOrigin::Definition => return false,
            ComponentOrigin::Extension(_) => any = true,
        }
    }
    any
}

/// The subgraph's names of the directives that are looked for on every type and field.
struct TypeReader<'a> {
    federation_1: bool,
    extends: &'a str,
    key: &'a str,
    interface_object: &'a str,
    context: &'a str,
    external: &'a str,
    shareable: &'a str,
    requires: &'a str,
    provides: &'a str,
    overrides: &'a str,
    from_context: &'a str,
}

impl<'a> TypeReader<'a> {
    fn new(subgraph: &'a Subgraph) -> Self {
        let name = |element: &str| subgraph.names.directive(element);
        Self {
            federation_1: subgraph.is_federation_1(),
            extends: name("extends"),
            key: name("key"),
            interface_object: name("interfaceObject"),
            context: name("context"),
            external: name("external"),
            shareable: name("shareable"),
            requires: name("requires"),
            provides: name("provides"),
            overrides: name("override"),
            from_context: name("fromContext"),
        }
    }

    fn ty(&self, directives: &DirectiveList, extension: bool, fields: &Fields) -> TypeMeta {
        let extends = directives.has(self.extends);
        let keys = directives.get_all(self.key).filter_map(|key| {
            Some(KeyMeta {
                set: SetMeta::read(key, self.federation_1)?,
                resolvable: flag(key, "resolvable", true),
                resolvable_span: key
                    .arguments
                    .iter()
                    .find(|argument| argument.name == "resolvable")
                    .and_then(|argument| argument.location()),
                extension: extends || key.origin.extension_id().is_some(),
            })
        });
        let by_type = directives.has(self.external) || directives.has(self.shareable);
        let notable = fields.iter().filter(|(_, field)| by_type || bears(field));
        TypeMeta {
            extension: extension || extends,
            keys: keys.collect(),
            interface_object: directives
                .get(self.interface_object)
                .map(|directive| directive.location()),
            fields: notable
                .map(|(name, field)| (name.clone(), self.field(directives, field)))
                .collect(),
        }
    }

    fn field(&self, on_type: &DirectiveList, field: &Component<FieldDefinition>) -> FieldMeta {
        // A directive on a type holds for the fields of the same definition or extension only.
        let applies = |name: &str| {
            on_type
                .get_all(name)
                .find(|directive| directive.origin == field.origin)
                .map(|directive| directive.location())
        };
        let own_external = field.directives.get(self.external);
        // On a type it came with Federation 2.
        let by_type = applies(self.external).filter(|_| !self.federation_1);
        let set = |name: &str| {
            let directive = field.directives.get(name)?;
            SetMeta::read(directive, self.federation_1).map(Box::new)
        };
        FieldMeta {
            external: own_external.is_some() || by_type.is_some(),
            fake_external: false,
            external_span: own_external.map_or_else(|| by_type.flatten(), |d| d.location()),
            used: false,
            in_key: false,
            provided: false,
            shareable: field.directives.has(self.shareable) || applies(self.shareable).is_some(),
            requires: set(self.requires),
            provides: set(self.provides),
            overrides: field.directives.get(self.overrides).and_then(|directive| {
                Some(Box::new(OverrideMeta {
                    from: string(directive, "from")?.to_owned(),
                    label: string(directive, "label").map(str::to_owned),
                    span: directive.location(),
                }))
            }),
            contexts: field
                .arguments
                .iter()
                .filter_map(|argument| self.context_read(argument))
                .collect(),
        }
    }

    fn context_read(&self, argument: &InputValueDefinition) -> Option<FromContextMeta> {
        let directive = argument.directives.get(self.from_context)?;
        Some(FromContextMeta {
            argument: argument.name.clone(),
            text: string(directive, "field").unwrap_or_default().to_owned(),
            span: directive.location(),
        })
    }
}

/// Whether the field or one of its arguments has a directive.
fn bears(field: &FieldDefinition) -> bool {
    let bears = |argument: &Node<InputValueDefinition>| !argument.directives.is_empty();
    !field.directives.is_empty() || field.arguments.iter().any(bears)
}

pub(crate) fn string<'a>(directive: &'a Directive, name: &str) -> Option<&'a str> {
    directive.specified_argument_by_name(name)?.as_str()
}

pub(crate) fn flag(directive: &Directive, name: &str, default: bool) -> bool {
    directive
        .specified_argument_by_name(name)
        .and_then(|value| value.to_bool())
        .unwrap_or(default)
}
