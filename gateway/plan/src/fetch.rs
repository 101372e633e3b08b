//! One request to one subgraph.

use serde::Serialize;

use crate::{Guard, Path};

/// Index of a fetch in [`Plan::fetches`](crate::Plan::fetches).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct FetchId(pub u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OperationKind {
    Query,
    Mutation,
    Subscription,
}

/// One request to one subgraph.
///
/// The document is [`Fetch::document`], derived from the structured kind; the checker reads the structure, the
/// executor the text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fetch {
    pub id: FetchId,
    /// Name of the subgraph as people know it.
    pub subgraph: String,
    pub kind: FetchKind,
    /// The fetches whose answers must be merged before this one can be written. In ascending order.
    pub needs: Vec<FetchId>,
    /// Client variables the document uses, in order of first use, with the type to declare.
    pub variables: Vec<VariableUse>,
    /// The fetch is skipped when this does not hold.
    pub guard: Guard,
    /// Why this fetch exists and what else was weighed, for `explain`.
    pub reason: Option<String>,
}

/// A client variable passed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VariableUse {
    /// Without the `$`.
    pub name: String,
    /// GraphQL type text, with the client's default where there is one: `[ID!]!`, `Int = 5`.
    pub ty: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FetchKind {
    /// A selection on a root type. The answer's `data` is merged into the root of the tree, or into each object at a place
    /// below it: a field may be of type `Query`.
    Root {
        operation: OperationKind,
        /// Of the objects. Without elements: the root, else the operation is a query.
        at: Path,
        selection: Selection,
    },
    /// `query($r0: [_Any!]!, ...) { e0: _entities(representations: $r0) { ... } ... }`, an aliased field and
    /// a list of representations for each group (rule 52). With one group the field is not aliased
    /// and the variable is `$representations`.
    Entities { groups: Vec<EntityGroup> },
}

/// One list of representations and where its results go.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntityGroup {
    /// Places of the merged tree whose objects are looked up; several when the same fields are needed at several
    /// places. Results go back by position (rule 5) and are merged deeply into the object (rule 8).
    pub at: Vec<Path>,
    /// How to write the representation of an object. The first whose `on` holds the object's run-time type is
    /// taken; an object with none, or with a key field that is null or missing, is left out (rule 6).
    pub representations: Vec<Representation>,
    /// On `_Entity`: inline fragments on the subgraph's entity types.
    pub selection: Selection,
    /// The group is left out when this does not hold.
    pub guard: Guard,
    /// Variables of the selection that are filled from objects further up (`@fromContext`). Objects with other values
    /// go in another list of representations, with variables of its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contexts: Vec<ContextValue>,
}

/// A variable that is filled from an object further up.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ContextValue {
    /// Without the `$`.
    pub variable: String,
    /// GraphQL type text of the argument it is for.
    pub ty: String,
    /// Nearest first. The first whose `on` holds the run-time type of its object gives the value; an object that none is
    /// for is not sent.
    pub sources: Vec<ContextSource>,
}

/// Where a context's value is read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ContextSource {
    /// How many objects above the one that is looked up, lists not counted: 1 is its parent.
    pub up: u32,
    /// Run-time types of that object which set the context. Empty: all.
    pub on: Vec<String>,
    /// The way to the value; at each level the first that is for the object's run-time type is taken. Values in lists are
    /// sent as lists.
    pub fields: Vec<RepresentationField>,
}

/// How one kind of object is sent to a subgraph.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Representation {
    /// Run-time types (by name) this applies to. Empty: any, and the object's type need not be known.
    pub on: Vec<String>,
    /// What `__typename` says. `None`: the object's own run-time type. `Some`: this constant, as for an
    /// interface object (rule 34).
    pub typename: Option<String>,
    pub fields: Vec<RepresentationField>,
}

/// One field of a representation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RepresentationField {
    /// As the target subgraph calls it.
    pub name: String,
    /// Where the merged tree keeps it.
    pub storage_key: String,
    /// A key: an object without it is not sent (rule 6). Otherwise part of a requirement: sent as `null` when it is
    /// null, left out when it is absent (rule 21).
    pub key: bool,
    /// Run-time types of the *containing* object for which the field is written. Empty: all (rule 17).
    pub on: Vec<String>,
    /// Empty for leaves. Goes through lists as they come. The `__typename` of a nested abstract object is an
    /// entry like any other, where the target needs it.
    pub fields: Vec<RepresentationField>,
}

/// A selection set of a subgraph document.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Selection {
    pub items: Vec<SelectionItem>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SelectionItem {
    Field(SelectionField),
    InlineFragment {
        /// A type name of the subgraph; `None` for a fragment that only carries a condition.
        on: Option<String>,
        guard: Guard,
        selection: Selection,
    },
}

/// A field of a subgraph document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SelectionField {
    pub name: String,
    /// The response key in the subgraph's answer, and the key in the merged tree.
    pub storage_key: String,
    /// Argument name and GraphQL value text (which may name variables).
    pub arguments: Vec<(String, String)>,
    /// Client directives that are passed on, as GraphQL text, `@skip` and `@include` not among them.
    pub directives: Vec<String>,
    pub guard: Guard,
    pub selection: Selection,
}
