//! How far apart two names are, for "did you mean".

/// Names longer than this are not compared: the work grows with the square of the length.
const MAX_LENGTH: usize = 64;

/// Edits (insert, remove, replace a character) between two names.
pub(crate) fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    if left.len() > MAX_LENGTH || right.len() > MAX_LENGTH {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, r) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(l != r);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[right.len()]
}

/// The name that is nearest to one, if it is near enough to be taken for a slip.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = name.chars().count().div_ceil(4).min(3);
    let measured = known.into_iter().filter(|other| !other.is_empty());
    let measured = measured.map(|other| (distance(name, other), other));
    let near = measured.filter(|(distance, _)| *distance <= most);
    near.min().map(|(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn counts_edits() {
        for (left, right, edits) in [
            ("", "", 0),
            ("orders", "orders", 0),
            ("order", "orders", 1),
            ("ordres", "orders", 2),
            ("a", "xyz", 3),
        ] {
            assert_eq!(distance(left, right), edits, "{left} {right}");
        }
    }
}
