#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::extras::PricingType;
use super::*;
use crate::signature::meta_escape;
use crate::webhook::tests::{SUMMER, WINTER, due, facts, parsed, value};
use crate::webhook::{BODY_BYTES_MAX, fits, split_by_size, user_id};

/// 20 June 2025: the last days of pricing by conversation.
const CONVERSATIONS: u64 = 1_750_400_000;

fn node(due: StatusDue, version: u32) -> Value {
    value(&statuses(&[due], version))["statuses"][0].take()
}

fn with(extras: StatusExtras) -> MessageFacts {
    MessageFacts {
        extras: Some(Box::new(extras)),
        ..facts()
    }
}

#[test]
fn a_sent_status_of_2026_is_whole() {
    let extras = StatusExtras {
        username: Some("@ana".into()),
        profile_name: Some("Ana".into()),
        parent_user_id: Some("BR.ENT.1".into()),
        identity_hash: Some("DF2lS5v2W6x=".into()),
        ..StatusExtras::default()
    };
    let id = user_id("5511987654321");
    assert_eq!(
        parsed(&statuses(&[due(Status::Sent, SUMMER, with(extras))], 26)),
        json!({
            "object": "whatsapp_business_account",
            "entry": [{ "id": "102290129340398", "changes": [{
                "field": "messages",
                "value": {
                    "messaging_product": "whatsapp",
                    "metadata": { "display_phone_number": "15550783881", "phone_number_id": "106540352242922" },
                    "contacts": [{
                        "profile": { "name": "Ana", "username": "@ana" },
                        "wa_id": "5511987654321",
                        "user_id": id,
                        "parent_user_id": "BR.ENT.1",
                    }],
                    "statuses": [{
                        "id": "wamid.A",
                        "status": "sent",
                        "timestamp": "1786752000",
                        "recipient_id": "5511987654321",
                        "recipient_user_id": id,
                        "parent_recipient_user_id": "BR.ENT.1",
                        "recipient_identity_key_hash": "DF2lS5v2W6x=",
                        "biz_opaque_callback_data": "YT1:delivered",
                        "pricing": { "billable": true, "pricing_model": "PMP", "type": "regular", "category": "utility" },
                    }],
                },
            }] }],
        })
    );
}

#[test]
fn before_user_ids_a_status_has_neither_them_nor_contacts() {
    let value = value(&statuses(&[due(Status::Read, WINTER, facts())], 24));
    assert!(value.get("contacts").is_none());
    assert_eq!(
        value["statuses"][0],
        json!({
            "id": "wamid.A",
            "status": "read",
            "timestamp": WINTER.to_string(),
            "recipient_id": "5511987654321",
            "biz_opaque_callback_data": "YT1:delivered",
        })
    );
}

#[test]
fn the_conversation_is_gone_from_version_24_on() {
    for version in 21..=26 {
        for status in [Status::Sent, Status::Delivered] {
            let node = node(due(status, SUMMER, facts()), version);
            let conversation = node.get("conversation");
            assert_eq!(conversation.is_some(), version < 24, "{version} {status:?}");
            let expiry = conversation.and_then(|it| it.get("expiration_timestamp"));
            assert_eq!(
                expiry,
                (version < 24 && status == Status::Sent)
                    .then(|| json!((SUMMER + 86_400).to_string()))
                    .as_ref()
            );
        }
    }
}

#[test]
fn a_free_entry_point_window_keeps_its_conversation_in_every_version() {
    let extras = StatusExtras {
        pricing_type: Some(PricingType::FreeEntryPoint),
        conversation_id: Some("8f842dbba350821654c9dfed31f5635c".into()),
        ..StatusExtras::default()
    };
    let node = node(due(Status::Delivered, SUMMER, with(extras)), 26);
    assert_eq!(
        node["conversation"],
        json!({ "id": "8f842dbba350821654c9dfed31f5635c", "origin": { "type": "referral_conversion" } })
    );
    assert_eq!(
        node["pricing"],
        json!({ "billable": false, "pricing_model": "PMP", "type": "free_entry_point", "category": "referral_conversion" })
    );
}

#[test]
fn prices_go_by_conversation_until_july_2025() {
    let old = node(due(Status::Sent, CONVERSATIONS, facts()), 23);
    assert_eq!(
        old["pricing"],
        json!({ "billable": true, "pricing_model": "CBP", "category": "utility" })
    );
    assert_eq!(old["conversation"]["origin"]["type"], "utility");
    let new = node(due(Status::Sent, 1_751_328_000, facts()), 23);
    assert_eq!(new["pricing"]["pricing_model"], "PMP");
    assert_eq!(new["pricing"]["type"], "regular");
    let newer_app = node(due(Status::Sent, CONVERSATIONS, facts()), 24);
    assert_eq!(newer_app["pricing"]["pricing_model"], "PMP");
}

