//! `@link` (and its forerunner `@core`): which specs a document uses, and under which names.
//!
//! Subgraphs and supergraphs say so in the same way, so that the composer and the reader of supergraphs
//! share this module. It reads; what is allowed is decided by its callers.

mod read;
mod url;

use apollo_compiler::parser::SourceSpan;

pub use read::LinkError;
pub use url::{SpecUrl, UrlError, Version};

/// The identities of the specs that mean something here, without their version.
pub mod identity {
    pub const LINK: &str = "https://specs.apollo.dev/link";
    pub const CORE: &str = "https://specs.apollo.dev/core";
    pub const JOIN: &str = "https://specs.apollo.dev/join";
    pub const FEDERATION: &str = "https://specs.apollo.dev/federation";
    pub const TAG: &str = "https://specs.apollo.dev/tag";
    pub const INACCESSIBLE: &str = "https://specs.apollo.dev/inaccessible";
    pub const AUTHENTICATED: &str = "https://specs.apollo.dev/authenticated";
    pub const REQUIRES_SCOPES: &str = "https://specs.apollo.dev/requiresScopes";
    pub const POLICY: &str = "https://specs.apollo.dev/policy";
    pub const COST: &str = "https://specs.apollo.dev/cost";
    pub const CONTEXT: &str = "https://specs.apollo.dev/context";
    pub const CACHE_TAG: &str = "https://specs.apollo.dev/cacheTag";
    pub const SOURCE: &str = "https://specs.apollo.dev/source";
    pub const CONNECT: &str = "https://specs.apollo.dev/connect";
}

/// All links of one document, in the order they are written.
#[derive(Debug, Clone, Default)]
pub struct Links {
    pub links: Vec<Link>,
    /// The local name of the `@link` (or `@core`) directive itself; `None` where nothing is linked.
    pub directive: Option<String>,
}

/// One `@link(url:, as:, import:, for:)`.
#[derive(Debug, Clone)]
pub struct Link {
    pub url: SpecUrl,
    pub alias: Option<String>,
    pub imports: Vec<Import>,
    pub purpose: Option<Purpose>,
    pub span: Option<SourceSpan>,
}

/// One item of `import:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Name in the spec, without the `@`.
    pub element: String,
    /// Name in this document, without the `@`.
    pub local: String,
    pub directive: bool,
    pub span: Option<SourceSpan>,
}

/// Whether a consumer may ignore a spec it does not know: only one without a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Security,
    Execution,
}

impl Links {
    /// The link to a spec, by the identity of its URL.
    pub fn by_identity(&self, identity: &str) -> Option<&Link> {
        self.links.iter().find(|link| link.url.identity == identity)
    }

    /// The name a spec's directive goes by in this document.
    pub fn directive_name(&self, identity: &str, element: &str) -> Option<String> {
        Some(self.by_identity(identity)?.directive_name(element))
    }

    /// The link that a directive of this document comes from, with its name in the spec.
    pub fn directive_source(&self, local: &str) -> Option<(&Link, String)> {
        let imported = self.links.iter().find_map(|link| {
            let import = link
                .imports
                .iter()
                .find(|i| i.directive && i.local == local)?;
            Some((link, import.element.clone()))
        });
        imported
            .or_else(|| self.namespaced(local))
            .or_else(|| self.bare(local))
    }

    /// The link that a type of this document comes from, with its name in the spec.
    pub fn type_source(&self, local: &str) -> Option<(&Link, String)> {
        let imported = self.links.iter().find_map(|link| {
            let import = link
                .imports
                .iter()
                .find(|i| !i.directive && i.local == local)?;
            Some((link, import.element.clone()))
        });
        imported.or_else(|| self.namespaced(local))
    }

    fn namespaced(&self, local: &str) -> Option<(&Link, String)> {
        let (prefix, element) = local.split_once("__")?;
        let link = self
            .links
            .iter()
            .find(|link| link.namespace() == Some(prefix))?;
        Some((link, element.to_owned()))
    }

    /// A directive named as its spec: `@tag`, `@link`.
    fn bare(&self, local: &str) -> Option<(&Link, String)> {
        let link = self
            .links
            .iter()
            .find(|link| link.namespace() == Some(local))?;
        Some((link, link.url.name.clone()?))
    }
}

impl Link {
    /// What stands before `__` in the names of this spec's elements that are not imported.
    pub fn namespace(&self) -> Option<&str> {
        self.alias.as_deref().or(self.url.name.as_deref())
    }

    /// The local name of a directive of this spec, without the `@`.
    pub fn directive_name(&self, element: &str) -> String {
        let imported = self
            .imports
            .iter()
            .find(|import| import.directive && import.element == element);
        match imported {
            Some(import) => import.local.clone(),
            None if self.url.name.as_deref() == Some(element) => {
                self.namespace().unwrap_or(element).to_owned()
            }
            None => self.prefixed(element),
        }
    }

    /// The local name of a type of this spec.
    pub fn type_name(&self, element: &str) -> String {
        let imported = self
            .imports
            .iter()
            .find(|import| !import.directive && import.element == element);
        match imported {
            Some(import) => import.local.clone(),
            None => self.prefixed(element),
        }
    }

    fn prefixed(&self, element: &str) -> String {
        match self.namespace() {
            Some(namespace) => format!("{namespace}__{element}"),
            None => element.to_owned(),
        }
    }
}
