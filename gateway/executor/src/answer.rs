//! Reads a subgraph's answer: JSON bytes into the merged tree's values, in one pass.
//!
//! The bytes are untrusted (rule 50). Keys that were not asked for are skipped without being kept; every string, number
//! and literal is checked, since leaves are later written to the client as they stand.

mod alike;
mod errors;
mod json;
mod values;

use bytes::Bytes;

pub(crate) use errors::UpstreamError;
pub(crate) use json::{Fault, Key};
pub(crate) use values::ValueReader;

use crate::Limits;
use crate::compiled::{CompiledPlan, Group, ReaderId};
use crate::request::Sent;
use crate::store::{Full, List, ObjectId, Store, Value};

/// What is expected in `data`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Expected<'p> {
    Root(ReaderId),
    /// The groups, and what was sent: a list of results for each.
    Entities(&'p [Group], &'p [Sent]),
}

/// An answer that is a GraphQL response.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) data: Data,
    pub(crate) errors: Vec<UpstreamError>,
}

#[derive(Debug)]
pub(crate) enum Data {
    /// `null` or not there.
    None,
    Root(ObjectId),
    /// For each list that was sent, for each reader of its group, the results.
    Entities(Vec<Vec<Results>>),
}

/// The value of one `_entities`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Results {
    /// `null` or not there.
    None,
    List(List),
    /// Something else.
    Invalid,
}

/// Why an answer cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// Not JSON, or not a GraphQL response.
    Malformed,
    TooDeep,
    TooLarge,
}

impl From<Fault> for Unreadable {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Syntax => Self::Malformed,
            Fault::TooDeep => Self::TooDeep,
            Fault::Full => Self::TooLarge,
        }
    }
}

impl From<Full> for Fault {
    fn from(Full: Full) -> Self {
        Self::Full
    }
}

/// Reads an answer. The values refer to `body`, which the store keeps.
pub(crate) fn read(
    body: Bytes,
    expected: Expected<'_>,
    plan: &CompiledPlan,
    store: &mut Store,
    limits: &Limits,
) -> Result<Answer, Unreadable> {
    if body.len() > limits.answer_bytes {
        return Err(Unreadable::TooLarge);
    }
    if simdutf8::basic::from_utf8(&body).is_err() {
        return Err(Unreadable::Malformed);
    }
    let buffer = store.keep(body.clone()).ok_or(Unreadable::TooLarge)?;
    let mut reader = ValueReader::new(&body, buffer, plan, store, limits.answer_depth);
    Ok(read_response(&mut reader, expected)?)
}

fn read_response(reader: &mut ValueReader<'_>, expected: Expected<'_>) -> Result<Answer, Fault> {
    let mut answer = Answer {
        data: Data::None,
        errors: Vec::new(),
    };
    let mut is_graphql = false;
    let mut member = reader.cursor.open_object()?;
    while member {
        match reader.cursor.key()? {
            b"data" => {
                is_graphql = true;
                answer.data = read_data(reader, expected)?;
            }
            b"errors" => {
                answer.errors = errors::read(reader.cursor.skip()?)?;
                is_graphql |= !answer.errors.is_empty();
            }
            _ => {
                reader.cursor.skip()?;
            }
        }
        member = reader.cursor.next_member()?;
    }
    reader.cursor.end()?;
    let nothing = matches!(answer.data, Data::None) && answer.errors.is_empty();
    if !is_graphql || nothing {
        return Err(Fault::Syntax);
    }
    Ok(answer)
}

fn read_data(reader: &mut ValueReader<'_>, expected: Expected<'_>) -> Result<Data, Fault> {
    if reader.cursor.null()? {
        return Ok(Data::None);
    }
    match expected {
        Expected::Root(id) => match reader.value(Some(id))? {
            Value::Object(object) => Ok(Data::Root(object)),
            _ => Err(Fault::Syntax),
        },
        Expected::Entities(groups, sent) => read_entities(reader, groups, sent),
    }
}

fn read_entities(
    reader: &mut ValueReader<'_>,
    groups: &[Group],
    sent: &[Sent],
) -> Result<Data, Fault> {
    let mut results: Vec<Vec<Results>> = sent
        .iter()
        .map(|sent| vec![Results::None; groups[sent.group].readers.len()])
        .collect();
    let mut member = reader.cursor.open_object()?;
    while member {
        match list_of(reader.cursor.key()?, sent.len()) {
            None => {
                reader.cursor.skip()?;
            }
            Some(index) => {
                let start = reader.cursor.position();
                for (at, id) in groups[sent[index].group].readers.iter().enumerate() {
                    reader.cursor.set_position(start);
                    results[index][at] = match reader.value(Some(*id))? {
                        Value::List(list) => Results::List(list),
                        Value::Null => Results::None,
                        _ => Results::Invalid,
                    };
                }
            }
        }
        member = reader.cursor.next_member()?;
    }
    Ok(Data::Entities(results))
}

/// The list whose results stand under a key: `_entities` for the only one, else `e0`, `e1` and so on.
pub(crate) fn list_of(key: &[u8], lists: usize) -> Option<usize> {
    if lists == 1 {
        return (key == b"_entities").then_some(0);
    }
    let number = std::str::from_utf8(key.strip_prefix(b"e")?).ok()?;
    number.parse().ok().filter(|index| *index < lists)
}
