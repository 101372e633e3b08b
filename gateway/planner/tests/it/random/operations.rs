//! Random valid operations on an API schema.

use std::fmt::Write;

use apollo_compiler::ast::Type;
use apollo_compiler::schema::ExtendedType;
use gateway_supergraph::Supergraph;

use super::Dice;

pub(crate) fn operation(dice: &mut Dice, supergraph: &Supergraph) -> String {
    let mut writer = Writer {
        dice,
        supergraph,
        aliases: 0,
        left: 60,
    };
    let body = writer.selection("Query", 0);
    let mut text = String::from("query($a: Boolean! = true, $b: Boolean! = false, $n: Int = 3) ");
    text.push_str(&body);
    // Every variable is used.
    text.insert_str(
        text.len() - 1,
        " z: __typename @include(if: $a) @skip(if: $b) ",
    );
    if !text.contains("$n)") {
        text = text.replacen(", $n: Int = 3", "", 1);
    }
    text
}

struct Writer<'w> {
    dice: &'w mut Dice,
    supergraph: &'w Supergraph,
    aliases: usize,
    /// Fields that may still be written.
    left: usize,
}

impl Writer<'_> {
    fn selection(&mut self, ty: &str, depth: usize) -> String {
        let schema = self.supergraph.api_schema.clone();
        let mut parts = Vec::new();
        let (fields, members): (Vec<_>, Vec<String>) = match &schema.types[ty] {
            ExtendedType::Object(object) => (object.fields.values().collect(), Vec::new()),
            ExtendedType::Interface(interface) => {
                let implementers = schema.implementers_map();
                let members = implementers
                    .get(ty)
                    .map(|all| all.objects.iter().map(ToString::to_string).collect());
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
        for field in fields {
            if self.left == 0 || !self.dice.chance(if depth == 0 { 70 } else { 50 }) {
                continue;
            }
            let composite = !schema.types[field.ty.inner_named_type()].is_scalar();
            if composite && depth >= 5 {
                continue;
            }
            self.left -= 1;
            let arguments = if field.arguments.is_empty() {
                ""
            } else {
                *self.dice.pick(&["", "(n: 1)", "(n: $n)"])
            };
            parts.push(self.field(&field.name, arguments, &field.ty, depth));
        }
        for member in members {
            if self.left > 0 && self.dice.chance(60) {
                let inner = self.selection(&member, depth);
                let condition = self.condition();
                parts.push(format!("... on {member}{condition} {inner}"));
            }
        }
        if parts.is_empty() || self.dice.chance(15) {
            parts.push("__typename".to_owned());
        }
        format!("{{ {} }}", parts.join(" "))
    }

    /// Always under an alias of its own, so that any two fields can be merged; sometimes asked twice.
    fn field(&mut self, name: &str, arguments: &str, ty: &Type, depth: usize) -> String {
        let base = ty.inner_named_type();
        let leaf = self.supergraph.api_schema.types[base].is_scalar();
        let mut text = String::new();
        if !arguments.is_empty() || self.dice.chance(30) {
            self.aliases += 1;
            write!(text, "a{}: ", self.aliases).expect("a string takes all");
        } else if !leaf || name.starts_with('f') {
            // The plain name may clash between members of different types: it gets the type's own alias.
            let kind = ty.to_string().replace(['!', '[', ']'], "_");
            write!(text, "{name}_{kind}: ").expect("a string takes all");
        }
        let condition = self.condition();
        write!(text, "{name}{arguments}{condition}").expect("a string takes all");
        if !leaf {
            let selection = self.selection(base, depth + 1);
            write!(text, " {selection}").expect("a string takes all");
        }
        text
    }

    fn condition(&mut self) -> &'static str {
        const CONDITIONS: [&str; 4] = [
            " @include(if: $a)",
            " @skip(if: $b)",
            " @include(if: $b)",
            " @include(if: $a) @skip(if: $b)",
        ];
        if self.dice.chance(15) {
            self.dice.pick::<&str>(&CONDITIONS)
        } else {
            ""
        }
    }
}
