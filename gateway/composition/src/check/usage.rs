//! What a change means to those who really use the API.

use std::collections::BTreeMap;

use super::{Change, ChangeKind, Criticality};
use crate::usage::{OperationUsage, Usage, day_text};

/// Clients and operations named in one note.
const MAX_NAMED: usize = 5;

/// Weighs breaking changes by what was recorded: one that no recorded operation touches becomes safe, the others say
/// whom they hurt. A usage in which nothing was recorded proves nothing and changes nothing.
pub fn weigh(changes: Vec<Change>, usage: &Usage) -> Vec<Change> {
    let Some(days) = usage.days() else {
        return changes;
    };
    let mut weighed: Vec<Change> = changes
        .into_iter()
        .map(|change| match change.criticality {
            Criticality::Breaking => one(change, usage, days),
            Criticality::Dangerous | Criticality::Safe => change,
        })
        .collect();
    weighed.sort();
    weighed
}

fn one(mut change: Change, usage: &Usage, (first, last): (u32, u32)) -> Change {
    let affected = affected(&change);
    let hurt: Vec<&OperationUsage> = usage
        .operations
        .values()
        .filter(|operation| affected.touches(operation))
        .collect();
    if hurt.is_empty() {
        change.criticality = Criticality::Safe;
        let note = format!(
            "no operation recorded from {} to {} uses it",
            day_text(first),
            day_text(last)
        );
        change.notes.push(note);
        return change;
    }
    change.notes.extend(clients(&hurt));
    change.notes.push(operations(&hurt));
    change
}

/// Whom a change concerns.
enum Affected<'a> {
    /// Operations that touch it.
    Coordinate(&'a str),
    /// Operations of a kind.
    Kind(&'a str),
}

fn affected(change: &Change) -> Affected<'_> {
    let coordinate = change.coordinate.as_str();
    match change.kind {
        // What becomes required hurts whoever does not give it: all that use what it belongs to.
        ChangeKind::ArgumentAdded
        | ChangeKind::ArgumentDefaultChanged
        | ChangeKind::InputFieldAdded
        | ChangeKind::InputFieldDefaultChanged => Affected::Coordinate(owner(coordinate)),
        ChangeKind::RootRemoved => Affected::Kind(coordinate),
        ChangeKind::TypeAdded
        | ChangeKind::TypeRemoved
        | ChangeKind::TypeKindChanged
        | ChangeKind::FieldAdded
        | ChangeKind::FieldRemoved
        | ChangeKind::FieldTypeChanged
        | ChangeKind::FieldDeprecated
        | ChangeKind::ArgumentRemoved
        | ChangeKind::ArgumentTypeChanged
        | ChangeKind::InputFieldRemoved
        | ChangeKind::InputFieldTypeChanged
        | ChangeKind::InputOneOfAdded
        | ChangeKind::InputOneOfRemoved
        | ChangeKind::EnumValueAdded
        | ChangeKind::EnumValueRemoved
        | ChangeKind::UnionMemberAdded
        | ChangeKind::UnionMemberRemoved
        | ChangeKind::ImplementationAdded
        | ChangeKind::ImplementationRemoved
        | ChangeKind::DirectiveAdded
        | ChangeKind::DirectiveRemoved
        | ChangeKind::DirectiveChanged
        | ChangeKind::DescriptionChanged => Affected::Coordinate(coordinate),
    }
}

/// `Query.a` of `Query.a(b:)`, `Input` of `Input.field`.
fn owner(coordinate: &str) -> &str {
    let end = coordinate.find('(').or_else(|| coordinate.rfind('.'));
    end.map_or(coordinate, |end| &coordinate[..end])
}

impl Affected<'_> {
    fn touches(&self, operation: &OperationUsage) -> bool {
        match self {
            Self::Coordinate(coordinate) => operation.coordinates.contains(*coordinate),
            // An operation that stands for several may be of any kind.
            Self::Kind(kind) => operation.kind == *kind || operation.kind.is_empty(),
        }
    }
}

/// `used by web 1.4 (12 times, last on 2026-11-22)`, most active first.
fn clients(hurt: &[&OperationUsage]) -> Vec<String> {
    let mut all = BTreeMap::new();
    for (client, activity) in hurt.iter().flat_map(|operation| &operation.clients) {
        all.entry(client)
            .and_modify(|known: &mut crate::usage::Activity| known.merge(*activity))
            .or_insert(*activity);
    }
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_by_key(|(_, activity)| std::cmp::Reverse(activity.count));
    let beyond = all.len().saturating_sub(MAX_NAMED);
    let mut notes: Vec<String> = all
        .iter()
        .take(MAX_NAMED)
        .map(|(client, activity)| {
            let name = match (&*client.name, &*client.version) {
                ("", _) => "a client without a name".to_owned(),
                (name, "") => name.to_owned(),
                (name, version) => format!("{name} {version}"),
            };
            let (count, last) = (activity.count, day_text(activity.last));
            let times = match count {
                1 => "once".to_owned(),
                count => format!("{count} times"),
            };
            format!("used by {name} ({times}, last on {last})")
        })
        .collect();
    match beyond {
        0 => {}
        1 => notes.push("used by 1 more client".to_owned()),
        beyond => notes.push(format!("used by {beyond} more clients")),
    }
    notes
}

fn operations(hurt: &[&OperationUsage]) -> String {
    let name = |operation: &&OperationUsage| {
        let name = operation.name.as_deref();
        name.unwrap_or("an operation without a name").to_owned()
    };
    let mut names: Vec<String> = hurt.iter().map(name).collect();
    names.sort();
    names.dedup();
    let beyond = names.len().saturating_sub(MAX_NAMED);
    names.truncate(MAX_NAMED);
    let more = match beyond {
        0 => String::new(),
        beyond => format!(" and {beyond} more"),
    };
    format!("in {}{more}", names.join(", "))
}
