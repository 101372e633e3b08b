//! Joins the two ends of each `@override`.

use apollo_compiler::Name;

use crate::{Override, OverrideLabel, Subgraph, SubgraphId, TypeId};

/// A field that one subgraph takes over from another.
pub(super) struct Claim {
    pub(super) subgraph: SubgraphId,
    pub(super) ty: TypeId,
    pub(super) field: Name,
    /// Name of the old owner.
    pub(super) from: String,
    pub(super) label: Option<String>,
}

/// Marks old and new copies. An old owner that is unknown (rule 27) or no longer has the field needs no mark.
pub(super) fn link(subgraphs: &mut [Subgraph], claims: &[Claim]) {
    for claim in claims {
        let Some(old) = subgraphs
            .iter()
            .find(|subgraph| *subgraph.name == *claim.from || subgraph.graph == claim.from.as_str())
            .map(|subgraph| subgraph.id)
        else {
            continue;
        };
        let label = claim.label.as_deref().map(label);
        if let Some(field) = field_mut(subgraphs, old, claim) {
            field.overridden = Some(Box::new(Override {
                other: claim.subgraph,
                label: label.clone(),
            }));
        }
        if label.is_some()
            && let Some(field) = field_mut(subgraphs, claim.subgraph, claim)
        {
            field.overrides = Some(Box::new(Override { other: old, label }));
        }
    }
}

fn field_mut<'a>(
    subgraphs: &'a mut [Subgraph],
    subgraph: SubgraphId,
    claim: &Claim,
) -> Option<&'a mut crate::SubgraphField> {
    let view = subgraphs[subgraph.0 as usize].types.get_mut(claim.ty)?;
    view.fields.get_mut(&claim.field)
}

/// `percent(25)`, or a name that is decided per request.
fn label(text: &str) -> OverrideLabel {
    let percent = text
        .strip_prefix("percent(")
        .and_then(|rest| rest.strip_suffix(')'))
        .and_then(|number| number.trim().parse::<f64>().ok())
        .filter(|number| (0.0..=100.0).contains(number));
    match percent {
        Some(percent) => OverrideLabel::Percent(percent),
        None => OverrideLabel::Named(text.into()),
    }
}
