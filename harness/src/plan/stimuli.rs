//! From a ticket to what happens: which parcel, which notices, which message must come of it. A pure function of
//! scenario, policy and seed, so expectation never comes from what came back.
//!
//! Even tickets start a parcel's first message. An odd ticket brings the second message of the parcel that
//! started `lag` parcels earlier, so that both are `mix.succession` apart at the highest rate and further apart
//! below it. Where no parcel started so early, or it belongs to the stale population, a parcel with one message
//! stands in. Companions (duplicates, silent and stale checkpoints, forgeries, customers' messages) come along.

mod companions;
mod customers;
mod dialogues;
mod notices;
mod numbers;
mod orders;
mod reminders;
mod turn;

use std::sync::Arc;
use std::time::Duration;

use scenarios::dialogue_kind::DialogueKind;
use scenarios::scenario::{Dialogues, Mix, Numbers};
use simulator::carriers::Carrier;
use simulator::chance::Chance;
use simulator::clock::{Clock, Moment};
use simulator::magic;
use simulator::observation::Class;
use simulator::outbox::Outbox;
use simulator::parcel::{Checkpoint, Parcel};
use simulator::population::{CANARY, MAIN, Population, SINGLE};
use simulator::signature::Oddity;
use simulator::world::World;

use crate::connector_file::Stimulus;
use crate::dialogue::Threads;
use crate::injector::{Shot, Subject};
use crate::ledger::Row;
use crate::policy::Policy;
use turn::Turn;

pub use orders::{ORDER_WORD, order_id};
pub use reminders::{REMINDER_WORD, reminder_id};

/// Where notices go.
#[derive(Debug, Clone)]
pub enum Source {
    /// A carrier's webhook.
    Carrier {
        /// Whole URL.
        url: Arc<str>,
        /// What it signs with.
        secret: String,
    },
    /// The connector's own trigger.
    Stimulus {
        /// Its name in the connector file.
        name: String,
        /// Base URL of the connector.
        base_url: String,
        /// How to ask.
        stimulus: Arc<Stimulus>,
        /// Its rule, shared by every shot.
        ack: Arc<crate::connector_file::AckRule>,
    },
}

/// Everything that a ticket's stimuli follow from.
pub struct Plan {
    /// The parcels.
    pub population: Population,
    /// What the connector promises.
    pub policy: Policy,
    /// Which messages, and what comes along.
    pub mix: Mix,
    /// What is wrong with customers' numbers.
    pub numbers: Numbers,
    /// Customers who write.
    pub dialogues: Dialogues,
    /// What customers saw last.
    pub threads: Arc<Threads>,
    /// Tickets between two notices of a crowd.
    pub stride: u64,
    /// Nothing is expected that falls due later than this, microseconds from the run's start.
    pub ends_us: i64,
    /// By carrier; a carrier without an entry is told through a stimulus.
    pub sources: Vec<(Carrier, Source)>,
    /// Sellers' phone number ids, in order.
    pub phone_number_ids: Vec<String>,
    /// Sellers' names, in order.
    pub sellers: Vec<String>,
    /// Meta's webhook at the connector; None: it takes none.
    pub whatsapp_url: Option<Arc<str>>,
    /// Whether customers alone drive the connector.
    pub driven_by_inbound: bool,
    /// Parcels between a parcel's first and second message.
    pub lag: u64,
    /// Draws.
    pub chance: Chance,
    /// World time.
    pub clock: Clock,
    /// For ids of customers' messages.
    pub world: Arc<World>,
    /// For ids of webhooks.
    pub outbox: Arc<Outbox>,
}

/// What one ticket brings.
#[derive(Debug, Default)]
pub struct Stimuli {
    /// For the ledger, before anything is sent.
    pub rows: Vec<Row>,
    /// Requests, each with its due time.
    pub shots: Vec<Shot>,
    /// Journeys that begin: expectation (or inbound) id and intended time.
    pub journeys: Vec<(i64, i64)>,
    /// Expectations that exist from now on.
    pub expectations: Vec<i64>,
    /// What follows, and can only be written when it is due.
    pub later: Vec<Later>,
    /// The run must not end before this: something may still come.
    pub not_before_us: Option<i64>,
}

