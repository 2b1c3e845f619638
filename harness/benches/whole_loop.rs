//! The whole loop through the program itself: notice, send, three statuses, all acknowledged, ledger on, with the
//! reference connector as a process on the same cores. And what the harness needs for it: lag, memory, processor.
//!
//! Not a test: nothing here fails when a machine is slow. `RATES` (messages a minute, separated by commas),
//! `SECONDS` and `TROUBLE` (`none`, `stopped`: the connector's process is frozen after two seconds of load,
//! `killed`) choose other runs than the usual ones.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

mod parts;

use parts::cpu_time;
use parts::setting;

const USUAL: [u64; 5] = [10_000, 60_000, 120_000, 200_000, 300_000];
/// From the start of the program to the first notice, and a little into the load.
const INTO_THE_LOAD: Duration = Duration::from_secs(5);

fn main() {
    if !parts::asked_for() {
        println!("a benchmark: run it with cargo bench");
        return;
    }
    let seconds = setting("SECONDS", 20);
    let trouble = std::env::var("TROUBLE").unwrap_or_else(|_| "none".to_owned());
    let rates: Vec<u64> = match std::env::var("RATES") {
        Ok(text) => text
            .split(',')
            .filter_map(|rate| rate.parse().ok())
            .collect(),
        Err(_) => USUAL.to_vec(),
    };
    println!(
        "whole loop, {seconds} s of constant load, reference connector on the same machine, trouble: {trouble}"
    );
    println!(
        "{:>8} {:<8} {:>8} {:>8} {:>9} {:>8} {:>9} {:>9} {:>8} {:>7} {:>7} {:>7}",
        "msg/min",
        "verdict",
        "sent",
        "achieved",
        "e2e p95",
        "lag p99",
        "harness",
        "connector",
        "machine",
        "load MB",
        "most MB",
        "conn MB"
    );
    for rate in rates {
        run(rate, seconds, &trouble);
    }
}

fn run(rate: u64, seconds: u64, trouble: &str) {
    let dir = tempfile::tempdir().expect("a directory");
    let (scenario, connector) = (
        dir.path().join("loop.toml"),
        dir.path().join("connector.toml"),
    );
    std::fs::write(&scenario, scenario_text(rate, seconds)).expect("a file");
    std::fs::write(&connector, connector_text()).expect("a file");
    let out = dir.path().join("run");
    let mut program = Command::new(env!("CARGO_BIN_EXE_shakedown"))
        .args(["run", &scenario.display().to_string()])
        .args(["--connector", &connector.display().to_string()])
        .args(["--out", &out.display().to_string(), "--seed", "42"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let began = Instant::now();
    let (mut peak, mut struck) = (0, false);
    loop {
        if program.try_wait().expect("it is our child").is_some() {
            break;
        }
        if let Some((most, _)) = cpu_time::memory(program.id()) {
            peak = peak.max(most);
        }
        if !struck && began.elapsed() > INTO_THE_LOAD {
            struck = true;
            strike(program.id(), trouble);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    tell(rate, &out, peak);
}

/// What happens to the connector in the middle of the load.
fn strike(harness: u32, trouble: &str) {
    let signal = match trouble {
        "stopped" => "-STOP",
        "killed" => "-KILL",
        _ => return,
    };
    let mut all: Vec<String> = Vec::new();
    for task in std::fs::read_dir(format!("/proc/{harness}/task"))
        .into_iter()
        .flatten()
        .flatten()
    {
        let children = std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
        all.extend(children.split_whitespace().map(str::to_owned));
    }
    for pid in all {
        let _ = Command::new("kill").args([signal, &pid]).status();
    }
}

fn tell(rate: u64, out: &Path, peak: u64) {
    let text = std::fs::read_to_string(out.join("run.json")).unwrap_or_default();
    let record: Value = serde_json::from_str(&text).unwrap_or_default();
    let number = |pointer: &str| {
        record
            .pointer(pointer)
            .and_then(Value::as_f64)
            .unwrap_or(f64::NAN)
    };
    let means = in_the_load(out).unwrap_or_default();
    println!(
        "{rate:>8} {:<8} {:>8} {:>8} {:>8.1}s {:>6.2}ms {:>8.0}% {:>8.0}% {:>7.0}% {:>7.0} {:>7.0} {:>7.0}",
        record
            .pointer("/verdict")
            .and_then(Value::as_str)
            .unwrap_or("none"),
        number("/totals/messages_accepted"),
        number("/throughput_per_min/achieved").round(),
        number("/latency_ms/end_to_end/p95") / 1e3,
        number("/harness/schedule_lag_ms_p99"),
        means.harness_cpu,
        means.connector_cpu,
        means.machine_cpu,
        means.harness_bytes / 1e6,
        peak as f64 / 1e6,
        means.connector_bytes / 1e6,
    );
    let reasons = record.pointer("/reasons").and_then(Value::as_array);
    for reason in reasons.into_iter().flatten() {
        println!("         - {}", reason.as_str().unwrap_or_default());
    }
}

/// From the ledger: mean processor time while the load was on (100 = one core; of the machine all cores), and the
/// most memory from the canary to the read-back. The judge comes after that and has a budget of its own.
#[derive(Debug, Default)]
struct InTheLoad {
    harness_cpu: f64,
    connector_cpu: f64,
    machine_cpu: f64,
    harness_bytes: f64,
    connector_bytes: f64,
}

fn in_the_load(out: &Path) -> rusqlite::Result<InTheLoad> {
    let db = rusqlite::Connection::open(out.join("ledger.db"))?;
    let one = |sql: &str| {
        db.query_row(sql, [], |row| {
            row.get::<_, Option<f64>>(0).map(Option::unwrap_or_default)
        })
    };
    let cpu = |figure: &str, samples: &str| {
        one(&format!(
            "SELECT AVG({figure}) FROM {samples}, segments
             WHERE segments.kind = 'hold' AND at_us > starts_us + 1000000 AND at_us < ends_us"
        ))
    };
    let of = |who: &str| {
        cpu(
            "cpu_percent",
            &format!("(SELECT * FROM resources WHERE who = '{who}')"),
        )
    };
    let memory = |who: &str| {
        one(&format!(
            "SELECT CAST(MAX(rss_bytes) AS REAL) FROM resources WHERE who = '{who}'"
        ))
    };
    Ok(InTheLoad {
        harness_cpu: of("harness")?,
        connector_cpu: of("connector")?,
        machine_cpu: cpu("machine_cpu_percent", "self_samples")?,
        harness_bytes: memory("harness")?,
        connector_bytes: memory("connector")?,
    })
}

fn scenario_text(rate: u64, seconds: u64) -> String {
    format!(
        r#"name = "whole-loop"
[world]
throughput_mps = 100000
pair_limit = false
[load]
shape = "constant"
rate = {rate}
duration = "{seconds}s"
in_flight_max = 512
[mix]
sellers = 4
[handsets]
sent_after = "200ms"
delivered_after = "400ms"
read_share = 1.0
read_after = "600ms"
[criteria]
end_to_end = "5s"
[drain]
limit = "30s"
quiet = "2s"
"#
    )
}

/// The built-in connector's file, told that Meta's throughput is no limit here.
fn connector_text() -> String {
    let text = include_str!("../connectors/reference.toml");
    text.replace(
        "[connector.env]\n",
        "[connector.env]\nSEND_RATE_PER_SECOND = \"100000\"\n",
    )
}
