#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::Duration;

use super::*;
use crate::config::{Secrets, Timing};
use crate::defects::Defects;

fn config(send_rate_per_second: f64, sends_in_flight_max: usize, defects: &[&str]) -> Config {
    let words: Vec<String> = defects.iter().map(|word| (*word).to_owned()).collect();
    let empty = String::new;
    Config {
        cloud_api_url: empty(),
        carriers_url: None,
        sms: None,
        seller_templates: false,
        clock_scale: 1.0,
        phone_numbers: Vec::new(),
        secrets: Secrets {
            access_token: empty(),
            app_secret: empty(),
            verify_token: empty(),
            carriers: std::collections::BTreeMap::new(),
        },
        database: None,
        send_rate_per_second,
        sends_in_flight_max,
        backlog_max: 10,
        timing: Timing::default(),
        defects: Defects::parse(&words).unwrap(),
    }
}

fn job(id: i64, parcel: &str, number: &str) -> Job {
    Job::new(id, parcel, number, bytes::Bytes::new())
}

/// The jobs that may go now.
fn going(queue: &mut Queue, now: Instant) -> Vec<Job> {
    std::iter::from_fn(|| match queue.next(now) {
        Next::Send(job) => Some(job),
        _ => None,
    })
    .collect()
}

fn ids(jobs: &[Job]) -> Vec<i64> {
    jobs.iter().map(|job| job.id).collect()
}

#[test]
fn a_parcels_jobs_go_one_after_the_other_and_before_later_ones_of_others() {
    let now = Instant::now();
    let mut queue = Queue::new(&config(1_000.0, 2, &[]));
    for (id, parcel) in [(1, "A"), (2, "A"), (3, "B"), (4, "C")] {
        queue.add(job(id, parcel, "n"));
    }
    let mut first = going(&mut queue, now);
    assert_eq!(ids(&first), [1, 3]);
    queue.done(first.remove(0));
    assert_eq!(ids(&going(&mut queue, now)), [2]);
}

#[test]
fn a_retry_keeps_its_parcels_later_jobs_waiting_and_no_others() {
    let now = Instant::now();
    let mut queue = Queue::new(&config(1_000.0, 8, &[]));
    queue.add(job(1, "A", "n"));
    queue.add(job(2, "A", "n"));
    let sent = going(&mut queue, now);
    queue.retry(
        sent.into_iter().next().unwrap(),
        now + Duration::from_secs(5),
    );
    queue.add(job(3, "B", "n"));
    assert_eq!(ids(&going(&mut queue, now)), [3]);
    assert!(matches!(queue.next(now), Next::At(at) if at == now + Duration::from_secs(5)));
    assert_eq!(ids(&going(&mut queue, now + Duration::from_secs(5))), [1]);
}

#[test]
fn each_number_has_a_pace_of_its_own() {
    let now = Instant::now();
    let mut queue = Queue::new(&config(10.0, 64, &[]));
    for id in 0..20 {
        queue.add(job(
            id,
            &format!("P{id}"),
            if id < 10 { "one" } else { "other" },
        ));
    }
    // The first, and the one that a tenth of a second is worth.
    assert_eq!(ids(&going(&mut queue, now)), [0, 1, 10, 11]);
    assert!(matches!(queue.next(now), Next::At(at) if at == now + Duration::from_millis(100)));
}

#[test]
fn capacity_paces_all_numbers_together_first_come_first_served() {
    let mut now = Instant::now();
    let mut queue = Queue::new(&config(1_000.0, 64, &["capacity=600"]));
    for id in 0..4 {
        queue.add(job(
            id,
            &format!("P{id}"),
            if id % 2 == 0 { "one" } else { "other" },
        ));
    }
    for expected in 0..4 {
        assert_eq!(ids(&going(&mut queue, now)), [expected]);
        now += Duration::from_millis(100);
    }
}

#[test]
fn a_refused_token_stops_all_numbers_and_loses_no_job() {
    let now = Instant::now();
    let mut queue = Queue::new(&config(1_000.0, 2, &[]));
    for id in 0..3 {
        queue.add(job(id, &format!("P{id}"), "n"));
    }
    for sent in going(&mut queue, now) {
        queue.token_refused(sent, now);
    }
    assert!(matches!(queue.next(now), Next::At(at) if at == now + Duration::from_secs(30)));
    let later = now + Duration::from_secs(30);
    let mut probe = going(&mut queue, later);
    assert_eq!(ids(&probe), [0]);
    queue.done(probe.remove(0));
    assert_eq!(ids(&going(&mut queue, later)), [1, 2]);
}

#[test]
fn loose_jobs_of_one_parcel_go_together() {
    let now = Instant::now();
    let mut queue = Queue::new(&config(1_000.0, 8, &["unordered-workers"]));
    queue.add_loose(job(1, "A", "n"), now + Duration::from_secs(2));
    queue.add_loose(job(2, "A", "n"), now + Duration::from_secs(1));
    assert_eq!(ids(&going(&mut queue, now + Duration::from_secs(1))), [2]);
    assert_eq!(ids(&going(&mut queue, now + Duration::from_secs(2))), [1]);
}

#[test]
fn a_queue_is_empty_when_its_last_job_is_done() {
    let now = Instant::now();
    let mut queue = Queue::new(&config(1_000.0, 8, &[]));
    assert!(queue.is_empty());
    queue.add(job(1, "A", "n"));
    assert!(!queue.is_empty());
    let sent = going(&mut queue, now).remove(0);
    queue.retry(sent, now);
    assert!(!queue.is_empty());
    let sent = going(&mut queue, now).remove(0);
    assert!(!queue.is_empty());
    queue.done(sent);
    assert!(queue.is_empty());
}
