//! The world's observer during a run: puts its facts into the ledger, tells which parcel a send is about, and
//! closes journeys.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use simulator::clock::{Clock, Moment};
use simulator::cloud_api::error_code::RetryClass;
use simulator::magic;
use simulator::observation::{Decision, Observation, Observer, Parameter, Recorded, Send};
use simulator::parcel::Checkpoint;
use simulator::population::Population;
use simulator::tracking_number;
use tokio::sync::watch;

use crate::dialogue::Threads;
use crate::journeys::Journeys;
use crate::ledger::row::SendRow;
use crate::ledger::{Ledger, Row};
use crate::plan::stimuli::{REMINDER_WORD, expectation_id, reminder_id};
use crate::policy::Policy;

mod sms;

/// Real time from a message's acceptance to the webhook that says it failed, generously.
const FAILS_WITHIN_US: i64 = 5_000_000;

/// The world's observer during a run.
pub struct Witness {
    ledger: Ledger,
    clock: Clock,
    population: Population,
    policy: Policy,
    journeys: Arc<Journeys>,
    threads: Arc<Threads>,
    accepted: AtomicU64,
    sends: AtomicU64,
    last_us: AtomicU64,
    /// The latest accepted message: its wamid and when.
    latest: watch::Sender<Option<(String, i64)>>,
}

/// What a send is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traced {
    /// The parcel's index.
    pub parcel: Option<u64>,
    /// The checkpoint.
    pub checkpoint: Option<Checkpoint>,
    /// `callback`, `parameter` or `none`.
    pub by: &'static str,
    /// It is the parcel's reminder.
    pub reminder: bool,
}

impl Witness {
    /// An observer that writes to this ledger.
    pub fn new(
        ledger: Ledger,
        clock: Clock,
        population: Population,
        policy: Policy,
        journeys: Arc<Journeys>,
        threads: Arc<Threads>,
    ) -> Witness {
        let (latest, _) = watch::channel(None);
        Witness {
            ledger,
            clock,
            population,
            policy,
            journeys,
            threads,
            accepted: AtomicU64::new(0),
            sends: AtomicU64::new(0),
            last_us: AtomicU64::new(0),
            latest,
        }
    }

