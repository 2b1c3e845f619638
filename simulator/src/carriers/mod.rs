//! Carriers and aggregators that push a parcel's checkpoints: what each of them sends, and by which rules.
//!
//! A carrier is a [`Profile`] (data) and a renderer, in one file each. Nothing in here sends anything, and
//! nothing reads a clock: the same parcel, checkpoint and moment always give the same bytes.

mod aftership;
mod couriers;
mod dhl_ecommerce;
mod dhl_unified;
pub mod disorder;
mod easy_post;
mod fedex;
mod json;
mod kuaidi100;
pub mod life;
pub mod magic_number;
mod profile;
pub mod query;
mod seal;
mod seventeen_track;
mod sf_express;
pub mod ship_engine;
pub mod ship_station;
mod shippo;
pub mod shopify;
mod stamp;
mod tale;
mod ups;
mod yun_express;

use crate::clock::Moment;
use crate::parcel::{Checkpoint, Courier, Parcel};
use crate::signature::{Forgery, Oddity};

pub use profile::{
    AckRule, Cardinality, CustomerIs, OnExhaust, Profile, Receipt, RetryPlan, Status,
};
pub use tale::Manner;
use tale::Tale;

/// Who pushes. One file each; this is the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carrier {
    /// AfterShip Tracking, webhook version 2025-07 and others.
    AfterShip,
    /// 17TRACK, API v2.4 and v2.2.
    SeventeenTrack,
    /// YunExpress `tisPushData`.
    YunExpress,
    /// ShipStation's first API: a pointer to be fetched.
    ShipStation,
    /// ShipEngine, and ShipStation's second API.
    ShipEngine,
    /// DHL Unified Push.
    DhlUnified,
    /// DHL eCommerce Americas.
    DhlEcommerce,
    /// FedEx Advanced Integrated Visibility.
    FedEx,
    /// UPS Track Alert.
    Ups,
    /// EasyPost trackers.
    EasyPost,
    /// Shippo tracks.
    Shippo,
    /// SF Express `RoutePushService`.
    SfExpress,
    /// Kuaidi100.
    Kuaidi100,
    /// Shopify's fulfillments.
    Shopify,
}

/// A carrier: its rules, whom it tracks, and how it writes.
struct Provider {
    profile: Profile,
    couriers: &'static [Courier],
    write: fn(&Tale<'_>, &str) -> Rendered,
}

impl Carrier {
    /// All of them.
    pub const ALL: [Carrier; 14] = [
        Carrier::AfterShip,
        Carrier::SeventeenTrack,
        Carrier::YunExpress,
        Carrier::ShipStation,
        Carrier::ShipEngine,
        Carrier::DhlUnified,
        Carrier::DhlEcommerce,
        Carrier::FedEx,
        Carrier::Ups,
        Carrier::EasyPost,
        Carrier::Shippo,
        Carrier::SfExpress,
        Carrier::Kuaidi100,
        Carrier::Shopify,
    ];

    /// The word in scenario files, connector files and the ledger.
    pub fn word(self) -> &'static str {
        self.profile().word
    }

    /// The carrier with this word.
    pub fn parse(word: &str) -> Option<Carrier> {
        Carrier::ALL
            .into_iter()
            .find(|carrier| carrier.word() == word)
    }

    /// The rules by which it pushes, and where they are from.
    pub fn profile(self) -> &'static Profile {
        &self.provider().profile
    }

    /// Who carries the parcels that it tracks.
    pub fn couriers(self) -> &'static [Courier] {
        self.provider().couriers
    }

    fn provider(self) -> &'static Provider {
        match self {
            Carrier::AfterShip => &aftership::PROVIDER,
            Carrier::SeventeenTrack => &seventeen_track::PROVIDER,
            Carrier::YunExpress => &yun_express::PROVIDER,
            Carrier::ShipStation => &ship_station::PROVIDER,
            Carrier::ShipEngine => &ship_engine::PROVIDER,
            Carrier::DhlUnified => &dhl_unified::PROVIDER,
            Carrier::DhlEcommerce => &dhl_ecommerce::PROVIDER,
            Carrier::FedEx => &fedex::PROVIDER,
            Carrier::Ups => &ups::PROVIDER,
            Carrier::EasyPost => &easy_post::PROVIDER,
            Carrier::Shippo => &shippo::PROVIDER,
            Carrier::SfExpress => &sf_express::PROVIDER,
            Carrier::Kuaidi100 => &kuaidi100::PROVIDER,
            Carrier::Shopify => &shopify::PROVIDER,
        }
    }
}

/// One webhook delivery of a carrier, before it is written down.
#[derive(Debug, Clone, Copy)]
pub struct Notice<'a> {
    /// About which parcel.
    pub parcel: &'a Parcel,
    /// Where the parcel is now; earlier checkpoints appear in the history.
    pub checkpoint: Checkpoint,
    /// When the checkpoint happened, and the push was made.
    pub at: Moment,
    /// An unusual form of a genuine notice.
    pub oddity: Option<Oddity>,
    /// What is wrong with the signature, when the notice is forged. Without effect where the carrier does not sign.
    pub forgery: Option<Forgery>,
}

/// A notice as it goes over the wire in a POST.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Value of `Content-Type`; not among the headers.
    pub content_type: &'static str,
    /// What is added to the address's query, percent-encoded and without `?`, where a carrier adds anything.
    pub query: Option<String>,
    /// All other headers that the carrier sets, the signature's among them.
    pub headers: Vec<(String, String)>,
    /// The bytes that were signed.
    pub body: Vec<u8>,
}

/// Writes a notice down as its carrier does, and signs it with the secret that the shop shares with the carrier.
pub fn render(notice: &Notice, secret: &str) -> Rendered {
    render_in(notice, &Manner::default(), secret)
}

/// The same in a manner of the caller's choice: version, disorder, a whole life.
pub fn render_in(notice: &Notice, manner: &Manner, secret: &str) -> Rendered {
    let tale = Tale::of(notice, manner);
    (notice.parcel.carrier.provider().write)(&tale, secret)
}

/// What an id that the carrier gives a parcel leads back by, where its API can be asked by such an id.
pub(crate) fn own_id(parcel: &Parcel) -> Option<u64> {
    match parcel.carrier {
        Carrier::AfterShip => Some(aftership::id_key(parcel)),
        Carrier::EasyPost => Some(easy_post::id_key(parcel)),
        _ => None,
    }
}

/// An address with a further query.
pub fn with_query(url: &str, query: &str) -> String {
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}{query}")
}

/// Whether a carrier takes an answer as "got it".
pub fn acknowledged(carrier: Carrier, status: u16, body: &[u8]) -> bool {
    receipt(carrier, status, body) == Receipt::Acknowledged
}

/// What an answer means to a carrier: some look at the body, and "200" alone is not enough for them.
pub fn receipt(carrier: Carrier, status: u16, body: &[u8]) -> Receipt {
    carrier.profile().ack_rule.receipt(status, body)
}

#[cfg(test)]
mod tests;
