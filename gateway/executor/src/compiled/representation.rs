//! How an object of the merged tree is written as a representation.

use gateway_plan::{Representation, fetch::RepresentationField};

use super::layout::{LayoutId, Layouts};
use super::types::{TypeMask, Types, quote};

/// Writes one kind of object.
#[derive(Debug)]
pub(crate) struct RepresentationWriter {
    /// Run-time types it is for.
    pub(crate) on: TypeMask,
    pub(crate) typename: TypenameSource,
    pub(crate) fields: Vec<FieldWriter>,
    /// All fields are leaves that are always written: equal values make equal representations.
    pub(crate) flat: bool,
}

/// What `__typename` says.
#[derive(Debug)]
pub(crate) enum TypenameSource {
    /// A JSON string.
    Constant(Box<[u8]>),
    /// The object's own run-time type.
    Own,
}

#[derive(Debug)]
pub(crate) struct FieldWriter {
    /// `,"name":`
    pub(crate) key: Box<[u8]>,
    /// `None`: nobody fetches it.
    pub(crate) slot: Option<u32>,
    /// Without it the object is not sent (rule 6).
    pub(crate) required: bool,
    /// Run-time types of the containing object for which it is written.
    pub(crate) on: TypeMask,
    pub(crate) fields: Vec<FieldWriter>,
}

pub(crate) fn compile(
    representation: &Representation,
    layout: LayoutId,
    layouts: &Layouts,
    types: &Types,
) -> RepresentationWriter {
    let typename = match &representation.typename {
        Some(name) => TypenameSource::Constant(quote(name)),
        None => TypenameSource::Own,
    };
    let fields = fields(&representation.fields, Some(layout), layouts, types);
    RepresentationWriter {
        on: types.mask(&representation.on),
        typename,
        flat: fields
            .iter()
            .all(|field| field.fields.is_empty() && field.on.is_none()),
        fields,
    }
}

pub(super) fn fields(
    fields: &[RepresentationField],
    layout: Option<LayoutId>,
    layouts: &Layouts,
    types: &Types,
) -> Vec<FieldWriter> {
    let field = |field: &RepresentationField| {
        let found = layout.and_then(|layout| layouts.slot(layout, &field.storage_key));
        let key = [b",".as_slice(), &quote(&field.name), b":"].concat();
        FieldWriter {
            key: key.into_boxed_slice(),
            slot: found.map(|(slot, _)| slot),
            required: field.key,
            on: types.mask(&field.on),
            fields: self::fields(
                &field.fields,
                found.and_then(|(_, child)| child),
                layouts,
                types,
            ),
        }
    };
    fields.iter().map(field).collect()
}
