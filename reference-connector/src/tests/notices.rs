//! Claims about notices: what each becomes, how often, and which are turned away.

use super::*;
use sha2::Digest;

fn message(number: &str, to: &str, template: &str, language: &str, parameters: [&str; 3]) -> Value {
    let texts = parameters.map(|text| json!({"type": "text", "text": text}));
    let checkpoint = template.strip_prefix("parcel_").unwrap();
    json!({
        "path": format!("/v23.0/{number}/messages"),
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": to, "type": "template",
        "template": {
            "name": template, "language": {"code": language},
            "components": [{"type": "body", "parameters": texts}]
        },
        "biz_opaque_callback_data": format!("{}:{checkpoint}", parameters[0])
    })
}

#[tokio::test]
async fn a_notice_of_aftership_becomes_the_policys_message() {
    let mut fixture = Fixture::start(config()).await;
    assert_eq!(fixture.notice("YT01", "out_for_delivery").await, 200);
    let parameters = ["YT01", "China Post", "2026-11-25"];
    let expected = message(
        "1002",
        "5589844849",
        "parcel_out_for_delivery",
        "pt_BR",
        parameters,
    );
    assert_eq!(fixture.sent().await, expected);
}

#[tokio::test]
async fn a_notice_of_17track_becomes_the_policys_message() {
    let mut fixture = Fixture::start(config()).await;
    let body = json!({
        "event": "TRACKING_UPDATED",
        "data": {
            "number": "RR123456785CN", "carrier": 3011, "tag": "order-1",
            "param": r#"{"phone":"+62811","name":"Budi \"B\"","order":"o1","seller":"s1"}"#,
            "track_info": {
                "shipping_info": {"shipper_address": null, "recipient_address": {"country": "ID"}},
                "latest_status": {"status": "Delivered", "sub_status": "Delivered_Other", "sub_status_descr": null},
                "time_metrics": {"estimated_delivery_date": {
                    "source": "Official", "from": "2026-11-23T00:00:00+07:00", "to": "2026-11-24T23:00:00+07:00"
                }},
                "tracking": {"providers": [{"provider": {"key": 3011, "name": "China Post"}, "events": []}]}
            }
        }
    })
    .to_string();
    let sign = hex(&Sha256::digest(format!("{body}/17track-key")));
    let (status, _) = fixture
        .exchange(Method::POST, "/webhooks/17track", &[("sign", sign)], body)
        .await;
    assert_eq!(status, 200);
    let parameters = ["RR123456785CN", "China Post", "2026-11-24"];
    assert_eq!(
        fixture.sent().await,
        message("1001", "62811", "parcel_delivered", "id", parameters)
    );
}

#[tokio::test]
async fn a_notice_of_yunexpress_becomes_the_policys_message() {
    let mut fixture = Fixture::start(config()).await;
    let body = json!({
        "data_code": "tisPushData",
        "data": {
            "waybill_number": "YT2113021272281270", "tracking_number": "LAST-MILE", "customer_code": "nobody",
            "destination_code": "FR", "phone_number": "+33 612", "package_status": "T",
            "EstimatedDeliveryToDateZone": "2026-11-25 18:00:00 -03:00",
            "track_events": [{"track_node_code": "IN_TRANSIT"}, {"track_node_code": "LAST_MILE_DELIVERY"}]
        }
    })
    .to_string();
    let headers = [
        ("X-YunExpress-Timestamp", "1700000000000".to_owned()),
        ("X-YunExpress-Encrypt-Key", "k1".to_owned()),
        (
            "X-YunExpress-Signature",
            hex(&Sha256::digest(format!(
                "1700000000000yunexpress-key{body}"
            ))),
        ),
    ];
    let (status, _) = fixture
        .exchange(Method::POST, "/webhooks/yunexpress", &headers, body)
        .await;
    assert_eq!(status, 200);
    let parameters = ["YT2113021272281270", "YunExpress", "2026-11-25"];
    assert_eq!(
        fixture.sent().await,
        message("1001", "33612", "parcel_out_for_delivery", "en", parameters)
    );
}

#[tokio::test]
async fn sellers_with_templates_of_their_own_send_those() {
    let sellers = Config {
        seller_templates: true,
        ..config()
    };
    let mut fixture = Fixture::start(sellers).await;
    assert_eq!(fixture.notice("A", "delivered").await, 200);
    assert_eq!(
        fixture.sent().await["template"]["name"],
        "parcel_delivered_s2"
    );
}

#[tokio::test]
async fn a_checkpoint_is_told_once_however_often_it_arrives() {
    let mut fixture = Fixture::start(config()).await;
    let again = futures(&fixture, "A", "out_for_delivery").await;
    assert_eq!(again, [200, 200, 200]);
    assert_eq!(fixture.notice("A", "out_for_delivery").await, 200);
    assert_eq!(fixture.all_sent().await, ["A:out_for_delivery"]);
}

/// Three deliveries of one notice at the same time.
pub(super) async fn futures(fixture: &Fixture, parcel: &str, checkpoint: &str) -> [u16; 3] {
    let notice = || fixture.notice(parcel, checkpoint);
    let (a, b, c) = tokio::join!(notice(), notice(), notice());
    [a, b, c]
}

#[tokio::test]
async fn an_older_checkpoint_after_a_newer_one_is_not_told() {
    let mut fixture = Fixture::start(config()).await;
    for checkpoint in [
        "out_for_delivery",
        "exception",
        "delivered",
        "out_for_delivery",
    ] {
        assert_eq!(fixture.notice("A", checkpoint).await, 200);
    }
    assert_eq!(
        fixture.all_sent().await,
        ["A:out_for_delivery", "A:delivered"]
    );
}

