//! One thing less in an SDL.

use apollo_compiler::Node;
use apollo_compiler::ast::{Definition, DirectiveList, Document, FieldDefinition};

/// The SDL without its thing number `at`; `None`: it has not so many.
///
/// Things are definitions, keys, interfaces, fields, members, values, directives of fields, arguments; in an order that
/// meets the large ones first.
pub(super) fn without(sdl: &str, at: usize) -> Option<String> {
    let mut document = Document::parse(sdl, "subgraph").ok()?;
    let definitions = document.definitions.len();
    if at < definitions {
        document.definitions.remove(at);
        return Some(document.to_string());
    }
    let mut left = at - definitions;
    for definition in &mut document.definitions {
        if within(definition, &mut left) {
            return Some(document.to_string());
        }
    }
    None
}

/// Removes a thing of the definition, or counts them all down.
fn within(definition: &mut Definition, left: &mut usize) -> bool {
    match definition {
        Definition::ObjectTypeDefinition(it) => {
            let it = it.make_mut();
            remove(&mut it.fields, left)
                || remove(&mut it.implements_interfaces, left)
                || directives(&mut it.directives, left)
                || fields(&mut it.fields, left)
        }
        Definition::ObjectTypeExtension(it) => {
            let it = it.make_mut();
            remove(&mut it.fields, left)
                || remove(&mut it.implements_interfaces, left)
                || directives(&mut it.directives, left)
                || fields(&mut it.fields, left)
        }
        Definition::InterfaceTypeDefinition(it) => {
            let it = it.make_mut();
            remove(&mut it.fields, left)
                || directives(&mut it.directives, left)
                || fields(&mut it.fields, left)
        }
        Definition::UnionTypeDefinition(it) => remove(&mut it.make_mut().members, left),
        Definition::EnumTypeDefinition(it) => remove(&mut it.make_mut().values, left),
        Definition::InputObjectTypeDefinition(it) => remove(&mut it.make_mut().fields, left),
        _ => false,
    }
}

fn fields(fields: &mut [Node<FieldDefinition>], left: &mut usize) -> bool {
    fields.iter_mut().any(|field| {
        let field = field.make_mut();
        directives(&mut field.directives, left) || remove(&mut field.arguments, left)
    })
}

fn directives(list: &mut DirectiveList, left: &mut usize) -> bool {
    remove(&mut list.0, left)
}

fn remove<T>(from: &mut Vec<T>, left: &mut usize) -> bool {
    if *left < from.len() {
        from.remove(*left);
        return true;
    }
    *left -= from.len();
    false
}
