//! `POST /messages` with everything behind it (validation, limits, ledger rows committed before the answer,
//! statuses scheduled) against a bare hyper server that only parses the same JSON.
//!
//! Same process layout, same cores, same client, rounds in pairs with alternating order. Rates share the cores
//! with the client; processor time of the server alone is the stricter figure, and the steadier one on a machine
//! that others use too. Each round has a fresh process, so no round inherits a heap or a file.

use std::sync::Arc;
use std::time::{Duration, Instant};

mod parts;

use parts::bare_server::{self, Does};
use parts::closed_loop::{Client, Load};
use parts::cpu_time::CpuTime;
use parts::peer::Peer;
use parts::{median, sends, setting};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const CONNECTIONS: [usize; 2] = [32, 256];
const WARM_UP: Duration = Duration::from_millis(700);

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("bare") => bare_server::serve(Does::Parses),
        Some("world") => sends::serve(),
        _ if parts::asked_for() => compare(),
        _ => println!("a benchmark: run it with cargo bench"),
    }
}

#[derive(Debug, Clone, Copy)]
struct Round {
    per_second: f64,
    cpu_us: f64,
    writer_us: f64,
}

fn compare() {
    let rounds = setting("ROUNDS", 5) as usize;
    let length = Duration::from_millis(setting("ROUND_MS", 2_500));
    let load = Arc::new(sends::load());
    println!(
        "POST /messages, template sends of {} bytes, closed loop, {rounds} rounds of {:.1} s each, medians",
        load.bodies[0].len(),
        length.as_secs_f64()
    );
    println!(
        "{:>11}  {:<6} {:>10} {:>22} {:>16}",
        "connections", "server", "requests/s", "server CPU us/request", "ledger thread us"
    );
    let runtime = parts::runtime();
    for connections in CONNECTIONS {
        let (mut bare, mut world) = (Vec::new(), Vec::new());
        for number in 0..rounds {
            let order = if number % 2 == 0 {
                ["bare", "world"]
            } else {
                ["world", "bare"]
            };
            for part in order {
                let round = runtime.block_on(round(part, connections, length, &load));
                if part == "bare" {
                    &mut bare
                } else {
                    &mut world
                }
                .push(round);
            }
        }
        tell(connections, &bare, &world);
    }
}

async fn round(part: &str, connections: usize, length: Duration, load: &Arc<Load>) -> Round {
    let peer = Peer::start(part);
    let client = Client::start(peer.address, connections, load);
    tokio::time::sleep(WARM_UP).await;
    let (began, answered, cpu) = (Instant::now(), client.answered(), CpuTime::of(peer.pid()));
    tokio::time::sleep(length).await;
    let (seconds, answered) = (began.elapsed().as_secs_f64(), client.answered() - answered);
    let cpu = CpuTime::of(peer.pid()).since(&cpu);
    client.stop().await;
    Round {
        per_second: answered as f64 / seconds,
        cpu_us: cpu.total() * 1e6 / answered as f64,
        writer_us: cpu.thread("ledger") * 1e6 / answered as f64,
    }
}

fn tell(connections: usize, bare: &[Round], world: &[Round]) {
    let of = |rounds: &[Round], figure: fn(&Round) -> f64| {
        median(&rounds.iter().map(figure).collect::<Vec<_>>())
    };
    for (name, rounds) in [("bare", bare), ("world", world)] {
        println!(
            "{connections:>11}  {name:<6} {:>10.0} {:>22.1} {:>16.1}",
            of(rounds, |round| round.per_second),
            of(rounds, |round| round.cpu_us),
            of(rounds, |round| round.writer_us),
        );
    }
    // Pairs ran next to each other: their ratio is what a busy machine disturbs least.
    let pairs = |figure: fn(&Round, &Round) -> f64| {
        let pairs = bare
            .iter()
            .zip(world)
            .map(|(bare, world)| figure(bare, world));
        100.0 * median(&pairs.collect::<Vec<_>>())
    };
    println!(
        "{connections:>11}  world : bare = {:.0} % by rate, {:.0} % by server CPU",
        pairs(|bare, world| world.per_second / bare.per_second),
        pairs(|bare, world| bare.cpu_us / world.cpu_us),
    );
}
