#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

use serde_json::{Value, json};

use crate::cloud_api::endpoints::bench::{Bench, MULTIPART, NUMBER, answer, multipart, notices};
use crate::graph::group::Join;
use crate::world::Request;

/// A group that is there, of this way of joining.
fn group(bench: &mut Bench, approval: &str) -> String {
    let body = json!({
        "messaging_product": "whatsapp", "subject": " Parcels ", "description": "News",
        "join_approval_mode": approval,
    });
    let handled = bench.handled_call(&format!("POST {NUMBER}/groups"), body);
    let request = answer(&handled).1["request_id"].clone();
    let notice = notices(&handled)[0].clone();
    assert_eq!(notice.field, "group_lifecycle_update");
    assert_eq!(notice.number_id.as_deref(), Some(NUMBER));
    let told = (notice.body)(24)["groups"][0].clone();
    assert_eq!(
        (&told["type"], &told["request_id"]),
        (&json!("group_create"), &request)
    );
    assert!(
        told["invite_link"]
            .as_str()
            .unwrap()
            .starts_with("https://chat.whatsapp.com/")
    );
    bench.later(1);
    told["group_id"].as_str().unwrap().to_owned()
}

fn users(users: &[&str]) -> Value {
    let list: Vec<Value> = users.iter().map(|user| json!({ "user": user })).collect();
    json!({ "messaging_product": "whatsapp", "participants": list })
}

fn requests(ids: &[&str]) -> Value {
    json!({ "messaging_product": "whatsapp", "join_requests": ids })
}

#[test]
fn a_group_is_there_a_moment_after_it_was_asked_for() {
    let mut bench = Bench::new();
    let body = json!({ "messaging_product": "whatsapp", "subject": "Parcels" });
    bench.ok(&format!("POST {NUMBER}/groups"), body);
    assert_eq!(
        bench.get(&format!("{NUMBER}/groups")),
        json!({ "data": { "groups": [] } })
    );
    bench.later(1);
    let listed = bench.get(&format!("{NUMBER}/groups"));
    assert_eq!(
        listed["data"]["groups"][0]["subject"], "Parcels",
        "{listed}"
    );
    let id = listed["data"]["groups"][0]["id"].as_str().unwrap();
    let read = bench.get(id);
    assert_eq!(read, json!({ "id": id, "messaging_product": "whatsapp" }));
}

#[test]
fn a_group_says_what_is_asked_and_settings_are_read_back() {
    let mut bench = Bench::new();
    let id = group(&mut bench, "auto_approve");
    let fields = "subject,creation_timestamp,suspended,description,total_participant_count,participants,join_approval_mode";
    let shown = bench.get(&format!("{id}?fields={fields}"));
    assert_eq!(
        (&shown["subject"], &shown["description"]),
        (&json!("Parcels"), &json!("News"))
    );
    assert_eq!(
        (&shown["participants"], &shown["suspended"]),
        (&json!([]), &json!(false))
    );
    let path = format!("/v24.0/{id}");
    let body = multipart(
        &[("messaging_product", "whatsapp"), ("subject", "Again")],
        &[("file", "image/jpeg", b"\xff\xd8")],
    );
    let handled = bench.handled(&Request {
        content_type: Some(MULTIPART),
        body: &body,
        ..Request::new("POST", &path)
    });
    assert_eq!(handled.answer.status, 200);
    let told = (notices(&handled)[0].body)(24)["groups"][0].clone();
    assert_eq!(
        told["group_subject"],
        json!({ "text": "Again", "update_successful": true })
    );
    assert_eq!(told["profile_picture"]["mime_type"], "image/jpeg");
    assert_eq!(
        bench.get(&format!("{id}?fields=subject"))["subject"],
        "Again"
    );
}

#[test]
fn customers_join_by_the_link_and_are_removed_for_good() {
    let mut bench = Bench::new();
    let id = group(&mut bench, "auto_approve");
    let (join, due) = bench
        .world
        .customer_joins_group(bench.now, &id, "16505551234");
    assert_eq!((join, due.is_some()), (Join::Joined, true));
    let shown = bench.get(&format!("{id}?fields=participants,total_participant_count"));
    assert_eq!(shown["participants"][0]["wa_id"], "16505551234");
    assert_eq!(shown["total_participant_count"], 1);
    let handled = bench.handled_call(
        &format!("DELETE {id}/participants"),
        users(&["+1 650 555 1234", "16505559999"]),
    );
    let told = (notices(&handled)[0].body)(24)["groups"][0].clone();
    assert_eq!(
        told["removed_participants"],
        json!([{ "input": "+1 650 555 1234" }])
    );
    assert_eq!(told["failed_participants"][0]["errors"][0]["code"], 131_212);
    assert_eq!(told["errors"][0]["code"], 131_212);
    let (join, due) = bench
        .world
        .customer_joins_group(bench.now, &id, "16505551234");
    assert!(
        matches!(join, Join::Refused(_)) && due.is_none(),
        "{join:?}"
    );
    bench.ok(&format!("POST {id}/participants"), users(&["16505551234"]));
    assert_eq!(
        bench.get(&format!("{id}?fields=total_participant_count"))["total_participant_count"],
        1
    );
}

