//! Arguments filled from an object further up (`@fromContext`): the nearest one that sets the context.
//!
//! The field is asked of a representation, even where its object is at hand: the value must be known first, and may be
//! another one for each object.

use std::sync::Arc;

use apollo_compiler::Name;
use gateway_plan::Guard;
use gateway_supergraph::{ContextArgument, FieldSet, TypeSet};

use super::require::Inputs;
use super::{Builder, GroupId, PositionId, SentField, Stop, grouped};
use crate::graph::Label;
use crate::operation::Field;

/// A variable of a group, filled from objects further up.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SentContext {
    pub(crate) variable: String,
    /// Of the argument.
    pub(crate) ty: String,
    /// Nearest first.
    pub(crate) sources: Vec<SentSource>,
}

/// Where a context's value is read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SentSource {
    /// How many positions up.
    pub(crate) up: u32,
    /// Run-time types there that set the context. `None`: all.
    pub(crate) on: Option<TypeSet>,
    pub(crate) fields: Vec<SentField>,
}

/// Objects above a position that set a context.
struct Setters<'a> {
    up: u32,
    at: PositionId,
    types: TypeSet,
    /// Whether objects of all types there do.
    all: bool,
    selection: &'a FieldSet,
}

/// The variables of a plan's contexts: one a context, selection and type, so that equal lists of representations from
/// several places are one.
#[derive(Default)]
pub(super) struct Variables {
    known: Vec<(Arc<str>, usize, String)>,
    prefix: Option<String>,
}

impl<'a> Builder<'_, 'a> {
    /// The objects above that set a context, nearest first; `None` where an object may have none above it.
    fn setters(
        &self,
        position: PositionId,
        argument: &'a ContextArgument,
    ) -> Option<Vec<Setters<'a>>> {
        let supergraph = self.graph.supergraph;
        let mut found = Vec::new();
        let mut below = position;
        let mut up = 0;
        while let Some(link) = &self.position(below).parent {
            up += 1;
            below = link.position;
            let types = link.types.intersection(&self.position(below).types);
            let set = types
                .iter()
                .filter(|ty| supergraph.sets_context(*ty, &argument.context));
            let set: TypeSet = set.collect();
            let all = types.is_subset(&set);
            let by_selection = set.iter().map(|ty| {
                let selection = argument.selection_on(supergraph, ty)?;
                Some((std::ptr::from_ref(selection), selection, ty))
            });
            let by_selection: Vec<_> = by_selection.collect::<Option<_>>()?;
            let groups = grouped(
                by_selection
                    .iter()
                    .map(|(key, _, ty)| (*key, TypeSet::one(*ty))),
            );
            for (key, types) in groups {
                let (_, selection, _) = by_selection.iter().find(|(other, _, _)| *other == key)?;
                found.push(Setters {
                    up,
                    at: below,
                    all: all && types == set,
                    types,
                    selection,
                });
            }
            if all {
                return Some(found);
            }
        }
        None
    }

    /// When the values of all arguments can be there; `None` when one cannot.
    pub(super) fn contexts_ready(
        &mut self,
        position: PositionId,
        arguments: &'a [ContextArgument],
    ) -> Result<Option<Label>, Stop> {
        let mut whole = Label::default();
        for argument in arguments {
            let Some(setters) = self.setters(position, argument) else {
                return Ok(None);
            };
            for setter in setters {
                let requirement = self.graph.requirement(setter.selection);
                for (subject, _) in self.subjects(setter.at, &setter.types) {
                    let Some(label) = self.ready(setter.at, subject, &requirement)? else {
                        return Ok(None);
                    };
                    whole.stage = whole.stage.max(label.stage);
                    whole.requests += label.requests;
                }
            }
        }
        Ok(Some(whole))
    }

    /// Gets the values of all arguments; `inputs` then says what is read, and when it is there.
    pub(super) fn contexts(
        &mut self,
        position: PositionId,
        arguments: &'a [ContextArgument],
        guard: &Guard,
        inputs: &mut Inputs,
    ) -> Result<Vec<SentContext>, Stop> {
        let mut sent = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let Some(setters) = self.setters(position, argument) else {
                return Err(self.dead_end());
            };
            let mut sources = Vec::with_capacity(setters.len());
            for setter in setters {
                sources.push(self.read_context(&setter, guard, inputs)?);
            }
            sent.push(SentContext {
                variable: self.variable(argument),
                ty: argument.ty.to_string(),
                sources,
            });
        }
        Ok(sent)
    }

    fn read_context(
        &mut self,
        setter: &Setters<'a>,
        guard: &Guard,
        inputs: &mut Inputs,
    ) -> Result<SentSource, Stop> {
        let requirement = self.graph.requirement(setter.selection);
        let mut read = Inputs::default();
        if !setter.all {
            self.look_up_type(setter.at, guard)?;
            self.add_type_input(setter.at, &mut read);
        }
        self.collect(setter.at, &setter.types, &requirement, guard, &mut read)?;
        inputs.stage = inputs.stage.max(read.stage);
        inputs.items.append(&mut read.items);
        Ok(SentSource {
            up: setter.up,
            on: (!setter.all).then(|| setter.types.clone()),
            fields: read.fields,
        })
    }

    fn variable(&mut self, argument: &ContextArgument) -> String {
        let key = (
            argument.context.clone(),
            std::ptr::from_ref(&*argument.selection) as usize,
            argument.ty.to_string(),
        );
        let known = &mut self.contexts.known;
        let index = known.iter().position(|other| *other == key);
        let index = index.unwrap_or_else(|| {
            known.push(key);
            known.len() - 1
        });
        let declared = &self.operation.variables;
        let prefix = self.contexts.prefix.get_or_insert_with(|| {
            let mut prefix = "__portico_context_".to_owned();
            while declared.iter().any(|one| one.name.starts_with(&prefix)) {
                prefix.push('_');
            }
            prefix
        });
        format!("{prefix}{index}")
    }

    /// A field's arguments in the requests of a group: the client's, and those that contexts fill.
    pub(super) fn arguments(
        &mut self,
        group: GroupId,
        field: &Field,
        contexts: &[ContextArgument],
    ) -> Vec<(Name, String)> {
        let mut arguments = field.arguments.clone();
        for argument in contexts {
            let variable = self.variable(argument);
            let mut known = self.groups[group.index()].contexts.iter();
            if known.any(|context| context.variable == variable) {
                arguments.push((argument.argument.clone(), format!("${variable}")));
            }
        }
        arguments
    }
}
