//! What has to be done besides messages: fetching what a pointer points to, fetching customers' photos, sending short
//! messages. Each is durable before it begins; a few run at the same time, and each retries by itself.

mod photo;
mod pointer;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;

use crate::config::Config;
use crate::http::Http;
use crate::sms::{self, ShortMessage};
use crate::store::{Backlog, Store, StoreError};

/// Errands under way at the same time. Pointers have their own number: their API makes them wait, and nothing else is
/// to wait with them.
const AT_ONCE_MAX: usize = 8;
const POINTERS_AT_ONCE_MAX: usize = 4;
/// The longest gap between two attempts.
const GAP_MAX: Duration = Duration::from_secs(30);

/// Something to do.
#[derive(Debug, Clone)]
pub(crate) enum Errand {
    Pointer { id: i64, url: String },
    Photo { media_id: String },
    Sms(ShortMessage),
}

/// Where errands go in. Their number is bounded by the backlog, which notices are refused for.
#[derive(Clone)]
pub(crate) struct Inbox(mpsc::UnboundedSender<Errand>);

/// The other end of an [`Inbox`].
pub(crate) struct Outlet(mpsc::UnboundedReceiver<Errand>);

impl Inbox {
    /// An inbox and its other end.
    pub(crate) fn new() -> (Inbox, Outlet) {
        let (told, to_hear) = mpsc::unbounded_channel();
        (Inbox(told), Outlet(to_hear))
    }

    /// Adds an errand; after the end it stays in the database for the next start.
    pub(crate) fn add(&self, errand: Errand) {
        let _ = self.0.send(errand);
    }
}

/// What an errand needs.
pub(crate) struct Means {
    pub(crate) config: Arc<Config>,
    pub(crate) store: Store,
    pub(crate) http: Http,
    pub(crate) gateway: Option<sms::Gateway>,
    pub(crate) backlog: Backlog,
}

/// Runs errands until `draining` turns true, and then those that are there, for as long as the configuration grants.
pub(crate) async fn run(
    means: Means,
    mut outlet: Outlet,
    left: Vec<Errand>,
    mut draining: watch::Receiver<bool>,
) {
    let stop_grace = means.config.timing.stop_grace;
    let means = Arc::new(means);
    let slots = Arc::new(Semaphore::new(AT_ONCE_MAX));
    let slots_for_pointers = Arc::new(Semaphore::new(POINTERS_AT_ONCE_MAX));
    let mut running = JoinSet::new();
    let start = |running: &mut JoinSet<()>, errand: Errand| {
        let slots = match errand {
            Errand::Pointer { .. } => slots_for_pointers.clone(),
            Errand::Photo { .. } | Errand::Sms(_) => slots.clone(),
        };
        let means = means.clone();
        running.spawn(async move {
            let slot = slots.acquire_owned().await;
            means.run(errand).await;
            drop(slot);
        });
    };
    for errand in left {
        start(&mut running, errand);
    }
    loop {
        tokio::select! {
            errand = outlet.0.recv() => match errand {
                Some(errand) => start(&mut running, errand),
                None => break,
            },
            Some(_) = running.join_next() => (),
            _ = draining.wait_for(|draining| *draining) => break,
        }
    }
    let rest = async {
        loop {
            while let Ok(errand) = outlet.0.try_recv() {
                start(&mut running, errand);
            }
            if running.join_next().await.is_none() {
                return;
            }
        }
    };
    // What is not done by then is still in the database.
    let _ = tokio::time::timeout(stop_grace, rest).await;
}

impl Means {
    async fn run(&self, errand: Errand) {
        let done = match errand {
            Errand::Pointer { id, url } => pointer::fetch(self, id, &url).await,
            Errand::Photo { media_id } => photo::fetch(self, media_id).await,
            Errand::Sms(message) => sms::send(self, message).await,
        };
        if let Err(error) = done {
            eprintln!("reference connector: the outcome of an errand is not recorded: {error}");
        }
        self.backlog.fetch_sub(1, Ordering::Relaxed);
    }

    /// The gap before the next attempt: the first retry's, doubled with each further one.
    pub(crate) fn gap(&self, attempts: u32) -> Duration {
        let first = self.config.timing.retry_gap_min;
        first.saturating_mul(1 << attempts.min(10)).min(GAP_MAX)
    }
}

/// An errand ends well unless its outcome cannot be written down.
pub(crate) type Done = Result<(), StoreError>;
