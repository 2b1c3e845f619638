//! Keys of 64 bits for the maps of this module: a recipient costs eight bytes, however long its number is.
//!
//! The hash is written out here because keys are stored: it must be the same in every build. Two of a million
//! recipients share a key with a probability of 3 in 100 million.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use serde::{Deserialize, Serialize};

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

/// The key of one name: a phone number's digits, an id. The caller leaves out the plus sign, always or never.
pub fn of(name: &str) -> u64 {
    mixed(name.bytes().fold(FNV_OFFSET, step))
}

/// The key of two names in this order, such as a business number and a customer.
pub fn pair(first: &str, second: &str) -> u64 {
    pair_of(of(first), of(second))
}

/// The key of two keys in this order.
pub fn pair_of(first: u64, second: u64) -> u64 {
    mixed(first.rotate_left(32) ^ mixed(second))
}

fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME)
}

/// The finalizer of SplitMix64: every bit of the input moves every bit of the output.
fn mixed(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// A key in two halves: as a part of a table's slot it needs no padding next to a value of 32 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "u64", into = "u64")]
pub(crate) struct Slim(u32, u32);

impl From<u64> for Slim {
    fn from(key: u64) -> Slim {
        Slim((key >> 32) as u32, key as u32)
    }
}

impl From<Slim> for u64 {
    fn from(key: Slim) -> u64 {
        u64::from(key.0) << 32 | u64::from(key.1)
    }
}

/// A map whose keys are hashes already, and need no strong hash of their own.
pub(crate) type Keyed<V> = HashMap<Slim, V, BuildHasherDefault<Stirred>>;
/// A set of keys that are hashes already.
pub(crate) type KeySet = HashSet<Slim, BuildHasherDefault<Stirred>>;

/// Bytes that a map's table takes: each slot, and its control byte.
#[cfg(test)]
pub(crate) fn table_bytes<V>(map: &Keyed<V>) -> usize {
    let slots = (map.capacity() * 8 / 7).next_power_of_two();
    slots * (size_of::<(Slim, V)>() + 1)
}

/// Stirs the two halves of a key with one multiplication: enough for hashes, and plain numbers do not cluster.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Stirred(u64);

impl Hasher for Stirred {
    fn finish(&self) -> u64 {
        self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = mixed(bytes.iter().copied().fold(FNV_OFFSET ^ self.0, step));
    }

    fn write_u32(&mut self, half: u32) {
        self.0 = self.0 << 32 | u64::from(half);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_numbers_in_a_row_have_keys_of_their_own() {
        let keys: KeySet = (0..200_000u64)
            .map(|n| of(&(5_511_900_000_000 + n).to_string()).into())
            .collect();
        assert_eq!(keys.len(), 200_000);
    }

    #[test]
    fn a_pair_is_not_its_mirror_and_not_its_parts_run_together() {
        assert_ne!(pair("1", "23"), pair("23", "1"));
        assert_ne!(pair("1", "23"), pair("12", "3"));
        assert_ne!(pair("7", "7"), pair("8", "8"));
    }

    #[test]
    fn keys_stay_the_same_from_build_to_build() {
        assert_eq!(of("5511987654321"), 0x36bb_1c44_971e_ef22);
    }
}
