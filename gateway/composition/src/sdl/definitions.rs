//! Definitions of types and directives, and their extensions.

use apollo_compiler::ast::{
    Definition, DirectiveDefinition, DirectiveLocation, EnumTypeDefinition, EnumTypeExtension,
    EnumValueDefinition, FieldDefinition, InputObjectTypeDefinition, InputObjectTypeExtension,
    InputValueDefinition, InterfaceTypeDefinition, InterfaceTypeExtension, ObjectTypeDefinition,
    ObjectTypeExtension, OperationType, ScalarTypeDefinition, ScalarTypeExtension,
    SchemaDefinition, SchemaExtension, UnionTypeDefinition, UnionTypeExtension,
};
use apollo_compiler::{Name, Node};

use super::{MAX_DEPTH, Reader};

type Description = Option<Node<str>>;
type Roots = Vec<Node<(OperationType, Name)>>;

const BRACES: (u8, u8) = (b'{', b'}');
const PARENTHESES: (u8, u8) = (b'(', b')');

impl Reader<'_> {
    pub(super) fn definition(&mut self) -> Option<Definition> {
        let start = self.tokens.start();
        let description = self.description()?;
        if description.is_none() && self.takes_word("extend")? {
            return self.extension(start);
        }
        let keyword = self.word()?;
        self.tokens.advance()?;
        Some(match keyword {
            "schema" => Definition::SchemaDefinition(self.schema(start, description)?),
            "directive" => Definition::DirectiveDefinition(self.directive(start, description)?),
            "scalar" => Definition::ScalarTypeDefinition(self.scalar(start, description)?),
            "type" => Definition::ObjectTypeDefinition(self.object(start, description)?),
            "interface" => Definition::InterfaceTypeDefinition(self.interface(start, description)?),
            "union" => Definition::UnionTypeDefinition(self.union_type(start, description)?),
            "enum" => Definition::EnumTypeDefinition(self.enum_type(start, description)?),
            "input" => Definition::InputObjectTypeDefinition(self.input(start, description)?),
            _ => return None,
        })
    }

    fn extension(&mut self, start: usize) -> Option<Definition> {
        let keyword = self.word()?;
        self.tokens.advance()?;
        // An extension that extends by nothing is a fault.
        let bare = match keyword {
            "schema" => self.tokens.last_end,
            _ => self.tokens.range().end,
        };
        let extension = match keyword {
            "schema" => Definition::SchemaExtension(self.schema_extension(start)?),
            "scalar" => Definition::ScalarTypeExtension(self.scalar_extension(start)?),
            "type" => Definition::ObjectTypeExtension(self.object_extension(start)?),
            "interface" => Definition::InterfaceTypeExtension(self.interface_extension(start)?),
            "union" => Definition::UnionTypeExtension(self.union_extension(start)?),
            "enum" => Definition::EnumTypeExtension(self.enum_extension(start)?),
            "input" => Definition::InputObjectTypeExtension(self.input_extension(start)?),
            _ => return None,
        };
        (self.tokens.last_end > bare).then_some(extension)
    }

    fn schema(&mut self, start: usize, description: Description) -> Option<Node<SchemaDefinition>> {
        let directives = self.directives()?;
        let root_operations = self.roots()?;
        let definition = SchemaDefinition {
            description,
            directives,
            root_operations,
        };
        if definition.root_operations.is_empty() {
            return None;
        }
        self.node(start, definition)
    }

    fn schema_extension(&mut self, start: usize) -> Option<Node<SchemaExtension>> {
        let extension = SchemaExtension {
            directives: self.directives()?,
            root_operations: self.roots()?,
        };
        self.node(start, extension)
    }

    fn roots(&mut self) -> Option<Roots> {
        self.enclosed(BRACES, |reader| {
            let start = reader.tokens.start();
            let operation = match reader.word()? {
                "query" => OperationType::Query,
                "mutation" => OperationType::Mutation,
                "subscription" => OperationType::Subscription,
                _ => return None,
            };
            reader.tokens.advance()?;
            reader.expect(b':')?;
            let name = reader.name()?;
            reader.node(start, (operation, name))
        })
    }

    fn directive(
        &mut self,
        start: usize,
        description: Description,
    ) -> Option<Node<DirectiveDefinition>> {
        self.expect(b'@')?;
        let name = self.name()?;
        let arguments = self.enclosed(PARENTHESES, Self::input_value)?;
        let repeatable = self.takes_word("repeatable")?;
        if !self.takes_word("on")? {
            return None;
        }
        let locations = self.separated(b'|', |reader| {
            let location = location(reader.word()?)?;
            reader.tokens.advance()?;
            Some(location)
        })?;
        let definition = DirectiveDefinition {
            description,
            name,
            arguments,
            repeatable,
            locations,
        };
        self.node(start, definition)
    }

    fn scalar(
        &mut self,
        start: usize,
        description: Description,
    ) -> Option<Node<ScalarTypeDefinition>> {
        let definition = ScalarTypeDefinition {
            description,
            name: self.name()?,
            directives: self.directives()?,
        };
        self.node(start, definition)
    }

    fn scalar_extension(&mut self, start: usize) -> Option<Node<ScalarTypeExtension>> {
        let extension = ScalarTypeExtension {
            name: self.name()?,
            directives: self.directives()?,
        };
        self.node(start, extension)
    }

    fn object(
        &mut self,
        start: usize,
        description: Description,
    ) -> Option<Node<ObjectTypeDefinition>> {
        let definition = ObjectTypeDefinition {
            description,
            name: self.name()?,
            implements_interfaces: self.implemented()?,
            directives: self.directives()?,
            fields: self.enclosed(BRACES, Self::field)?,
        };
        self.node(start, definition)
    }

    fn object_extension(&mut self, start: usize) -> Option<Node<ObjectTypeExtension>> {
        let extension = ObjectTypeExtension {
            name: self.name()?,
            implements_interfaces: self.implemented()?,
            directives: self.directives()?,
            fields: self.enclosed(BRACES, Self::field)?,
        };
        self.node(start, extension)
    }

    fn interface(
        &mut self,
        start: usize,
        description: Description,
    ) -> Option<Node<InterfaceTypeDefinition>> {
        let definition = InterfaceTypeDefinition {
            description,
            name: self.name()?,
            implements_interfaces: self.implemented()?,
            directives: self.directives()?,
            fields: self.enclosed(BRACES, Self::field)?,
        };
        self.node(start, definition)
    }

    fn interface_extension(&mut self, start: usize) -> Option<Node<InterfaceTypeExtension>> {
        let extension = InterfaceTypeExtension {
            name: self.name()?,
            implements_interfaces: self.implemented()?,
            directives: self.directives()?,
            fields: self.enclosed(BRACES, Self::field)?,
        };
        self.node(start, extension)
    }

    fn implemented(&mut self) -> Option<Vec<Name>> {
        match self.takes_word("implements")? {
            true => self.separated(b'&', Self::name),
            false => Some(Vec::new()),
        }
    }

    fn union_type(
        &mut self,
        start: usize,
        description: Description,
    ) -> Option<Node<UnionTypeDefinition>> {
        let definition = UnionTypeDefinition {
            description,
            name: self.name()?,
            directives: self.directives()?,
            members: self.members()?,
        };
        self.node(start, definition)
    }

    fn union_extension(&mut self, start: usize) -> Option<Node<UnionTypeExtension>> {
        let extension = UnionTypeExtension {
            name: self.name()?,
            directives: self.directives()?,
            members: self.members()?,
        };
        self.node(start, extension)
    }

    fn members(&mut self) -> Option<Vec<Name>> {
        match self.takes(b'=')? {
            true => self.separated(b'|', Self::name),
            false => Some(Vec::new()),
        }
    }

    fn enum_type(
        &mut self,
        start: usize,
        description: Description,
    ) -> Option<Node<EnumTypeDefinition>> {
        let definition = EnumTypeDefinition {
            description,
            name: self.name()?,
            directives: self.directives()?,
            values: self.enclosed(BRACES, Self::enum_value)?,
        };
        self.node(start, definition)
    }

    fn enum_extension(&mut self, start: usize) -> Option<Node<EnumTypeExtension>> {
        let extension = EnumTypeExtension {
            name: self.name()?,
            directives: self.directives()?,
            values: self.enclosed(BRACES, Self::enum_value)?,
        };
        self.node(start, extension)
    }

    fn enum_value(&mut self) -> Option<Node<EnumValueDefinition>> {
        let start = self.tokens.start();
        let description = self.description()?;
        if ["true", "false", "null"].contains(&self.word()?) {
            return None;
        }
        let definition = EnumValueDefinition {
            description,
            value: self.name()?,
            directives: self.directives()?,
        };
        self.node(start, definition)
    }

    fn input(
        &mut self,
        start: usize,
        description: Description,
    ) -> Option<Node<InputObjectTypeDefinition>> {
        let definition = InputObjectTypeDefinition {
            description,
            name: self.name()?,
            directives: self.directives()?,
            fields: self.enclosed(BRACES, Self::input_value)?,
        };
        self.node(start, definition)
    }

    fn input_extension(&mut self, start: usize) -> Option<Node<InputObjectTypeExtension>> {
        let extension = InputObjectTypeExtension {
            name: self.name()?,
            directives: self.directives()?,
            fields: self.enclosed(BRACES, Self::input_value)?,
        };
        self.node(start, extension)
    }

    fn field(&mut self) -> Option<Node<FieldDefinition>> {
        let start = self.tokens.start();
        let description = self.description()?;
        let name = self.name()?;
        let arguments = self.enclosed(PARENTHESES, Self::input_value)?;
        self.expect(b':')?;
        let definition = FieldDefinition {
            description,
            name,
            arguments,
            ty: self.ty(MAX_DEPTH)?,
            directives: self.directives()?,
        };
        self.node(start, definition)
    }

    fn input_value(&mut self) -> Option<Node<InputValueDefinition>> {
        let start = self.tokens.start();
        let description = self.description()?;
        let name = self.name()?;
        self.expect(b':')?;
        let ty = self.type_node()?;
        let default_value = match self.takes(b'=')? {
            true => Some(self.value(MAX_DEPTH)?),
            false => None,
        };
        let definition = InputValueDefinition {
            description,
            name,
            ty,
            default_value,
            directives: self.directives()?,
        };
        self.node(start, definition)
    }
}

fn location(word: &str) -> Option<DirectiveLocation> {
    use DirectiveLocation as L;
    let all = [
        L::Query,
        L::Mutation,
        L::Subscription,
        L::Field,
        L::FragmentDefinition,
        L::FragmentSpread,
        L::InlineFragment,
        L::VariableDefinition,
        L::Schema,
        L::Scalar,
        L::Object,
        L::FieldDefinition,
        L::ArgumentDefinition,
        L::Interface,
        L::Union,
        L::Enum,
        L::EnumValue,
        L::InputObject,
        L::InputFieldDefinition,
    ];
    all.into_iter().find(|location| location.name() == word)
}
