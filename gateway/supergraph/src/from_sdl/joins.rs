//! The join directives of a supergraph document, as typed values.

use std::sync::Arc;

use ahash::HashMap;
use apollo_compiler::ast::{Directive, Type, Value};
use apollo_compiler::{Name, Node, Schema};

use super::invalid;
use crate::arguments::{flag, string};
use crate::features::Features;
use crate::{Subgraph, SubgraphId, SupergraphError, Views};

/// The subgraphs and the local names of the join directives.
pub(super) struct Joins {
    graphs: Vec<(Name, Arc<str>, Arc<str>)>,
    by_enum: HashMap<Name, SubgraphId>,
    owner: String,
    ty: String,
    field: String,
    implements: String,
    union_member: String,
    enum_value: String,
}

/// `@join__type`
#[derive(Debug, Clone)]
pub(super) struct JoinType<'a> {
    pub(super) graph: SubgraphId,
    pub(super) key: Option<&'a str>,
    pub(super) extension: bool,
    pub(super) resolvable: bool,
    pub(super) interface_object: bool,
}

/// `@join__field`
#[derive(Debug, Clone)]
pub(super) struct JoinField<'a> {
    /// `None`: no subgraph has the field on this very type; it comes from an interface object.
    pub(super) graph: Option<SubgraphId>,
    pub(super) requires: Option<&'a str>,
    pub(super) provides: Option<&'a str>,
    pub(super) ty: Option<Type>,
    pub(super) external: bool,
    /// The name (not the enum value) of the subgraph the field is taken over from.
    pub(super) overrides: Option<&'a str>,
    pub(super) used_overridden: bool,
    pub(super) label: Option<&'a str>,
    pub(super) contexts: Vec<JoinContextArgument<'a>>,
}

/// An item of `@join__field(contextArguments:)`.
#[derive(Debug, Clone)]
pub(super) struct JoinContextArgument<'a> {
    pub(super) context: &'a str,
    pub(super) argument: Name,
    pub(super) ty: Type,
    pub(super) selection: &'a str,
}

impl Joins {
    pub(super) fn read(document: &Schema, features: &Features) -> Result<Self, SupergraphError> {
        let mut joins = Self {
            graphs: Vec::new(),
            by_enum: HashMap::default(),
            owner: features.join_name("owner"),
            ty: features.join_name("type"),
            field: features.join_name("field"),
            implements: features.join_name("implements"),
            union_member: features.join_name("unionMember"),
            enum_value: features.join_name("enumValue"),
        };
        let link = features
            .links
            .by_identity(crate::links::identity::JOIN)
            .ok_or_else(|| invalid("it does not link the join spec".to_owned()))?;
        let name = link.type_name("Graph");
        let graphs = document
            .get_enum(&name)
            .ok_or_else(|| invalid(format!("the enum `{name}` is missing")))?;
        let directive = features.join_name("graph");
        for value in graphs.values.values() {
            let graph = value
                .directives
                .get(&directive)
                .ok_or_else(|| invalid(format!("`{name}.{}` has no @{directive}", value.value)))?;
            let id = SubgraphId(joins.graphs.len() as u32);
            let named = string(graph, "name").unwrap_or(value.value.as_str());
            let url = string(graph, "url").unwrap_or_default();
            joins.by_enum.insert(value.value.clone(), id);
            joins
                .graphs
                .push((value.value.clone(), named.into(), url.into()));
        }
        Ok(joins)
    }

    pub(super) fn graph_count(&self) -> usize {
        self.graphs.len()
    }

    /// The subgraphs without any types yet.
    pub(super) fn empty_subgraphs(&self, types: usize) -> Vec<Subgraph> {
        let subgraphs = self.graphs.iter().enumerate();
        subgraphs
            .map(|(index, (graph, name, url))| Subgraph {
                id: SubgraphId(index as u32),
                name: name.clone(),
                graph: graph.clone(),
                url: url.clone(),
                types: Views::of(types),
            })
            .collect()
    }