/// What a customer does later. How depends on what the connector did meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Later {
    /// A message of a dialogue.
    Line {
        /// The dialogue.
        ticket: u64,
        /// What it is about.
        kind: DialogueKind,
        /// The parcel's index.
        parcel: u64,
        /// Which of its messages, from 0.
        turn: usize,
        /// When the dialogue began.
        first_us: i64,
        /// When it is due.
        due_us: i64,
    },
    /// A tap on "view parcel".
    Tap {
        /// The message's ticket.
        ticket: u64,
        /// The parcel's index.
        parcel: u64,
        /// When it is due.
        due_us: i64,
    },
}

impl Later {
    /// When it is due, microseconds from the run's start.
    pub fn due_us(&self) -> i64 {
        match self {
            Later::Line { due_us, .. } | Later::Tap { due_us, .. } => *due_us,
        }
    }
}

/// Notices' ids: a ticket's own times this, plus the companion's number.
const NOTICES_PER_TICKET: i64 = 16;
/// Expectations' ids: the parcel's times this, plus the checkpoint's number.
pub const CHECKPOINTS_PER_PARCEL: i64 = 16;

/// The id of a parcel's checkpoint.
pub fn expectation_id(parcel: u64, checkpoint: Checkpoint) -> i64 {
    parcel as i64 * CHECKPOINTS_PER_PARCEL + i64::from(checkpoint.rank())
}

/// How many parcels lie between a parcel's two messages so that they are `succession` apart at `rate_max_per_s`.
pub fn lag(succession: Duration, rate_max_per_s: f64) -> u64 {
    ((succession.as_secs_f64() * rate_max_per_s / 2.0).ceil() as u64).max(1)
}

/// How many tickets lie between two notices of a crowd, so that they have an order whatever the connector does at once.
pub fn stride(rate_max_per_s: f64) -> u64 {
    const APART_S: f64 = 2.0;
    ((APART_S * rate_max_per_s).ceil() as u64).max(1)
}

impl Plan {
    /// What a ticket brings, due at `due_us`.
    pub fn ticket(&self, ticket: u64, due_us: i64) -> Stimuli {
        let mut stimuli = Stimuli::default();
        match self.turn(ticket) {
            Turn::Dialogue(kind, parcel) => {
                self.dialogue(&mut stimuli, ticket, (kind, parcel), due_us);
                return stimuli;
            }
            Turn::Crowd(crowded) => {
                self.crowd(&mut stimuli, ticket, crowded, due_us);
                return stimuli;
            }
            Turn::Parcel => {}
        }
        if self.driven_by_inbound {
            self.inbound(&mut stimuli, ticket, Some(ticket), due_us, Class::Genuine);
            self.forged_inbound(&mut stimuli, ticket, due_us);
            return stimuli;
        }
        let pair = ticket / 2;
        let (parcel, population, checkpoint) = if ticket.is_multiple_of(2) {
            let index = MAIN.start + pair;
            let first = if self.stale(index) {
                Checkpoint::Delivered
            } else {
                self.first_checkpoint(index)
            };
            (
                index,
                if self.stale(index) { "stale" } else { "main" },
                first,
            )
        } else {
            match pair.checked_sub(self.lag).map(|pair| MAIN.start + pair) {
                Some(index) if !self.stale(index) => (index, "main", Checkpoint::Delivered),
                Some(index) => {
                    // Where a customer's dialogue took its first message's ticket, the parcel never appeared.
                    if self.turn((index - MAIN.start) * 2) == Turn::Parcel {
                        self.stale_notice(&mut stimuli, ticket, index, due_us);
                    }
                    (SINGLE.start + pair, "single", Checkpoint::Delivered)
                }
                None => (SINGLE.start + pair, "single", Checkpoint::Delivered),
            }
        };
        let parcel = self.parcel(parcel);
        self.message(
            &mut stimuli,
            ticket,
            &parcel,
            population,
            checkpoint,
            due_us,
        );
        self.companions(&mut stimuli, ticket, &parcel, population, due_us);
        stimuli
    }

