//! What the benchmarks share: processes and their processor time, a bare server, a closed-loop client, medians.
#![allow(dead_code, reason = "each benchmark uses some of the parts")]

pub(crate) mod bare_server;
pub(crate) mod closed_loop;
pub(crate) mod cpu_time;
pub(crate) mod peer;
pub(crate) mod sends;

/// The middle of some figures; the mean of the two middle ones when there is an even number.
pub(crate) fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => sorted[odd / 2],
        even => f64::midpoint(sorted[even / 2 - 1], sorted[even / 2]),
    }
}

/// Whether cargo asks for a benchmark; `cargo test --all-targets` starts the same program without saying so.
pub(crate) fn asked_for() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}

/// A number from the environment, such as `ROUNDS=9`.
pub(crate) fn setting(name: &str, default: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// One worker a core, as the program itself runs.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime can be started")
}
