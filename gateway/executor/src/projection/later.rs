//! Deferred fragments: noted where they stand while the part around them is written, written when they are due.

use ahash::HashSet;

use super::{Projector, Sources, Stop, TooLong, Trail, TrailStep};
use crate::compiled::{Anchor, OutputKind, ShapeId, TypeId};
use crate::error::{Errors, PathSegment};
use crate::store::ObjectId;

/// What the parts that were written leave for later ones.
#[derive(Debug, Default)]
pub(crate) struct Later<'p> {
    pub(crate) waiting: Vec<Waiting<'p>>,
    /// Places where a null from further down came to stand: later parts do not bring their values back.
    nulled: HashSet<Vec<PathSegment>>,
}

/// A deferred fragment of one object.
#[derive(Debug)]
pub(crate) struct Waiting<'p> {
    pub(crate) anchor: &'p Anchor,
    pub(crate) object: ObjectId,
    /// The object's type, as far as it was known.
    pub(crate) ty: Option<TypeId>,
    pub(crate) path: Vec<PathSegment>,
}

/// Appends the value of a fragment's `data` to `out`: `null` where a null reaches its boundary.
pub(crate) fn write_fragment<'p>(
    sources: Sources<'_, 'p>,
    waiting: &Waiting<'p>,
    ty: Option<TypeId>,
    errors: &mut Errors,
    later: &mut Later<'p>,
    out: &mut Vec<u8>,
) -> Result<(), TooLong> {
    let up = Trail {
        up: None,
        step: TrailStep::Prefix(&waiting.path),
    };
    let mut projector = Projector::new(sources, errors, Some(later), out);
    let ty = ty.or(waiting.ty);
    projector.whole(waiting.anchor.shape, waiting.object, ty, Some(&up))
}

impl Projector<'_, '_> {
    /// Notes the fragments that are deferred at an object.
    #[inline]
    pub(super) fn defer(
        &mut self,
        shape: ShapeId,
        object: ObjectId,
        ty: Option<TypeId>,
        at: Option<&Trail<'_>>,
    ) -> Result<(), Stop> {
        let Some(later) = &mut self.later else {
            return Ok(());
        };
        for anchor in self.plan.projection.anchors(shape) {
            if !self.decisions.hold(anchor.guard) {
                continue;
            }
            if later.waiting.len() >= self.objects {
                return Err(Stop::TooLong);
            }
            later.waiting.push(Waiting {
                anchor,
                object,
                ty,
                path: at.map(Trail::path).unwrap_or_default(),
            });
        }
        Ok(())
    }

    /// How many fragments were noted so far.
    #[inline]
    pub(super) fn noted(&self) -> usize {
        self.later.as_ref().map_or(0, |later| later.waiting.len())
    }

    /// What stands in a value that became null is not answered.
    pub(super) fn forget(&mut self, noted: usize) {
        if let Some(later) = &mut self.later {
            later.waiting.truncate(noted);
        }
    }

    pub(super) fn note_null(&mut self, at: &Trail<'_>) {
        if let Some(later) = &mut self.later {
            later.nulled.insert(at.path());
        }
    }

    /// Whether an earlier part has shown the value as null.
    #[inline]
    pub(super) fn was_nulled(&self, kind: &OutputKind, at: &Trail<'_>) -> bool {
        let Some(later) = &self.later else {
            return false;
        };
        let leaf = matches!(kind, OutputKind::Leaf(_));
        !leaf && !later.nulled.is_empty() && later.nulled.contains(&at.path())
    }
}
