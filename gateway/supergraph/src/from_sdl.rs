//! Supergraph SDL (join spec) to [`Supergraph`](crate::Supergraph).
//!
//! text -> document -> features -> merged and API schema -> merged types -> one view a subgraph ->
//! overrides joined up.

mod joins;
mod merged;
mod overrides;
mod possible;
mod views;
mod views_v01;

use std::sync::Arc;

use apollo_compiler::parser::Parser;
use apollo_compiler::validation::{DiagnosticList, Valid};
use apollo_compiler::{Name, Schema};

use crate::api_schema::{api_schema, merged_schema};
use crate::error::schema_findings;
use crate::features::Features;
use crate::field_set::{Types, string_type};
use crate::links::Version;
use crate::{
    FieldSet, FieldSetError, RootOperations, Subgraph, Supergraph, SupergraphError, TypeDefinition,
    TypeId,
};

/// Nesting of values and types in a supergraph document; the parser refuses more.
const RECURSION_LIMIT: usize = 200;

impl Supergraph {
    /// Reads a supergraph document of the join spec, v0.1 to v0.5.
    ///
    /// # Errors
    /// See [`SupergraphError`]; nothing is repaired silently.
    pub fn parse(sdl: &str) -> Result<Self, SupergraphError> {
        Self::parse_file(sdl, "supergraph.graphql")
    }

    /// The same of a file's text; errors name the file so.
    ///
    /// # Errors
    /// As of [`Self::parse`].
    pub fn parse_file(sdl: &str, file: &str) -> Result<Self, SupergraphError> {
        Self::from_schema(&parse_document(sdl, file)?)
    }

    /// Takes a supergraph document that is at hand already: what its composer wrote need not be parsed again.
    ///
    /// # Errors
    /// As of [`Self::parse`].
    pub fn from_schema(document: &Valid<Schema>) -> Result<Self, SupergraphError> {
        Self::from_composed(document)
    }

    /// The same without asking that the whole document was validated: the applications of join directives, most of a
    /// large document, need not be where they were just written by a composer. What is left without them is.
    ///
    /// # Errors
    /// As of [`Self::parse`].
    pub fn from_composed(document: &Schema) -> Result<Self, SupergraphError> {
        let features = Features::read(document)?;
        let schema = Arc::new(merged_schema(document, &features)?);
        let api_schema = api_schema(&schema, document, &features)?;
        let (mut types, type_ids) = merged::types(&schema, document, &features);
        let roots = roots(&schema, &type_ids)?;
        let source = Source {
            document,
            features: &features,
            definitions: &types,
            ids: &type_ids,
        };
        let mut subgraphs = source.subgraphs()?;
        possible::fill(&types, &mut subgraphs);
        possible::mark_interface_objects(&mut types, &subgraphs);
        Ok(Self {
            schema,
            api_schema,
            subgraphs,
            types,
            type_ids,
            roots,
        })
    }

    /// Parses a field set that stands on a type of this supergraph.
    ///
    /// # Errors
    /// See [`FieldSetError`].
    pub fn field_set(&self, ty: TypeId, text: &str) -> Result<FieldSet, FieldSetError> {
        let types = Types {
            definitions: &self.types,
            ids: &self.type_ids,
            string: self.type_ids[&string_type()],
        };
        types.field_set(ty, text)
    }
}

/// What the views are built from.
struct Source<'a> {
    document: &'a Schema,
    features: &'a Features,
    definitions: &'a [TypeDefinition],
    ids: &'a ahash::HashMap<Name, TypeId>,
}

impl Source<'_> {
    fn subgraphs(&self) -> Result<Vec<Subgraph>, SupergraphError> {
        let joins = joins::Joins::read(self.document, self.features)?;
        let mut subgraphs = joins.empty_subgraphs(self.definitions.len());
        let fields = if self.features.join == Version::new(0, 1) {
            views_v01::fill(self, &joins, &mut subgraphs)?
        } else {
            views::fill(self, &joins, &mut subgraphs)?
        };
        overrides::link(&mut subgraphs, &fields);
        Ok(subgraphs)
    }

    fn types(&self) -> Types<'_> {
        Types {
            definitions: self.definitions,
            ids: self.ids,
            string: self.ids[&string_type()],
        }
    }

    fn field_set(&self, ty: TypeId, text: &str) -> Result<FieldSet, SupergraphError> {
        self.types().field_set(ty, text).map_err(|error| {
            let on = &self.definitions[ty.0 as usize].name;
            invalid(format!("the field set \"{text}\" on `{on}`: {error}"))
        })
    }

    fn type_id(&self, name: &str) -> Result<TypeId, SupergraphError> {
        self.ids
            .get(name)
            .copied()
            .ok_or_else(|| invalid(format!("the type `{name}` is not defined")))
    }
}

fn parse_document(sdl: &str, file: &str) -> Result<Valid<Schema>, SupergraphError> {
    let invalid = |findings: &DiagnosticList| SupergraphError::InvalidGraphql {
        diagnostics: schema_findings(findings),
    };
    let mut parser = Parser::new().recursion_limit(RECURSION_LIMIT);
    parser
        .parse_schema(sdl, file)
        .map_err(|error| invalid(&error.errors))?
        .validate()
        .map_err(|error| invalid(&error.errors))
}

fn roots(
    schema: &Schema,
    ids: &ahash::HashMap<Name, TypeId>,
) -> Result<RootOperations, SupergraphError> {
    let id = |name: &Name| ids[name];
    let definition = &schema.schema_definition;
    let query = definition
        .query
        .as_ref()
        .ok_or_else(|| invalid("it has no query root".to_owned()))?;
    Ok(RootOperations {
        query: id(query),
        mutation: definition.mutation.as_ref().map(|name| id(name)),
        subscription: definition.subscription.as_ref().map(|name| id(name)),
    })
}

fn invalid(reason: String) -> SupergraphError {
    SupergraphError::NotASupergraph { reason }
}
