#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

use std::time::Duration;

use clap::Parser;
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use super::*;
use crate::cli::{Cli, Command};

/// Longest wait for anything that must come; a failing test ends with it, a passing one never waits.
const PATIENCE: Duration = Duration::from_secs(20);

fn options(arguments: &[&str]) -> Result<Options, String> {
    let line = [
        "shakedown",
        "simulate",
        "--port",
        "0",
        "--control-port",
        "0",
    ];
    let cli = Cli::try_parse_from(line.iter().chain(arguments)).unwrap();
    match cli.command {
        Command::Simulate(args) => Options::new(&args),
        other => panic!("simulate was parsed as {other:?}"),
    }
}

/// A connector that takes every webhook and hands it over.
struct Takes(mpsc::UnboundedSender<(String, Vec<u8>)>);

impl Respond for Takes {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let header = request.headers.get("X-Hub-Signature-256");
        let signature = header.map_or("", |value| value.to_str().unwrap_or(""));
        let _ = self.0.send((signature.to_owned(), request.body.clone()));
        ResponseTemplate::new(200)
    }
}

struct Asking<'a> {
    simulation: &'a Simulation,
    client: Client,
}

impl Asking<'_> {
    fn value(&self, name: &str) -> &str {
        self.simulation.announcement().value(name)
    }

    async fn send(&self, template: &str) -> Value {
        let url = format!(
            "{}/v23.0/{}/messages",
            self.value("CLOUD_API_URL"),
            self.value("PHONE_NUMBER_ID")
        );
        let parameter = |text: &str| json!({ "type": "text", "text": text });
        let body = json!({
            "messaging_product": "whatsapp", "to": "5511987654321", "type": "template",
            "template": { "name": template, "language": { "code": "pt_BR" }, "components": [{
                "type": "body",
                "parameters": [parameter("YT1"), parameter("YunExpress"), parameter("2026-11-25")],
            }] },
        });
        let request = self
            .client
            .post(url)
            .bearer_auth(self.value("ACCESS_TOKEN"));
        let answer = request.body(body.to_string()).send().await.unwrap();
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    async fn ask(&self, method: Method, route: &str) -> (StatusCode, Value) {
        let request = self
            .client
            .request(method, format!("{}{route}", self.value("CONTROL_URL")));
        told(request.bearer_auth(self.value("CONTROL_TOKEN"))).await
    }
}

async fn told(request: reqwest::RequestBuilder) -> (StatusCode, Value) {
    let answer = request.send().await.unwrap();
    let status = answer.status();
    (
        status,
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap(),
    )
}

#[tokio::test]
async fn a_connector_can_be_developed_against_the_world_alone() {
    let (sender, mut webhooks) = mpsc::unbounded_channel();
    let connector = MockServer::start().await;
    let route = Mock::given(method("POST")).and(path("/webhooks/whatsapp"));
    route.respond_with(Takes(sender)).mount(&connector).await;
    let callback = format!("{}/webhooks/whatsapp", connector.uri());
    let options = options(&["--callback", &callback, "--clock-scale", "1000"]).unwrap();
    let simulation = Simulation::open(options).await.unwrap();
    let asking = Asking {
        simulation: &simulation,
        client: Client::builder().no_proxy().build().unwrap(),
    };

    let accepted = asking.send("parcel_delivered").await;
    let wamid = accepted["messages"][0]["id"].as_str().unwrap().to_owned();
    let mut statuses = Vec::new();
    while statuses.len() < 3 {
        let next = tokio::time::timeout(PATIENCE, webhooks.recv()).await;
        let (signature, body) = next.expect("a webhook within the patience").unwrap();
        let (right, _) =
            simulator::signature::meta_headers(asking.value("APP_SECRET"), body.clone(), None);
        assert_eq!(signature, right[0].1);
        let webhook: Value = serde_json::from_slice(&body).unwrap();
        for status in webhook["entry"][0]["changes"][0]["value"]["statuses"]
            .as_array()
            .unwrap()
        {
            assert_eq!(status["id"], wamid);
            statuses.push(status["status"].as_str().unwrap().to_owned());
        }
    }
    // Webhooks under way overtake each other at a thousand times the speed.
    statuses.sort();
    assert_eq!(statuses, ["delivered", "read", "sent"]);

    let (status, messages) = asking.ask(Method::GET, "/messages?to=5511987654321").await;
    assert_eq!(
        (status, &messages["messages"][0]["wamid"]),
        (StatusCode::OK, &json!(wamid))
    );
    let text = messages["messages"][0]["text"].as_str().unwrap();
    assert!(
        text.contains("YT1") && text.contains("2026-11-25"),
        "{text}"
    );

    let refused = asking.send("parcel_deliverd").await;
    assert_eq!(refused["error"]["code"], 132_001);
    let trace = refused["error"]["fbtrace_id"].as_str().unwrap();
    let (status, why) = asking.ask(Method::GET, &format!("/explain/{trace}")).await;
    assert_eq!((status, &why["code"]), (StatusCode::OK, &json!(132_001)));
    assert!(
        why["nearest"]
            .as_str()
            .unwrap()
            .contains("parcel_delivered"),
        "{why}"
    );
}

