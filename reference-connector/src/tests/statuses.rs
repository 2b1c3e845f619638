//! Claims about records: statuses, customers' messages, and how both are read.

use super::*;

/// A connector that sent a message for each of `parcels`.
async fn with_records(config: Config, parcels: &[&str]) -> Fixture {
    let mut fixture = Fixture::start(config).await;
    for parcel in parcels {
        fixture.notice(parcel, "delivered").await;
    }
    fixture.all_sent().await;
    fixture
}

async fn record(fixture: &Fixture, nth: usize) -> Value {
    let encoded = wamid(nth)
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D");
    let (status, record) = fixture.get(&format!("/records/messages/{encoded}")).await;
    assert_eq!(status, 200);
    record
}

async fn check(statuses: &[&str], status: &str, history: &[&str]) {
    let fixture = with_records(config(), &["A"]).await;
    for status in statuses {
        fixture.statuses(&[(0, status)]).await;
    }
    let record = record(&fixture, 0).await;
    assert_eq!(record["status"], status, "after {statuses:?}");
    assert_eq!(record["history"], json!(history), "after {statuses:?}");
}

#[tokio::test]
async fn a_record_keeps_the_highest_status_in_whatever_order_they_come() {
    check(
        &["sent", "delivered", "read"],
        "read",
        &["accepted", "sent", "delivered", "read"],
    )
    .await;
    check(
        &["read", "delivered", "sent", "read"],
        "read",
        &["accepted", "read"],
    )
    .await;
    check(
        &["sent", "sent", "played", "warning"],
        "sent",
        &["accepted", "sent"],
    )
    .await;
}

#[tokio::test]
async fn failed_ends_a_message_unless_a_phone_got_it() {
    check(
        &["sent", "failed", "sent"],
        "failed",
        &["accepted", "sent", "failed"],
    )
    .await;
    check(
        &["failed", "delivered"],
        "delivered",
        &["accepted", "failed", "delivered"],
    )
    .await;
    check(
        &["delivered", "failed"],
        "delivered",
        &["accepted", "delivered"],
    )
    .await;
}

#[tokio::test]
async fn a_record_tells_whose_message_it_is() {
    let fixture = with_records(config(), &["A"]).await;
    let expected = json!({
        "wamid": wamid(0), "tracking_number": "A", "checkpoint": "delivered", "to": "5565",
        "status": "accepted", "history": ["accepted"]
    });
    assert_eq!(record(&fixture, 0).await, expected);
    assert_eq!(fixture.get("/records/messages/wamid.unknown").await.0, 404);
}

/// Statuses of three messages and two customers' messages, spread over two entries and three changes.
fn batch() -> Value {
    let status = |nth: usize, status: &str| json!({"id": wamid(nth), "status": status});
    let text = |id: &str, body: &str| json!({"id": id, "from": "5565", "timestamp": "1", "type": "text", "text": {"body": body}});
    let button = json!({"id": "in-2", "from": "5566", "type": "button", "button": {"payload": "p", "text": "Yes"}});
    json!({"object": "whatsapp_business_account", "entry": [
        {"id": "1", "changes": [
            change(json!({"metadata": {}, "statuses": [status(0, "sent"), status(1, "delivered")]})),
            json!({"field": "message_template_status_update", "value": {"event": "APPROVED"}}),
            change(json!({"statuses": [status(2, "read"), {"id": null}], "messages": null})),
        ]},
        {"id": "2", "changes": [change(json!({"messages": [text("in-1", "onde está? 🙂"), button]}))]}
    ]})
}

#[tokio::test]
async fn every_item_of_a_batch_counts_and_a_batch_that_comes_again_changes_nothing() {
    let fixture = with_records(config(), &["A", "B", "C"]).await;
    for _ in 0..2 {
        assert_eq!(fixture.meta(batch().to_string()).await, 200);
        for (nth, status) in [(0, "sent"), (1, "delivered"), (2, "read")] {
            assert_eq!(
                record(&fixture, nth).await["history"],
                json!(["accepted", status])
            );
        }
        let expected = json!({"records": [
            {
                "wamid": "in-1", "from": "5565", "body": "onde está? 🙂", "tag": "where_is_it",
                "priority": "medium", "handover": false, "tracking_number": "A"
            },
            {
                "wamid": "in-2", "from": "5566", "body": "Yes", "tag": "other", "priority": "low",
                "handover": false, "tracking_number": "B"
            },
        ], "next": null});
        assert_eq!(
            fixture.get("/records/inbound?after=&limit=").await.1,
            expected
        );
    }
    assert_eq!(fixture.get("/records/inbound/in-2").await.1["body"], "Yes");
    assert_eq!(fixture.get("/records/inbound/in-3").await.0, 404);
}

#[tokio::test]
async fn statuses_that_overtake_the_answer_of_their_send_are_not_lost() {
    let fixture = Fixture::start(config()).await;
    fixture.statuses(&[(0, "delivered"), (0, "sent")]).await;
    let mut fixture = fixture;
    fixture.notice("A", "delivered").await;
    fixture.all_sent().await;
    assert_eq!(
        record(&fixture, 0).await["history"],
        json!(["accepted", "delivered"])
    );
}

#[tokio::test]
async fn records_are_read_page_by_page_in_the_order_of_acceptance() {
    let fixture = with_records(config(), &["A", "B", "C"]).await;
    let mut parcels = Vec::new();
    let mut after = String::new();
    loop {
        let (_, page) = fixture
            .get(&format!("/records/messages?after={after}&limit=2"))
            .await;
        for record in page["records"].as_array().unwrap() {
            parcels.push(record["tracking_number"].as_str().unwrap().to_owned());
        }
        if page["next"].is_null() {
            break;
        }
        after = page["next"].to_string();
    }
    assert_eq!(parcels[..3], ["A", "B", "C"]);
    assert_eq!(fixture.get("/records/messages?after=x").await.0, 400);
}
