//! `RunRecord`: all that a run says, plain fields, versioned. It is the format of `run.json` (schema 1: fields
//! are added, never renamed) and the only input of every report.

use serde::{Deserialize, Serialize};

use crate::verdict::{CheckResult, Criterion, Verdict};

/// The version of this record.
pub const SCHEMA: u32 = 1;

/// A finished run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Always [`SCHEMA`].
    pub schema: u32,
    /// The program that wrote it.
    pub tool: Named,
    /// The scenario as used.
    pub scenario: ScenarioInfo,
    /// The system under test, as its connector file names it.
    pub connector: Named,
    /// The seed of every draw.
    pub seed: u64,
    /// RFC 3339, UTC.
    pub started_at: String,
    /// RFC 3339, UTC.
    pub ended_at: String,
    /// How many times faster than real time the world's clock ran.
    pub clock_scale: f64,
    /// The conclusion.
    pub verdict: Verdict,
    /// Why, most important first, one sentence each. Never empty.
    pub reasons: Vec<String>,
    /// Remarks that do not change the verdict, such as what a quick form leaves out.
    pub remarks: Vec<String>,
    /// Counts over the whole run.
    pub totals: Totals,
    /// Rates over the judged part of the load.
    pub throughput_per_min: Throughput,
    /// Highest rate sustained, messages per minute. None when the scenario does not look for it.
    pub capacity_per_min: Option<u64>,
    /// What ended a ramp. None when it reached its ceiling, or is no ramp.
    pub stopped_by: Option<StoppedBy>,
    /// The steps of a ramp; one step for a constant load.
    pub steps: Vec<Step>,
    /// Latency by edge, all from the intended time of the notice unless said.
    pub latency_ms: LatencyTable,
    /// Checks in the order of their ids: C first, then H.
    pub checks: Vec<CheckResult>,
    /// The scenario's criteria.
    pub criteria: Vec<Criterion>,
    /// The go-live table: required, measured, typical and best in industry.
    pub go_live: Vec<GoLiveRow>,
    /// Highest samples.
    pub resources: Resources,
    /// The harness on itself.
    pub harness: HarnessInfo,
    /// What the accepted messages would have cost.
    pub cost: Cost,
    /// One point a second (coarser in long runs, at most 2,000 points), for the charts.
    pub series: Vec<SeriesPoint>,
    /// How to run it again.
    pub reproduce: Reproduce,
}

/// A name and a version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Named {
    /// Name.
    pub name: String,
    /// Version, empty when unknown.
    pub version: String,
}

/// Which scenario, and exactly which.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScenarioInfo {
    /// Catalogue name or file stem.
    pub name: String,
    /// SHA-256 of the scenario as used, hex.
    pub sha256: String,
    /// What it is for, one or two sentences.
    pub about: String,
    /// In words what the quick form changes; None for the full form.
    pub quick: Option<String>,
}

/// Counts over the whole run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Totals {
    /// Parcels that moved.
    pub parcels: u64,
    /// Notices offered to the connector, retries not counted.
    pub notices: u64,
    /// Messages that had to be sent.
    pub messages_expected: u64,
    /// Sends accepted by the world.
    pub messages_accepted: u64,
    /// Status updates delivered to the connector.
    pub statuses: u64,
    /// Customers' messages.
    pub inbound: u64,
    /// SMS sends.
    pub sms: u64,
}

/// Offered and achieved rate, messages per minute.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Throughput {
    /// What the pacer offered, highest step or mean.
    pub offered: f64,
    /// What was completed in the same window.
    pub achieved: f64,
}

/// What ended a ramp.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoppedBy {
    /// `latency` or `errors`.
    pub criterion: String,
    /// The rate at which it was crossed, messages per minute.
    pub rate_per_min: u64,
    /// Milliseconds for latency, a share for errors.
    pub value: f64,
}

