//! The run-time types a plan names, as numbers.

use ahash::HashMap;
use gateway_plan::{EntityGroup, FetchKind, Leaf, OutputType, Plan, Representation, Shape};
use gateway_plan::{Path, fetch::RepresentationField};

/// A run-time type that the plan names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct TypeId(pub(crate) u32);

/// A set of types; `None` where any type, even an unknown one, will do.
pub(crate) type TypeMask = Option<Box<[u64]>>;

/// Names and numbers of types.
#[derive(Debug, Default)]
pub(crate) struct Types {
    names: Vec<Box<str>>,
    /// As JSON strings.
    quoted: Vec<Box<[u8]>>,
    /// By JSON string, as they stand in answers.
    ids: HashMap<Box<[u8]>, TypeId>,
}

impl Types {
    /// All types the plan names as run-time types.
    pub(crate) fn of(plan: &Plan) -> Self {
        let mut types = Self::default();
        for fetch in &plan.fetches {
            match &fetch.kind {
                FetchKind::Root { at, .. } => types.add_path(at),
                FetchKind::Entities { groups } => {
                    groups.iter().for_each(|group| types.add_group(group));
                }
            }
        }
        types.add_shape(&plan.shape);
        types
    }

    fn add_group(&mut self, group: &EntityGroup) {
        group.at.iter().for_each(|path| self.add_path(path));
        for representation in &group.representations {
            self.add_representation(representation);
        }
        for source in group.contexts.iter().flat_map(|value| &value.sources) {
            self.add_all(&source.on);
            source.fields.iter().for_each(|field| self.add_field(field));
        }
    }

    fn add_path(&mut self, path: &Path) {
        for element in &path.elements {
            self.add_all(&element.on);
        }
    }

    fn add_representation(&mut self, representation: &Representation) {
        self.add_all(&representation.on);
        for field in &representation.fields {
            self.add_field(field);
        }
    }

    fn add_field(&mut self, field: &RepresentationField) {
        self.add_all(&field.on);
        field.fields.iter().for_each(|field| self.add_field(field));
    }

    fn add_shape(&mut self, shape: &Shape) {
        for field in &shape.fields {
            self.add_all(&field.on);
            self.add_output(&field.ty);
            self.add_shape(&field.shape);
        }
        for deferred in &shape.deferred {
            self.add_all(&deferred.on);
            self.add_shape(&deferred.shape);
        }
    }

    fn add_output(&mut self, ty: &OutputType) {
        match ty {
            OutputType::NonNull(inner) | OutputType::List(inner) => self.add_output(inner),
            OutputType::Leaf(Leaf::Typename(Some(name))) => {
                self.add(name);
            }
            OutputType::Leaf(_) => {}
            OutputType::Composite { possible, .. } => self.add_all(possible),
        }
    }

    fn add_all(&mut self, names: &[String]) {
        for name in names {
            self.add(name);
        }
    }

    fn add(&mut self, name: &str) -> TypeId {
        let quoted = quote(name);
        if let Some(id) = self.ids.get(&quoted) {
            return *id;
        }
        let id = TypeId(self.names.len() as u32);
        self.names.push(name.into());
        self.quoted.push(quoted.clone());
        self.ids.insert(quoted, id);
        id
    }

    /// By name.
    pub(crate) fn id(&self, name: &str) -> Option<TypeId> {
        self.by_json(&quote(name))
    }

    /// By JSON string, quotes included.
    pub(crate) fn by_json(&self, text: &[u8]) -> Option<TypeId> {
        self.ids.get(text).copied()
    }

    pub(crate) fn json(&self, id: TypeId) -> &[u8] {
        &self.quoted[id.0 as usize]
    }

    /// The types of these names; none given: any type.
    pub(crate) fn mask(&self, names: &[String]) -> TypeMask {
        (!names.is_empty()).then(|| self.set(names))
    }

    /// Exactly the types of these names.
    pub(crate) fn set(&self, names: &[String]) -> Box<[u64]> {
        let mut words = vec![0u64; self.names.len().div_ceil(64)];
        for id in names.iter().filter_map(|name| self.id(name)) {
            words[(id.0 / 64) as usize] |= 1 << (id.0 % 64);
        }
        words.into_boxed_slice()
    }
}

/// A name as a JSON string. Names need no escapes.
pub(crate) fn quote(name: &str) -> Box<[u8]> {
    let mut out = Vec::with_capacity(name.len() + 2);
    crate::error::write_string(name, &mut out);
    out.into_boxed_slice()
}

/// Whether the mask lets an object of that type pass; `None`: its type is not known.
#[inline]
pub(crate) fn admits(mask: &TypeMask, ty: Option<TypeId>) -> bool {
    match (mask, ty) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(words), Some(id)) => words[(id.0 / 64) as usize] & (1 << (id.0 % 64)) != 0,
    }
}