    pub(super) fn types<'a, D>(
        &self,
        directives: impl IntoIterator<Item = &'a D>,
    ) -> Result<Vec<JoinType<'a>>, SupergraphError>
    where
        D: AsRef<Directive> + 'a,
    {
        named(directives, &self.ty)
            .map(|directive| {
                Ok(JoinType {
                    graph: self.required_graph(directive)?,
                    key: string(directive, "key"),
                    extension: flag(directive, "extension", false),
                    resolvable: flag(directive, "resolvable", true),
                    interface_object: flag(directive, "isInterfaceObject", false),
                })
            })
            .collect()
    }

    pub(super) fn fields<'a, D>(
        &self,
        directives: impl IntoIterator<Item = &'a D>,
    ) -> Result<Vec<JoinField<'a>>, SupergraphError>
    where
        D: AsRef<Directive> + 'a,
    {
        named(directives, &self.field)
            .map(|directive| self.field(directive))
            .collect()
    }

    /// `@join__owner(graph:)` of v0.1.
    pub(super) fn owner<'a, D>(
        &self,
        directives: impl IntoIterator<Item = &'a D>,
    ) -> Result<Option<SubgraphId>, SupergraphError>
    where
        D: AsRef<Directive> + 'a,
    {
        named(directives, &self.owner)
            .next()
            .map(|directive| self.required_graph(directive))
            .transpose()
    }

    /// `@join__implements(graph:, interface:)`
    pub(super) fn implements<'a, D>(
        &self,
        directives: impl IntoIterator<Item = &'a D>,
    ) -> Result<Vec<(SubgraphId, &'a str)>, SupergraphError>
    where
        D: AsRef<Directive> + 'a,
    {
        self.pairs(directives, &self.implements, "interface")
    }

    /// `@join__unionMember(graph:, member:)`
    pub(super) fn union_members<'a, D>(
        &self,
        directives: impl IntoIterator<Item = &'a D>,
    ) -> Result<Vec<(SubgraphId, &'a str)>, SupergraphError>
    where
        D: AsRef<Directive> + 'a,
    {
        self.pairs(directives, &self.union_member, "member")
    }

    /// `@join__enumValue(graph:)`
    pub(super) fn enum_value<'a, D>(
        &self,
        directives: impl IntoIterator<Item = &'a D>,
    ) -> Result<Vec<SubgraphId>, SupergraphError>
    where
        D: AsRef<Directive> + 'a,
    {
        named(directives, &self.enum_value)
            .map(|directive| self.required_graph(directive))
            .collect()
    }

    fn pairs<'a, D>(
        &self,
        directives: impl IntoIterator<Item = &'a D>,
        name: &str,
        argument: &str,
    ) -> Result<Vec<(SubgraphId, &'a str)>, SupergraphError>
    where
        D: AsRef<Directive> + 'a,
    {
        named(directives, name)
            .map(|directive| {
                let text = string(directive, argument)
                    .ok_or_else(|| invalid(format!("@{name} without `{argument}`")))?;
                Ok((self.required_graph(directive)?, text))
            })
            .collect()
    }

    fn field<'a>(&self, directive: &'a Directive) -> Result<JoinField<'a>, SupergraphError> {
        let text = |name: &str| string(directive, name);
        Ok(JoinField {
            graph: self.graph(directive)?,
            requires: text("requires"),
            provides: text("provides"),
            ty: string(directive, "type").map(parse_type).transpose()?,
            external: flag(directive, "external", false),
            overrides: text("override"),
            used_overridden: flag(directive, "usedOverridden", false),
            label: text("overrideLabel"),
            contexts: context_arguments(directive)?,
        })
    }

    fn required_graph(&self, directive: &Directive) -> Result<SubgraphId, SupergraphError> {
        self.graph(directive)?
            .ok_or_else(|| invalid(format!("@{} without `graph`", directive.name)))
    }

    fn graph(&self, directive: &Directive) -> Result<Option<SubgraphId>, SupergraphError> {
        let Some(value) = directive.specified_argument_by_name("graph") else {
            return Ok(None);
        };
        if value.is_null() {
            return Ok(None);
        }
        let id = value.as_enum().and_then(|name| self.by_enum.get(name));
        id.copied().map(Some).ok_or_else(|| {
            invalid(format!(
                "@{} names the unknown graph {}",
                directive.name,
                value.serialize().no_indent()
            ))
        })
    }
}

fn named<'a, D: AsRef<Directive> + 'a>(
    directives: impl IntoIterator<Item = &'a D>,
    name: &str,
) -> impl Iterator<Item = &'a Directive> {
    directives
        .into_iter()
        .map(|directive| directive.as_ref())
        .filter(move |directive| directive.name == name)
}

fn context_arguments(
    directive: &Directive,
) -> Result<Vec<JoinContextArgument<'_>>, SupergraphError> {
    let list = directive
        .specified_argument_by_name("contextArguments")
        .and_then(|value| value.as_list())
        .unwrap_or_default();
    list.iter().map(context_argument).collect()
}

fn context_argument(value: &Node<Value>) -> Result<JoinContextArgument<'_>, SupergraphError> {
    let text = |key: &str| {
        let fields = value.as_object().unwrap_or_default();
        let field = fields.iter().find(|(name, _)| name == key);
        field
            .and_then(|(_, value)| value.as_str())
            .ok_or_else(|| invalid(format!("a context argument without `{key}`")))
    };
    Ok(JoinContextArgument {
        context: text("context")?,
        argument: Name::new(text("name")?)
            .map_err(|error| invalid(format!("a context argument: {error}")))?,
        ty: parse_type(text("type")?)?,
        selection: text("selection")?,
    })
}

fn parse_type(text: &str) -> Result<Type, SupergraphError> {
    Type::parse(text, "type").map_err(|_| invalid(format!("`{text}` is not a type reference")))
}
