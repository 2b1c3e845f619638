//! A customer's medium, from its webhook to its bytes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::*;
use crate::control::{self, Control, Exchange, Handled, Present};
use crate::observation::Observer;
use crate::recent::Recent;
use crate::server::stand::settings;
use crate::world::Request;

const BASE: &str = "http://127.0.0.1:4800";

fn furnished_rim(change: impl FnOnce(&mut crate::settings::Settings)) -> Arc<Rim> {
    let mut settings = settings(Some("http://127.0.0.1:1/hook".into()));
    settings.graph.media_base = Some(BASE.into());
    change(&mut settings);
    let (clock, observer) = (
        Clock::start(1.0),
        Arc::new(Seen::default()) as Arc<dyn Observer>,
    );
    let outbox = Outbox::new(&settings, clock, Arc::clone(&observer));
    let world = Arc::new(World::new(settings, clock.now()));
    Arc::new(Rim::new(world, clock, observer, outbox))
}

/// The message in the webhook of what the control plane triggers.
fn written(rim: &Rim, asked: Value) -> Value {
    let recent = Arc::new(Recent::new(rim.clock.now()));
    let guard = Arc::new(|_: &str| Ok(()));
    let control = Control::new(
        Arc::clone(&rim.world),
        recent,
        rim.clock,
        "open".into(),
        Vec::new(),
        guard,
    );
    let present = Present {
        now: rim.clock.now(),
        pending: 0,
        internal_errors: 0,
    };
    let text = asked.to_string();
    let request = control::Request {
        method: "POST",
        path: "/trigger",
        query: "",
        host: Some("127.0.0.1"),
        authorization: Some("Bearer open"),
        body: text.as_bytes(),
    };
    let Handled::Errand(errand) = control.handle(present, &request) else {
        panic!("{asked} posts nothing");
    };
    let Exchange::Webhook { body, .. } = &errand.exchanges[0] else {
        panic!("{asked} posts no webhook");
    };
    let mut body: Value = serde_json::from_slice(body).unwrap();
    body["entry"][0]["changes"][0]["value"]["messages"][0].take()
}

/// Status and bytes of a GET of this address.
async fn fetched(rim: &Arc<Rim>, address: &str) -> (String, Vec<u8>) {
    let path = address.strip_prefix(BASE).unwrap_or(address);
    let (mut stream, _serving) = connect(rim, WINDOW);
    let line = format!("GET {path}");
    stream.write_all(&call(&line, "", "")).await.unwrap();
    let mut all = Vec::new();
    stream.read_to_end(&mut all).await.unwrap();
    let end = all.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let status = String::from_utf8_lossy(&all[9..12]).into_owned();
    (status, all[end + 4..].to_vec())
}

#[tokio::test]
async fn an_inbound_image_is_fetched_by_its_webhooks_address_and_by_its_id_and_its_hash_is_true() {
    let rim = furnished_rim(|_| {});
    for asked in [
        json!({ "what": "customer.image", "image": { "caption": "broken" } }),
        json!({ "what": "customer.edit", "edit": { "image": { "caption": "more" } } }),
    ] {
        let mut message = written(&rim, asked);
        let image = match message["type"].as_str().unwrap() {
            "image" => message["image"].take(),
            _ => message["edit"]["message"]["image"].take(),
        };
        let url = image["url"].as_str().unwrap();
        assert!(url.starts_with(&format!("{BASE}/whatsapp_business/attachments/?mid=")));
        let (status, bytes) = fetched(&rim, url).await;
        assert_eq!(status, "200", "{url}");
        assert_eq!(image["sha256"], STANDARD.encode(Sha256::digest(&bytes)));
        let (status, node) =
            fetched(&rim, &format!("/v24.0/{}", image["id"].as_str().unwrap())).await;
        let node: Value = serde_json::from_slice(&node).unwrap();
        let digest = Sha256::digest(&bytes);
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((status.as_str(), &node["sha256"]), ("200", &json!(hex)));
        let again = node["url"].as_str().unwrap();
        let path = &again[again.find("/whatsapp_business").unwrap()..];
        assert_eq!(fetched(&rim, path).await, ("200".to_owned(), bytes));
    }
}

#[tokio::test]
async fn an_address_that_was_changed_gives_nothing() {
    let rim = furnished_rim(|_| {});
    let message = written(&rim, json!({ "what": "customer.image" }));
    let url = message["image"]["url"].as_str().unwrap();
    let ends: u64 = url.split("ext=").nth(1).unwrap()[..10].parse().unwrap();
    for changed in [
        url.replace("hash=", "hash=0"),
        url.replace(&ends.to_string(), &(ends + 300).to_string()),
        url.replace("mid=", "mid=1"),
    ] {
        assert_eq!(fetched(&rim, &changed).await.0, "404", "{changed}");
    }
}

#[tokio::test]
async fn an_address_ends_after_five_minutes_and_the_id_goes_on() {
    let rim = furnished_rim(|_| {});
    let message = written(&rim, json!({ "what": "customer.document" }));
    let url = message["document"]["url"].as_str().unwrap();
    let (path, query) = url[BASE.len()..].split_once('?').unwrap();
    let ends: u64 = url.split("ext=").nth(1).unwrap()[..10].parse().unwrap();
    let made: u64 = message["timestamp"].as_str().unwrap().parse().unwrap();
    assert_eq!(ends, made + 300);
    let asked = |at_s, path: &str, query: &str| {
        let request = Request {
            authorization: Some("Bearer token"),
            ..Request::new("GET", path).query(query)
        };
        let now = crate::clock::Moment::from_unix_s(at_s);
        rim.world.handle(now, &request).answer.status
    };
    assert_eq!(asked(ends - 1, path, query), 200);
    assert_eq!(asked(ends, path, query), 404);
    let node = format!("/v24.0/{}", message["document"]["id"].as_str().unwrap());
    assert_eq!(asked(ends, &node, ""), 200);
}

#[tokio::test]
async fn there_is_no_address_before_the_change_reached_the_account_or_where_the_world_has_none() {
    let off = furnished_rim(|settings| settings.graph.switches.inbound_media_url = false);
    let nowhere = furnished_rim(|settings| settings.graph.media_base = None);
    for rim in [off, nowhere] {
        let message = written(&rim, json!({ "what": "customer.image" }));
        assert!(message["image"].get("url").is_none(), "{message}");
        assert!(message["image"]["id"].is_string(), "{message}");
    }
}

#[tokio::test]
async fn a_customers_file_of_more_than_100_mb_is_131052() {
    let rim = furnished_rim(|_| {});
    let sized = |bytes: u64| {
        written(
            &rim,
            json!({ "what": "customer.video", "video": { "file_size": bytes } }),
        )
    };
    let message = sized((100 << 20) + 1);
    assert_eq!(
        (&message["type"], &message["errors"][0]["code"]),
        (&json!("unsupported"), &json!(131_052))
    );
    assert!(sized(100 << 20)["video"]["id"].is_string());
}
