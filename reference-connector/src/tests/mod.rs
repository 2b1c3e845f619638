//! Claims about the whole connector: a real one in this process, between a scripted Cloud API and a client that
//! signs as carriers and Meta do.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod customers;
mod notices;
mod reminders;
mod sending;
mod short_messages;
mod sources;
mod statuses;
mod wrecks;

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use base64::Engine;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http_body_util::{BodyExt, Full};
use hyper::{Method, Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use wiremock::matchers::{method, path_regex};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::config::{Config, PhoneNumber, Secrets, Timing};
use crate::defects::Defects;

/// How the Cloud API answers its nth send, from 0.
type Script = Box<dyn Fn(usize) -> ResponseTemplate + Send + Sync>;

/// A connector at work.
struct Fixture {
    address: String,
    client: Client<HttpConnector, Full<Bytes>>,
    sends: mpsc::UnboundedReceiver<Value>,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<()>,
    /// The Cloud API; other servers are mounted beside its sends.
    cloud_api: MockServer,
}

/// A send that the script accepted has this id.
fn wamid(nth: usize) -> String {
    format!("wamid.HBg+/{nth}==")
}

fn accepted(nth: usize) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({
        "messaging_product": "whatsapp", "messages": [{"id": wamid(nth), "message_status": "accepted"}]
    }))
}

fn refused(http: u16, code: i64) -> ResponseTemplate {
    ResponseTemplate::new(http).set_body_json(json!({"error": {"message": "(#) no", "code": code}}))
}

/// What carriers sign with.
const SECRETS: [(&str, &str); 6] = [
    ("aftership", "aftership-secret"),
    ("17track", "17track-key"),
    ("yunexpress", "yunexpress-key"),
    ("ups", "ups-client-id"),
    ("kuaidi100", "kuaidi100-salt"),
    ("shopify", "shopify-secret"),
];

pub(crate) fn config() -> Config {
    let number = |seller: &str, id: &str| PhoneNumber {
        seller: seller.to_owned(),
        id: id.to_owned(),
    };
    Config {
        cloud_api_url: String::new(),
        carriers_url: None,
        sms: None,
        seller_templates: false,
        clock_scale: 1.0,
        phone_numbers: vec![number("s1", "1001"), number("s2", "1002")],
        secrets: Secrets {
            access_token: "token".to_owned(),
            app_secret: "app-secret".to_owned(),
            verify_token: "verify me".to_owned(),
            carriers: SECRETS
                .map(|(word, secret)| (word, secret.to_owned()))
                .into(),
        },
        database: None,
        send_rate_per_second: 100_000.0,
        // One at a time: what comes out second was allowed out only after the first was recorded.
        sends_in_flight_max: 1,
        backlog_max: 1_000,
        timing: Timing {
            request_timeout: Duration::from_secs(5),
            retry_gap_min: Duration::from_millis(1),
            retry_jitter_first: Duration::from_millis(1),
            retry_jitter_max: Duration::from_millis(2),
            auth_pause: Duration::from_millis(1),
            proof_wait: Duration::from_millis(1),
            restart_grace: Duration::ZERO,
            stop_grace: Duration::from_secs(5),
        },
        defects: Defects::default(),
    }
}

fn planted(defect: &str) -> Config {
    Config {
        defects: Defects::parse(&[defect.to_owned()]).unwrap(),
        ..config()
    }
}

impl Fixture {
    async fn start(config: Config) -> Fixture {
        Fixture::start_with(config, Box::new(accepted)).await
    }

