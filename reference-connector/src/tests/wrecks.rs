//! Claims about planted defects that show only in the whole connector. The others' are beside what they break.

use super::*;

#[tokio::test]
async fn no_dedup_sends_for_every_delivery_and_still_suppresses_stale_ones() {
    let mut fixture = Fixture::start(planted("no-dedup")).await;
    for checkpoint in ["delivered", "delivered", "out_for_delivery", "delivered"] {
        fixture.notice("A", checkpoint).await;
    }
    assert_eq!(fixture.all_sent().await, ["A:delivered"; 3]);
}

#[tokio::test]
async fn dedup_race_lets_deliveries_at_the_same_time_through_and_no_later_ones() {
    let mut fixture = Fixture::start(planted("dedup-race")).await;
    super::notices::futures(&fixture, "A", "delivered").await;
    fixture.notice("A", "delivered").await;
    fixture.notice("A", "out_for_delivery").await;
    assert_eq!(fixture.all_sent().await, ["A:delivered"; 3]);
}

#[tokio::test]
async fn notify_silent_tells_of_transit_and_customs() {
    let mut fixture = Fixture::start(planted("notify-silent")).await;
    for checkpoint in ["info_received", "in_transit", "customs", "delivered"] {
        fixture.notice("A", checkpoint).await;
    }
    let sent = fixture.sent().await;
    assert_eq!(sent["template"]["name"], "parcel_out_for_delivery");
    assert_eq!(sent["biz_opaque_callback_data"], "A:in_transit");
    assert_eq!(fixture.all_sent().await, ["A:customs", "A:delivered"]);
}

#[tokio::test]
async fn notify_stale_tells_of_older_checkpoints_but_once() {
    let mut fixture = Fixture::start(planted("notify-stale")).await;
    for checkpoint in ["delivered", "exception", "exception", "delivered"] {
        fixture.notice("A", checkpoint).await;
    }
    assert_eq!(fixture.all_sent().await, ["A:delivered", "A:exception"]);
}

#[tokio::test]
async fn anonymous_sends_name_no_parcel() {
    let mut fixture = Fixture::start(planted("anonymous-sends")).await;
    fixture.notice("A", "delivered").await;
    let sent = fixture.sent().await;
    assert_eq!(sent["biz_opaque_callback_data"], Value::Null);
    assert_eq!(
        sent["template"]["components"][0]["parameters"][0]["text"],
        "your parcel"
    );
}

#[tokio::test]
async fn no_signature_check_believes_everybody() {
    let mut fixture = Fixture::start(planted("no-signature-check")).await;
    let body = aftership("A", "delivered").to_string();
    assert_eq!(
        fixture
            .exchange(Method::POST, "/webhooks/aftership", &[], body)
            .await
            .0,
        200
    );
    assert_eq!(
        fixture.sent().await["biz_opaque_callback_data"],
        "A:delivered"
    );
    let unsigned = envelope(vec![]).to_string();
    assert_eq!(
        fixture
            .exchange(Method::POST, "/webhooks/whatsapp", &[], unsigned)
            .await
            .0,
        200
    );
}

#[tokio::test]
async fn reserialised_signature_refuses_escaped_bodies_and_takes_plain_ones() {
    let fixture = Fixture::start(planted("reserialised-signature")).await;
    assert_eq!(fixture.notice("A", "delivered").await, 200);
    let escaped = aftership("B", "delivered")
        .to_string()
        .replace('ã', "\\u00e3");
    assert_eq!(fixture.aftership(escaped.into()).await, 401);
    assert_eq!(fixture.meta(r#"{"entry":[]}"#).await, 200);
    assert_eq!(fixture.meta(r#"{"entry":[],"a":"\/"}"#).await, 401);
}

#[tokio::test]
async fn first_status_of_batch_only_answers_200_and_forgets_the_rest() {
    let mut fixture = Fixture::start(planted("first-status-of-batch-only")).await;
    for parcel in ["A", "B"] {
        fixture.notice(parcel, "delivered").await;
    }
    fixture.all_sent().await;
    fixture.statuses(&[(0, "sent"), (1, "sent")]).await;
    let records = fixture.records().await;
    assert_eq!(
        (&records[0]["status"], &records[1]["status"]),
        (&json!("sent"), &json!("accepted"))
    );
}

#[tokio::test]
async fn give_up_on_503_sends_once() {
    let script = |nth| {
        if nth == 0 {
            refused(503, 131016)
        } else {
            accepted(nth)
        }
    };
    let mut fixture = Fixture::start_with(planted("give-up-on-503"), Box::new(script)).await;
    fixture.notice("A", "delivered").await;
    assert_eq!(fixture.all_sent().await, ["A:delivered"]);
    assert_eq!(fixture.all_sent().await, Vec::<String>::new());
}

#[tokio::test]
async fn slow_ack_answers_after_the_message_is_out() {
    let mut fixture = Fixture::start(planted("slow-ack")).await;
    let (address, client) = (fixture.address.clone(), fixture.client.clone());
    let body = Bytes::from(aftership("A", "delivered").to_string());
    let signature =
        base64::engine::general_purpose::STANDARD.encode(hmac("aftership-secret", &body));
    let request = Request::post(format!("{address}/webhooks/aftership"))
        .header("aftership-hmac-sha256", signature)
        .body(Full::new(body))
        .unwrap();
    let answer = tokio::spawn(async move { client.request(request).await });
    fixture.sent().await;
    assert!(!answer.is_finished());
    answer.abort();
}
