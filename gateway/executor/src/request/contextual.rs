//! Requests whose variables depend on the objects that are looked up (`@fromContext`): objects with equal values share a
//! list of representations, each list is asked under an alias with variables of its own.

use std::collections::BTreeSet;
use std::fmt::Write;

use indexmap::IndexMap;

use crate::compiled::{
    ContextReader, ContextualText, FieldWriter, Group, Target, Template, admits,
};
use crate::store::{ObjectId, Store, Value};
use crate::walk;

use super::{EntityRequest, Source, TooMany, Writer, close, finish, write_variables};

/// Different values that one fetch is sent with at most; each takes an alias in the document.
const MOST_VALUES: usize = 1_000;

/// The value of each context, as JSON.
type Values = Vec<Vec<u8>>;

/// Objects of a group that share the values of its contexts.
struct Part {
    group: usize,
    values: Values,
    /// For each of the group's targets.
    found: Vec<Vec<ObjectId>>,
}

impl Source<'_> {
    /// The body of such a fetch. `None`: there is nothing to look up.
    pub(super) fn contextual(
        self,
        template: &Template,
        texts: &ContextualText,
        groups: &[Group],
        store: &mut Store,
    ) -> Result<Option<EntityRequest>, TooMany> {
        let parts = self.parts(groups, store)?;
        let mut lists = Vec::with_capacity(parts.len());
        let mut sent = Vec::with_capacity(parts.len());
        let mut kept = Vec::with_capacity(parts.len());
        for part in parts {
            let mut list = Vec::new();
            let mut writer = Writer {
                plan: self.plan,
                store,
                out: &mut list,
            };
            let one = writer.group(part.group, &groups[part.group], &part.found);
            if one.representations > 0 {
                sent.push(one);
                lists.push(list);
                kept.push(part);
            }
        }
        if kept.is_empty() {
            return Ok(None);
        }
        let mut out = b"{\"query\":".to_vec();
        crate::error::write_string(&document(texts, &kept), &mut out);
        out.extend_from_slice(b",\"variables\":{");
        for (index, (part, list)) in kept.iter().zip(&lists).enumerate() {
            let names = Names::of(index, kept.len());
            variable(&names.representations, list, &mut out);
            let variables = texts.groups[part.group].variables.iter();
            for ((name, _), value) in variables.zip(&part.values) {
                variable(&format!("{name}{}", names.suffix), value, &mut out);
            }
        }
        let used = used(texts, &kept);
        let written = template.variables.iter().enumerate();
        let written = written.filter(|(index, _)| used.contains(index));
        write_variables(written.map(|(_, one)| one), self.variables, &mut out);
        finish(&mut out);
        Ok(Some(EntityRequest { body: out, sent }))
    }

    fn parts(self, groups: &[Group], store: &mut Store) -> Result<Vec<Part>, TooMany> {
        let mut parts = Vec::new();
        let mut total = 0;
        for (group, held) in groups.iter().enumerate() {
            if !self.decisions.hold(held.guard) {
                continue;
            }
            let mut by_values: IndexMap<Values, Vec<Vec<ObjectId>>> = IndexMap::new();
            for (at, target) in held.targets.iter().enumerate() {
                for chain in self.chains(target, store) {
                    total += 1;
                    if total > self.limit {
                        return Err(TooMany);
                    }
                    // An object that no context is for is left out, like one without a key.
                    let Some(values) = self.values(held, target, &chain, store) else {
                        continue;
                    };
                    let found = by_values
                        .entry(values)
                        .or_insert_with(|| vec![Vec::new(); held.targets.len()]);
                    found[at].extend(chain.last());
                }
            }
            let more = by_values.into_iter().map(|(values, found)| Part {
                group,
                values,
                found,
            });
            parts.extend(more);
            if parts.len() > MOST_VALUES {
                return Err(TooMany);
            }
        }
        Ok(parts)
    }

    /// The objects of a place, each once, with those above it.
    fn chains(self, target: &Target, store: &mut Store) -> Vec<Vec<ObjectId>> {
        let mut chains = vec![vec![walk::ROOT]];
        for step in &target.steps {
            let mark = store.new_mark();
            let mut next = Vec::new();
            let mut below = Vec::new();
            for chain in chains {
                let above = *chain.last().expect("a chain starts at the root");
                walk::collect(store.get(above, step.slot), mark, store, &mut below);
                for object in below.drain(..) {
                    let ty = walk::type_of(self.plan, store, object);
                    if admits(&step.on, ty) {
                        next.push(chain.iter().copied().chain([object]).collect());
                    }
                }
            }
            chains = next;
        }
        chains
    }

    fn values(
        self,
        group: &Group,
        target: &Target,
        chain: &[ObjectId],
        store: &Store,
    ) -> Option<Values> {
        let contexts = group.contexts.iter().zip(&target.contexts);
        contexts
            .map(|(variable, readers)| {
                let mut value = Vec::new();
                let reader = Reader {
                    source: self,
                    store,
                };
                reader.read(readers, chain, &mut value)?;
                (variable.nullable || value != b"null").then_some(value)
            })
            .collect()
    }
}

