//! Random valid operations, which can be made smaller.

use std::fmt;

use apollo_compiler::ast::Type;
use apollo_compiler::schema::ExtendedType;
use gateway_supergraph::Supergraph;

use super::dice::Dice;

#[derive(Debug, Clone)]
pub(super) struct Operation {
    selection: Vec<Node>,
    /// Values of the variables.
    pub(super) a: bool,
    pub(super) b: bool,
}

/// A field or fragment.
#[derive(Debug, Clone)]
struct Node {
    /// All but the selection.
    head: String,
    /// `None` for leaves.
    selection: Option<Vec<Node>>,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The last selection uses all variables, whatever the others do.
        f.write_str("query($a: Boolean!, $b: Boolean!, $n: Int) { ")?;
        for node in &self.selection {
            write!(f, "{node} ")?;
        }
        f.write_str("... @include(if: $a) @skip(if: $b) { z: __typename } used: ping(n: $n) }")
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.head)?;
        let Some(selection) = &self.selection else {
            return Ok(());
        };
        f.write_str(" { ")?;
        if selection.is_empty() {
            f.write_str("__typename ")?;
        }
        for node in selection {
            write!(f, "{node} ")?;
        }
        f.write_str("}")
    }
}

impl Operation {
    /// Each operation with one node less.
    pub(super) fn smaller(&self) -> Vec<Self> {
        let smaller = |selection| Self { selection, ..*self };
        less(&self.selection).into_iter().map(smaller).collect()
    }
}

fn less(nodes: &[Node]) -> Vec<Vec<Node>> {
    let mut all = Vec::new();
    for at in 0..nodes.len() {
        let mut without = nodes.to_vec();
        without.remove(at);
        all.push(without);
    }
    for (at, node) in nodes.iter().enumerate() {
        for selection in node.selection.iter().flat_map(|below| less(below)) {
            let mut with = nodes.to_vec();
            with[at].selection = Some(selection);
            all.push(with);
        }
    }
    all
}

/// Fields of one operation at most.
const SIZE: usize = 40;

const DEPTH: usize = 5;

pub(super) fn random(dice: &mut Dice, supergraph: &Supergraph) -> Operation {
    let (a, b) = (dice.chance(50), dice.chance(50));
    let mut writer = Writer {
        dice,
        supergraph,
        aliases: 0,
        left: SIZE,
    };
    let selection = writer.selection("Query", 0);
    Operation { selection, a, b }
}

struct Writer<'w> {
    dice: &'w mut Dice,
    supergraph: &'w Supergraph,
    aliases: usize,
    left: usize,
}

impl Writer<'_> {
    fn selection(&mut self, ty: &str, depth: usize) -> Vec<Node> {
        let schema = self.supergraph.api_schema.clone();
        let (fields, members): (Vec<_>, Vec<String>) = match &schema.types[ty] {
            ExtendedType::Object(object) => (object.fields.values().collect(), Vec::new()),
            ExtendedType::Interface(interface) => {
                let members = schema.implementers_map();
                let members = members.get(ty).map(|all| {
                    let mut names: Vec<String> =
                        all.objects.iter().map(ToString::to_string).collect();
                    names.sort();
                    names
                });
                (
                    interface.fields.values().collect(),
                    members.unwrap_or_default(),
                )
            }
            ExtendedType::Union(union) => (
                Vec::new(),
                union.members.iter().map(ToString::to_string).collect(),
            ),
            _ => (Vec::new(), Vec::new()),
        };
        let mut nodes = Vec::new();
        for field in fields {
            let wanted = if depth == 0 { 60 } else { 45 };
            if field.name == "ping" || self.left == 0 || !self.dice.chance(wanted) {
                continue;
            }
            let leaf = schema.types[field.ty.inner_named_type()].is_scalar();
            if leaf || depth < DEPTH {
                self.left -= 1;
                let arguments = match field.arguments.is_empty() {
                    true => "",
                    false => *self.dice.pick(&["", "(n: 1)", "(n: $n)", "(n: null)"]),
                };
                let node = self.field(&field.name, arguments, &field.ty, leaf, depth);
                nodes.push(node);
            }
        }
        for member in members {
            if self.left > 0 && self.dice.chance(55) {
                nodes.push(Node {
                    head: format!("... on {member}{}", self.condition()),
                    selection: Some(self.selection(&member, depth)),
                });
            }
        }
        if nodes.is_empty() || self.dice.chance(15) {
            nodes.push(Node {
                head: "__typename".to_owned(),
                selection: None,
            });
        }
        nodes
    }

    fn field(&mut self, name: &str, arguments: &str, ty: &Type, leaf: bool, depth: usize) -> Node {
        let alias = if !arguments.is_empty() || self.dice.chance(25) {
            self.aliases += 1;
            format!("a{}: ", self.aliases)
        } else if !leaf || name.starts_with(['f', 'q', 'b']) {
            // Members of different types may declare the name with types that do not go together.
            let kind = ty.to_string().replace(['!', '[', ']'], "_");
            format!("{name}_{kind}: ")
        } else {
            String::new()
        };
        Node {
            head: format!("{alias}{name}{arguments}{}", self.condition()),
            selection: (!leaf).then(|| self.selection(ty.inner_named_type(), depth + 1)),
        }
    }

    fn condition(&mut self) -> &'static str {
        const CONDITIONS: [&str; 4] = [
            " @include(if: $a)",
            " @skip(if: $b)",
            " @include(if: $b)",
            " @include(if: $a) @skip(if: $b)",
        ];
        if self.dice.chance(12) {
            return CONDITIONS[self.dice.below(CONDITIONS.len())];
        }
        ""
    }
}
