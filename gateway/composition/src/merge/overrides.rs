//! `@override`: which copies of a field are dead, and which wait for a label.

use ahash::HashMap;
use apollo_compiler::Name;

use crate::diagnostic::{Findings, Severity};
use crate::subgraph::{OverrideMeta, Subgraph};
use crate::{Diagnostic, codes, hints};

/// By type and field.
#[derive(Debug, Default)]
pub(super) struct Overrides {
    by_field: HashMap<(Name, Name), Vec<Override>>,
}

/// One override that has something to take over.
#[derive(Debug, Clone)]
pub(super) struct Override {
    pub(super) winner: usize,
    pub(super) loser: usize,
    pub(super) label: Option<String>,
    /// The loser still names the field in a key, requirement or interface.
    pub(super) used: bool,
}

impl Overrides {
    fn of(&self, ty: &Name, field: &Name) -> &[Override] {
        if self.by_field.is_empty() {
            return &[];
        }
        let found = self.by_field.get(&(ty.clone(), field.clone()));
        found.map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn winning(&self, ty: &Name, field: &Name, index: usize) -> Option<&Override> {
        self.of(ty, field).iter().find(|o| o.winner == index)
    }

    pub(super) fn losing(&self, ty: &Name, field: &Name, index: usize) -> Option<&Override> {
        self.of(ty, field).iter().find(|o| o.loser == index)
    }
}

struct Reader<'a> {
    subgraphs: &'a [Subgraph],
    findings: &'a mut Findings,
    overrides: Overrides,
}

/// Reads all overrides and checks them against the subgraphs they name.
pub(super) fn read(subgraphs: &[Subgraph], findings: &mut Findings) -> Overrides {
    let mut reader = Reader {
        subgraphs,
        findings,
        overrides: Overrides::default(),
    };
    for (winner, subgraph) in subgraphs.iter().enumerate() {
        for (ty, meta) in &subgraph.meta.types {
            for (field, meta) in &meta.fields {
                if let Some(meta) = &meta.overrides {
                    reader.read(winner, ty, field, meta);
                }
            }
        }
    }
    reader.overrides
}

impl Reader<'_> {
    fn read(&mut self, winner: usize, ty: &Name, field: &Name, meta: &OverrideMeta) {
        let subgraph = &self.subgraphs[winner];
        let place = subgraph.place(meta.span);
        let coordinate = format!("{ty}.{field}");
        let Some(loser) = self.subgraphs.iter().position(|s| s.name == meta.from) else {
            let message = format!(
                "`{coordinate}` overrides the subgraph \"{}\", which does not exist",
                meta.from
            );
            let code = hints::FROM_SUBGRAPH_DOES_NOT_EXIST;
            let mut hint = Diagnostic::new(Severity::Hint, code, message).at(place);
            if let Some(like) = similar(&meta.from, self.subgraphs) {
                hint = hint.fix(format!("did you mean \"{like}\"?"));
            }
            self.findings.push(hint);
            return;
        };
        if loser == winner {
            // Reported by the subgraph's own rules.
            return;
        }
        let old = &self.subgraphs[loser];
        let old_meta = old.meta.field(ty, field);
        if !old
            .fields(ty)
            .is_some_and(|fields| fields.contains_key(field))
        {
            self.hint(
                hints::OVERRIDE_DIRECTIVE_CAN_BE_REMOVED,
                format!(
                    "`{coordinate}` is not in {} any more: the @override can be removed",
                    old.name
                ),
                place,
            );
            return;
        }
        let span = |index: usize| {
            let fields = self.subgraphs[index].fields(ty);
            let found = fields.and_then(|fields| fields.get(field));
            self.subgraphs[index].place(found.and_then(|field| field.location()))
        };
        if old_meta.overrides.is_some() {
            let message = format!(
                "`{coordinate}` overrides its copy in {}, which is an override itself",
                old.name
            );
            let finding = Diagnostic::error(codes::OVERRIDE_SOURCE_HAS_OVERRIDE, message);
            let finding = finding.at(place).at(span(loser));
            self.findings.push(
                finding.fix("let only the last owner override, from each of the former ones"),
            );
            return;
        }
        let collision = [
            ("@requires", old_meta.requires.is_some()),
            ("@provides", old_meta.provides.is_some()),
        ]
        .into_iter()
        .find(|(_, present)| *present);
        let object = |index: usize| {
            let meta = self.subgraphs[index].meta.ty(ty);
            meta.is_some_and(|meta| meta.interface_object.is_some())
        };
        if let Some((directive, _)) = collision {
            let message = format!(
                "`{coordinate}` overrides its copy in {}, which has {directive}",
                old.name
            );
            let code = codes::OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE;
            let finding = Diagnostic::error(code, message).at(place).at(span(loser));
            self.findings
                .push(finding.fix(format!("remove {directive} from the copy in {}", old.name)));
            return;
        }
        if object(loser) {
            let message =
                format!("`{coordinate}`: fields of interface objects cannot be overridden");
            let code = codes::OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE;
            let finding = Diagnostic::error(code, message).at(place).at(span(loser));
            self.findings.push(finding);
            return;
        }
        if old_meta.external {
            self.hint(
                hints::OVERRIDE_DIRECTIVE_CAN_BE_REMOVED,
                format!(
                    "`{coordinate}` is external in {}: the @override can be removed",
                    old.name
                ),
                place,
            );
        } else if meta.label.is_some() {
            self.hint(
                hints::OVERRIDE_MIGRATION_IN_PROGRESS,
                format!(
                    "`{coordinate}` is on its way from {} to {}",
                    old.name, subgraph.name
                ),
                span(loser),
            );
        } else {
            let once = if old_meta.used {
                " once no key, requirement or interface there names it"
            } else {
                ""
            };
            self.hint(
                hints::OVERRIDDEN_FIELD_CAN_BE_REMOVED,
                format!(
                    "`{coordinate}` in {} is overridden and can be removed{once}",
                    old.name
                ),
                span(loser),
            );
        }
        let entry = Override {
            winner,
            loser,
            label: meta.label.clone(),
            used: old_meta.used || old_meta.external,
        };
        let key = (ty.clone(), field.clone());
        self.overrides.by_field.entry(key).or_default().push(entry);
    }

    fn hint(&mut self, code: &'static str, message: String, place: crate::Place) {
        self.findings
            .push(Diagnostic::new(Severity::Hint, code, message).at(place));
    }
}

/// The subgraph's name that is at most two edits away.
fn similar<'a>(name: &str, subgraphs: &'a [Subgraph]) -> Option<&'a str> {
    subgraphs
        .iter()
        .map(|subgraph| {
            (
                crate::spelling::distance(name, &subgraph.name),
                &subgraph.name,
            )
        })
        .filter(|(distance, _)| *distance <= 2)
        .min()
        .map(|(_, name)| name.as_str())
}