/// One rate of a ramp.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Offered rate, messages per minute.
    pub rate_per_min: u64,
    /// Journeys that were due in the hold.
    pub offered: u64,
    /// Journeys completed during the hold.
    pub completed: u64,
    /// Journeys of the hold that ended in an error.
    pub errors: u64,
    /// errors / offered.
    pub error_rate: f64,
    /// Journeys outstanding when the hold began.
    pub outstanding_start: u64,
    /// Journeys outstanding when the hold ended.
    pub outstanding_end: u64,
    /// Sustained: completed >= 99 % of offered, no backlog growth beyond noise, limits kept.
    pub held: bool,
    /// A second hold of the capacity found, after the ramp stopped.
    pub confirmation: bool,
    /// Why it was not held, or what was odd. Empty when there is nothing to say.
    pub note: String,
    /// End-to-end latency of the journeys of the hold; those still outstanding count with their age.
    pub latency_ms: Percentiles,
    /// Seconds since the run's start.
    pub hold_started_s: f64,
    /// Length of the hold, seconds.
    pub hold_s: f64,
}

/// A latency distribution in milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Percentiles {
    /// Samples.
    pub count: u64,
    /// Median.
    pub p50: f64,
    /// 90th percentile.
    pub p90: f64,
    /// 95th percentile.
    pub p95: f64,
    /// 99th percentile.
    pub p99: f64,
    /// 99.9th percentile.
    pub p999: f64,
    /// Largest sample.
    pub max: f64,
}

/// Latency by edge.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LatencyTable {
    /// Intended time of the notice to acceptance of its message.
    pub end_to_end: Percentiles,
    /// Intended time of the notice to its acknowledgement.
    pub notice_ack: Percentiles,
    /// Start of a status webhook to its acknowledgement (no intended time: the world sends when it falls due).
    pub status_ack: Percentiles,
    /// Acceptance of a message to its record being readable.
    pub record_visible: Percentiles,
}

/// One line of the go-live table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GoLiveRow {
    /// Item, such as `template message delivery rate`.
    pub item: String,
    /// Required value in words.
    pub required: String,
    /// Measured value in words, or `not measured by this scenario`.
    pub measured: String,
    /// Typical in industry.
    pub typical: String,
    /// Best in industry.
    pub best: String,
    /// Whether the requirement holds; None when not measured.
    pub verdict: Option<Verdict>,
}

/// Highest samples of both processes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Resources {
    /// The connector; None when its process is not known.
    pub connector: Option<Usage>,
    /// The harness.
    pub harness: Option<Usage>,
}

/// Resource use of one process.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// 100 = one core busy.
    pub cpu_percent_max: f64,
    /// Mean over the samples.
    pub cpu_percent_mean: f64,
    /// Resident memory, bytes.
    pub rss_bytes_max: u64,
    /// Open file descriptors.
    pub fds_max: u64,
    /// Threads.
    pub threads_max: u64,
}

/// The harness on itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct HarnessInfo {
    /// False: its own measurements cannot carry a verdict.
    pub valid: bool,
    /// 99th percentile of (actual - intended) start of a notice, milliseconds.
    pub schedule_lag_ms_p99: f64,
    /// What it has to say about itself.
    pub notes: Vec<String>,
}

/// What the messages would have cost.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// ISO 4217.
    pub currency: String,
    /// Sum.
    pub total: f64,
}

/// One point of the charts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SeriesPoint {
    /// Seconds since the run's start (end of the interval).
    pub at_s: f64,
    /// Journeys due, as a rate per minute.
    pub offered_per_min: f64,
    /// Journeys completed, as a rate per minute.
    pub completed_per_min: f64,
    /// Journeys outstanding at the end of the interval.
    pub outstanding: u64,
    /// p50 of the journeys completed in the interval, milliseconds; None when there were none.
    pub p50_ms: Option<f64>,
    /// p95 of the same.
    pub p95_ms: Option<f64>,
    /// CPU of the connector, percent of one core; None when not sampled.
    pub connector_cpu_percent: Option<f64>,
    /// Resident memory of the connector, bytes; None when not sampled.
    pub connector_rss_bytes: Option<u64>,
}

/// How to run it again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reproduce {
    /// The command line.
    pub command: String,
    /// SHA-256 of the connector file as used, hex.
    pub connector_sha256: String,
    /// Operating system, cores and memory of the machine.
    pub machine: String,
}
