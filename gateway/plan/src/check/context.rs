//! Whether arguments are filled from the nearest object above that sets their context.

use std::rc::Rc;

use gateway_supergraph::{ContextArgument, SubgraphField};

use super::Finding;
use super::facts::{ObjectId, Tree};
use super::walk::{Place, Walk};
use crate::{ContextSource, ContextValue, EntityGroup, Fetch, Path, SelectionField};

/// An object that is looked up, and those above it.
pub(super) struct Around<'w> {
    contexts: &'w [ContextValue],
    /// From the root to the object.
    chain: Vec<ObjectId>,
}

impl<'w> Walk<'w> {
    pub(super) fn contextual_group(
        &mut self,
        place: &Place<'w>,
        group: &'w EntityGroup,
        path: &Path,
    ) {
        let chains = self.chains(place.fetch, path);
        if chains.is_empty() {
            self.not_known(place.fetch, path.to_string());
        }
        for chain in chains {
            let Some(object) = chain.last().copied() else {
                continue;
            };
            let around = Around {
                contexts: &group.contexts,
                chain,
            };
            let inside = Place {
                around: Some(Rc::new(around)),
                ..place.clone()
            };
            self.entity(&inside, group, object);
        }
    }

    /// The objects that a path leads to, each with those above it.
    fn chains(&mut self, fetch: &Fetch, path: &Path) -> Vec<Vec<ObjectId>> {
        let mut chains = vec![vec![Tree::ROOT]];
        for (index, element) in path.elements.iter().enumerate() {
            let mut next = Vec::new();
            for chain in chains {
                let above = chain[index];
                let known = self.tree.get(above).fields.get(&element.key);
                let known = known.filter(|known| self.is_before(fetch, &known.fetches));
                for object in known.into_iter().flat_map(|known| known.values()) {
                    let mut longer = chain.clone();
                    longer.push(object);
                    next.push(longer);
                }
            }
            if !element.on.is_empty() {
                for chain in &next {
                    self.must_say_type(fetch, chain[index + 1]);
                }
                next.retain(|chain| element.on.contains(&self.name_of(chain[index + 1])));
            }
            chains = next;
        }
        chains
    }

    /// Each argument of a field that a context fills.
    pub(super) fn contexts(
        &mut self,
        place: &Place<'w>,
        object: ObjectId,
        field: &SelectionField,
        declared: &SubgraphField,
    ) {
        for argument in &declared.context_arguments {
            if let Err(reason) = self.context(place, field, argument) {
                self.findings.insert(Finding::NoContext {
                    fetch: place.fetch.id.0,
                    field: format!("{}.{}", self.name_of(object), field.name),
                    argument: argument.argument.to_string(),
                    reason,
                });
            }
        }
    }

    fn context(
        &mut self,
        place: &Place<'w>,
        field: &SelectionField,
        argument: &ContextArgument,
    ) -> Result<(), &'static str> {
        let given = field
            .arguments
            .iter()
            .find(|(name, _)| argument.argument == name.as_str());
        let (_, value) = given.ok_or("it is not given")?;
        let variable = value.strip_prefix('$').ok_or("it is no variable")?;
        let around = place.around.clone();
        let around = around.ok_or("the field is not asked of a representation")?;
        let mut contexts = around.contexts.iter();
        let value = contexts
            .find(|one| one.variable == variable)
            .ok_or("its variable is the client's")?;
        if value.ty != argument.ty.to_string() {
            return Err("its variable has another type");
        }
        let (up, setter) = self
            .setter(&around.chain, &argument.context)
            .ok_or("nothing above sets the context")?;
        let source = self
            .source(&around.chain, &value.sources)
            .ok_or("it is not read for this type")?;
        if source.up as usize != up {
            return Err("it is not read from the nearest object that sets the context");
        }
        if !source.on.is_empty() {
            self.must_say_type(place.fetch, setter);
        }
        self.is_read(place.fetch, setter, source, argument)
    }

    fn setter(&self, chain: &[ObjectId], context: &str) -> Option<(usize, ObjectId)> {
        let above = chain.iter().rev().enumerate().skip(1);
        above.map(|(up, object)| (up, *object)).find(|(_, object)| {
            let ty = self.tree.get(*object).ty;
            self.supergraph.sets_context(ty, context)
        })
    }

    /// The source that execution takes.
    fn source<'s>(
        &self,
        chain: &[ObjectId],
        sources: &'s [ContextSource],
    ) -> Option<&'s ContextSource> {
        sources.iter().find(|source| {
            let at = chain.len().checked_sub(1 + source.up as usize);
            at.is_some_and(|at| {
                source.on.is_empty() || source.on.contains(&self.name_of(chain[at]))
            })
        })
    }

    fn is_read(
        &self,
        fetch: &Fetch,
        setter: ObjectId,
        source: &ContextSource,
        argument: &ContextArgument,
    ) -> Result<(), &'static str> {
        let ty = self.tree.get(setter).ty;
        let selection = argument.selection_on(self.supergraph, ty);
        let selection = selection.ok_or("its selection has nothing for the object's type")?;
        let name = self.name_of(setter);
        let mut fields = source.fields.iter();
        let read = fields.find(|field| field.on.is_empty() || field.on.contains(&name));
        let read = read.ok_or("it reads nothing")?;
        let mut missing = Vec::new();
        self.feed(
            fetch,
            setter,
            selection,
            std::slice::from_ref(read),
            &mut missing,
        );
        if missing.is_empty() {
            Ok(())
        } else {
            Err("what its selection says is not known when it is read")
        }
    }
}
