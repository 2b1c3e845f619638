#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod listing;
mod managing;

use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::Moment;
use crate::due::{Due, Timer};
use crate::graph::template_life::TemplateSettings;
use crate::meta_switches::{MetaSwitches, TemplateLimit};
use crate::settings::{Account, App, GraphSettings, Handsets, PhoneNumber, Settings};
use crate::template::Template;
use crate::world::{Handled, HeaderLookup, Request, World};

pub(crate) const ACCOUNT: &str = "10";
pub(crate) const NUMBER: &str = "106540352242922";

pub(crate) fn start() -> Moment {
    Moment::from_unix_s(1_800_000_000)
}

pub(crate) fn at(seconds: u64) -> Moment {
    start().after(Duration::from_secs(seconds))
}

pub(crate) fn world_of(templates: Vec<Template>, tuning: TemplateSettings) -> World {
    world_with(
        templates,
        GraphSettings {
            templates: tuning,
            ..GraphSettings::default()
        },
    )
}

pub(crate) fn world_with(templates: Vec<Template>, graph: GraphSettings) -> World {
    let account = Account {
        id: ACCOUNT.into(),
        numbers: vec![PhoneNumber {
            id: NUMBER.into(),
            display: "15550783881".into(),
            verified_name: "Shop".into(),
        }],
        templates,
    };
    let settings = Settings {
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
        accounts: vec![account],
        handsets: Handsets::default(),
        throughput_mps: 1_000,
        pair_limit: false,
        graph,
        faults: Vec::new(),
        forged_statuses: 0.0,
        sms: crate::sms::SmsSettings::default(),
    };
    World::new(settings, start())
}

pub(crate) fn world() -> World {
    world_of(Vec::new(), TemplateSettings::default())
}

/// An answer: status, body, what falls due.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) due: Vec<Due>,
}

impl Answered {
    fn of(handled: Handled) -> Answered {
        Answered {
            status: handled.answer.status,
            body: serde_json::from_slice(&handled.answer.body).unwrap(),
            due: handled.due,
        }
    }

    /// Code and subcode; zeros when it is no error.
    pub(crate) fn error(&self) -> (u64, u64) {
        let number = |key: &str| self.body["error"][key].as_u64().unwrap_or(0);
        (number("code"), number("error_subcode"))
    }

    pub(crate) fn id(&self) -> String {
        self.body["id"]
            .as_str()
            .unwrap_or_else(|| panic!("no id: {}", self.body))
            .to_owned()
    }
}

pub(crate) fn call(world: &World, now: Moment, method: &str, path: &str, body: &Value) -> Answered {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let path = format!("/v24.0/{path}");
    let bytes = body.to_string();
    let request = Request::new(method, &path)
        .query(query)
        .authorization("Bearer token");
    let request = if body.is_null() {
        request
    } else {
        request.json(bytes.as_bytes())
    };
    Answered::of(world.handle(now, &request))
}

pub(crate) fn get(world: &World, path: &str) -> Answered {
    call(world, start(), "GET", path, &Value::Null)
}

pub(crate) fn parcel(name: &str) -> Value {
    json!({
        "name": name, "language": "pt_BR", "category": "UTILITY",
        "components": [{
            "type": "BODY", "text": "Your parcel {{1}} is on its way to you today.",
            "example": { "body_text": [["YT1"]] },
        }],
    })
}

pub(crate) fn create(world: &World, now: Moment, body: &Value) -> Answered {
    call(
        world,
        now,
        "POST",
        &format!("{ACCOUNT}/message_templates"),
        body,
    )
}

