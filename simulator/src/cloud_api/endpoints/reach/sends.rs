//! What a send meets.

use super::*;
use crate::cloud_api::endpoints::bench::{ACCOUNT, template_to};
use crate::graph::token::{Holder, Permission, Token};
use crate::limits::portfolio::Tier;
use crate::settings::{Customer, NumberSeed, Settings, Trouble};
use crate::template::{Button, Otp, Template, TemplateStatus};
use crate::webhook::{Content, CustomerMessage, Media, MediaKind};
use crate::webhook::{Inbound, InboundOptions, inbound_value};
use crate::world::{NoHeaders, Request};

const TO: &str = "5511987654321";

pub(super) const CAUSES: &[(u32, Cause)] = &[
    (10, || {
        let token = Token {
            permissions: vec![Permission::BusinessManagement],
            ..token("less")
        };
        let bench = Bench::with(|settings| settings.graph.tokens.push(token));
        called(
            &bench,
            &format!("GET {ACCOUNT}?access_token=less"),
            Value::Null,
        )
    }),
    (33, || troubled(Trouble::Deleted)),
    (100, || sent(&Bench::new(), json!([]))),
    (104, || {
        let bench = Bench::new();
        let request = Request::new("GET", "/v24.0/me");
        codes_of(&bench.world.handle(
            bench.now,
            &Request {
                headers: &NoHeaders,
                ..request
            },
        ))
    }),
    (190, || {
        called(&Bench::new(), "GET me?access_token=wrong", Value::Null)
    }),
    (200, || {
        called(&Bench::new(), "GET 2/subscriptions", Value::Null)
    }),
    (368, || troubled(Trouble::Disabled)),
    (131_031, || troubled(Trouble::Locked)),
    (131_037, || troubled(Trouble::Unnamed)),
    (131_042, || troubled(Trouble::Unpaid)),
    (131_064, || troubled(Trouble::Misclassified)),
    (130_403, || {
        let bench = Bench::new();
        bench.world.customer_writes(bench.now, NUMBER, TO);
        let body = json!({ "messaging_product": "whatsapp", "block_users": [{ "user": TO }] });
        bench.ok(&format!("POST {NUMBER}/block_users"), body);
        sent(&bench, template_to(TO))
    }),
    (130_429, || {
        let bench = Bench::with(|settings| settings.throughput_mps = 1);
        repeated(2, || sent(&bench, template_to(TO)))
    }),
    (131_048, || {
        let bench = Bench::with(|settings| {
            settings.graph.tier = Tier::Of250;
            settings.throughput_mps = 1_000;
        });
        let mut to = 5_511_900_000_000_u64;
        repeated(251, || {
            to += 1;
            sent(&bench, template_to(&to.to_string()))
        })
    }),
    (131_056, || {
        let bench = Bench::with(|settings| settings.pair_limit = true);
        repeated(46, || sent(&bench, template_to(TO)))
    }),
    (131_057, || {
        let bench = Bench::new();
        bench.world.upgrade_throughput(bench.now, NUMBER);
        sent(&bench, template_to(TO))
    }),
    (131_008, || {
        sent(
            &Bench::new(),
            json!({ "messaging_product": "whatsapp", "to": TO, "type": "text" }),
        )
    }),
    (131_009, || sent(&Bench::new(), text_to("nobody"))),
    (131_021, || sent(&Bench::new(), template_to("15550783881"))),
    (131_026, || {
        known(|customer| customer.not_on_whatsapp = true, &template_to(TO))
    }),
    (131_030, || {
        let bench =
            Bench::with(|settings| seeded(settings, |seed| seed.allowed = Some(Vec::new())));
        sent(&bench, template_to(TO))
    }),
    (130_497, || sent(&Bench::new(), template_to("989121234567"))),
    (131_047, || sent(&Bench::new(), text_to(TO))),
    (131_049, || {
        sent(&Bench::new(), named("offer", "16505551234"))
    }),
    (131_050, || {
        known(
            |customer| customer.stopped_marketing = true,
            &named("offer", TO),
        )
    }),
    (131_051, || {
        let hologram = json!({ "messaging_product": "whatsapp", "to": TO, "type": "hologram" });
        let written = written(Content::Unsupported("poll".into()));
        sent(&Bench::new(), hologram)
            .intersection(&written)
            .copied()
            .collect()
    }),
    (131_052, || {
        let media = Media {
            file_size: Some(1 << 30),
            ..Media::default()
        };
        written(Content::Media {
            kind: MediaKind::Video,
            media,
        })
    }),
    (131_053, || {
        let bench = Bench::new();
        bench.world.customer_writes(bench.now, NUMBER, TO);
        let image = json!({ "link": "https://nowhere.invalid/a.jpg" });
        sent(
            &bench,
            json!({ "messaging_product": "whatsapp", "to": TO, "type": "image", "image": image }),
        )
    }),
    (131_062, || {
        let bench = Bench::with(|settings| {
            settings.accounts[0].templates.push(Template {
                category: "AUTHENTICATION".into(),
                buttons: vec![Button::Otp(Otp::copy_code())],
                ..Template::utility("99".into(), "code", "pt_BR", "{{1}}".into())
            });
        });
        let text = json!([{ "type": "text", "text": "123456" }]);
        sent(
            &bench,
            json!({
                "messaging_product": "whatsapp", "recipient": "US.13491208655302741918", "type": "template",
                "template": { "name": "code", "language": { "code": "pt_BR" }, "components": [
                    { "type": "body", "parameters": text },
                    { "type": "button", "sub_type": "url", "index": "0", "parameters": text }] },
            }),
        )
    }),
    (137_000, || {
        let mut body = template_to(TO);
        body["recipient_identity_key_hash"] = json!("another");
        known(
            |customer| customer.identity_hash = Some("this".into()),
            &body,
        )
    }),
    (132_000, || {
        filled(&json!([{ "type": "text", "text": "a" }, { "type": "text", "text": "b" }]))
    }),
    (132_001, || sent(&Bench::new(), named("nothing", TO))),
    (132_005, || {
        filled(&json!([{ "type": "text", "text": "x".repeat(1_100) }]))
    }),
    (132_012, || {
        filled(&json!([{ "type": "image", "image": { "link": "https://x.example/a.jpg" } }]))
    }),
    (132_015, || standing(TemplateStatus::Paused)),
    (132_016, || standing(TemplateStatus::Disabled)),
    (132_018, || {
        filled(&json!([{ "type": "text", "text": "two\nlines" }]))
    }),
    (131_055, || marketed(&Bench::new(), text_to(TO))),
    (131_063, || {
        let bench = Bench::new();
        let off = json!({ "disable_marketing_messages_on_cloud_api": true });
        bench.ok(&format!("POST {ACCOUNT}"), off);
        sent(&bench, named("offer", TO))
    }),
    (134_100, || marketed(&Bench::new(), template_to(TO))),
    (134_102, || {
        let bench = Bench::new();
        assert!(
            bench
                .world
                .trouble(bench.now, ACCOUNT, Trouble::NotOnboarded, true)
        );
        marketed(&bench, named("offer", TO))
    }),
    (133_010, || {
        let bench = Bench::with(|settings| seeded(settings, |seed| seed.unregistered = true));
        sent(&bench, template_to(TO))
    }),
];

