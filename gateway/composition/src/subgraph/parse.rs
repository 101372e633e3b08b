//! Subgraph text to [`Subgraph`].
//!
//! text -> document -> links -> document less federation's own definitions -> schema with the right ones -> valid
//! schema -> what the directives say.

use ahash::{HashMap, HashSet};
use apollo_compiler::ast::{self, Definition};
use apollo_compiler::diagnostic::ToCliReport;
use apollo_compiler::parser::{FileId, Parser};
use apollo_compiler::schema::{Component, ExtendedType, ObjectType, SchemaBuilder};
use apollo_compiler::validation::{DiagnosticList, WithErrors};
use apollo_compiler::{Name, Node, Schema, name, ty};
use gateway_supergraph::links::{Links, Version, identity};

use super::spec::{ELEMENTS, MACHINERY_FIELDS};
use super::{
    LocalNames, Meta, Subgraph, Text, imports, is_machinery_type, links, rename, slips, syntax,
};
use crate::diagnostic::Findings;
use crate::sdl::{self, Ruler};
use crate::validate::definitions;
use crate::{Diagnostic, Place, SubgraphSource, codes};

/// Nesting of values and types in a subgraph's text; the parser refuses more.
const RECURSION_LIMIT: usize = 200;

/// The quick reader must be made ready once a process, which takes as long as parsing a text of this size, in bytes.
const QUICK_FROM: usize = 120_000;

/// Faults of GraphQL that are told of one text; what follows a slip is often thousands that mean nothing.
const MAX_TOLD: usize = 50;

/// What came of reading a subgraph.
#[derive(Debug)]
pub(crate) enum Reading {
    Whole(Box<Subgraph>),
    /// Not valid GraphQL. What is left of it can be held to the rules of federation, unless it is not known which
    /// directives are federation's.
    Faulty(Option<Box<Subgraph>>),
    /// Not even a document.
    Nothing,
}

/// What the compiler says of a directive that nothing defines.
const UNKNOWN_DIRECTIVE: &str = "cannot find directive";

/// Reads a subgraph. What is wrong is in the findings.
pub(crate) fn parse(
    source: &SubgraphSource,
    graph: Name,
    shared: &mut Shared,
    findings: &mut Findings,
) -> Reading {
    let mut reader = Reader {
        source,
        graph,
        shared,
    };
    reader.read(findings)
}

/// What reading the texts of one graph shares.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    /// The definitions that stand in for federation's own, parsed once a spelling: most subgraphs have the same.
    by_text: HashMap<String, ast::Document>,
    /// For the quick reader, where it is worth it.
    ruler: Option<&'static Ruler>,
}

impl Shared {
    pub(crate) fn of(sources: &[&SubgraphSource]) -> Self {
        let size: usize = sources.iter().map(|source| source.sdl.len()).sum();
        Self {
            by_text: HashMap::default(),
            ruler: (size >= QUICK_FROM).then(Ruler::get),
        }
    }

    fn machinery(&mut self, text: String) -> &ast::Document {
        self.by_text.entry(text).or_insert_with_key(|text| {
            let parsed = ast::Document::parse(text.as_str(), "federation.graphql");
            // A local name that is no name at all has been told, and leaves a hole here.
            parsed.unwrap_or_else(|error| error.partial)
        })
    }
}

struct Reader<'a> {
    source: &'a SubgraphSource,
    graph: Name,
    shared: &'a mut Shared,
}

