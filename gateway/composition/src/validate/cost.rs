//! `@cost` and `@listSize`.

use apollo_compiler::ast::{Directive, FieldDefinition, Value};
use apollo_compiler::schema::{Component, ExtendedType};
use apollo_compiler::{Name, Node};

use super::tags::for_each_directive;
use crate::diagnostic::Findings;
use crate::subgraph::Subgraph;
use crate::{Diagnostic, codes};

pub(super) fn check(subgraph: &Subgraph, findings: &mut Findings) {
    let cost = subgraph.names.directive("cost");
    let list_size = subgraph.names.directive("listSize");
    if !cost.is_empty() {
        for_each_directive(subgraph, &mut |directive| {
            let weight = directive.specified_argument_by_name("weight");
            let fine = weight.is_some_and(|weight| weight.to_i32().is_some());
            if directive.name == cost && !fine {
                let message = "the weight of @cost is a whole number of 32 bits";
                let place = subgraph.place(directive.location());
                findings.push(
                    Diagnostic::error(codes::DIRECTIVE_COST_INVALID_WEIGHT, message).at(place),
                );
            }
        });
    }
    if list_size.is_empty() {
        return;
    }
    for (name, _) in subgraph.types() {
        for field in subgraph.fields(name).into_iter().flat_map(|f| f.values()) {
            if let Some(directive) = field.directives.get(list_size) {
                let site = Site {
                    subgraph,
                    coordinate: format!("{name}.{}", field.name),
                    field,
                    directive,
                };
                site.check(findings);
            }
        }
    }
}

struct Site<'a> {
    subgraph: &'a Subgraph,
    coordinate: String,
    field: &'a Component<FieldDefinition>,
    directive: &'a Node<Directive>,
}

impl Site<'_> {
    fn check(&self, findings: &mut Findings) {
        let sized = self.strings("sizedFields");
        if sized.is_empty() && !self.field.ty.is_list() {
            self.tell(
                findings,
                codes::LIST_SIZE_APPLIED_TO_NON_LIST,
                format!("`{}` has @listSize, but is no list", self.coordinate),
                "name the list fields of what it returns in `sizedFields`",
            );
        }
        let assumed = self.directive.specified_argument_by_name("assumedSize");
        if assumed
            .and_then(|size| size.to_i32())
            .is_some_and(|size| size < 0)
        {
            self.tell(
                findings,
                codes::LIST_SIZE_INVALID_ASSUMED_SIZE,
                format!("`{}`: the assumed size is negative", self.coordinate),
                "give the number of items that is usual",
            );
        }
        let one = self
            .directive
            .specified_argument_by_name("requireOneSlicingArgument");
        if one.is_some_and(|value| !value.is_null() && value.to_bool().is_none()) {
            self.tell(
                findings,
                codes::LIST_SIZE_INVALID_REQUIRE_ONE_SLICING_ARGUMENT,
                format!(
                    "`{}`: requireOneSlicingArgument is true or false",
                    self.coordinate
                ),
                "write `true` or `false`",
            );
        }
        for argument in self.strings("slicingArguments") {
            self.slicing_argument(&argument, findings);
        }
        for field in sized {
            self.sized_field(&field, findings);
        }
    }

    fn strings(&self, name: &str) -> Vec<String> {
        let value = self.directive.specified_argument_by_name(name);
        let items = match value.map(|value| &**value) {
            Some(Value::List(items)) => items.as_slice(),
            Some(Value::String(text)) => return vec![text.clone()],
            Some(
                Value::Null
                | Value::Enum(_)
                | Value::Variable(_)
                | Value::Float(_)
                | Value::Int(_)
                | Value::Boolean(_)
                | Value::Object(_),
            )
            | None => &[],
        };
        items
            .iter()
            .filter_map(|item| item.as_str().map(str::to_owned))
            .collect()
    }

    fn slicing_argument(&self, name: &str, findings: &mut Findings) {
        // `input.first` names a field of an input object.
        let (head, path) = match name.split_once('.') {
            Some((head, path)) => (head, Some(path)),
            None => (name, None),
        };
        let argument = self
            .field
            .arguments
            .iter()
            .find(|argument| argument.name == head);
        let ty = argument.map(|argument| (*argument.ty).clone());
        let ty = path
            .into_iter()
            .flat_map(|path| path.split('.'))
            .fold(ty, |ty, step| {
                let ty = ty?;
                match self.subgraph.ty(ty.inner_named_type())? {
                    ExtendedType::InputObject(input) => Some((*input.fields.get(step)?.ty).clone()),
                    ExtendedType::Scalar(_)
                    | ExtendedType::Object(_)
                    | ExtendedType::Interface(_)
                    | ExtendedType::Union(_)
                    | ExtendedType::Enum(_) => None,
                }
            });
        let fine = ty.is_some_and(|ty| ty.is_named() && ty.inner_named_type() == "Int");
        if !fine {
            self.tell(
                findings,
                codes::LIST_SIZE_INVALID_SLICING_ARGUMENT,
                format!("`{}` has no argument `{name}` of type Int", self.coordinate),
                "name arguments that say how many items are wanted",
            );
        }
    }

    fn sized_field(&self, name: &str, findings: &mut Findings) {
        let base: &Name = self.field.ty.inner_named_type();
        let known = self
            .subgraph
            .fields(base)
            .and_then(|fields| fields.get(name));
        match known {
            Some(field) if !field.ty.is_list() => self.tell(
                findings,
                codes::LIST_SIZE_APPLIED_TO_NON_LIST,
                format!(
                    "`{}`: the sized field `{base}.{name}` is no list",
                    self.coordinate
                ),
                "name list fields only",
            ),
            Some(_) => {}
            None => self.tell(
                findings,
                codes::LIST_SIZE_INVALID_SIZED_FIELD,
                format!("`{}`: `{base}` has no field `{name}`", self.coordinate),
                "name fields of the type that is returned",
            ),
        }
    }

    fn tell(&self, findings: &mut Findings, code: &'static str, message: String, fix: &str) {
        let place = self.subgraph.place(self.directive.location());
        findings.push(Diagnostic::error(code, message).at(place).fix(fix));
    }
}
