//! `@context` and `@fromContext`.

use apollo_compiler::Name;
use apollo_compiler::ast::{Selection, Type};
use apollo_compiler::schema::ExtendedType;
use gateway_supergraph::parse_selections;

use crate::diagnostic::Findings;
use crate::subgraph::Subgraph;
use crate::subgraph::meta::{FromContextMeta, string};
use crate::{Diagnostic, codes, spelling};

pub(super) fn check(subgraph: &Subgraph, findings: &mut Findings) {
    names(subgraph, findings);
    directive_arguments(subgraph, findings);
    for (ty, _) in subgraph.types() {
        let Some(meta) = subgraph.meta.ty(ty) else {
            continue;
        };
        for (field, meta) in &meta.fields {
            let definition = subgraph.fields(ty).and_then(|fields| fields.get(field));
            let Some(field) = definition else { continue };
            for context in &meta.contexts {
                let argument = field.argument_by_name(&context.argument);
                let Some(argument) = argument else { continue };
                let reader = Reader {
                    subgraph,
                    ty,
                    coordinate: format!("{ty}.{}({}:)", field.name, context.argument),
                    expected: &argument.ty,
                    context,
                    has_default: argument.default_value.is_some(),
                    promised: is_promised(subgraph, ty, &field.name),
                };
                reader.check(findings);
            }
        }
    }
}

fn is_promised(subgraph: &Subgraph, ty: &Name, field: &Name) -> bool {
    let interfaces = match subgraph.ty(ty) {
        Some(ExtendedType::Object(ty)) => &ty.implements_interfaces,
        Some(ExtendedType::Interface(_)) => return true,
        Some(
            ExtendedType::Scalar(_)
            | ExtendedType::Union(_)
            | ExtendedType::Enum(_)
            | ExtendedType::InputObject(_),
        )
        | None => return false,
    };
    let has = |interface: &str| {
        let fields = subgraph.fields(interface);
        fields.is_some_and(|fields| fields.contains_key(field))
    };
    interfaces.iter().any(|interface| has(interface))
}

/// A directive's arguments are written by whoever applies it, never filled from a context.
fn directive_arguments(subgraph: &Subgraph, findings: &mut Findings) {
    let marker = subgraph.names.directive("fromContext");
    for (name, directive) in &subgraph.schema.directive_definitions {
        for argument in &directive.arguments {
            let Some(applied) = argument.directives.get(marker) else {
                continue;
            };
            let message = format!(
                "`@{name}({}:)` is an argument of a directive and reads a context",
                argument.name
            );
            let place = subgraph.place(applied.location());
            let finding = Diagnostic::error(codes::CONTEXT_NOT_SET, message).at(place);
            findings.push(finding.fix("remove @fromContext from it"));
        }
    }
}

fn names(subgraph: &Subgraph, findings: &mut Findings) {
    let directive = subgraph.names.directive("context");
    if directive.is_empty() {
        return;
    }
    for (ty, definition) in subgraph.types() {
        for context in definition.directives().get_all(directive) {
            let name = string(context, "name").unwrap_or_default();
            let problem = if name.contains('_') {
                Some((
                    codes::CONTEXT_NAME_CONTAINS_UNDERSCORE,
                    "holds an underscore, which the supergraph needs to tell subgraphs apart",
                ))
            } else if !name.starts_with(|c: char| c.is_ascii_alphabetic())
                || !name.chars().all(|c| c.is_ascii_alphanumeric())
            {
                Some((
                    codes::CONTEXT_NAME_INVALID,
                    "is not made of letters and digits only",
                ))
            } else {
                None
            };
            if let Some((code, problem)) = problem {
                let message = format!("the context \"{name}\" of `{ty}` {problem}");
                let place = subgraph.place(context.location());
                findings.push(Diagnostic::error(code, message).at(place));
            }
        }
    }
}

struct Reader<'a> {
    subgraph: &'a Subgraph,
    ty: &'a Name,
    coordinate: String,
    expected: &'a Type,
    context: &'a FromContextMeta,
    has_default: bool,
    /// The field stands in an interface of the type, or the type is one.
    promised: bool,
}

/// The type of what is selected below a field: null where the field is, a list where it is one.
fn within(field: &Type, below: Type) -> Type {
    match field {
        Type::Named(_) => below.nullable(),
        Type::NonNullNamed(_) => below,
        Type::List(item) => Type::List(Box::new(within(item, below))),
        Type::NonNullList(item) => Type::NonNullList(Box::new(within(item, below))),
    }
}

