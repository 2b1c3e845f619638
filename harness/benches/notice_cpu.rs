//! Processor time of one paced, signed notice, all in: planned, rendered, signed, written to the ledger, released
//! on time, sent through an injector, its answer read, scored and written down.
//!
//! The receiver is a bare hyper server in a process of its own, which does not count. Each figure comes from a
//! fresh process (goose runs once a process); notices alone, no companions. By thread: `pacer` plans, renders,
//! signs and releases; `ledger` writes; the rest is the injector.

use std::sync::Arc;
use std::time::{Duration, Instant};

use harness::connector_file::ConnectorFile;
use harness::injector::direct::DirectInjector;
use harness::injector::goose::GooseInjector;
use harness::injector::{Injector, Range, Slots};
use harness::journeys::Journeys;
use harness::ledger::Ledger;
use harness::pacer::{Course, Pacer};
use harness::plan::schedule::Schedule;
use harness::plan::stimuli::{Plan, Source};
use harness::scorer::Scorer;
use harness::stage::{self, Identity};
use scenarios::scenario::Scenario;
use simulator::carriers::Carrier;
use simulator::chance::Chance;
use simulator::clock::Clock;
use simulator::observation::{Observation, Observer, Recorded};
use simulator::outbox::Outbox;
use simulator::population::{Population, PopulationSettings};
use simulator::world::World;

mod parts;

use parts::bare_server::{self, Does};
use parts::cpu_time::CpuTime;
use parts::peer::Peer;
use parts::{median, setting};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SEED: u64 = 42;
const RUN_UP: Duration = Duration::from_millis(2_500);
const RATES_PER_S: [u64; 3] = [167, 1_000, 5_000];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["receiver"] => bare_server::serve(Does::Reads),
        ["measure", injector, rate, seconds, url] => {
            let number = |text: &str| text.parse().expect("a number");
            measure(injector, number(rate), number(seconds), url);
        }
        _ if parts::asked_for() => table(),
        _ => println!("a benchmark: run it with cargo bench"),
    }
}

fn table() {
    let (rounds, seconds) = (setting("ROUNDS", 3), setting("SECONDS", 6));
    println!(
        "CPU us per paced, signed notice, {seconds} s a round, medians of {rounds} rounds; the receiver is another process"
    );
    println!(
        "{:>8} {:<8} {:>7} {:>7} {:>7} {:>9} {:>12}",
        "per s", "injector", "all in", "pacer", "ledger", "injector", "lag p99 ms"
    );
    let receiver = Peer::start("receiver");
    let url = format!("http://{}/webhooks", receiver.address);
    for rate in RATES_PER_S {
        for injector in ["goose", "direct"] {
            let figures: Vec<Vec<f64>> = (0..rounds)
                .map(|_| measured_apart(injector, rate, seconds, &url))
                .collect();
            let column = |at: usize| median(&figures.iter().map(|row| row[at]).collect::<Vec<_>>());
            println!(
                "{rate:>8} {injector:<8} {:>7.1} {:>7.1} {:>7.1} {:>9.1} {:>12.3}",
                column(0),
                column(1),
                column(2),
                column(3),
                column(4)
            );
        }
    }
}

fn measured_apart(injector: &str, rate: u64, seconds: u64, url: &str) -> Vec<f64> {
    let program = std::env::current_exe().expect("a program knows its path");
    let output = std::process::Command::new(program)
        .args([
            "measure",
            injector,
            &rate.to_string(),
            &seconds.to_string(),
            url,
        ])
        .stderr(std::process::Stdio::inherit())
        .output()
        .expect("this program can be started again");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    // Goose has a line of its own to say first.
    let last = text.trim_end().lines().next_back().unwrap_or_default();
    let figures = last.split_whitespace().filter_map(|word| word.parse().ok());
    let figures: Vec<f64> = figures.collect();
    assert_eq!(figures.len(), 5, "five figures: {text:?}");
    figures
}

