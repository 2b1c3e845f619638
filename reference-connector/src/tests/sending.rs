//! Claims about sends: retries, order, restarts and stops.

use super::*;

#[tokio::test]
async fn a_refusal_that_passes_is_sent_again_with_the_same_body() {
    let script = |nth| {
        if nth < 3 {
            refused(503, 2)
        } else {
            accepted(nth)
        }
    };
    let mut fixture = Fixture::start_with(config(), Box::new(script)).await;
    fixture.notice("A", "delivered").await;
    let first = fixture.sent().await;
    for _ in 0..3 {
        assert_eq!(fixture.sent().await, first);
    }
    assert_eq!(fixture.all_sent().await, Vec::<String>::new());
    assert_eq!(fixture.records().await[0]["wamid"], wamid(3));
}

#[tokio::test]
async fn a_refusal_that_never_passes_is_given_up_after_eight_sends() {
    let script = |nth| {
        if nth < 8 {
            refused(400, 130429)
        } else {
            accepted(nth)
        }
    };
    let mut fixture = Fixture::start_with(config(), Box::new(script)).await;
    fixture.notice("A", "delivered").await;
    for _ in 0..8 {
        fixture.sent().await;
    }
    assert_eq!(fixture.all_sent().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_refusal_for_good_is_never_sent_again() {
    let script = |nth| {
        if nth == 0 {
            refused(400, 131026)
        } else {
            accepted(nth)
        }
    };
    let mut fixture = Fixture::start_with(config(), Box::new(script)).await;
    fixture.notice("A", "delivered").await;
    fixture.notice("A", "delivered").await;
    assert_eq!(fixture.all_sent().await, ["A:delivered"]);
    assert_eq!(fixture.all_sent().await, Vec::<String>::new());
    let records = fixture.records().await;
    assert!(
        records
            .iter()
            .all(|record| record["tracking_number"] != "A"),
        "{records:?}"
    );
}

fn impatient() -> Config {
    Config {
        timing: Timing {
            request_timeout: Duration::from_millis(100),
            ..config().timing
        },
        ..config()
    }
}

fn late(nth: usize) -> ResponseTemplate {
    accepted(nth).set_delay(Duration::from_secs(60))
}

#[tokio::test]
async fn a_send_in_doubt_is_sent_once_more_and_not_again() {
    let script = |nth| if nth < 2 { late(nth) } else { accepted(nth) };
    let mut fixture = Fixture::start_with(impatient(), Box::new(script)).await;
    fixture.notice("A", "delivered").await;
    fixture.sent().await;
    fixture.sent().await;
    assert_eq!(fixture.all_sent().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_send_in_doubt_that_a_status_proves_is_not_sent_again() {
    let script = |nth| if nth < 1 { late(nth) } else { accepted(nth) };
    let mut fixture = Fixture::start_with(impatient(), Box::new(script)).await;
    let status =
        json!({"id": wamid(0), "status": "sent", "biz_opaque_callback_data": "A:delivered"});
    let body = envelope(vec![change(json!({"statuses": [status]}))]);
    assert_eq!(fixture.meta(body.to_string()).await, 200);
    fixture.notice("A", "delivered").await;
    fixture.sent().await;
    fixture.recorded(0).await;
    assert_eq!(
        fixture.records().await[0]["history"],
        json!(["accepted", "sent"])
    );
    assert_eq!(fixture.all_sent().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_refused_token_holds_all_sends_until_a_probe_is_accepted() {
    let script = |nth| {
        if nth < 10 {
            refused(401, 190)
        } else {
            accepted(nth)
        }
    };
    let mut fixture = Fixture::start_with(config(), Box::new(script)).await;
    for parcel in ["A", "B"] {
        fixture.notice(parcel, "delivered").await;
    }
    for _ in 0..11 {
        fixture.sent().await;
    }
    assert_eq!(fixture.all_sent().await.len(), 1);
    let records = fixture.records().await;
    assert_eq!(
        (
            &records[0]["tracking_number"],
            &records[1]["tracking_number"]
        ),
        (&json!("A"), &json!("B"))
    );
}

#[tokio::test]
async fn a_later_message_of_a_parcel_waits_for_its_earlier_one_through_retries() {
    let script = |nth| {
        if nth < 3 {
            refused(500, 131000)
        } else {
            accepted(nth)
        }
    };
    let parallel = Config {
        sends_in_flight_max: 8,
        ..config()
    };
    let mut fixture = Fixture::start_with(parallel, Box::new(script)).await;
    fixture.notice("A", "out_for_delivery").await;
    fixture.notice("A", "delivered").await;
    for _ in 0..4 {
        assert_eq!(
            fixture.sent().await["biz_opaque_callback_data"],
            "A:out_for_delivery"
        );
    }
    assert_eq!(
        fixture.sent().await["biz_opaque_callback_data"],
        "A:delivered"
    );
}

#[tokio::test]
async fn what_was_taken_survives_a_restart_and_is_sent_once() {
    let directory = tempfile::tempdir().unwrap();
    let database: Option<PathBuf> = Some(directory.path().join("connector.db"));
    let hurried = Timing {
        stop_grace: Duration::ZERO,
        ..config().timing
    };
    let first = Config {
        database: database.clone(),
        timing: hurried,
        ..config()
    };
    let mut fixture = Fixture::start_with(first, Box::new(|_| refused(503, 2))).await;
    fixture.notice("A", "delivered").await;
    fixture.notice("B", "delivered").await;
    fixture.sent().await;
    fixture.stop().await;

    let mut fixture = Fixture::start(Config {
        database,
        ..config()
    })
    .await;
    assert_eq!(fixture.notice("A", "delivered").await, 200);
    assert_eq!(fixture.all_sent().await, ["A:delivered", "B:delivered"]);
}

#[tokio::test]
async fn a_stopping_connector_sends_what_is_queued() {
    let fixture = Fixture::start(config()).await;
    for parcel in 0..20 {
        fixture.notice(&format!("P{parcel}"), "delivered").await;
    }
    let mut sends = fixture.stop().await;
    let sent = std::iter::from_fn(|| sends.try_recv().ok()).count();
    assert_eq!(sent, 20);
}
