//! The codes of contract changes, and the versions in file names.

macro_rules! event_codes {
    ($($name:ident: $meaning:literal)*) => {
        $(
            #[doc = $meaning]
            pub(super) const $name: &str = stringify!($name);
        )*
        /// Every code with its meaning.
        pub const EVENT_CODES: &[(&str, &str)] = &[$((stringify!($name), $meaning)),*];
    };
}

event_codes! {
    EVENT_SCHEMA_INVALID: "a contract cannot be read as a JSON Schema"
    EVENT_REMOVED: "a contract was removed while events and consumers of it may exist"
    EVENT_ADDED: "a contract is new"
    EVENT_VERSION_ADDED: "a contract has a new version beside the old one"
    EVENT_VERSION_SKIPPED: "a contract's new version is not the next one"
    EVENT_FIELD_REMOVED: "a field that consumers may read is no longer described"
    EVENT_FIELD_ADDED: "an optional field is new"
    EVENT_FIELD_REQUIRED: "a field must be there now, and stored events may lack it"
    EVENT_FIELD_OPTIONAL: "a field that consumers rely on need not be there any more"
    EVENT_TYPE_CHANGED: "a value's type changed, and consumers or stored events do not fit it"
    EVENT_ENUM_VALUE_REMOVED: "a value that stored events may have is no longer allowed"
    EVENT_ENUM_VALUE_ADDED: "a value is new, which consumers may not know"
    EVENT_CLOSED: "additional properties are refused now, and stored events may have some"
    EVENT_OPENED: "additional properties are allowed now, and consumers may not expect them"
    EVENT_VARIANT_REMOVED: "a form that stored events may have is no longer allowed"
    EVENT_VARIANT_ADDED: "a form is new, which consumers may not know"
    EVENT_NOT_JUDGED: "a part changed of which cannot be told what it means for consumers and stored events; it counts as breaking"
    EVENT_BOUND_TIGHTENED: "a bound, pattern or format is stricter now, and stored events may break it"
    EVENT_BOUND_LOOSENED: "a bound, pattern or format is looser now, and consumers may rely on it"
}

/// Whether a file is called as contracts are: `NAME.vN.json`, versions counted from 1.
pub fn is_contract(file: &str) -> bool {
    let Some(stem) = file.strip_suffix(".json") else {
        return false;
    };
    let numbered = stem.rsplit_once(".v").is_some_and(|(name, number)| {
        !name.is_empty() && !number.starts_with('0') && number.parse::<u32>().is_ok()
    });
    numbered && !stem.starts_with('.')
}

/// The name without its version and ending, and the version: `order.created.v1.json` is `order.created`, 1.
pub(super) fn version(name: &str) -> (&str, Option<u32>) {
    let stem = name.strip_suffix(".json").unwrap_or(name);
    match stem.rsplit_once(".v") {
        Some((stem, number)) => match number.parse() {
            Ok(number) => (stem, Some(number)),
            Err(_) => (stem, None),
        },
        None => (stem, None),
    }
}
