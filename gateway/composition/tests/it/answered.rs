//! Whatever comes in, an answer comes out.

use gateway_composition::render::{Format, render};
use gateway_composition::{SubgraphSource, compose};
use gateway_supergraph::Supergraph;

/// Composing gives the same in both orders, every finding can be rendered, and what composes can be read back as it is.
pub(crate) fn answered(sources: &[SubgraphSource]) {
    let result = compose(sources);
    let names: std::collections::BTreeSet<&str> = sources.iter().map(|s| s.name.as_str()).collect();
    if names.len() == sources.len() {
        let reversed: Vec<_> = sources.iter().rev().cloned().collect();
        assert_eq!(result, compose(&reversed), "the order of subgraphs matters");
    }
    if let Ok(composition) = &result {
        let read =
            Supergraph::parse(&composition.supergraph_sdl).expect("the supergraph can be read");
        assert_eq!(read.api_schema.to_string(), composition.api_sdl);
    }
    let findings = result.map_or_else(|findings| findings, |composition| composition.hints);
    for format in [Format::Human, Format::Json, Format::Github, Format::Sarif] {
        render(format, &findings, sources);
    }
}