fn measure(injector: &str, rate: u64, seconds: u64, url: &str) {
    parts::runtime().block_on(async {
        let dir = tempfile::tempdir().expect("a directory");
        let ledger = Ledger::create(&dir.path().join("ledger.db")).expect("a ledger");
        let scenario = scenario(rate, seconds);
        let clock = Clock::start(1.0);
        let plan = Arc::new(plan(&scenario, clock, url));
        let journeys = Arc::new(Journeys::default());
        let starts_us = clock.elapsed_us() + RUN_UP.as_micros() as i64;
        let course = Course::new(Schedule::new(&scenario.load, starts_us, 0.0, plan.chance));
        let (shots, due) = async_channel::bounded(500_000);
        let scorer = Scorer::new(
            ledger.clone(),
            clock,
            plan.chance,
            Arc::clone(&journeys),
            shots.clone(),
            false,
        );
        let range = Range {
            shots: due,
            sink: Arc::new(scorer),
            slots_max: scenario.load.in_flight_max,
            slots: Arc::new(Slots::default()),
        };
        let injecting = match injector {
            "direct" => DirectInjector.start(range),
            _ => GooseInjector.start(range),
        };
        let pacer = Pacer {
            plan,
            course: Arc::clone(&course),
            shots: shots.clone(),
            ledger: ledger.clone(),
            journeys,
            clock,
        };
        let pacing = pacer.start();
        course.finish();
        // From half a second before the first notice is due, when slots stand and little has been planned, to
        // half a second before the last: as many are planned ahead at the end as at the beginning.
        let own = std::process::id();
        let begins = clock.instant_at_us(starts_us) + Duration::from_millis(500);
        tokio::time::sleep(begins.saturating_duration_since(Instant::now())).await;
        let before = CpuTime::of(own);
        let length = Duration::from_secs(seconds) - Duration::from_secs(1);
        tokio::time::sleep(length).await;
        let cpu = CpuTime::of(own).since(&before);
        tokio::time::sleep(Duration::from_secs(1)).await;
        let _ = tokio::task::spawn_blocking(move || pacing.join()).await;
        shots.close();
        let _ = injecting.await;
        let path = ledger.path().to_owned();
        let closing = move || ledger.close("now".to_owned(), 0);
        let _ = tokio::task::spawn_blocking(closing).await;
        let notices = rate as f64 * length.as_secs_f64();
        let us = |seconds: f64| seconds * 1e6 / notices;
        println!(
            "{} {} {} {} {}",
            us(cpu.total()),
            us(cpu.thread("pacer")),
            us(cpu.thread("ledger")),
            us(cpu.others(&["pacer", "ledger"])),
            lag_p99_ms(&path, rate * seconds)
        );
    });
}

fn lag_p99_ms(path: &std::path::Path, expected: u64) -> f64 {
    let db = rusqlite::Connection::open(path).expect("the ledger");
    let mut lags = db
        .prepare("SELECT started_us - due_us FROM notice_attempts WHERE outcome = 'ack' ORDER BY 1")
        .expect("a query");
    let lags = lags
        .query_map([], |row| row.get::<_, i64>(0))
        .expect("rows");
    let lags: Vec<i64> = lags.flatten().collect();
    assert_eq!(
        lags.len() as u64,
        expected,
        "every notice is sent and acknowledged"
    );
    lags[lags.len() * 99 / 100] as f64 / 1e3
}

fn scenario(rate: u64, seconds: u64) -> Scenario {
    let text = format!(
        "name = \"bench\"\n[load]\nshape = \"constant\"\nrate = \"{rate}/s\"\nduration = \"{seconds}s\"\n"
    );
    scenarios::from_text("bench.toml", &text).expect("a good scenario")
}

fn plan(scenario: &Scenario, clock: Clock, url: &str) -> Plan {
    let chance = Chance::new(SEED);
    let mix = scenario.mix.clone();
    let connector = ConnectorFile::reference().expect("the built-in file");
    let identity = Identity::new(SEED, mix.sellers, &[], &connector.credentials);
    let population = PopulationSettings {
        carriers: mix.carriers.clone(),
        countries: mix.countries.clone(),
        sellers: mix.sellers,
        repeat_recipients: mix.repeat_recipients,
        undeliverable: mix.undeliverable,
        refused: mix.refused,
        base: clock.now(),
    };
    let policy = connector.policy;
    let settings = stage::settings(scenario, &policy, &identity, SEED, None);
    let outbox = Outbox::new(&settings, clock, Arc::new(Nobody));
    let source = |carrier| {
        let (url, secret) = (url.into(), "bench".to_owned());
        (carrier, Source::Carrier { url, secret })
    };
    Plan {
        numbers: scenario.numbers.clone(),
        dialogues: scenario.dialogues.clone(),
        threads: Arc::default(),
        stride: 1,
        ends_us: 0,
        population: Population::new(chance, population).expect("a good mix"),
        policy,
        mix,
        sources: Carrier::ALL.into_iter().map(source).collect(),
        phone_number_ids: identity
            .numbers
            .iter()
            .map(|(_, number)| number.id.clone())
            .collect(),
        sellers: identity
            .numbers
            .iter()
            .map(|(seller, _)| seller.clone())
            .collect(),
        whatsapp_url: None,
        driven_by_inbound: false,
        lag: 100,
        chance,
        clock,
        world: Arc::new(World::new(settings, clock.now())),
        outbox,
    }
}

/// The world has nothing to do here.
struct Nobody;

impl Observer for Nobody {
    fn record(&self, _: Vec<Observation>) -> Recorded {
        Box::pin(std::future::ready(()))
    }

    fn note(&self, _: Observation) {}
}
