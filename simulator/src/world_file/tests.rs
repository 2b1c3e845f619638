#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

use super::*;
use crate::graph::token::{Holder, Permission};
use crate::meta_switches::MetaSwitches;
use crate::settings::{GraphSettings, Handsets, TemplateSettings};
use crate::world::World;

const NOW: Moment = Moment::from_unix_s(1_800_000_000);

fn settings() -> Settings {
    Settings {
        seed: 7,
        app: App {
            id: "2".into(),
            secret: "secret".into(),
            access_token: "token".into(),
            verify_token: "verify".into(),
            callback_url: None,
            version: 24,
            needs_proof: false,
        },
        graph: GraphSettings::default(),
        accounts: vec![Account {
            id: "10".into(),
            numbers: Vec::new(),
            templates: Vec::new(),
        }],
        handsets: Handsets::default(),
        throughput_mps: 80,
        pair_limit: true,
        faults: Vec::new(),
        forged_statuses: 0.0,
        sms: crate::sms::SmsSettings::default(),
    }
}

const WHOLE: &str = r#"
[meta]
throttle_http_status = 429
reengagement = "sync"

[business]
tier = "TIER_250"

[[app]]
version = 26

[[app]]
id = "3"
secret = "other"
access_token = "second"

[[account]]
id = "10"
timezone_id = 25
trouble = ["unpaid"]
[[account.number]]
id = "106"
display = "+1 555 078 3881"
verified_name = "Shop"
throughput_mps = 20
trouble = ["no_groups"]
age_days = 3
[[account.template]]
name = "delivered"
language = "pt_BR"
status = "PAUSED"
body = "{{1}}"

[[token]]
value = "old"
expires_in_s = -60
permissions = ["whatsapp_business_messaging"]

[[customer]]
number = "5511987654321"
not_on_whatsapp = true

[[refusal]]
edge = "message_templates"
code = 2388019
"#;

#[test]
fn every_section_reaches_the_settings() {
    let mut settings = settings();
    apply(WHOLE, &mut settings, NOW).unwrap();
    assert_eq!(settings.graph.switches.throttle_http_status.number(), 429);
    assert_eq!(settings.graph.tier, Tier::Of250);
    assert_eq!(settings.graph.time_zones["10"], 25);
    assert_eq!(settings.graph.troubles["10"], [Trouble::Unpaid]);
    let number = &settings.graph.numbers["106"];
    assert_eq!(number.troubles, [Trouble::NoGroups]);
    assert_eq!((settings.app.version, settings.app.id.as_str()), (26, "2"));
    assert_eq!(settings.graph.more_apps[0].id, "3");
    assert_eq!(settings.accounts[0].numbers[0].display, "15550783881");
    assert_eq!(settings.accounts[0].templates[0].status.word(), "PAUSED");
    let token = &settings.graph.tokens[0];
    assert_eq!(
        (token.holder, token.permissions.as_slice()),
        (Holder::User, &[Permission::WhatsappBusinessMessaging][..])
    );
    assert!(token.expires.unwrap() < NOW);
    assert!(settings.graph.customers[0].not_on_whatsapp);
    assert_eq!(settings.graph.refusals[0].code, 2_388_019);
}

#[test]
fn the_documented_world_file_is_one_and_its_switches_are_the_defaults() {
    let text = include_str!("../../../docs/world.toml");
    let mut settings = settings();
    apply(text, &mut settings, NOW).unwrap();
    let stated = MetaSwitches {
        pricing_month: None,
        ..settings.graph.switches.clone()
    };
    assert_eq!(stated, MetaSwitches::default());
    for key in KEYS {
        assert!(text.contains(&format!("\n{key} = ")), "{key} is not in it");
    }
}

#[test]
fn the_documented_section_of_templates_has_every_key_with_its_default() {
    let text = include_str!("../../../docs/world.toml");
    let mut settings = settings();
    settings.graph.templates.life.first = 1;
    settings.graph.templates.review_after = std::time::Duration::ZERO;
    apply(text, &mut settings, NOW).unwrap();
    assert_eq!(settings.graph.templates, TemplateSettings::default());
    let mut odd = settings.clone();
    let stated =
        "[templates]\npacing = false\npaced_after = 5\nreview_after_s = 0.5\nsecond_pause_s = 9";
    apply(stated, &mut odd, NOW).unwrap();
    let templates = odd.graph.templates;
    assert_eq!((templates.life.pacing, templates.life.first), (false, 5));
    assert_eq!(templates.review_after.as_millis(), 500);
    assert_eq!(templates.life.pauses[1].as_secs(), 9);
}

/// Every switch.
const KEYS: [&str; 15] = [
    "throttle_http_status",
    "status_contacts_on_failed",
    "contacts_in_statuses",
    "reengagement",
    "webhook_retry",
    "to_without_plus",
    "wa_id_rewrites",
    "error_subcode",
    "over_tier_code",
    "template_limit",
    "us_marketing_paused",
    "seed_compat",
    "inbound_media_url",
    "dangling_variable",
    "pricing_month",
];

#[test]
fn what_cannot_be_is_told_with_its_place_and_a_cure() {
    for (text, wanted) in [
        ("[busines]", "unknown field `busines`"),
        (
            "[business]\ntier = \"TIER_1\"",
            "business.tier: \"TIER_1\" is no tier",
        ),
        (
            "[[refusal]]\ncode = 5",
            "refusal.code: 5 is no code of Meta's",
        ),
        ("[meta]\nthrottle_http_status = 500", "429"),
        (
            "[templates]\nrejected_share = 2",
            "templates.rejected_share: 2 is no share",
        ),
        (
            "[templates]\nreview_after_s = -1",
            "templates.review_after_s",
        ),
        (
            "[[account]]\nid = \"1\"\ntrouble = [\"no_groups\"]",
            "use disabled, locked, unpaid, misclassified, not_onboarded",
        ),
        (
            "[[account]]\nid = \"1\"\ntimezone_id = 0",
            "account 1: timezone_id: 0 is no time zone",
        ),
        (
            "[[account]]\nid = \"1\"\n[[account.number]]\nid = \"2\"\ndisplay = \"x\"",
            "number 2",
        ),
    ] {
        let error = apply(text, &mut settings(), NOW).unwrap_err().to_string();
        assert!(error.contains(wanted), "{text}: {error}");
    }
}

#[test]
fn a_world_written_down_founds_the_same_world_again() {
    let mut first = settings();
    apply(WHOLE, &mut first, NOW).unwrap();
    let text = snapshot(&World::new(first, NOW), NOW);
    let mut second = settings();
    apply(&text, &mut second, NOW).unwrap();
    assert_eq!(snapshot(&World::new(second, NOW), NOW), text);
}

#[test]
fn what_carriers_allow_is_read_and_an_unknown_carrier_is_told_the_known_ones() {
    let settings =
        carriers("[carriers]\nrequests = { shipstation-v1 = 4000, dhl-unified = 0 }").unwrap();
    assert_eq!(settings.requests["shipstation-v1"], 4_000);
    let error = carriers("[carriers]\nrequests = { shipstation = 1 }").unwrap_err();
    assert!(error.to_string().contains("shipstation-v1"), "{error}");
}
