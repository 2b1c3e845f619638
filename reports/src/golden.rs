//! Three finished runs to render in tests: a ramp that passed and has a knee, a constant load that failed with
//! witnesses, and one that could not conclude. Figures come from formulas, so the same bytes every time.
//!
//! To look at them: `GOLDEN_DIR=/tmp/golden cargo test -p reports -- --ignored writes_the_golden_reports`.

mod checks;
mod parts;

use crate::record::{
    Cost, HarnessInfo, LatencyTable, Named, Reproduce, Resources, RunRecord, SCHEMA, ScenarioInfo,
    StoppedBy, Throughput, Totals, Usage,
};
use crate::verdict::{CheckResult, Verdict};
use checks::clean_checks;
use parts::{criterion, fixed_load, go_live, idle, percentiles, ramp, row, witness};

/// All of them with their names.
pub(crate) fn all() -> [(&'static str, RunRecord); 3] {
    [("pass", pass()), ("fail", fail()), ("unknown", unknown())]
}

fn base(scenario: &str, about: &str) -> RunRecord {
    RunRecord {
        schema: SCHEMA,
        tool: Named {
            name: "shakedown".to_owned(),
            version: "0.1.0".to_owned(),
        },
        scenario: ScenarioInfo {
            name: scenario.to_owned(),
            sha256: "9f2c1d0b8a7e6f5d4c3b2a190817263544536271809fadbecd0e1f2a3b4c5d6e".to_owned(),
            about: about.to_owned(),
            quick: None,
        },
        connector: Named {
            name: "reference".to_owned(),
            version: "0.1.0".to_owned(),
        },
        seed: 42,
        started_at: "2026-11-22T09:00:00Z".to_owned(),
        ended_at: "2026-11-22T09:03:44Z".to_owned(),
        clock_scale: 1.0,
        verdict: Verdict::Pass,
        reasons: Vec::new(),
        remarks: Vec::new(),
        totals: Totals::default(),
        throughput_per_min: Throughput::default(),
        capacity_per_min: None,
        stopped_by: None,
        steps: Vec::new(),
        latency_ms: LatencyTable::default(),
        checks: Vec::new(),
        criteria: Vec::new(),
        go_live: go_live(None),
        resources: Resources {
            connector: None,
            harness: Some(Usage {
                cpu_percent_max: 38.2,
                cpu_percent_mean: 21.4,
                rss_bytes_max: 61_300_000,
                fds_max: 214,
                threads_max: 6,
            }),
        },
        harness: HarnessInfo {
            valid: true,
            schedule_lag_ms_p99: 0.42,
            notes: Vec::new(),
        },
        cost: Cost {
            currency: "USD".to_owned(),
            total: 0.0,
        },
        series: Vec::new(),
        reproduce: Reproduce {
            command: format!("shakedown run {scenario} --seed 42 --connector connector.toml"),
            connector_sha256: "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9"
                .to_owned(),
            machine: "Linux 6.8, 2 cores, 7.8 GB".to_owned(),
        },
    }
}

/// A ramp that found its knee and passed.
pub(crate) fn pass() -> RunRecord {
    let mut record = base(
        "step-ramp",
        "Raises the rate step by step until the connector stops coping.",
    );
    (record.steps, record.series) = ramp();
    record.reasons = vec![
        "Capacity 2,500/min, 1,000/min required.".to_owned(),
        "All 15 checks that apply passed on 8,124 messages.".to_owned(),
        "At 2,900/min the backlog grew by 38 and p95 latency reached 5,312 ms: the ramp stopped there, as it should.".to_owned(),
    ];
    record.scenario.quick = Some(
        "Holds of 12 s instead of 60 s: capacity is good to about 10 %, and slow leaks go unseen."
            .to_owned(),
    );
    record.remarks = vec!["Recovery from an outage was not measured by this scenario.".to_owned()];
    record.totals = Totals {
        parcels: 4_310,
        notices: 9_870,
        messages_expected: 8_124,
        messages_accepted: 8_124,
        statuses: 24_102,
        inbound: 238,
        sms: 0,
    };
    record.throughput_per_min = Throughput {
        offered: 2_500.0,
        achieved: 2_496.0,
    };
    record.capacity_per_min = Some(2_500);
    record.stopped_by = Some(StoppedBy {
        criterion: "latency".to_owned(),
        rate_per_min: 2_900,
        value: 5_312.4,
    });
    record.latency_ms = LatencyTable {
        end_to_end: percentiles(8_124, [41.2, 88.0, 132.0, 410.0, 3_890.0, 5_842.0]),
        notice_ack: percentiles(9_870, [2.1, 3.9, 5.2, 11.4, 48.0, 96.3]),
        status_ack: percentiles(24_102, [1.4, 2.6, 3.3, 7.9, 22.0, 61.0]),
        record_visible: percentiles(1_210, [6.0, 14.0, 21.0, 44.0, 120.0, 180.0]),
    };
    record.checks = clean_checks();
    record.checks[1]
        .notes
        .push("2 duplicates after answers that were lost on the way are tolerated".to_owned());
    record.criteria = vec![
        criterion("peak capacity", ">= 1,000/min", "2,500/min", Verdict::Pass),
        criterion(
            "end-to-end latency p95",
            "<= 5 s",
            "132 ms (n = 7,305)",
            Verdict::Pass,
        ),
        criterion(
            "delivery rate",
            ">= 99 %",
            "99.62 % (n = 8,124)",
            Verdict::Pass,
        ),
    ];
    record.go_live = go_live(Some("2,500/min"));
    record.resources.connector = Some(Usage {
        cpu_percent_max: 96.4,
        cpu_percent_mean: 52.8,
        rss_bytes_max: 48_200_000,
        fds_max: 118,
        threads_max: 9,
    });
    record.cost.total = 29.44;
    record
}

/// A constant load against a connector that loses, repeats and quotes hostile text.
pub(crate) fn fail() -> RunRecord {
    let mut record = base("steady-peak", "Holds the required peak for three minutes.");
    (record.steps, record.series) = fixed_load(1_000.0, 180);
    record.connector = Named {
        name: "acme-notify".to_owned(),
        version: "2.4.1".to_owned(),
    };
    record.verdict = Verdict::Fail;
    record.reasons = vec![
        "C01 no-loss: 3 of 2,961 expected messages were never sent.".to_owned(),
        "C06 render: 1 message carries a parameter that nobody ordered.".to_owned(),
        "C11 stale-suppress could not conclude: 4 cases seen, 20 required.".to_owned(),
    ];
    record.totals = Totals {
        parcels: 1_530,
        notices: 3_422,
        messages_expected: 2_961,
        messages_accepted: 2_958,
        statuses: 8_790,
        inbound: 61,
        sms: 2,
    };
    record.throughput_per_min = Throughput {
        offered: 1_000.0,
        achieved: 998.6,
    };
    record.latency_ms = LatencyTable {
        end_to_end: percentiles(2_961, [38.0, 71.0, 96.0, 240.0, 1_020.0, 1_311.0]),
        notice_ack: percentiles(3_422, [2.4, 4.4, 6.1, 13.0, 52.0, 88.0]),
        status_ack: percentiles(8_790, [0.42, 1.2, 1.9, 4.4, 18.0, 40.0]),
        record_visible: percentiles(0, [0.0; 6]),
    };
    record.checks = clean_checks();
    lose_three(&mut record.checks[0]);
    garble_one(&mut record.checks[5]);
    let stale = &mut record.checks[8];
    (stale.verdict, stale.exercised, stale.upper_bound_95) = (Verdict::Unknown, 4, Some(0.75));
    stale
        .notes
        .push("4 cases seen, the scenario asks for 20".to_owned());
    record.criteria = vec![
        criterion(
            "send success",
            ">= 99.9 %",
            "99.90 % (n = 2,961)",
            Verdict::Fail,
        ),
        criterion(
            "end-to-end latency p95",
            "<= 5 s",
            "96 ms (n = 2,961)",
            Verdict::Pass,
        ),
    ];
    record.go_live = go_live(Some(">= 1,000/min"));
    record.go_live[0].verdict = Some(Verdict::Fail);
    record.go_live[0].measured = "98.71 %".to_owned();
    record.resources.connector = Some(Usage {
        cpu_percent_max: 61.0,
        cpu_percent_mean: 33.1,
        rss_bytes_max: 212_400_000,
        fds_max: 92,
        threads_max: 14,
    });
    record.cost.total = 10.71;
    record
}

fn lose_three(check: &mut CheckResult) {
    check.verdict = Verdict::Fail;
    (check.exercised, check.violations, check.upper_bound_95) = (2_961, 3, Some(0.002_62));
    check.notes.push(
        "all three notices were acknowledged within 40 ms of a restart of the connector".to_owned(),
    );
    check.witnesses = vec![
        witness(
            "parcel LX473124829CN, delivered: acknowledged, and no message was sent",
            vec![
                row(61_204.0, "notices/1120", "AfterShip, Delivered_001, due"),
                row(61_204.6, "notice_attempts/1120", "POST /webhooks/aftership"),
                row(
                    61_207.9,
                    "notice_attempts/1120",
                    "answered 200 after 3.3 ms",
                ),
                row(61_240.0, "control/7", "the connector's process restarted"),
                row(180_000.0, "control/9", "load ended; drain begins"),
                row(
                    192_310.0,
                    "control/10",
                    "drained, quiet: no send for LX473124829CN",
                ),
            ],
        ),
        witness(
            "parcel YT2231400700812345, out for delivery: acknowledged, and no message was sent",
            vec![
                row(
                    61_211.0,
                    "notices/1121",
                    "YunExpress, LAST_MILE_DELIVERY, due",
                ),
                row(
                    61_214.1,
                    "notice_attempts/1121",
                    "answered 200 after 2.8 ms",
                ),
                row(
                    192_310.0,
                    "control/10",
                    "drained, quiet: no send for YT2231400700812345",
                ),
            ],
        ),
    ];
}

fn garble_one(check: &mut CheckResult) {
    check.verdict = Verdict::Fail;
    (check.exercised, check.violations, check.upper_bound_95) = (2_958, 1, Some(0.0016));
    check
        .notes
        .push("exact code points are compared; no Unicode normalization".to_owned());
    check.witnesses = vec![witness(
        "parcel 4PX3000217745521CN, exception: parameter 2 differs",
        vec![
            row(102_417.0, "notices/2011", "17TRACK, Exception_Delayed, due"),
            row(102_421.3, "sends/1874", "wanted \"China Post\""),
            row(
                102_421.3,
                "sends/1874",
                "got \"<script>alert(1)</script>\u{202e}tsoP anihC\u{7}\"",
            ),
            row(
                102_425.0,
                "statuses/5622",
                "sent, wamid.HBgLNTUxMTk4NzY1NDMyMRUCABEYEjAxMjM0NTY3ODlBQkNERUY=",
            ),
        ],
    )];
}

/// A run in which the harness itself was the bottleneck and the connector's records cannot be read.
pub(crate) fn unknown() -> RunRecord {
    let mut record = base(
        "smoke",
        "One minute of everything, to see that the wiring is right.",
    );
    (record.steps, record.series) = fixed_load(120.0, 45);
    for point in &mut record.series {
        (point.connector_cpu_percent, point.connector_rss_bytes) = (None, None);
    }
    record.verdict = Verdict::Unknown;
    record.ended_at = "2026-11-22T09:00:58Z".to_owned();
    record.reasons = vec![
        "The harness was the bottleneck: the machine had no idle core for 71 % of the load, so nothing can be said about latency.".to_owned(),
        "H01 ledger-complete: the ledger was not closed.".to_owned(),
    ];
    record.remarks = vec!["The run was cut short by a signal after 45 s.".to_owned()];
    record.totals = Totals {
        parcels: 48,
        notices: 96,
        messages_expected: 88,
        messages_accepted: 88,
        statuses: 260,
        inbound: 4,
        sms: 0,
    };
    record.latency_ms.end_to_end = percentiles(88, [44.0, 120.0, 310.0, 980.0, 1_100.0, 1_100.0]);
    record.latency_ms.notice_ack = percentiles(96, [3.0, 9.0, 14.0, 44.0, 51.0, 51.0]);
    record.checks = clean_checks();
    for at in [9, 10, 11] {
        let own = &record.checks[at];
        record.checks[at] = idle(
            &own.id,
            &own.name,
            &own.statement,
            "the connector file declares no [records]",
        );
    }
    for (at, note) in [
        (
            6,
            "the harness was the bottleneck (H10), so its clock cannot accuse the connector",
        ),
        (17, "the ledger was not closed: the run was cut off"),
        (
            21,
            "machine CPU at 95 % or above in 32 of 45 samples, the harness ahead of the connector",
        ),
    ] {
        record.checks[at].verdict = Verdict::Unknown;
        record.checks[at].notes.push(note.to_owned());
    }
    record.criteria = vec![criterion(
        "end-to-end latency p95",
        "<= 5 s",
        "not measured",
        Verdict::Unknown,
    )];
    record.harness = HarnessInfo {
        valid: false,
        schedule_lag_ms_p99: 61.8,
        notes: vec![
            "99th percentile of the schedule lag 61.8 ms, 2 ms allowed".to_owned(),
            "close other programs, or run on a machine with more than two cores".to_owned(),
        ],
    };
    record.cost.total = 0.32;
    record
}

#[test]
#[ignore = "writes files to look at; wants GOLDEN_DIR"]
fn writes_the_golden_reports() {
    let dir = std::env::var_os("GOLDEN_DIR")
        .map_or_else(|| std::env::temp_dir().join("golden"), Into::into);
    for (name, record) in all() {
        let paths = crate::write::all(&dir.join(name), &record).expect("GOLDEN_DIR is writable");
        println!("{paths:#?}");
        println!(
            "{}",
            crate::terminal::render(&record, crate::terminal::Style::Color)
        );
    }
}
