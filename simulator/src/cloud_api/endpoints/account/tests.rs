#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

use serde_json::{Value, json};

use crate::cloud_api::endpoints::bench::{ACCOUNT, BUSINESS, Bench, NUMBER};

#[test]
fn an_account_shows_the_fields_asked_for_and_a_few_otherwise() {
    let bench = Bench::new();
    let plain = bench.get(ACCOUNT);
    let names: Vec<&String> = plain.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        ["id", "message_template_namespace", "name", "timezone_id"]
    );
    let every = [
        "currency",
        "country",
        "status",
        "account_review_status",
        "business_verification_status",
        "ownership_type",
        "owner_business_info",
        "health_status",
        "is_enabled_for_insights",
        "marketing_messages_lite_api_status",
        "marketing_messages_onboarding_status",
        "disable_marketing_messages_on_cloud_api",
        "whatsapp_business_manager_messaging_limit",
        "subscribed_apps",
        "phone_numbers",
    ];
    let shown = bench.get(&format!("{ACCOUNT}?fields={}", every.join(",")));
    for name in every {
        assert!(!shown[name].is_null(), "{name}: {shown}");
    }
    assert_eq!(shown["owner_business_info"]["id"], BUSINESS);
    assert_eq!(shown["phone_numbers"]["data"][0]["id"], NUMBER);
    let namespace = plain["message_template_namespace"].as_str().unwrap();
    let lengths: Vec<usize> = namespace.split('_').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12]);
}

#[test]
fn what_is_changed_about_an_account_is_read_back() {
    let bench = Bench::new();
    let cases = [
        ("name", json!("New name"), json!("New name")),
        ("timezone_id", json!("2"), json!("2")),
        ("purchase_order_number", json!("PO-1"), json!("PO-1")),
        (
            "disable_marketing_messages_on_cloud_api",
            json!(true),
            json!(true),
        ),
        (
            "disable_marketing_messages_on_cloud_api",
            json!("false"),
            json!(false),
        ),
    ];
    for (name, given, expected) in cases {
        let changed = bench.ok(&format!("POST {ACCOUNT}"), json!({ name: given }));
        assert_eq!(changed, json!({ "success": true }), "{name}");
        assert_eq!(
            bench.get(&format!("{ACCOUNT}?fields={name}"))[name],
            expected,
            "{name}"
        );
    }
    for refused in [
        json!({}),
        json!({ "name": "" }),
        json!({ "timezone_id": "x" }),
        json!({ "x": 1 }),
    ] {
        assert_eq!(
            bench.code(&format!("POST {ACCOUNT}"), refused.clone()),
            100,
            "{refused}"
        );
    }
}

#[test]
fn insights_go_on_and_never_off_again() {
    let bench = Bench::new();
    let on = bench.ok(
        &format!("POST {ACCOUNT}?is_enabled_for_insights=true"),
        Value::Null,
    );
    assert_eq!(on, json!({ "id": ACCOUNT }));
    assert_eq!(
        bench.get(&format!("{ACCOUNT}?fields=is_enabled_for_insights"))["is_enabled_for_insights"],
        true
    );
    let off = bench.code(
        &format!("POST {ACCOUNT}?is_enabled_for_insights=false"),
        Value::Null,
    );
    assert_eq!(off, 200_006);
}

#[test]
fn a_number_is_added_verified_registered_and_taken_off_again() {
    let bench = Bench::new();
    let id = bench.made(
        &format!("POST {ACCOUNT}/phone_numbers"),
        json!({ "country_code": 1, "phone_number": "6505550199", "verified_name": "Third" }),
    );
    let listed = bench.get(&format!("{ACCOUNT}/phone_numbers"));
    assert_eq!(listed["data"][1]["id"], *id);
    assert_eq!(listed["data"][1]["display_phone_number"], "+16505550199");
    let steps = [
        (
            "register",
            json!({ "messaging_product": "whatsapp", "pin": "123456" }),
            133_006,
        ),
        ("verify_code?code=123456", Value::Null, 100),
        (
            "request_code?code_method=SMS&language=en_US",
            Value::Null,
            0,
        ),
        ("verify_code?code=654321", Value::Null, 100),
        ("verify_code?code=123-456", Value::Null, 0),
        (
            "messages",
            json!({ "messaging_product": "whatsapp" }),
            133_010,
        ),
        (
            "register",
            json!({ "messaging_product": "whatsapp", "pin": "12345" }),
            100,
        ),
        (
            "register",
            json!({ "messaging_product": "whatsapp", "pin": "123456" }),
            0,
        ),
        (
            "register",
            json!({ "messaging_product": "whatsapp", "pin": "654321" }),
            133_005,
        ),
        (
            "messages",
            json!({ "messaging_product": "whatsapp" }),
            131_016,
        ),
    ];
    for (edge, body, expected) in steps {
        assert_eq!(
            bench.code(&format!("POST {id}/{edge}"), body),
            expected,
            "{edge}"
        );
    }
    let status = |bench: &Bench| bench.get(&format!("{id}?fields=status"))["status"].clone();
    assert_eq!(status(&bench), "CONNECTED");
    bench.ok(&format!("POST {id}/deregister"), Value::Null);
    assert_eq!(status(&bench), "PENDING");
}

#[test]
fn a_number_that_is_there_or_is_none_is_not_added() {
    let bench = Bench::new();
    let add = |number: &str| {
        let body = json!({ "cc": "1", "phone_number": number, "verified_name": "X" });
        let error = bench.call(&format!("POST {ACCOUNT}/phone_numbers"), body).1["error"].clone();
        error["error_subcode"].as_u64().or(error["code"].as_u64())
    };
    assert_eq!(add("15550783881"), Some(2_388_012));
    assert_eq!(add("5550783881"), Some(2_388_012));
    assert_eq!(add("12"), Some(100));
    assert_eq!(add("16315551000"), None);
}

