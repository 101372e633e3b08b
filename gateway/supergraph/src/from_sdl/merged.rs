//! The merged layer: every type and field as composition made it.

use std::sync::Arc;

use ahash::HashMap;
use apollo_compiler::ast::{self, Directive};
use apollo_compiler::collections::IndexMap;
use apollo_compiler::schema::{Component, ExtendedType};
use apollo_compiler::validation::Valid;
use apollo_compiler::{Name, Node, Schema, name};

use crate::arguments::{flag, nested_strings, string, strings};
use crate::features::Features;
use crate::links::identity;
use crate::{
    ArgumentDefinition, Authorization, ByName, EnumValue, FieldDefinition, ListSize,
    TypeDefinition, TypeId, TypeKind, TypeSet,
};

/// Combinations of scopes or policies a field may end up with when it bears the directive several times.
const MAX_ALTERNATIVES: usize = 1_000;

/// All types of the merged schema: those of the graph in the document's order, then built-in scalars (all
/// five, used or not), then introspection types.
pub(super) fn types(
    schema: &Valid<Schema>,
    document: &Schema,
    features: &Features,
) -> (Vec<TypeDefinition>, HashMap<Name, TypeId>) {
    let order = order(schema);
    let ids: HashMap<Name, TypeId> = order
        .iter()
        .enumerate()
        .map(|(index, name)| (name.clone(), TypeId(index as u32)))
        .collect();
    let reader = Reader {
        ids: &ids,
        names: Names::of(features),
        open: Arc::default(),
    };
    let mut types: Vec<TypeDefinition> = order
        .iter()
        .map(|name| match document.types.get(name) {
            Some(ty) => reader.definition(ids[name], ty),
            None => reader.empty(ids[name], name, TypeKind::Scalar),
        })
        .collect();
    fill_possible(&mut types, schema, &ids);
    (types, ids)
}

fn order(schema: &Schema) -> Vec<Name> {
    let (built_in, own): (Vec<_>, Vec<_>) = schema.types.values().partition(|ty| ty.is_built_in());
    let scalars = [
        name!("Int"),
        name!("Float"),
        name!("String"),
        name!("Boolean"),
        name!("ID"),
    ];
    let introspection = built_in
        .into_iter()
        .map(|ty| ty.name().clone())
        .filter(|name| !scalars.contains(name));
    let own: Vec<Name> = own.into_iter().map(|ty| ty.name().clone()).collect();
    let scalars = scalars.iter().filter(|name| !own.contains(name)).cloned();
    own.iter()
        .cloned()
        .chain(scalars.collect::<Vec<_>>())
        .chain(introspection)
        .collect()
}

/// Local names of the directives that say something about merged elements.
struct Names {
    inaccessible: String,
    authenticated: String,
    requires_scopes: String,
    policy: String,
    cost: String,
    list_size: String,
    context: String,
}

impl Names {
    fn of(features: &Features) -> Self {
        Self {
            inaccessible: features.name(identity::INACCESSIBLE, "inaccessible"),
            authenticated: features.name(identity::AUTHENTICATED, "authenticated"),
            requires_scopes: features.name(identity::REQUIRES_SCOPES, "requiresScopes"),
            policy: features.name(identity::POLICY, "policy"),
            cost: features.name(identity::COST, "cost"),
            list_size: features.name(identity::COST, "listSize"),
            context: features.name(identity::CONTEXT, "context"),
        }
    }
}

struct Reader<'a> {
    ids: &'a HashMap<Name, TypeId>,
    names: Names,
    /// Of all that anybody may read.
    open: Arc<Authorization>,
}

