#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use super::*;

#[test]
fn an_approved_template_is_edited_once_a_day_and_reviewed_again() {
    let world = world();
    let id = approved(&world, &parcel("a"));
    let edit = |now: Moment, body: &Value| call(&world, now, "POST", &id, body);
    let body = json!({ "components": [{ "type": "BODY", "text": "Your parcel {{1}} is here at last.", "example": { "body_text": [["YT1"]] } }] });
    let edited = edit(at(20), &body);
    assert_eq!(
        edited.body,
        json!({ "success": true, "id": id, "name": "a", "category": "UTILITY" })
    );
    assert_eq!(field(&world, &id, "status"), "PENDING");
    assert_eq!(edit(at(21), &body).error(), (100, 2_388_039));
    let webhooks = wake(&world, edited.due, at(30));
    let fields: Vec<&str> = webhooks.iter().map(|(field, _)| *field).collect();
    assert_eq!(
        fields,
        [
            "message_template_components_update",
            "message_template_status_update"
        ]
    );
    assert_eq!(
        webhooks[0].1["message_template_element"],
        "Your parcel {{1}} is here at last."
    );
    assert_eq!(edit(at(60), &body).error(), (100, 2_388_124));
    assert_eq!(edit(at(90_000), &body).status, 200);
}

#[test]
fn ten_edits_in_thirty_days_are_enough() {
    let world = world();
    let id = approved(&world, &parcel("a"));
    let body = json!({ "components": parcel("a")["components"] });
    let mut subcodes = Vec::new();
    for day in 1..=11 {
        let edited = call(&world, at(day * 90_000), "POST", &id, &body);
        subcodes.push(edited.error().1);
        wake(&world, edited.due, at(day * 90_000 + 10));
    }
    assert_eq!(subcodes[..10], [0; 10]);
    assert_eq!(subcodes[10], 2_388_124);
}

#[test]
fn the_category_of_a_rejected_template_can_be_changed_and_that_of_an_approved_one_cannot() {
    let world = world();
    let rejected = approved(&world, &parcel("a__rejected_incorrect_category"));
    let moved = call(
        &world,
        at(20),
        "POST",
        &rejected,
        &json!({ "category": "MARKETING" }),
    );
    assert_eq!(
        (moved.status, &moved.body["category"]),
        (200, &json!("MARKETING"))
    );
    assert_eq!(field(&world, &rejected, "status"), "PENDING");
    let id = approved(&world, &parcel("b"));
    assert_eq!(
        call(
            &world,
            at(20),
            "POST",
            &id,
            &json!({ "category": "MARKETING" })
        )
        .error()
        .0,
        100
    );
    assert_eq!(
        call(
            &world,
            at(20),
            "POST",
            &id,
            &json!({ "category": "UTILITY", "message_send_ttl_seconds": 60 })
        )
        .status,
        200
    );
    assert_eq!(field(&world, &id, "status"), "APPROVED");
    assert_eq!(field(&world, &id, "message_send_ttl_seconds"), 60);
}

#[test]
fn a_deletion_takes_all_languages_of_a_name_and_blocks_it() {
    let world = world();
    let german = approved(&world, &parcel("a"));
    let mut body = parcel("a");
    body["language"] = json!("de");
    approved(&world, &body);
    let deleted = call(
        &world,
        at(20),
        "DELETE",
        &format!("{ACCOUNT}/message_templates?name=a"),
        &Value::Null,
    );
    assert_eq!(deleted.body, json!({ "success": true }));
    let events: Vec<Value> = wake(&world, deleted.due, at(20))
        .into_iter()
        .map(|(_, value)| value["event"].clone())
        .collect();
    assert_eq!(events, ["DELETED", "DELETED"]);
    assert_eq!(get(&world, &german).error(), (100, 33));
    let again = create(&world, at(30), &parcel("a"));
    assert_eq!(again.error(), (100, 2_388_023));
    body["language"] = json!("fr");
    assert_eq!(create(&world, at(30), &body).error(), (100, 2_388_023));
    assert_eq!(
        create(&world, at(30 * 86_400 + 30), &parcel("a")).status,
        200
    );
}

#[test]
fn a_deletion_by_id_takes_one_language_and_needs_the_right_name() {
    let world = world();
    let first = approved(&world, &parcel("a"));
    let mut body = parcel("a");
    body["language"] = json!("de");
    let second = approved(&world, &body);
    let delete = |query: &str| {
        call(
            &world,
            at(20),
            "DELETE",
            &format!("{ACCOUNT}/message_templates?{query}"),
            &Value::Null,
        )
    };
    assert_eq!(delete(&format!("hsm_id={first}&name=b")).error(), (100, 0));
    assert_eq!(
        delete(&format!("hsm_id={first}")).body["error"]["message"],
        "(#100) The parameter name is required."
    );
    assert_eq!(delete(&format!("hsm_id={first}&name=a")).status, 200);
    assert_eq!(get(&world, &second).status, 200);
    body["language"] = json!("fr");
    assert_eq!(
        create(&world, at(30), &body).status,
        200,
        "only the deleted language is blocked"
    );
    assert_eq!(delete(&format!("hsm_ids=[\"{second}\"]")).status, 200);
    assert_eq!(delete("name=nothing").error(), (100, 0));
}

#[test]
fn a_rejected_template_leaves_its_name_free() {
    let world = world();
    let name = "a__rejected_scam";
    approved(&world, &parcel(name));
    call(
        &world,
        at(20),
        "DELETE",
        &format!("{ACCOUNT}/message_templates?name={name}"),
        &Value::Null,
    );
    assert_eq!(create(&world, at(30), &parcel(name)).status, 200);
}

