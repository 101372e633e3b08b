//! The field sets of `@key`, `@requires` and `@provides`.

use apollo_compiler::Name;
use apollo_compiler::ast::{Field, Selection, Type};
use apollo_compiler::schema::ExtendedType;
use gateway_supergraph::FieldSetError;

use crate::diagnostic::Findings;
use crate::patch::Edit;
use crate::subgraph::meta::SetFault;
use crate::subgraph::{SetMeta, Subgraph};
use crate::{Diagnostic, codes, spelling, values};

/// Which directive a set belongs to: its codes and what it may hold.
#[derive(Clone, Copy)]
struct Rules {
    directive: &'static str,
    no_string: &'static str,
    invalid: &'static str,
    has_directive: &'static str,
    /// `None`: arguments are allowed.
    has_arguments: Option<&'static str>,
    /// `None`: what is selected need not be external.
    not_external: Option<&'static str>,
    is_key: bool,
}

const KEY: Rules = Rules {
    directive: "key",
    no_string: codes::KEY_INVALID_FIELDS_TYPE,
    invalid: codes::KEY_INVALID_FIELDS,
    has_directive: codes::KEY_DIRECTIVE_IN_FIELDS_ARG,
    has_arguments: Some(codes::KEY_FIELDS_HAS_ARGS),
    not_external: None,
    is_key: true,
};
const REQUIRES: Rules = Rules {
    directive: "requires",
    no_string: codes::REQUIRES_INVALID_FIELDS_TYPE,
    invalid: codes::REQUIRES_INVALID_FIELDS,
    has_directive: codes::REQUIRES_DIRECTIVE_IN_FIELDS_ARG,
    has_arguments: None,
    not_external: Some(codes::REQUIRES_FIELDS_MISSING_EXTERNAL),
    is_key: false,
};
const PROVIDES: Rules = Rules {
    directive: "provides",
    no_string: codes::PROVIDES_INVALID_FIELDS_TYPE,
    invalid: codes::PROVIDES_INVALID_FIELDS,
    has_directive: codes::PROVIDES_DIRECTIVE_IN_FIELDS_ARG,
    has_arguments: Some(codes::PROVIDES_FIELDS_HAS_ARGS),
    not_external: Some(codes::PROVIDES_FIELDS_MISSING_EXTERNAL),
    is_key: false,
};

pub(super) fn check(subgraph: &Subgraph, findings: &mut Findings) {
    for (name, _) in subgraph.types() {
        let Some(meta) = subgraph.meta.ty(name) else {
            continue;
        };
        for key in &meta.keys {
            Checker::new(subgraph, KEY, &key.set, name.to_string(), findings).check(name);
        }
        for (field, copy) in &meta.fields {
            if copy.requires.is_none() && copy.provides.is_none() {
                continue;
            }
            let definition = subgraph.fields(name).and_then(|fields| fields.get(field));
            let Some(definition) = definition else {
                continue;
            };
            let owner = format!("{name}.{field}");
            if let Some(set) = &copy.requires {
                Checker::new(subgraph, REQUIRES, set, owner.clone(), findings).check(name);
            }
            if let Some(set) = &copy.provides {
                let base = definition.ty.inner_named_type();
                let composite = subgraph
                    .ty(base)
                    .is_some_and(|ty| ty.is_object() || ty.is_interface() || ty.is_union());
                if composite {
                    Checker::new(subgraph, PROVIDES, set, owner, findings).check(base);
                } else {
                    let message = format!(
                        "`{owner}` has @provides, but returns `{base}`, which has no fields"
                    );
                    let code = codes::PROVIDES_ON_NON_OBJECT_FIELD;
                    let finding = Diagnostic::error(code, message).at(subgraph.place(set.span));
                    findings.push(finding.fix("remove @provides"));
                }
            }
        }
    }
}

struct Checker<'a> {
    subgraph: &'a Subgraph,
    rules: Rules,
    set: &'a SetMeta,
    /// Coordinate of what bears the directive.
    owner: String,
    /// What would heal the next finding.
    edits: Vec<Option<Edit>>,
    findings: &'a mut Findings,
}

impl<'a> Checker<'a> {
    fn new(
        subgraph: &'a Subgraph,
        rules: Rules,
        set: &'a SetMeta,
        owner: String,
        findings: &'a mut Findings,
    ) -> Self {
        Self {
            subgraph,
            rules,
            set,
            owner,
            edits: Vec::new(),
            findings,
        }
    }

