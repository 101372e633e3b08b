//! The run-time type of what an interface object gave (rule 34).

use gateway_plan::Guard;

use super::{Builder, PositionId, Stop};

impl Builder<'_, '_> {
    /// Asks the interface's owner for the run-time type (rule 34).
    pub(super) fn look_up_type(&mut self, position: PositionId, guard: &Guard) -> Result<(), Stop> {
        let place = self.position(position);
        let Some(interface) = place.untyped else {
            // It is known, and now asked for under one more condition.
            if let (Some(item), Some(_)) = (place.typename, place.interface) {
                self.demand(item, guard);
            }
            return Ok(());
        };
        let reach = self.reach(position, interface)?;
        let entity = self.graph.entity(interface);
        let graph = self.graph;
        let real = |target: &usize| {
            let subgraph = entity.targets[*target].subgraph;
            !graph.is_interface_object(subgraph, interface)
                && !graph.possible_in(subgraph, interface).is_empty()
        };
        let targets = (0..entity.targets.len()).filter(real);
        let best = targets
            .filter(|index| {
                let atoms = &entity.targets[*index].atoms;
                atoms.iter().all(|atom| reach.atom[*atom].is_some())
            })
            .min_by_key(|index| {
                let subgraph = entity.targets[*index].subgraph;
                reach.hop[subgraph.0 as usize].map(|(label, _)| label)
            });
        let Some(target) = best else {
            // No one knows the type: members stay unreachable, and say so.
            self.untold.insert(position);
            return Ok(());
        };
        let source = self.enter(position, interface, target, &reach, guard)?;
        let types = self
            .graph
            .possible_in(entity.targets[target].subgraph, interface);
        self.sources[source.index()].types = types.clone();
        let item = self.add_typename(source);
        if let Some(item) = item {
            self.items[item.index()].asks = true;
            self.demand(item, guard);
        }
        let place = &mut self.positions[position.index()];
        place.typename = item;
        place.untyped = None;
        place.types = place.types.intersection(&types);
        place.kept = place.kept.intersection(&types);
        self.touch(position);
        Ok(())
    }
}
