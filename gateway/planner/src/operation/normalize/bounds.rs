//! What merging may take: counted before memory is spent.

use gateway_plan::Guard;

use super::Normalizer;
use crate::PlanError;

impl Normalizer<'_> {
    pub(super) fn visit(&mut self) -> Result<(), PlanError> {
        self.visited += 1;
        // Ten looks a field put out: repeated fragments are legal, and cheap up to a point.
        if self.visited > self.limits.selections.saturating_mul(10) {
            return Err(self.too_many());
        }
        Ok(())
    }

    pub(super) fn too_many(&self) -> PlanError {
        PlanError::TooComplex {
            what: "expanded selections",
            limit: self.limits.selections as u64,
        }
    }

    pub(super) fn both(&self, a: &Guard, b: &Guard) -> Result<Guard, PlanError> {
        let product = a.alternatives().len() * b.alternatives().len();
        if product > self.limits.alternatives {
            return Err(self.too_conditional());
        }
        Ok(a.and(b))
    }

    pub(super) fn any<'g>(
        &self,
        guards: impl Iterator<Item = &'g Guard>,
    ) -> Result<Guard, PlanError> {
        let mut any = Guard::never();
        for guard in guards {
            any = any.or(guard);
            if any.alternatives().len() > self.limits.alternatives {
                return Err(self.too_conditional());
            }
        }
        Ok(any)
    }

    fn too_conditional(&self) -> PlanError {
        PlanError::TooComplex {
            what: "alternatives of a condition",
            limit: self.limits.alternatives as u64,
        }
    }
}
