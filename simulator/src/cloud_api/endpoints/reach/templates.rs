//! What the endpoints of templates answer.

use super::*;
use crate::cloud_api::endpoints::bench::{ACCOUNT, TEMPLATE};
use crate::meta_switches::TemplateLimit;
use crate::template::{Template, TemplateStatus};

const FINE: &str = "Your parcel {{1}} is on its way to you today.";

pub(super) const CAUSES: &[(u32, Cause)] = &[
    (134_101, || {
        let mut bench = Bench::with(|settings| {
            settings.graph.templates.marketing_sync = Duration::from_secs(600);
        });
        let mut body = template("fresh", FINE);
        body["category"] = json!("MARKETING");
        body["components"][0] = json!({ "type": "BODY", "text": "We have something new for you." });
        let made = bench.handled_call(&create(), body);
        reviewed(&mut bench, made);
        super::sends::marketed(&bench, named("fresh", "5511987654321"))
    }),
    (80_008, || {
        let bench = Bench::new();
        let made = |n| called(&bench, &create(), template(&format!("t{n}"), FINE));
        (0..101).flat_map(made).collect()
    }),
    (141_002, || {
        let bench = Bench::with(|settings| {
            settings.accounts[0].templates[0].status = TemplateStatus::Paused;
        });
        called(
            &bench,
            &format!("GET {TEMPLATE}?fields=health_status"),
            Value::Null,
        )
    }),
    (2_388_019, || {
        let bench = Bench::with(|settings| {
            settings.graph.switches.template_limit = TemplateLimit::Unverified;
            settings.accounts[0].templates = (0..250)
                .map(|n| Template::utility(format!("5{n:05}"), &format!("o{n}"), "de", "x".into()))
                .collect();
        });
        called(&bench, &create(), template("a", FINE))
    }),
    (2_388_023, || {
        let bench = Bench::new();
        let delete = format!("DELETE {ACCOUNT}/message_templates?name=delivered");
        bench.ok(&delete, Value::Null);
        called(&bench, &create(), template("delivered", FINE))
    }),
    (2_388_024, || {
        twice(|bench| called(bench, &create(), template("a", FINE)))
    }),
    (2_388_039, || {
        let bench = Bench::new();
        let id = bench.made(&create(), template("a", FINE));
        called(&bench, &format!("POST {id}"), edited())
    }),
    (2_388_040, || made("a", &"x".repeat(1_100))),
    (2_388_043, || {
        let mut body = template("a", FINE);
        body["components"][0]["example"] = Value::Null;
        called(&Bench::new(), &create(), body)
    }),
    (2_388_046, || made("Parcel", FINE)),
    (2_388_047, || {
        beside(json!({ "type": "HEADER", "format": "TEXT", "text": "Two\nlines" }))
    }),
    (2_388_060, || {
        button(
            json!({ "type": "URL", "text": "Go", "url": "https://{{1}}.x.example", "example": ["a"] }),
        )
    }),
    (2_388_072, || made("a", "Your parcel {{1} is on its way.")),
    (2_388_073, || {
        beside(json!({ "type": "FOOTER", "text": "Hi {{1}}" }))
    }),
    (2_388_081, || {
        button(json!({ "type": "URL", "text": "Go", "url": "https://wa.me/1" }))
    }),
    (2_388_124, || {
        let mut bench = Bench::new();
        let edit = format!("POST {TEMPLATE}");
        let first = bench.handled_call(&edit, edited());
        assert_eq!(codes_of(&first), Codes::new());
        reviewed(&mut bench, first);
        called(&bench, &edit, edited())
    }),
    (2_388_155, || made("hello_world", FINE)),
    (2_388_293, || made("a", "Parcel {{1}} comes")),
    (2_388_299, || made("a", "{{1}} is on its way to you today.")),
];

fn create() -> String {
    format!("POST {ACCOUNT}/message_templates")
}

fn body(text: &str) -> Value {
    json!({ "type": "BODY", "text": text, "example": { "body_text": [["YT1"]] } })
}

fn template(name: &str, text: &str) -> Value {
    json!({ "name": name, "language": "pt_BR", "category": "UTILITY", "components": [body(text)] })
}

fn edited() -> Value {
    json!({ "components": [body("Your parcel {{1}} is on its way to you now.")] })
}

fn made(name: &str, text: &str) -> Codes {
    called(&Bench::new(), &create(), template(name, text))
}

fn beside(component: Value) -> Codes {
    let mut submitted = template("a", FINE);
    submitted["components"] = json!([component, body(FINE)]);
    called(&Bench::new(), &create(), submitted)
}

fn button(button: Value) -> Codes {
    beside(json!({ "type": "BUTTONS", "buttons": [button] }))
}

/// A minute later, when the review that this has asked for is over.
fn reviewed(bench: &mut Bench, asked: Handled) {
    bench.later(60);
    for due in asked.due {
        if let Due::Timer(timer) = due {
            bench.world.wake(bench.now, &timer.timer);
        }
    }
}

/// The codes of the second time alone.
fn twice(call: impl Fn(&Bench) -> Codes) -> Codes {
    let bench = Bench::new();
    assert_eq!(call(&bench), Codes::new());
    call(&bench)
}
