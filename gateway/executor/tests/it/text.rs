//! Plans in a few lines of text.
//!
//! * a selection is GraphQL, an alias being the storage key: `{ me { id __portico_a: price(currency: EUR) } }`
//! * a shape is `key: Type { ... }`, `key=storage_key: Type`; composite types end in their possible types, `Media<Book|Movie>`,
//!   or mean just themselves; marks are `@on(Book|Movie)`, `@if(variable)`, `@unless(variable)`, `@forbidden`,
//!   `@unauthenticated`
//! * `later(1) { ... }` among the fields of a shape is a deferred fragment of part 1; `@on` and `@if` come after it
//! * a representation's fields are `upc! price dimensions { weight }`, a key marked by `!`, `name=storage_key`, `@on(..)`
//! * a path is `products.reviews|Good|Bad.author`, run-time types after bars

use std::collections::BTreeSet;

use apollo_compiler::ast;
use gateway_plan::fetch::{RepresentationField, SelectionItem};
use gateway_plan::{
    Deferral, Deferred, Denial, EntityGroup, Fetch, FetchId, FetchKind, Guard, Leaf, OperationKind,
    OutputField, OutputType, Part, PartId, Path, PathElement, Plan, Representation, Selection,
    SelectionField, Shape,
};

pub(crate) fn plan(shape: &str, fetches: Vec<Fetch>) -> Plan {
    let root = fetches.iter().find_map(|fetch| match fetch.kind {
        FetchKind::Root { operation, .. } => Some(operation),
        FetchKind::Entities { .. } => None,
    });
    Plan {
        operation: root.unwrap_or(OperationKind::Query),
        fetches: fetches
            .into_iter()
            .enumerate()
            .map(|(index, fetch)| Fetch {
                id: FetchId(index as u32),
                ..fetch
            })
            .collect(),
        shape: Words::of(shape).shape(),
        variables: Vec::new(),
        deferral: None,
    }
}

/// A plan in parts: for each its parent, its label and the fetches it takes. The first part has no parent.
pub(crate) fn in_parts(plan: Plan, parts: &[(Option<u32>, Option<&str>, &[u32])]) -> Plan {
    let parts = parts.iter().map(|(parent, label, needs)| Part {
        parent: parent.map(PartId),
        label: label.map(str::to_owned),
        needs: needs.iter().map(|need| FetchId(*need)).collect(),
    });
    Plan {
        deferral: Some(Deferral {
            variables: BTreeSet::new(),
            parts: parts.collect(),
        }),
        ..plan
    }
}

pub(crate) fn root(subgraph: &str, selection: &str) -> Fetch {
    root_of(OperationKind::Query, subgraph, selection)
}

pub(crate) fn root_of(operation: OperationKind, subgraph: &str, text: &str) -> Fetch {
    fetch(
        subgraph,
        FetchKind::Root {
            at: Path::default(),
            operation,
            selection: selection(text),
        },
        &[],
    )
}

pub(crate) fn entities(subgraph: &str, needs: &[u32], groups: Vec<EntityGroup>) -> Fetch {
    fetch(subgraph, FetchKind::Entities { groups }, needs)
}

/// A group whose representations are of one type: `key_fields` of objects of type `ty`.
pub(crate) fn group(at: &[&str], ty: &str, key_fields: &str, text: &str) -> EntityGroup {
    EntityGroup {
        contexts: Vec::new(),
        at: at.iter().map(|at| path(at)).collect(),
        representations: vec![representation(&[], Some(ty), key_fields)],
        selection: selection(text),
        guard: Guard::always(),
    }
}

pub(crate) fn representation(on: &[&str], ty: Option<&str>, fields: &str) -> Representation {
    Representation {
        on: on.iter().map(ToString::to_string).collect(),
        typename: ty.map(str::to_owned),
        fields: Words::of(fields).representation_fields(),
    }
}

fn fetch(subgraph: &str, kind: FetchKind, needs: &[u32]) -> Fetch {
    Fetch {
        id: FetchId(0),
        subgraph: subgraph.to_owned(),
        kind,
        needs: needs.iter().map(|need| FetchId(*need)).collect(),
        variables: Vec::new(),
        guard: Guard::always(),
        reason: None,
    }
}

fn path(text: &str) -> Path {
    let element = |text: &str| {
        let mut parts = text.split('|');
        PathElement {
            key: parts.next().unwrap().to_owned(),
            on: parts.map(str::to_owned).collect(),
        }
    };
    Path {
        elements: text
            .split('.')
            .filter(|part| !part.is_empty())
            .map(element)
            .collect(),
    }
}

fn selection(text: &str) -> Selection {
    let document = ast::Document::parse(text, "selection.graphql").unwrap();
    let ast::Definition::OperationDefinition(operation) = &document.definitions[0] else {
        panic!("{text} is no operation");
    };
    items(&operation.selection_set)
}

fn items(selections: &[ast::Selection]) -> Selection {
    let item = |selection: &ast::Selection| match selection {
        ast::Selection::Field(field) => SelectionItem::Field(SelectionField {
            name: field.name.to_string(),
            storage_key: field.response_name().to_string(),
            arguments: field
                .arguments
                .iter()
                .map(|argument| (argument.name.to_string(), argument.value.to_string()))
                .collect(),
            directives: Vec::new(),
            guard: Guard::always(),
            selection: items(&field.selection_set),
        }),
        ast::Selection::InlineFragment(fragment) => SelectionItem::InlineFragment {
            on: fragment.type_condition.as_ref().map(ToString::to_string),
            guard: Guard::always(),
            selection: items(&fragment.selection_set),
        },
        ast::Selection::FragmentSpread(_) => panic!("plans have no fragment spreads"),
    };
    Selection {
        items: selections.iter().map(item).collect(),
    }
}

