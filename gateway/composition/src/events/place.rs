//! Where something stands in a contract's text.

use super::Contract;
use crate::{Place, PlaceKind};

pub(super) fn start(contract: &Contract) -> Place {
    at(contract, 0..0)
}

fn at(contract: &Contract, range: std::ops::Range<usize>) -> Place {
    let place = Place::in_text(
        &contract.name,
        contract.file.as_deref(),
        &contract.text,
        range,
    );
    Place {
        kind: PlaceKind::Contract,
        ..place
    }
}

/// The key at the end of a path of keys, each looked for behind the one before; as far as the path goes.
pub(super) fn of_path<'a>(contract: &Contract, path: impl Iterator<Item = &'a str>) -> Place {
    let mut found = 0..0;
    for key in path {
        let quoted = format!("\"{key}\"");
        let keys = contract.text[found.end..].match_indices(quoted.as_str());
        let mut keys = keys.map(|(offset, _)| found.end + offset);
        let is_key = |start: &usize| {
            let rest = contract.text[start + quoted.len()..].trim_start();
            rest.starts_with(':')
        };
        match keys.find(is_key) {
            Some(start) => found = start..start + quoted.len(),
            None => break,
        }
    }
    at(contract, found)
}
