//! A keyed, invertible shuffle of the numbers below 10^8: neighbors stop being neighbors, and nothing repeats.
//!
//! Not cryptography. It makes identifiers that look unrelated, follow from a seed, and lead back to an index.

/// How many numbers are shuffled.
pub(crate) const SPACE: u64 = HALF * HALF;
const HALF: u64 = 10_000;
const ROUNDS: u64 = 5;

/// Scrambles 64 bits (the finalizer of splitmix64): a change of one bit changes about half of the result.
pub(crate) fn scramble(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn round(half: u64, number: u64, key: u64) -> u64 {
    scramble(key ^ (number << 56) ^ half) % HALF
}

/// Where the shuffle puts `value`; `value` is below [`SPACE`].
pub(crate) fn shuffle(value: u64, key: u64) -> u64 {
    let (mut left, mut right) = (value / HALF, value % HALF);
    for number in 0..ROUNDS {
        (left, right) = (right, (left + round(right, number, key)) % HALF);
    }
    left * HALF + right
}

/// What the shuffle put at `place`: the inverse of [`shuffle`].
pub(crate) fn unshuffle(place: u64, key: u64) -> u64 {
    let (mut left, mut right) = (place / HALF, place % HALF);
    for number in (0..ROUNDS).rev() {
        (left, right) = ((right + HALF - round(left, number, key)) % HALF, left);
    }
    left * HALF + right
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    proptest! {
        #[test]
        fn the_shuffle_can_be_undone(value in 0..SPACE, key: u64) {
            let place = shuffle(value, key);
            prop_assert!(place < SPACE);
            prop_assert_eq!(unshuffle(place, key), value);
        }
    }

    #[test]
    fn neighbors_are_spread_over_the_whole_space() {
        let tenths: HashSet<u64> = (0..200)
            .map(|value| shuffle(value, 1) / (SPACE / 10))
            .collect();
        assert_eq!(tenths.len(), 10);
    }
}
