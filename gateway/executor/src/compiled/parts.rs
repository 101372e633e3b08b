//! The parts that an answer comes in (`@defer`), and what each waits for.

use gateway_plan::{Part, Plan};

use super::types::quote;

/// Index of a part; 0 is what is answered at once.
pub(crate) type PartIndex = u32;

/// The parts of a plan. Empty: the answer comes as one.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    parts: Vec<CompiledPart>,
    /// By fetch: the parts that show its values.
    shown_in: Vec<Vec<PartIndex>>,
    /// By fetch: the first part that takes it, directly or not.
    owner: Vec<PartIndex>,
}

#[derive(Debug)]
pub(crate) struct CompiledPart {
    /// As a JSON string.
    pub(crate) label: Option<Box<[u8]>>,
    /// How many fetches must be over before it is written.
    pub(crate) waits_for: u32,
}

impl Parts {
    pub(super) fn of(plan: &Plan) -> Self {
        let Some(deferral) = &plan.deferral else {
            return Self::default();
        };
        let fetches = plan.fetches.len();
        let mut shown_in = vec![Vec::new(); fetches];
        for (index, part) in deferral.parts.iter().enumerate() {
            for need in &part.needs {
                shown_in[need.0 as usize].push(index as PartIndex);
            }
        }
        Self {
            parts: deferral.parts.iter().map(CompiledPart::of).collect(),
            shown_in,
            owner: owners(plan, &deferral.parts),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &CompiledPart> {
        self.parts.iter()
    }

    pub(crate) fn get(&self, part: PartIndex) -> &CompiledPart {
        &self.parts[part as usize]
    }

    /// The parts that wait for a fetch.
    pub(crate) fn waiting_for(&self, fetch: usize) -> &[PartIndex] {
        self.shown_in.get(fetch).map_or(&[], Vec::as_slice)
    }

    /// The part whose matter a fetch is.
    pub(crate) fn owner(&self, fetch: usize) -> PartIndex {
        self.owner.get(fetch).copied().unwrap_or(0)
    }
}

impl CompiledPart {
    fn of(part: &Part) -> Self {
        Self {
            label: part.label.as_deref().map(quote),
            waits_for: part.needs.len() as u32,
        }
    }
}

fn owners(plan: &Plan, parts: &[Part]) -> Vec<PartIndex> {
    let last = parts.len().saturating_sub(1) as PartIndex;
    let mut owner = vec![last; plan.fetches.len()];
    for (index, part) in parts.iter().enumerate() {
        for need in &part.needs {
            let known = &mut owner[need.0 as usize];
            *known = (*known).min(index as PartIndex);
        }
    }
    // A fetch comes after all that it needs.
    for fetch in plan.fetches.iter().rev() {
        let own = owner[fetch.id.0 as usize];
        for need in &fetch.needs {
            let known = &mut owner[need.0 as usize];
            *known = (*known).min(own);
        }
    }
    owner
}
