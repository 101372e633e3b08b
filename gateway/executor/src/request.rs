//! Writes request bodies: representations straight from the merged tree, equal ones once.

mod contextual;
mod known;

use crate::Variables;
use crate::compiled::{
    CompiledPlan, Decisions, FieldWriter, Group, RepresentationWriter, Template, TypenameSource,
    admits,
};
use crate::store::{ObjectId, Store, Value};
use crate::walk;

use self::known::{Glance, Known};

/// The objects of one group that were sent, and which result each gets.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    /// Index of the group: each is sent once, or once for each value of its contexts.
    pub(crate) group: usize,
    pub(crate) objects: Vec<SentObject>,
    /// How many representations were sent.
    pub(crate) representations: usize,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct SentObject {
    pub(crate) object: ObjectId,
    /// Index in [`Group::targets`].
    pub(crate) target: u32,
    /// Index in the list that was sent.
    pub(crate) representation: u32,
}

impl Sent {
    /// One answer for all objects.
    pub(crate) fn one_for_all(objects: Vec<ObjectId>) -> Self {
        let sent = objects.into_iter().map(|object| SentObject {
            object,
            target: 0,
            representation: 0,
        });
        Self {
            group: 0,
            objects: sent.collect(),
            representations: 1,
        }
    }
}

/// More objects would be looked up than allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMany;

/// The body of an entity fetch, and what is in it.
#[derive(Debug)]
pub(crate) struct EntityRequest {
    pub(crate) body: Vec<u8>,
    /// For each list of representations.
    pub(crate) sent: Vec<Sent>,
}

/// The body of a root fetch.
pub(crate) fn write_root(template: &Template, variables: &Variables) -> Vec<u8> {
    let mut out = Vec::with_capacity(template.head.len() + 64);
    out.extend_from_slice(&template.head);
    write_variables(&template.variables, variables, &mut out);
    finish(&mut out);
    out
}

/// What the requests of one execution are written from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) plan: &'a CompiledPlan,
    pub(crate) decisions: &'a Decisions,
    pub(crate) variables: &'a Variables,
    /// Objects that one fetch may look up.
    pub(crate) limit: usize,
}

impl Source<'_> {
    /// The body of an entity fetch. `None`: there is nothing to look up.
    pub(crate) fn entities(
        self,
        template: &Template,
        groups: &[Group],
        store: &mut Store,
    ) -> Result<Option<EntityRequest>, TooMany> {
        if let Some(texts) = &template.contextual {
            return self.contextual(template, texts, groups, store);
        }
        let found = self.find(groups, store)?;
        let objects: usize = found.iter().flatten().map(Vec::len).sum();
        if objects == 0 {
            return Ok(None);
        }
        // An estimate: a typename and a key each.
        let mut out = Vec::with_capacity(template.head.len() + 64 + objects * 48);
        out.extend_from_slice(&template.head);
        let mut sent = Vec::with_capacity(groups.len());
        for (index, group) in groups.iter().enumerate() {
            out.extend_from_slice(&template.representations[index]);
            let mut writer = Writer {
                plan: self.plan,
                store,
                out: &mut out,
            };
            sent.push(writer.group(index, group, &found[index]));
            out.push(b',');
        }
        if sent.iter().all(|sent| sent.representations == 0) {
            return Ok(None);
        }
        write_variables(&template.variables, self.variables, &mut out);
        finish(&mut out);
        Ok(Some(EntityRequest { body: out, sent }))
    }

    /// The objects at each target of each group, in order.
    fn find(self, groups: &[Group], store: &mut Store) -> Result<Vec<Vec<Vec<ObjectId>>>, TooMany> {
        let mut total = 0;
        let mut found = Vec::with_capacity(groups.len());
        for group in groups {
            let mut places = Vec::with_capacity(group.targets.len());
            for target in &group.targets {
                let mut objects = Vec::new();
                if self.decisions.hold(group.guard) {
                    objects = walk::objects_at(&target.steps, self.plan, store);
                }
                total += objects.len();
                if total > self.limit {
                    return Err(TooMany);
                }
                places.push(objects);
            }
            found.push(places);
        }
        Ok(found)
    }
}

/// Each `"name":value,` of the client variables that have a value: one that has none is left out.
fn write_variables<'t>(
    used: impl IntoIterator<Item = &'t (Box<str>, Box<[u8]>)>,
    variables: &Variables,
    out: &mut Vec<u8>,
) {
    for (name, key) in used {
        if let Some(json) = variables.json(name) {
            out.extend_from_slice(key);
            out.extend_from_slice(json);
            out.push(b',');
        }
    }
}

fn finish(out: &mut Vec<u8>) {
    if out.last() == Some(&b',') {
        out.pop();
    }
    out.extend_from_slice(b"}}");
}

/// An object that must not be sent: a key field is null or missing (rule 6).
struct Incomplete;

