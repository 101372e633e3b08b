//! `docs/gateway.md` lists every configuration key, and no other.

use std::collections::BTreeSet;
use std::path::Path;

use gateway_server::config::{Config, Overlay};

const DOCUMENT: &str = include_str!("../../../../docs/gateway.md");
const EXAMPLE: &str = include_str!("../../../../deploy/gateway.yaml");

/// Keys of the reference's rows, with their defaults.
fn rows() -> Vec<(String, String)> {
    let (_, reference) = DOCUMENT.split_once("| Key | Default | Meaning |").unwrap();
    let row = |line: &str| {
        let mut cells = line.strip_prefix("| `")?.splitn(3, '|');
        let key = cells.next()?.trim().trim_end_matches('`').to_owned();
        Some((key, cells.next()?.trim().to_owned()))
    };
    reference.lines().filter_map(row).collect()
}

#[test]
fn every_key_is_documented() {
    let documented: BTreeSet<String> = rows().into_iter().map(|(key, _)| key).collect();
    assert_eq!(documented, Config::keys());
}

/// A default that is a value is written back as that value: it must be read, and change nothing.
#[test]
fn documented_defaults_are_the_defaults() {
    let is_value = |default: &str| {
        let inside = default
            .strip_prefix('`')
            .and_then(|rest| rest.strip_suffix('`'));
        inside.filter(|text| !text.contains('`')).map(str::to_owned)
    };
    let mut checked = 0;
    for (key, default) in rows() {
        let Some(value) = is_value(&default) else {
            continue;
        };
        // Defaults of sections that are off, and those that name another key.
        if [
            "usage",
            "auth",
            "identity",
            "rate_limit",
            "storefront",
            "subgraphs",
        ]
        .contains(&key.split('.').next().unwrap())
        {
            continue;
        }
        let mut overlay = Overlay::default();
        overlay.set(&key.split('.').collect::<Vec<&str>>(), &value);
        let config = Config::read(&overlay).unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(config, Config::default(), "{key}");
        checked += 1;
    }
    assert!(checked > 30, "{checked}");
}

#[test]
fn the_example_is_read_but_for_its_files() {
    let overlay = Overlay::from_yaml(EXAMPLE, Path::new("gateway.yaml")).unwrap();
    let error = Config::read(&overlay).unwrap_err().to_string();
    // The key and the storefront lie in the container.
    let in_container = |line: &str| {
        let faults = ["identity.key_file: ", "storefront.directory: "];
        faults.iter().any(|fault| line.contains(fault))
    };
    assert!(error.lines().all(in_container), "{error}");
}
