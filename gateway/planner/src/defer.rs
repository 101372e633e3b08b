//! What the gateway itself adds to the API schema: the directive `@defer`.

use std::sync::Arc;

use apollo_compiler::Schema;
use apollo_compiler::ast::DirectiveDefinition;
use apollo_compiler::validation::Valid;
use apollo_compiler::{Name, Node, ast, name};

/// The schema that operations are validated against, and that introspection shows: the API schema with
/// `directive @defer(label: String, if: Boolean! = true) on FRAGMENT_SPREAD | INLINE_FRAGMENT`. A graph that declares a directive of that
/// name keeps its own declaration.
pub fn with_defer(api_schema: &Arc<Valid<Schema>>) -> Arc<Valid<Schema>> {
    if api_schema.directive_definitions.contains_key(NAME.as_str()) {
        return api_schema.clone();
    }
    let mut schema: Schema = (***api_schema).clone();
    schema.directive_definitions.insert(NAME, definition());
    // Built-in types on a name of its own: what was valid before is so now.
    Arc::new(Valid::assume_valid(schema))
}

const NAME: Name = name!("defer");

fn definition() -> Node<DirectiveDefinition> {
    let argument = |name: Name, ty: ast::Type, default: Option<Node<ast::Value>>| {
        Node::new(ast::InputValueDefinition {
            description: None,
            name,
            ty: Node::new(ty),
            default_value: default,
            directives: ast::DirectiveList::new(),
        })
    };
    Node::new(DirectiveDefinition {
        description: Some(Node::from(
            "The fragment may be answered later than what is around it.",
        )),
        name: NAME,
        arguments: vec![
            argument(name!("label"), ast::Type::Named(name!("String")), None),
            argument(
                name!("if"),
                ast::Type::NonNullNamed(name!("Boolean")),
                Some(Node::new(ast::Value::Boolean(true))),
            ),
        ],
        repeatable: false,
        locations: vec![
            ast::DirectiveLocation::FragmentSpread,
            ast::DirectiveLocation::InlineFragment,
        ],
    })
}
