#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use std::collections::HashSet;

use serde_json::{Value, json};

use super::*;
use crate::webhook::tests::{SUMMER, WINTER, number, parsed};

/// 15 December 2025: limits still have their old names.
const OLD_LIMITS: u64 = 1_765_756_800;

fn context(time_s: u64, version: u32) -> ExampleContext {
    ExampleContext::of("102290129340398", &number(), time_s, version)
}

/// The example of this word as it was in January 2026, before user ids.
fn example(word: &str) -> Value {
    find(word).unwrap().value(&context(WINTER, 24), 24)
}

fn about_number(key: &str, list: Value) -> Value {
    json!({
        "messaging_product": "whatsapp",
        "metadata": { "display_phone_number": "15550783881", "phone_number_id": "106540352242922" },
        key: list,
    })
}

fn contacts() -> Value {
    json!([{ "profile": { "name": "Ana Souza" }, "wa_id": "5511987654321" }])
}

#[test]
fn every_word_is_there_once_and_leads_back() {
    let words: HashSet<&str> = FIELDS.iter().map(|kind| kind.word).collect();
    assert_eq!(words.len(), FIELDS.len());
    for kind in FIELDS {
        assert_eq!(find(kind.word).unwrap().event, kind.event);
        assert!(kind.word.contains('.'), "{}", kind.word);
        assert!(kind.source.starts_with("Meta, "), "{}", kind.word);
    }
    assert!(find("template.sold").is_none());
}

#[test]
fn every_field_of_the_platform_is_covered() {
    let covered: HashSet<&str> = FIELDS.iter().map(|kind| kind.field).collect();
    let fields = [
        "account_alerts",
        "account_review_update",
        "account_update",
        "automatic_events",
        "business_capability_update",
        "business_username_update",
        "calls",
        "flows",
        "group_lifecycle_update",
        "group_participants_update",
        "group_settings_update",
        "group_status_update",
        "history",
        "message_template_components_update",
        "message_template_quality_update",
        "message_template_status_update",
        "messaging_handovers",
        "partner_solutions",
        "payment_configuration_update",
        "phone_number_name_update",
        "phone_number_quality_update",
        "security",
        "smb_app_state_sync",
        "smb_message_echoes",
        "standby",
        "template_category_update",
        "user_id_update",
        "user_preferences",
    ];
    assert_eq!(covered, HashSet::from(fields));
}

