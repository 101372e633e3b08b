//! When a requirement can be there, and for how many requests.

use std::sync::Arc;

use gateway_supergraph::TypeId;

use super::{Builder, PositionId, Stop};
use crate::graph::Label;
use crate::operation::{Field, FieldIdentity, SelectionSet};

impl Builder<'_, '_> {
    /// When a requirement can be there; `None` when it cannot.
    pub(super) fn ready(
        &mut self,
        position: PositionId,
        subject: TypeId,
        set: &Arc<SelectionSet>,
    ) -> Result<Option<Label>, Stop> {
        let mut whole = Label::default();
        for field in &set.fields {
            let types = self.followed(position, field);
            let applies = types.contains(subject) || self.position(position).untyped.is_some();
            if !applies || types.is_empty() {
                continue;
            }
            let Some(label) = self.field_ready(position, subject, field)? else {
                return Ok(None);
            };
            whole.stage = whole.stage.max(label.stage);
            whole.requests += label.requests;
        }
        Ok(Some(whole))
    }

    fn field_ready(
        &mut self,
        position: PositionId,
        subject: TypeId,
        field: &Arc<Field>,
    ) -> Result<Option<Label>, Stop> {
        self.spend(1)?;
        let identity = field.identity();
        let state = self.state_of(position) + self.facts.len() as u64;
        let key = (position, subject, identity.clone());
        if let Some((at, label)) = self.readiness.get(&key)
            && *at == state
        {
            return Ok(Some(*label));
        }
        let ready = self.first_ready(position, subject, field, &identity)?;
        if let Some(label) = ready {
            self.readiness.insert(key, (state, label));
        }
        Ok(ready)
    }

    fn first_ready(
        &mut self,
        position: PositionId,
        subject: TypeId,
        field: &Arc<Field>,
        identity: &FieldIdentity,
    ) -> Result<Option<Label>, Stop> {
        let facts = &self.position(position).facts;
        let known = facts
            .iter()
            .map(|id| &self.facts[id.index()])
            .find(|fact| fact.identity == *identity && fact.types.contains(subject));
        if let Some(fact) = known {
            let label = Label {
                stage: fact.stage,
                requests: 0,
            };
            let Some(child) = fact.child else {
                return Ok(Some(label));
            };
            if let Some(below) = self.all_ready(child, &field.selection)? {
                return Ok(Some(Label {
                    stage: label.stage.max(below.stage),
                    requests: below.requests,
                }));
            }
        }
        let ways = self.ways(position, subject, field)?;
        let best = ways.iter().filter(|way| way.missing == 0).map(|way| Label {
            stage: way.finish,
            requests: way.requests,
        });
        Ok(best.min())
    }

    fn all_ready(
        &mut self,
        position: PositionId,
        set: &Arc<SelectionSet>,
    ) -> Result<Option<Label>, Stop> {
        let mut whole = Label::default();
        let types = self.position(position).types.clone();
        for (subject, _) in self.subjects(position, &types) {
            let Some(label) = self.ready(position, subject, set)? else {
                return Ok(None);
            };
            whole.stage = whole.stage.max(label.stage);
            whole.requests += label.requests;
        }
        Ok(Some(whole))
    }
}
