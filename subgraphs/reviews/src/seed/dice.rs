//! Numbers that look random and are the same at every start.

/// SplitMix64 (Steele, Lea and Flood, 2014): a few lines, and good enough to choose sentences.
#[derive(Debug)]
pub(super) struct Dice(u64);

impl Dice {
    /// Dice that fall the same way for the same words.
    pub(super) fn named(words: &[&str]) -> Self {
        // FNV-1a, with a mark between the words so that ("ab", "c") and ("a", "bc") differ.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in words.iter().flat_map(|word| word.bytes().chain([0xff])) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Self(hash)
    }

    /// A number from 0 to `bound - 1`. The modulo's bias is far below what anybody could see.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let bound = bound.max(1) as u64;
        usize::try_from(self.next() % bound).expect("less than a usize that was given")
    }

    /// One of the items.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// The items in another order.
    pub(super) fn shuffled<T: Clone>(&mut self, items: &[T]) -> Vec<T> {
        let mut items = items.to_vec();
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
        items
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn falls_the_same_way_and_evenly() {
        let rolls = |name: &str| {
            let mut dice = Dice::named(&[name]);
            (0..6000).map(|_| dice.below(6)).collect::<Vec<_>>()
        };
        assert_eq!(rolls("a"), rolls("a"));
        assert_ne!(rolls("a"), rolls("b"));
        for side in 0..6 {
            let count = rolls("a").iter().filter(|roll| **roll == side).count();
            assert!((850..1150).contains(&count), "side {side}: {count}");
        }
    }

    #[test]
    fn shuffling_loses_nothing() {
        let items: Vec<u32> = (0..40).collect();
        let mut shuffled = Dice::named(&["cards"]).shuffled(&items);
        assert_ne!(shuffled, items);
        shuffled.sort_unstable();
        assert_eq!(shuffled, items);
    }
}
