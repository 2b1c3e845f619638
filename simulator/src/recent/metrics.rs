//! Counters of everything that the world saw and did, for Prometheus. Labels come from our own vocabularies, so
//! their number is bounded.

use std::sync::atomic::Ordering;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::registry::Registry;

use crate::clock::Moment;
use crate::observation::{Decision, Observation, Outcome};
use crate::sms::{SmsDecision, SmsFact};

type ByCode = Family<[(&'static str, u32); 1], Counter>;
type ByWord = Family<[(&'static str, &'static str); 1], Counter>;

/// Content type of [`Metrics::text`].
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Counters from the start of the process.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    accepted: Counter,
    refused: ByCode,
    rejections: ByCode,
    statuses: Family<[(&'static str, &'static str); 2], Counter>,
    webhook_attempts: ByWord,
    webhooks_dropped: Counter,
    answers_lost: Counter,
    notices: ByWord,
    sms: SmsMetrics,
    queries: Family<[(&'static str, &'static str); 2], Counter>,
    pending: Gauge,
    internal_errors: Counter,
}

/// Counters of the SMS gateways.
#[derive(Debug, Default)]
struct SmsMetrics {
    sends: Family<[(&'static str, &'static str); 2], Counter>,
    receipts: ByWord,
    inbound: ByWord,
    attempts: ByWord,
    dropped: Counter,
    answers_lost: Counter,
}

impl SmsMetrics {
    fn register(&self, world: &mut Registry) {
        let sends = self.sends.clone();
        world.register(
            "sms_sends",
            "Short messages decided, by provider and decision",
            sends,
        );
        let receipts = self.receipts.clone();
        world.register(
            "sms_receipts",
            "Statuses of short messages made, by status",
            receipts,
        );
        let inbound = self.inbound.clone();
        world.register(
            "sms_inbound",
            "Short messages from customers, by provider",
            inbound,
        );
        let attempts = self.attempts.clone();
        world.register(
            "sms_push_attempts",
            "Pushes of the SMS gateways posted, by outcome",
            attempts,
        );
        let dropped = self.dropped.clone();
        world.register(
            "sms_pushes_dropped",
            "Pushes of the SMS gateways given up",
            dropped,
        );
        let lost = self.answers_lost.clone();
        world.register(
            "sms_answers_lost",
            "Accepted requests of short messages whose answer may not have arrived",
            lost,
        );
    }

    fn count(&self, fact: &SmsFact) {
        let word = |family: &ByWord, name, word| {
            family.get_or_create(&[(name, word)]).inc();
        };
        match fact {
            SmsFact::Sent(send) => {
                let decision = match send.decision {
                    SmsDecision::Accepted => "accepted",
                    SmsDecision::Refused { .. } => "refused",
                };
                let labels = [("provider", send.provider.word()), ("decision", decision)];
                self.sends.get_or_create(&labels).inc();
            }
            SmsFact::ReceiptMade(made) => word(&self.receipts, "status", made.status.word()),
            SmsFact::Inbound(inbound) => word(&self.inbound, "provider", inbound.provider.word()),
            SmsFact::Pushed { .. } => {}
            SmsFact::PushAttempt { attempt, .. } => {
                word(&self.attempts, "outcome", attempt.outcome.word());
            }
            SmsFact::PushDropped { .. } => {
                self.dropped.inc();
            }
            SmsFact::AnswerLost { .. } => {
                self.answers_lost.inc();
            }
        }
    }
}

impl Metrics {
    /// All at zero.
    pub fn new(started: Moment) -> Metrics {
        let mut metrics = Metrics {
            registry: Registry::default(),
            accepted: Counter::default(),
            refused: Family::default(),
            rejections: Family::default(),
            statuses: Family::default(),
            webhook_attempts: Family::default(),
            webhooks_dropped: Counter::default(),
            answers_lost: Counter::default(),
            notices: Family::default(),
            sms: SmsMetrics::default(),
            queries: Family::default(),
            pending: Gauge::default(),
            internal_errors: Counter::default(),
        };
        let started = ConstGauge::new(started.0 as f64 / 1e6);
        let registry = &mut metrics.registry;
        registry.register(
            "process_start_time_seconds",
            "When the world began",
            started,
        );
        let world = registry.sub_registry_with_prefix("shakedown");
        let accepted = metrics.accepted.clone();
        world.register(
            "sends_accepted",
            "Messages accepted by the Cloud API",
            accepted,
        );
        let refused = metrics.refused.clone();
        world.register(
            "sends_refused",
            "Sends refused, by Graph code; 0 is a bare HTTP fault",
            refused,
        );
        let rejections = metrics.rejections.clone();
        world.register(
            "requests_refused",
            "Requests of any kind refused, by Graph code",
            rejections,
        );
        let statuses = metrics.statuses.clone();
        world.register("statuses", "Statuses made, by status and class", statuses);
        let attempts = metrics.webhook_attempts.clone();
        world.register(
            "webhook_attempts",
            "Meta's webhooks posted, by outcome",
            attempts,
        );
        let dropped = metrics.webhooks_dropped.clone();
        world.register("webhooks_dropped", "Webhooks given up", dropped);
        let lost = metrics.answers_lost.clone();
        world.register(
            "answers_lost",
            "Accepted sends whose answer may not have arrived",
            lost,
        );
        const NOTICES: &str = "Carriers' notices posted, by outcome";
        world.register("notices", NOTICES, metrics.notices.clone());
        metrics.sms.register(world);
        let queries = metrics.queries.clone();
        world.register(
            "carrier_queries",
            "Requests to carriers' query APIs, by carrier and refusal",
            queries,
        );
        let pending = metrics.pending.clone();
        world.register(
            "webhooks_pending",
            "Statuses and webhooks not yet acknowledged",
            pending,
        );
        const MISTAKES: &str = "Requests that a mistake of the simulator's answered with 500";
        world.register("internal_errors", MISTAKES, metrics.internal_errors.clone());
        metrics
    }

    /// Counts a fact.
    pub fn count(&self, fact: &Observation) {
        match fact {
            Observation::Send(send) => match send.decision {
                Decision::Accepted(_) => {
                    self.accepted.inc();
                }
                Decision::Refused { code, .. } => {
                    self.refused.get_or_create(&[("code", code)]).inc();
                }
            },
            Observation::AnswerLost { .. } => {
                self.answers_lost.inc();
            }
            Observation::StatusMade(made) => {
                let labels = [("status", made.status.word()), ("class", made.class.word())];
                self.statuses.get_or_create(&labels).inc();
            }
            Observation::Webhook { .. } => {}
            Observation::WebhookAttempt { attempt, .. } => {
                let labels = [("outcome", attempt.outcome.word())];
                self.webhook_attempts.get_or_create(&labels).inc();
            }
            Observation::WebhookDropped { .. } => {
                self.webhooks_dropped.inc();
            }
            Observation::Rejected(rejection) => {
                let labels = [("code", rejection.code)];
                self.rejections.get_or_create(&labels).inc();
            }
            Observation::Sms(fact) => self.sms.count(fact),
            Observation::CarrierAsked(query) => {
                let labels = [("carrier", query.api), ("refused", query.refused)];
                self.queries.get_or_create(&labels).inc();
            }
        }
    }

    /// Counts a carrier's notice that was posted.
    pub fn notice(&self, outcome: &Outcome) {
        self.notices
            .get_or_create(&[("outcome", outcome.word())])
            .inc();
    }

    /// Everything in the OpenMetrics text format; `pending` webhooks wait right now, and
    /// `internal_errors` requests met a mistake of ours. A smaller number than before is an older one.
    pub fn text(&self, pending: usize, internal_errors: u64) -> String {
        self.internal_errors
            .inner()
            .fetch_max(internal_errors, Ordering::Relaxed);
        self.pending.set(pending as i64);
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("a string takes all that is written to it");
        text
    }
}
