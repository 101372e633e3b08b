//! Whether a literal can be the value of an input type.

use apollo_compiler::Schema;
use apollo_compiler::ast::{Type, Value};
use apollo_compiler::schema::{ExtendedType, InputObjectType};

/// Why the value cannot be of the type; `None` when it can. Recursion is bounded by the parser's limit.
pub(crate) fn fault(schema: &Schema, ty: &Type, value: &Value) -> Option<String> {
    match (ty, value) {
        // Whoever writes a variable is told of it by another rule.
        (_, Value::Variable(_)) => None,
        (Type::NonNullNamed(_) | Type::NonNullList(_), Value::Null) => {
            Some(format!("null is no `{ty}`"))
        }
        (Type::Named(_) | Type::List(_), Value::Null) => None,
        (Type::List(item) | Type::NonNullList(item), Value::List(items)) => {
            items.iter().find_map(|value| fault(schema, item, value))
        }
        // One value stands for a list of one.
        (Type::List(item) | Type::NonNullList(item), value) => fault(schema, item, value),
        (Type::Named(name) | Type::NonNullNamed(name), value) => named(schema, name, value),
    }
}

fn named(schema: &Schema, name: &str, value: &Value) -> Option<String> {
    let fits = match (schema.types.get(name)?, value) {
        (ExtendedType::Enum(ty), Value::Enum(value)) => ty.values.contains_key(value),
        (ExtendedType::InputObject(ty), Value::Object(_)) => return object(schema, ty, value),
        (ExtendedType::Enum(_) | ExtendedType::InputObject(_), _) => false,
        (ExtendedType::Scalar(_), value) => scalar(name, value),
        // Output types are refused where the type itself is read.
        (ExtendedType::Object(_) | ExtendedType::Interface(_) | ExtendedType::Union(_), _) => true,
    };
    (!fits).then(|| format!("{} is no `{name}`", value.serialize().no_indent()))
}

/// A scalar that is not GraphQL's own takes anything.
fn scalar(name: &str, value: &Value) -> bool {
    match name {
        "Int" => value.to_i32().is_some(),
        "Float" => matches!(value, Value::Int(_) | Value::Float(_)),
        "String" => matches!(value, Value::String(_)),
        "Boolean" => matches!(value, Value::Boolean(_)),
        "ID" => matches!(value, Value::String(_) | Value::Int(_)),
        _ => true,
    }
}

fn object(schema: &Schema, ty: &InputObjectType, value: &Value) -> Option<String> {
    let given = value.as_object()?;
    for (name, value) in given {
        let Some(field) = ty.fields.get(name) else {
            return Some(format!("`{}` has no field `{name}`", ty.name));
        };
        if let Some(fault) = fault(schema, &field.ty, value) {
            return Some(fault);
        }
    }
    let missing = ty
        .fields
        .values()
        .find(|field| field.is_required() && !given.iter().any(|(name, _)| *name == field.name));
    missing.map(|field| format!("`{}.{}` must be given", ty.name, field.name))
}

#[cfg(test)]
mod tests {
    use apollo_compiler::Schema;

    use super::fault;

    /// One row a value: the argument's type, the default, what is told.
    #[test]
    fn values_are_judged_by_their_type() {
        for (ty, value, told) in [
            ("Int", "1", None),
            ("Int", "1.5", Some("1.5 is no `Int`")),
            ("Int", "3000000000", Some("3000000000 is no `Int`")),
            ("Float", "1", None),
            ("ID", "1", None),
            ("ID", "true", Some("true is no `ID`")),
            ("String", "A", Some("A is no `String`")),
            ("Int!", "null", Some("null is no `Int!`")),
            ("[Int!]", "1", None),
            ("[Int!]", "[1, null]", Some("null is no `Int!`")),
            ("E", "A", None),
            ("E", "C", Some("C is no `E`")),
            ("E", "\"A\"", Some("\"A\" is no `E`")),
            ("I", "{ a: 1 }", None),
            ("I", "{}", Some("`I.a` must be given")),
            ("I", "{ a: 1, c: 2 }", Some("`I` has no field `c`")),
            ("I", "{ a: 1, b: { a: true } }", Some("true is no `Int`")),
            ("Odd", "{ any: [1, A] }", None),
        ] {
            let sdl = format!(
                "type Query {{ x(a: {ty} = {value}): Int }} enum E {{ A B }} scalar Odd input I {{ a: Int! b: I }}"
            );
            let schema = Schema::parse(sdl, "s.graphql").expect("it can be read");
            let argument =
                schema.get_object("Query").expect("it is there").fields["x"].arguments[0].clone();
            let value = argument.default_value.as_ref().expect("it has a default");
            assert_eq!(
                fault(&schema, &argument.ty, value).as_deref(),
                told,
                "{ty} = {value}"
            );
        }
    }
}
