//! Getting shots to the connector. Two injectors stand behind one small trait: goose's users as in-flight slots,
//! and a direct one, which proves that goose adds no bias and is the fall-back.

pub mod direct;
pub mod goose;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use simulator::carriers::{self, Carrier};
use simulator::observation::Outcome;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::connector_file::AckRule;

/// What a shot carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A notice, by its id in the ledger.
    Notice(i64),
    /// A webhook of Meta's side, by its id in the ledger.
    Webhook(i64),
}

/// A body that no sender's rule takes for an answer.
const NONSENSE: &[u8] = b"\0";

/// When an answer counts as received.
#[derive(Debug, Clone)]
pub enum Ack {
    /// By the carrier's rule.
    Carrier(Carrier),
    /// Meta's rule: exactly 200.
    Meta,
    /// By the connector file's rule.
    Stimulus(Arc<AckRule>),
}

impl Ack {
    /// Whether the sender takes this answer for success.
    pub fn accepts(&self, status: u16, body: &[u8]) -> bool {
        match self {
            Ack::Carrier(carrier) => carriers::acknowledged(*carrier, status, body),
            Ack::Meta => status == 200,
            Ack::Stimulus(rule) => rule.accepts(status, body),
        }
    }

    /// Whether the body says success, where the sender reads it at all and the HTTP status says so.
    fn by_body(&self, status: u16, body: &[u8]) -> Option<bool> {
        let Ack::Carrier(carrier) = self else {
            return None;
        };
        // A carrier that takes any body with 200 does not read it.
        let reads = !carriers::acknowledged(*carrier, 200, NONSENSE);
        (reads && (200..300).contains(&status)).then(|| self.accepts(status, body))
    }
}

/// One request to the connector, ready to go.
#[derive(Debug, Clone)]
pub struct Shot {
    /// What it carries.
    pub subject: Subject,
    /// The journey that it starts; None for companions.
    pub journey: Option<i64>,
    /// From 1.
    pub attempt: u32,
    /// When it is due, microseconds from the run's start.
    pub due_us: i64,
    /// Upper-case method.
    pub method: &'static str,
    /// Whole URL.
    pub url: Arc<str>,
    /// Headers, the content type among them.
    pub headers: Arc<[(String, String)]>,
    /// Header names go out in `Title-Case` instead of lower case; both are legal.
    pub title_case: bool,
    /// The body.
    pub body: Bytes,
    /// When an answer counts as received.
    pub ack: Ack,
    /// Longest wait for the whole answer.
    pub timeout: Duration,
    /// Whether its sender offers it again when it is not taken. A forger does not.
    pub offered_again: bool,
    /// Row of the injector's own statistics: few different ones.
    pub row: &'static str,
}

/// How a shot went.
#[derive(Debug, Clone)]
pub struct Hit {
    /// When the request began.
    pub started: Instant,
    /// When the answer was complete, or the failure noticed.
    pub ended: Instant,
    /// How it ended.
    pub outcome: Outcome,
    /// HTTP status, when there was an answer.
    pub http_status: Option<u16>,
    /// In words, unless it is an ack.
    pub error: Option<String>,
    /// Where the sender reads the body and the HTTP status alone says success: whether the body says so, too.
    pub by_body: Option<bool>,
}

/// Most of an answer that is read.
pub const ANSWER_BYTES_MAX: usize = 256 * 1024;

impl Hit {
    /// From a whole answer.
    pub fn answered(shot: &Shot, started: Instant, status: u16, body: &[u8]) -> Hit {
        let acked = shot.ack.accepts(status, body);
        let outcome = if acked { Outcome::Ack } else { Outcome::Nack };
        let error = (!acked).then(|| {
            let shown: String = String::from_utf8_lossy(&body[..body.len().min(200)]).into_owned();
            format!("answered {status}: {shown}")
        });
        Hit {
            started,
            ended: Instant::now(),
            outcome,
            http_status: Some(status),
            error,
            by_body: shot.ack.by_body(status, body),
        }
    }

    /// Without one.
    pub fn failed(started: Instant, connected: bool, error: String) -> Hit {
        let outcome = if connected {
            Outcome::Indefinite
        } else {
            Outcome::DefiniteNo
        };
        Hit {
            started,
            ended: Instant::now(),
            outcome,
            http_status: None,
            error: Some(error),
            by_body: None,
        }
    }
}

/// Where hits go. Must not block.
pub trait Sink: Send + Sync + 'static {
    /// A shot has ended.
    fn hit(&self, shot: Shot, hit: Hit);
}

/// Slots in use, for the harness's own health.
#[derive(Debug, Default)]
pub struct Slots {
    busy: AtomicUsize,
}

impl Slots {
    /// Slots in use now.
    pub fn busy(&self) -> usize {
        self.busy.load(Ordering::Relaxed)
    }

    /// Takes a slot until the guard is dropped.
    pub fn take(&self) -> Taken<'_> {
        self.busy.fetch_add(1, Ordering::Relaxed);
        Taken(self)
    }
}

/// A slot in use.
pub struct Taken<'a>(&'a Slots);

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.0.busy.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What an injector works with.
#[derive(Clone)]
pub struct Range {
    /// Shots that are due. Closed when the run is over.
    pub shots: async_channel::Receiver<Shot>,
    /// Where hits go.
    pub sink: Arc<dyn Sink>,
    /// How many may be in flight.
    pub slots_max: usize,
    /// Slots in use.
    pub slots: Arc<Slots>,
}

/// An injector failed to start or to end.
#[derive(Debug, thiserror::Error)]
#[error("the injector failed: {0}")]
pub struct InjectorFailure(pub String);

/// Takes due shots to the connector until the queue is closed and empty.
pub trait Injector: Sized + Send + 'static {
    /// Runs to the end of the queue.
    fn run(self, range: Range) -> impl Future<Output = Result<(), InjectorFailure>> + Send;

    /// Runs on a thread and a runtime of its own. A due shot wakes this one thread and no other, whatever the world is
    /// busy with; one has carried 300,000 messages a minute.
    ///
    /// # Panics
    /// Outside of a runtime.
    fn start(self, range: Range) -> JoinHandle<Result<(), InjectorFailure>> {
        let (tell, ended) = oneshot::channel();
        std::thread::Builder::new()
            .name("injector".to_owned())
            .spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build();
                let outcome = match runtime {
                    Ok(runtime) => runtime.block_on(self.run(range)),
                    Err(cause) => Err(InjectorFailure(cause.to_string())),
                };
                let _ = tell.send(outcome);
            })
            .expect("a thread can be started");
        tokio::spawn(async move {
            let lost = |_| Err(InjectorFailure("its thread panicked".to_owned()));
            ended.await.unwrap_or_else(lost)
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::panic,
        reason = "a test may panic, and this one has to"
    )]
    use super::*;

    struct Deaf;

    impl Sink for Deaf {
        fn hit(&self, _: Shot, _: Hit) {}
    }

    struct Panics;

    impl Injector for Panics {
        async fn run(self, _: Range) -> Result<(), InjectorFailure> {
            panic!("on purpose");
        }
    }

    #[tokio::test]
    async fn an_injector_that_panics_ends_as_a_failure() {
        let (_shots, due) = async_channel::bounded(1);
        let range = Range {
            shots: due,
            sink: Arc::new(Deaf),
            slots_max: 1,
            slots: Arc::default(),
        };
        let ended = Panics.start(range).await.unwrap();
        assert!(ended.is_err_and(|failure| failure.0.contains("panicked")));
    }
}