#[test]
fn what_the_caller_says_of_prices_is_what_the_status_says() {
    let utility_in_window = StatusExtras {
        pricing_type: Some(PricingType::FreeCustomerService),
        ..StatusExtras::default()
    };
    let free = node(due(Status::Sent, SUMMER, with(utility_in_window)), 25);
    assert_eq!(
        free["pricing"],
        json!({ "billable": false, "pricing_model": "PMP", "type": "free_customer_service", "category": "utility" })
    );
    let abroad = StatusExtras {
        pricing_category: Some("authentication-international".into()),
        ..StatusExtras::default()
    };
    let abroad = node(due(Status::Sent, SUMMER, with(abroad)), 23);
    assert_eq!(
        abroad["pricing"]["category"],
        "authentication-international"
    );
    assert_eq!(
        abroad["conversation"]["origin"]["type"],
        "authentication_international"
    );
    let service = MessageFacts {
        category: "service".into(),
        ..facts()
    };
    let service = node(due(Status::Sent, SUMMER, service), 25);
    assert_eq!(service["pricing"]["type"], "free_customer_service");
    assert_eq!(service["pricing"]["billable"], false);
}

#[test]
fn a_failed_status_says_why_and_where_to_read_about_it() {
    let hrefs = [
        (
            23,
            "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
        ),
        (
            24,
            "/documentation/business-messaging/whatsapp/support/error-codes",
        ),
    ];
    for (version, href) in hrefs {
        let node = node(due(Status::Failed, SUMMER, facts()), version);
        let error = &node["errors"][0];
        assert_eq!(error["code"], 131_049);
        assert_eq!(error["title"], error["message"]);
        assert!(error["error_data"]["details"].is_string());
        assert_eq!(error["href"], href);
        assert!(node.get("pricing").is_none());
    }
}

#[test]
fn a_failed_status_brings_contacts_only_when_asked_to() {
    let failed = [due(Status::Failed, SUMMER, facts())];
    let with = |contacts_on_failed| {
        value(&statuses_shaped(
            &failed,
            StatusShape {
                version: 26,
                contacts_on_failed,
                contacts: true,
            },
        ))
    };
    assert_eq!(with(true)["contacts"][0]["wa_id"], "5511987654321");
    assert!(with(false).get("contacts").is_none());
    assert_eq!(
        with(false)["statuses"][0]["recipient_user_id"],
        user_id("5511987654321")
    );
}

#[test]
fn a_played_status_is_a_word_like_the_others() {
    let node = node(due(Status::Played, SUMMER, facts()), 26);
    assert_eq!(node["status"], "played");
    assert!(node.get("pricing").is_none());
}

#[test]
fn a_customer_known_by_user_id_has_no_number() {
    let message = MessageFacts {
        recipient: "US.13491208655302741918".into(),
        ..facts()
    };
    let value = value(&statuses(&[due(Status::Delivered, SUMMER, message)], 26));
    assert_eq!(
        value["contacts"],
        json!([{ "profile": { "name": "Customer" }, "user_id": "US.13491208655302741918" }])
    );
    let node = &value["statuses"][0];
    assert!(node.get("recipient_id").is_none());
    assert_eq!(node["recipient_user_id"], "US.13491208655302741918");
}

#[test]
fn a_group_gets_one_status_for_each_participant() {
    let in_group = |participant: Option<&str>| {
        with(StatusExtras {
            group_id: Some("GROUP".into()),
            participant: participant.map(str::to_owned),
            ..StatusExtras::default()
        })
    };
    let batch = [
        due(Status::Sent, SUMMER, in_group(None)),
        due(Status::Read, SUMMER, in_group(Some("5511987654321"))),
        due(Status::Read, SUMMER, in_group(Some("US.1"))),
    ];
    let value = value(&statuses(&batch, 26));
    let id = user_id("5511987654321");
    assert_eq!(
        value["contacts"],
        json!([
            { "profile": { "name": "Customer" }, "wa_id": "5511987654321", "user_id": id },
            { "profile": { "name": "Customer" }, "user_id": "US.1" },
        ])
    );
    let node = |at: usize| &value["statuses"][at];
    assert_eq!(node(0)["recipient_id"], "GROUP");
    assert_eq!(node(0)["recipient_type"], "group");
    assert!(node(0).get("recipient_participant_id").is_none());
    assert_eq!(
        node(1),
        &json!({
            "id": "wamid.A",
            "status": "read",
            "timestamp": SUMMER.to_string(),
            "recipient_id": "GROUP",
            "recipient_type": "group",
            "recipient_participant_id": "5511987654321",
            "recipient_participant_user_id": id,
            "biz_opaque_callback_data": "YT1:delivered",
        })
    );
    assert!(node(2).get("recipient_participant_id").is_none());
    assert_eq!(node(2)["recipient_participant_user_id"], "US.1");
}