/// The words of a text, taken one by one.
struct Words {
    words: Vec<String>,
    at: usize,
}

impl Words {
    fn of(text: &str) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut word = String::new();
        for character in text.chars() {
            let part_of_word = character.is_alphanumeric() || character == '_' || character == '@';
            if part_of_word {
                word.push(character);
                continue;
            }
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if !character.is_whitespace() {
                words.push(character.to_string());
            }
        }
        if !word.is_empty() {
            words.push(word);
        }
        Self { words, at: 0 }
    }

    fn peek(&self) -> Option<&str> {
        self.words.get(self.at).map(String::as_str)
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.peek() == Some(word);
        self.at += usize::from(found);
        found
    }

    fn next(&mut self) -> String {
        self.at += 1;
        self.words[self.at - 1].clone()
    }

    fn done(&self) -> bool {
        matches!(self.peek(), None | Some("}"))
    }

    /// `A|B` up to the closing word.
    fn alternatives(&mut self, close: &str) -> Vec<String> {
        let mut all = vec![self.next()];
        while self.take("|") {
            all.push(self.next());
        }
        assert!(self.take(close), "{close} expected");
        all
    }

    fn key_and_storage(&mut self) -> (String, String) {
        let key = self.next();
        let storage = if self.take("=") {
            self.next()
        } else {
            key.clone()
        };
        (key, storage)
    }

    fn shape(&mut self) -> Shape {
        let mut shape = Shape::default();
        while !self.done() {
            if self.take("later") {
                shape.deferred.push(self.deferred());
            } else {
                shape.fields.push(self.output());
            }
        }
        shape
    }

    fn output(&mut self) -> OutputField {
        let (response_key, storage_key) = self.key_and_storage();
        assert!(self.take(":"), ": expected after {response_key}");
        let mut field = OutputField {
            response_key,
            storage_key,
            on: Vec::new(),
            guard: Guard::always(),
            ty: self.ty(),
            shape: Shape::default(),
            denied: None,
        };
        while let Some(mark) = self.peek().filter(|word| word.starts_with('@')) {
            let mark = mark.to_owned();
            self.at += 1;
            match mark.as_str() {
                "@on" => field.on = self.in_parentheses(),
                "@if" => field.guard = Guard::literal(self.in_parentheses().remove(0), true),
                "@unless" => field.guard = Guard::literal(self.in_parentheses().remove(0), false),
                "@forbidden" => field.denied = Some(Denial::Forbidden),
                "@unauthenticated" => field.denied = Some(Denial::Unauthenticated),
                other => panic!("unknown mark {other}"),
            }
        }
        if self.take("{") {
            field.shape = self.shape();
            assert!(self.take("}"), "}} expected");
        }
        field
    }

    /// `(1) @on(Book) @if(variable) { ... }`
    fn deferred(&mut self) -> Deferred {
        let part = self.in_parentheses().remove(0).parse().unwrap();
        let mut deferred = Deferred {
            part: PartId(part),
            on: Vec::new(),
            guard: Guard::always(),
            shape: Shape::default(),
        };
        if self.take("@on") {
            deferred.on = self.in_parentheses();
        }
        if self.take("@if") {
            deferred.guard = Guard::literal(self.in_parentheses().remove(0), true);
        }
        assert!(self.take("{"), "{{ expected");
        deferred.shape = self.shape();
        assert!(self.take("}"), "}} expected");
        deferred
    }

    fn in_parentheses(&mut self) -> Vec<String> {
        assert!(self.take("("), "( expected");
        self.alternatives(")")
    }

    fn ty(&mut self) -> OutputType {
        let ty = if self.take("[") {
            let inner = self.ty();
            assert!(self.take("]"), "] expected");
            OutputType::List(Box::new(inner))
        } else {
            self.named()
        };
        if self.take("!") {
            OutputType::NonNull(Box::new(ty))
        } else {
            ty
        }
    }

    fn named(&mut self) -> OutputType {
        let name = self.next();
        let leaf = match name.as_str() {
            "Int" => Leaf::Int,
            "Float" => Leaf::Float,
            "String" => Leaf::String,
            "Boolean" => Leaf::Boolean,
            "ID" => Leaf::Id,
            "JSON" => Leaf::Custom,
            "Typename" => Leaf::Typename(None),
            "Unreachable" => Leaf::Unreachable,
            "Enum" => {
                assert!(self.take("<"), "< expected");
                Leaf::Enum(self.alternatives(">"))
            }
            "Constant" => {
                assert!(self.take("<"), "< expected");
                Leaf::Typename(Some(self.alternatives(">").remove(0)))
            }
            _ => {
                let possible = if self.take("<") {
                    self.alternatives(">")
                } else {
                    vec![name.clone()]
                };
                return OutputType::Composite { name, possible };
            }
        };
        OutputType::Leaf(leaf)
    }

    fn representation_fields(&mut self) -> Vec<RepresentationField> {
        let mut fields = Vec::new();
        while !self.done() {
            let (name, storage_key) = self.key_and_storage();
            let key = self.take("!");
            let on = if self.take("@on") {
                self.in_parentheses()
            } else {
                Vec::new()
            };
            let mut below = Vec::new();
            if self.take("{") {
                below = self.representation_fields();
                assert!(self.take("}"), "}} expected");
            }
            fields.push(RepresentationField {
                name,
                storage_key,
                key,
                on,
                fields: below,
            });
        }
        fields
    }
}