impl Reader<'_> {
    fn read(&mut self, findings: &mut Findings) -> Reading {
        let Some((mut document, file)) = self.document(findings) else {
            return Reading::Nothing;
        };
        let raw = bare_schema(&document);
        let text = Text::of(self.source, file);
        let place = |span| text.place(span);
        let directives = &raw.schema_definition.directives;
        let (links, federation) = links::read(directives, place, &mut |d| findings.push(d));
        if links.by_identity(identity::JOIN).is_some() {
            return Reading::Nothing;
        }
        let names = LocalNames::of(&links, federation);
        for finding in definitions::check(&document, &names, &links, place) {
            findings.push(finding);
        }
        remove_machinery(&mut document, &links, &names);
        let (schema, valid) = self.schema(&document, &links, &names, file, findings);
        if valid == Validity::Unsure {
            self.leave_out_misspelt(&links, findings);
            return Reading::Faulty(None);
        }
        let mut subgraph = Subgraph {
            name: self.source.name.clone(),
            url: self.source.url.clone(),
            file: self.source.file.clone(),
            graph: self.graph.clone(),
            federation,
            links,
            names,
            schema,
            text: self.source.sdl.clone(),
            source: file,
            meta: Meta::default(),
        };
        if !rename::root_types(&mut subgraph, findings) {
            return Reading::Faulty(None);
        }
        subgraph.meta = Meta::read(&subgraph);
        let subgraph = Box::new(subgraph);
        match valid {
            Validity::Valid => Reading::Whole(subgraph),
            Validity::Faulty | Validity::Unsure => Reading::Faulty(Some(subgraph)),
        }
    }

    /// A directive that is misspelt in its import is told there, and not at each use.
    fn leave_out_misspelt(&self, links: &Links, findings: &mut Findings) {
        let link = links.by_identity(identity::FEDERATION);
        let imports = link.into_iter().flat_map(|link| &link.imports);
        let misspelt = imports.filter(|import| {
            import.directive
                && !ELEMENTS
                    .iter()
                    .any(|element| element.name == import.element)
        });
        let unknown: Vec<String> = misspelt
            .map(|import| format!("{UNKNOWN_DIRECTIVE} `@{}`", import.element))
            .collect();
        findings.retain(|finding| {
            let mut places = finding.places.iter();
            let is_own = places.any(|place| place.subgraph == self.source.name);
            !(is_own
                && unknown
                    .iter()
                    .any(|unknown| finding.message.starts_with(unknown)))
        });
    }

    /// With the file that its places name.
    fn document(&self, findings: &mut Findings) -> Option<(ast::Document, Option<FileId>)> {
        let sdl = &self.source.sdl;
        let quick = self.shared.ruler.and_then(|ruler| {
            let document = sdl::read(sdl, ruler)?;
            Some((document, Some(ruler.file)))
        });
        if quick.is_some() {
            return quick;
        }
        let path = self.source.file.as_deref().unwrap_or(&self.source.name);
        let mut parser = Parser::new().recursion_limit(RECURSION_LIMIT);
        match parser.parse_ast(self.source.sdl.as_str(), path) {
            Ok(document) => {
                let file = document.sources.keys().next().copied();
                Some((document, file))
            }
            Err(error) => {
                let file = error.partial.sources.keys().next().copied();
                self.report(&error.errors, file, None, findings);
                None
            }
        }
    }

    fn schema(
        &mut self,
        document: &ast::Document,
        links: &Links,
        names: &LocalNames,
        file: Option<FileId>,
        findings: &mut Findings,
    ) -> (Schema, Validity) {
        let builder = SchemaBuilder::new()
            .adopt_orphan_extensions()
            .ignore_builtin_redefinitions()
            .add_ast(document)
            .add_ast(self.shared.machinery(machinery(document, links, names)));
        let mut validity = Validity::Valid;
        let mut schema = match builder.build() {
            Ok(schema) => schema,
            // What was left out, such as the second of two definitions, does not keep the rest from being looked at.
            Err(WithErrors { partial, errors }) => {
                validity = validity.max(self.report(&errors, file, Some(names), findings));
                partial
            }
        };
        complete_query_root(&mut schema);
        let mut schema = match schema.validate() {
            Ok(schema) => schema.into_inner(),
            Err(WithErrors { partial, errors }) => {
                validity = validity.max(self.report(&errors, file, Some(names), findings));
                partial
            }
        };
        remove_protocol_fields(&mut schema);
        (schema, validity)
    }

    fn report(
        &self,
        errors: &DiagnosticList,
        file: Option<FileId>,
        names: Option<&LocalNames>,
        findings: &mut Findings,
    ) -> Validity {
        let text = Text::of(self.source, file);
        let mut validity = Validity::Faulty;
        let mut told: Vec<(Place, String)> = errors
            .iter()
            .map(|error| (text.place(error.error.location()), error.error.to_string()))
            .collect();
        told.sort_by_key(|(place, _)| place.offset);
        let Some(names) = names else {
            findings.extend(syntax::finding(&told));
            return validity;
        };
        if let Some((place, _)) = told.get(MAX_TOLD) {
            let message = format!(
                "{} breaks GraphQL's rules in {} more places",
                self.source.name,
                told.len() - MAX_TOLD
            );
            findings.push(Diagnostic::error(codes::INVALID_GRAPHQL, message).at(place.clone()));
        }
        told.truncate(MAX_TOLD);
        for (place, message) in told {
            if message.starts_with(UNKNOWN_DIRECTIVE) {
                validity = Validity::Unsure;
            }
            let mut finding = Diagnostic::error(codes::INVALID_GRAPHQL, message.clone()).at(place);
            if let Some(fix) = imports::fix(self.source, &message) {
                let edit = imports::edit(self.source, &message);
                finding = finding.try_edits(fix.clone(), [edit]).fix(fix);
            } else if let Some(meant) = slips::meant(&message, self.source, names) {
                finding = finding.fix(meant);
            }
            findings.push(finding);
        }
        validity
    }
}

