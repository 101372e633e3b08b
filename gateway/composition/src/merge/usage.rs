//! How enums are used: as input, as output, or both ways.

use ahash::HashMap;
use apollo_compiler::Name;
use apollo_compiler::ast::FieldDefinition;
use apollo_compiler::schema::{Component, ExtendedType};

use crate::subgraph::Subgraph;

/// Where an enum is used; one coordinate each way is kept to show.
#[derive(Debug, Clone, Default)]
pub(super) struct EnumUsage {
    pub(super) input: Option<String>,
    pub(super) output: Option<String>,
}

/// Of the types that are an enum in some subgraph.
#[derive(Debug, Default)]
pub(super) struct EnumUsages {
    by_name: HashMap<Name, EnumUsage>,
}

impl EnumUsages {
    pub(super) fn of(subgraphs: &[Subgraph]) -> Self {
        let types = subgraphs.iter().flat_map(Subgraph::types);
        let enums = types.filter(|(_, ty)| ty.is_enum());
        let mut usages = Self {
            by_name: enums
                .map(|(name, _)| (name.clone(), EnumUsage::default()))
                .collect(),
        };
        if usages.by_name.is_empty() {
            return usages;
        }
        for subgraph in subgraphs {
            for (name, ty) in subgraph.types() {
                usages.ty(name, ty);
            }
            for (name, directive) in &subgraph.schema.directive_definitions {
                for argument in &directive.arguments {
                    usages.input(argument.ty.inner_named_type(), || {
                        format!("@{name}({}:)", argument.name)
                    });
                }
            }
        }
        usages
    }

    pub(super) fn get(&self, name: &str) -> EnumUsage {
        self.by_name.get(name).cloned().unwrap_or_default()
    }

    fn ty(&mut self, name: &Name, ty: &ExtendedType) {
        match ty {
            ExtendedType::Object(ty) => self.fields(name, ty.fields.values()),
            ExtendedType::Interface(ty) => self.fields(name, ty.fields.values()),
            ExtendedType::InputObject(ty) => {
                for field in ty.fields.values() {
                    self.input(field.ty.inner_named_type(), || {
                        format!("{name}.{}", field.name)
                    });
                }
            }
            ExtendedType::Scalar(_) | ExtendedType::Union(_) | ExtendedType::Enum(_) => {}
        }
    }

    fn fields<'a>(
        &mut self,
        ty: &Name,
        fields: impl Iterator<Item = &'a Component<FieldDefinition>>,
    ) {
        for field in fields {
            if let Some(usage) = self.by_name.get_mut(field.ty.inner_named_type()) {
                let output = &mut usage.output;
                output.get_or_insert_with(|| format!("{ty}.{}", field.name));
            }
            for argument in &field.arguments {
                self.input(argument.ty.inner_named_type(), || {
                    format!("{ty}.{}({}:)", field.name, argument.name)
                });
            }
        }
    }

    fn input(&mut self, ty: &Name, coordinate: impl FnOnce() -> String) {
        if let Some(usage) = self.by_name.get_mut(ty) {
            usage.input.get_or_insert_with(coordinate);
        }
    }
}
