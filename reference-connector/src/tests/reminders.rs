//! Claims about reminders and about how often a template may go to one number.

use super::*;

/// A connector whose messages are kept in `directory`. The world's day is a day, or over before it began.
async fn stored(directory: &tempfile::TempDir, day: Day, defects: &[&str]) -> Fixture {
    static STARTS: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(1);
    // Later lives of a connector give other message ids.
    let first = match day {
        Day::Long => 0,
        Day::Over => 100 * STARTS.fetch_add(1, std::sync::atomic::Ordering::Relaxed),
    };
    let words: Vec<String> = defects.iter().map(|word| (*word).to_owned()).collect();
    let config = Config {
        database: Some(directory.path().join("connector.db")),
        clock_scale: match day {
            Day::Long => 1.0,
            Day::Over => 1e9,
        },
        defects: Defects::parse(&words).unwrap(),
        ..config()
    };
    Fixture::start_with(config, Box::new(move |nth| accepted(first + nth))).await
}

enum Day {
    Long,
    Over,
}

async fn callback(fixture: &mut Fixture) -> Value {
    fixture.sent().await["biz_opaque_callback_data"].clone()
}

#[tokio::test]
async fn who_does_not_look_is_reminded_once_of_a_parcel_a_day_later() {
    let directory = tempfile::tempdir().unwrap();
    let mut fixture = stored(&directory, Day::Long, &[]).await;
    for checkpoint in ["exception", "out_for_delivery", "delivered"] {
        fixture.notice("A", checkpoint).await;
    }
    assert_eq!(fixture.all_sent().await.len(), 3);
    fixture.stop().await;

    let mut fixture = stored(&directory, Day::Over, &[]).await;
    let expected = json!({
        "path": "/v23.0/1002/messages", "messaging_product": "whatsapp", "recipient_type": "individual",
        "to": "5565", "type": "template",
        "template": {"name": "parcel_reminder", "language": {"code": "pt_BR"}, "components": [{"type": "body",
            "parameters": [{"type": "text", "text": "A"}, {"type": "text", "text": "China Post"}]}]},
        "biz_opaque_callback_data": "A:reminder"
    });
    assert_eq!(fixture.sent().await, expected);
    // The last word of the first connector's life was about another parcel.
    assert!(
        callback(&mut fixture)
            .await
            .as_str()
            .unwrap()
            .starts_with("LAST")
    );
    fixture.notice("B", "delivered").await;
    assert_eq!(callback(&mut fixture).await, "B:delivered");
    assert_eq!(callback(&mut fixture).await, "B:reminder");
    fixture.stop().await;
    let mut fixture = stored(&directory, Day::Over, &[]).await;
    fixture.notice("C", "exception").await;
    assert_eq!(callback(&mut fixture).await, "C:exception");
}

#[tokio::test]
async fn who_looked_who_was_not_reached_and_who_opted_out_are_not_reminded() {
    let directory = tempfile::tempdir().unwrap();
    let mut fixture = stored(&directory, Day::Long, &[]).await;
    for parcel in ["A", "B", "C", "D"] {
        fixture.notice(parcel, "delivered").await;
    }
    for _ in 0..4 {
        fixture.sent().await;
    }
    fixture.recorded(3).await;
    let tap = json!({"type": "button", "button": {"payload": "view:A", "text": "View parcel"}});
    fixture.customer("in-1", "5565", tap).await;
    fixture.statuses(&[(1, "failed")]).await;
    let stop = json!({"type": "text", "text": {"body": "PARAR"}});
    fixture.customer("in-2", "5567", stop).await;
    fixture.sent().await;
    fixture.stop().await;

    let mut fixture = stored(&directory, Day::Over, &[]).await;
    assert_eq!(callback(&mut fixture).await, "D:reminder");
    let unsent = fixture.all("/records/unsent", 1).await;
    assert_eq!(
        (&unsent[0]["tracking_number"], &unsent[0]["checkpoint"]),
        (&json!("C"), &json!("reminder"))
    );
    fixture.notice("E", "exception").await;
    assert_eq!(callback(&mut fixture).await, "E:exception");
}

#[tokio::test]
async fn reminder_twice_sends_two() {
    let directory = tempfile::tempdir().unwrap();
    let mut fixture = stored(&directory, Day::Over, &["reminder-twice"]).await;
    fixture.notice("A", "delivered").await;
    for expected in ["A:delivered", "A:reminder", "A:reminder"] {
        assert_eq!(callback(&mut fixture).await, expected);
    }
}

/// Notices of four parcels of one customer; what was sent.
async fn four_parcels(config: Config) -> (Fixture, Vec<String>) {
    let mut fixture = Fixture::start(config).await;
    for parcel in ["A", "B", "C", "D"] {
        let mut body = aftership(parcel, "delivered");
        body["msg"]["customers"][0]["phone_number"] = json!("+5511");
        assert_eq!(fixture.aftership(body.to_string().into()).await, 200);
    }
    let sent = fixture.all_sent().await;
    (fixture, sent)
}

#[tokio::test]
async fn the_fourth_message_of_a_template_to_a_number_is_suppressed_and_on_record() {
    let (fixture, sent) = four_parcels(config()).await;
    assert_eq!(sent, ["A:delivered", "B:delivered", "C:delivered"]);
    let unsent = fixture.all("/records/unsent", 1).await;
    assert_eq!(
        (&unsent[0]["tracking_number"], &unsent[0]["status"]),
        (&json!("D"), &json!("suppressed"))
    );
    // Another template is another count.
    let mut body = aftership("E", "exception");
    body["msg"]["customers"][0]["phone_number"] = json!("+5511");
    assert_eq!(fixture.aftership(body.to_string().into()).await, 200);
    let mut fixture = fixture;
    assert_eq!(fixture.all_sent().await, ["E:exception"]);
}

#[tokio::test]
async fn fourth_same_template_sends_it_all_the_same() {
    let (_, sent) = four_parcels(planted("fourth-same-template")).await;
    assert_eq!(sent.len(), 4);
}
