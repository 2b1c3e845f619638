//! Reminders: which parcels call for one, and which customers tap "view parcel" before it is due.

use simulator::parcel::{Checkpoint, Parcel};
use simulator::webhook::Content;

use super::customers::{Letter, TAPS};
use super::{CHECKPOINTS_PER_PARCEL, Later, Plan, Stimuli};
use crate::ledger::Row;

/// The reminder's place among a parcel's checkpoints, and its word.
const REMINDER: i64 = CHECKPOINTS_PER_PARCEL - 1;
/// The reminder's word in callback data and in the ledger.
pub const REMINDER_WORD: &str = "reminder";
/// Real time that a reminder may take after it was due, before the drain gives up waiting for it.
const GRACE_US: i64 = 3_000_000;
/// Real time from a message's notice to the tap on it, at least, and what a draw adds at most.
const TAP_AFTER_US: (i64, f64) = (1_000_000, 1_500_000.0);

/// The id of a parcel's reminder.
pub fn reminder_id(parcel: u64) -> i64 {
    parcel as i64 * CHECKPOINTS_PER_PARCEL + REMINDER
}

impl Plan {
    /// What a message's parcel calls for later: a reminder, unless the customer taps.
    pub(super) fn reminder(
        &self,
        stimuli: &mut Stimuli,
        ticket: u64,
        parcel: &Parcel,
        checkpoint: Checkpoint,
        due_us: i64,
    ) {
        let taps = self.whatsapp_url.is_some() && self.chance.happens("tap", ticket, self.mix.taps);
        let (spread, draw) = (TAP_AFTER_US.1, self.chance.unit("tap after", ticket));
        let tap_us = taps.then_some(due_us + TAP_AFTER_US.0 + (draw * spread) as i64);
        if let Some(due_us) = tap_us {
            self.threads.begin(&parcel.recipient.phone);
            stimuli.later.push(Later::Tap {
                ticket,
                parcel: parcel.index,
                due_us,
            });
        }
        let Some(reminder) = &self.policy.reminder else {
            return;
        };
        let after_us = reminder.after.div_f64(self.clock.scale()).as_micros() as i64;
        let reminded_us = due_us + after_us;
        if !reminder.checkpoints.contains(&checkpoint) || reminded_us > self.ends_us {
            return;
        }
        let Some(message) = self.policy.reminder_of(parcel) else {
            return;
        };
        let id = reminder_id(parcel.index);
        let params = serde_json::to_string(&message.params).expect("strings always serialise");
        stimuli.rows.push(Row::Expectation {
            id,
            ticket: None,
            parcel: parcel.index as i64,
            checkpoint: REMINDER_WORD,
            rank: REMINDER,
            want: "reminder",
            template: Some(message.template),
            language: Some(message.language),
            params: Some(params),
            intended_us: reminded_us,
        });
        stimuli.expectations.push(id);
        stimuli.rows.push(Row::Reminder {
            expectation: id,
            parcel: parcel.index as i64,
            tap_us,
        });
        stimuli.not_before_us = Some(reminded_us + GRACE_US);
    }

    /// A customer taps "view parcel" on the parcel's message.
    pub(super) fn tap(&self, stimuli: &mut Stimuli, ticket: u64, parcel: u64, due_us: i64) {
        let parcel = self.parcel(parcel);
        let word = self.policy.reminder.as_ref();
        let word = word.and_then(|reminder| reminder.unless.as_deref());
        let payload = format!("{}:{}", word.unwrap_or("view"), parcel.tracking_number);
        let id = TAPS + ticket as i64;
        let letter = Letter {
            id,
            ticket: None,
            parcel: &parcel,
            from: parcel.recipient.phone.clone(),
            content: Content::QuickReply {
                text: "View parcel".to_owned(),
                payload: payload.clone(),
                context: self.threads.last(&parcel.recipient.phone),
            },
            quoted: None,
            due_us,
            forgery: None,
        };
        self.post(stimuli, letter);
        stimuli.rows.push(Row::Tap {
            inbound: id,
            parcel: parcel.index as i64,
            payload,
        });
    }
}