#[test]
fn people_are_assigned_listed_and_removed() {
    let bench = Bench::new();
    let edge = format!("{ACCOUNT}/assigned_users");
    let count = |bench: &Bench| {
        bench.get(&format!("{edge}?business={BUSINESS}"))["summary"]["total_count"].clone()
    };
    assert_eq!(bench.code(&format!("GET {edge}"), Value::Null), 100);
    assert_eq!(count(&bench), 1);
    bench.ok(
        &format!("POST {edge}"),
        json!({ "user": "2345678901234567", "tasks": ["MANAGE", "VIEW_INSIGHTS"] }),
    );
    assert_eq!(count(&bench), 2);
    let of_user = bench.get("2345678901234567/assigned_whatsapp_business_accounts");
    assert_eq!(of_user["data"][0]["id"], ACCOUNT);
    assert_eq!(
        of_user["data"][0]["permissions"],
        json!(["MANAGE", "VIEW_INSIGHTS"])
    );
    assert_eq!(
        bench.code(
            &format!("POST {edge}"),
            json!({ "user": "1", "tasks": ["FLY"] })
        ),
        100
    );
    bench.ok(
        &format!("DELETE {edge}"),
        json!({ "user": "2345678901234567" }),
    );
    assert_eq!(count(&bench), 1);
    assert_eq!(
        bench.code(
            &format!("DELETE {edge}"),
            json!({ "user": "2345678901234567" })
        ),
        803
    );
    let activities = bench.get(&format!("{ACCOUNT}/activities?activity_type=USER_REMOVED"));
    assert_eq!(
        activities["data"].as_array().unwrap().len(),
        1,
        "{activities}"
    );
}

#[test]
fn catalogs_and_schedules_are_kept() {
    let bench = Bench::new();
    let catalogs = format!("{ACCOUNT}/product_catalogs");
    bench.ok(
        &format!("POST {catalogs}"),
        json!({ "catalog_id": "194836987003835" }),
    );
    assert_eq!(bench.get(&catalogs)["data"][0]["id"], "194836987003835");
    bench.ok(
        &format!("DELETE {catalogs}?catalog_id=194836987003835"),
        Value::Null,
    );
    assert_eq!(bench.get(&catalogs), json!({ "data": [] }));
    let schedule = json!({
        "name": "Hours", "schedule_type": "BUSINESS_HOURS", "start_time": "09:00", "end_time": "17:00",
        "days_of_week": ["MONDAY"],
    });
    let edge = format!("{ACCOUNT}/schedules");
    let id = bench.made(&format!("POST {edge}"), schedule.clone());
    let listed = bench.get(&edge);
    assert_eq!(listed["data"][0]["id"], *id);
    assert_eq!(listed["data"][0]["status"], "ACTIVE");
    assert_eq!(bench.code(&format!("POST {edge}"), schedule.clone()), 100);
    let mut odd = schedule;
    odd["name"] = json!("Other");
    odd["start_time"] = json!("25:00");
    assert_eq!(bench.code(&format!("POST {edge}"), odd), 100);
}

#[test]
fn previews_of_authentication_templates_come_in_each_language() {
    let shown = Bench::new().get(&format!(
        "{ACCOUNT}/message_template_previews?category=AUTHENTICATION&languages=en_US,pt_BR&add_security_recommendation=true&code_expiration_minutes=10&button_types=COPY_CODE"
    ));
    let data = shown["data"].as_array().unwrap();
    assert_eq!(data.len(), 2);
    assert_eq!(data[1]["language"], "pt_BR");
    assert_eq!(data[0]["footer"], "This code expires in 10 minutes.");
    assert_eq!(data[0]["buttons"][0]["type"], "COPY_CODE");
}

#[test]
fn a_numbers_profile_and_bot_are_nodes_of_their_own() {
    let bench = Bench::new();
    let profile = bench.get(&format!("{NUMBER}/whatsapp_business_profile?fields=id"));
    let profile = profile["data"][0]["id"].as_str().unwrap().to_owned();
    let changed = bench.ok(
        &format!("POST {profile}"),
        json!({ "messaging_product": "whatsapp", "about": "Parcels" }),
    );
    assert_eq!(changed, json!({ "id": profile, "success": true }));
    assert_eq!(bench.get(&profile)["about"], "Parcels");
    let number = bench.get(&format!("{NUMBER}?fields=conversational_automation"));
    let bot = number["conversational_automation"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    bench.ok(
        &format!("POST {NUMBER}/conversational_automation"),
        json!({ "prompts": ["Where?"] }),
    );
    assert_eq!(bench.get(&bot)["prompts"], json!(["Where?"]));
}

#[test]
fn marketing_switched_off_goes_by_the_marketing_endpoint_alone() {
    let bench = Bench::new();
    let offer = json!({
        "messaging_product": "whatsapp", "to": "5511987654321", "type": "template",
        "template": { "name": "offer", "language": { "code": "pt_BR" } },
    });
    for (off, expected) in [(false, 0), (true, 131_063), (false, 0)] {
        bench.ok(
            &format!("POST {ACCOUNT}"),
            json!({ "disable_marketing_messages_on_cloud_api": off }),
        );
        let code = bench.code(&format!("POST {NUMBER}/messages"), offer.clone());
        assert_eq!(code, expected, "{off}");
    }
    bench.ok(
        &format!("POST {ACCOUNT}"),
        json!({ "disable_marketing_messages_on_cloud_api": true }),
    );
    bench.send("5511987654321");
    let code = bench.code(&format!("POST {NUMBER}/marketing_messages"), offer);
    assert_eq!(code, 0);
}
