//! Where a change shows: in the texts of the subgraphs that declare what changed, or what it was part of.

mod declarations;

use std::collections::BTreeMap;

use gateway_supergraph::Supergraph;

use super::{Change, ChangeKind};
use crate::{Diagnostic, Place, SubgraphSource};
use declarations::Declarations;

/// The changes as findings, each with the places of what changed in the new subgraphs: of the argument or field, else of
/// the type that it was part of. Where the base is a supergraph, a type stands only for the subgraphs that had what is
/// gone. A change of what no subgraph declares any more has no place.
pub fn located(
    changes: &[Change],
    subgraphs: &[SubgraphSource],
    base: Option<&Supergraph>,
) -> Vec<Diagnostic> {
    let declarations = Declarations::of(subgraphs);
    let mut origins: BTreeMap<(ChangeKind, String), Vec<&str>> = BTreeMap::new();
    let mut own: Vec<&Change> = Vec::new();
    for change in changes {
        match origin(change, changes, &declarations, base) {
            Some(origin) => {
                let copies = origins.entry((change.kind, origin)).or_default();
                copies.push(&change.coordinate);
            }
            None => own.push(change),
        }
    }
    let told = own.into_iter().map(|change| {
        let places = places(change, &declarations, base);
        let finding = Diagnostic::from(change).at_all(places);
        match origins.get(&(change.kind, change.coordinate.clone())) {
            Some(copies) => finding.note(format!("the same holds for {}", copies.join(", "))),
            None => finding,
        }
    });
    told.collect()
}

/// The change of an interface's field that this one is the copy of: what an interface object gives to each implementation
/// changes with it, and is nobody else's.
fn origin(
    change: &Change,
    changes: &[Change],
    declarations: &Declarations,
    base: Option<&Supergraph>,
) -> Option<String> {
    let path = Path::parse(&change.coordinate);
    path.member.as_ref()?;
    let field = Path {
        argument: None,
        ..path.clone()
    };
    let was_own = base.is_some_and(|base| !owners(base, &field).is_empty());
    if was_own || !declarations.places(&field).is_empty() {
        return None;
    }
    let interfaces = declarations.interfaces(&path.owner);
    interfaces.into_iter().find_map(|interface| {
        let of_interface = Path {
            owner: interface.to_owned(),
            ..field.clone()
        };
        let was_there = base.is_some_and(|base| !owners(base, &of_interface).is_empty());
        if !was_there && declarations.places(&of_interface).is_empty() {
            return None;
        }
        let rest = &change.coordinate[path.owner.len()..];
        let coordinate = format!("{interface}{rest}");
        let same = |other: &Change| other.kind == change.kind && other.coordinate == coordinate;
        changes.iter().any(same).then_some(coordinate)
    })
}

fn places(change: &Change, declarations: &Declarations, base: Option<&Supergraph>) -> Vec<Place> {
    if change.kind == ChangeKind::RootRemoved {
        return Vec::new();
    }
    let path = Path::parse(&change.coordinate);
    let mut shortened = path.clone();
    loop {
        let mut found = declarations.places(&shortened);
        if !found.is_empty() {
            if shortened != path {
                keep_owners(&mut found, base, &path);
            }
            return found;
        }
        if !shortened.shorten() {
            return found;
        }
    }
}

/// Leaves the subgraphs that once declared it, if they are known and still there.
fn keep_owners(found: &mut Vec<Place>, base: Option<&Supergraph>, path: &Path) {
    let owners = base.map_or_else(Vec::new, |base| owners(base, path));
    let is_owner = |place: &Place| owners.contains(&place.subgraph.as_str());
    if found.iter().any(is_owner) {
        found.retain(is_owner);
    }
}

/// Subgraphs of the base that declare the field or value.
fn owners<'a>(base: &'a Supergraph, path: &Path) -> Vec<&'a str> {
    let (Some(ty), Some(member)) = (base.type_named(&path.owner), &path.member) else {
        return Vec::new();
    };
    let declares = |subgraph: &&gateway_supergraph::Subgraph| {
        let view = base.view(subgraph.id, ty.id);
        view.is_some_and(|view| {
            let field = view.fields.get(member.as_str());
            field.is_some_and(|field| !field.external)
                || view.enum_values.contains_key(member.as_str())
        })
    };
    let owners = base.subgraphs.iter().filter(declares);
    owners.map(|subgraph| &*subgraph.name).collect()
}

/// A coordinate, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Path {
    /// A type, or a directive without its `@`.
    owner: String,
    is_directive: bool,
    /// A field, input field or enum value.
    member: Option<String>,
    argument: Option<String>,
}

impl Path {
    /// `Type`, `Type.field`, `Type.field(argument:)`, `@directive`, `@directive(argument:)`
    fn parse(coordinate: &str) -> Self {
        let (rest, argument) = match coordinate.split_once('(') {
            Some((rest, argument)) => (rest, Some(argument.trim_end_matches([':', ')']))),
            None => (coordinate, None),
        };
        let (owner, member) = match rest.split_once('.') {
            Some((owner, member)) => (owner, Some(member)),
            None => (rest, None),
        };
        let name = owner.strip_prefix('@');
        Self {
            owner: name.unwrap_or(owner).to_owned(),
            is_directive: name.is_some(),
            member: member.map(str::to_owned),
            argument: argument.map(str::to_owned),
        }
    }

    /// Leaves out the last part; whether there is one left to look for.
    fn shorten(&mut self) -> bool {
        self.argument.take().is_some() || self.member.take().is_some()
    }
}