#[test]
fn an_authentication_template_is_upserted_in_many_languages() {
    let world = world();
    let body = json!({
        "name": "code", "languages": ["en_US", "de"], "category": "AUTHENTICATION",
        "components": [
            { "type": "BODY", "add_security_recommendation": true },
            { "type": "FOOTER", "code_expiration_minutes": 10 },
            { "type": "BUTTONS", "buttons": [{ "type": "OTP", "otp_type": "COPY_CODE" }] }],
    });
    let path = format!("{ACCOUNT}/upsert_message_templates");
    let first = call(&world, start(), "POST", &path, &body);
    assert_eq!(
        first.body["data"].as_array().unwrap().len(),
        2,
        "{}",
        first.body
    );
    let id = first.body["data"][1]["id"].as_str().unwrap().to_owned();
    wake(&world, first.due, at(10));
    let again = call(&world, at(20), "POST", &path, &body);
    assert_eq!(
        again.body["data"][1],
        json!({ "id": id, "status": "PENDING", "language": "de" })
    );
    let node = get(&world, &id).body;
    assert!(
        node["components"][0]["text"]
            .as_str()
            .unwrap()
            .contains("do not share this code")
    );
    assert_eq!(node["components"][2]["buttons"][0]["otp_type"], "COPY_CODE");
}

#[test]
fn a_template_is_put_away_and_fetched_back() {
    let world = world();
    let id = approved(&world, &parcel("a"));
    let post = |edge: &str| {
        call(
            &world,
            at(20),
            "POST",
            &format!("{ACCOUNT}/message_templates/{edge}"),
            &json!({ "hsm_ids": format!("{id},123") }),
        )
    };
    let away = post("archive");
    assert_eq!(away.body["archived_templates"], json!([id]));
    assert_eq!(
        away.body["failed_templates"]["123"],
        "the template is NOT_FOUND"
    );
    assert_eq!(field(&world, &id, "status"), "ARCHIVED");
    assert_eq!(post("unarchive").body["unarchived_templates"], json!([id]));
    assert_eq!(field(&world, &id, "status"), "APPROVED");
}

#[test]
fn two_templates_are_compared_by_their_sends() {
    let world = world();
    let (one, two) = (
        approved(&world, &parcel("a")),
        approved(&world, &parcel("b")),
    );
    let body = get(
        &world,
        &format!("{one}/compare?template_ids=[{two}]&start=1&end=2"),
    )
    .body;
    assert_eq!(
        body["data"][1]["number_values"][1],
        json!({ "key": two, "value": 0 })
    );
    let message = json!({
        "messaging_product": "whatsapp", "to": "5511987654321", "type": "template",
        "template": { "name": "b", "language": { "code": "pt_BR" }, "components": [
            { "type": "body", "parameters": [{ "type": "text", "text": "YT1" }] }] },
    });
    call(
        &world,
        at(20),
        "POST",
        &format!("{NUMBER}/messages"),
        &message,
    );
    let sent = |from: u64, to: u64| {
        let window = format!("start={from}&end={to}");
        let body = get(
            &world,
            &format!("{one}/compare?template_ids=[{two}]&{window}"),
        )
        .body;
        body["data"][1]["number_values"][1]["value"].clone()
    };
    let now = at(20).unix_s();
    assert_eq!(sent(now, now + 60), 1);
    assert_eq!(sent(now + 86_400, now + 2 * 86_400), 0);
    assert_eq!(sent(1, 2), 0);
    assert_eq!(
        get(
            &world,
            &format!("{one}/compare?template_ids=[{one}]&start=1&end=2")
        )
        .error()
        .0,
        100
    );
}

#[test]
fn a_login_code_goes_into_the_body_that_meta_wrote() {
    let world = world();
    let button = json!({ "type": "OTP", "otp_type": "COPY_CODE" });
    let id = approved(
        &world,
        &json!({
            "name": "login", "language": "en", "category": "AUTHENTICATION",
            "components": [{ "type": "BODY" }, { "type": "BUTTONS", "buttons": [button] }],
        }),
    );
    let body = &field(&world, &id, "components")[0];
    assert_eq!(body["add_security_recommendation"], false);
    assert_eq!(body["text"], "*{{1}}* is your verification code.");
    let code = json!([{ "type": "text", "text": "123456" }]);
    let sent = json!({
        "messaging_product": "whatsapp", "to": "16505551234", "type": "template",
        "template": { "name": "login", "language": { "code": "en" }, "components": [
            { "type": "body", "parameters": code },
            { "type": "button", "sub_type": "url", "index": 0, "parameters": code },
        ] },
    });
    let path = format!("{NUMBER}/messages");
    let answer = call(&world, at(20), "POST", &path, &sent);
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[test]
fn a_template_that_the_destination_has_is_not_migrated_and_the_answer_says_why() {
    let world = world();
    let id = approved(&world, &parcel("a"));
    let path = format!("{ACCOUNT}/migrate_message_templates");
    let asked = json!({ "source_waba_id": ACCOUNT });
    let answer = call(&world, at(20), "POST", &path, &asked);
    assert_eq!(answer.body["migrated_templates"], json!([]));
    let why = "the account has a template of this name in this language";
    assert_eq!(answer.body["failed_templates"], json!({ id: why }));
    let nowhere = json!({ "source_waba_id": "1" });
    assert_eq!(call(&world, at(20), "POST", &path, &nowhere).error().0, 100);
}
