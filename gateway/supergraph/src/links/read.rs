//! Reading the links off a schema definition's directives.

use apollo_compiler::Node;
use apollo_compiler::ast::{Directive, Value};
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::schema::DirectiveList;

use super::url::is_namespace;
use super::{Import, Link, Links, Purpose, SpecUrl, UrlError, identity};
use crate::arguments::string;

/// A link that cannot be read; the others are read all the same.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LinkError {
    #[error("a link needs the argument `{argument}` with a string")]
    UrlMissing {
        argument: &'static str,
        span: Option<SourceSpan>,
    },
    #[error("the URL of a link cannot be read")]
    BadUrl {
        #[source]
        source: UrlError,
        span: Option<SourceSpan>,
    },
    #[error("`{alias}` cannot stand before `__` in names")]
    BadAlias {
        alias: String,
        span: Option<SourceSpan>,
    },
    #[error("cannot import {item}: {reason}")]
    BadImport {
        item: String,
        reason: &'static str,
        span: Option<SourceSpan>,
    },
    #[error("`{purpose}` is no purpose: SECURITY and EXECUTION are")]
    BadPurpose {
        purpose: String,
        span: Option<SourceSpan>,
    },
    #[error("`{identity}` is linked twice")]
    LinkedTwice {
        identity: String,
        span: Option<SourceSpan>,
    },
    #[error("`{name}` names elements of both `{first}` and `{second}`")]
    NameTaken {
        name: String,
        first: String,
        second: String,
        span: Option<SourceSpan>,
    },
}

impl LinkError {
    /// Where the link stands.
    pub fn span(&self) -> Option<SourceSpan> {
        match self {
            Self::UrlMissing { span, .. }
            | Self::BadUrl { span, .. }
            | Self::BadAlias { span, .. }
            | Self::BadImport { span, .. }
            | Self::BadPurpose { span, .. }
            | Self::LinkedTwice { span, .. }
            | Self::NameTaken { span, .. } => *span,
        }
    }
}

impl Links {
    /// Reads all links of a `schema` definition and its extensions.
    pub fn read(directives: &DirectiveList) -> (Self, Vec<LinkError>) {
        let mut errors = Vec::new();
        let Some((name, argument)) = link_directive(directives) else {
            return (Self::default(), errors);
        };
        let mut links = Self {
            links: Vec::new(),
            directive: Some(name.clone()),
        };
        for directive in directives.get_all(&name) {
            let Some(link) = read_link(directive, argument, &mut errors) else {
                continue;
            };
            links.add(link, &mut errors);
        }
        (links, errors)
    }

    fn add(&mut self, link: Link, errors: &mut Vec<LinkError>) {
        if self.by_identity(&link.url.identity).is_some() {
            errors.push(LinkError::LinkedTwice {
                identity: link.url.identity,
                span: link.span,
            });
            return;
        }
        let taken = self
            .links
            .iter()
            .find(|other| other.namespace().is_some() && other.namespace() == link.namespace());
        if let Some(other) = taken {
            errors.push(LinkError::NameTaken {
                name: link.namespace().unwrap_or_default().to_owned(),
                first: other.url.identity.clone(),
                second: link.url.identity.clone(),
                span: link.span,
            });
            return;
        }
        for import in &link.imports {
            let clash = self.links.iter().find(|other| {
                other
                    .imports
                    .iter()
                    .any(|i| i.directive == import.directive && i.local == import.local)
            });
            if let Some(other) = clash {
                errors.push(LinkError::NameTaken {
                    name: import.local.clone(),
                    first: other.url.identity.clone(),
                    second: link.url.identity.clone(),
                    span: import.span,
                });
            }
        }
        self.links.push(link);
    }
}

/// The local name of the link directive and of its URL argument. It is the one that links its own spec; a
/// document that does not do that (as subgraphs may) uses the plain name.
fn link_directive(directives: &DirectiveList) -> Option<(String, &'static str)> {
    for directive in directives.iter() {
        for (argument, spec, plain) in [
            ("url", identity::LINK, "link"),
            ("feature", identity::CORE, "core"),
        ] {
            let url = string(directive, argument).and_then(|text| SpecUrl::parse(text).ok());
            if url.is_some_and(|url| url.identity == spec)
                && own_name(directive, plain) == directive.name.as_str()
            {
                return Some((directive.name.to_string(), argument));
            }
        }
    }
    directives.has("link").then(|| ("link".to_owned(), "url"))
}