    /// Messages accepted so far.
    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }

    /// Sends seen so far, refused ones included.
    pub fn sends(&self) -> u64 {
        self.sends.load(Ordering::Relaxed)
    }

    /// When the world last saw or did anything, microseconds from the run's start.
    pub fn last_activity_us(&self) -> i64 {
        self.last_us.load(Ordering::Relaxed) as i64
    }

    /// The latest accepted message, as it changes.
    pub fn latest(&self) -> watch::Receiver<Option<(String, i64)>> {
        self.latest.subscribe()
    }

    fn us(&self, moment: Moment) -> i64 {
        self.clock.us_at(self.clock.instant_of(moment))
    }

    /// What a send is about: by its callback data, else by a tracking number in its parameters.
    pub fn trace(&self, send: &Send) -> Traced {
        let parcel_in = |text: &str| {
            tracking_number::scan(text).find_map(|token| self.population.index_of(token))
        };
        if let Some(callback) = &send.callback
            && let Some(parcel) = parcel_in(callback)
        {
            let mut words = callback.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let reminder = words.clone().any(|word| word == REMINDER_WORD);
            let named = words.find_map(Checkpoint::parse);
            return Traced {
                parcel: Some(parcel),
                checkpoint: named.or_else(|| self.by_template(send)),
                by: "callback",
                reminder: reminder || (named.is_none() && self.reminds(send)),
            };
        }
        let parcel = send
            .parameters
            .iter()
            .find_map(|parameter| parcel_in(&parameter.text));
        match parcel {
            Some(parcel) => Traced {
                parcel: Some(parcel),
                checkpoint: self.by_template(send),
                by: "parameter",
                reminder: self.reminds(send),
            },
            None => Traced {
                parcel: None,
                checkpoint: None,
                by: "none",
                reminder: false,
            },
        }
    }

    /// Whether it has the reminder's template, and no message does.
    fn reminds(&self, send: &Send) -> bool {
        let Some((reminder, template)) =
            self.policy.reminder.as_ref().zip(send.template.as_deref())
        else {
            return false;
        };
        let plain = self.policy.plain_template(template);
        plain == reminder.message.template && self.policy.checkpoint_of(template).is_empty()
    }

    fn by_template(&self, send: &Send) -> Option<Checkpoint> {
        let checkpoints = self.policy.checkpoint_of(send.template.as_deref()?);
        match checkpoints.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// A short message is owed from the moment at which a message cannot arrive any more: refused, or to a number that
    /// will fail.
    fn owe_sms(&self, to: &str, parcel: Option<u64>, refused: Option<u32>, at_us: i64) {
        let Some((sms, parcel)) = self.policy.sms_fallback.as_ref().zip(parcel) else {
            return;
        };
        let code = refused.or_else(|| magic::forced_code(to));
        if code.is_some_and(|code| sms.on.contains(&code)) {
            let within = sms.within.div_f64(self.clock.scale()).as_micros() as i64;
            self.journeys
                .owe(parcel as i64, at_us + within + FAILS_WITHIN_US);
        }
    }

    fn send_row(&self, send: Send) -> Row {
        let traced = self.trace(&send);
        let at_us = self.us(send.at);
        let expectation = match (traced.parcel, traced.checkpoint) {
            (Some(parcel), _) if traced.reminder => Some(reminder_id(parcel)),
            (Some(parcel), Some(checkpoint)) => Some(expectation_id(parcel, checkpoint)),
            _ => None,
        };
        let settles = match &send.decision {
            Decision::Accepted(_) => true,
            Decision::Refused { class, .. } => *class == RetryClass::Permanent,
        };
        let settled = settles.then_some(at_us);
        let expectation = expectation.filter(|id| self.journeys.expects(*id, settled));
        self.sends.fetch_add(1, Ordering::Relaxed);
        let (decision, refusal_class, code, wamid) = match send.decision {
            Decision::Accepted(wamid) => {
                self.accepted.fetch_add(1, Ordering::Relaxed);
                if self.latest.receiver_count() > 0 {
                    self.latest.send_replace(Some((wamid.clone(), at_us)));
                }
                self.threads.heard(&send.to, &wamid);
                ("accepted", None, None, Some(wamid))
            }
            Decision::Refused { code, class } => ("refused", Some(class.word()), Some(code), None),
        };
        self.owe_sms(&send.to, traced.parcel, code, at_us);
        let params = (!send.parameters.is_empty()).then(|| json(&send.parameters));
        Row::Send(Box::new(SendRow {
            id: send.id as i64,
            at_us,
            phone_number_id: send.phone_number_id,
            kind: send.kind,
            to_number: send.to,
            template: send.template,
            language: send.language,
            params,
            callback: send.callback,
            body_hash: send.body_hash as i64,
            decision,
            refusal_class,
            code,
            http_status: send.http_status,
            wamid,
            expectation,
            parcel: traced.parcel.map(|parcel| parcel as i64),
            traced_by: traced.by,
            reply_to: send.reply_to,
        }))
    }

    fn row(&self, fact: Observation) -> Option<Row> {
        let row = match fact {
            Observation::Send(send) => self.send_row(*send),
            Observation::AnswerLost { send, at, why } => {
                Row::AnswerLost { send: send as i64, at_us: self.us(at), why }
            }
            Observation::StatusMade(status) => Row::Status {
                id: status.id as i64,
                send: status.send as i64,
                status: status.status.word(),
                code: status.code,
                class: status.class.word(),
                due_us: self.us(status.due),
            },
            Observation::Webhook { id, class, variant, statuses } => Row::Webhook {
                id: id as i64,
                kind: "statuses",
                class: class.word(),
                variant,
                items: statuses.into_iter().map(|id| id as i64).collect(),
            },
            Observation::WebhookAttempt { webhook, attempt } => Row::WebhookAttempt {
                webhook: webhook as i64,
                attempt: i64::from(attempt.number),
                started_us: self.us(attempt.started),
                ended_us: self.us(attempt.ended),
                outcome: attempt.outcome.word(),
                http_status: attempt.http_status,
                error: attempt.error,
            },
            Observation::WebhookDropped { webhook, why } => Row::Control {
                at_us: self.clock.elapsed_us(),
                kind: "overflow",
                detail: serde_json::json!({ "queue": "outbox", "lost": 1, "webhook": webhook, "why": why }).to_string(),
            },
            Observation::Sms(fact) => self.sms_row(*fact),
            Observation::Rejected(_) => return None,
            Observation::CarrierAsked(query) => Row::Control {
                at_us: self.us(query.at),
                kind: "carrier_asked",
                detail: serde_json::json!({
                    "carrier": query.api,
                    "request": query.request,
                    "numbers": query.numbers,
                    "http_status": query.http_status,
                    "refused": query.refused,
                })
                .to_string(),
            },
        };
        Some(row)
    }

    /// Something happened just now.
    fn stirred(&self) {
        self.last_us
            .store(self.clock.elapsed_us().max(0) as u64, Ordering::Relaxed);
    }

    fn rows(&self, facts: Vec<Observation>) -> Vec<Row> {
        self.stirred();
        facts
            .into_iter()
            .filter_map(|fact| self.row(fact))
            .collect()
    }
}

impl Observer for Witness {
    fn record(&self, facts: Vec<Observation>) -> Recorded {
        let rows = self.rows(facts);
        if rows.is_empty() {
            return Box::pin(std::future::ready(()));
        }
        Box::pin(self.ledger.append_before(rows))
    }

    fn note(&self, fact: Observation) {
        let rows = self.rows(vec![fact]);
        self.ledger.append(rows);
    }
}

/// Parameters as the ledger keeps them: what serde_json makes of them, and every message has some.
fn json(parameters: &[Parameter]) -> String {
    let texts = parameters.iter().map(|parameter| parameter.text.len());
    let mut json = String::with_capacity(texts.sum::<usize>() + 64 * parameters.len());
    let mut before = "[";
    for parameter in parameters {
        for (name, text) in [
            (r#"{"component":"#, &*parameter.component),
            (r#","key":"#, &*parameter.key),
            (r#","text":"#, &*parameter.text),
        ] {
            json.push_str(std::mem::take(&mut before));
            json.push_str(name);
            quote(&mut json, text);
        }
        before = "},";
    }
    json.push_str("}]");
    json
}

fn quote(json: &mut String, text: &str) {
    let plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    if text.bytes().all(plain) {
        json.push('"');
        json.push_str(text);
        json.push('"');
    } else {
        json.push_str(&serde_json::Value::from(text).to_string());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parameters_are_written_as_serde_would(
            texts in prop::collection::vec((".{0,9}", "[a-z0-9:\"\n]{0,9}", any::<String>()), 1..5)
        ) {
            let parameters = texts.into_iter().map(|(component, key, text)| Parameter {
                component: component.into(),
                key: key.into(),
                text,
            });
            let parameters: Vec<Parameter> = parameters.collect();
            prop_assert_eq!(json(&parameters), serde_json::to_string(&parameters).expect("strings serialise"));
        }
    }
}