/// Lets every timer fall due that is due by `until`, and what follows from it; gives all webhooks as field and value.
pub(crate) fn wake(world: &World, due: Vec<Due>, until: Moment) -> Vec<(&'static str, Value)> {
    let mut waiting = due;
    let mut webhooks = Vec::new();
    while let Some(next) = waiting
        .iter()
        .enumerate()
        .filter(|(_, due)| due.at() <= until)
        .min_by_key(|(_, due)| due.at())
        .map(|(place, _)| place)
    {
        match waiting.remove(next) {
            Due::Timer(timer) => waiting.extend(world.wake(timer.due, &timer.timer).1),
            Due::Notice(notice) => webhooks.push((notice.field, (notice.body)(24))),
            Due::Status(_) | Due::Sms(_) => {}
        }
    }
    webhooks
}

pub(crate) fn approved(world: &World, body: &Value) -> String {
    let created = create(world, start(), body);
    let id = created.id();
    wake(world, created.due, at(10));
    id
}

pub(crate) fn field(world: &World, id: &str, name: &str) -> Value {
    get(world, &format!("{id}?fields={name}")).body[name].clone()
}

#[test]
fn a_created_template_waits_for_its_review_and_can_be_read_back() {
    let world = world();
    let created = create(&world, start(), &parcel("parcel_on_its_way"));
    assert_eq!(created.status, 200);
    assert_eq!(
        (&created.body["status"], &created.body["category"]),
        (&json!("PENDING"), &json!("UTILITY"))
    );
    let id = created.id();
    assert!(matches!(&created.due[..], [Due::Timer(timer)]
        if timer.timer == Timer::TemplateReview { account: ACCOUNT.into(), template: id.clone() }));
    let node = get(&world, &id).body;
    assert_eq!(node["name"], "parcel_on_its_way");
    assert_eq!(node["parameter_format"], "POSITIONAL");
    assert_eq!(node["components"][0]["example"]["body_text"][0][0], "YT1");
    assert_eq!(node["id"], json!(id));
}

