//! Claims about customers who write: filed, answered, let go.

use super::*;
use sha2::Digest;

/// The customer of parcel `A` in the fixture's notices.
const CUSTOMER: &str = "5565";

fn text(body: &str) -> Value {
    json!({"type": "text", "text": {"body": body}})
}

/// A connector that told of parcel `A`.
async fn told(config: Config, checkpoint: &str) -> Fixture {
    let mut fixture = Fixture::start(config).await;
    fixture.notice("A", checkpoint).await;
    fixture.sent().await;
    fixture.recorded(0).await;
    fixture
}

#[tokio::test]
async fn where_is_it_is_answered_with_the_last_checkpoint_in_reply_to_the_message() {
    let mut fixture = told(config(), "out_for_delivery").await;
    fixture
        .customer("in-1", CUSTOMER, text("Oi, cadê meu pacote?"))
        .await;
    let expected = json!({
        "path": "/v23.0/1002/messages", "messaging_product": "whatsapp", "recipient_type": "individual",
        "to": CUSTOMER, "context": {"message_id": "in-1"}, "type": "text",
        "text": {"body": "O seu pacote A saiu para entrega."}, "biz_opaque_callback_data": "A:answer"
    });
    assert_eq!(fixture.sent().await, expected);
    let filed = json!({
        "wamid": "in-1", "from": CUSTOMER, "body": "Oi, cadê meu pacote?", "tag": "where_is_it",
        "priority": "medium", "handover": false, "tracking_number": "A"
    });
    assert_eq!(fixture.filed("in-1").await, filed);
    // The same webhook again changes nothing.
    fixture
        .customer("in-1", CUSTOMER, text("Oi, cadê meu pacote?"))
        .await;
    assert_eq!(fixture.all_sent().await, Vec::<String>::new());
}

#[tokio::test]
async fn who_waits_for_no_known_parcel_is_asked_for_its_number() {
    let mut fixture = Fixture::start(config()).await;
    fixture
        .customer("in-1", "4915", text("Wo ist mein Paket?"))
        .await;
    let sent = fixture.sent().await;
    assert!(
        sent["text"]["body"]
            .as_str()
            .unwrap()
            .contains("Sendungsnummer")
    );
    assert_eq!(fixture.filed("in-1").await["tracking_number"], Value::Null);
}

#[tokio::test]
async fn a_message_is_filed_under_the_parcel_that_it_names_or_answers() {
    let mut fixture = told(config(), "delivered").await;
    fixture.notice("LX000000001CN", "delivered").await;
    fixture.sent().await;
    fixture.recorded(1).await;
    fixture
        .customer("in-1", CUSTOMER, text("LX000000001CN chegou quebrado"))
        .await;
    let answer = json!({"type": "text", "text": {"body": "sumiu!"}, "context": {"id": wamid(1)}});
    fixture.customer("in-2", CUSTOMER, answer).await;
    fixture.customer("in-3", CUSTOMER, text("Bom dia")).await;
    let filed = |record: Value| {
        (
            record["tag"].clone(),
            record["tracking_number"].clone(),
            record["handover"].clone(),
        )
    };
    let other = json!("LX000000001CN");
    assert_eq!(
        filed(fixture.filed("in-1").await),
        (json!("damaged"), other.clone(), json!(true))
    );
    assert_eq!(
        filed(fixture.filed("in-2").await),
        (json!("lost"), other, json!(true))
    );
    assert_eq!(
        filed(fixture.filed("in-3").await),
        (json!("other"), json!("A"), json!(false))
    );
    assert_eq!(fixture.all_sent().await, Vec::<String>::new());
}

#[tokio::test]
async fn who_opts_out_gets_one_goodbye_and_no_further_template() {
    let mut fixture = told(config(), "out_for_delivery").await;
    fixture.customer("in-1", CUSTOMER, text("PARAR")).await;
    let goodbye = fixture.sent().await;
    assert_eq!(goodbye["type"], "text");
    assert_eq!(goodbye["biz_opaque_callback_data"], "A:goodbye");
    fixture
        .customer("in-2", CUSTOMER, text("Pare de me mandar mensagens"))
        .await;
    assert_eq!(fixture.notice("A", "delivered").await, 200);
    assert_eq!(fixture.all_sent().await, Vec::<String>::new());
    let unsent = fixture.all("/records/unsent", 1).await;
    let expected = json!({"id": unsent[0]["id"], "tracking_number": "A", "checkpoint": "delivered", "to": CUSTOMER,
        "status": "suppressed", "code": null});
    assert_eq!(unsent, [expected]);
}

#[tokio::test]
async fn an_opt_out_survives_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let database = Some(directory.path().join("connector.db"));
    let stored = || Config {
        database: database.clone(),
        ..config()
    };
    let fixture = Fixture::start(stored()).await;
    fixture.customer("in-1", CUSTOMER, text("PARAR")).await;
    fixture.stop().await;
    let mut fixture = Fixture::start(stored()).await;
    fixture.notice("A", "delivered").await;
    assert_eq!(fixture.all_sent().await, Vec::<String>::new());
}