/// Whether a schema is valid GraphQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Validity {
    Valid,
    Faulty,
    /// It has directives that are not known, which may be federation's.
    Unsure,
}

/// The version of federation that a text links; `None` where it links none, or nothing can be read of it.
pub(crate) fn linked_federation(sdl: &str) -> Option<Version> {
    let mut parser = Parser::new().recursion_limit(RECURSION_LIMIT);
    let document = match parser.parse_ast(sdl, "subgraph.graphql") {
        Ok(document) => document,
        Err(broken) => broken.partial,
    };
    let (links, _) = Links::read(&bare_schema(&document).schema_definition.directives);
    links.by_identity(identity::FEDERATION)?.url.version
}

/// Only `schema` and its extensions, for their directives: no other definition is looked at yet.
fn bare_schema(document: &ast::Document) -> Schema {
    let mut bare = ast::Document::new();
    bare.sources = document.sources.clone();
    let own = document.definitions.iter().filter(|definition| {
        definition.as_schema_definition().is_some() || definition.as_schema_extension().is_some()
    });
    bare.definitions = own.cloned().collect();
    let builder = SchemaBuilder::new().adopt_orphan_extensions();
    match builder.add_ast(&bare).build() {
        Ok(schema) => schema,
        Err(error) => error.partial,
    }
}

/// What the subgraph spelled out of federation's own is replaced by the real definitions.
fn remove_machinery(document: &mut ast::Document, links: &Links, names: &LocalNames) {
    let link = links.directive.as_deref().unwrap_or("link");
    document.definitions.retain(|definition| {
        let Some(name) = definition.name() else {
            return true;
        };
        match definition {
            Definition::DirectiveDefinition(_) => names.element(name).is_none() && name != link,
            Definition::ScalarTypeDefinition(_)
            | Definition::ObjectTypeDefinition(_)
            | Definition::InterfaceTypeDefinition(_)
            | Definition::UnionTypeDefinition(_)
            | Definition::EnumTypeDefinition(_)
            | Definition::InputObjectTypeDefinition(_)
            | Definition::ScalarTypeExtension(_)
            | Definition::ObjectTypeExtension(_)
            | Definition::InterfaceTypeExtension(_)
            | Definition::UnionTypeExtension(_)
            | Definition::EnumTypeExtension(_)
            | Definition::InputObjectTypeExtension(_) => {
                !is_machinery_type(links, name) && !names.is_scalar(name)
            }
            Definition::OperationDefinition(_)
            | Definition::FragmentDefinition(_)
            | Definition::SchemaDefinition(_)
            | Definition::SchemaExtension(_) => true,
        }
    });
    for definition in &mut document.definitions {
        match definition {
            Definition::ObjectTypeDefinition(ty) => drop_protocol_fields(&mut ty.make_mut().fields),
            Definition::ObjectTypeExtension(ty) => drop_protocol_fields(&mut ty.make_mut().fields),
            Definition::OperationDefinition(_)
            | Definition::FragmentDefinition(_)
            | Definition::DirectiveDefinition(_)
            | Definition::SchemaDefinition(_)
            | Definition::SchemaExtension(_)
            | Definition::ScalarTypeDefinition(_)
            | Definition::InterfaceTypeDefinition(_)
            | Definition::UnionTypeDefinition(_)
            | Definition::EnumTypeDefinition(_)
            | Definition::InputObjectTypeDefinition(_)
            | Definition::ScalarTypeExtension(_)
            | Definition::InterfaceTypeExtension(_)
            | Definition::UnionTypeExtension(_)
            | Definition::EnumTypeExtension(_)
            | Definition::InputObjectTypeExtension(_) => {}
        }
    }
}