    fn check(mut self, ty: &Name) {
        match &self.set.selections {
            Err(SetFault::NoString) => {
                let fix = "write the fields as one string: `fields: \"id\"`";
                let plain = |c: char| c.is_alphanumeric() || c == '_' || c == ' ';
                let text: String = self
                    .set
                    .text
                    .replace(',', " ")
                    .chars()
                    .filter(|c| plain(*c))
                    .collect();
                self.edits = vec![self.rewritten(text.trim())];
                self.tell(
                    self.rules.no_string,
                    "the fields are no string",
                    Some(fix.to_owned()),
                );
            }
            Err(SetFault::Unparsable(fault)) => self.unparsable(fault),
            Ok(selections) => self.selections(ty, selections, false),
        }
    }

    fn tell(&mut self, code: &'static str, problem: &str, fix: Option<String>) {
        let text = match self.set.selections {
            Err(SetFault::NoString) => self.set.text.clone(),
            Err(SetFault::Unparsable(_)) | Ok(_) => format!("\"{}\"", self.set.text),
        };
        let message = format!(
            "@{}(fields: {text}) on `{}`: {problem}",
            self.rules.directive, self.owner
        );
        let finding = Diagnostic::error(code, message).at(self.subgraph.place(self.set.span));
        let edits = std::mem::take(&mut self.edits);
        let finding = match (&fix, edits.is_empty()) {
            (_, true) => finding,
            (Some(title), false) => finding.try_edits(title.clone(), edits),
            (None, false) => finding.try_edits("edit the set", edits),
        };
        self.findings.push(match fix {
            Some(fix) => finding.fix(fix),
            None => finding,
        });
    }

    /// The set as it would be with another text.
    fn rewritten(&self, text: &str) -> Option<Edit> {
        self.subgraph.replace(self.set.span, format!("{text:?}"))
    }

    fn unparsable(&mut self, fault: &FieldSetError) {
        self.tell(self.rules.invalid, &fault.to_string(), None);
    }

    /// Recursion is bounded: deep field sets are refused when they are parsed.
    fn selections(&mut self, ty: &Name, selections: &[Selection], external_above: bool) {
        for selection in selections {
            match selection {
                Selection::Field(field) => self.field(ty, field, external_above),
                Selection::InlineFragment(fragment) => {
                    self.no_directives(&fragment.directives);
                    let on = fragment.type_condition.as_ref().unwrap_or(ty);
                    if self.subgraph.ty(on).is_none() {
                        self.tell(
                            self.rules.invalid,
                            &format!("there is no type `{on}`"),
                            None,
                        );
                    } else if self.overlaps(ty, on) {
                        self.selections(on, &fragment.selection_set, external_above);
                    } else {
                        let problem = format!("a `{ty}` is never a `{on}`");
                        self.tell(self.rules.invalid, &problem, None);
                    }
                }
                Selection::FragmentSpread(_) => {
                    self.unparsable(&FieldSetError::FragmentSpread);
                }
            }
        }
    }

    fn overlaps(&self, left: &Name, right: &Name) -> bool {
        let left = self.subgraph.possible_types(left);
        let right = self.subgraph.possible_types(right);
        left.iter().any(|ty| right.contains(ty))
    }

    fn no_directives(&mut self, directives: &apollo_compiler::ast::DirectiveList) {
        if let Some(directive) = directives.first() {
            let problem = format!("`@{}` cannot stand in it", directive.name);
            self.tell(
                self.rules.has_directive,
                &problem,
                Some("remove it".to_owned()),
            );
        }
    }

    fn field(&mut self, ty: &Name, field: &Field, external_above: bool) {
        self.no_directives(&field.directives);
        if let Some(alias) = &field.alias {
            let problem = format!("`{alias}` is an alias, which a field set cannot have");
            self.tell(self.rules.invalid, &problem, None);
        }
        if field.name == "__typename" {
            return;
        }
        let subgraph = self.subgraph;
        let Some(definition) = subgraph
            .fields(ty)
            .and_then(|fields| fields.get(&field.name))
        else {
            self.unknown(ty, &field.name);
            return;
        };
        if let (false, Some(code)) = (definition.arguments.is_empty(), self.rules.has_arguments) {
            let problem = format!("`{ty}.{}` takes arguments", field.name);
            self.tell(code, &problem, None);
        }
        self.arguments(ty, field, definition);
        let base = definition.ty.inner_named_type();
        let has_fields = match subgraph.ty(base) {
            Some(ExtendedType::Object(_)) => true,
            Some(ExtendedType::Interface(_) | ExtendedType::Union(_)) => {
                if self.rules.is_key {
                    self.abstract_key(ty, field, &definition.ty);
                }
                true
            }
            Some(
                ExtendedType::Scalar(_) | ExtendedType::Enum(_) | ExtendedType::InputObject(_),
            )
            | None => false,
        };
        let copy = subgraph.meta.field(ty, &field.name);
        let external = external_above || self.is_external(ty, &field.name);
        match (has_fields, field.selection_set.is_empty()) {
            (true, true) => {
                let problem = format!(
                    "`{ty}.{}` has fields, of which none is selected",
                    field.name
                );
                let fix = format!("select some of its fields: `{} {{ ... }}`", field.name);
                self.tell(self.rules.invalid, &problem, Some(fix));
            }
            (false, false) => {
                let problem = format!("`{ty}.{}` has no fields to select", field.name);
                self.tell(self.rules.invalid, &problem, None);
            }
            (true, false) => self.selections(base, &field.selection_set, external),
            (false, true) => {
                if let Some(code) = self.rules.not_external.filter(|_| !external) {
                    let fake = copy.fake_external;
                    self.not_external(code, ty, &field.name, fake);
                }
            }
        }
    }

