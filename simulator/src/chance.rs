//! The only source of randomness: named streams, all from one seed.
//!
//! A draw depends on the seed, a purpose and an index alone, never on what was drawn before. So a run can be
//! resumed in the middle, and adding a draw for one purpose changes no other.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

/// All chance of a world, from one seed.
#[derive(Debug, Clone, Copy)]
pub struct Chance {
    seed: u64,
}

impl Chance {
    /// From the run's seed.
    pub fn new(seed: u64) -> Chance {
        Chance { seed }
    }

    /// The run's seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The stream for one purpose and index: a generator that always starts at the same draw.
    pub fn stream(&self, purpose: &str, index: u64) -> ChaCha8Rng {
        let mut key = [0u8; 32];
        key[..8].copy_from_slice(&self.seed.to_le_bytes());
        key[8..16].copy_from_slice(&index.to_le_bytes());
        let name = purpose.as_bytes();
        assert!(
            name.len() <= 16,
            "a purpose has at most 16 bytes: {purpose}"
        );
        key[16..16 + name.len()].copy_from_slice(name);
        ChaCha8Rng::from_seed(key)
    }

    /// One number in [0, 1) for a purpose and index.
    pub fn unit(&self, purpose: &str, index: u64) -> f64 {
        self.stream(purpose, index).random::<f64>()
    }

    /// True in `share` of all indices.
    pub fn happens(&self, purpose: &str, index: u64, share: f64) -> bool {
        share > 0.0 && self.unit(purpose, index) < share
    }
}

/// A stable 63-bit hash of text, for indices made from names. Never negative as `i64`.
pub fn index_of(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    let mut eight = [0u8; 8];
    eight.copy_from_slice(&digest[..8]);
    u64::from_le_bytes(eight) >> 1
}
