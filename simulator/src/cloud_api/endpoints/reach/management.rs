//! What other endpoints answer: limits on calls, registration, blocking, usernames, insights, health.

use super::*;
use crate::cloud_api::endpoints::bench::ACCOUNT;
use crate::limits::portfolio::Tier;
use crate::meta_switches::TemplateLimit;
use crate::settings::Trouble;
use crate::world::Request;

const OTHER: &str = "206540352242922";

pub(super) const CAUSES: &[(u32, Cause)] = &[
    (4, || {
        let bench = Bench::with(|settings| {
            (settings.graph.usage.users, settings.graph.usage.per_user) = (1, 1);
        });
        last(2, || called(&bench, "GET me", Value::Null))
    }),
    (80_007, || {
        let bench = Bench::with(|settings| settings.graph.usage.active_account = 1);
        last(2, || called(&bench, &format!("GET {ACCOUNT}"), Value::Null))
    }),
    (131_059, || {
        called(
            &Bench::new(),
            &format!("GET {ACCOUNT}/phone_numbers?after=nothing"),
            Value::Null,
        )
    }),
    (133_005, || {
        let bench = Bench::new();
        bench.ok(&format!("POST {NUMBER}"), json!({ "pin": "111111" }));
        register(&bench)
    }),
    (133_006, || {
        let bench = Bench::new();
        let number = json!({ "cc": "1", "phone_number": "6505559999", "verified_name": "New" });
        let id = bench.made(&format!("POST {ACCOUNT}/phone_numbers"), number);
        let pin = json!({ "messaging_product": "whatsapp", "pin": "123456" });
        called(&bench, &format!("POST {id}/register"), pin)
    }),
    (133_008, || wrong_pins(3)),
    (133_009, || wrong_pins(0)),
    (133_015, || {
        let bench = Bench::new();
        assert!(
            bench
                .world
                .trouble(bench.now, NUMBER, Trouble::Deleted, true)
        );
        register(&bench)
    }),
    (133_016, || {
        let bench = Bench::new();
        last(11, || {
            called(&bench, &format!("POST {NUMBER}/deregister"), Value::Null)
        })
    }),
    (2_200, || {
        let bench = Bench::new();
        let path = format!("/v24.0/{ACCOUNT}/subscribed_apps");
        let body = json!({ "override_callback_uri": "http://127.0.0.1:1/x", "verify_token": "y" });
        let body = body.to_string();
        let request = Request::new("POST", &path).json(body.as_bytes());
        let asked = bench.handled(&request);
        let handshake = asked.handshake.expect("a callback proves itself");
        let proof = Err("connection refused".to_owned());
        codes_of(
            &bench
                .world
                .saved(bench.now, &request, &handshake, proof, asked.answer),
        )
    }),
    (131_016, || {
        let bench = Bench::new();
        let id = added(&bench, "6505559999");
        let code = json!({ "code_method": "SMS", "language": "en_US" });
        bench.ok(&format!("POST {id}/request_code"), code);
        bench.ok(
            &format!("POST {id}/verify_code"),
            json!({ "code": "123456" }),
        );
        let pin = json!({ "messaging_product": "whatsapp", "pin": "123456" });
        bench.ok(&format!("POST {id}/register"), pin);
        called(
            &bench,
            &format!("POST {id}/messages"),
            text_to("5511987654321"),
        )
    }),
    (2_388_012, || {
        let bench = Bench::new();
        added(&bench, "6505559999");
        let number = json!({ "cc": "1", "phone_number": "6505559999", "verified_name": "New" });
        called(&bench, &format!("POST {ACCOUNT}/phone_numbers"), number)
    }),
    (2_635, || {
        let bench = Bench::new();
        codes_of(&bench.handled(&Request::new("GET", "/v3.0/me")))
    }),
    (139_100, || block(&Bench::new())),
    (139_101, || {
        let bench = Bench::new();
        let card = &bench.world.shards[NUMBER].card;
        crate::world::lock(card).blocked = (0..64_000)
            .map(|n| (format!("1650{n:07}"), bench.now))
            .collect();
        bench
            .world
            .customer_writes(bench.now, NUMBER, "5511987654321");
        block(&bench)
    }),
    (141_006, || {
        health(&|settings| hold(settings, Trouble::Unpaid))
    }),
    (141_010, || {
        health(&|settings| settings.graph.switches.template_limit = TemplateLimit::Unverified)
    }),
    (141_014, || {
        health(&|settings| hold(settings, Trouble::Disabled))
    }),
    (147_001, || username(&Bench::new(), NUMBER, "whatsapp")),
    (147_002, || {
        username(
            &Bench::with(|settings| settings.graph.tier = Tier::Of250),
            NUMBER,
            "shop",
        )
    }),
    (147_005, || {
        let bench = Bench::new();
        assert_eq!(username(&bench, OTHER, "shop"), Codes::new());
        let codes = username(&bench, NUMBER, "shop");
        let forced = json!({ "username": "shop", "transfer_action": "force_transfer" });
        bench.ok(&format!("POST {NUMBER}/username"), forced);
        codes
    }),
    (200_006, || {
        let bench = Bench::new();
        bench.ok(
            &format!("POST {ACCOUNT}?is_enabled_for_insights=true"),
            Value::Null,
        );
        called(
            &bench,
            &format!("POST {ACCOUNT}?is_enabled_for_insights=false"),
            Value::Null,
        )
    }),
    (200_007, || {
        let asked = format!(
            "GET {ACCOUNT}/template_analytics?start=1800057600&end=1800144000&granularity=daily&template_ids=[77]"
        );
        called(&Bench::new(), &asked, Value::Null)
    }),
];

