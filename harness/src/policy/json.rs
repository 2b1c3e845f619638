//! Checkpoints as words in the policy's JSON, the same words as everywhere else.

use simulator::parcel::Checkpoint;

fn parse<E: serde::de::Error>(word: &str) -> Result<Checkpoint, E> {
    Checkpoint::parse(word).ok_or_else(|| E::custom(format!("no checkpoint is called {word:?}")))
}

/// A map by checkpoint.
pub(super) mod by_checkpoint {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use simulator::parcel::Checkpoint;

    pub(in crate::policy) fn serialize<S: Serializer, V: Serialize>(
        map: &BTreeMap<Checkpoint, V>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            map.iter()
                .map(|(checkpoint, value)| (checkpoint.word(), value)),
        )
    }

    pub(in crate::policy) fn deserialize<'de, D: Deserializer<'de>, V: Deserialize<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<Checkpoint, V>, D::Error> {
        let words = BTreeMap::<String, V>::deserialize(deserializer)?;
        words
            .into_iter()
            .map(|(word, value)| Ok((super::parse(&word)?, value)))
            .collect()
    }
}

/// A set of checkpoints.
pub(super) mod checkpoints {
    use std::collections::BTreeSet;

    use serde::{Deserialize, Deserializer, Serializer};
    use simulator::parcel::Checkpoint;

    pub(in crate::policy) fn serialize<S: Serializer>(
        set: &BTreeSet<Checkpoint>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(set.iter().map(|checkpoint| checkpoint.word()))
    }

    pub(in crate::policy) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeSet<Checkpoint>, D::Error> {
        let words = Vec::<String>::deserialize(deserializer)?;
        words.iter().map(|word| super::parse(word)).collect()
    }
}
