//! What carriers push, read into one shape. Fields that we have no use for may be anything, or absent.
//!
//! A carrier is a [`Provider`] in a file of its own: its word, how it proves itself, how its pushes are read, and what
//! it takes for an answer.

mod aftership;
mod couriers;
mod dhl_ecommerce;
mod dhl_unified;
mod easypost;
mod fedex;
mod fields;
mod history;
mod kuaidi100;
mod news;
mod seventeentrack;
mod sf_express;
mod shipengine;
mod shippo;
pub(crate) mod shipstation;
mod shopify;
mod ups;
mod yunexpress;

use hyper::HeaderMap;

use crate::checkpoint::Checkpoint;
use crate::signature::Scheme;

pub(crate) use history::{Entry, is_sorted};
pub(crate) use news::{Known, News, Notice};

/// Who pushes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carrier {
    AfterShip,
    SeventeenTrack,
    YunExpress,
    ShipStation,
    ShipEngine,
    DhlUnified,
    DhlEcommerce,
    FedEx,
    Ups,
    EasyPost,
    Shippo,
    SfExpress,
    Kuaidi100,
    Shopify,
}

/// A carrier's rules.
pub(crate) struct Provider {
    /// In paths, and in the names of environment variables.
    pub(crate) word: &'static str,
    /// How a push proves where it is from.
    pub(crate) scheme: Scheme,
    /// What a push says.
    read: Read,
    /// Everything that a push says has happened, in its own order; empty where it tells one thing only.
    history: fn(&Push<'_>) -> Vec<Entry>,
    /// Content type and body of the answer that counts, for a push with these headers.
    ack: fn(&HeaderMap) -> Ack,
}

/// Reads a push; the second argument tells which checkpoints customers are told of.
type Read = fn(&Push<'_>, &dyn Fn(Checkpoint) -> bool) -> Result<Reading, NoticeError>;

/// Content type and body of an answer.
pub(crate) type Ack = (&'static str, &'static str);

/// A push as it came.
pub(crate) struct Push<'a> {
    pub(crate) headers: &'a HeaderMap,
    pub(crate) query: &'a str,
    pub(crate) body: &'a [u8],
    /// What the shop shares with the carrier; empty where nothing is shared.
    pub(crate) secret: &'a str,
}

impl Push<'_> {
    pub(crate) fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers.get(name).map(|value| value.as_bytes())
    }

    fn json(&self) -> Result<serde_json::Value, NoticeError> {
        Ok(serde_json::from_slice(self.body)?)
    }
}

/// What a push comes to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// A checkpoint, or a kind of push, that no customer is told of.
    Silent,
    /// All that a message needs.
    Notice(Notice),
    /// Parts of it; the rest is known already, or will be.
    News(Vec<News>),
    /// Where the news can be fetched.
    Pointer(String),
    /// A customer (digits) said yes or no to messages, says the shop.
    Consent { number: String, consent: Consent },
}

/// What a shop says about a customer's wish for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consent {
    Given,
    Withdrawn,
}

/// A body with the right signature that is no notice.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoticeError {
    #[error("the notice is no JSON of the expected form: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the notice lacks {0}")]
    Lacks(&'static str),
    #[error("{0} is no date such as 2026-11-25")]
    NoDate(&'static str),
    #[error("the ciphertext in encrypted_data cannot be read with the key that is set")]
    Ciphertext,
    #[error("{0} is no address of the carrier's API, and CARRIERS_URL is not set")]
    Elsewhere(String),
}

impl Carrier {
    /// All of them.
    pub(crate) const ALL: [Carrier; 14] = [
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

    /// The carrier with this word.
    pub(crate) fn parse(word: &str) -> Option<Carrier> {
        Carrier::ALL
            .into_iter()
            .find(|carrier| carrier.provider().word == word)
    }

    pub(crate) fn provider(self) -> &'static Provider {
        match self {
            Carrier::AfterShip => &aftership::PROVIDER,
            Carrier::SeventeenTrack => &seventeentrack::PROVIDER,
            Carrier::YunExpress => &yunexpress::PROVIDER,
            Carrier::ShipStation => &shipstation::PROVIDER,
            Carrier::ShipEngine => &shipengine::PROVIDER,
            Carrier::DhlUnified => &dhl_unified::PROVIDER,
            Carrier::DhlEcommerce => &dhl_ecommerce::PROVIDER,
            Carrier::FedEx => &fedex::PROVIDER,
            Carrier::Ups => &ups::PROVIDER,
            Carrier::EasyPost => &easypost::PROVIDER,
            Carrier::Shippo => &shippo::PROVIDER,
            Carrier::SfExpress => &sf_express::PROVIDER,
            Carrier::Kuaidi100 => &kuaidi100::PROVIDER,
            Carrier::Shopify => &shopify::PROVIDER,
        }
    }

    /// What a push says. `wanted` tells which checkpoints customers are told of; the others are read no further.
    pub(crate) fn read(
        self,
        push: &Push<'_>,
        wanted: &dyn Fn(Checkpoint) -> bool,
    ) -> Result<Reading, NoticeError> {
        (self.provider().read)(push, wanted)
    }

    /// Everything that a push says has happened.
    pub(crate) fn history(self, push: &Push<'_>) -> Vec<Entry> {
        (self.provider().history)(push)
    }

    /// The answer that the carrier takes for "got it": for some, the body counts.
    pub(crate) fn ack(self, headers: &HeaderMap) -> Ack {
        (self.provider().ack)(headers)
    }
}

/// The answer for carriers that look at the status alone.
const BY_STATUS: Ack = ("application/json", "{\"status\":\"ok\"}");

fn by_status(_: &HeaderMap) -> Ack {
    BY_STATUS
}

fn no_history(_: &Push<'_>) -> Vec<Entry> {
    Vec::new()
}

#[cfg(test)]
mod tests;
