//! What a notice has to tell: the parcel, its steps up to now, and in which manner they are told.

use super::Notice;
use super::disorder::{Disorder, Disorders};
use super::json::Json;
use super::life::{Leg, Step, Told, history, last_mile_number, piece_number};
use super::stamp::Stamp;
use crate::parcel::Parcel;
use std::borrow::Cow;

/// In which manner a notice is told, where the carrier knows more than one. The default is the carrier's usual one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Manner<'a> {
    /// One of the versions in the carrier's profile; the first of them when there is none or it is not among them.
    pub version: Option<&'static str>,
    /// What is out of order.
    pub disorders: Disorders,
    /// A whole life up to a step, in the place of the short one that the notice's checkpoint implies.
    pub told: Option<Told<'a>>,
    /// A photograph of the delivery in base64, for carriers that send one (UPS); it makes bodies large.
    pub photo: Option<&'a str>,
    /// Base URL of the carrier's own API, for pushes that point to it; the carrier's real one without it.
    pub api_url: Option<&'a str>,
}

/// Everything that a renderer needs.
pub(super) struct Tale<'a> {
    pub(super) notice: &'a Notice<'a>,
    pub(super) manner: &'a Manner<'a>,
    pub(super) parcel: &'a Parcel,
    /// Oldest first, and never empty.
    pub(super) steps: Vec<Step>,
    version: &'static str,
}

impl<'a> Tale<'a> {
    pub(super) fn of(notice: &'a Notice<'a>, manner: &'a Manner<'a>) -> Tale<'a> {
        let parcel = notice.parcel;
        let mut steps = manner.told.map(|told| told.steps()).unwrap_or_default();
        if steps.is_empty() {
            steps = history(parcel, notice.checkpoint, notice.at);
        }
        let versions = parcel.carrier.profile().versions;
        let wanted = manner.version.unwrap_or(versions[0]);
        let known = versions.iter().find(|version| **version == wanted);
        Tale {
            notice,
            manner,
            parcel,
            steps,
            version: known.unwrap_or(&versions[0]),
        }
    }

    /// Which version of the carrier's webhook is played.
    pub(super) fn version(&self) -> &'static str {
        self.version
    }

    /// Where the parcel is now.
    pub(super) fn newest(&self) -> &Step {
        &self.steps[self.steps.len() - 1]
    }

    pub(super) fn leg(&self) -> Leg {
        self.newest().leg
    }

    /// The first time that something happened.
    pub(super) fn first(&self, leg: Leg) -> Option<&Step> {
        self.steps.iter().find(|step| step.leg == leg)
    }

    /// The history as a carrier lists it that begins with the oldest.
    pub(super) fn oldest_first(&self) -> Vec<&Step> {
        let mut steps: Vec<&Step> = self.steps.iter().collect();
        if self.manner.disorders.has(Disorder::Unsorted) {
            // Cut in the middle: neither end is the newest where there are three or more.
            let middle = steps.len() / 2;
            steps.rotate_left(middle);
        }
        steps
    }

    /// The history as a carrier lists it that begins with the newest.
    pub(super) fn newest_first(&self) -> Vec<&Step> {
        let mut steps = self.oldest_first();
        steps.reverse();
        steps
    }

    /// The steps that are news at this checkpoint: all since the last step of another checkpoint.
    pub(super) fn news(&self) -> &[Step] {
        let now = self.leg().checkpoint();
        let old = self
            .steps
            .iter()
            .rposition(|step| step.leg.checkpoint() != now);
        &self.steps[old.map_or(0, |old| old + 1)..]
    }

    /// When a step happened, on the clocks of where it happened, as far as the disorder lets it be known.
    pub(super) fn local(&self, step: &Step) -> Stamp {
        let disorders = self.manner.disorders;
        if disorders.has(Disorder::NoZone) {
            return Stamp::local(step).without_zone();
        }
        let odd = || self.steps.iter().position(|one| one == step).unwrap_or(0) % 2 == 1;
        if disorders.has(Disorder::MixedZones) && odd() {
            return Stamp::utc(step.at);
        }
        Stamp::local(step)
    }

    /// The expected date of delivery, `YYYY-MM-DD`; a milestone that is told again changed has a later one.
    pub(super) fn expected_date(&self) -> Cow<'a, str> {
        let date = &self.parcel.estimated_delivery_date;
        if !self.manner.disorders.has(Disorder::ChangedRepeat) {
            return Cow::Borrowed(date);
        }
        let later = date
            .parse::<jiff::civil::Date>()
            .ok()
            .and_then(|date| date.tomorrow().ok());
        later.map_or(Cow::Borrowed(date), |later| Cow::Owned(later.to_string()))
    }

    /// The number under which the carrier tells it: a later piece of a split shipment has its own.
    pub(super) fn number(&self) -> Cow<'a, str> {
        match self.newest().piece {
            0 => Cow::Borrowed(&self.parcel.tracking_number),
            piece => Cow::Owned(piece_number(self.parcel, piece)),
        }
    }

    /// The number of the last mile, once the last courier has the parcel in a life that says so.
    pub(super) fn last_mile(&self) -> Option<String> {
        let handed_over = self.manner.told.is_some() && self.first(Leg::HandedOver).is_some();
        handed_over.then(|| last_mile_number(self.parcel))
    }

    /// Whole days since the label was made.
    pub(super) fn days(&self) -> u64 {
        let now = self.newest().at;
        now.since(self.parcel.created_at).as_secs() / 86_400
    }

    /// A JSON body.
    pub(super) fn json(&self, capacity: usize, fill: impl FnOnce(&mut Json)) -> Vec<u8> {
        Json::document(self.manner.disorders, capacity, fill)
    }
}
