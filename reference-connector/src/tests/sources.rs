//! Claims about carriers beside the first three: pointers, answers that count by their bodies, and notices that are put
//! together from two sources.

use super::*;
use crate::form;
use md5::{Digest, Md5};

fn ups(parcel: &str, kind: &str, code: &str) -> String {
    json!({"trackingNumber": parcel, "activityStatus": {"type": kind, "code": code, "description": ""},
        "scheduledDeliveryDate": "20261125", "deliveryPhoto": ""})
    .to_string()
}

async fn push_ups(fixture: &Fixture, parcel: &str, kind: &str, code: &str) {
    let headers = [("x-api-key", "ups-client-id".to_owned())];
    let (status, _) = fixture.push("ups", &headers, ups(parcel, kind, code)).await;
    assert_eq!(status, 200);
}

async fn push_shopify(fixture: &Fixture, topic: &str, body: &Value) {
    let body = body.to_string();
    let signature =
        base64::engine::general_purpose::STANDARD.encode(hmac("shopify-secret", body.as_bytes()));
    let headers = [
        ("X-Shopify-Topic", topic.to_owned()),
        ("X-Shopify-Shop-Domain", "s2.myshopify.com".to_owned()),
        ("X-Shopify-Hmac-Sha256", signature),
    ];
    assert_eq!(fixture.push("shopify", &headers, body).await.0, 200);
}

fn order(id: u64, parcel: &str) -> Value {
    json!({"id": id, "shipping_address": {"phone": "+5511", "country_code": "BR"},
        "fulfillments": [{"tracking_company": "UPS", "tracking_number": parcel}]})
}

