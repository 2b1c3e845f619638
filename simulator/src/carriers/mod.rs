//! Carriers and aggregators that push a parcel's checkpoints: what each of them sends, and by which rules.
//!
//! A carrier is a [`Profile`] (data) and a renderer, in one file each. Nothing in here sends anything, and
//! nothing reads a clock: the same parcel, checkpoint and moment always give the same bytes.

mod aftership;
mod couriers;
mod json;
mod life;
mod profile;
mod seventeen_track;
mod stamp;
mod yun_express;

use crate::clock::Moment;
use crate::parcel::{Checkpoint, Courier, Parcel};
use crate::signature::{Forgery, Oddity, Sealed, Signer, forge, seal};

pub use profile::{Cardinality, OnExhaust, Profile, RetryPlan};

/// Who pushes. One file each; this is the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carrier {
    /// AfterShip Tracking, webhook version 2025-07.
    AfterShip,
    /// 17TRACK, API v2.4.
    SeventeenTrack,
    /// YunExpress `tisPushData`.
    YunExpress,
}

impl Carrier {
    /// All of them.
    pub const ALL: [Carrier; 3] = [
        Carrier::AfterShip,
        Carrier::SeventeenTrack,
        Carrier::YunExpress,
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
        match self {
            Carrier::AfterShip => &aftership::PROFILE,
            Carrier::SeventeenTrack => &seventeen_track::PROFILE,
            Carrier::YunExpress => &yun_express::PROFILE,
        }
    }

    /// Who carries the parcels that it tracks.
    pub fn couriers(self) -> &'static [Courier] {
        match self {
            Carrier::AfterShip => &couriers::OF_AFTERSHIP,
            Carrier::SeventeenTrack => &couriers::OF_SEVENTEEN_TRACK,
            Carrier::YunExpress => &couriers::OF_YUN_EXPRESS,
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
    /// What is wrong with the signature, when the notice is forged.
    pub forgery: Option<Forgery>,
}

/// A notice as it goes over the wire in a POST.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Value of `Content-Type`; not among the headers.
    pub content_type: &'static str,
    /// All other headers that the carrier sets, the signature's among them.
    pub headers: Vec<(String, String)>,
    /// The bytes that were signed.
    pub body: Vec<u8>,
}

/// Writes a notice down as its carrier does, and signs it with the secret that the shop shares with the carrier.
pub fn render(notice: &Notice, secret: &str) -> Rendered {
    match notice.parcel.carrier {
        Carrier::AfterShip => {
            let signer = Signer::HmacBase64 { secret };
            finish(
                notice,
                aftership::body(notice),
                &signer,
                "aftership-hmac-sha256",
                aftership::HEADERS,
            )
        }
        Carrier::SeventeenTrack => {
            let signer = Signer::BodySlashKey { key: secret };
            finish(
                notice,
                seventeen_track::body(notice),
                &signer,
                "sign",
                seventeen_track::HEADERS,
            )
        }
        Carrier::YunExpress => {
            let timestamp = (notice.at.0 / 1_000).to_string();
            let signer = Signer::TimestampKeyBody {
                timestamp: &timestamp,
                key: secret,
            };
            let headers = [
                ("X-YunExpress-Timestamp", timestamp.as_str()),
                yun_express::KEY_HEADER,
            ];
            finish(
                notice,
                yun_express::body(notice),
                &signer,
                "X-YunExpress-Signature",
                &headers,
            )
        }
    }
}

/// Odd form, signature or forgery, headers: the same steps for every carrier.
fn finish(
    notice: &Notice,
    body: Vec<u8>,
    signer: &Signer,
    signature_header: &str,
    other_headers: &[(&str, &str)],
) -> Rendered {
    let body = match notice.oddity {
        Some(oddity) => oddity.shape_body(body),
        None => body,
    };
    let Sealed { signature, body } = match notice.forgery {
        Some(forgery) => forge(signer, body, forgery),
        None => seal(signer, body),
    };
    let mut headers: Vec<(String, String)> = other_headers
        .iter()
        .map(|&(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    if let Some(signature) = signature {
        headers.push((signature_header.to_owned(), signature));
    }
    if let Some(oddity) = notice.oddity {
        oddity.shape_headers(&mut headers);
    }
    Rendered {
        content_type: "application/json",
        headers,
        body,
    }
}

/// Whether a carrier takes an answer as "got it". No carrier here looks at the body of the answer; others do.
pub fn acknowledged(carrier: Carrier, status: u16, _body: &[u8]) -> bool {
    match carrier {
        Carrier::AfterShip | Carrier::YunExpress => (200..300).contains(&status),
        Carrier::SeventeenTrack => status == 200,
    }
}

#[cfg(test)]
mod tests;