impl Reader<'_> {
    fn check(&self, findings: &mut Findings) {
        for (wrong, problem, fix) in [
            (
                self.has_default,
                "reads a context, and has a default that could never be used",
                "remove the default",
            ),
            (
                self.promised,
                "reads a context, and is an argument of an interface's field, which clients may give",
                "read the context in a field that is no interface's",
            ),
        ] {
            if wrong {
                self.tell(findings, codes::CONTEXT_NOT_SET, problem.to_owned(), fix);
            }
        }
        let resolvable = self
            .subgraph
            .meta
            .ty(self.ty)
            .is_some_and(|meta| meta.keys.iter().any(|key| key.resolvable));
        if !resolvable {
            self.tell(
                findings,
                codes::CONTEXT_NO_RESOLVABLE_KEY,
                format!(
                    "reads a context, and `{}` has no key to enter it by with the value",
                    self.ty
                ),
                "add a resolvable @key to the type",
            );
        }
        let Some((name, selection)) = self.context.parts().filter(|(name, _)| !name.is_empty())
        else {
            self.tell(
                findings,
                codes::NO_CONTEXT_REFERENCED,
                format!("\"{}\" names no context", self.context.text),
                "write `$context { field }`",
            );
            return;
        };
        let Some(setters) = self.subgraph.meta.contexts.get(name) else {
            let known = self.subgraph.meta.contexts.keys().map(String::as_str);
            let known = known.filter(|name| name.chars().all(char::is_alphanumeric));
            let fix = match spelling::nearest(name, known) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("add `@context(name: \"{name}\")` to the type that has the value"),
            };
            self.tell(
                findings,
                codes::CONTEXT_NOT_SET,
                format!("reads the context \"{name}\", which no type of this subgraph sets"),
                &fix,
            );
            return;
        };
        if selection.is_empty() {
            self.tell(
                findings,
                codes::NO_SELECTION_FOR_CONTEXT,
                format!("names the context \"{name}\", and selects nothing of it"),
                &format!("write `${name} {{ field }}`"),
            );
            return;
        }
        match parse_selections(selection) {
            Ok(selections) => self.selection(setters, &selections, findings),
            Err(fault) => self.invalid(findings, fault.to_string()),
        }
    }

    /// One plain field is read from each setter; fragments choose by the type that a setter's value has.
    fn selection(&self, setters: &[Name], selections: &[Selection], findings: &mut Findings) {
        for setter in setters {
            if let [Selection::Field(_)] = selections {
                self.check_leaf(setter, selections, findings);
                continue;
            }
            let mut fragments = Vec::new();
            for selection in selections {
                match selection {
                    Selection::InlineFragment(fragment) => {
                        let on = fragment.type_condition.as_ref().unwrap_or(setter);
                        if self.covers(on, setter) {
                            fragments.push((on, fragment.selection_set.as_slice()));
                        }
                    }
                    Selection::Field(_) | Selection::FragmentSpread(_) => {
                        let problem = format!("it selects more than one field of `{setter}`");
                        return self.invalid(findings, problem);
                    }
                }
            }
            if fragments.is_empty() {
                let problem = format!("it selects nothing of `{setter}`, which sets the context");
                self.invalid(findings, problem);
            }
            let twice = self.subgraph.possible_types(setter).into_iter().find(|ty| {
                let applies = |on: &Name| self.subgraph.possible_types(on).contains(ty);
                fragments.iter().filter(|(on, _)| applies(on)).count() > 1
            });
            if let Some(ty) = twice {
                self.invalid(
                    findings,
                    format!("it selects more than one field of `{ty}`"),
                );
                continue;
            }
            for (on, selections) in fragments {
                self.check_leaf(on, selections, findings);
            }
        }
    }

    fn check_leaf(&self, on: &Name, selections: &[Selection], findings: &mut Findings) {
        match self.leaf(on, selections) {
            Ok(ty) if ty.is_assignable_to(self.expected) => {}
            Ok(ty) => {
                let problem = format!(
                    "it gives `{ty}`, and the argument takes `{}`",
                    self.expected
                );
                self.invalid(findings, problem);
            }
            Err(problem) => self.invalid(findings, problem),
        }
    }

    fn covers(&self, on: &Name, setter: &Name) -> bool {
        let on = self.subgraph.possible_types(on);
        self.subgraph
            .possible_types(setter)
            .iter()
            .any(|ty| on.contains(ty))
    }

    /// The one field at the bottom. Recursion is bounded: deep selections are refused when they are parsed.
    fn leaf(&self, ty: &Name, selections: &[Selection]) -> Result<Type, String> {
        let [Selection::Field(field)] = selections else {
            return Err("it must come down to exactly one field".to_owned());
        };
        if field.alias.is_some() || !field.directives.is_empty() {
            return Err("aliases and directives cannot stand in it".to_owned());
        }
        let meta = self.subgraph.meta.ty(ty);
        if meta.is_some_and(|meta| meta.interface_object.is_some()) {
            return Err(format!("`{ty}` is an interface object"));
        }
        let fields = self.subgraph.fields(ty);
        let definition = fields
            .and_then(|fields| fields.get(&field.name))
            .ok_or_else(|| format!("there is no field `{}` on `{ty}`", field.name))?;
        if field.selection_set.is_empty() {
            return match self.subgraph.ty(definition.ty.inner_named_type()) {
                Some(
                    ExtendedType::Object(_) | ExtendedType::Interface(_) | ExtendedType::Union(_),
                ) => Err(format!("`{ty}.{}` is no leaf", field.name)),
                Some(
                    ExtendedType::Scalar(_) | ExtendedType::Enum(_) | ExtendedType::InputObject(_),
                )
                | None => Ok(definition.ty.clone()),
            };
        }
        let below = self.leaf(definition.ty.inner_named_type(), &field.selection_set)?;
        Ok(within(&definition.ty, below))
    }

    fn invalid(&self, findings: &mut Findings, problem: String) {
        self.tell(
            findings,
            codes::CONTEXT_SELECTION_INVALID,
            format!("\"{}\": {problem}", self.context.text),
            "select exactly one field whose type the argument takes",
        );
    }

    fn tell(&self, findings: &mut Findings, code: &'static str, problem: String, fix: &str) {
        let message = format!("`{}` {problem}", self.coordinate);
        let place = self.subgraph.place(self.context.span);
        findings.push(Diagnostic::error(code, message).at(place).fix(fix));
    }
}