fn parameters(sent: &Value) -> Vec<&str> {
    let parameters = sent["template"]["components"][0]["parameters"]
        .as_array()
        .unwrap();
    parameters
        .iter()
        .map(|it| it["text"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_carrier_that_names_no_customer_is_told_on_once_the_shop_names_one() {
    let mut fixture = Fixture::start(config()).await;
    push_ups(&fixture, "1Z1", "I", "OT").await;
    push_ups(&fixture, "1Z1", "D", "FS").await;
    assert_eq!(fixture.all_sent().await, Vec::<String>::new());
    push_shopify(&fixture, "orders/create", &order(7, "1Z1")).await;
    let sent = fixture.sent().await;
    assert_eq!(
        (&sent["to"], &sent["path"]),
        (&json!("5511"), &json!("/v23.0/1002/messages"))
    );
    assert_eq!(sent["template"]["name"], "parcel_out_for_delivery");
    assert_eq!(parameters(&sent), ["1Z1", "UPS", "2026-11-25"]);
    assert_eq!(
        fixture.sent().await["biz_opaque_callback_data"],
        "1Z1:delivered"
    );
    // Known now, and told already.
    push_ups(&fixture, "1Z1", "D", "FS").await;
    push_shopify(&fixture, "orders/updated", &order(7, "1Z1")).await;
    assert_eq!(fixture.all_sent().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_parcel_seen_by_carrier_and_aggregator_is_told_once_a_checkpoint() {
    let mut fixture = Fixture::start(config()).await;
    push_ups(&fixture, "A", "D", "FS").await;
    fixture.notice("A", "out_for_delivery").await;
    fixture.notice("A", "delivered").await;
    push_ups(&fixture, "A", "D", "FS").await;
    push_ups(&fixture, "A", "I", "OT").await;
    assert_eq!(
        fixture.all_sent().await,
        ["A:out_for_delivery", "A:delivered"]
    );
    push_ups(&fixture, "A", "X", "DM").await;
    assert_eq!(fixture.all_sent().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_waits_for_its_customer_survives_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let stored = || Config {
        database: Some(directory.path().join("connector.db")),
        ..config()
    };
    let fixture = Fixture::start(stored()).await;
    push_ups(&fixture, "1Z1", "D", "FS").await;
    fixture.stop().await;
    let mut fixture = Fixture::start(stored()).await;
    push_shopify(&fixture, "orders/create", &order(7, "1Z1")).await;
    assert_eq!(fixture.all_sent().await, ["1Z1:delivered"]);
}

#[tokio::test]
async fn a_fulfillment_event_finds_its_parcel_through_the_order() {
    let mut fixture = Fixture::start(config()).await;
    let event = |order: u64, status: &str| json!({"id": 1, "order_id": order, "status": status, "estimated_delivery_at": "2026-11-25T00:00:00-03:00"});
    push_shopify(
        &fixture,
        "fulfillment_events/create",
        &event(7, "out_for_delivery"),
    )
    .await;
    push_shopify(&fixture, "orders/create", &order(7, "936")).await;
    push_shopify(
        &fixture,
        "fulfillment_events/create",
        &event(7, "delivered"),
    )
    .await;
    push_shopify(
        &fixture,
        "fulfillment_events/create",
        &event(8, "delivered"),
    )
    .await;
    let sent = fixture.sent().await;
    assert_eq!(sent["biz_opaque_callback_data"], "936:out_for_delivery");
    assert_eq!(parameters(&sent), ["936", "UPS", "2026-11-25"]);
    assert_eq!(fixture.all_sent().await, ["936:delivered"]);
}

/// A push of Kuaidi100 about `EX1`, and its answer.
async fn push_kuaidi100(fixture: &Fixture) -> (u16, String) {
    let param = json!({"status": "shutdown", "lastResult": {"state": "3", "nu": "EX1", "com": "ems", "data": []}});
    let sign = Md5::digest(format!("{param}kuaidi100-salt"));
    let sign: String = sign.iter().map(|byte| format!("{byte:02X}")).collect();
    let body = form::written(&[("param", &param.to_string()), ("sign", &sign)]);
    let headers = [(
        "content-type",
        "application/x-www-form-urlencoded".to_owned(),
    )];
    fixture.push("kuaidi100", &headers, body).await
}

#[tokio::test]
async fn carriers_that_read_the_body_get_their_own_words_and_ack_wrong_body_has_one_for_all() {
    let route = json!({"Body": {"WaybillRoute": [{"mailno": "SF1", "opCode": "80", "acceptTime": "2026-11-25 08:00:00"}]}});
    for (defect, ours) in [(None, false), (Some("ack-wrong-body"), true)] {
        let fixture = Fixture::start(defect.map_or_else(config, planted)).await;
        let sf = fixture.push("sf-express", &[], route.to_string()).await;
        let kuaidi100 = push_kuaidi100(&fixture).await;
        let answer: [Value; 2] = [sf, kuaidi100].map(|(status, body)| {
            assert_eq!(status, 200);
            serde_json::from_str(&body).unwrap()
        });
        assert_eq!(answer[0]["return_code"] == "0000", !ours);
        assert_eq!(answer[1]["returnCode"] == "200", !ours);
        let (status, body) = fixture.push("aliyun/report", &[], "[]").await;
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!((status, body["code"].is_number()), (200, !ours));
    }
}

#[tokio::test]
async fn a_wrongly_signed_push_is_refused_and_an_unknown_carrier_has_no_path() {
    let mut fixture = Fixture::start(config()).await;
    let body = form::written(&[
        ("param", r#"{"lastResult":{"state":"3","nu":"EX1"}}"#),
        ("sign", "00"),
    ]);
    assert_eq!(fixture.push("kuaidi100", &[], body).await.0, 401);
    let headers = [("x-api-key", "someone else".to_owned())];
    assert_eq!(
        fixture.push("ups", &headers, ups("1Z1", "D", "FS")).await.0,
        401
    );
    assert_eq!(fixture.push("fedex", &[], "{}").await.0, 404);
    assert_eq!(fixture.push("shipengine", &[], "{}").await.0, 404);
    assert_eq!(fixture.push("tnt", &[], "{}").await.0, 404);
    assert_eq!(fixture.get("/webhooks/ups").await.0, 405);
    assert_eq!(fixture.all_sent().await, Vec::<String>::new());
}

/// A connector whose ShipStation has two shipments on two pages.
async fn with_shipments(config: Config) -> Fixture {
    let config = Config {
        carriers_url: Some("{here}/carriers".to_owned()),
        ..config
    };
    let fixture = Fixture::start(config).await;
    let shipment = |number: &str, status: &str| {
        json!({"trackingNumber": number, "carrierCode": "stamps_com", "trackingStatus": status,
            "estimatedDeliveryDate": "2026-11-25", "shipTo": {"phone": "+5511", "country": "BR"},
            "advancedOptions": {"customField1": "s2", "customField2": "USPS"}})
    };
    let page = |shipments: Value| {
        ResponseTemplate::new(200).set_body_json(json!({"shipments": shipments, "pages": 2}))
    };
    let mount = |answer: ResponseTemplate, page: bool, times: u64| {
        let mock =
            Mock::given(method("GET")).and(path_regex("^/carriers/shipstation-v1/shipments$"));
        let mock = match page {
            true => mock.and(wiremock::matchers::query_param("page", "2")),
            false => mock.and(wiremock::matchers::query_param_is_missing("page")),
        };
        mock.respond_with(answer)
            .up_to_n_times(times)
            .mount(&fixture.cloud_api)
    };
    mount(
        ResponseTemplate::new(429).insert_header("x-rate-limit-reset", "0"),
        false,
        1,
    )
    .await;
    mount(
        page(json!([
            shipment("S1", "out_for_delivery"),
            shipment("S2", "customs")
        ])),
        false,
        9,
    )
    .await;
    mount(page(json!([shipment("S1", "delivered")])), true, 9).await;
    fixture
}

fn pointer() -> String {
    json!({"resource_url": "https://ssapi.shipstation.com/shipments?batchId=7", "resource_type": "SHIP_NOTIFY"}).to_string()
}

#[tokio::test]
async fn what_a_pointer_points_to_is_fetched_page_by_page_and_told_once() {
    let mut fixture = with_shipments(config()).await;
    for _ in 0..2 {
        assert_eq!(fixture.push("shipstation-v1", &[], pointer()).await.0, 200);
    }
    let sent = fixture.sent().await;
    assert_eq!(sent["biz_opaque_callback_data"], "S1:out_for_delivery");
    assert_eq!(parameters(&sent), ["S1", "USPS", "2026-11-25"]);
    assert_eq!(
        fixture.sent().await["biz_opaque_callback_data"],
        "S1:delivered"
    );
    assert_eq!(fixture.all_sent().await, Vec::<String>::new());
}

#[tokio::test]
async fn pointer_not_fetched_acknowledges_and_does_nothing() {
    let mut fixture = with_shipments(planted("pointer-not-fetched")).await;
    assert_eq!(fixture.push("shipstation-v1", &[], pointer()).await.0, 200);
    assert_eq!(fixture.all_sent().await, Vec::<String>::new());
    assert_eq!(fixture.requests("/carriers/").await.len(), 0);
}

/// A notice with a history: the last way is in it once more.
fn with_history(parcel: &str, sorted: bool) -> Bytes {
    let mut body = aftership(parcel, "delivered");
    let entry = |tag: &str, time: &str| json!({"tag": tag, "subtag": "", "checkpoint_time": time});
    let transit = entry("InTransit", "2026-11-20T08:00:00");
    let last_way = entry("OutForDelivery", "2026-11-25T08:00:00");
    let delivered = entry("Delivered", "2026-11-25T18:00:00");
    body["msg"]["checkpoints"] = match sorted {
        true => json!([transit, last_way, delivered]),
        false => json!([last_way, delivered, transit]),
    };
    body.to_string().into()
}

#[tokio::test]
async fn a_history_repeats_nothing_whatever_its_order() {
    let mut fixture = Fixture::start(config()).await;
    fixture.notice("A", "out_for_delivery").await;
    fixture.aftership(with_history("A", true)).await;
    fixture.aftership(with_history("B", false)).await;
    assert_eq!(
        fixture.all_sent().await,
        ["A:out_for_delivery", "A:delivered", "B:delivered"]
    );
}

#[tokio::test]
async fn message_per_history_entry_repeats_what_was_told_and_nothing_that_was_not() {
    let mut fixture = Fixture::start(planted("message-per-history-entry")).await;
    fixture.notice("A", "out_for_delivery").await;
    fixture.aftership(with_history("A", true)).await;
    fixture.aftership(with_history("B", true)).await;
    let expected = [
        "A:out_for_delivery",
        "A:out_for_delivery",
        "A:delivered",
        "B:delivered",
    ];
    assert_eq!(fixture.all_sent().await, expected);
}

#[tokio::test]
async fn drops_unsorted_history_takes_sorted_ones_only() {
    let mut fixture = Fixture::start(planted("drops-unsorted-history")).await;
    assert_eq!(fixture.aftership(with_history("A", false)).await, 200);
    assert_eq!(fixture.aftership(with_history("B", true)).await, 200);
    assert_eq!(fixture.all_sent().await, ["B:delivered"]);
}

#[tokio::test]
async fn local_time_as_utc_and_wrong_carrier_name_spoil_one_parameter_each() {
    for (defect, expected) in [
        ("local-time-as-utc", ["A", "China Post", "2026-11-24"]),
        ("wrong-carrier-name", ["A", "aftership", "2026-11-25"]),
    ] {
        let mut fixture = Fixture::start(planted(defect)).await;
        fixture.notice("A", "delivered").await;
        assert_eq!(parameters(&fixture.sent().await), expected, "{defect}");
    }
}