#[tokio::test]
async fn the_control_plane_opens_only_to_its_token_and_its_own_name() {
    let simulation = Simulation::open(options(&[]).unwrap()).await.unwrap();
    let announcement = simulation.announcement();
    let client = Client::builder().no_proxy().build().unwrap();
    let messages = || client.get(format!("{}/messages", announcement.value("CONTROL_URL")));
    let token = announcement.value("CONTROL_TOKEN");
    let wrong = announcement.value("ACCESS_TOKEN");
    for (request, status) in [
        (messages(), StatusCode::UNAUTHORIZED),
        (messages().bearer_auth(wrong), StatusCode::UNAUTHORIZED),
        (
            messages()
                .bearer_auth(token)
                .header("host", "rebound.example:4801"),
            StatusCode::FORBIDDEN,
        ),
        (messages().bearer_auth(token), StatusCode::OK),
    ] {
        let (got, body) = told(request).await;
        assert_eq!(got, status, "{body}");
    }
}

#[tokio::test]
async fn a_taken_port_is_told_with_the_option_that_chooses_another() {
    let (_listener, address) = crate::stage::listen(0).await.unwrap();
    let mut taken = options(&[]).unwrap();
    taken.control_port = address.port();
    let error = Simulation::open(taken).await.map(|_| ()).unwrap_err();
    assert!(
        error.contains("is taken") && error.contains("--control-port 0"),
        "{error}"
    );
}

#[test]
fn webhooks_go_to_this_machine_only() {
    for (url, why) in [
        ("https://graph.facebook.com/webhooks", "refused"),
        ("http://10.0.0.7:8000/webhooks", "not this machine"),
        ("http://connector:8000/webhooks", "not this machine"),
        ("127.0.0.1:8000", "not a URL"),
        ("http://user:pass@127.0.0.1/", "password"),
    ] {
        let error = options(&["--callback", url]).map(|_| ()).unwrap_err();
        assert!(
            error.starts_with("--callback: ") && error.contains(why),
            "{url}: {error}"
        );
    }
    for url in [
        "http://127.0.0.1:8000/w",
        "https://127.0.0.1:8000/w",
        "http://localhost:8000/w",
        "http://[::1]:8000/w",
    ] {
        assert!(options(&["--callback", url]).is_ok(), "{url}");
    }
}

#[test]
fn the_plain_world_has_no_trouble_and_a_scenario_brings_its_own() {
    let plain = options(&[]).unwrap().settings;
    let handsets = &plain.handsets;
    assert!(plain.faults.is_empty() && plain.forged_statuses == 0.0);
    assert_eq!(
        (handsets.read_share, handsets.duplicates, handsets.unordered),
        (1.0, 0.0, 0.0)
    );
    assert_eq!((plain.throughput_mps, plain.pair_limit), (80, true));
    let smoke = options(&["--scenario", "smoke", "--throughput", "20"])
        .unwrap()
        .settings;
    assert!(!smoke.faults.is_empty());
    assert_eq!(smoke.throughput_mps, 20);
    let set = options(&["--set", "handsets.read_share=0.5"])
        .unwrap()
        .settings;
    assert_eq!(set.handsets.read_share, 0.5);
    let error = options(&["--set", "handsets.read_shares=0.5"])
        .map(|_| ())
        .unwrap_err();
    assert!(error.contains("read_share"), "{error}");
}

#[tokio::test]
async fn the_same_seed_announces_the_same_secrets_and_another_token() {
    let (one, two) = (
        Simulation::open(options(&["--seed", "7"]).unwrap())
            .await
            .unwrap(),
        Simulation::open(options(&["--seed", "7"]).unwrap())
            .await
            .unwrap(),
    );
    let (one, two) = (one.announcement(), two.announcement());
    for name in [
        "APP_SECRET",
        "ACCESS_TOKEN",
        "VERIFY_TOKEN",
        "AFTERSHIP_SECRET",
        "PHONE_NUMBERS",
    ] {
        assert!(!one.value(name).is_empty(), "{name}");
        assert_eq!(one.value(name), two.value(name), "{name}");
    }
    assert_ne!(one.value("CONTROL_TOKEN"), two.value("CONTROL_TOKEN"));
    let exports = one.shell();
    let json: Value = serde_json::from_str(&one.json()).unwrap();
    for name in [
        "CLOUD_API_URL",
        "SEVENTEENTRACK_KEY",
        "YUNEXPRESS_KEY",
        "WABA_ID",
        "CONTROL_URL",
        "CARRIERS_URL",
        "SHIPSTATION_V1_SECRET",
        "DHL_UNIFIED_SECRET",
        "YANWEN_SECRET",
        "FOURPX_SECRET",
    ] {
        assert!(
            exports.contains(&format!("export {name}='{}'\n", one.value(name))),
            "{name}"
        );
        assert_eq!(json[name], one.value(name));
    }
    // No shell has names that begin with a digit.
    assert!(json["17TRACK_SECRET"].is_string() && !exports.contains("export 1"));
}