/// What Meta holds against the account or its number, said by a world file, told by its send and gone with it.
fn troubled(trouble: Trouble) -> Codes {
    let stated = Bench::with(|settings| match trouble.of_a_number() {
        true => seeded(settings, |seed| seed.troubles = vec![trouble]),
        false => drop(
            settings
                .graph
                .troubles
                .insert(ACCOUNT.into(), vec![trouble]),
        ),
    });
    let ordered = Bench::new();
    let id = if trouble.of_a_number() {
        NUMBER
    } else {
        ACCOUNT
    };
    assert!(ordered.world.trouble(ordered.now, id, trouble, true));
    let codes = sent(&stated, template_to(TO));
    assert_eq!(codes, sent(&ordered, template_to(TO)), "{trouble:?}");
    assert!(ordered.world.trouble(ordered.now, id, trouble, false));
    assert_eq!(sent(&ordered, template_to(TO)), Codes::new(), "{trouble:?}");
    codes
}

fn seeded(settings: &mut Settings, change: impl FnOnce(&mut NumberSeed)) {
    change(settings.graph.numbers.entry(NUMBER.into()).or_default());
}

fn token(value: &str) -> Token {
    Token {
        value: value.into(),
        app_id: "2".into(),
        holder: Holder::User,
        permissions: Vec::new(),
        expires: None,
        ended_by: None,
    }
}

fn repeated(times: usize, mut send: impl FnMut() -> Codes) -> Codes {
    (0..times).flat_map(|_| send()).collect()
}

fn known(change: impl FnOnce(&mut Customer), body: &Value) -> Codes {
    let mut customer = Customer {
        number: TO.into(),
        ..Customer::default()
    };
    change(&mut customer);
    let bench = Bench::with(|settings| settings.graph.customers.push(customer));
    sent(&bench, body.clone())
}

fn filled(parameters: &Value) -> Codes {
    let mut body = template_to(TO);
    body["template"]["components"][0]["parameters"] = parameters.clone();
    sent(&Bench::new(), body)
}

fn standing(status: TemplateStatus) -> Codes {
    let bench = Bench::with(|settings| settings.accounts[0].templates[0].status = status);
    sent(&bench, template_to(TO))
}

pub(super) fn marketed(bench: &Bench, body: Value) -> Codes {
    called(bench, &format!("POST {NUMBER}/marketing_messages"), body)
}

/// The codes in the webhook of what a customer sends.
fn written(mut content: Content) -> Codes {
    let bench = Bench::new();
    bench.world.furnish(bench.now, NUMBER, &mut content);
    let inbound = Inbound {
        message: CustomerMessage {
            wamid: "wamid.X".into(),
            from: TO.into(),
            name: "Ana".into(),
            timestamp_s: bench.now.unix_s(),
            content,
        },
        options: InboundOptions::default(),
    };
    let number = bench.world.number(NUMBER).unwrap().1;
    let mut codes = Codes::new();
    collect(&inbound_value(number, &inbound), &mut codes);
    codes
}