fn own_name(directive: &Directive, plain: &'static str) -> String {
    let mut ignored = Vec::new();
    let imports = directive
        .specified_argument_by_name("import")
        .map(|value| read_imports(value, &mut ignored))
        .unwrap_or_default();
    let imported = imports
        .into_iter()
        .find(|import| import.directive && import.element == plain);
    match imported {
        Some(import) => import.local,
        None => string(directive, "as").unwrap_or(plain).to_owned(),
    }
}

fn read_link(
    directive: &Node<Directive>,
    argument: &'static str,
    errors: &mut Vec<LinkError>,
) -> Option<Link> {
    let span = directive.location();
    let Some(text) = string(directive, argument) else {
        errors.push(LinkError::UrlMissing { argument, span });
        return None;
    };
    let url = match SpecUrl::parse(text) {
        Ok(url) => url,
        Err(source) => {
            errors.push(LinkError::BadUrl { source, span });
            return None;
        }
    };
    let alias = string(directive, "as").map(str::to_owned);
    if let Some(alias) = alias.as_ref().filter(|alias| !is_namespace(alias)) {
        let alias = alias.clone();
        errors.push(LinkError::BadAlias { alias, span });
        return None;
    }
    Some(Link {
        url,
        alias,
        imports: directive
            .specified_argument_by_name("import")
            .map(|value| read_imports(value, errors))
            .unwrap_or_default(),
        purpose: read_purpose(directive, errors),
        span,
    })
}

fn read_purpose(directive: &Directive, errors: &mut Vec<LinkError>) -> Option<Purpose> {
    let value = directive.specified_argument_by_name("for")?;
    match &**value {
        Value::Null => None,
        Value::Enum(name) if name == "SECURITY" => Some(Purpose::Security),
        Value::Enum(name) if name == "EXECUTION" => Some(Purpose::Execution),
        other => {
            errors.push(LinkError::BadPurpose {
                purpose: other.serialize().no_indent().to_string(),
                span: value.location(),
            });
            None
        }
    }
}

fn read_imports(value: &Node<Value>, errors: &mut Vec<LinkError>) -> Vec<Import> {
    let items = match &**value {
        Value::Null => &[],
        Value::List(items) => items.as_slice(),
        Value::Enum(_)
        | Value::Variable(_)
        | Value::String(_)
        | Value::Float(_)
        | Value::Int(_)
        | Value::Boolean(_)
        | Value::Object(_) => std::slice::from_ref(value),
    };
    let mut imports: Vec<Import> = Vec::new();
    for item in items {
        match read_import(item) {
            Ok(import) => imports.push(import),
            Err(reason) => errors.push(LinkError::BadImport {
                item: item.serialize().no_indent().to_string(),
                reason,
                span: item.location(),
            }),
        }
    }
    imports
}

fn read_import(item: &Node<Value>) -> Result<Import, &'static str> {
    let (name, alias) = match &**item {
        Value::String(name) => (name.as_str(), None),
        Value::Object(fields) => read_renaming(fields)?,
        Value::Null
        | Value::Enum(_)
        | Value::Variable(_)
        | Value::Float(_)
        | Value::Int(_)
        | Value::Boolean(_)
        | Value::List(_) => return Err("an import is a string or { name:, as: }"),
    };
    let local = alias.unwrap_or(name);
    if name.starts_with('@') != local.starts_with('@') {
        return Err("a directive's name begins with `@` on both sides, a type's on neither");
    }
    let element = name.trim_start_matches('@');
    let bare = local.trim_start_matches('@');
    if ![element, bare]
        .iter()
        .all(|name| apollo_compiler::Name::is_valid_syntax(name))
    {
        return Err("that is no name");
    }
    Ok(Import {
        element: element.to_owned(),
        local: bare.to_owned(),
        directive: name.starts_with('@'),
        span: item.location(),
    })
}

fn read_renaming(
    fields: &[(apollo_compiler::Name, Node<Value>)],
) -> Result<(&str, Option<&str>), &'static str> {
    let mut name = None;
    let mut alias = None;
    for (key, value) in fields {
        let text = value.as_str().ok_or("`name` and `as` are strings")?;
        match key.as_str() {
            "name" => name = Some(text),
            "as" => alias = Some(text),
            _ => return Err("only `name` and `as` can be given"),
        }
    }
    Ok((name.ok_or("`name` is missing")?, alias))
}
