//! A known parcel told by the renderers of its push, as a piece of a larger answer.

use super::super::disorder::Disorders;
use super::super::json::Json;
use super::super::life::Told;
use super::super::tale::{Manner, Tale};
use super::super::{Carrier, Notice};
use crate::parcels::Known;

impl Known {
    /// The same parcel, told by this carrier: an aggregator tells of parcels that others push.
    pub(super) fn by(mut self, carrier: Carrier) -> Known {
        self.parcel.carrier = carrier;
        self
    }

    /// Its life as a tale has it, if it has a whole one.
    pub(crate) fn told(&self) -> Option<Told<'_>> {
        self.life.as_ref().map(|life| {
            let own = life.steps.iter().rposition(|step| step.piece == 0);
            Told {
                life,
                upto: own.unwrap_or(0),
            }
        })
    }

    /// The tale that the newest push told.
    pub(super) fn tell<T>(
        &self,
        version: Option<&'static str>,
        tell: impl FnOnce(&Tale<'_>) -> T,
    ) -> T {
        let notice = Notice {
            parcel: &self.parcel,
            checkpoint: self.checkpoint,
            at: self.at,
            oddity: None,
            forgery: None,
        };
        let manner = Manner {
            version,
            told: self.told(),
            ..Manner::default()
        };
        tell(&Tale::of(&notice, &manner))
    }

    /// A JSON object of the tale.
    pub(super) fn object(
        &self,
        version: Option<&'static str>,
        fill: impl FnOnce(&mut Json, &Tale<'_>),
    ) -> String {
        self.tell(version, |tale| {
            text(tale.json(6_000, |json| fill(json, tale)))
        })
    }
}

/// A JSON object.
pub(super) fn object(fill: impl FnOnce(&mut Json)) -> String {
    text(Json::document(Disorders::NONE, 500, fill))
}

/// A JSON array of objects.
pub(super) fn array(objects: &[String]) -> String {
    format!("[{}]", objects.join(","))
}

fn text(bytes: Vec<u8>) -> String {
    // The writer takes text and adds ASCII.
    String::from_utf8(bytes).unwrap_or_default()
}
