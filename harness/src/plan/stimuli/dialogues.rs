//! A dialogue: a parcel's notice, then its customer's messages, each with what the policy says must become of it.

use jiff::Timestamp;
use jiff::tz::Offset;
use scenarios::dialogue_kind::DialogueKind;
use simulator::clock::Moment;
use simulator::countries::Country;
use simulator::parcel::{Checkpoint, Parcel};
use simulator::webhook::{Content, Media, MediaKind};

use super::customers::{DIALOGUES, Letter};
use super::{Later, Plan, Stimuli};
use crate::dialogue::{self, Line, Teller};
use crate::ledger::Row;
use crate::policy::{OPT_OUT_GRACE, Priority};

/// Messages of one dialogue have ids this far apart from those of the next.
const LINES_PER_TICKET: i64 = 8;
/// Real time after which an opted-out customer's next checkpoint tempts the connector: the grace and a second.
const TEMPTED_AFTER_US: i64 = OPT_OUT_GRACE.as_micros() as i64 + 1_000_000;

impl Plan {
    /// A ticket that is a dialogue. A connector that notices drive gets the parcel's notice first, which is the journey.
    pub(super) fn dialogue(
        &self,
        stimuli: &mut Stimuli,
        ticket: u64,
        (kind, index): (DialogueKind, u64),
        due_us: i64,
    ) {
        let parcel = self.population.parcel(index);
        self.threads.begin(&parcel.recipient.phone);
        let mut first_us = due_us;
        if !self.driven_by_inbound {
            let checkpoint = self.notified(opening(kind));
            self.message(stimuli, ticket, &parcel, "dialogue", checkpoint, due_us);
            first_us += self.dialogues.after.as_micros() as i64;
        } else {
            stimuli.rows.push(self.parcel_row(&parcel, "dialogue"));
            stimuli.journeys.push((line_id(ticket, 0), due_us));
        }
        let gap_us = self.dialogues.follow_up_after.as_micros() as i64;
        let lines = self.lines(ticket, kind, &parcel, first_us).len();
        for turn in 0..lines {
            stimuli.later.push(Later::Line {
                ticket,
                kind,
                parcel: index,
                turn,
                first_us,
                due_us: first_us + turn as i64 * gap_us,
            });
        }
        if kind == DialogueKind::OptOut && !self.driven_by_inbound {
            self.tempt(stimuli, ticket, &parcel, kind, first_us);
        }
    }

    /// The parcel's next checkpoint, after its customer wanted no more messages.
    fn tempt(
        &self,
        stimuli: &mut Stimuli,
        ticket: u64,
        parcel: &Parcel,
        kind: DialogueKind,
        wrote_us: i64,
    ) {
        let before = self.notified(opening(kind));
        let Some(next) = self.policy.messages.keys().find(|next| **next > before) else {
            return;
        };
        let due_us = wrote_us + TEMPTED_AFTER_US;
        self.companion(
            stimuli,
            ticket,
            7,
            parcel,
            *next,
            "opted_out",
            "valid",
            due_us,
            None,
        );
    }

    fn lines(&self, ticket: u64, kind: DialogueKind, parcel: &Parcel, first_us: i64) -> Vec<Line> {
        let country = Country::find(parcel.recipient.country);
        let book = dialogue::book(country.map_or("en", |country| country.language));
        let local = local(self.world_time(first_us), country);
        let teller = Teller {
            parcel,
            book,
            local_time: local.get(11..16).unwrap_or_default(),
        };
        let mut draw = self.chance.stream("dialogue lines", ticket);
        dialogue::script(kind, teller, &self.dialogues, &mut draw)
    }

    /// One message of a dialogue, now.
    pub(super) fn line(&self, stimuli: &mut Stimuli, later: &Later) {
        let Later::Line {
            ticket,
            kind,
            parcel,
            turn,
            first_us,
            due_us,
        } = *later
        else {
            return;
        };
        let parcel = self.population.parcel(parcel);
        let Some(line) = self
            .lines(ticket, kind, &parcel, first_us)
            .into_iter()
            .nth(turn)
        else {
            return;
        };
        let id = line_id(ticket, turn);
        self.file(stimuli, id, later, &parcel, line.kind);
        let quoted = line
            .quotes
            .then(|| self.threads.last(&parcel.recipient.phone));
        let letter = Letter {
            id,
            ticket: (self.driven_by_inbound && turn == 0).then_some(ticket),
            parcel: &parcel,
            from: parcel.recipient.phone.clone(),
            content: content(line),
            quoted: quoted.flatten(),
            due_us,
            forgery: None,
        };
        self.post(stimuli, letter);
    }

    /// What must become of the message. Nothing is expected where the policy promises nothing.
    fn file(
        &self,
        stimuli: &mut Stimuli,
        inbound: i64,
        later: &Later,
        parcel: &Parcel,
        tag: DialogueKind,
    ) {
        let Later::Line {
            ticket,
            kind,
            turn,
            due_us,
            ..
        } = *later
        else {
            return;
        };
        let Some(promised) = self.policy.dialogues.get(&tag) else {
            return;
        };
        let country = Country::find(parcel.recipient.country);
        stimuli.rows.push(Row::Dialogue {
            inbound,
            dialogue: ticket as i64,
            turn: turn as i64 + 1,
            kind: kind.word(),
            language: dialogue::book(country.map_or("en", |country| country.language)).code,
            local_time: local(self.world_time(due_us), country),
            tag: tag.word(),
            priority: promised.priority.map(Priority::word),
            handover: promised.handover,
            answer: promised.answer,
            parcel: parcel.index as i64,
        });
    }
}

fn line_id(ticket: u64, turn: usize) -> i64 {
    DIALOGUES + ticket as i64 * LINES_PER_TICKET + turn as i64
}

/// The checkpoint before the customer writes.
fn opening(kind: DialogueKind) -> Checkpoint {
    match kind {
        DialogueKind::Late | DialogueKind::Lost | DialogueKind::Customs | DialogueKind::Silent => {
            Checkpoint::Exception
        }
        DialogueKind::Damaged
        | DialogueKind::WrongItem
        | DialogueKind::Return
        | DialogueKind::NotReceived => Checkpoint::Delivered,
        DialogueKind::WhereIsIt
        | DialogueKind::Payment
        | DialogueKind::OptOut
        | DialogueKind::Other => Checkpoint::OutForDelivery,
    }
}

fn content(line: Line) -> Content {
    match line.photo {
        false => Content::Text(line.text),
        true => Content::Media {
            kind: MediaKind::Image,
            media: Media {
                caption: Some(line.text),
                ..Media::default()
            },
        },
    }
}

/// RFC 3339 where the customer lives.
fn local(at: Moment, country: Option<&Country>) -> String {
    let (minutes, offset) = country.map_or((0, "+00:00"), |country| {
        (country.utc_offset_minutes, country.utc_offset)
    });
    let timestamp = Timestamp::from_second(at.unix_s() as i64).unwrap_or(Timestamp::MAX);
    let zone = Offset::from_seconds(minutes * 60).unwrap_or(Offset::UTC);
    format!(
        "{}{offset}",
        zone.to_datetime(timestamp).strftime("%Y-%m-%dT%H:%M:%S")
    )
}
