//! Trigrams: how alike two texts are when one of them is misspelt.

use std::collections::BTreeSet;

/// Lower case, words of letters and digits with one space between.
pub(crate) fn fold(text: &str) -> String {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// The groups of three letters of each word, with two spaces before it and one after: `oak` has `  o`, ` oa`, `oak`, `ak `.
pub(crate) fn trigrams(text: &str) -> Vec<String> {
    let mut found = BTreeSet::new();
    for word in fold(text).split(' ').filter(|word| !word.is_empty()) {
        let padded: Vec<char> = format!("  {word} ").chars().collect();
        found.extend(
            padded
                .windows(3)
                .map(|three| three.iter().collect::<String>()),
        );
    }
    found.into_iter().collect()
}

/// The text from each of its words on: `wool throw`, `throw`.
pub(crate) fn tails(text: &str) -> Vec<String> {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    (0..words.len())
        .map(|from| words[from..].join(" "))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_one_trigram_more_than_letters() {
        assert_eq!(trigrams("Oak"), ["  o", " oa", "ak ", "oak"]);
        assert_eq!(trigrams("--"), Vec::<String>::new());
    }

    #[test]
    fn tails_start_at_each_word() {
        assert_eq!(
            tails("Pour-Over, Chalk"),
            ["pour over chalk", "over chalk", "chalk"]
        );
    }
}
