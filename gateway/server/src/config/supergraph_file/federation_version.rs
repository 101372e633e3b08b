//! `federation_version`: up to which version subgraphs may be written.

use gateway_composition::{NEWEST_FEDERATION, SubgraphSource, linked_federation};
use serde_norway::Value;

use crate::config::{ConfigError, ConfigFault, FaultPlace};

const KEY: &str = "federation_version";

/// What the file asks for, as in the field's tools: `1` composes subgraphs of Federation 1 only, `2` whatever is known, an
/// exact version whatever it can read.
#[derive(Debug, Clone, PartialEq)]
pub struct FederationVersion {
    written: String,
    most: Most,
    place: Option<FaultPlace>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Most {
    Federation1,
    Newest,
    Minor(u32),
}

impl FederationVersion {
    /// `1`, `2`, `=2.9.0`
    pub(super) fn parse(value: &Value, place: Option<FaultPlace>) -> Result<Self, String> {
        let written = match value {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.clone(),
            Value::Null
            | Value::Bool(_)
            | Value::Sequence(_)
            | Value::Mapping(_)
            | Value::Tagged(_) => String::new(),
        };
        let most = most(&written).ok_or("expected a version such as 2 or =2.9.0")?;
        match most {
            Most::Minor(minor) if minor > NEWEST_FEDERATION.minor => Err(format!(
                "the newest federation that is composed is {NEWEST_FEDERATION}"
            )),
            Most::Federation1 | Most::Newest | Most::Minor(_) => Ok(Self {
                written,
                most,
                place,
            }),
        }
    }

    /// Holds the links of the subgraphs against it.
    ///
    /// # Errors
    /// All subgraphs that are written for a later version, at once.
    pub fn check(&self, subgraphs: &[SubgraphSource]) -> Result<(), ConfigError> {
        let faults: Vec<ConfigFault> = subgraphs.iter().filter_map(|s| self.fault(s)).collect();
        match faults.is_empty() {
            true => Ok(()),
            false => Err(ConfigError::Faults(faults)),
        }
    }

    fn fault(&self, subgraph: &SubgraphSource) -> Option<ConfigFault> {
        let linked = linked_federation(&subgraph.sdl)?;
        let later = match self.most {
            Most::Federation1 => true,
            Most::Newest => false,
            Most::Minor(minor) => linked.minor > minor,
        };
        later.then(|| ConfigFault {
            path: KEY.to_owned(),
            message: format!(
                "is {}, and the subgraph {} links federation {linked}",
                self.written, subgraph.name
            ),
            place: self.place.clone(),
        })
    }
}

fn most(written: &str) -> Option<Most> {
    let exact = written.trim_start_matches(['=', 'v']);
    let parts: Vec<&str> = exact.split('.').collect();
    let numbers: Option<Vec<u32>> = parts.iter().map(|part| part.parse().ok()).collect();
    match numbers?.as_slice() {
        [2] => Some(Most::Newest),
        [2, minor] | [2, minor, _] => Some(Most::Minor(*minor)),
        [0 | 1] | [0 | 1, _] | [0 | 1, _, _] => Some(Most::Federation1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One row a version: what links it asks too much.
    #[test]
    fn subgraphs_are_held_against_it() {
        let subgraph = |name: &str, link: &str| SubgraphSource {
            name: name.to_owned(),
            url: String::new(),
            sdl: format!("{link} type Query {{ a: Int }}"),
            file: None,
        };
        let link = |version: &str| {
            format!("extend schema @link(url: \"https://specs.apollo.dev/federation/{version}\")")
        };
        let subgraphs = [
            subgraph("one", ""),
            subgraph("early", &link("v2.3")),
            subgraph("late", &link("v2.9")),
            subgraph("broken", "type {"),
        ];
        for (version, expected) in [
            ("2", ""),
            ("=2.9.0", ""),
            ("v2.10", ""),
            (
                "=2.5.1",
                "federation_version: is =2.5.1, and the subgraph late links federation v2.9",
            ),
            (
                "1",
                "federation_version: is 1, and the subgraph early links federation v2.3\n\
                 federation_version: is 1, and the subgraph late links federation v2.9",
            ),
        ] {
            let read = FederationVersion::parse(&Value::String(version.to_owned()), None).unwrap();
            let told = read.check(&subgraphs).err();
            let told = told.map(|error| error.to_string()).unwrap_or_default();
            assert_eq!(told, expected, "{version}");
        }
    }
}
