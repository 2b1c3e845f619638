//! A scenario, read and checked: plain values that the rest of the program trusts.
//!
//! Rates are messages per minute, shares are in [0, 1], durations are real time unless said to be the world's.

use std::collections::BTreeMap;
use std::time::Duration;

use simulator::carriers::Carrier;

pub use crate::dialogue_kind::DialogueKind;

/// A whole scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Catalogue name or file stem.
    pub name: String,
    /// What it is for, one or two sentences.
    pub about: String,
    /// In words what the quick form changes; set when the quick form was asked for.
    pub quick: Option<String>,
    /// The world's limits.
    pub world: WorldLimits,
    /// When messages are due.
    pub load: Load,
    /// Which messages, and what comes along with them.
    pub mix: Mix,
    /// What is wrong with customers' numbers.
    pub numbers: Numbers,
    /// Customers who write.
    pub dialogues: Dialogues,
    /// How customers' phones behave.
    pub handsets: Handsets,
    /// Trouble that the world makes on purpose.
    pub faults: Vec<FaultPlan>,
    /// When a ramp stops.
    pub stop: Stop,
    /// What has to hold for a pass, beside the checks.
    pub criteria: Criteria,
    /// How the run ends.
    pub drain: Drain,
    /// What the checks have to have seen.
    pub checks: CheckDemands,
}

/// The world's limits.
#[derive(Debug, Clone, PartialEq)]
pub struct WorldLimits {
    /// Messages per second that each business phone number may send before 130429: 20, 80 or 1,000 in Meta's tiers.
    pub throughput_mps: u32,
    /// Whether the pair limit (131056) is enforced.
    pub pair_limit: bool,
    /// Whether the carriers' query APIs refuse who asks too often.
    pub carrier_limits: bool,
    /// How many times faster than real time the world's clock runs, unless the command line says otherwise.
    pub clock_scale: f64,
}

/// When messages are due.
#[derive(Debug, Clone, PartialEq)]
pub struct Load {
    /// The rate over time.
    pub shape: Shape,
    /// How arrivals are spread at a rate.
    pub arrivals: Arrivals,
    /// Most notices in flight at once; the injector's slots.
    pub in_flight_max: usize,
}

/// The rate over time. Rates are messages per minute.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A staircase: settle, then hold, at each rate, until the stop rule or the ceiling.
    Steps {
        /// First rate.
        start: f64,
        /// Added at each step.
        step: f64,
        /// Last rate.
        ceiling: f64,
        /// Time at a rate before it is judged.
        settle: Duration,
        /// Time at a rate that is judged.
        hold: Duration,
    },
    /// One rate.
    Constant {
        /// The rate.
        rate: f64,
        /// For how long.
        duration: Duration,
    },
    /// A day's curve with peaks.
    Daily(Daily),
    /// One rate with a burst of another in the middle.
    Spike {
        /// The rate outside the burst.
        base: f64,
        /// The rate inside.
        peak: f64,
        /// When the burst begins.
        at: Duration,
        /// How long it lasts.
        length: Duration,
        /// For how long in all.
        duration: Duration,
    },
}

/// A day's curve: `peak_factor` times the base rate inside the peak hours (with a linear hour-fraction ramp at
/// both ends), scaled so that the mean over a day is `mean`.
#[derive(Debug, Clone, PartialEq)]
pub struct Daily {
    /// Mean over a day, messages per minute.
    pub mean: f64,
    /// Rate in a peak relative to the rate outside.
    pub peak_factor: f64,
    /// Peak hours of local time, as (from, to) in hours, such as (9.0, 11.0).
    pub peaks: Vec<(f64, f64)>,
    /// IANA name, such as `America/Sao_Paulo`. Decides where in the day a real run starts.
    pub time_zone: String,
    /// Local hour at which the run starts; None = the real time of day.
    pub starts_at_hour: Option<f64>,
    /// How long a day of the curve lasts: 24 h, or less when compressed.
    pub day: Duration,
    /// For how long.
    pub duration: Duration,
}

/// How arrivals are spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Arrivals {
    /// Evenly.
    Uniform,
    /// Independent of each other, from the seed.
    Poisson,
    /// In groups of `size` at once, groups evenly: a carrier's batch scan.
    Bursts {
        /// Messages in a group.
        size: u32,
    },
}

/// Which messages, and what comes along.
#[derive(Debug, Clone, PartialEq)]
pub struct Mix {
    /// Shares of the carriers, normalised to sum 1; never empty.
    pub carriers: BTreeMap<Carrier, f64>,
    /// Shares of the destination countries (alpha-2), normalised to sum 1; never empty.
    pub countries: BTreeMap<String, f64>,
    /// How many sellers, each with a phone number of its own.
    pub sellers: u32,
    /// Time between the two messages of a parcel.
    pub succession: Duration,
    /// Share of parcels whose first message is an exception instead of out for delivery.
    pub exceptions: f64,
    /// Share of messages that come with a notice of a silent checkpoint of their parcel.
    pub silent: f64,
    /// Share of notices that are delivered again after a while, byte for byte.
    pub duplicates: f64,
    /// Share of notices that are delivered twice at the same time on two connections.
    pub concurrent_duplicates: f64,
    /// Share of parcels for which an older checkpoint arrives after a newer one was notified.
    pub stale: f64,
    /// Share of messages that come with a forged notice for a parcel of its own.
    pub forged: f64,
    /// Share of messages that come with a forged status or customer's message on Meta's side.
    pub forged_webhooks: f64,
    /// Share of genuine notices in an unusual but legal form.
    pub odd: f64,
    /// Customers' messages per message.
    pub inbound: f64,
    /// Share of parcels that go to a recipient who already gets another one.
    pub repeat_recipients: f64,
    /// Share of parcels whose recipient is not on WhatsApp: accepted, then failed 131026.
    pub undeliverable: f64,
    /// Share of parcels whose recipient the API refuses for good: 131030.
    pub refused: f64,
    /// Share of notices whose checkpoint a second source, an aggregator or another carrier, reports as well.
    pub two_sources: f64,
    /// Share of notices whose history is not in the order of time.
    pub unsorted: f64,
    /// Share of parcels whose customer taps "view parcel" on the message.
    pub taps: f64,
    /// Whether every seller has templates of its own, where the connector's file says that it can.
    pub seller_templates: bool,
}