#[test]
fn words_of_a_submission_are_read_back_in_upper_case() {
    let world = world();
    let body = json!({
        "name": "parcel_out_for_delivery", "language": "en_US", "category": "utility",
        "parameter_format": "named", "message_send_ttl_seconds": 3600,
        "components": [
            { "type": "header", "format": "image", "example": { "header_handle": ["4::aW1hZ2U="] } },
            { "type": "body", "text": "Hi {{name}}, parcel {{tracking_no}} is out for delivery.",
              "example": { "body_text_named_params": [
                { "param_name": "name", "example": "Ana" }, { "param_name": "tracking_no", "example": "YT123" }] } },
            { "type": "footer", "text": "Your shop" },
            { "type": "buttons", "buttons": [
                { "type": "url", "text": "Track", "url": "https://x.example/{{1}}", "example": ["YT123"] },
                { "type": "phone_number", "text": "Call us", "phone_number": "+15550051310" },
                { "type": "quick_reply", "text": "Stop" }] },
        ],
    });
    let created = create(&world, start(), &body);
    assert_eq!(created.status, 200, "{}", created.body);
    let node = get(
        &world,
        &format!(
            "{}?fields=components,message_send_ttl_seconds,parameter_format",
            created.id()
        ),
    )
    .body;
    let kinds: Vec<&str> = node["components"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["type"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["HEADER", "BODY", "FOOTER", "BUTTONS"]);
    assert_eq!(node["components"][0]["format"], "IMAGE");
    assert!(
        node["components"][0]["example"]["header_handle"][0]
            .as_str()
            .unwrap()
            .starts_with("https://scontent.")
    );
    assert_eq!(node["components"][3]["buttons"][2]["type"], "QUICK_REPLY");
    assert_eq!(
        (&node["message_send_ttl_seconds"], &node["parameter_format"]),
        (&json!(3600), &json!("NAMED"))
    );
}

#[test]
fn a_name_is_free_once_a_language_and_with_one_category() {
    let world = world();
    approved(&world, &parcel("a"));
    let mut body = parcel("a");
    let again = create(&world, at(20), &body);
    assert_eq!(again.error(), (100, 2_388_024));
    let error = &again.body["error"];
    assert_eq!(error["message"], "Invalid parameter");
    assert_eq!(error["is_transient"], false);
    assert_eq!(
        error["error_user_title"],
        "Content in This Language Already Exists"
    );
    assert!(
        error["error_user_msg"]
            .as_str()
            .unwrap()
            .starts_with("There is already Portuguese (BR) content")
    );
    assert!(error.get("error_data").is_none());
    body["language"] = json!("de");
    assert_eq!(create(&world, at(20), &body).status, 200);
    body["language"] = json!("fr");
    body["category"] = json!("MARKETING");
    let mixed = create(&world, at(20), &body);
    assert!(
        mixed.body["error"]["error_user_msg"]
            .as_str()
            .unwrap()
            .contains("associated with this template, UTILITY")
    );
}

#[test]
fn an_account_has_so_many_templates_and_creates_so_many_an_hour() {
    let graph = GraphSettings {
        switches: MetaSwitches {
            template_limit: TemplateLimit::Unverified,
            ..MetaSwitches::default()
        },
        ..GraphSettings::default()
    };
    let there =
        (0..249).map(|n| Template::utility(format!("5{n:05}"), &format!("o{n}"), "de", "x".into()));
    let few = world_with(there.collect(), graph);
    let codes: Vec<u64> = (0..2)
        .map(|n| create(&few, start(), &parcel(&format!("t{n}"))).error().1)
        .collect();
    assert_eq!(codes, [0, 2_388_019]);
    let many = world();
    let codes: Vec<u64> = (0..101)
        .map(|n| create(&many, start(), &parcel(&format!("t{n}"))).error().0)
        .collect();
    assert_eq!(codes.iter().filter(|code| **code == 0).count(), 100);
    assert_eq!(codes[100], 80_008);
    assert_eq!(create(&many, at(3_601), &parcel("late")).status, 200);
}

#[test]
fn templates_from_the_library_need_no_review() {
    let world = world();
    let body = json!({
        "name": "my_delivery_update", "language": "en_US", "category": "UTILITY",
        "library_template_name": "delivery_update_1",
        "library_template_button_inputs": "[{\"type\":\"URL\",\"url\":{\"base_url\":\"https://x.example/{{1}}\",\"url_suffix_example\":\"https://x.example/1\"}}]",
    });
    let created = create(&world, start(), &body);
    assert_eq!(created.body["status"], "APPROVED", "{}", created.body);
    assert_eq!(
        field(&world, &created.id(), "library_template_name"),
        "delivery_update_1"
    );
    let mut unknown = body.clone();
    unknown["library_template_name"] = json!("nothing_like_it");
    unknown["name"] = json!("other");
    assert_eq!(create(&world, start(), &unknown).error().0, 100);
}

#[test]
fn hostile_bodies_are_refused_and_never_panic() {
    let world = world();
    let deep = json!({ "name": "a", "language": "de", "category": "UTILITY", "components": "[".repeat(5_000) });
    let bodies = [
        json!([]),
        json!({}),
        json!({ "name": 5 }),
        deep,
        json!({ "name": "a", "language": "de", "category": "UTILITY", "components": null }),
        json!({ "name": "a", "language": "de", "category": "UTILITY", "components": { "type": "BODY" } }),
        json!({ "name": "a", "language": "de", "category": "UTILITY", "components": [null, 5, []] }),
        json!({ "name": "a", "language": "de", "category": "UTILITY", "components": [{ "type": "BODY", "text": ["x"] }] }),
        json!({ "name": "a", "language": "de", "category": "UTILITY", "components": [{ "type": "BUTTONS", "buttons": [null] }] }),
        json!({ "name": "a", "language": "de", "category": "UTILITY", "components": [{ "type": "CAROUSEL", "cards": [{}, {}] }] }),
        json!({ "name": "a", "language": "de", "category": "UTILITY", "components": [{ "type": "BODY", "text": "{{é}} x {{" }] }),
    ];
    for body in bodies {
        let answered = create(&world, start(), &body);
        assert_eq!(
            (answered.status, answered.error().0),
            (400, 100),
            "{}",
            answered.body
        );
    }
}
