//! After the load: wait until everything that was begun has come to an end, or the limit is over.

use std::time::{Duration, Instant};

use serde_json::json;

use super::load::{Loaded, Signals};
use super::setup::Set;

const LOOK: Duration = Duration::from_millis(100);
/// Connectors commonly wait 30 s before their second try.
const SECOND_TRY: Duration = Duration::from_secs(40);

/// What is still open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Open {
    outstanding: usize,
    webhooks: usize,
    notices: usize,
}

/// Waits, ends the injector, and writes down whether it got quiet.
pub(super) async fn drain(set: &Set, loaded: &mut Loaded, signals: &Signals) {
    let drain = &set.scenario.drain;
    let began = Instant::now();
    let mut open;
    let mut quiet = false;
    loop {
        let left = drain.limit.saturating_sub(began.elapsed());
        open = look(set, loaded, left);
        let last_us = set
            .witness
            .last_activity_us()
            .max(loaded.scorer.last_activity_us());
        let idle = Duration::from_micros((set.clock.elapsed_us() - last_us).max(0) as u64);
        let all_came = set.clock.elapsed_us() >= set.journeys.waits_until_us();
        let nothing_open =
            all_came && open.outstanding == 0 && open.webhooks == 0 && open.notices == 0;
        if nothing_open && idle >= drain.quiet {
            quiet = true;
            break;
        }
        // Journeys that are lost never end; once nothing has moved for longer than a connector waits before it tries
        // again, waiting proves nothing new.
        if all_came
            && open.webhooks == 0
            && open.notices == 0
            && idle >= drain.quiet.max(SECOND_TRY)
        {
            quiet = true;
            break;
        }
        if left.is_zero() || signals.second().is_some() || set.ledger.failure().is_some() {
            break;
        }
        if set.connector.has_exited().is_some_and(|how| {
            set.connector_ended(&how);
            true
        }) {
            break;
        }
        set.progress
            .drain(open.outstanding, open.webhooks, open.notices, left);
        tokio::time::sleep(LOOK).await;
    }
    set.control(
        "drained",
        json!({
            "quiet": quiet,
            "outstanding": open.outstanding,
            "webhooks_pending": open.webhooks,
            "notices_pending": open.notices,
        }),
    );
    loaded.shots.close();
    if let Some(injector) = loaded.injector.take() {
        let ended = tokio::time::timeout(Duration::from_secs(20), injector).await;
        match ended {
            Ok(Ok(Ok(()))) => {}
            Ok(Ok(Err(failure))) => set.control(
                "overflow",
                json!({ "queue": "injector", "lost": 1, "why": failure.to_string() }),
            ),
            Ok(Err(panic)) => set.control(
                "overflow",
                json!({ "queue": "injector", "lost": 1, "why": panic.to_string() }),
            ),
            Err(_) => set.control(
                "note",
                json!({ "text": "the injector did not end within 20 s" }),
            ),
        }
    }
    if let Some(pacer) = loaded.pacer.take() {
        let ended = tokio::task::spawn_blocking(move || pacer.join()).await;
        if !matches!(ended, Ok(Ok(()))) {
            set.control(
                "overflow",
                json!({ "queue": "pacer", "lost": 1, "why": "its thread panicked" }),
            );
        }
    }
}

fn look(set: &Set, loaded: &Loaded, left: Duration) -> Open {
    let in_hand = loaded.shots.len() + loaded.slots.busy() + loaded.course.pending();
    Open {
        outstanding: set.journeys.outstanding(set.clock.elapsed_us()),
        // Attempts that fall due after the limit will not be made: they are no reason to wait.
        webhooks: set.stage.outbox.pending_within(left),
        notices: in_hand + loaded.scorer.retries_due_within(left),
    }
}