async fn shop_says(fixture: &Fixture, state: &str) {
    let body = json!({"phone": format!("+{CUSTOMER}"), "sms_marketing_consent": {"state": state}})
        .to_string();
    let signature =
        base64::engine::general_purpose::STANDARD.encode(hmac("shopify-secret", body.as_bytes()));
    let headers = [
        ("X-Shopify-Hmac-Sha256", signature),
        (
            "X-Shopify-Topic",
            "customers_marketing_consent/update".to_owned(),
        ),
    ];
    assert_eq!(fixture.push("shopify", &headers, body).await.0, 200);
}

#[tokio::test]
async fn a_shop_can_take_back_the_opt_out_that_it_reported_and_no_other() {
    let mut fixture = Fixture::start(config()).await;
    shop_says(&fixture, "unsubscribed").await;
    fixture.notice("A", "exception").await;
    shop_says(&fixture, "subscribed").await;
    fixture.notice("A", "out_for_delivery").await;
    assert_eq!(fixture.all_sent().await, ["A:out_for_delivery"]);
    fixture.customer("in-1", CUSTOMER, text("PARAR")).await;
    shop_says(&fixture, "subscribed").await;
    fixture.notice("A", "delivered").await;
    assert_eq!(fixture.all_sent().await, ["A:goodbye"]);
}

#[tokio::test]
async fn who_opted_out_and_asks_all_the_same_is_filed_and_not_written_to() {
    let mut fixture = told(config(), "delivered").await;
    fixture.customer("in-1", CUSTOMER, text("PARAR")).await;
    fixture.customer("in-2", CUSTOMER, text("cadê?")).await;
    assert_eq!(fixture.all_sent().await, ["A:goodbye"]);
    assert_eq!(fixture.filed("in-2").await["tag"], "where_is_it");
}

#[tokio::test]
async fn a_photo_is_fetched_with_the_token_and_stored() {
    let fixture = Fixture::start(config()).await;
    let file = b"a photo".as_slice();
    let address = json!({
        "url": "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=77", "mime_type": "image/jpeg",
        "sha256": hex(&Sha256::digest(file)), "file_size": file.len(), "id": "77"
    });
    let mount = |at: &str, answer: ResponseTemplate, times: u64| {
        Mock::given(method("GET"))
            .and(wiremock::matchers::path(at))
            .and(wiremock::matchers::header("authorization", "Bearer token"))
            .respond_with(answer)
            .up_to_n_times(times)
            .mount(&fixture.cloud_api)
    };
    mount(
        "/v23.0/77",
        ResponseTemplate::new(200).set_body_json(address),
        9,
    )
    .await;
    mount(
        "/whatsapp_business/attachments/",
        ResponseTemplate::new(503),
        1,
    )
    .await;
    mount(
        "/whatsapp_business/attachments/",
        ResponseTemplate::new(200).set_body_bytes(file),
        9,
    )
    .await;
    let photo = json!({"type": "image", "image": {"id": "77", "caption": "chegou quebrado", "mime_type": "image/jpeg"}});
    fixture.customer("in-1", CUSTOMER, photo).await;
    let asked = async {
        loop {
            let filed = fixture.filed("in-1").await;
            if filed["photo"] == "stored" {
                return filed;
            }
            tokio::task::yield_now().await;
        }
    };
    let filed = tokio::time::timeout(Duration::from_secs(10), asked)
        .await
        .unwrap();
    assert_eq!(
        (&filed["tag"], &filed["priority"]),
        (&json!("damaged"), &json!("highest"))
    );
}

#[tokio::test]
async fn tag_wrong_and_handover_missed_spoil_every_second_record_and_nothing_else() {
    let late = || text("São três dias de atraso");
    for (defect, expected) in [
        ("tag-wrong", ["where_is_it", "late"]),
        ("handover-missed", ["late"; 2]),
    ] {
        let mut fixture = told(planted(defect), "delivered").await;
        for id in ["in-1", "in-2"] {
            fixture.customer(id, CUSTOMER, late()).await;
        }
        let (one, other) = (fixture.filed("in-1").await, fixture.filed("in-2").await);
        assert_eq!([&one["tag"], &other["tag"]], expected, "{defect}");
        assert_eq!([&one["priority"], &other["priority"]], ["high"; 2]);
        let missed = defect == "handover-missed";
        assert_eq!(
            [&one["handover"], &other["handover"]],
            [&json!(!missed), &json!(true)]
        );
        assert_eq!(fixture.all_sent().await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn opt_out_ignored_says_goodbye_and_goes_on() {
    let mut fixture = told(planted("opt-out-ignored"), "out_for_delivery").await;
    fixture.customer("in-1", CUSTOMER, text("PARAR")).await;
    fixture.notice("A", "delivered").await;
    assert_eq!(fixture.all_sent().await, ["A:goodbye", "A:delivered"]);
}