struct Writer<'a> {
    plan: &'a CompiledPlan,
    store: &'a Store,
    out: &'a mut Vec<u8>,
}

impl Writer<'_> {
    /// Writes a list of representations, and says which object got which.
    fn group(&mut self, index: usize, group: &Group, found: &[Vec<ObjectId>]) -> Sent {
        let mut sent = Sent {
            group: index,
            ..Sent::default()
        };
        let mut known = Known::new(found.iter().map(Vec::len).sum());
        let list = self.out.len();
        for (target, objects) in found.iter().enumerate() {
            let writers = &group.targets[target].writers;
            sent.objects.reserve(objects.len());
            for object in objects {
                // An object without a key is left out (rule 6).
                if let Ok(representation) = self.numbered(writers, *object, &mut known) {
                    sent.objects.push(SentObject {
                        object: *object,
                        target: target as u32,
                        representation,
                    });
                }
            }
        }
        sent.representations = known.len();
        close(self.out, list, b'[', b']');
        sent
    }

    /// The number of an object's representation, which is written if it is a new one.
    fn numbered<'w>(
        &mut self,
        writers: &'w [RepresentationWriter],
        object: ObjectId,
        known: &mut Known<'w>,
    ) -> Result<u32, Incomplete> {
        let ty = walk::type_of(self.plan, self.store, object);
        let kind = writers.iter().position(|writer| admits(&writer.on, ty));
        let kind = kind.ok_or(Incomplete)?;
        let writer = &writers[kind];
        let glance = Glance {
            kind,
            writer,
            ty,
            object,
        };
        let hash = known.hash_values(&glance, self.store);
        if let Some(number) = hash.and_then(|hash| known.find_values(hash, &glance, self.store)) {
            return Ok(number);
        }
        let start = self.out.len();
        if let Err(incomplete) = self.representation(writer, object) {
            self.out.truncate(start);
            return Err(incomplete);
        }
        let number = known.number(self.out, start);
        if let Some(hash) = hash {
            known.remember_values(hash, glance, number);
        }
        Ok(number)
    }

    /// Writes `,{...}`.
    fn representation(
        &mut self,
        writer: &RepresentationWriter,
        object: ObjectId,
    ) -> Result<(), Incomplete> {
        self.out.extend_from_slice(b",{\"__typename\":");
        match &writer.typename {
            TypenameSource::Constant(name) => self.out.extend_from_slice(name),
            TypenameSource::Own => {
                let name = walk::typename(self.plan, self.store, object).ok_or(Incomplete)?;
                self.out.extend_from_slice(name);
            }
        }
        self.members(&writer.fields, object)?;
        self.out.push(b'}');
        Ok(())
    }

    /// Writes each `,"name":value`.
    fn members(&mut self, fields: &[FieldWriter], object: ObjectId) -> Result<(), Incomplete> {
        for field in fields {
            if field.on.is_some() {
                let ty = walk::type_of(self.plan, self.store, object);
                if !admits(&field.on, ty) {
                    continue;
                }
            }
            let value = match field.slot {
                Some(slot) => self.store.get(object, slot),
                None => Value::Absent,
            };
            match value {
                Value::Absent | Value::Null if field.required => return Err(Incomplete),
                // Not asked is not null (rule 21).
                Value::Absent => {}
                value => {
                    self.out.extend_from_slice(&field.key);
                    self.value(value, &field.fields)?;
                }
            }
        }
        Ok(())
    }

    fn value(&mut self, value: Value, fields: &[FieldWriter]) -> Result<(), Incomplete> {
        match value {
            Value::Absent | Value::Null => self.out.extend_from_slice(b"null"),
            Value::Bool(true) => self.out.extend_from_slice(b"true"),
            Value::Bool(false) => self.out.extend_from_slice(b"false"),
            Value::Text(span) | Value::Integer(span) | Value::Number(span) | Value::Json(span) => {
                self.store.append(span, self.out)
            }
            Value::Type(id) => self.out.extend_from_slice(self.plan.types.json(id)),
            Value::Object(object) => {
                let start = self.out.len();
                self.members(fields, object)?;
                close(self.out, start, b'{', b'}');
            }
            Value::List(list) => {
                let start = self.out.len();
                for cell in list.cells() {
                    self.out.push(b',');
                    self.value(self.store.cell(cell), fields)?;
                }
                close(self.out, start, b'[', b']');
            }
            Value::Header { .. } => unreachable!("a header is no value"),
        }
        Ok(())
    }
}

/// Closes a list or object whose parts each began with a comma: the first comma becomes the opening.
pub(crate) fn close(out: &mut Vec<u8>, start: usize, open: u8, end: u8) {
    match out.get_mut(start) {
        Some(comma) => *comma = open,
        None => out.push(open),
    }
    out.push(end);
}