    /// What a customer does now.
    pub fn later(&self, later: &Later) -> Stimuli {
        let mut stimuli = Stimuli::default();
        match *later {
            Later::Line { .. } => self.line(&mut stimuli, later),
            Later::Tap {
                ticket,
                parcel,
                due_us,
            } => self.tap(&mut stimuli, ticket, parcel, due_us),
        }
        stimuli
    }

    /// Whether a parcel's first message, which calls for its reminder, came with an earlier ticket.
    fn follows_a_covered_one(&self, ticket: u64, index: u64) -> bool {
        let covered = |checkpoint: Checkpoint| match &self.policy.reminder {
            Some(reminder) => reminder.checkpoints.contains(&checkpoint),
            None => true,
        };
        self.follows_a_first(ticket, index) && covered(self.first_checkpoint(index))
    }

    /// One journey before the load, to prove that the connector is wired to this world.
    pub fn canary(&self, number: u64, due_us: i64) -> Stimuli {
        let mut stimuli = Stimuli::default();
        let parcel = self.population.parcel(CANARY.start + number);
        let ticket = (CANARY.start + number) * 2;
        self.message(
            &mut stimuli,
            ticket,
            &parcel,
            "canary",
            self.canary_checkpoint(),
            due_us,
        );
        for row in &mut stimuli.rows {
            match row {
                Row::Expectation { ticket, .. } => *ticket = None,
                Row::Reminder { tap_us, .. } => *tap_us = None,
                _ => {}
            }
        }
        // Nobody taps before the load.
        stimuli.later.clear();
        stimuli
    }

    fn canary_checkpoint(&self) -> Checkpoint {
        self.policy
            .messages
            .keys()
            .next_back()
            .copied()
            .unwrap_or(Checkpoint::Delivered)
    }

    fn stale(&self, index: u64) -> bool {
        self.policy.messages.len() > 1 && self.chance.happens("stale", index, self.mix.stale)
    }

    fn first_checkpoint(&self, index: u64) -> Checkpoint {
        let exception = self.policy.messages.contains_key(&Checkpoint::Exception)
            && self.chance.happens("exception", index, self.mix.exceptions);
        if exception {
            Checkpoint::Exception
        } else {
            Checkpoint::OutForDelivery
        }
    }

    fn message(
        &self,
        stimuli: &mut Stimuli,
        ticket: u64,
        parcel: &Parcel,
        population: &'static str,
        checkpoint: Checkpoint,
        due_us: i64,
    ) {
        let expected = self.policy.expected(parcel, checkpoint);
        let want = if expected.is_some() {
            "message"
        } else {
            "silent"
        };
        let id = expectation_id(parcel.index, checkpoint);
        stimuli.rows.push(self.parcel_row(parcel, population));
        let (template, language, params) = match expected {
            Some(message) => {
                let params =
                    serde_json::to_string(&message.params).expect("strings always serialise");
                (Some(message.template), Some(message.language), Some(params))
            }
            None => (None, None, None),
        };
        stimuli.rows.push(Row::Expectation {
            id,
            ticket: Some(ticket as i64),
            parcel: parcel.index as i64,
            checkpoint: checkpoint.word(),
            rank: i64::from(checkpoint.rank()),
            want,
            template,
            language,
            params,
            intended_us: due_us,
        });
        stimuli.expectations.push(id);
        if want == "message" {
            stimuli.journeys.push((id, due_us));
        }
        self.introduce(stimuli, ticket, parcel, due_us);
        let oddity = self.oddity(ticket);
        let shot = self.notice(
            stimuli, ticket, 0, parcel, checkpoint, due_us, "valid", oddity, None,
        );
        self.again(stimuli, ticket, id, &shot, parcel.carrier);
        self.second_source(stimuli, ticket, parcel, checkpoint, due_us);
        if want == "message" && !self.follows_a_covered_one(ticket, parcel.index) {
            self.reminder(stimuli, ticket, parcel, checkpoint, due_us);
        }
    }