impl Reader<'_> {
    fn empty(&self, id: TypeId, name: &Name, kind: TypeKind) -> TypeDefinition {
        TypeDefinition {
            id,
            name: name.clone(),
            kind,
            inaccessible: false,
            fields: ByName::new(),
            implements: Vec::new(),
            possible: TypeSet::new(),
            enum_values: ByName::new(),
            interface_object_in: Vec::new(),
            authorization: self.open.clone(),
            cost: None,
            contexts: Vec::new(),
        }
    }

    fn definition(&self, id: TypeId, ty: &ExtendedType) -> TypeDefinition {
        let directives: Vec<&Directive> = ty.directives().iter().map(|d| &***d).collect();
        let mut definition = self.empty(id, ty.name(), kind(ty));
        definition.inaccessible = has(&directives, &self.names.inaccessible);
        definition.authorization = self.authorization(&directives);
        definition.cost = self.cost(&directives);
        definition.contexts = all(&directives, &self.names.context)
            .filter_map(|directive| string(directive, "name").map(Into::into))
            .collect();
        match ty {
            ExtendedType::Object(ty) => {
                definition.fields = self.fields(&ty.fields);
                definition.implements = self.interfaces(ty.implements_interfaces.iter());
            }
            ExtendedType::Interface(ty) => {
                definition.fields = self.fields(&ty.fields);
                definition.implements = self.interfaces(ty.implements_interfaces.iter());
            }
            ExtendedType::Enum(ty) => {
                let values = ty.values.iter().map(|(name, value)| EnumValue {
                    name: name.clone(),
                    inaccessible: value.directives.has(&self.names.inaccessible),
                });
                definition.enum_values = values.collect();
            }
            ExtendedType::Scalar(_) | ExtendedType::Union(_) | ExtendedType::InputObject(_) => {}
        }
        definition
    }

    fn interfaces<'a>(
        &self,
        names: impl Iterator<Item = &'a apollo_compiler::schema::ComponentName>,
    ) -> Vec<TypeId> {
        names.map(|name| self.ids[&name.name]).collect()
    }

    fn fields(
        &self,
        fields: &IndexMap<Name, Component<ast::FieldDefinition>>,
    ) -> ByName<FieldDefinition> {
        fields.values().map(|field| self.field(field)).collect()
    }

    fn field(&self, field: &ast::FieldDefinition) -> FieldDefinition {
        let directives: Vec<&Directive> = field.directives.iter().map(|d| &**d).collect();
        FieldDefinition {
            name: field.name.clone(),
            ty: field.ty.clone(),
            base: self.ids[field.ty.inner_named_type()],
            arguments: field.arguments.iter().map(|a| self.argument(a)).collect(),
            inaccessible: has(&directives, &self.names.inaccessible),
            authorization: self.authorization(&directives),
            cost: self.cost(&directives),
            list_size: all(&directives, &self.names.list_size)
                .next()
                .map(|directive| Box::new(list_size(directive))),
        }
    }

    fn argument(&self, argument: &Node<ast::InputValueDefinition>) -> ArgumentDefinition {
        let directives: Vec<&Directive> = argument.directives.iter().map(|d| &**d).collect();
        ArgumentDefinition {
            name: argument.name.clone(),
            ty: (*argument.ty).clone(),
            default: argument.default_value.clone(),
            inaccessible: has(&directives, &self.names.inaccessible),
            cost: self.cost(&directives),
        }
    }

    fn cost(&self, directives: &[&Directive]) -> Option<i32> {
        let directive = all(directives, &self.names.cost).next()?;
        directive.specified_argument_by_name("weight")?.to_i32()
    }

    fn authorization(&self, directives: &[&Directive]) -> Arc<Authorization> {
        let authorization = Authorization {
            authenticated: has(directives, &self.names.authenticated),
            scopes: alternatives(directives, &self.names.requires_scopes, "scopes"),
            policies: alternatives(directives, &self.names.policy, "policies"),
        };
        if authorization.is_open() {
            self.open.clone()
        } else {
            Arc::new(authorization)
        }
    }
}

/// All applications together: a choice of one alternative of each (every part must hold).
fn alternatives(directives: &[&Directive], name: &str, argument: &str) -> Vec<Vec<String>> {
    let mut sum: Vec<Vec<String>> = Vec::new();
    for directive in all(directives, name) {
        let next = nested_strings(directive, argument);
        if sum.is_empty() {
            sum = next;
            continue;
        }
        let product = sum
            .iter()
            .flat_map(|left| next.iter().map(move |right| joined(left, right)));
        sum = product.take(MAX_ALTERNATIVES).collect();
    }
    sum
}

fn joined(left: &[String], right: &[String]) -> Vec<String> {
    let mut all = left.to_vec();
    all.extend(right.iter().filter(|item| !left.contains(item)).cloned());
    all
}

fn list_size(directive: &Directive) -> ListSize {
    ListSize {
        assumed: directive
            .specified_argument_by_name("assumedSize")
            .and_then(|value| value.to_i32()),
        slicing_arguments: strings(directive, "slicingArguments"),
        sized_fields: strings(directive, "sizedFields"),
        require_one_slicing_argument: flag(directive, "requireOneSlicingArgument", true),
    }
}

fn all<'a>(directives: &'a [&'a Directive], name: &'a str) -> impl Iterator<Item = &'a Directive> {
    directives
        .iter()
        .copied()
        .filter(move |directive| directive.name == name)
}

fn has(directives: &[&Directive], name: &str) -> bool {
    directives.iter().any(|directive| directive.name == name)
}

fn kind(ty: &ExtendedType) -> TypeKind {
    match ty {
        ExtendedType::Scalar(_) => TypeKind::Scalar,
        ExtendedType::Object(_) => TypeKind::Object,
        ExtendedType::Interface(_) => TypeKind::Interface,
        ExtendedType::Union(_) => TypeKind::Union,
        ExtendedType::Enum(_) => TypeKind::Enum,
        ExtendedType::InputObject(_) => TypeKind::InputObject,
    }
}

/// GraphQL asks an object to name every interface it implements, so that one step is enough.
fn fill_possible(types: &mut [TypeDefinition], schema: &Schema, ids: &HashMap<Name, TypeId>) {
    for index in 0..types.len() {
        if types[index].kind != TypeKind::Object {
            continue;
        }
        let id = types[index].id;
        types[index].possible.insert(id);
        for interface in types[index].implements.clone() {
            types[interface.0 as usize].possible.insert(id);
        }
    }
    for (name, ty) in &schema.types {
        if let ExtendedType::Union(union_type) = ty {
            types[ids[name].0 as usize].possible = union_type
                .members
                .iter()
                .map(|member| ids[&member.name])
                .collect();
        }
    }
}
