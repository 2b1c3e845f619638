#![allow(clippy::unwrap_used)] // a failed unwrap is a failed claim

use std::process::{Command, Stdio};
use std::time::Duration;

use super::*;

#[test]
fn this_process_has_memory_threads_and_descriptors() {
    let mut sampler = ProcessSampler::own();
    let first = sampler.sample(Instant::now()).unwrap();
    assert_eq!(first.cpu_percent, 0.0);
    assert!(
        first.rss_bytes > 100_000 && first.threads >= 1 && first.fds >= 3,
        "{first:?}"
    );
    assert!(first.fds_known);
    assert_eq!(
        first.processes, 1,
        "children of other tests are not this process"
    );
}

#[test]
fn children_count_with_their_parent() {
    let mut child = Command::new("sh")
        .args(["-c", "cat; true"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut sampler = ProcessSampler::new(child.id());
    // An answer from the grandchild proves that it runs.
    use std::io::{Read, Write};
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"x").unwrap();
    child.stdout.as_mut().unwrap().read_exact(&mut [0]).unwrap();
    assert_eq!(sampler.sample(Instant::now()).unwrap().processes, 2);
    drop(stdin);
    child.wait().unwrap();
    assert_eq!(sampler.sample(Instant::now()), None);
}

#[test]
fn processor_time_is_per_core_and_survives_a_reused_process_number() {
    let mut sampler = ProcessSampler::new(1);
    sampler.ticks_per_second = 100.0;
    let start = Instant::now();
    let ticks = |started, used| Ticks { started, used };
    sampler.last = Some((
        start,
        BTreeMap::from([(1, ticks(5, 1_000)), (2, ticks(6, 900))]),
    ));
    let now = BTreeMap::from([(1, ticks(5, 1_150)), (2, ticks(7, 50)), (3, ticks(8, 10))]);
    let percent = sampler.cpu_percent(start + Duration::from_secs(2), &now);
    assert!((percent - 105.0).abs() < 1e-9, "{percent}");
    assert_eq!(sampler.cpu_percent(start, &now), 0.0);
}

#[test]
fn the_machine_is_at_100_percent_when_no_core_idles() {
    let before = MachineTicks {
        busy: 100,
        all: 1_000,
    };
    let table = [
        (300, 1_400, 50.0),
        (500, 1_400, 100.0),
        (100, 1_400, 0.0),
        (100, 1_000, 0.0),
    ];
    for (busy, all, percent) in table {
        assert_eq!(machine_percent(before, MachineTicks { busy, all }), percent);
    }
}

#[test]
fn the_machine_has_no_share_before_the_second_sample() {
    let mut machine = MachineSampler::new();
    assert_eq!(machine.cpu_percent(), None);
    let share = machine.cpu_percent().unwrap();
    assert!((0.0..=100.0).contains(&share), "{share}");
}
