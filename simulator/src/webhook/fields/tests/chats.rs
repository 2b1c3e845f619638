//! Fields about a number's chats: what customers, groups, calls, apps and agents do.

use super::*;

#[test]
fn a_customer_decides_about_marketing_messages() {
    let mut expected = about_number(
        "user_preferences",
        json!([{ "wa_id": "5511987654321", "detail": "User requested to stop marketing messages",
            "category": "marketing_messages", "value": "stop", "timestamp": WINTER }]),
    );
    expected["contacts"] = contacts();
    assert_eq!(example("customer.marketing_stop"), expected);
    let signup = &example("customer.marketing_signup")["user_preferences"][0];
    assert_eq!(signup["value"], "signup");
    assert_eq!(signup["detail"], "User signed up via signup link");
    assert_eq!(signup["signup_id"], "13176843987434774");
}

#[test]
fn a_group_has_the_documented_events() {
    let group = "HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA";
    let errors = example("group.delete_failed")["groups"][0]["errors"].clone();
    assert_eq!(errors[0]["code"], 131_000);
    assert!(errors[0].get("href").is_none());
    let ana = json!({ "wa_id": "5511987654321" });
    let (first, second) = (
        json!({ "input": "5511987654321" }),
        json!({ "input": "5511987654322" }),
    );
    let cases = [
        (
            "group.created",
            json!({ "type": "group_create", "request_id": "req-shakedown-0001", "subject": "Parcel 42", "invite_link": "https://chat.example/LINK_ID", "join_approval_mode": "auto_approve" }),
        ),
        (
            "group.create_failed",
            json!({ "type": "group_create", "request_id": "req-shakedown-0001", "subject": "Parcel 42", "description": "Everybody who waits for it", "errors": errors }),
        ),
        (
            "group.deleted",
            json!({ "type": "group_delete", "request_id": "req-shakedown-0001" }),
        ),
        (
            "group.delete_failed",
            json!({ "type": "group_delete", "request_id": "req-shakedown-0001", "errors": errors }),
        ),
        (
            "group.joined",
            json!({ "type": "group_participants_add", "reason": "invite_link", "added_participants": [ana] }),
        ),
        (
            "group.join_approved",
            json!({ "type": "group_participants_add", "reason": "invite_link", "added_participants": [{ "wa_id": "5511987654321", "input": "5511987654321" }] }),
        ),
        (
            "group.join_requested",
            json!({ "type": "group_join_request_created", "join_request_id": "req-shakedown-0001", "wa_id": "5511987654321" }),
        ),
        (
            "group.join_request_revoked",
            json!({ "type": "group_join_request_revoked", "join_request_id": "req-shakedown-0001", "wa_id": "5511987654321" }),
        ),
        (
            "group.removed",
            json!({ "type": "group_participants_remove", "request_id": "req-shakedown-0001", "initiated_by": "business", "removed_participants": [first, second] }),
        ),
        (
            "group.partly_removed",
            json!({ "type": "group_participants_remove", "request_id": "req-shakedown-0001", "initiated_by": "business", "removed_participants": [first],
            "failed_participants": [{ "input": "5511987654322", "errors": errors }], "errors": errors }),
        ),
        (
            "group.remove_failed",
            json!({ "type": "group_participants_remove", "request_id": "req-shakedown-0001", "initiated_by": "business", "failed_participants": [first, second], "errors": errors }),
        ),
        (
            "group.left",
            json!({ "type": "group_participants_remove", "initiated_by": "participant", "removed_participants": [ana] }),
        ),
        ("group.suspended", json!({ "type": "group_suspend" })),
        (
            "group.suspension_cleared",
            json!({ "type": "group_suspend_cleared" }),
        ),
        (
            "group.settings_partly_changed",
            json!({ "type": "group_settings_update", "request_id": "req-shakedown-0001",
            "profile_picture": { "mime_type": "image/jpeg", "sha256": "3f9d94d399fa61c1", "update_successful": true },
            "group_subject": { "text": "Parcel 42", "update_successful": false, "errors": errors },
            "group_description": { "text": "Everybody who waits for it", "update_successful": false, "errors": errors },
            "errors": errors }),
        ),
    ];
    for (word, mut expected) in cases {
        expected["timestamp"] = json!(WINTER.to_string());
        expected["group_id"] = json!(group);
        assert_eq!(
            example(word),
            about_number("groups", json!([expected])),
            "{word}"
        );
    }
}