    async fn start_with(mut config: Config, script: Script) -> Fixture {
        let (sent, sends) = mpsc::unbounded_channel();
        let count = Mutex::new(0);
        let cloud_api = MockServer::start().await;
        let uri = cloud_api.uri();
        // A port that the test does not know beforehand.
        let here = |text: String| text.replace("{here}", &uri);
        config.carriers_url = config.carriers_url.map(here);
        if let Some(sms) = &mut config.sms {
            sms.url = here(sms.url.clone());
        }
        let answer = move |request: &wiremock::Request| {
            let mut count = count.lock().unwrap();
            *count += 1;
            let mut body: Value = serde_json::from_slice(&request.body).unwrap();
            body["path"] = request.url.path().into();
            sent.send(body).unwrap();
            script(*count - 1)
        };
        Mock::given(method("POST"))
            .and(path_regex("^/v23.0/"))
            .respond_with(answer)
            .mount(&cloud_api)
            .await;
        config.cloud_api_url = cloud_api.uri();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(async move {
            let stop = async { drop(stopped.await) };
            crate::serve(listener, config, stop).await.unwrap();
        });
        let client = Client::builder(TokioExecutor::new()).build(HttpConnector::new());
        Fixture {
            address,
            client,
            sends,
            stop: Some(stop),
            running,
            cloud_api,
        }
    }

    async fn stop(mut self) -> mpsc::UnboundedReceiver<Value> {
        drop(self.stop.take());
        self.running.await.unwrap();
        self.sends
    }

    /// The next send that reaches the Cloud API.
    async fn sent(&mut self) -> Value {
        let sent = tokio::time::timeout(Duration::from_secs(10), self.sends.recv()).await;
        sent.expect("a send was expected and none came").unwrap()
    }

    /// Callback data of everything sent until now: sends a last message and waits for it.
    async fn all_sent(&mut self) -> Vec<String> {
        static LAST: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let last = format!(
            "LAST{}",
            LAST.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
        );
        assert_eq!(self.notice(&last, "out_for_delivery").await, 200);
        let mut callbacks = Vec::new();
        loop {
            let callback = self.sent().await["biz_opaque_callback_data"]
                .as_str()
                .unwrap()
                .to_owned();
            if callback.starts_with(&last) {
                return callbacks;
            }
            callbacks.push(callback);
        }
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, String)],
        body: impl Into<Bytes>,
    ) -> (StatusCode, Bytes) {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(Full::new(body.into())).unwrap();
        let answer = self.client.request(request).await.unwrap();
        let status = answer.status();
        (
            status,
            answer.into_body().collect().await.unwrap().to_bytes(),
        )
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        let (status, body) = self.exchange(Method::GET, path, &[], "").await;
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    /// Posts a notice of AfterShip and returns the HTTP status.
    async fn notice(&self, parcel: &str, checkpoint: &str) -> u16 {
        self.aftership(aftership(parcel, checkpoint).to_string().into())
            .await
    }

    async fn aftership(&self, body: Bytes) -> u16 {
        let signature =
            base64::engine::general_purpose::STANDARD.encode(hmac("aftership-secret", &body));
        let headers = [("AfterShip-Hmac-SHA256", signature)];
        self.exchange(Method::POST, "/webhooks/aftership", &headers, body)
            .await
            .0
            .as_u16()
    }

    /// Posts a webhook of Meta and returns the HTTP status.
    async fn meta(&self, body: impl Into<Bytes>) -> u16 {
        let body = body.into();
        let headers = [(
            "X-Hub-Signature-256",
            format!("sha256={}", hex(&hmac("app-secret", &body))),
        )];
        self.exchange(Method::POST, "/webhooks/whatsapp", &headers, body)
            .await
            .0
            .as_u16()
    }

    /// Posts a push of a carrier that is no AfterShip's; the HTTP status and the body of the answer.
    async fn push(
        &self,
        word: &str,
        headers: &[(&str, String)],
        body: impl Into<Bytes>,
    ) -> (u16, String) {
        let path = format!("/webhooks/{word}");
        let (status, answer) = self.exchange(Method::POST, &path, headers, body).await;
        (
            status.as_u16(),
            String::from_utf8_lossy(&answer).into_owned(),
        )
    }

    /// Posts a customer's message: the fields beside its id and its sender.
    async fn customer(&self, id: &str, from: &str, content: Value) {
        let mut message = json!({"id": id, "from": from, "timestamp": "1"});
        message
            .as_object_mut()
            .unwrap()
            .extend(content.as_object().unwrap().clone());
        let metadata = json!({"phone_number_id": "1002"});
        let body = envelope(vec![change(
            json!({"metadata": metadata, "messages": [message]}),
        )]);
        assert_eq!(self.meta(body.to_string()).await, 200);
    }

    /// How a customer's message was filed.
    async fn filed(&self, id: &str) -> Value {
        let (status, record) = self.get(&format!("/records/inbound/{id}")).await;
        assert_eq!(status, 200);
        record
    }

    /// All records at a path, once there are so many.
    async fn all(&self, path: &str, count: usize) -> Vec<Value> {
        let asked = async {
            loop {
                let page = self.get(path).await.1;
                let records = page["records"].as_array().unwrap().clone();
                if records.len() >= count {
                    return records;
                }
                tokio::task::yield_now().await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(10), asked).await;
        waited.unwrap_or_else(|_| panic!("{path} has fewer than {count} records"))
    }

    /// Requests that a path of the mounted servers got.
    async fn requests(&self, path: &str) -> Vec<wiremock::Request> {
        let all = self.cloud_api.received_requests().await.unwrap();
        all.into_iter()
            .filter(|request| request.url.path().starts_with(path))
            .collect()
    }

    /// Posts statuses of messages, all in one change.
    async fn statuses(&self, statuses: &[(usize, &str)]) {
        let statuses: Vec<Value> = statuses
            .iter()
            .map(|(nth, status)| json!({"id": wamid(*nth), "status": status, "timestamp": "1"}))
            .collect();
        let body = envelope(vec![change(json!({"statuses": statuses}))]);
        assert_eq!(self.meta(body.to_string()).await, 200);
    }

    /// Waits until a send's record is there.
    async fn recorded(&self, nth: usize) {
        let path = format!("/records/messages/{}", wamid(nth));
        let asked = async { while self.get(&path).await.0 == 404 {} };
        let waited = tokio::time::timeout(Duration::from_secs(10), asked).await;
        waited.expect("a record was expected and none came");
    }

    /// Records of messages, once everything sent is recorded.
    async fn records(&self) -> Vec<Value> {
        self.get("/records/messages").await.1["records"]
            .as_array()
            .unwrap()
            .clone()
    }
}

fn change(value: Value) -> Value {
    json!({"field": "messages", "value": value})
}

fn envelope(changes: Vec<Value>) -> Value {
    json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]})
}

