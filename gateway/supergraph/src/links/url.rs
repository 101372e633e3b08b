//! The URL of a spec: `https://specs.apollo.dev/federation/v2.5`.

use std::fmt;

/// A spec's URL, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecUrl {
    /// The URL without its version.
    pub identity: String,
    /// The last segment of the identity, where it can stand in GraphQL names.
    pub name: Option<String>,
    pub version: Option<Version>,
}

/// `v2.5`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    pub major: u32,
    pub minor: u32,
}

/// Why a text is not the URL of a spec.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    #[error("`{0}` is not a URL")]
    NotAUrl(String),
    #[error("`{0}` has no path that names a spec")]
    NoName(String),
}

impl SpecUrl {
    /// Reads a URL. Query, fragment and a trailing slash do not matter.
    ///
    /// # Errors
    /// When there is no scheme, host or path.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let bare = text.split(['?', '#']).next().unwrap_or(text);
        let bare = bare.trim_end_matches('/');
        let (scheme, rest) = bare
            .split_once("://")
            .ok_or_else(|| UrlError::NotAUrl(text.to_owned()))?;
        let mut segments: Vec<&str> = rest.split('/').collect();
        if scheme.is_empty() || segments[0].is_empty() || text.contains(char::is_whitespace) {
            return Err(UrlError::NotAUrl(text.to_owned()));
        }
        let version = segments.last().and_then(|segment| Version::parse(segment));
        if version.is_some() && segments.len() > 1 {
            segments.pop();
        }
        if segments.len() < 2 {
            return Err(UrlError::NoName(text.to_owned()));
        }
        let name = segments.last().filter(|name| is_namespace(name));
        Ok(Self {
            identity: format!("{scheme}://{}", segments.join("/")),
            name: name.map(|name| (*name).to_owned()),
            version,
        })
    }
}

impl Version {
    pub const fn new(major: u32, minor: u32) -> Self {
        Self { major, minor }
    }

    /// `v1.2`; nothing else is a version.
    pub fn parse(text: &str) -> Option<Self> {
        let (major, minor) = text.strip_prefix('v')?.split_once('.')?;
        Some(Self {
            major: major.parse().ok()?,
            minor: minor.parse().ok()?,
        })
    }

    /// Whether a consumer of this version can read what was written for `other`.
    pub fn satisfies(self, other: Self) -> bool {
        self.major == other.major && self.minor >= other.minor
    }
}

/// A name that may stand before `__`: a GraphQL name that neither holds nor ends in what would make the
/// split ambiguous.
pub(super) fn is_namespace(name: &str) -> bool {
    apollo_compiler::Name::is_valid_syntax(name) && !name.contains("__") && !name.ends_with('_')
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}.{}", self.major, self.minor)
    }
}

impl fmt::Display for SpecUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.version {
            Some(version) => write!(f, "{}/{version}", self.identity),
            None => f.write_str(&self.identity),
        }
    }
}
