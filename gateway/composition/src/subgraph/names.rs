//! The names that federation's elements go by in one subgraph.

use ahash::HashMap;
use gateway_supergraph::links::{Links, Version, identity};

use super::spec::{ELEMENTS, Element, SCALARS};

/// Local names, by the name in the spec.
#[derive(Debug, Clone, Default)]
pub(crate) struct LocalNames {
    directives: HashMap<&'static str, String>,
    scalars: HashMap<&'static str, String>,
    federation: Option<Version>,
}

impl LocalNames {
    /// For a subgraph of Federation 1 all names are plain (rule 10).
    pub(crate) fn of(links: &Links, federation: Option<Version>) -> Self {
        let mut names = Self {
            federation,
            ..Self::default()
        };
        for element in ELEMENTS {
            if let Some(local) = local_name(element, links, federation) {
                names.directives.insert(element.name, local);
            }
        }
        let link = links.by_identity(identity::FEDERATION);
        for scalar in SCALARS {
            let local = match link {
                Some(link) => link.type_name(scalar),
                None => format!("federation__{scalar}"),
            };
            names.scalars.insert(scalar, local);
        }
        names
    }

    /// The directive's local name; no directive is called by an empty name.
    pub(crate) fn directive(&self, element: &str) -> &str {
        self.directives.get(element).map_or("", String::as_str)
    }

    pub(crate) fn scalar(&self, name: &str) -> &str {
        self.scalars.get(name).map_or("", String::as_str)
    }

    pub(crate) fn is_scalar(&self, name: &str) -> bool {
        self.scalars.values().any(|local| local == name)
    }

    /// The federation element that a local directive name stands for.
    pub(crate) fn element(&self, local: &str) -> Option<&'static Element> {
        let (name, _) = self.directives.iter().find(|(_, name)| *name == local)?;
        ELEMENTS.iter().find(|element| element.name == *name)
    }

    /// The definitions that stand behind the local names, as SDL.
    pub(crate) fn definitions(&self) -> String {
        let mut sdl = String::new();
        for element in ELEMENTS {
            let Some(local) = self.directives.get(element.name) else {
                continue;
            };
            let arguments = SCALARS.iter().fold(
                element.arguments_in(self.federation).to_owned(),
                |text, name| text.replace(&format!("%{name}"), self.scalar(name)),
            );
            let repeatable = if element.repeatable {
                " repeatable"
            } else {
                ""
            };
            sdl.push_str(&format!(
                "directive @{local}{arguments}{repeatable} on {}\n",
                element.locations
            ));
        }
        for scalar in SCALARS {
            sdl.push_str(&format!("scalar {}\n", self.scalar(scalar)));
        }
        sdl
    }
}

fn local_name(element: &Element, links: &Links, federation: Option<Version>) -> Option<String> {
    let own = element
        .own_spec
        .and_then(|spec| links.directive_name(spec, element.name));
    match federation {
        Some(version) => {
            let linked = links
                .directive_name(identity::FEDERATION, element.name)
                .filter(|_| version >= element.since);
            own.or(linked)
        }
        None => own.or_else(|| element.federation_1.then(|| element.name.to_owned())),
    }
}
