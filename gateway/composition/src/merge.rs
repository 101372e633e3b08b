//! Valid subgraphs to one supergraph document, kind by kind.

mod arguments;
mod composed;
mod defaults;
mod descriptions;
mod directives;
mod enums;
mod executable_directives;
mod external_copies;
mod fields;
mod import_names;
mod inputs;
mod interface_objects;
mod join;
mod objects;
mod overrides;
mod prelude;
mod scalars;
mod sharing;
mod type_refs;
mod unions;
mod usage;

use ahash::HashMap;
use apollo_compiler::Name;
use apollo_compiler::ast::{Definition, Document};
use apollo_compiler::schema::ExtendedType;

use crate::diagnostic::Findings;
use crate::subgraph::Subgraph;
use crate::{Diagnostic, codes};

/// What merging needs everywhere.
pub(crate) struct Context<'a> {
    pub(crate) subgraphs: &'a [Subgraph],
    pub(crate) findings: &'a mut Findings,
    specs: prelude::UsedSpecs,
    subtypes: type_refs::Subtypes,
    overrides: overrides::Overrides,
    enums: usage::EnumUsages,
    composed: composed::Composed,
    /// Some subgraph has one.
    has_interface_objects: bool,
}

/// The kinds as they merge: an interface object counts as an interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Scalar,
    Object,
    Interface,
    Union,
    Enum,
    InputObject,
}

/// What merging gives.
pub(crate) struct Merged {
    pub(crate) document: Document,
    /// Directives of other specs are applied in it, by the definition of one subgraph: others may know another one.
    pub(crate) has_foreign_directives: bool,
}

/// Merges the subgraphs into a supergraph document; what cannot be merged is in the findings, and left out.
pub(crate) fn merge(subgraphs: &[Subgraph], findings: &mut Findings) -> Merged {
    let overrides = overrides::read(subgraphs, findings);
    let composed = composed::read(subgraphs, findings);
    import_names::check(subgraphs, findings);
    let mut cx = Context {
        subgraphs,
        findings,
        specs: prelude::UsedSpecs::default(),
        subtypes: type_refs::Subtypes::of(subgraphs),
        overrides,
        enums: usage::EnumUsages::of(subgraphs),
        composed,
        has_interface_objects: subgraphs.iter().any(|s| s.meta.has_interface_objects),
    };
    let mut types: Vec<Definition> = Vec::new();
    for (name, sources) in sources(subgraphs) {
        if let Some(kind) = kind(&mut cx, name, &sources) {
            types.extend(cx.ty(name, kind, &sources));
        }
    }
    interface_objects::complete(&mut cx, &mut types);
    let directives = executable_directives::merge(&mut cx);
    let mut document = Document::new();
    document.definitions = prelude::definitions(&cx, directives, types);
    Merged {
        document,
        has_foreign_directives: !cx.composed.directives.is_empty(),
    }
}

impl Context<'_> {
    fn ty(&mut self, name: &Name, kind: Kind, sources: &[usize]) -> Option<Definition> {
        match kind {
            Kind::Scalar => Some(scalars::merge(self, name, sources)),
            Kind::Object => objects::merge_object(self, name, sources),
            Kind::Interface => objects::merge_interface(self, name, sources),
            Kind::Union => Some(unions::merge(self, name, sources)),
            Kind::Enum => enums::merge(self, name, sources),
            Kind::InputObject => inputs::merge(self, name, sources),
        }
    }

    /// A type as one of its sources declares it.
    fn declared(&self, index: usize, name: &str) -> &ExtendedType {
        let ty = self.subgraphs[index].ty(name);
        ty.expect("a source of a type declares it")
    }

    /// Where each of the sources declares the type.
    fn places(&self, name: &str, sources: &[usize]) -> Vec<crate::Place> {
        sources
            .iter()
            .map(|index| {
                let span = self.declared(*index, name).name().location();
                self.subgraphs[*index].place(span)
            })
            .collect()
    }
}

/// Which subgraphs declare each type, by name. The query root is in all of them.
fn sources(subgraphs: &[Subgraph]) -> Vec<(&Name, Vec<usize>)> {
    let mut sources: HashMap<&Name, Vec<usize>> = HashMap::default();
    for (index, subgraph) in subgraphs.iter().enumerate() {
        for (name, _) in subgraph.types() {
            sources.entry(name).or_default().push(index);
        }
    }
    let mut sorted: Vec<(&Name, Vec<usize>)> = sources.into_iter().collect();
    sorted.sort_unstable_by_key(|(name, _)| *name);
    sorted
}

fn kind(cx: &mut Context<'_>, name: &Name, sources: &[usize]) -> Option<Kind> {
    let kinds: Vec<(usize, Kind, bool)> = sources
        .iter()
        .map(|index| {
            let meta = cx.subgraphs[*index].meta.ty(name);
            let interface_object = meta.is_some_and(|meta| meta.interface_object.is_some());
            (
                *index,
                declared_kind(cx.declared(*index, name)),
                interface_object,
            )
        })
        .collect();
    let real = kinds
        .iter()
        .find(|(_, _, interface_object)| !interface_object);
    let first = real.map_or(Kind::Interface, |(_, kind, _)| *kind);
    let fits = |(_, kind, interface_object): &(usize, Kind, bool)| {
        if *interface_object {
            first == Kind::Interface
        } else {
            *kind == first
        }
    };
    if kinds.iter().all(fits) {
        return Some(first);
    }
    let told: Vec<String> = kinds
        .iter()
        .map(|(index, kind, interface_object)| {
            let object = if *interface_object {
                " (an interface object)"
            } else {
                ""
            };
            format!(
                "{} in {}{object}",
                kind.described(),
                cx.subgraphs[*index].name
            )
        })
        .collect();
    let message = format!("the type `{name}` is {}", told.join(", "));
    let finding = Diagnostic::error(codes::TYPE_KIND_MISMATCH, message);
    let finding = finding.at_all(cx.places(name, sources));
    cx.findings.push(finding);
    None
}

fn declared_kind(ty: &ExtendedType) -> Kind {
    match ty {
        ExtendedType::Scalar(_) => Kind::Scalar,
        ExtendedType::Object(_) => Kind::Object,
        ExtendedType::Interface(_) => Kind::Interface,
        ExtendedType::Union(_) => Kind::Union,
        ExtendedType::Enum(_) => Kind::Enum,
        ExtendedType::InputObject(_) => Kind::InputObject,
    }
}

impl Kind {
    fn described(self) -> &'static str {
        match self {
            Self::Scalar => "a scalar",
            Self::Object => "an object",
            Self::Interface => "an interface",
            Self::Union => "a union",
            Self::Enum => "an enum",
            Self::InputObject => "an input",
        }
    }
}