/// The codes of the last of several times alone.
fn last(times: usize, call: impl Fn() -> Codes) -> Codes {
    for _ in 1..times {
        assert_eq!(call(), Codes::new());
    }
    call()
}

fn register(bench: &Bench) -> Codes {
    let pin = json!({ "messaging_product": "whatsapp", "pin": "123456" });
    called(bench, &format!("POST {NUMBER}/register"), pin)
}

/// Wrong PINs, so many seconds apart.
fn wrong_pins(apart_s: u64) -> Codes {
    let mut bench = Bench::new();
    bench.ok(&format!("POST {NUMBER}"), json!({ "pin": "111111" }));
    let mut codes = Codes::new();
    for _ in 0..6 {
        codes.extend(register(&bench));
        bench.later(apart_s);
    }
    codes
}

fn block(bench: &Bench) -> Codes {
    let users = json!([{ "user": "5511987654321" }]);
    let body = json!({ "messaging_product": "whatsapp", "block_users": users });
    called(bench, &format!("POST {NUMBER}/block_users"), body)
}

fn username(bench: &Bench, number: &str, name: &str) -> Codes {
    called(
        bench,
        &format!("POST {number}/username"),
        json!({ "username": name }),
    )
}

fn hold(settings: &mut crate::settings::Settings, trouble: Trouble) {
    settings
        .graph
        .troubles
        .insert(ACCOUNT.into(), vec![trouble]);
}

/// The same codes from the account, its number and its template.
fn health(change: &dyn Fn(&mut crate::settings::Settings)) -> Codes {
    let bench = Bench::with(change);
    let of = |id: &str| {
        called(
            &bench,
            &format!("GET {id}?fields=health_status"),
            Value::Null,
        )
    };
    let codes = of(ACCOUNT);
    assert_eq!(of(NUMBER), codes);
    assert_eq!(of("77"), codes);
    codes
}

/// The id of a number that is added while the world runs.
fn added(bench: &Bench, number: &str) -> String {
    let number = json!({ "cc": "1", "phone_number": number, "verified_name": "New" });
    bench.made(&format!("POST {ACCOUNT}/phone_numbers"), number)
}
