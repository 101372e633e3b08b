//! The estimated cost of an operation, from `@cost` and `@listSize` (the IBM cost directives, as Federation 2.9 has them).
//!
//! A field of a composite type costs 1, a leaf and an argument nothing, a mutation 10, unless `@cost` says otherwise; a list
//! costs as many times what one item costs as `@listSize` expects items. Guards are taken to hold. It does not depend on the plan.

use std::cell::Cell;

use apollo_compiler::ast::Type;
use gateway_plan::OperationKind;
use gateway_supergraph::{FieldDefinition, ListSize, Supergraph, TypeId};

use crate::operation::{Field, Operation, SelectionSet, Variable};

/// Items of a list that says nothing of its size: a page of a usual length.
const USUAL_LIST: u64 = 10;
const MUTATION: u64 = 10;

/// Estimates an operation, its variables having their defaults; saturating, linear in its fields and the run-time types
/// they stand on.
pub fn estimated_cost(supergraph: &Supergraph, operation: &Operation) -> u64 {
    measured(supergraph, operation, &|_| None)
}

/// What an operation is estimated to cost, whatever its variables.
#[derive(Debug, Clone)]
pub enum OperationCost {
    /// No variable says how many items a list has.
    Fixed(u64),
    /// To be measured for each request.
    Sized(Box<Operation>),
}

impl OperationCost {
    pub fn of(supergraph: &Supergraph, operation: Operation) -> Self {
        let asked = Cell::new(false);
        let cost = measured(supergraph, &operation, &|_| {
            asked.set(true);
            None
        });
        if asked.get() {
            Self::Sized(Box::new(operation))
        } else {
            Self::Fixed(cost)
        }
    }

    /// With values of variables that say how many items are wanted.
    pub fn with(&self, supergraph: &Supergraph, value: impl Fn(&str) -> Option<u64>) -> u64 {
        match self {
            Self::Fixed(cost) => *cost,
            Self::Sized(operation) => measured(supergraph, operation, &value),
        }
    }
}

fn measured(
    supergraph: &Supergraph,
    operation: &Operation,
    value: &dyn Fn(&str) -> Option<u64>,
) -> u64 {
    let meter = Meter {
        supergraph,
        variables: &operation.variables,
        value,
    };
    let base = match operation.kind {
        OperationKind::Mutation => MUTATION,
        OperationKind::Query | OperationKind::Subscription => 0,
    };
    let selection = meter.selection(&operation.selection, &Sizes::default());
    selection.saturating_add(base)
}

struct Meter<'a> {
    supergraph: &'a Supergraph,
    variables: &'a [Variable],
    /// Of variables of this request.
    value: &'a dyn Fn(&str) -> Option<u64>,
}

/// The size of lists that a field above decides (`sizedFields`).
#[derive(Default)]
struct Sizes<'a> {
    fields: &'a [String],
    size: u64,
}

impl Meter<'_> {
    /// The dearest of the run-time types; recursion is bounded by the operation's depth.
    fn selection(&self, set: &SelectionSet, sizes: &Sizes<'_>) -> u64 {
        let costs: Vec<u64> = set
            .fields
            .iter()
            .map(|field| self.field(set.ty, field, sizes))
            .collect();
        let everywhere = |field: &Field| !field.narrowed;
        let narrowed = set.fields.iter().zip(&costs);
        let mut dearest = 0;
        for ty in self.supergraph.ty(set.ty).possible.iter() {
            let on = narrowed
                .clone()
                .filter(|(field, _)| !everywhere(field) && field.on.contains(ty));
            dearest = on
                .fold(0, |sum: u64, (_, cost)| sum.saturating_add(*cost))
                .max(dearest);
        }
        let common = set.fields.iter().zip(&costs);
        let common = common.filter(|(field, _)| everywhere(field));
        common.fold(dearest, |sum, (_, cost)| sum.saturating_add(*cost))
    }

    fn field(&self, parent: TypeId, field: &Field, sizes: &Sizes<'_>) -> u64 {
        if !field.is_fetched() {
            return 0;
        }
        let definition = self.definition(parent, field);
        let list_size = definition.and_then(|definition| definition.list_size.as_ref());
        let size = definition
            .zip(list_size)
            .map(|(definition, list_size)| self.size(definition, list_size, field));
        let below = match list_size {
            Some(list_size) if !list_size.sized_fields.is_empty() => Sizes {
                fields: &list_size.sized_fields,
                size: size.unwrap_or(USUAL_LIST),
            },
            Some(_) | None => Sizes::default(),
        };
        let own = self.own(definition, field);
        let item = own.saturating_add(self.selection(&field.selection, &below));
        let arguments = definition.map_or(0, |definition| arguments(definition, field));
        let decided_above = sizes.fields.iter().any(|name| *name == *field.name);
        let times = match (is_list(&field.ty), decided_above, size) {
            (false, _, _) => 1,
            (true, true, _) => sizes.size,
            (true, false, Some(size)) if below.fields.is_empty() => size,
            (true, false, _) => USUAL_LIST,
        };
        item.saturating_mul(times).saturating_add(arguments)
    }

    /// Of the parent, or of any type that it can be.
    fn definition(&self, parent: TypeId, field: &Field) -> Option<&FieldDefinition> {
        let on = field.on.iter();
        let mut types = std::iter::once(parent).chain(on);
        types.find_map(|ty| self.supergraph.ty(ty).fields.get(&field.name))
    }

    fn own(&self, definition: Option<&FieldDefinition>, field: &Field) -> u64 {
        let of_field = definition.and_then(|definition| definition.cost);
        let weight = of_field.or(self.supergraph.ty(field.base).cost);
        let default = i32::from(!field.selection.fields.is_empty());
        u64::try_from(weight.unwrap_or(default)).unwrap_or(0)
    }

    /// The largest of what the slicing arguments ask for, by their defaults where they are left out; else what is assumed.
    fn size(&self, definition: &FieldDefinition, list_size: &ListSize, field: &Field) -> u64 {
        let slicing = list_size.slicing_arguments.iter();
        let asked = slicing.filter_map(|name| {
            let mut given = field.arguments.iter();
            match given.find(|(known, _)| *known == **name) {
                Some((_, text)) => self.number(text),
                None => default_of(definition, name),
            }
        });
        let assumed = list_size.assumed.and_then(|size| u64::try_from(size).ok());
        asked.max().or(assumed).unwrap_or(USUAL_LIST)
    }

    /// `5`, or `$first` declared as `Int = 5`.
    fn number(&self, text: &str) -> Option<u64> {
        let Some(name) = text.strip_prefix('$') else {
            return text.parse().ok();
        };
        if let Some(value) = (self.value)(name) {
            return Some(value);
        }
        let variable = self.variables.iter().find(|known| *known.name == *name)?;
        let (_, default) = variable.declaration.split_once('=')?;
        default.trim().parse().ok()
    }
}

fn default_of(definition: &FieldDefinition, argument: &str) -> Option<u64> {
    let default = definition.arguments.get(argument)?.default.as_ref()?;
    u64::try_from(default.to_i32()?).ok()
}

fn is_list(ty: &Type) -> bool {
    match ty {
        Type::List(_) | Type::NonNullList(_) => true,
        Type::Named(_) | Type::NonNullNamed(_) => false,
    }
}

fn arguments(definition: &FieldDefinition, field: &Field) -> u64 {
    let given = field.arguments.iter();
    let weights = given.filter_map(|(name, _)| definition.arguments.get(name)?.cost);
    weights.fold(0, |sum, weight| {
        sum.saturating_add(u64::try_from(weight).unwrap_or(0))
    })
}