    /// A field of an interface counts as external when an implementation's is.
    fn is_external(&self, ty: &Name, field: &Name) -> bool {
        let own = |ty: &Name| self.subgraph.meta.field(ty, field).external;
        let implementations = self.subgraph.meta.implementations.get(ty);
        own(ty) || implementations.into_iter().flatten().any(own)
    }

    fn unknown(&mut self, ty: &Name, field: &Name) {
        let known = self.subgraph.fields(ty).into_iter().flat_map(|f| f.keys());
        let like = known
            .map(|name| (spelling::distance(name, field), name))
            .filter(|(distance, _)| *distance <= 2)
            .min();
        if let Some((_, name)) = like {
            let mut words = self.set.text.split(' ').map(|word| {
                if word == field.as_str() {
                    name.as_str()
                } else {
                    word
                }
            });
            let text: Vec<&str> = words.by_ref().collect();
            self.edits = vec![self.rewritten(&text.join(" "))];
        }
        let fix = match (like, self.rules.is_key) {
            (Some((_, name)), _) => format!("did you mean `{name}`?"),
            (None, true) => format!("declare `{field}` on `{ty}`"),
            (None, false) => format!("declare `{field}` on `{ty}` and mark it @external"),
        };
        let problem = format!("there is no field `{field}` on `{ty}` in this subgraph");
        self.tell(self.rules.invalid, &problem, Some(fix));
    }

    fn arguments(
        &mut self,
        ty: &Name,
        field: &Field,
        definition: &apollo_compiler::ast::FieldDefinition,
    ) {
        for argument in &field.arguments {
            let Some(declared) = definition.argument_by_name(&argument.name) else {
                let problem = format!("`{ty}.{}` has no argument `{}`", field.name, argument.name);
                self.tell(self.rules.invalid, &problem, None);
                continue;
            };
            let fault = values::fault(&self.subgraph.schema, &declared.ty, &argument.value);
            if let Some(fault) = fault {
                let problem = format!("`{ty}.{}({}:)`: {fault}", field.name, argument.name);
                self.tell(self.rules.invalid, &problem, None);
            }
        }
        let given = |name: &Name| {
            field
                .arguments
                .iter()
                .any(|argument| argument.name == *name)
        };
        let missing = definition
            .arguments
            .iter()
            .find(|argument| argument.is_required() && !given(&argument.name));
        if let (Some(missing), None) = (missing, self.rules.has_arguments) {
            let problem = format!(
                "`{ty}.{}` needs the argument `{}`",
                field.name, missing.name
            );
            self.tell(self.rules.invalid, &problem, None);
        }
    }

    fn abstract_key(&mut self, ty: &Name, field: &Field, returned: &Type) {
        let problem = format!(
            "`{ty}.{}` is of the abstract type `{}`, which cannot identify an entity",
            field.name,
            returned.inner_named_type()
        );
        self.tell(codes::KEY_FIELDS_SELECT_INVALID_TYPE, &problem, None);
    }

    fn not_external(&mut self, code: &'static str, ty: &Name, field: &Name, fake: bool) {
        let copy = self
            .subgraph
            .fields(ty)
            .and_then(|fields| fields.get(field));
        let marked = copy
            .filter(|_| !fake)
            .and_then(|copy| self.subgraph.mark(copy.location(), "external"));
        self.edits = marked.into_iter().flatten().map(Some).collect();
        let (problem, fix) = if fake {
            (
                format!(
                    "`{ty}.{field}` is a key field of an extension, which this subgraph returns anyway"
                ),
                format!("leave `{field}` out of the set"),
            )
        } else {
            (
                format!("`{ty}.{field}` is not @external: this subgraph resolves it itself"),
                format!(
                    "mark `{ty}.{field}` @external if another subgraph owns it, or leave it out of the set"
                ),
            )
        };
        self.tell(code, &problem, Some(fix));
    }
}