#[test]
fn a_call_begins_with_the_other_sides_description_and_ends_with_its_length() {
    let id = "wacid.ABGGFjFVU2AfAgo6V-Hc5eCgK5Gh";
    let incoming = example("call.incoming");
    assert_eq!(incoming["contacts"], contacts());
    let call = &incoming["calls"][0];
    assert_eq!(call["from"], "5511987654321");
    assert_eq!(call["to"], "15550783881");
    assert_eq!(call["session"]["sdp_type"], "offer");
    let answered = &example("call.answered")["calls"][0];
    assert_eq!(answered["to"], "5511987654321");
    assert_eq!(answered["session"]["sdp_type"], "answer");
    assert_eq!(
        example("call.completed")["calls"][0],
        json!({ "id": id, "from": "5511987654321", "to": "15550783881", "event": "terminate", "direction": "USER_INITIATED", "timestamp": WINTER.to_string(),
            "status": "COMPLETED", "start_time": (WINTER - 120).to_string(), "end_time": WINTER.to_string(), "duration": 120 })
    );
    assert_eq!(
        example("call.hung_up")["calls"][0]["direction"],
        "BUSINESS_INITIATED"
    );
    assert_eq!(example("call.failed")["calls"][0]["status"], "FAILED");
    assert_eq!(
        example("call.ringing")["statuses"],
        json!([{ "id": id, "timestamp": WINTER.to_string(), "type": "call", "status": "RINGING", "recipient_id": "5511987654321", "biz_opaque_callback_data": "call-42" }])
    );
}

#[test]
fn a_flow_has_the_documented_events() {
    let cases = [
        (
            "flow.created",
            json!({ "event": "FLOW_STATUS_CHANGE", "message": "Flow delivery_survey has been created with DRAFT status", "flow_id": "6627390910605886", "new_status": "DRAFT" }),
        ),
        (
            "flow.published",
            json!({ "event": "FLOW_STATUS_CHANGE", "message": "Flow delivery_survey changed status from DRAFT to PUBLISHED", "flow_id": "6627390910605886", "old_status": "DRAFT", "new_status": "PUBLISHED" }),
        ),
        (
            "flow.endpoint_latency",
            json!({ "event": "ENDPOINT_LATENCY", "message": "The flow endpoint latency has reached its threshold.", "flow_id": "6627390910605886",
            "p50_latency": 500, "p90_latency": 8000, "requests_count": 34, "threshold": 7000, "alert_state": "ACTIVATED" }),
        ),
        (
            "flow.endpoint_errors",
            json!({ "event": "ENDPOINT_ERROR_RATE", "message": "The flow endpoint request error rate has reached its threshold.", "flow_id": "6627390910605886",
            "error_rate": 14.28, "threshold": 10, "alert_state": "ACTIVATED", "errors": [{ "error_type": "TIMEOUT", "error_rate": 100.0, "error_count": 2 }] }),
        ),
    ];
    for (word, expected) in cases {
        assert_eq!(example(word), expected, "{word}");
    }
}

#[test]
fn what_is_done_in_the_business_app_is_echoed() {
    let wamid = context(WINTER, 24).wamid;
    let echo = |more: Value| {
        let mut echo = json!({ "from": "15550783881", "to": "5511987654321", "id": wamid, "timestamp": WINTER.to_string() });
        for (key, each) in more.as_object().unwrap() {
            echo[key] = each.clone();
        }
        about_number("message_echoes", json!([echo]))
    };
    let cases = [
        (
            "app.message",
            json!({ "type": "text", "text": { "body": "It left this morning." } }),
        ),
        (
            "app.message_revoked",
            json!({ "type": "revoke", "revoke": { "original_message_id": wamid } }),
        ),
        (
            "app.message_edited",
            json!({ "type": "edit", "edit": { "original_message_id": wamid, "message": { "type": "text", "text": { "body": "It left at noon." } } } }),
        ),
    ];
    for (word, expected) in cases {
        assert_eq!(example(word), echo(expected), "{word}");
    }
    let change = |contact: Value, action: &str| {
        let change = json!({ "type": "contact", "contact": contact, "action": action, "metadata": { "timestamp": WINTER.to_string() } });
        about_number("state_sync", json!([change]))
    };
    let added =
        json!({ "full_name": "Ana Souza", "first_name": "Ana", "phone_number": "5511987654321" });
    assert_eq!(example("app.contact_added"), change(added, "add"));
    let removed = json!({ "phone_number": "5511987654321" });
    assert_eq!(example("app.contact_removed"), change(removed, "remove"));
}