#[tokio::test]
async fn checkpoints_that_the_policy_keeps_silent_are_not_told() {
    let mut fixture = Fixture::start(config()).await;
    for checkpoint in [
        "info_received",
        "in_transit",
        "customs",
        "AttemptFail",
        "UnheardOf",
    ] {
        assert_eq!(fixture.notice("A", checkpoint).await, 200);
    }
    let revised = json!({"event": "edd_revise", "msg": aftership("A", "delivered")["msg"]});
    assert_eq!(fixture.aftership(revised.to_string().into()).await, 200);
    assert_eq!(fixture.all_sent().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_unsigned_or_wrongly_signed_notice_is_refused_and_has_no_effect() {
    let mut fixture = Fixture::start(config()).await;
    let body = aftership("A", "delivered").to_string();
    let wrong =
        base64::engine::general_purpose::STANDARD.encode(hmac("another secret", body.as_bytes()));
    let named = |name| vec![(name, wrong.clone())];
    let cases = [
        ("aftership", vec![]),
        ("aftership", named("aftership-hmac-sha256")),
        ("aftership", vec![("aftership-hmac-sha256", String::new())]),
        ("17track", named("sign")),
        ("yunexpress", named("X-YunExpress-Signature")),
        (
            "whatsapp",
            vec![("X-Hub-Signature-256", "sha256=".to_owned())],
        ),
    ];
    for (path, headers) in cases {
        let path = format!("/webhooks/{path}");
        let (status, _) = fixture
            .exchange(Method::POST, &path, &headers, body.clone())
            .await;
        assert_eq!(status, 401, "{path} {headers:?}");
    }
    assert_eq!(fixture.all_sent().await, Vec::<String>::new());
}

#[tokio::test]
async fn unusual_bytes_of_a_signed_notice_are_read_as_they_are() {
    let mut fixture = Fixture::start(config()).await;
    let escaped = aftership("A", "delivered")
        .to_string()
        .replace("China", "\\u0043hin\\u00e1");
    assert_eq!(fixture.aftership(format!("{escaped}\n").into()).await, 200);
    let sent = fixture.sent().await;
    assert_eq!(
        sent["template"]["components"][0]["parameters"][1]["text"],
        "Chiná Post"
    );
}

#[tokio::test]
async fn signed_nonsense_is_answered_400_and_says_why() {
    let fixture = Fixture::start(config()).await;
    assert_eq!(fixture.aftership("{\"event\":".into()).await, 400);
    let mut nameless = aftership("A", "delivered");
    nameless["msg"]["customers"] = json!([]);
    assert_eq!(fixture.aftership(nameless.to_string().into()).await, 400);
    assert_eq!(fixture.meta("[]").await, 400);
}

#[tokio::test]
async fn a_body_over_3_mb_is_answered_413_and_one_below_is_read() {
    let fixture = Fixture::start(config()).await;
    let long = format!("{{\"pad\":\"{}\"}}", "x".repeat(crate::body::BYTES_MAX));
    assert_eq!(fixture.meta(long).await, 413);
    let just = format!(
        "{{\"pad\":\"{}\"}}",
        "x".repeat(crate::body::BYTES_MAX - 10)
    );
    assert_eq!(fixture.meta(just).await, 200);
}

#[tokio::test]
async fn a_full_backlog_turns_notices_away_before_they_are_taken() {
    let never = Box::new(|_| refused(401, 190));
    let waiting = Timing {
        auth_pause: Duration::from_secs(60),
        ..config().timing
    };
    let fixture = Fixture::start_with(
        Config {
            backlog_max: 2,
            timing: waiting,
            ..config()
        },
        never,
    )
    .await;
    assert_eq!(fixture.notice("A", "delivered").await, 200);
    assert_eq!(fixture.notice("B", "delivered").await, 200);
    assert_eq!(fixture.notice("C", "delivered").await, 503);
}

#[tokio::test]
async fn metas_handshake_gets_the_bare_challenge_and_strangers_get_403() {
    let fixture = Fixture::start(config()).await;
    let asked = |mode: &str, token: &str| {
        format!("/webhooks/whatsapp?hub.mode={mode}&hub.challenge=11%2F58&hub.verify_token={token}")
    };
    let (status, body) = fixture
        .exchange(Method::GET, &asked("subscribe", "verify+me"), &[], "")
        .await;
    assert_eq!((status.as_u16(), body.as_ref()), (200, b"11/58".as_ref()));
    for (mode, token) in [
        ("subscribe", "wrong"),
        ("unsubscribe", "verify+me"),
        ("subscribe", ""),
    ] {
        assert_eq!(fixture.get(&asked(mode, token)).await.0, 403);
    }
}

#[tokio::test]
async fn health_is_ok_and_unknown_paths_are_not_found() {
    let fixture = Fixture::start(config()).await;
    assert_eq!(
        fixture.get("/health").await,
        (StatusCode::OK, json!({"status": "ok"}))
    );
    assert_eq!(fixture.get("/records/nothing").await.0, 404);
    assert_eq!(
        fixture
            .exchange(Method::POST, "/webhooks/dhl", &[], "")
            .await
            .0,
        404
    );
    assert_eq!(
        fixture
            .exchange(Method::PUT, "/webhooks/whatsapp", &[], "")
            .await
            .0,
        405
    );
    assert_eq!(fixture.get("/webhooks/aftership").await.0, 405);
}
