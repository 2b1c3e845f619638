#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

use serde_json::{Value, json};

use crate::cloud_api::endpoint_table::{self, Coverage};
use crate::cloud_api::endpoints::bench::{ACCOUNT, APP, BUSINESS, Bench, NUMBER};

#[test]
fn a_portfolio_names_its_accounts() {
    let bench = Bench::new();
    assert_eq!(bench.get(BUSINESS)["name"], "Shakedown");
    let owned = bench.get(&format!("{BUSINESS}/owned_whatsapp_business_accounts"));
    assert_eq!(owned["data"][0]["id"], ACCOUNT);
    assert!(owned["data"][0]["message_template_namespace"].is_string());
    for empty in [
        format!("{BUSINESS}/client_whatsapp_business_accounts"),
        format!("{APP}/connected_client_businesses"),
        format!("{ACCOUNT}/in_progress_onbehalf_request"),
    ] {
        assert_eq!(bench.get(&empty), json!({ "data": [] }), "{empty}");
    }
}

#[test]
fn a_credit_line_is_shared_in_an_accounts_currency() {
    let bench = Bench::new();
    let lines = bench.get(&format!("{BUSINESS}/extendedcredits"));
    let line = lines["data"][0]["id"].as_str().unwrap();
    let share = format!(
        "POST {line}/whatsapp_credit_sharing_and_attach?waba_id={ACCOUNT}&waba_currency=EUR"
    );
    assert!(bench.ok(&share, Value::Null)["allocation_config_id"].is_string());
    assert_eq!(
        bench.get(&format!("{ACCOUNT}?fields=currency"))["currency"],
        "EUR"
    );
}

#[test]
fn a_preverified_number_is_added_verified_shared_and_deleted() {
    let bench = Bench::new();
    let id = bench.made(
        &format!("POST {BUSINESS}/add_phone_numbers"),
        json!({ "phone_number": "+1234567890" }),
    );
    let status = |bench: &Bench| {
        bench.get(&format!("{BUSINESS}/preverified_numbers"))["data"][0]["verification_status"]
            .clone()
    };
    assert_eq!(status(&bench), "PENDING");
    bench.ok(
        &format!("POST {id}/request_code"),
        json!({ "code_method": "SMS", "language": "en_US" }),
    );
    bench.ok(
        &format!("POST {id}/verify_code"),
        json!({ "code": "123456" }),
    );
    assert_eq!(status(&bench), "VERIFIED");
    bench.ok(
        &format!("POST {BUSINESS}/share_preverified_numbers"),
        json!({ "preverified_id": id, "partner_business_id": "9" }),
    );
    assert_eq!(bench.get(&format!("{id}/partners"))["data"][0]["id"], "9");
    bench.ok(&format!("DELETE {id}"), Value::Null);
    assert_eq!(bench.code(&format!("GET {id}"), Value::Null), 100);
}

#[test]
fn a_solution_moves_through_its_life() {
    let bench = Bench::new();
    let body = json!({
        "solution_name": "Both", "partner_app_id": "9",
        "owner_permissions": ["MESSAGING"], "partner_permissions": [],
    });
    let made = bench.ok(&format!("POST {APP}/whatsapp_business_solution"), body);
    let id = made["solution_id"].as_str().unwrap();
    let steps = [
        ("accept", json!({ "partner_app_id": "9" }), "ACTIVE", "NONE"),
        (
            "send_deactivation_request",
            json!({}),
            "ACTIVE",
            "PENDING_DEACTIVATION",
        ),
        (
            "reject_deactivation_request",
            json!({ "reject_deactivation_request": true }),
            "ACTIVE",
            "NONE",
        ),
        (
            "accept_deactivation_request",
            json!({}),
            "DEACTIVATED",
            "NONE",
        ),
    ];
    for (edge, body, status, pending) in steps {
        bench.ok(&format!("POST {id}/{edge}"), body);
        let shown = bench.get(id);
        assert_eq!(
            (&shown["status"], &shown["status_for_pending_request"]),
            (&json!(status), &json!(pending)),
            "{edge}"
        );
    }
    assert_eq!(
        bench.get(&format!("{APP}/whatsapp_business_solutions?role=OWNER"))["data"][0]["id"],
        *id
    );
    assert_eq!(
        bench.get(&format!("{ACCOUNT}/solutions"))["data"][0]["id"],
        *id
    );
}

#[test]
fn intents_are_kept() {
    let bench = Bench::new();
    let made = bench.ok(
        &format!("POST {ACCOUNT}/set_solution_migration_intent"),
        json!({ "solution_id": "1", "migration_intent": "INITIATE_MIGRATION" }),
    );
    let id = made["migration_intent_id"].as_str().unwrap();
    assert_eq!(bench.get(id), json!({ "id": id, "status": "INITIATED" }));
    let made = bench.ok(
        &format!("POST {ACCOUNT}/obo_mobility_intent"),
        json!({ "solution_id": "1", "intent_type": "REQUEST_HANDOVER", "scheduled_execution_time": "2026-12-01T10:00:00Z" }),
    );
    assert_eq!(made["status"], "SCHEDULED");
    let id = made["mobility_intent_id"].as_str().unwrap();
    assert_eq!(bench.get(id)["waba"]["id"], ACCOUNT);
}

#[test]
fn a_signup_link_is_made_read_listed_and_switched_off() {
    let bench = Bench::new();
    let id = bench.made(
        &format!("POST {ACCOUNT}/signups"),
        json!({ "signup_message": "News?", "confirmation_message": "Welcome", "privacy_policy_url": "https://example.com" }),
    );
    let read = bench.get(&format!("signups/{id}"));
    for (name, expected) in [
        ("waba_id", ACCOUNT),
        ("status", "ACTIVE"),
        ("signup_message", "News?"),
    ] {
        assert_eq!(read[name], expected, "{name}");
    }
    assert_eq!(
        bench.get(&format!("{ACCOUNT}/signups"))["data"][0]["id"],
        *id
    );
    bench.ok(
        &format!("POST signups/{id}"),
        json!({ "status": "DISABLED" }),
    );
    assert_eq!(bench.get(&format!("signups/{id}"))["status"], "DISABLED");
    assert_eq!(bench.code("GET signups/9", Value::Null), 100);
}

#[test]
fn what_is_absent_is_refused_as_graph_refuses_it() {
    let bench = Bench::new();
    let (status, answer) = bench.call(&format!("POST {NUMBER}/messages_encrypted"), json!({}));
    assert_eq!(
        (status, &answer["error"]["error_subcode"]),
        (400, &json!(33))
    );
}

#[test]
fn no_endpoint_stands_in_the_table_twice_and_each_shape_says_why() {
    let mut seen = std::collections::HashSet::new();
    for endpoint in endpoint_table::all() {
        let key = (endpoint.method, endpoint.node, endpoint.edge);
        assert!(seen.insert(key), "{endpoint:?}");
        match endpoint.coverage {
            Coverage::ShapeOnly(why) | Coverage::Absent(why) => {
                assert!(why.len() > 10, "{endpoint:?}")
            }
            Coverage::Full => {}
        }
    }
}
