//! About one look a second at both processes, at the harness's own health, and at how soon records are readable.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

use simulator::clock::Clock;
use tokio::task::JoinHandle;

use super::setup::Set;
use crate::injector::{Shot, Slots};
use crate::ledger::{Ledger, Row};
use crate::process_sampler::{MachineSampler, ProcessSampler};
use crate::read_back::Reader;

const EVERY: Duration = Duration::from_secs(1);
const STALL_TIMER: Duration = Duration::from_millis(10);
/// One message in this time is followed to its record.
const VISIBLE_EVERY: Duration = Duration::from_millis(200);
const VISIBLE_POLL: Duration = Duration::from_millis(25);
/// Longest wait for a record.
const VISIBLE_LIMIT: Duration = Duration::from_secs(10);

/// Samplers at work.
pub(super) struct Sampling {
    over: Arc<AtomicBool>,
    threads: Vec<std::thread::JoinHandle<()>>,
    tasks: Vec<JoinHandle<()>>,
}

/// Starts the samplers of both processes and of record visibility.
pub(super) fn start(set: &Set) -> Sampling {
    let over = Arc::new(AtomicBool::new(false));
    let (ledger, clock, pid) = (set.ledger.clone(), set.clock, set.connector.pid);
    let for_thread = Arc::clone(&over);
    // A thread of its own: reading /proc must not wait for a busy runtime.
    let thread = std::thread::Builder::new()
        .name("sampler".to_owned())
        .spawn(move || processes(&ledger, clock, pid, &for_thread))
        .expect("a thread can be started");
    let mut tasks = Vec::new();
    if let Some(reader) = set.reader.as_ref().filter(|reader| reader.reads_one()) {
        let (reader, latest) = (Arc::clone(reader), set.witness.latest());
        tasks.push(tokio::spawn(visibility(
            reader,
            latest,
            set.ledger.clone(),
            set.clock,
        )));
    }
    Sampling {
        over,
        threads: vec![thread],
        tasks,
    }
}

impl Sampling {
    /// Ends them.
    pub(super) async fn stop(self) {
        self.over.store(true, Ordering::Relaxed);
        for task in self.tasks {
            task.abort();
        }
        for thread in self.threads {
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }
}

fn processes(ledger: &Ledger, clock: Clock, connector: Option<u32>, over: &AtomicBool) {
    let mut connector = connector.map(ProcessSampler::new);
    let mut harness = ProcessSampler::own();
    let mut next = Instant::now();
    while !over.load(Ordering::Relaxed) {
        let now = Instant::now();
        if now < next {
            std::thread::sleep(Duration::from_millis(50).min(next - now));
            continue;
        }
        next += EVERY;
        let at_us = clock.elapsed_us();
        let mut rows = Vec::new();
        let samples = [
            (
                "connector",
                connector.as_mut().and_then(|one| one.sample(now)),
            ),
            ("harness", harness.sample(now)),
        ];
        for (who, sample) in samples {
            if let Some(sample) = sample {
                rows.push(Row::Resources {
                    at_us,
                    who,
                    cpu_percent: sample.cpu_percent,
                    rss_bytes: sample.rss_bytes as i64,
                    fds: sample.fds as i64,
                    threads: sample.threads as i64,
                });
            }
        }
        ledger.append(rows);
    }
}

/// Samples the injector's slots and the runtime's health, for as long as the queue of shots is open.
pub(super) fn watch_slots(set: &Set, slots: &Arc<Slots>, shots: &async_channel::Sender<Shot>) {
    let stall_us = Arc::new(AtomicI64::new(0));
    tokio::spawn(stalls(Arc::clone(&stall_us), shots.clone()));
    let (ledger, clock, slots, shots) = (
        set.ledger.clone(),
        set.clock,
        Arc::clone(slots),
        shots.clone(),
    );
    let slots_max = set.scenario.load.in_flight_max as i64;
    tokio::spawn(async move {
        let mut machine = MachineSampler::new();
        let mut ticker = tokio::time::interval(EVERY);
        while !shots.is_closed() {
            ticker.tick().await;
            ledger.append(vec![Row::SelfSample {
                at_us: clock.elapsed_us(),
                queued_tickets: shots.len() as i64,
                busy_slots: slots.busy() as i64,
                slots: slots_max,
                runtime_stall_us: stall_us.swap(0, Ordering::Relaxed),
                ledger_queue: ledger.queued_rows() as i64,
                machine_cpu_percent: machine.cpu_percent().unwrap_or(0.0),
            }]);
        }
    });
}

/// How late a short timer fires: what the runtime adds to everything.
async fn stalls(worst_us: Arc<AtomicI64>, shots: async_channel::Sender<Shot>) {
    while !shots.is_closed() {
        let asked = Instant::now();
        tokio::time::sleep(STALL_TIMER).await;
        let late = asked.elapsed().saturating_sub(STALL_TIMER);
        worst_us.fetch_max(late.as_micros() as i64, Ordering::Relaxed);
    }
}

/// Follows one accepted message after the other to its record.
async fn visibility(
    reader: Arc<Reader>,
    mut latest: tokio::sync::watch::Receiver<Option<(String, i64)>>,
    ledger: Ledger,
    clock: Clock,
) {
    loop {
        if latest.changed().await.is_err() {
            return;
        }
        let Some((wamid, accepted_us)) = latest.borrow_and_update().clone() else {
            continue;
        };
        let visible_us = followed(&reader, &wamid, clock).await;
        ledger.append(vec![Row::RecordVisible {
            wamid,
            accepted_us,
            visible_us,
        }]);
        tokio::time::sleep(VISIBLE_EVERY).await;
    }
}

async fn followed(reader: &Reader, wamid: &str, clock: Clock) -> Option<i64> {
    let began = Instant::now();
    while began.elapsed() < VISIBLE_LIMIT {
        if let Ok(Some(_)) = reader.one_message(wamid).await {
            return Some(clock.elapsed_us());
        }
        tokio::time::sleep(VISIBLE_POLL).await;
    }
    None
}