fn to(number: &str, recipient: String) -> MessageFacts {
    let own = PhoneNumber {
        id: number.into(),
        ..crate::webhook::tests::number()
    };
    MessageFacts {
        number: Arc::new(own),
        recipient,
        ..facts()
    }
}

#[test]
fn a_batch_has_one_change_a_number_and_keeps_the_order() {
    let at = |status, number| due(status, SUMMER, to(number, "5511987654321".into()));
    let batch = [
        at(Status::Sent, "1"),
        at(Status::Sent, "2"),
        at(Status::Delivered, "1"),
    ];
    let body = parsed(&statuses(&batch, 24));
    let changes = body["entry"][0]["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 2);
    assert_eq!(changes[0]["value"]["statuses"][1]["status"], "delivered");
    assert_eq!(changes[0]["value"]["contacts"].as_array().unwrap().len(), 1);
}

#[test]
fn every_customer_is_in_contacts_once_however_many_there_are() {
    let customer = |at: u64| to("1", format!("55119{:08}", at % 100));
    let batch: Vec<StatusDue> = (0..1_000)
        .map(|at| due(Status::Sent, SUMMER, customer(at)))
        .collect();
    let value = value(&statuses(&batch, 26));
    let mut seen: Vec<&str> = value["contacts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|contact| contact["wa_id"].as_str().unwrap())
        .collect();
    assert_eq!(seen.len(), 100);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 100);
    assert_eq!(value["statuses"].as_array().unwrap().len(), 1_000);
}

#[test]
fn a_batch_that_is_too_big_is_split_and_loses_nothing() {
    let message = MessageFacts {
        callback: Some("😀".repeat(512)),
        ..facts()
    };
    let message = Arc::new(message);
    let batch: Vec<StatusDue> = (0..1_000)
        .map(|id| StatusDue {
            id,
            message: Arc::clone(&message),
            ..due(Status::Sent, SUMMER, facts())
        })
        .collect();
    assert!(meta_escape(&statuses(&batch, 26)).len() > BODY_BYTES_MAX);
    let parts: Vec<&[StatusDue]> = split_by_size(&batch).collect();
    assert!(parts.len() > 1);
    let ids: Vec<u64> = parts.concat().iter().map(|due| due.id).collect();
    assert!(ids.iter().copied().eq(0..1_000));
    for part in parts {
        let bytes = meta_escape(&statuses(part, 21)).len();
        assert!(bytes <= BODY_BYTES_MAX, "{bytes}");
        assert!(bytes > BODY_BYTES_MAX / 2 || part.len() < 400);
    }
    assert_eq!(split_by_size(&[]).count(), 0);
}

prop_compose! {
    fn any_extras()(
        texts in proptest::array::uniform10(proptest::option::of("\\PC{0,40}")),
        kind in 0..4usize,
    ) -> StatusExtras {
        let [pricing_category, origin, conversation_id, group_id, participant, identity_hash,
            user_id, parent_user_id, username, profile_name] = texts;
        let kinds = [None, Some(PricingType::Regular), Some(PricingType::FreeCustomerService),
            Some(PricingType::FreeEntryPoint)];
        StatusExtras {
            pricing_type: kinds[kind], pricing_category, origin, conversation_id, group_id,
            participant, identity_hash, user_id, parent_user_id, username, profile_name,
            played: false,
        }
    }
}

proptest! {
    #[test]
    fn the_estimate_is_never_too_small(
        extras in any_extras(),
        recipient in "\\PC{0,30}",
        callback in proptest::option::of("\\PC{0,512}"),
        version in 21u32..27,
        failed: bool,
    ) {
        let message = MessageFacts { recipient, callback, extras: Some(Box::new(extras)), ..facts() };
        let status = if failed { Status::Failed } else { Status::Sent };
        let one = due(status, SUMMER, message);
        let bytes = meta_escape(&statuses(std::slice::from_ref(&one), version)).len();
        prop_assert!(bytes <= size::bytes_most(&one), "{} > {}", bytes, size::bytes_most(&one));
        prop_assert_eq!(fits(&[one]), 1);
    }
}
