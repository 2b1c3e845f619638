//! Whom a message goes to, over which endpoint, under which policy.

use super::*;
use crate::meta_switches::ToWithoutPlus;

const USER_ID: &str = "US.13491208655302741918";
const GROUP: &str = "Y2FwaV9ncm91cDox";

fn text_to(recipient: Value) -> Value {
    let mut body =
        json!({ "messaging_product": "whatsapp", "type": "text", "text": { "body": "x" } });
    for (key, value) in recipient.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

fn template_to(name: &str, recipient: Value) -> Value {
    let body = text_to(recipient);
    let template = json!({ "name": name, "language": { "code": "en" }, "components": [] });
    but(
        body,
        &[
            ("/type", json!("template")),
            ("/template", template),
            ("/text", Value::Null),
        ],
    )
}

fn categories() -> Office {
    let of = |id: &str, category: &str| Template {
        category: category.to_owned(),
        ..Template::utility(
            id.to_owned(),
            &category.to_ascii_lowercase(),
            "en",
            "x".into(),
        )
    };
    Office::new([
        of("1", "UTILITY"),
        of("2", "MARKETING"),
        of("3", "AUTHENTICATION"),
    ])
}

#[test]
fn a_user_id_stands_for_a_phone_number_and_a_phone_number_wins() {
    let alone = office().accepts(&text_to(json!({ "recipient": USER_ID })));
    assert_eq!(alone.addressed, Addressed::UserId);
    assert_eq!((&*alone.to, alone.wa_id()), (USER_ID, None));
    let parent = text_to(json!({ "recipient": "US.ENT.11815799212886844830" }));
    office().accepts(&parent);
    let both = office().accepts(&text_to(json!({ "to": NUMBER, "recipient": USER_ID })));
    assert_eq!(both.wa_id(), Some("5511987654321"));
    assert_eq!(both.user_id.as_deref(), Some(USER_ID));
    assert_eq!(both.input, NUMBER);
    for wrong in [
        "US.",
        "us.1",
        "USA.1",
        "US.1 2",
        "1349",
        &format!("US.{}", "1".repeat(129)),
    ] {
        assert_eq!(
            office().refuses(&text_to(json!({ "recipient": wrong }))).0,
            131_009,
            "{wrong}"
        );
    }
}

#[test]
fn one_time_passwords_do_not_go_to_user_ids() {
    let refusal = categories().refuses(&template_to(
        "authentication",
        json!({ "recipient": USER_ID }),
    ));
    assert_eq!(
        refusal,
        (
            131_062,
            "Business-scoped User ID (BSUID) recipients are not supported for this message."
                .to_owned()
        )
    );
    categories().accepts(&template_to(
        "authentication",
        json!({ "to": NUMBER, "recipient": USER_ID }),
    ));
    categories().accepts(&template_to("utility", json!({ "recipient": USER_ID })));
}

#[test]
fn a_group_takes_texts_media_and_templates_and_fails_the_rest_afterwards() {
    let office = categories();
    let group = json!({ "recipient_type": "group", "to": GROUP });
    let text = office.accepts(&text_to(group.clone()));
    assert_eq!(
        (text.addressed, &*text.to, text.fails_later),
        (Addressed::Group, GROUP, None)
    );
    let template = office.accepts(&template_to("utility", group.clone()));
    assert_eq!(template.fails_later, None);
    let password = office.accepts(&template_to("authentication", group.clone()));
    assert_eq!(password.fails_later, Some(130_501));
    let location = but(
        text_to(group.clone()),
        &[
            ("/type", json!("location")),
            ("/location", json!({ "latitude": 1, "longitude": 1 })),
        ],
    );
    assert_eq!(office.accepts(&location).fails_later, Some(130_501));
    let pin = |content: Value| {
        but(
            text_to(group.clone()),
            &[("/type", json!("pin")), ("/pin", content)],
        )
    };
    office.accepts(&pin(
        json!({ "type": "pin", "message_id": "wamid.X", "expiration_days": "4" }),
    ));
    office.accepts(&pin(json!({ "type": "unpin", "message_id": "wamid.X" })));
    let forever = pin(json!({ "type": "pin", "message_id": "wamid.X", "expiration_days": 31 }));
    assert_eq!(office.refuses(&forever).0, 131_009);
    let stranger = text_to(json!({ "recipient_type": "group", "to": "Y2FwaV9ncm91cDoy" }));
    assert_eq!(office.refuses(&stranger).0, 131_041);
    let channel = text_to(json!({ "recipient_type": "channel", "to": GROUP }));
    assert_eq!(office.refuses(&channel).0, 131_009);
    // A group's id is no phone number.
    assert_eq!(office.refuses(&text_to(json!({ "to": GROUP }))).0, 131_009);
}

#[test]
fn the_marketing_endpoint_takes_marketing_templates_alone() {
    let mut office = categories();
    office.edge = Edge::MarketingMessages;
    let to = json!({ "to": NUMBER, "product_policy": "STRICT", "message_activity_sharing": true });
    let message = office.accepts(&template_to("marketing", to.clone()));
    assert_eq!(message.product, Product::MarketingStrict);
    assert_eq!(message.activity_sharing, Some(true));
    let message = office.accepts(&template_to("marketing", json!({ "to": NUMBER })));
    assert_eq!(message.product, Product::Marketing);
    for (code, words, body) in [
        (
            131_055,
            "Only marketing template messages are supported",
            text_to(to.clone()),
        ),
        (
            134_100,
            "You're only able to send marketing messages on this API.",
            template_to("utility", to.clone()),
        ),
        (
            134_100,
            "You're only able to send marketing messages on this API.",
            template_to("authentication", to.clone()),
        ),
        (
            100,
            "must be one of {CLOUD_API_FALLBACK, STRICT}",
            template_to(
                "marketing",
                json!({ "to": NUMBER, "product_policy": "strict" }),
            ),
        ),
        (
            100,
            "must be a boolean",
            template_to(
                "marketing",
                json!({ "to": NUMBER, "message_activity_sharing": "yes" }),
            ),
        ),
    ] {
        let refusal = office.refuses(&body);
        assert_eq!(refusal.0, code, "{refusal:?}");
        assert!(refusal.1.contains(words), "{:?} lacks {words:?}", refusal.1);
    }
}

#[test]
fn marketing_extras_are_refused_where_they_have_no_meaning() {
    let office = categories();
    let policy = template_to(
        "marketing",
        json!({ "to": NUMBER, "product_policy": "STRICT" }),
    );
    assert_eq!(office.refuses(&policy).0, 100);
    let sharing = json!({ "to": NUMBER, "message_activity_sharing": false });
    assert_eq!(
        office.refuses(&template_to("utility", sharing.clone())).0,
        100
    );
    office.accepts(&template_to("marketing", sharing));
}

#[test]
fn direct_send_is_a_text_or_interactive_message_of_category_utility() {
    let office = categories();
    let direct = office.accepts(&text_to(json!({ "to": NUMBER, "category": "utility" })));
    assert_eq!(direct.category.as_deref(), Some("utility"));
    assert!(!direct.needs_window());
    for body in [
        text_to(json!({ "to": NUMBER, "category": "marketing" })),
        template_to("utility", json!({ "to": NUMBER, "category": "utility" })),
    ] {
        assert_eq!(office.refuses(&body).0, 100, "{body}");
    }
}

#[test]
fn a_number_is_read_as_the_switches_say() {
    let mut office = office();
    let to = |office: &Office, input: &str| office.accepts(&text_to(json!({ "to": input }))).to;
    assert_eq!(to(&office, "5531987654321"), "5531987654321");
    office.switches.wa_id_rewrites = true;
    assert_eq!(to(&office, "5531987654321"), "553187654321");
    office.switches.to_without_plus = ToWithoutPlus::PrependCountryCode;
    assert_eq!(to(&office, "(650) 555-1234"), "16505551234");
    assert_eq!(to(&office, "+5531987654321"), "553187654321");
    let long = text_to(json!({ "to": "123456789012345" }));
    assert_eq!(office.refuses(&long).0, 131_009);
}

#[test]
fn a_bad_recipient_is_refused_and_still_on_record() {
    for (code, recipient) in [
        (100, json!({})),
        (100, json!({ "to": "" })),
        (100, json!({ "to": null })),
        (131_009, json!({ "to": "12" })),
        (131_009, json!({ "to": "call me" })),
    ] {
        let (message, judged) = office().judge(&text_to(recipient.clone()));
        assert_eq!(judged.unwrap_err().code.code, code, "{recipient}");
        assert_eq!(message.to, recipient["to"].as_str().unwrap_or(""));
        assert_eq!(message.text.as_deref(), Some("x"));
    }
}
