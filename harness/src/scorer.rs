//! What becomes of a shot that has hit: its row in the ledger, its journey, and, where the connector did not take
//! it, the sender's next attempt by the sender's own timetable.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use simulator::chance::Chance;
use simulator::clock::Clock;
use simulator::observation::Outcome;

use crate::injector::{Ack, Hit, Shot, Sink, Subject};
use crate::journeys::Journeys;
use crate::ledger::{Ledger, Row};

/// Scores hits.
pub struct Scorer {
    ledger: Ledger,
    clock: Clock,
    chance: Chance,
    journeys: Arc<Journeys>,
    shots: async_channel::Sender<Shot>,
    driven_by_inbound: bool,
    runtime: tokio::runtime::Handle,
    /// Retries that wait, by due time.
    waiting: Arc<Mutex<BTreeMap<i64, usize>>>,
    last_us: AtomicI64,
}

/// Retries that may wait at once; further ones are given up, and the ledger shows it.
pub const RETRIES_MAX: usize = 100_000;
const STIMULUS_DELAYS: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(30)];
const META_FIRST: Duration = Duration::from_secs(5);
const META_ATTEMPTS_MAX: u32 = 14;

impl Scorer {
    /// A scorer that sends retries back into the queue of due shots.
    pub fn new(
        ledger: Ledger,
        clock: Clock,
        chance: Chance,
        journeys: Arc<Journeys>,
        shots: async_channel::Sender<Shot>,
        driven_by_inbound: bool,
    ) -> Scorer {
        Scorer {
            ledger,
            clock,
            chance,
            journeys,
            shots,
            driven_by_inbound,
            runtime: tokio::runtime::Handle::current(),
            waiting: Arc::default(),
            last_us: AtomicI64::new(0),
        }
    }

    /// Retries that wait and fall due within this (real) time.
    pub fn retries_due_within(&self, time: Duration) -> usize {
        let until = self.clock.elapsed_us() + time.as_micros() as i64;
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.range(..=until).map(|(_, count)| count).sum()
    }

    /// When the last shot hit, microseconds from the run's start.
    pub fn last_activity_us(&self) -> i64 {
        self.last_us.load(Ordering::Relaxed)
    }

    /// World time until the next attempt; None when the sender gives up.
    fn pause(&self, shot: &Shot) -> Option<Duration> {
        let (pause, jitter) = match &shot.ack {
            Ack::Carrier(carrier) => {
                let plan = &carrier.profile().retry;
                (*plan.delays.get(shot.attempt as usize - 1)?, plan.jitter)
            }
            Ack::Meta if shot.attempt < META_ATTEMPTS_MAX => {
                (META_FIRST * (1 << (shot.attempt - 1)), 0.1)
            }
            Ack::Meta => return None,
            Ack::Stimulus(_) => (*STIMULUS_DELAYS.get(shot.attempt as usize - 1)?, 0.0),
        };
        let (Subject::Notice(id) | Subject::Webhook(id)) = shot.subject;
        let draw = self
            .chance
            .unit("notice retry", id as u64 * 16 + u64::from(shot.attempt));
        Some(pause.mul_f64(1.0 + jitter * (2.0 * draw - 1.0)))
    }

    fn retry(&self, shot: Shot, pause: Duration) {
        let real = pause.div_f64(self.clock.scale());
        let due_us = self.clock.elapsed_us() + real.as_micros() as i64;
        {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            if waiting.len() >= RETRIES_MAX {
                return;
            }
            *waiting.entry(due_us).or_default() += 1;
        }
        let again = Shot {
            attempt: shot.attempt + 1,
            due_us,
            ..shot
        };
        let (shots, waiting) = (self.shots.clone(), Arc::clone(&self.waiting));
        self.runtime.spawn(async move {
            tokio::time::sleep(real).await;
            let _ = shots.send(again).await;
            let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(count) = waiting.get_mut(&due_us) {
                *count -= 1;
                if *count == 0 {
                    waiting.remove(&due_us);
                }
            }
        });
    }

    fn row(&self, shot: &Shot, hit: &Hit) -> Row {
        let (started_us, ended_us) = (self.clock.us_at(hit.started), self.clock.us_at(hit.ended));
        let (attempt, outcome) = (i64::from(shot.attempt), hit.outcome.word());
        let (http_status, error) = (hit.http_status, hit.error.clone());
        match shot.subject {
            Subject::Notice(notice) => Row::NoticeAttempt {
                notice,
                attempt,
                due_us: shot.due_us,
                started_us,
                ended_us,
                outcome,
                http_status,
                error,
            },
            Subject::Webhook(webhook) => Row::WebhookAttempt {
                webhook,
                attempt,
                started_us,
                ended_us,
                outcome,
                http_status,
                error,
            },
        }
    }
}

impl Sink for Scorer {
    fn hit(&self, shot: Shot, hit: Hit) {
        self.last_us
            .store(self.clock.elapsed_us(), Ordering::Relaxed);
        let mut rows = vec![self.row(&shot, &hit)];
        if let (Subject::Notice(notice), Some(by_body)) = (shot.subject, hit.by_body) {
            rows.push(Row::BodyAck {
                notice,
                attempt: i64::from(shot.attempt),
                by_body,
            });
        }
        self.ledger.append(rows);
        let acked = hit.outcome == Outcome::Ack;
        if let Some(journey) = shot.journey {
            if !acked && shot.attempt == 1 {
                self.journeys.failed_first(shot.due_us);
            }
            if acked && self.driven_by_inbound {
                self.journeys.complete(journey, self.clock.us_at(hit.ended));
            }
        }
        if !acked
            && shot.offered_again
            && let Some(pause) = self.pause(&shot)
        {
            self.retry(shot, pause);
        }
    }
}
