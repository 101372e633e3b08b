//! Randomness with a seed: the same seed gives the same case everywhere.

/// A source of numbers that follow from its seed.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(mixed(seed))
    }

    /// Below `bound`, which is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        (mixed(self.0) % bound as u64) as usize
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// Each item with that chance, at least one of them; `from` is not empty.
    pub fn some<T: Clone>(&mut self, from: &[T], percent: usize) -> Vec<T> {
        let mut chosen: Vec<T> = Vec::new();
        for item in from {
            if self.chance(percent) {
                chosen.push(item.clone());
            }
        }
        if chosen.is_empty() {
            chosen.push(self.pick(from).clone());
        }
        chosen
    }
}

/// Spreads the bits of a number (the finaliser of SplitMix64).
pub(crate) fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// A number that depends on all of a text.
pub(crate) fn hash(text: &str) -> u64 {
    let fold = |hash: u64, byte: u8| mixed(hash ^ u64::from(byte)).wrapping_add(0x9E37_79B9);
    text.bytes().fold(0x1234_5678_9ABC_DEF0, fold)
}