#[test]
fn every_event_word_of_a_field_has_an_example() {
    let events = |field: &str| -> HashSet<&str> {
        let kinds = FIELDS.iter().filter(|kind| kind.field == field);
        kinds.map(|kind| kind.event).collect()
    };
    let words = |all: &[&'static str]| all.iter().copied().collect::<HashSet<_>>();
    let templates: Vec<&str> = TemplateEvent::ALL.iter().map(|it| it.word()).collect();
    assert_eq!(events(TemplateStatusUpdate::FIELD), words(&templates));
    let security: Vec<&str> = SecurityEvent::ALL.iter().map(|it| it.word()).collect();
    assert_eq!(events(Security::FIELD), words(&security));
    let alerts: Vec<&str> = AlertType::ALL.iter().map(|it| it.word()).collect();
    assert_eq!(events(AccountAlert::FIELD), words(&alerts));
    assert_eq!(events(AccountUpdate::FIELD).len(), 16);
}

#[test]
fn every_webhook_is_whole_in_every_version() {
    for kind in FIELDS {
        for version in 21..=26 {
            for time_s in [OLD_LIMITS, WINTER, SUMMER] {
                let context = context(time_s, version);
                let body = parsed(&kind.webhook(&context));
                let entry = &body["entry"][0];
                assert_eq!(body["object"], "whatsapp_business_account");
                let time = kind.timed.then(|| json!(time_s));
                assert_eq!(entry.get("time"), time.as_ref(), "{}", kind.word);
                assert_eq!(timed(kind.field), kind.timed, "{}", kind.word);
                assert_eq!(entry["changes"][0]["field"], kind.field);
                let value = &entry["changes"][0]["value"];
                assert_eq!(value, &kind.value(&context, version), "{}", kind.word);
                assert!(!holds_placeholder(value), "{}: {value}", kind.word);
            }
        }
    }
}

/// A `null`, or nothing at all, where only a template that is about to be deleted and an approved name have one.
fn holds_placeholder(value: &Value) -> bool {
    match value {
        Value::Object(all) => all.iter().any(|(key, each)| match key.as_str() {
            "reason" | "rejection_reason" => false,
            _ => holds_placeholder(each),
        }),
        Value::Array(all) => all.is_empty() || all.iter().any(holds_placeholder),
        Value::String(text) => text.is_empty(),
        other => other.is_null(),
    }
}

#[test]
fn an_account_has_the_documented_events() {
    let waba = json!({ "waba_id": "102290129340398", "owner_business_id": "506914307656634" });
    let partners = json!(["506914307656634", "116133292427920"]);
    let cases = [
        ("account.deleted", json!({ "event": "ACCOUNT_DELETED" })),
        (
            "account.violation",
            json!({ "event": "ACCOUNT_VIOLATION", "violation_info": { "violation_type": "ADULT" } }),
        ),
        (
            "account.restricted",
            json!({ "event": "ACCOUNT_RESTRICTION", "restriction_info": [
            { "restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": WINTER + 604_800 },
            { "restriction_type": "RESTRICTED_ADD_PHONE_NUMBER_ACTION", "expiration": WINTER + 604_800 }] }),
        ),
        (
            "account.disable_scheduled",
            json!({ "event": "DISABLED_UPDATE", "ban_info": { "waba_ban_state": "SCHEDULE_FOR_DISABLE", "waba_ban_date": "January 15, 2026" } }),
        ),
        (
            "account.disabled",
            json!({ "event": "DISABLED_UPDATE", "ban_info": { "waba_ban_state": "DISABLE", "waba_ban_date": "January 15, 2026" } }),
        ),
        (
            "account.reinstated",
            json!({ "event": "DISABLED_UPDATE", "ban_info": { "waba_ban_state": "REINSTATE", "waba_ban_date": "January 15, 2026" } }),
        ),
        (
            "account.partner_added",
            json!({ "event": "PARTNER_ADDED", "waba_info": { "waba_id": "102290129340398", "owner_business_id": "506914307656634",
            "solution_id": "303610109049230", "solution_partner_business_ids": partners } }),
        ),
        (
            "account.partner_removed",
            json!({ "event": "PARTNER_REMOVED", "waba_info": waba }),
        ),
        (
            "account.phone_disconnected",
            json!({ "event": "PARTNER_REMOVED", "waba_info": waba, "disconnection_info": { "reason": "PRIMARY_INACTIVITY", "initiated_by": "SYSTEM" } }),
        ),
        (
            "account.app_installed",
            json!({ "event": "PARTNER_APP_INSTALLED", "waba_info": { "waba_id": "102290129340398", "owner_business_id": "506914307656634",
            "partner_app_id": "670843887433847", "solution_id": "303610109049230", "solution_partner_business_ids": partners } }),
        ),
        (
            "account.app_uninstalled",
            json!({ "event": "PARTNER_APP_UNINSTALLED", "waba_info": { "waba_id": "102290129340398", "owner_business_id": "506914307656634", "partner_app_id": "670843887433847" } }),
        ),
        (
            "account.certified",
            json!({ "event": "PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE", "partner_client_certification_info": { "client_business_id": "506914307656634", "status": "APPROVED", "rejection_reasons": ["NONE"] } }),
        ),
        (
            "account.ad_account_linked",
            json!({ "event": "AD_ACCOUNT_LINKED", "waba_info": { "waba_id": "102290129340398", "owner_business_id": "506914307656634", "ad_account_linked": "980198427534243" } }),
        ),
        (
            "account.marketing_terms_signed",
            json!({ "event": "MM_LITE_TERMS_SIGNED", "waba_info": waba }),
        ),
        (
            "account.international_rates",
            json!({ "event": "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE", "auth_international_rate_eligibility": {
            "start_time": WINTER + 30 * 86_400, "exception_countries": [{ "country_code": "ID", "start_time": WINTER + 60 * 86_400 }] } }),
        ),
        (
            "account.primary_country",
            json!({ "event": "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE", "country": "IN" }),
        ),
        (
            "account.pricing_tier",
            json!({ "event": "VOLUME_BASED_PRICING_TIER_UPDATE", "volume_tier_info": { "tier": "25000001:50000000", "tier_update_time": WINTER,
            "pricing_category": "UTILITY", "effective_month": "2026-01", "region": "India" } }),
        ),
        (
            "account.offboarded",
            json!({ "event": "ACCOUNT_OFFBOARDED" }),
        ),
        (
            "account.reconnected",
            json!({ "event": "ACCOUNT_RECONNECTED" }),
        ),
        ("account.review_deferred", json!({ "decision": "DEFERRED" })),
        (
            "account.limit_deferred",
            json!({ "entity_type": "BUSINESS", "entity_id": "506914307656634", "alert_info": { "alert_severity": "WARNING", "alert_status": "ACTIVE",
            "alert_type": "INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED", "alert_description": "Use the platform for some more days" } }),
        ),
    ];
    for (word, expected) in cases {
        assert_eq!(example(word), expected, "{word}");
    }
}

#[test]
fn limits_have_the_names_of_their_version_and_day() {
    let value = |word: &str, time_s, version| {
        find(word)
            .unwrap()
            .value(&context(time_s, version), version)
    };
    let old = json!({ "max_daily_conversation_per_phone": 2000, "max_phone_numbers_per_waba": 25 });
    let new =
        json!({ "max_daily_conversations_per_business": 2000, "max_phone_numbers_per_waba": 25 });
    assert_eq!(value("account.capability", OLD_LIMITS, 23), old);
    assert_eq!(value("account.capability", OLD_LIMITS, 24), new);
    assert_eq!(value("account.capability", SUMMER, 23), new);
    assert_eq!(
        value("account.capability_smallest", SUMMER, 24),
        json!({ "max_daily_conversations_per_business": 250, "max_phone_numbers_per_business": 2 })
    );
    assert_eq!(
        value("account.capability_unlimited", SUMMER, 24)["max_daily_conversations_per_business"],
        -1
    );
    let upgrade = |time_s, version| value("number.throughput_upgrade", time_s, version);
    assert_eq!(
        upgrade(OLD_LIMITS, 23),
        json!({ "display_phone_number": "15550783881", "event": "THROUGHPUT_UPGRADE", "current_limit": "TIER_UNLIMITED" })
    );
    assert_eq!(
        upgrade(OLD_LIMITS, 24),
        json!({ "display_phone_number": "15550783881", "event": "THROUGHPUT_UPGRADE", "current_limit": "TIER_UNLIMITED", "max_daily_conversations_per_business": "TIER_UNLIMITED" })
    );
    assert_eq!(
        upgrade(SUMMER, 23),
        json!({ "display_phone_number": "15550783881", "event": "THROUGHPUT_UPGRADE", "max_daily_conversations_per_business": "TIER_UNLIMITED" })
    );
    let raised = NumberQuality {
        display_phone_number: "1".into(),
        event: NumberQualityEvent::Onboarding,
        limit: Tier::TwoThousand,
        old_limit: Some(Tier::Smallest),
        time_s: OLD_LIMITS,
    };
    assert_eq!(raised.value(23)["old_limit"], "TIER_250");
}

#[test]
fn a_number_has_the_documented_events() {
    let cases = [
        (
            "number.name_approved",
            json!({ "display_phone_number": "15550783881", "decision": "APPROVED", "requested_verified_name": "Lucky Parcel", "rejection_reason": null }),
        ),
        (
            "number.name_rejected",
            json!({ "display_phone_number": "15550783881", "decision": "REJECTED", "requested_verified_name": "Lucky Parcel", "rejection_reason": "NAME_NOT_CONSISTENT" }),
        ),
        (
            "number.pin_changed",
            json!({ "display_phone_number": "15550783881", "event": "PIN_CHANGED" }),
        ),
        (
            "number.pin_reset_requested",
            json!({ "display_phone_number": "15550783881", "event": "PIN_RESET_REQUEST", "requester": "61555822107539" }),
        ),
        (
            "number.username_approved",
            json!({ "display_phone_number": "15550783881", "username": "shakedown_parcels", "status": "approved" }),
        ),
        (
            "number.username_deleted",
            json!({ "display_phone_number": "15550783881", "status": "deleted" }),
        ),
    ];
    for (word, expected) in cases {
        assert_eq!(example(word), expected, "{word}");
    }
}

#[test]
fn a_template_has_the_documented_events() {
    let about = |more: Value| {
        let mut value = json!({ "message_template_id": 1_689_556_908_129_832_u64, "message_template_name": "parcel_delivered", "message_template_language": "pt_BR" });
        for (key, each) in more.as_object().unwrap() {
            value[key] = each.clone();
        }
        value
    };
    let cases = [
        (
            "template.approved",
            json!({ "event": "APPROVED", "reason": "NONE", "message_template_category": "UTILITY" }),
        ),
        (
            "template.disabled",
            json!({ "event": "DISABLED", "reason": "NONE", "message_template_category": "UTILITY",
            "disable_info": { "disable_date": WINTER.to_string() }, "other_info": { "title": "DISABLED", "description": "The template is disabled." } }),
        ),
        (
            "template.paused",
            json!({ "event": "PAUSED", "reason": "NONE", "message_template_category": "UTILITY",
            "other_info": { "title": "FIRST_PAUSE", "description": "The template is paused." } }),
        ),
        (
            "template.pending_deletion",
            json!({ "event": "PENDING_DELETION", "reason": null, "message_template_category": "UTILITY" }),
        ),
        (
            "template.rejected",
            json!({ "event": "REJECTED", "reason": "INVALID_FORMAT", "message_template_category": "UTILITY",
            "rejection_info": { "reason": "Two parameters follow each other without text between them.", "recommendation": "Put words between the parameters." } }),
        ),
        (
            "template.quality_yellow",
            json!({ "previous_quality_score": "GREEN", "new_quality_score": "YELLOW" }),
        ),
        (
            "template.components",
            json!({ "message_template_element": "Your parcel {{1}} was delivered.", "message_template_title": "Delivered", "message_template_footer": "Reply STOP to opt out",
            "message_template_buttons": [
                { "message_template_button_type": "PHONE_NUMBER", "message_template_button_text": "Call us", "message_template_button_phone_number": "+15550783881" },
                { "message_template_button_type": "URL", "message_template_button_text": "Track", "message_template_button_url": "https://parcels.example/track" }] }),
        ),
        (
            "template.category_impending",
            json!({ "new_category": "UTILITY", "correct_category": "MARKETING", "category_update_timestamp": WINTER + 86_400 }),
        ),
        (
            "template.category_changed",
            json!({ "previous_category": "UTILITY", "new_category": "MARKETING" }),
        ),
    ];
    for (word, expected) in cases {
        assert_eq!(example(word), about(expected), "{word}");
    }
}

mod chats;
