//! The plan's conditions, each decided once a request.

use gateway_plan::Guard;

use crate::Variables;

/// Index of a condition that does not always hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GuardId(u32);

/// The distinct conditions of a plan.
#[derive(Debug, Default)]
pub(crate) struct Guards {
    guards: Vec<Guard>,
}

/// Which conditions hold for one request.
#[derive(Debug)]
pub(crate) struct Decisions(Vec<bool>);

impl Guards {
    /// `None` for a condition that always holds.
    pub(crate) fn intern(&mut self, guard: &Guard) -> Option<GuardId> {
        if guard.is_always() {
            return None;
        }
        let known = self.guards.iter().position(|known| known == guard);
        let index = known.unwrap_or_else(|| {
            self.guards.push(guard.clone());
            self.guards.len() - 1
        });
        Some(GuardId(index as u32))
    }

    pub(crate) fn decide(&self, variables: &Variables) -> Decisions {
        let holds = |guard: &Guard| guard.holds(|name| variables.is_true(name));
        Decisions(self.guards.iter().map(holds).collect())
    }
}

impl Decisions {
    #[inline]
    pub(crate) fn hold(&self, guard: Option<GuardId>) -> bool {
        guard.is_none_or(|guard| self.0[guard.0 as usize])
    }
}