#[test]
fn requests_to_join_are_approved_and_rejected() {
    let mut bench = Bench::new();
    let id = group(&mut bench, "approval_required");
    for wa_id in ["16505550001", "16505550002"] {
        let (join, _) = bench.world.customer_joins_group(bench.now, &id, wa_id);
        assert!(matches!(join, Join::Asked(_)), "{join:?}");
    }
    let listed = bench.get(&format!("{id}/join_requests"));
    let ids: Vec<&str> = listed["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|request| request["join_request_id"].as_str().unwrap())
        .collect();
    let approved = bench.ok(
        &format!("POST {id}/join_requests"),
        requests(&[ids[0], "zzz"]),
    );
    assert_eq!(approved["approved_join_requests"], json!([ids[0]]));
    assert_eq!(
        approved["failed_join_requests"][0]["errors"][0]["code"],
        131_213
    );
    let rejected = bench.ok(&format!("DELETE {id}/join_requests"), requests(&[ids[1]]));
    assert_eq!(rejected["rejected_join_requests"], json!([ids[1]]));
    assert_eq!(
        bench.get(&format!("{id}/join_requests")),
        json!({ "data": [] })
    );
    assert_eq!(
        bench.get(&format!("{id}?fields=total_participant_count"))["total_participant_count"],
        1
    );
}

#[test]
fn a_link_is_read_renewed_and_deleted() {
    let mut bench = Bench::new();
    let id = group(&mut bench, "auto_approve");
    let product = json!({ "messaging_product": "whatsapp" });
    let edge = format!("{id}/invite_link");
    let first = bench.get(&edge)["invite_link"].clone();
    let second = bench.ok(&format!("POST {edge}"), product.clone())["invite_link"].clone();
    assert_ne!(first, second);
    assert_eq!(bench.get(&edge)["invite_link"], second);
    bench.ok(&format!("DELETE {edge}"), product);
    assert_eq!(bench.code(&format!("GET {edge}"), Value::Null), 100);
    let (join, _) = bench
        .world
        .customer_joins_group(bench.now, &id, "16505551234");
    assert!(matches!(join, Join::Refused(_)), "{join:?}");
}

#[test]
fn a_deleted_group_is_gone_and_a_webhook_says_so() {
    let mut bench = Bench::new();
    let id = group(&mut bench, "auto_approve");
    let handled = bench.handled_call(&format!("DELETE {id}"), Value::Null);
    let told = (notices(&handled)[0].body)(24)["groups"][0].clone();
    assert_eq!(told["type"], "group_delete");
    assert_eq!(told["request_id"], answer(&handled).1["request_id"]);
    assert_eq!(bench.code(&format!("GET {id}"), Value::Null), 100);
}

#[test]
fn what_meta_would_refuse_is_refused() {
    let mut bench = Bench::new();
    let id = group(&mut bench, "auto_approve");
    let many: Vec<String> = (0..9).map(|n| format!("1650555{n:04}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let create = format!("POST {NUMBER}/groups");
    let participants = format!("POST {id}/participants");
    let cases = [
        (create.clone(), json!({ "subject": "x" }), 100),
        (
            create.clone(),
            json!({ "messaging_product": "whatsapp" }),
            100,
        ),
        (
            create.clone(),
            json!({ "messaging_product": "whatsapp", "subject": "x".repeat(129) }),
            100,
        ),
        (
            create.clone(),
            json!({ "messaging_product": "whatsapp", "subject": "x", "join_approval_mode": "y" }),
            100,
        ),
        (participants.clone(), users(&[]), 100),
        (participants.clone(), users(&many), 131_204),
        (
            participants.clone(),
            users(&["16505551234", "+16505551234"]),
            131_202,
        ),
        (
            format!("POST {id}"),
            json!({ "messaging_product": "whatsapp" }),
            100,
        ),
        (format!("POST {id}/join_requests"), requests(&[]), 100),
        ("GET Y2FwaV9ncm91cDoxZD".to_owned(), Value::Null, 100),
    ];
    for (what, body, expected) in cases {
        assert_eq!(
            bench.code(&what, body.clone()),
            expected,
            "{what} {body:.80}"
        );
    }
    bench.ok(&format!("POST {NUMBER}/deregister"), Value::Null);
    let body = json!({ "messaging_product": "whatsapp", "subject": "x" });
    assert_eq!(bench.code(&create, body), 131_215);
}

#[test]
fn a_message_to_a_group_wants_somebody_in_it() {
    let mut bench = Bench::new();
    let id = group(&mut bench, "auto_approve");
    let message = |to: &str| {
        json!({
            "messaging_product": "whatsapp", "recipient_type": "group", "to": to,
            "type": "text", "text": { "body": "Hello all" },
        })
    };
    let send = format!("POST {NUMBER}/messages");
    assert_eq!(bench.code(&send, message("Y2FwaV9ncm91cDoxZD")), 131_041);
    assert_eq!(bench.code(&send, message(&id)), 131_020);
    bench.ok(&format!("POST {id}/participants"), users(&["16505551234"]));
    let sent = bench.ok(&send, message(&id));
    assert_eq!(sent["messages"][0]["group_id"], *id);
    bench
        .world
        .groups
        .with(&id, bench.now, |group| group.suspended = true);
    assert_eq!(bench.code(&send, message(&id)), 131_207);
}
