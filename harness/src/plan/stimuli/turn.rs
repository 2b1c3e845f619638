//! What a ticket is about: a parcel's message, a customer who writes, or one parcel of many for the same customer.

use std::ops::Range;

use rand::RngExt;
use scenarios::dialogue_kind::DialogueKind;
use simulator::population::FORGED;

use super::Plan;

/// Parcels of dialogues: the last part of the indices that only forgers would use, so that each has a customer of its
/// own and an effect on one is a proof.
const DIALOGUES: Range<u64> = FORGED.start + 10_000_000..FORGED.start + 14_000_000;
/// Parcels of crowds, one a ticket.
const CROWDS: Range<u64> = FORGED.start + 14_000_000..FORGED.start + 18_000_000;
/// Parcels of a crowd beyond the policy's maximum.
const BEYOND: u64 = 2;

/// What a ticket is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// A message of a parcel of the load.
    Parcel,
    /// A customer who writes: what about, and the parcel's index.
    Dialogue(DialogueKind, u64),
    /// One of several parcels of one customer.
    Crowd(Crowded),
}

/// A parcel of a crowd.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Crowded {
    /// Its index.
    pub(super) parcel: u64,
    /// The index whose recipient gets all of them.
    pub(super) owner: u64,
    /// Whether the customer got as many messages as the policy allows.
    pub(super) capped: bool,
}

impl Plan {
    /// What a ticket is about.
    pub(super) fn turn(&self, ticket: u64) -> Turn {
        if let Some(crowded) = self.crowded(ticket) {
            return Turn::Crowd(crowded);
        }
        match self.dialogue_about(ticket) {
            Some(kind) => Turn::Dialogue(kind, DIALOGUES.start + ticket),
            None => Turn::Parcel,
        }
    }

    fn dialogue_about(&self, ticket: u64) -> Option<DialogueKind> {
        let settings = &self.dialogues;
        let room = ticket < DIALOGUES.end - DIALOGUES.start && self.whatsapp_url.is_some();
        if !room || !self.chance.happens("dialogue", ticket, settings.share) {
            return None;
        }
        // Without a promise an opt-out would call for nothing, and its customer's other messages would still be due.
        let played = |kind: &DialogueKind| {
            *kind != DialogueKind::OptOut || self.policy.dialogues.contains_key(kind)
        };
        let kinds: Vec<(DialogueKind, f64)> = settings
            .kinds
            .iter()
            .filter(|(kind, _)| played(kind))
            .map(|(kind, share)| (*kind, *share))
            .collect();
        let sum: f64 = kinds.iter().map(|(_, share)| share).sum();
        let mut place = self.chance.stream("dialogue kind", ticket).random::<f64>() * sum;
        kinds
            .iter()
            .find(|(_, share)| {
                place -= share;
                place < 0.0
            })
            .or(kinds.last())
            .map(|(kind, _)| *kind)
    }

    /// Tickets in rows of `stride`: a column's `max + 2` rows in a row are one crowd, so that its notices are far enough
    /// apart to have an order.
    fn crowded(&self, ticket: u64) -> Option<Crowded> {
        let max = u64::from(self.policy.frequency?.max);
        let size = max + BEYOND;
        let room = ticket < CROWDS.end - CROWDS.start && !self.driven_by_inbound;
        if !room || self.numbers.crowded == 0.0 || self.policy.messages.is_empty() {
            return None;
        }
        let (row, column) = (ticket / self.stride, ticket % self.stride);
        let place = row % size;
        let first = (row - place) * self.stride + column;
        self.chance
            .happens("crowd", first, self.numbers.crowded)
            .then_some(Crowded {
                parcel: CROWDS.start + ticket,
                owner: CROWDS.start + first,
                capped: place >= max,
            })
    }
}
