//! What is written to the client, as a flat table.

use ahash::HashMap;
use gateway_plan::{Deferred, Denial, Leaf, OutputField, OutputType, Shape};
use smallvec::SmallVec;

use super::guards::{GuardId, Guards};
use super::layout::{LayoutId, Layouts};
use super::parts::PartIndex;
use super::types::{TypeId, TypeMask, Types, quote};

/// Index of an object's fields in [`Projection::shapes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ShapeId(pub(crate) u32);

/// All shapes of a plan; the first is the root's.
#[derive(Debug)]
pub(crate) struct Projection {
    shapes: Vec<Vec<Output>>,
    /// By shape; empty where nothing is deferred.
    anchors: Vec<Vec<Anchor>>,
}

/// A deferred fragment of an object.
#[derive(Debug)]
pub(crate) struct Anchor {
    pub(crate) part: PartIndex,
    pub(crate) on: TypeMask,
    pub(crate) guard: Option<GuardId>,
    pub(crate) shape: ShapeId,
}

pub(crate) const ROOT_SHAPE: ShapeId = ShapeId(0);

/// One field of the answer.
#[derive(Debug)]
pub(crate) struct Output {
    /// `,"name":`
    pub(crate) key: Label,
    pub(crate) response_key: Box<str>,
    /// `None`: nobody fetches it.
    pub(crate) slot: Option<u32>,
    pub(crate) non_null: bool,
    pub(crate) kind: OutputKind,
    /// Run-time types of the containing object for which it is written.
    pub(crate) on: TypeMask,
    pub(crate) guard: Option<GuardId>,
    pub(crate) denied: Option<Denial>,
    /// Another field of the shape has the same response key: only the first that applies is written.
    pub(crate) contested: bool,
    /// The types that an object can have here, if each has an output of the response key: then it may be written for
    /// objects whose type could not be found out, too, since the client has asked for the key whatever the type is.
    pub(crate) untyped: TypeMask,
}

/// A fixed text that is written often: a short one by a move of fixed length.
#[derive(Debug)]
pub(crate) struct Label {
    padded: [u8; 32],
    text: Box<[u8]>,
}

impl Label {
    fn new(text: Vec<u8>) -> Self {
        let mut padded = [0; 32];
        let short = text.len().min(padded.len());
        padded[..short].copy_from_slice(&text[..short]);
        Self {
            padded,
            text: text.into_boxed_slice(),
        }
    }

    #[inline]
    pub(crate) fn append(&self, out: &mut Vec<u8>) {
        if self.text.len() > self.padded.len() {
            out.extend_from_slice(&self.text);
            return;
        }
        let end = out.len() + self.text.len();
        out.extend_from_slice(&self.padded);
        out.truncate(end);
    }
}

#[derive(Debug)]
pub(crate) enum OutputKind {
    Leaf(LeafKind),
    Composite(Composite),
    List(Box<Item>),
}

/// The items of a list.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) non_null: bool,
    pub(crate) kind: OutputKind,
}

#[derive(Debug)]
pub(crate) enum LeafKind {
    Int,
    Float,
    String,
    Boolean,
    Id,
    Custom,
    /// The accessible values, as JSON strings.
    Enum(Vec<Box<[u8]>>),
    /// The type of the containing object.
    Typename,
    /// A JSON string.
    Constant(Box<[u8]>),
    Unreachable,
}

#[derive(Debug)]
pub(crate) struct Composite {
    /// Never `None`: an object of a type that is not named here may not be shown.
    pub(crate) possible: TypeMask,
    /// The declared type, as JSON string: an interface object may say it instead of a run-time type.
    pub(crate) name: Box<[u8]>,
    pub(crate) shape: ShapeId,
    /// The slot of `__typename`.
    pub(crate) typename: Option<u32>,
    /// The type of an object that does not say it.
    pub(crate) only: Option<TypeId>,
}

impl Projection {
    pub(crate) fn shape(&self, id: ShapeId) -> &[Output] {
        &self.shapes[id.0 as usize]
    }

    /// The fragments that are deferred at the objects of a shape.
    #[inline]
    pub(crate) fn anchors(&self, id: ShapeId) -> &[Anchor] {
        self.anchors.get(id.0 as usize).map_or(&[], Vec::as_slice)
    }
}

pub(crate) fn compile(
    shape: &Shape,
    layouts: &Layouts,
    types: &Types,
    guards: &mut Guards,
) -> Projection {
    let mut compiler = Compiler {
        layouts,
        types,
        guards,
        shapes: Vec::new(),
        anchors: Vec::new(),
    };
    compiler.shape(shape, Some(layouts.root()), &None);
    let defers = compiler.anchors.iter().any(|anchors| !anchors.is_empty());
    Projection {
        shapes: compiler.shapes,
        anchors: if defers { compiler.anchors } else { Vec::new() },
    }
}

struct Compiler<'a> {
    layouts: &'a Layouts,
    types: &'a Types,
    guards: &'a mut Guards,
    shapes: Vec<Vec<Output>>,
    anchors: Vec<Vec<Anchor>>,
}