    /// The same bytes once more: later, or at the same time on another connection.
    fn again(
        &self,
        stimuli: &mut Stimuli,
        ticket: u64,
        expectation: i64,
        shot: &Shot,
        carrier: Carrier,
    ) {
        let Subject::Notice(id) = shot.subject else {
            return;
        };
        let mut repeat = |place: i64, class: &'static str, due_us: i64| {
            let id = id + place;
            stimuli.rows.push(Row::Notice {
                id,
                expectation,
                kind: self.kind_of(carrier),
                source: self.source_word(carrier),
                class,
                variant: "",
                intended_us: due_us,
            });
            stimuli.shots.push(Shot {
                subject: Subject::Notice(id),
                journey: None,
                due_us,
                ..shot.clone()
            });
        };
        if self
            .chance
            .happens("duplicate", ticket, self.mix.duplicates)
        {
            let later =
                300_000 + (self.chance.unit("duplicate after", ticket) * 2_000_000.0) as i64;
            repeat(1, "duplicate", shot.due_us + later);
        }
        if self
            .chance
            .happens("concurrent", ticket, self.mix.concurrent_duplicates)
        {
            repeat(2, "concurrent", shot.due_us);
        }
    }

    fn oddity(&self, ticket: u64) -> Option<Oddity> {
        let odd = self.chance.happens("odd", ticket, self.mix.odd);
        odd.then(|| Oddity::ALL[(ticket / 2 % Oddity::ALL.len() as u64) as usize])
    }

    fn source(&self, carrier: Carrier) -> Option<&Source> {
        self.sources
            .iter()
            .find(|(known, _)| *known == carrier)
            .map(|(_, source)| source)
    }

    fn kind_of(&self, carrier: Carrier) -> &'static str {
        match self.source(carrier) {
            Some(Source::Stimulus { .. }) => "stimulus",
            _ => "carrier",
        }
    }

    fn source_word(&self, carrier: Carrier) -> String {
        match self.source(carrier) {
            Some(Source::Stimulus { name, .. }) => name.clone(),
            _ => carrier.word().to_owned(),
        }
    }

    fn world_time(&self, us: i64) -> Moment {
        self.clock.at(self.clock.instant_at_us(us))
    }

    /// What the world does with a message to a parcel's customer.
    fn outcome(&self, parcel: &Parcel) -> String {
        if Plan::lacks_country_code(parcel) {
            return format!("refuse:{}", numbers::MALFORMED);
        }
        match magic::forced_code(&parcel.recipient.phone) {
            None => "deliver".to_owned(),
            Some(code) => {
                match simulator::cloud_api::error_code::find(code).map(|entry| entry.stage) {
                    Some(simulator::cloud_api::error_code::Stage::Sync) => format!("refuse:{code}"),
                    _ => format!("fail:{code}"),
                }
            }
        }
    }

    fn parcel_row(&self, parcel: &Parcel, population: &'static str) -> Row {
        Row::Parcel {
            id: parcel.index as i64,
            tracking_number: parcel.tracking_number.clone(),
            population,
            carrier: parcel.carrier.word(),
            country: parcel.recipient.country,
            recipient: Plan::reachable_at(parcel),
            outcome: self.outcome(parcel),
            phone_number_id: self.phone_number_ids
                [parcel.seller as usize % self.phone_number_ids.len()]
            .clone(),
        }
    }
}

#[cfg(test)]
mod tests;