/// A notice as AfterShip sends it, less what nobody reads.
fn aftership(parcel: &str, checkpoint: &str) -> Value {
    let (tag, subtag) = match checkpoint {
        "info_received" => ("InfoReceived", "InfoReceived_001"),
        "in_transit" => ("InTransit", "InTransit_003"),
        "customs" => ("InTransit", "InTransit_006"),
        "exception" => ("Exception", "Exception_005"),
        "out_for_delivery" => ("OutForDelivery", "OutForDelivery_001"),
        "delivered" => ("Delivered", "Delivered_001"),
        other => (other, "Other_001"),
    };
    let digits: String = parcel
        .bytes()
        .map(|byte| format!("{:02}", byte % 100))
        .collect();
    json!({
        "event": "tracking_update", "event_id": "4b5d4f86-0000-4000-8000-000000000000", "ts": 1,
        "msg": {
            "tracking_number": parcel, "slug": "china-post", "tag": tag, "subtag": subtag,
            "destination_country_region": "BRA", "order_number": null, "unheard_of": {"a": [1]},
            "custom_fields": {"seller": "s2", "carrier_name": "China Post"},
            "courier_estimated_delivery_date": {
                "type": "specific", "estimated_delivery_date": "2026-11-25T00:00:00-03:00",
                "estimated_delivery_date_min": null
            },
            "customers": [{"name": "João", "phone_number": format!("+55{digits}"), "role": "buyer"}],
            "checkpoints": [{"checkpoint_time": "2026-11-20T00:52:00", "tag": tag}]
        }
    })
}

fn hmac(key: &str, body: &[u8]) -> Vec<u8> {
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.chain_update(body).finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
