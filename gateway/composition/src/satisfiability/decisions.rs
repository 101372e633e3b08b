//! How the labels of progressive overrides may be decided: whichever way, everything must be reachable.

use gateway_supergraph::{OverrideLabel, SubgraphField, Supergraph};

/// Labels that are tried in all combinations, each of which is a walk over the graph. Of more labels each is tried alone
/// and each is left out, as far as [`MAX_DECISIONS`] goes.
const MAX_COMBINED: usize = 5;
const MAX_DECISIONS: usize = 1 << MAX_COMBINED;

/// The labels that hold; all others do not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Decision<'a> {
    holding: Vec<&'a OverrideLabel>,
}

impl Decision<'_> {
    pub(super) fn holds(&self, label: &OverrideLabel) -> bool {
        self.holding.contains(&label)
    }
}

/// One where there are no labels. The first is that all hold, the last that none does.
pub(super) fn all(supergraph: &Supergraph) -> Vec<Decision<'_>> {
    let labels = labels(supergraph);
    let of = |chosen: &dyn Fn(usize) -> bool| Decision {
        holding: (0..labels.len())
            .filter(|index| chosen(*index))
            .map(|index| labels[index])
            .collect(),
    };
    if labels.len() <= MAX_COMBINED {
        let masks = (0..1_usize << labels.len()).rev();
        return masks
            .map(|mask| of(&|index| mask >> index & 1 == 1))
            .collect();
    }
    let mut decisions = vec![of(&|_| true)];
    for label in (0..labels.len()).take(MAX_DECISIONS / 2 - 1) {
        decisions.push(of(&|index| index == label));
        decisions.push(of(&|index| index != label));
    }
    decisions.push(Decision::default());
    decisions
}

fn labels(supergraph: &Supergraph) -> Vec<&OverrideLabel> {
    let types = supergraph.subgraphs.iter().flat_map(|s| s.types.values());
    let fields = types.flat_map(|ty| ty.fields.values());
    let mut labels = Vec::new();
    for label in fields.filter_map(label) {
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels
}

fn label(field: &SubgraphField) -> Option<&OverrideLabel> {
    field.overrides.as_ref()?.label.as_ref()
}

#[cfg(test)]
mod tests {
    use super::all;
    use gateway_supergraph::Supergraph;

    /// Fields of `A` that `B` takes over, each by a label of its own.
    fn graph(labels: usize) -> Supergraph {
        let fields: Vec<String> = (0..labels)
            .map(|n| {
                format!(
                    "f{n}: Int @join__field(graph: A, overrideLabel: \"l{n}\") \
                     @join__field(graph: B, override: \"a\", overrideLabel: \"l{n}\")"
                )
            })
            .collect();
        let sdl = format!(
            "schema @link(url: \"https://specs.apollo.dev/link/v1.0\") \
             @link(url: \"https://specs.apollo.dev/join/v0.5\", for: EXECUTION) {{ query: Query }} \
             directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA \
             directive @join__graph(name: String!, url: String!) on ENUM_VALUE \
             directive @join__type(graph: join__Graph!) repeatable on OBJECT \
             directive @join__field(graph: join__Graph, override: String, overrideLabel: String) \
             repeatable on FIELD_DEFINITION \
             scalar link__Import enum link__Purpose {{ SECURITY EXECUTION }} \
             enum join__Graph {{ A @join__graph(name: \"a\", url: \"\") B @join__graph(name: \"b\", url: \"\") }} \
             type Query @join__type(graph: A) @join__type(graph: B) {{ plain: Int @join__field(graph: A) {} }}",
            fields.join(" ")
        );
        Supergraph::parse(&sdl).expect("it is a supergraph")
    }

    #[test]
    fn few_labels_are_combined_and_many_are_bounded() {
        for (labels, decisions) in [(0, 1), (1, 2), (2, 4), (5, 32), (6, 14), (40, 32)] {
            let graph = graph(labels);
            let all = all(&graph);
            assert_eq!(all.len(), decisions, "{labels} labels");
            let distinct = all
                .iter()
                .enumerate()
                .all(|(n, one)| !all[..n].contains(one));
            assert!(distinct, "{labels} labels");
        }
    }
}
