//! What groups and calls answer.

use super::*;
use crate::cloud_api::endpoints::bench::{ACCOUNT, MULTIPART, multipart};
use crate::graph::flow::FlowState;
use crate::graph::group::{GROUPS_MAX, Group, JoinApproval};
use crate::settings::Trouble;
use crate::webhook::fields::{self, ExampleContext};
use crate::world::Request;

const CUSTOMER: &str = "16505551234";

pub(super) const CAUSES: &[(u32, Cause)] = &[
    (131_020, || sent(&with_group(), to_group("g"))),
    (131_041, || sent(&Bench::new(), to_group("g"))),
    (131_201, || {
        let bench = with_group();
        bench.world.groups.with("g", bench.now, |group| {
            group.approval = JoinApproval::Required;
            group.join(CUSTOMER, "r1".into(), bench.now)
        });
        requests(&bench, &["r1", "r2"])
    }),
    (131_202, || {
        participants(&with_group(), "POST", &[CUSTOMER, CUSTOMER])
    }),
    (131_204, || {
        let many: Vec<String> = (0..9).map(|n| format!("1650555{n:04}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        participants(&with_group(), "POST", &many)
    }),
    (131_207, || {
        let bench = with_group();
        assert!(bench.world.suspend_group(bench.now, "g", true));
        sent(&bench, to_group("g"))
    }),
    (131_208, || {
        let bench = Bench::new();
        (0..101).flat_map(|_| create(&bench)).collect()
    }),
    (131_211, || {
        let bench = Bench::new();
        bench.world.groups.fill(&group(bench.now), GROUPS_MAX);
        create(&bench)
    }),
    (131_212, || {
        participants(&with_group(), "DELETE", &[CUSTOMER])
    }),
    (131_213, || requests(&with_group(), &["r9"])),
    (131_215, || {
        let bench = Bench::new();
        assert!(
            bench
                .world
                .trouble(bench.now, NUMBER, Trouble::NoGroups, true)
        );
        create(&bench)
    }),
    (130_501, || {
        let bench = with_group();
        bench.ok(
            "POST g/participants",
            json!({ "messaging_product": "whatsapp", "participants": [{ "user": CUSTOMER }] }),
        );
        let mut body = to_group("g");
        body["type"] = json!("location");
        body["location"] = json!({ "latitude": 1.0, "longitude": 2.0 });
        sent(&bench, body)
    }),
    (131_209, || picture(200, 192)),
    (131_210, || picture(100, 100)),
    (132_068, || flow(FlowState::Blocked, 1)),
    (132_069, || flow(FlowState::Throttled, 11)),
    (139_001, || flow_call("POST ?name=other")),
    (139_002, || flow_call("POST /publish")),
    (139_003, || flow_call("POST /deprecate")),
    (139_004, || flow_call("DELETE ")),
    (131_044, || webhook("call.unpaid")),
    (138_000, || call(&Bench::new())),
    (138_006, || {
        let bench = Bench::new();
        bench.ok(
            &format!("POST {NUMBER}/settings"),
            json!({ "calling": { "status": "ENABLED" } }),
        );
        let codes = call(&bench);
        bench
            .world
            .customer_permits_calls(bench.now, NUMBER, CUSTOMER, true);
        assert_eq!(call(&bench), Codes::new());
        bench
            .world
            .customer_permits_calls(bench.now, NUMBER, CUSTOMER, false);
        assert_eq!(call(&bench), codes);
        codes
    }),
    (138_019, || webhook("call.setup_failed")),
    (138_020, || webhook("call.relay_failed")),
    (138_021, || webhook("call.nothing_heard")),
    (138_022, || webhook("call.nothing_said")),
    (138_023, || webhook("call.no_media")),
];

fn group(now: crate::clock::Moment) -> Group {
    Group {
        id: "g".into(),
        number_id: NUMBER.into(),
        subject: "Parcels".into(),
        description: None,
        approval: JoinApproval::Auto,
        ready: now,
        suspended: false,
        link: Some("X".into()),
        participants: BTreeSet::new(),
        removed: BTreeSet::new(),
        requests: Vec::new(),
    }
}

fn with_group() -> Bench {
    let bench = Bench::new();
    assert!(bench.world.groups.insert(group(bench.now)));
    bench
        .world
        .nodes
        .insert("g", crate::graph::nodes::NodeKind::Group);
    bench
}

fn to_group(id: &str) -> Value {
    json!({
        "messaging_product": "whatsapp", "recipient_type": "group", "to": id,
        "type": "text", "text": { "body": "Hello all" },
    })
}

fn participants(bench: &Bench, method: &str, users: &[&str]) -> Codes {
    let list: Vec<Value> = users.iter().map(|user| json!({ "user": user })).collect();
    let body = json!({ "messaging_product": "whatsapp", "participants": list });
    called(bench, &format!("{method} g/participants"), body)
}

fn requests(bench: &Bench, ids: &[&str]) -> Codes {
    let body = json!({ "messaging_product": "whatsapp", "join_requests": ids });
    called(bench, "POST g/join_requests", body)
}

fn create(bench: &Bench) -> Codes {
    let body = json!({ "messaging_product": "whatsapp", "subject": "Parcels" });
    called(bench, &format!("POST {NUMBER}/groups"), body)
}

fn call(bench: &Bench) -> Codes {
    let session = json!({ "sdp_type": "offer", "sdp": "v=0" });
    let body = json!({
        "messaging_product": "whatsapp", "to": CUSTOMER, "action": "connect", "session": session,
    });
    called(bench, &format!("POST {NUMBER}/calls"), body)
}

/// The codes in the webhook that the control plane orders by this word.
fn webhook(word: &str) -> Codes {
    let bench = Bench::new();
    let number = bench.world.number(NUMBER).unwrap().1;
    let context = ExampleContext::of(ACCOUNT, number, bench.now.unix_s(), 24);
    let text = fields::find(word).expect(word).webhook(&context);
    let mut codes = Codes::new();
    collect(&serde_json::from_str(&text).unwrap(), &mut codes);
    codes
}

/// A group's picture, of a JPEG's frame header alone.
fn picture(width: u16, height: u16) -> Codes {
    let bench = with_group();
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8];
    bytes.extend(height.to_be_bytes());
    bytes.extend(width.to_be_bytes());
    let body = multipart(
        &[("messaging_product", "whatsapp")],
        &[("file", "image/jpeg", &bytes)],
    );
    codes_of(&bench.handled(&Request {
        content_type: Some(MULTIPART),
        body: &body,
        ..Request::new("POST", "/v24.0/g")
    }))
}

/// A flow, published but for what it is ordered to be.
fn with_flow(state: FlowState) -> (Bench, String) {
    let bench = Bench::new();
    let body = json!({ "name": "survey", "categories": ["OTHER"] });
    let id = bench.made(&format!("POST {ACCOUNT}/flows"), body);
    assert!(bench.world.flow_stands(bench.now, &id, state));
    (bench, id)
}

fn flow_call(what: &str) -> Codes {
    let state = match what {
        "POST /deprecate" => FlowState::Draft,
        _ => FlowState::Published,
    };
    let (bench, id) = with_flow(state);
    let (method, edge) = what.split_once(' ').unwrap();
    called(&bench, &format!("{method} {id}{edge}"), Value::Null)
}

fn flow(state: FlowState, sends: usize) -> Codes {
    let (bench, id) = with_flow(state);
    bench.world.customer_writes(bench.now, NUMBER, CUSTOMER);
    let parameters = json!({
        "flow_message_version": "3", "flow_id": id, "flow_cta": "Open", "flow_token": "t",
        "flow_action": "navigate", "flow_action_payload": { "screen": "WELCOME" },
    });
    let body = json!({
        "messaging_product": "whatsapp", "to": CUSTOMER, "type": "interactive",
        "interactive": { "type": "flow", "body": { "text": "Hi" }, "action": { "name": "flow", "parameters": parameters } },
    });
    let codes: Vec<Codes> = (0..sends).map(|_| sent(&bench, body.clone())).collect();
    let (last, before) = codes.split_last().unwrap();
    assert!(before.iter().all(BTreeSet::is_empty), "{codes:?}");
    last.clone()
}
