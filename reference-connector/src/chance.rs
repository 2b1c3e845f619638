//! Chance, for jitter only: nothing that must be unguessable comes from here.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

/// A SplitMix64 stream.
#[derive(Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// A stream that differs from process to process: connectors that fail together must not retry together.
    pub(crate) fn from_process() -> Chance {
        Chance(RandomState::new().build_hasher().finish())
    }

    /// A duration from nothing up to `bound`, evenly.
    pub(crate) fn up_to(&mut self, bound: Duration) -> Duration {
        bound.mul_f64((self.draw() >> 11) as f64 / (1u64 << 53) as f64)
    }

    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