/// `_service: _Service!` and `_entities(representations: [_Any!]!): [_Entity]!`, by their types: another field
/// may bear such a name.
fn drop_protocol_fields(fields: &mut Vec<Node<ast::FieldDefinition>>) {
    let has = |field: &Node<ast::FieldDefinition>| {
        MACHINERY_FIELDS.contains(&field.name.as_str())
            && ["_Service", "_Entity"].contains(&field.ty.inner_named_type().as_str())
    };
    if fields.iter().any(has) {
        fields.retain(|field| !has(field));
    }
}

/// The definitions of federation's elements and of `@link`, under the subgraph's names for them.
fn machinery(document: &ast::Document, links: &Links, names: &LocalNames) -> String {
    let mut sdl = names.definitions();
    if let Some(link) = &links.directive {
        let argument = match links.by_identity(identity::CORE) {
            Some(_) if link == "core" => "feature: String!",
            Some(_) | None => "url: String!",
        };
        sdl.push_str(&format!(
            "directive @{link}({argument}, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA\n\
             scalar link__Import\nenum link__Purpose {{ SECURITY EXECUTION }}\n"
        ));
    }
    // Not built into apollo-compiler; libraries that export `@oneOf` do not all define it.
    let defines_one_of = document.definitions.iter().any(
        |definition| matches!(definition, Definition::DirectiveDefinition(d) if d.name == "oneOf"),
    );
    if !defines_one_of {
        sdl.push_str("directive @oneOf on INPUT_OBJECT\n");
    }
    sdl
}

/// Every subgraph has a query root, since the gateway asks it for `_service` and `_entities`, whether written or not.
fn complete_query_root(schema: &mut Schema) {
    let root = match &schema.schema_definition.query {
        Some(root) => root.name.clone(),
        None => {
            let root = name!("Query");
            if schema.types.get(&root).is_some_and(|ty| !ty.is_object()) {
                return;
            }
            schema.schema_definition.make_mut().query = Some(root.clone().into());
            root
        }
    };
    let service = Component::new(ast::FieldDefinition {
        description: None,
        name: name!("_service"),
        arguments: Vec::new(),
        ty: ty!(String!),
        directives: Default::default(),
    });
    let slot = schema.types.entry(root.clone()).or_insert_with(|| {
        ExtendedType::Object(Node::new(ObjectType {
            description: None,
            name: root,
            implements_interfaces: Default::default(),
            directives: Default::default(),
            fields: Default::default(),
        }))
    });
    if let ExtendedType::Object(root) = slot {
        root.make_mut().fields.insert(name!("_service"), service);
    }
}

fn remove_protocol_fields(schema: &mut Schema) {
    let roots: HashSet<Name> = schema
        .schema_definition
        .query
        .iter()
        .map(|root| root.name.clone())
        .collect();
    for root in roots {
        if let Some(ExtendedType::Object(ty)) = schema.types.get_mut(&root) {
            ty.make_mut().fields.shift_remove("_service");
        }
    }
}
