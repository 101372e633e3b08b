//! What the planner knows of an operation's fields: which subgraphs give each, and how their types are entered. For people
//! who follow an operation through the stages.

use std::collections::BTreeSet;
use std::fmt::Write;

use apollo_compiler::Name;
use gateway_supergraph::{SubgraphField, Supergraph, TypeId};
use indexmap::IndexSet;

use crate::graph::Graph;
use crate::operation::{Operation, SelectionSet};

/// One line a type and field of the operation:
///
/// ```text
/// Product is entered: inventory by upc, products by upc
/// Product.shippingEstimate: inventory, requires price weight
/// ```
pub fn facts(
    supergraph: &Supergraph,
    operation: &Operation,
    overrides: &BTreeSet<String>,
) -> String {
    let graph = Graph::new(supergraph, overrides);
    let mut asked: IndexSet<(TypeId, Name)> = IndexSet::new();
    collect(&operation.selection, &mut asked);
    let mut out = String::new();
    let mut types: BTreeSet<TypeId> = BTreeSet::new();
    for (ty, field) in asked {
        if types.insert(ty) {
            entries(supergraph, ty, &mut out);
        }
        let owners = graph.owners(ty, &field);
        let owners: Vec<String> = owners
            .iter()
            .map(|owner| {
                let name = &supergraph.subgraph(owner.subgraph).name;
                format!("{name}{}", conditions(owner.field))
            })
            .collect();
        let owners = if owners.is_empty() {
            "nobody".to_owned()
        } else {
            owners.join("; ")
        };
        let ty = &supergraph.ty(ty).name;
        writeln!(out, "{ty}.{field}: {owners}").expect("a string takes all");
    }
    out
}

fn collect(set: &SelectionSet, into: &mut IndexSet<(TypeId, Name)>) {
    for field in set.fields.iter().filter(|field| field.is_fetched()) {
        for ty in field.on.iter() {
            into.insert((ty, field.name.clone()));
        }
        collect(&field.selection, into);
    }
}

fn entries(supergraph: &Supergraph, ty: TypeId, out: &mut String) {
    let mut ways = Vec::new();
    for subgraph in &supergraph.subgraphs {
        let keys = subgraph.ty(ty).into_iter().flat_map(|view| &view.keys);
        for key in keys.filter(|key| key.resolvable) {
            ways.push(format!("{} by {}", subgraph.name, key.fields));
        }
    }
    if !ways.is_empty() {
        let name = &supergraph.ty(ty).name;
        writeln!(out, "{name} is entered: {}", ways.join(", ")).expect("a string takes all");
    }
}

fn conditions(field: &SubgraphField) -> String {
    let mut text = String::new();
    if let Some(requires) = &field.requires {
        write!(text, ", requires {requires}").expect("a string takes all");
    }
    if let Some(provides) = &field.provides {
        write!(text, ", provides {provides}").expect("a string takes all");
    }
    for argument in &field.context_arguments {
        let (name, context) = (&argument.argument, &argument.context);
        write!(text, ", {name} from the context {context}").expect("a string takes all");
    }
    text
}
