//! What block strings say.

/// The value of a block string, by the algorithm of the GraphQL specification: indentation that all lines but the first
/// have in common goes, and so do blank lines at the beginning and the end.
pub(super) fn block_value(raw: &str) -> String {
    let lines: Vec<&str> = raw.split('\n').collect();
    let is_blank = |line: &&str| line.bytes().all(is_white);
    let indents = lines.iter().skip(1).filter(|line| !is_blank(line));
    let indents = indents.map(|line| line.bytes().take_while(|byte| is_white(*byte)).count());
    let common = indents.min().unwrap_or(0);
    let cut = |(number, line): (usize, &'_ &str)| match number {
        0 => (*line).to_owned(),
        _ => line[common.min(line.len())..].to_owned(),
    };
    let cut: Vec<String> = lines.iter().enumerate().map(cut).collect();
    let is_blank = |line: &String| line.bytes().all(is_white);
    let Some(first) = cut.iter().position(|line| !is_blank(line)) else {
        return String::new();
    };
    let last = cut.iter().rposition(|line| !is_blank(line));
    cut[first..=last.unwrap_or(first)].join("\n")
}

fn is_white(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}
