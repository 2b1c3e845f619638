//! Our words for carriers and checkpoints where they are keys of a connector file.

use std::collections::BTreeMap;

use simulator::carriers::Carrier;
use simulator::parcel::Checkpoint;

use super::ConnectorFileError;
use super::error::suggest;
use super::item::{Item, Section};
use super::pattern::Pattern;
use super::request::path_pattern;

type Read<T> = Result<T, ConnectorFileError>;

/// The carriers by their word in files.
const CARRIERS: [(&str, Carrier); 3] = [
    ("aftership", Carrier::AfterShip),
    ("17track", Carrier::SeventeenTrack),
    ("yunexpress", Carrier::YunExpress),
];

pub(super) fn carrier(word: &str) -> Option<Carrier> {
    let found = CARRIERS.into_iter().find(|(known, _)| *known == word);
    found.map(|(_, carrier)| carrier)
}

/// A checkpoint by our word for it.
pub(super) fn checkpoint(word: &str, item: &Item<'_>) -> Read<Checkpoint> {
    let known = Checkpoint::ALL.map(Checkpoint::word);
    let unknown = || {
        item.error(
            format!("no checkpoint is called {word:?}"),
            suggest(word, &known),
        )
    };
    Checkpoint::parse(word).ok_or_else(unknown)
}

/// Webhook paths by carrier.
pub(super) fn carriers_paths(section: &Section<'_>) -> Read<BTreeMap<Carrier, Pattern>> {
    let mut paths = BTreeMap::new();
    for (word, item) in section.entries() {
        if word == "whatsapp" {
            continue;
        }
        if let Some(carrier) = carrier(word) {
            paths.insert(carrier, path_pattern(&item, &[])?);
        } else {
            let mut known = vec!["whatsapp"];
            known.extend(CARRIERS.map(|(word, _)| word));
            let cause = "there is no such carrier";
            let cure = suggest(word, &known);
            let cure = format!("{cure} (a connector's own trigger goes into [stimulus.{word}])");
            return Err(item.error(cause, cure));
        }
    }
    Ok(paths)
}
