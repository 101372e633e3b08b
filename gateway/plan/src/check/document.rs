//! Whether a subgraph's own schema accepts a document (rules 31, 32, 33).

use std::collections::BTreeSet;

use apollo_compiler::ast::Type;
use gateway_supergraph::{SubgraphId, Supergraph, TypeId, TypeKind, TypeSet};

use super::Finding;
use crate::{
    ContextValue, Fetch, FetchKind, OperationKind, Plan, Selection, SelectionField, SelectionItem,
};

pub(super) fn check(plan: &Plan, supergraph: &Supergraph, findings: &mut BTreeSet<Finding>) {
    for fetch in &plan.fetches {
        let Some(subgraph) = supergraph.subgraph_named(&fetch.subgraph) else {
            findings.insert(Finding::NoSubgraph {
                fetch: fetch.id.0,
                subgraph: fetch.subgraph.clone(),
            });
            continue;
        };
        let mut checker = Checker {
            supergraph,
            subgraph: subgraph.id,
            fetch,
            contexts: &[],
            findings,
        };
        checker.fetch();
    }
}

struct Checker<'c> {
    supergraph: &'c Supergraph,
    subgraph: SubgraphId,
    fetch: &'c Fetch,
    /// Of the group at hand.
    contexts: &'c [ContextValue],
    findings: &'c mut BTreeSet<Finding>,
}

/// A field as it appears in the document, fragments opened.
struct Appearance<'d> {
    parent: TypeId,
    field: &'d SelectionField,
    ty: Option<&'d Type>,
}

impl<'c> Checker<'c> {
    fn fetch(&mut self) {
        match &self.fetch.kind {
            FetchKind::Root {
                operation,
                at,
                selection,
            } => {
                if !at.elements.is_empty() && *operation != OperationKind::Query {
                    self.reject("only queries can be asked below the root");
                }
                let roots = self.supergraph.roots;
                let root = match operation {
                    OperationKind::Query => Some(roots.query),
                    OperationKind::Mutation => roots.mutation,
                    OperationKind::Subscription => roots.subscription,
                };
                match root {
                    Some(root) => self.selection(Some(root), selection),
                    None => self.reject("there is no such root type"),
                }
            }
            FetchKind::Entities { groups } => {
                for group in groups {
                    self.contexts = &group.contexts;
                    self.selection(None, &group.selection);
                }
            }
        }
    }

    fn reject(&mut self, reason: impl Into<String>) {
        self.findings.insert(Finding::Rejected {
            fetch: self.fetch.id.0,
            subgraph: self.fetch.subgraph.clone(),
            reason: reason.into(),
        });
    }

    fn selection(&mut self, ty: Option<TypeId>, selection: &'c Selection) {
        if selection.items.is_empty() {
            self.reject("a selection is empty");
        }
        self.items(ty, selection);
        let mut fields = Vec::new();
        self.flatten(ty, selection, &mut fields);
        self.merges(&fields);
    }

    /// Every field and fragment exists where it stands.
    fn items(&mut self, ty: Option<TypeId>, selection: &'c Selection) {
        for item in &selection.items {
            match item {
                SelectionItem::Field(field) => self.field(ty, field),
                SelectionItem::InlineFragment { on, selection, .. } => {
                    let Some(on) = on else {
                        self.items(ty, selection);
                        continue;
                    };
                    match self.condition(ty, on) {
                        Ok(inner) => self.items(Some(inner), selection),
                        Err(reason) => self.reject(reason),
                    }
                }
            }
        }
    }

    fn condition(&self, ty: Option<TypeId>, on: &str) -> Result<TypeId, String> {
        let known = self.supergraph.type_named(on);
        let Some(definition) = known else {
            return Err(format!("there is no type {on}"));
        };
        let Some(view) = self.supergraph.view(self.subgraph, definition.id) else {
            return Err(format!("it does not know the type {on}"));
        };
        let overlaps = match ty {
            None => true,
            Some(ty) => ty == definition.id || !self.values(ty).is_disjoint(&view.possible),
        };
        if overlaps {
            Ok(definition.id)
        } else {
            Err(format!("a fragment on {on} can never apply"))
        }
    }

    fn values(&self, ty: TypeId) -> TypeSet {
        let view = self.supergraph.view(self.subgraph, ty);
        view.map(|view| view.possible.clone()).unwrap_or_default()
    }

