//! The shop's order ahead of a parcel's first notice, where the carrier's pushes never say who the customer is. Without
//! it no connector could know whom to write to, and none would have lost a message.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use simulator::carriers::{self, Carrier, Notice};
use simulator::parcel::{Checkpoint, Parcel};
use simulator::population::{CANARY, MAIN};

use super::turn::Turn;
use super::{CHECKPOINTS_PER_PARCEL, NOTICES_PER_TICKET, Plan, Source, Stimuli};
use crate::injector::{Ack, Shot, Subject};
use crate::ledger::Row;

/// Schedule time between an order and its parcel's first notice.
const ORDER_AHEAD: Duration = Duration::from_secs(2);
/// The order's word in the place of a checkpoint's.
pub const ORDER_WORD: &str = "order";
/// Its place among a parcel's checkpoints, before the reminder's.
const ORDER: i64 = CHECKPOINTS_PER_PARCEL - 2;
/// Before everything that happens to the parcel.
const RANK: i64 = -1;
/// Places among a ticket's notices, each followed by that of the order's repetition.
const OF_THE_JOURNEY: i64 = 9;
/// Of a parcel that comes along with the ticket's own.
const OF_A_COMPANION: i64 = 11;

/// The id of a parcel's order among the expectations.
pub fn order_id(parcel: u64) -> i64 {
    parcel as i64 * CHECKPOINTS_PER_PARCEL + ORDER
}

impl Plan {
    /// How long before a ticket is due its first request may be: real time in microseconds.
    pub fn lead_us(&self) -> i64 {
        let mut told = self.mix.carriers.iter().filter(|(_, share)| **share > 0.0);
        match told.any(|(carrier, _)| self.needs_an_order(*carrier)) {
            true => ORDER_AHEAD.as_micros() as i64,
            false => 0,
        }
    }

    fn needs_an_order(&self, carrier: Carrier) -> bool {
        !carrier.profile().names_customer()
            && matches!(self.source(carrier), Some(Source::Carrier { .. }))
    }

    /// Whether a parcel of the load was heard of with an earlier ticket.
    pub(super) fn follows_a_first(&self, ticket: u64, index: u64) -> bool {
        let first = index.checked_sub(MAIN.start).map(|pair| pair * 2);
        let first = first.filter(|first| MAIN.contains(&index) && *first < ticket);
        first.is_some_and(|first| self.turn(first) == Turn::Parcel)
    }

    /// The order of a journey's parcel, unless the parcel was heard of before.
    pub(super) fn introduce(
        &self,
        stimuli: &mut Stimuli,
        ticket: u64,
        parcel: &Parcel,
        due_us: i64,
    ) {
        if self.follows_a_first(ticket, parcel.index) {
            return;
        }
        // Nothing is due before the canary.
        let lead_us = match CANARY.contains(&parcel.index) {
            true => 0,
            false => self.lead_us(),
        };
        let due_us = due_us - lead_us;
        self.order(stimuli, ticket, OF_THE_JOURNEY, parcel, due_us);
    }

    /// The order of a parcel that comes along with a ticket, ahead of what is due then.
    pub(super) fn introduce_companion(
        &self,
        stimuli: &mut Stimuli,
        ticket: u64,
        parcel: &Parcel,
        due_us: i64,
    ) {
        let due_us = due_us - self.lead_us();
        self.order(stimuli, ticket, OF_A_COMPANION, parcel, due_us);
    }

    /// The shop's order of this parcel, if its carrier leaves the customer to the shop. Wants nothing by itself.
    fn order(&self, stimuli: &mut Stimuli, ticket: u64, place: i64, parcel: &Parcel, due_us: i64) {
        if !self.needs_an_order(parcel.carrier) {
            return;
        }
        // A run does not begin where the connector cannot be told.
        let Some(Source::Carrier { url, secret }) = self.source(Carrier::Shopify) else {
            return;
        };
        let expectation = order_id(parcel.index);
        stimuli.rows.push(Row::Expectation {
            id: expectation,
            ticket: None,
            parcel: parcel.index as i64,
            checkpoint: ORDER_WORD,
            rank: RANK,
            want: "silent",
            template: None,
            language: None,
            params: None,
            intended_us: due_us,
        });
        stimuli.expectations.push(expectation);
        let rendered = carriers::shopify::order(
            &Notice {
                parcel,
                checkpoint: Checkpoint::InfoReceived,
                at: self.world_time(due_us),
                oddity: None,
                forgery: None,
            },
            secret,
        );
        let mut headers = rendered.headers;
        headers.push(("content-type".to_owned(), rendered.content_type.to_owned()));
        let profile = Carrier::Shopify.profile();
        let shot = Shot {
            subject: Subject::Notice(0),
            journey: None,
            attempt: 1,
            due_us,
            method: profile.method,
            url: Arc::clone(url),
            headers: headers.into(),
            title_case: false,
            body: Bytes::from(rendered.body),
            ack: Ack::Carrier(Carrier::Shopify),
            timeout: profile.retry.timeout,
            offered_again: true,
            row: profile.word,
        };
        let mut offer = |place: i64, due_us: i64| {
            let id = ticket as i64 * NOTICES_PER_TICKET + place;
            stimuli.rows.push(Row::Notice {
                id,
                expectation,
                kind: "carrier",
                source: profile.word.to_owned(),
                class: "silent",
                variant: "",
                intended_us: due_us,
            });
            stimuli.shots.push(Shot {
                subject: Subject::Notice(id),
                due_us,
                ..shot.clone()
            });
        };
        offer(place, due_us);
        let repeats = self.mix.duplicates;
        if self.chance.happens("order again", parcel.index, repeats) {
            let spread = self.chance.unit("order again in", parcel.index);
            offer(place + 1, due_us + 300_000 + (spread * 2_000_000.0) as i64);
        }
    }
}
