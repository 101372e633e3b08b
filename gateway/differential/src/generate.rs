//! Random graphs, split over subgraphs so that they compose: every split is satisfiable by construction.
//!
//! The steps come in an order in which each needs only what the ones before it have declared.

mod abstracts;
mod contexts;
mod entities;
mod fields;
mod guards;
mod hidden;
mod media;
mod print;
mod references;
mod requirements;
mod roots;
mod styles;
mod world;

use crate::case::Subgraph;
use crate::dice::Dice;

use self::world::World;

/// What a split may have.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wishes {
    /// Subgraphs may declare types stricter than others do. Then a null reaches further in one of them than in the
    /// whole, so that nothing may fail.
    pub strict: bool,
    /// Keys may be null. Then what is answered depends on the plan.
    pub null_keys: bool,
    /// Arguments may be filled from further up. What is answered then follows from what could be had up there.
    pub contexts: bool,
}

/// A random split; with the labels of its progressive overrides.
pub fn subgraphs(dice: &mut Dice, wishes: Wishes) -> (Vec<Subgraph>, Vec<String>) {
    let mut world = World::new(dice);
    entities::place(dice, &mut world);
    if wishes.null_keys {
        entities::open_keys(dice, &mut world);
    }
    abstracts::add_interfaces(dice, &mut world);
    media::add(dice, &mut world);
    fields::add_scalars(dice, &mut world);
    fields::add_values(dice, &mut world);
    abstracts::add_unions(dice, &mut world);
    references::add(dice, &mut world);
    requirements::add(dice, &mut world);
    references::provide(dice, &mut world);
    fields::add_overrides(dice, &mut world);
    if wishes.contexts {
        contexts::add(dice, &mut world);
    }
    roots::add(dice, &mut world);
    if wishes.strict {
        fields::make_strict(dice, &mut world);
    }
    hidden::hide(dice, &mut world);
    guards::guard(dice, &mut world);
    styles::choose(dice, &mut world);
    let labels = world.labels.iter().cloned().collect();
    (print::subgraphs(&world), labels)
}