struct Reader<'a> {
    source: Source<'a>,
    store: &'a Store,
}

impl Reader<'_> {
    fn read(&self, readers: &[ContextReader], chain: &[ObjectId], out: &mut Vec<u8>) -> Option<()> {
        let (reader, setter) = readers.iter().find_map(|reader| {
            let at = chain.len().checked_sub(1 + reader.up)?;
            let ty = walk::type_of(self.source.plan, self.store, chain[at]);
            admits(&reader.on, ty).then_some((reader, chain[at]))
        })?;
        self.member(setter, &reader.fields, out);
        Some(())
    }

    /// Writes the value of the one field that is for the object's type.
    fn member(&self, object: ObjectId, fields: &[FieldWriter], out: &mut Vec<u8>) {
        let ty = walk::type_of(self.source.plan, self.store, object);
        let mut fields = fields.iter();
        let field = fields.find(|field| field.slot.is_some() && admits(&field.on, ty));
        let value = field.and_then(|field| Some((self.store.get(object, field.slot?), field)));
        match value {
            Some((value, field)) => self.value(value, &field.fields, out),
            None => out.extend_from_slice(b"null"),
        }
    }

    fn value(&self, value: Value, fields: &[FieldWriter], out: &mut Vec<u8>) {
        match value {
            Value::Object(object) => self.member(object, fields, out),
            Value::List(list) => {
                let start = out.len();
                for cell in list.cells() {
                    out.push(b',');
                    self.value(self.store.cell(cell), fields, out);
                }
                close(out, start, b'[', b']');
            }
            Value::Absent | Value::Null => out.extend_from_slice(b"null"),
            Value::Bool(true) => out.extend_from_slice(b"true"),
            Value::Bool(false) => out.extend_from_slice(b"false"),
            Value::Text(span) | Value::Integer(span) | Value::Number(span) | Value::Json(span) => {
                self.store.append(span, out);
            }
            Value::Type(id) => out.extend_from_slice(self.source.plan.types.json(id)),
            Value::Header { .. } => unreachable!("a header is no value"),
        }
    }
}

/// What a list's own parts of the document are called; a list that is alone as in any other document.
struct Names {
    representations: String,
    suffix: String,
}

impl Names {
    fn of(index: usize, lists: usize) -> Self {
        if lists == 1 {
            return Self {
                representations: "representations".to_owned(),
                suffix: String::new(),
            };
        }
        Self {
            representations: format!("r{index}"),
            suffix: format!("_{index}"),
        }
    }
}

/// The client variables that the lists use.
fn used(texts: &ContextualText, parts: &[Part]) -> BTreeSet<usize> {
    let groups = parts.iter().map(|part| &texts.groups[part.group]);
    groups
        .flat_map(|group| group.uses.iter().copied())
        .collect()
}

fn document(texts: &ContextualText, parts: &[Part]) -> String {
    let mut declared = String::new();
    let mut body = String::new();
    for (index, part) in parts.iter().enumerate() {
        let names = Names::of(index, parts.len());
        let text = &texts.groups[part.group];
        if index > 0 {
            declared.push_str(", ");
            write!(body, " e{index}: ").expect("a string takes all");
        } else if parts.len() > 1 {
            body.push_str("e0: ");
        }
        write!(declared, "${}: [_Any!]!", names.representations).expect("a string takes all");
        for (name, ty) in &text.variables {
            write!(declared, ", ${name}{}: {ty}", names.suffix).expect("a string takes all");
        }
        let selection = text.selection.join(&names.suffix);
        write!(
            body,
            "_entities(representations: ${}) {{ {selection}}}",
            names.representations
        )
        .expect("a string takes all");
    }
    for index in used(texts, parts) {
        declared.push_str(&texts.declarations[index]);
    }
    format!("query({declared}) {{ {body} }}")
}

/// Writes `"name":value,`.
fn variable(name: &str, value: &[u8], out: &mut Vec<u8>) {
    crate::error::write_string(name, out);
    out.push(b':');
    out.extend_from_slice(value);
    out.push(b',');
}
