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

/// What each carrier signs with or asks for, as a key of `[credentials]` and as a placeholder.
pub(super) const SECRETS: [(&str, Carrier); 14] = [
    ("aftership_secret", Carrier::AfterShip),
    ("17track_key", Carrier::SeventeenTrack),
    ("yunexpress_key", Carrier::YunExpress),
    ("shipstation_v1_secret", Carrier::ShipStation),
    ("shipengine_secret", Carrier::ShipEngine),
    ("dhl_unified_secret", Carrier::DhlUnified),
    ("dhl_ecommerce_secret", Carrier::DhlEcommerce),
    ("fedex_secret", Carrier::FedEx),
    ("ups_secret", Carrier::Ups),
    ("easypost_secret", Carrier::EasyPost),
    ("shippo_secret", Carrier::Shippo),
    ("sf_express_secret", Carrier::SfExpress),
    ("kuaidi100_secret", Carrier::Kuaidi100),
    ("shopify_secret", Carrier::Shopify),
];

/// Webhooks that are no carrier's.
const OTHERS: [&str; 4] = ["whatsapp", "aliyun_report", "aliyun_up", "twilio"];

/// Webhook paths by carrier.
pub(super) fn carriers_paths(section: &Section<'_>) -> Read<BTreeMap<Carrier, Pattern>> {
    let mut paths = BTreeMap::new();
    for (word, item) in section.entries() {
        if OTHERS.contains(&word) {
            continue;
        }
        if let Some(carrier) = Carrier::parse(word) {
            paths.insert(carrier, path_pattern(&item, &[])?);
        } else {
            let mut known = OTHERS.to_vec();
            known.extend(Carrier::ALL.map(Carrier::word));
            let cause = "there is no such carrier";
            let cure = suggest(word, &known);
            let cure = format!("{cure} (a connector's own trigger goes into [stimulus.{word}])");
            return Err(item.error(cause, cure));
        }
    }
    Ok(paths)
}