impl Compiler<'_> {
    /// `possible`: the types of the objects, where there are several.
    fn shape(&mut self, shape: &Shape, layout: Option<LayoutId>, possible: &TypeMask) -> ShapeId {
        let id = ShapeId(self.shapes.len() as u32);
        self.shapes.push(Vec::new());
        self.anchors.push(Vec::new());
        let mut uses: HashMap<&str, usize> = HashMap::default();
        for field in &shape.fields {
            *uses.entry(&field.response_key).or_default() += 1;
        }
        let fields = shape.fields.iter().map(|field| Output {
            contested: uses[field.response_key.as_str()] > 1,
            ..self.field(field, layout)
        });
        let mut fields: Vec<Output> = fields.collect();
        mark_untyped(&mut fields, possible);
        self.shapes[id.0 as usize] = fields;
        let anchors = shape.deferred.iter();
        let anchors = anchors.map(|deferred| self.anchor(deferred, layout));
        self.anchors[id.0 as usize] = anchors.collect();
        id
    }

    fn anchor(&mut self, deferred: &Deferred, layout: Option<LayoutId>) -> Anchor {
        Anchor {
            part: deferred.part.0,
            on: self.types.mask(&deferred.on),
            guard: self.guards.intern(&deferred.guard),
            shape: self.shape(&deferred.shape, layout, &None),
        }
    }

    fn field(&mut self, field: &OutputField, layout: Option<LayoutId>) -> Output {
        let found = layout.and_then(|layout| self.layouts.slot(layout, &field.storage_key));
        let child = found.and_then(|(_, child)| child);
        let (non_null, kind) = self.kind(&field.ty, &field.shape, child);
        Output {
            key: Label::new([b",".as_slice(), &quote(&field.response_key), b":"].concat()),
            response_key: field.response_key.as_str().into(),
            slot: found.map(|(slot, _)| slot),
            non_null,
            kind,
            on: self.types.mask(&field.on),
            guard: self.guards.intern(&field.guard),
            denied: field.denied,
            contested: false,
            untyped: None,
        }
    }

    fn kind(
        &mut self,
        ty: &OutputType,
        shape: &Shape,
        layout: Option<LayoutId>,
    ) -> (bool, OutputKind) {
        match ty {
            OutputType::NonNull(inner) => (true, self.kind(inner, shape, layout).1),
            OutputType::List(inner) => {
                let (non_null, kind) = self.kind(inner, shape, layout);
                (false, OutputKind::List(Box::new(Item { non_null, kind })))
            }
            OutputType::Leaf(leaf) => (false, OutputKind::Leaf(self::leaf(leaf))),
            OutputType::Composite { name, possible } => {
                let only = match possible.as_slice() {
                    [only] => self.types.id(only),
                    _ => None,
                };
                let possible = Some(self.types.set(possible));
                let composite = Composite {
                    name: quote(name),
                    shape: self.shape(shape, layout, &possible),
                    possible,
                    typename: layout.and_then(|layout| self.layouts.get(layout).typename),
                    only,
                };
                (false, OutputKind::Composite(composite))
            }
        }
    }
}

/// Marks the outputs of each response key that no type goes without.
fn mark_untyped(fields: &mut [Output], possible: &TypeMask) {
    let Some(possible) = possible else { return };
    let for_all: Vec<bool> = fields
        .iter()
        .map(|field| {
            field.on.is_some() && are_for_all(fields.iter(), &field.response_key, possible)
        })
        .collect();
    for (field, for_all) in fields.iter_mut().zip(for_all) {
        field.untyped = for_all.then(|| possible.clone());
    }
}

/// Whether the outputs of a response key are, together, for all these types.
pub(crate) fn are_for_all<'o>(
    outputs: impl IntoIterator<Item = &'o Output>,
    response_key: &str,
    types: &[u64],
) -> bool {
    let mut missing: SmallVec<[u64; 4]> = types.into();
    let same = outputs
        .into_iter()
        .filter(|output| *output.response_key == *response_key);
    for on in same.filter_map(|output| output.on.as_ref()) {
        missing
            .iter_mut()
            .zip(on)
            .for_each(|(all, one)| *all &= !one);
    }
    missing.iter().all(|word| *word == 0)
}

fn leaf(leaf: &Leaf) -> LeafKind {
    match leaf {
        Leaf::Int => LeafKind::Int,
        Leaf::Float => LeafKind::Float,
        Leaf::String => LeafKind::String,
        Leaf::Boolean => LeafKind::Boolean,
        Leaf::Id => LeafKind::Id,
        Leaf::Custom => LeafKind::Custom,
        Leaf::Enum(values) => LeafKind::Enum(values.iter().map(|value| quote(value)).collect()),
        Leaf::Typename(None) => LeafKind::Typename,
        Leaf::Typename(Some(name)) => LeafKind::Constant(quote(name)),
        Leaf::Unreachable => LeafKind::Unreachable,
    }
}
