//! Valid subgraphs made invalid in all the ways one can think of, from a seed.

use gateway_composition::SubgraphSource;

/// A small generator with a seed: the same seed gives the same case everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xA5A5_5A5A_1234_5678)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Below `bound`; 0 where there is nothing below.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const SNIPPETS: [&str; 34] = [
    "@key(fields: \"id\")",
    "@key(fields: \"id\", resolvable: false)",
    "@key(fields: \"o { id }\")",
    "@shareable",
    "@external",
    "@extends",
    "@requires(fields: \"id\")",
    "@requires(fields: \"t { id } u(a: 1)\")",
    "@provides(fields: \"id name\")",
    "@override(from: \"a\")",
    "@override(from: \"b\", label: \"percent(1)\")",
    "@interfaceObject",
    "@inaccessible",
    "@tag(name: \"x\")",
    "@authenticated",
    "@requiresScopes(scopes: [[\"s\"]])",
    "@policy(policies: [[\"p\"], [\"q\", \"r\"]])",
    "@context(name: \"c\")",
    "@fromContext(field: \"$c { id }\")",
    "@cost(weight: 3)",
    "@listSize(assumedSize: 1, sizedFields: [\"a\"])",
    "@cacheTag(format: \"t-{$key.id}\")",
    "@composeDirective(name: \"@x\")",
    "@deprecated",
    "implements I & J",
    "extend",
    "type Query { q: Int }",
    "interface I @key(fields: \"id\") { id: ID! }",
    "input Deep { deep: Deep = { deep: { deep: {} } } }",
    "union U = U | T",
    "scalar Int",
    "schema { query: T }",
    "\"\"\"",
    "é\u{0}",
];
const ODD_NAMES: [&str; 8] = [
    "Query",
    "Mutation",
    "__typename",
    "_Any",
    "_entities",
    "Int",
    "id",
    "T",
];

/// Mutates some subgraphs some times.
pub(crate) fn mutate(sources: &mut Vec<SubgraphSource>, dice: &mut Dice) {
    for _ in 0..=dice.below(6) {
        let Some(index) = pick_source(sources, dice) else {
            return;
        };
        match dice.below(12) {
            0 => {
                let copy = sources[index].clone();
                let name = format!("{}{}", copy.name, dice.below(3));
                sources.push(SubgraphSource { name, ..copy });
            }
            1 if sources.len() > 1 => {
                sources.remove(index);
            }
            2 => {
                let other = sources[dice.below(sources.len())].sdl.clone();
                graft(&mut sources[index].sdl, &other, dice);
            }
            _ => tokens(&mut sources[index].sdl, dice),
        }
    }
}

fn pick_source(sources: &[SubgraphSource], dice: &mut Dice) -> Option<usize> {
    (!sources.is_empty()).then(|| dice.below(sources.len()))
}

/// A definition of one subgraph is put into another.
fn graft(into: &mut String, from: &str, dice: &mut Dice) {
    let blocks: Vec<&str> = from.split_inclusive('}').collect();
    if blocks.is_empty() {
        return;
    }
    let block = blocks[dice.below(blocks.len())];
    into.push('\n');
    into.push_str(block);
}

fn tokens(sdl: &mut String, dice: &mut Dice) {
    let mut tokens = split(sdl);
    if tokens.is_empty() {
        return;
    }
    let at = dice.below(tokens.len());
    let other = dice.below(tokens.len());
    match dice.below(9) {
        0 => {
            tokens.remove(at);
        }
        1 => {
            let end = (at + 1 + dice.below(8)).min(tokens.len());
            let copied = tokens[at..end].to_vec();
            tokens.splice(other..other, copied);
        }
        2 => tokens.swap(at, other),
        3 => tokens[at] = tokens[other].clone(),
        4 => tokens[at] = dice.pick(&ODD_NAMES).to_owned(),
        5 => tokens[at] = deep(dice),
        6 => {
            let end = (at + 1 + dice.below(20)).min(tokens.len());
            tokens.drain(at..end);
        }
        _ => tokens.insert(at, format!(" {} ", dice.pick(&SNIPPETS))),
    }
    *sdl = tokens.concat();
}

/// Names, runs of blanks, whole strings, and single other characters.
fn split(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut string = false;
    for c in text.chars() {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let joins = tokens
            .last()
            .and_then(|last| last.chars().last())
            .is_some_and(|last| {
                string || (word(last) && word(c)) || (last.is_whitespace() && c.is_whitespace())
            });
        match tokens.last_mut() {
            Some(last) if joins => last.push(c),
            Some(_) | None => tokens.push(c.to_string()),
        }
        if c == '"' {
            string = !string;
        }
    }
    tokens
}

/// Something nested, now and then far deeper than the parser takes.
fn deep(dice: &mut Dice) -> String {
    let depth = [3, 50, 150, 250, 5_000][dice.below(5)];
    let (open, close) = [("[", "]"), ("{ a: ", "}"), ("{ t ", "}"), ("(a: [", "])")][dice.below(4)];
    format!("{}Int{}", open.repeat(depth), close.repeat(depth))
}