#[test]
fn chats_of_the_past_come_in_parts_or_not_at_all() {
    let wamid = context(WINTER, 24).wamid;
    let time = (WINTER - 3_600).to_string();
    assert_eq!(
        example("history.chunk"),
        about_number(
            "history",
            json!([{
                "metadata": { "phase": 0, "chunk_order": 1, "progress": 55 },
                "threads": [{ "id": "5511987654321", "messages": [
                    { "from": "15550783881", "to": "5511987654321", "id": wamid, "timestamp": time, "type": "text", "text": { "body": "Your parcel is on its way." }, "history_context": { "status": "READ" } },
                    { "from": "15550783881", "to": "5511987654321", "id": wamid, "timestamp": time, "type": "media_placeholder", "history_context": { "status": "PLAYED" } },
                    { "from": "5511987654321", "id": wamid, "timestamp": time, "type": "text", "text": { "body": "Thanks!" }, "history_context": { "status": "READ" } },
                ] }],
            }])
        )
    );
    let declined = &example("history.declined")["history"][0];
    assert_eq!(declined["errors"][0]["code"], 2_593_109);
    assert!(declined.get("threads").is_none());
    assert_eq!(example("history.media")["messages"][0]["type"], "image");
}

#[test]
fn an_ad_led_to_something() {
    let wamid = context(WINTER, 24).wamid;
    assert_eq!(
        example("chat.purchase"),
        about_number(
            "automatic_events",
            json!([{ "id": wamid, "event_name": "Purchase", "timestamp": WINTER,
            "ctwa_clid": "Aff-shakedown-click-0001", "custom_data": { "currency": "USD", "value": 25000 } }])
        )
    );
    assert_eq!(
        example("chat.lead")["automatic_events"][0]["event_name"],
        "LeadSubmitted"
    );
}

#[test]
fn what_a_business_agreed_on_with_others_has_its_status() {
    assert_eq!(
        example("solution.created"),
        json!({ "event": "SOLUTION_CREATED", "solution_id": "303610109049230", "solution_status": "INITIATED" })
    );
    let entry = &parsed(
        &find("solution.created")
            .unwrap()
            .webhook(&context(WINTER, 24)),
    )["entry"][0];
    assert_eq!(entry["id"], "506914307656634", "the portfolio's");
    assert_eq!(
        example("payment.needs_testing"),
        json!({ "configuration_name": "parcels-prod", "provider_name": "razorpay", "provider_mid": "acc_shakedown", "status": "Needs Testing",
            "created_timestamp": WINTER - 86_400, "updated_timestamp": WINTER })
    );
}

#[test]
fn a_handover_names_the_number_as_recipient() {
    assert_eq!(
        example("chat.passed"),
        json!({
            "messaging_product": "whatsapp",
            "recipient": { "display_phone_number": "15550783881", "phone_number_id": "106540352242922" },
            "sender": { "phone_number": "5511987654321" },
            "type": "control_passed",
            "timestamp": WINTER.to_string(),
            "control_passed": {
                "previous_owner_app_id": "1066355071287456",
                "previous_owner_app_role": "meta_business_agent",
                "previous_owner_role": "ai_agent",
                "new_owner_role": "escalation",
                "metadata": "The customer wants a human.",
                "conversation_context": { "type": "summary", "summary": { "text": "The customer asks for a parcel that is late." } },
            },
        })
    );
    let taken = example("chat.taken");
    assert!(
        taken["control_taken"]
            .get("previous_owner_app_role")
            .is_none()
    );
    assert!(taken.get("metadata").is_none());
}

#[test]
fn a_copy_is_one_level_deeper_than_the_original() {
    let message = example("standby.message");
    assert!(message.get("messages").is_none());
    assert_eq!(message["standby"]["messages"][0]["type"], "text");
    assert_eq!(message["standby"]["contacts"][0]["wa_id"], "5511987654321");
    let echo = &example("standby.echo")["standby"]["message_echoes"][0];
    assert_eq!(echo["message"]["text"]["body"], "It left this morning.");
    let status = &example("standby.status")["standby"]["statuses"][0];
    assert_eq!(status["status"], "delivered");
}

#[test]
fn chats_name_customers_by_user_id_since_march_2026() {
    let id = crate::webhook::user_id("5511987654321");
    let value = |word: &str| find(word).unwrap().value(&context(SUMMER, 26), 26);
    assert_eq!(
        value("customer.marketing_stop")["user_preferences"][0]["user_id"],
        id
    );
    assert_eq!(
        value("group.joined")["groups"][0]["added_participants"][0]["user_id"],
        id
    );
    assert_eq!(value("call.incoming")["calls"][0]["from_user_id"], id);
    assert_eq!(value("call.answered")["calls"][0]["to_user_id"], id);
    assert_eq!(
        value("call.ringing")["statuses"][0]["recipient_user_id"],
        id
    );
    assert_eq!(value("app.message")["message_echoes"][0]["to_user_id"], id);
    assert_eq!(value("app.message")["contacts"][0]["user_id"], id);
    assert_eq!(
        value("history.chunk")["history"][0]["threads"][0]["context"]["user_id"],
        id
    );
    let changed = &value("customer.user_id_changed")["user_id_update"][0];
    assert_eq!(changed["user_id"]["previous"], id);
    assert_ne!(changed["user_id"]["current"], id);
}