/// What is wrong with customers' numbers. Shares of parcels.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Numbers {
    /// Written without their country code, as in an uncleaned list.
    pub no_country_code: f64,
    /// Virtual numbers: the API takes the message, then it fails with 131026.
    pub virtual_number: f64,
    /// The customer stopped the business's messages at WhatsApp: 131050 after acceptance.
    pub opted_out: f64,
    /// Share of customers who get more parcels than the policy's frequency allows messages.
    pub crowded: f64,
}

/// Customers who write. Times are real.
#[derive(Debug, Clone, PartialEq)]
pub struct Dialogues {
    /// Share of messages (or, for a connector that customers drive, of customers) that lead to a dialogue.
    pub share: f64,
    /// From the parcel's notice to the customer's first message.
    pub after: Duration,
    /// Share of a customer's messages that are followed by one more, four at most.
    pub follow_ups: f64,
    /// From one message of a customer to the next.
    pub follow_up_after: Duration,
    /// Share of damage reports with a photo.
    pub photos: f64,
    /// What customers write about: shares, normalised to sum 1; never empty.
    pub kinds: BTreeMap<DialogueKind, f64>,
}

/// How customers' phones behave. Times are the world's.
#[derive(Debug, Clone, PartialEq)]
pub struct Handsets {
    /// Median time from acceptance to `sent`.
    pub sent_after: Duration,
    /// Median time from `sent` to `delivered`.
    pub delivered_after: Duration,
    /// Share of delivered messages that are read.
    pub read_share: f64,
    /// Median time from `delivered` to `read`.
    pub read_after: Duration,
    /// Share of read messages whose `delivered` is skipped, as Meta does when a chat is open.
    pub skip_delivered: f64,
    /// Share of messages whose statuses reach the connector out of order.
    pub unordered: f64,
    /// Share of status webhooks that are delivered twice.
    pub duplicates: f64,
    /// Most updates in one webhook, 1 to 1,000.
    pub batch_max: u32,
    /// How long an update may wait for others to share its webhook.
    pub batch_wait: Duration,
    /// Webhook shape of the app's version: 23 carries `conversation`, 24 and later do not.
    pub app_version: u32,
}

/// Trouble that the world makes on purpose.
#[derive(Debug, Clone, PartialEq)]
pub struct FaultPlan {
    /// What happens.
    pub kind: FaultKind,
    /// Share of the cases in scope.
    pub share: f64,
    /// From this time after the load's start.
    pub from: Duration,
    /// Until this time; None = to the end of the load.
    pub to: Option<Duration>,
}

/// What a fault does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// The first send of a message is refused with this Graph code, later ones are not.
    RefuseSend {
        /// A transient code of the catalogue, such as 131016 or 130429.
        code: u32,
    },
    /// The first send of a message is answered with this bare HTTP status and an HTML body.
    AnswerHttp {
        /// 500 to 599.
        status: u16,
    },
    /// The send is accepted, and the connection is closed before the answer.
    DropAnswer,
}

/// When a ramp stops.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// Which percentile of end-to-end latency, such as 0.95.
    pub latency_quantile: f64,
    /// Its limit.
    pub latency_limit: Duration,
    /// Limit of the error rate, a share.
    pub error_rate_limit: f64,
}

/// What has to hold for a pass. None = not demanded.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Criteria {
    /// Capacity at least this, messages per minute.
    pub peak_capacity_per_min: Option<f64>,
    /// End-to-end latency at the stop rule's quantile at most this (held steps only, in a ramp).
    pub end_to_end: Option<Duration>,
    /// Share of expected messages to reachable customers that were delivered, at least.
    pub delivery_rate: Option<f64>,
    /// Share of accepted messages that are in the records, at least.
    pub record_completeness: Option<f64>,
    /// 95th percentile from acceptance to a readable record, at most.
    pub record_visible: Option<Duration>,
    /// Share of sends that succeeded at last, at least.
    pub send_success: Option<f64>,
    /// Share of customers' messages that are filed as they should be, at least. The tolerance of C60; 0.95 without it.
    pub tag_right: Option<f64>,
    /// Share of the messages of each template that were delivered, at least.
    pub template_delivery_rate: Option<f64>,
    /// How many templates have to be sent `sends_per_template` times, at least.
    pub templates: Option<u64>,
    /// How often a template has to be sent before it counts.
    pub sends_per_template: u64,
}

/// How the run ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Drain {
    /// Longest wait for outstanding journeys, notices and webhooks.
    pub limit: Duration,
    /// How long nothing may happen before the drain counts as quiet.
    pub quiet: Duration,
}

/// What the checks have to have seen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CheckDemands {
    /// Check id to the least number of cases; below it the check is unknown. Checks not named need 1.
    pub minimum: BTreeMap<String, u64>,
    /// Checks whose unknown makes the run unknown even where the connector's file makes them inapplicable.
    pub required: Vec<String>,
}