    fn field(&mut self, ty: Option<TypeId>, field: &'c SelectionField) {
        if field.name == "__typename" {
            return;
        }
        let Some(ty) = ty else {
            return self.reject(format!("_Entity has no field {}", field.name));
        };
        let name = &self.supergraph.ty(ty).name;
        let view = self.supergraph.view(self.subgraph, ty);
        let Some(declared) = view.and_then(|view| view.fields.get(field.name.as_str())) else {
            return self.reject(format!("{name} has no field {}", field.name));
        };
        let base = self.supergraph.ty(declared.base);
        if base.is_composite() {
            self.selection(Some(declared.base), &field.selection);
        } else if !field.selection.items.is_empty() {
            self.reject(format!("{name}.{} is a leaf", field.name));
        }
        let merged = self.supergraph.ty(ty).fields.get(field.name.as_str());
        for (argument, value) in &field.arguments {
            // Arguments that a context fills are no clients' business.
            let filled = &declared.context_arguments;
            let known = filled.iter().any(|one| one.argument == argument.as_str())
                || merged.is_none_or(|merged| merged.arguments.contains_key(argument.as_str()));
            if !known {
                self.reject(format!("{name}.{} has no argument {argument}", field.name));
            }
            if value.starts_with('$') && !self.declares(&value[1..]) {
                self.reject(format!("the variable {value} is not declared"));
            }
        }
    }

    fn declares(&self, variable: &str) -> bool {
        let mut passed = self.fetch.variables.iter();
        let mut filled = self.contexts.iter();
        passed.any(|known| known.name == variable) || filled.any(|known| known.variable == variable)
    }

    fn flatten(
        &self,
        ty: Option<TypeId>,
        selection: &'c Selection,
        into: &mut Vec<Appearance<'c>>,
    ) {
        for item in &selection.items {
            match item {
                SelectionItem::Field(field) => {
                    if let Some(parent) = ty {
                        let view = self.supergraph.view(self.subgraph, parent);
                        let declared = view.and_then(|view| view.fields.get(field.name.as_str()));
                        into.push(Appearance {
                            parent,
                            field,
                            ty: declared.map(|declared| &declared.ty),
                        });
                    }
                }
                SelectionItem::InlineFragment { on, selection, .. } => {
                    let inner = on.as_ref().and_then(|on| self.supergraph.type_named(on));
                    self.flatten(inner.map(|inner| inner.id).or(ty), selection, into);
                }
            }
        }
    }

    /// Fields under one key can be merged: "Field Selection Merging" of the GraphQL specification.
    fn merges(&mut self, fields: &[Appearance<'c>]) {
        for (index, a) in fields.iter().enumerate() {
            for b in &fields[index + 1..] {
                if a.field.storage_key == b.field.storage_key {
                    self.pair(a, b, false);
                }
            }
        }
    }

    /// `apart`: some parent up from here differs, so that only the shapes must be equal.
    fn pair(&mut self, a: &Appearance<'c>, b: &Appearance<'c>, apart: bool) {
        let key = &a.field.storage_key;
        if !same_shape(self.supergraph, a.ty, b.ty) {
            return self.reject(format!("{key} has conflicting types"));
        }
        let objects = [a, b].iter().all(|one| self.is_object(one.parent));
        let apart = apart || (a.parent != b.parent && objects);
        let same = a.field.name == b.field.name && a.field.arguments == b.field.arguments;
        if !apart && !same {
            return self.reject(format!("{key} stands for two fields"));
        }
        let below = [a, b].map(|one| {
            let base = one
                .ty
                .and_then(|ty| self.supergraph.type_named(ty.inner_named_type()));
            let mut fields = Vec::new();
            self.flatten(base.map(|base| base.id), &one.field.selection, &mut fields);
            fields
        });
        for one in &below[0] {
            for other in &below[1] {
                if one.field.storage_key == other.field.storage_key {
                    self.pair(one, other, apart);
                }
            }
        }
    }

    fn is_object(&self, ty: TypeId) -> bool {
        let view = self.supergraph.view(self.subgraph, ty);
        view.is_some_and(|view| view.kind == TypeKind::Object)
    }
}

fn same_shape(supergraph: &Supergraph, a: Option<&Type>, b: Option<&Type>) -> bool {
    let (Some(a), Some(b)) = (a, b) else {
        return a.is_none() == b.is_none();
    };
    let composite = |ty: &Type| {
        let named = supergraph.type_named(ty.inner_named_type());
        named.is_some_and(gateway_supergraph::TypeDefinition::is_composite)
    };
    if composite(a) && composite(b) {
        let wrapping = |ty: &Type| ty.to_string().replace(ty.inner_named_type().as_str(), "");
        return wrapping(a) == wrapping(b);
    }
    a == b
}
