//! A connector that no carrier feeds: an order system that tells it of a parcel's state by a request of its own. It
//! sends the message at once and keeps no records. Started as a process of this binary by its connector file.

use std::collections::HashSet;
use std::convert::Infallible;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// In the environment of a process of this binary that has to be this connector: the address to listen on.
const ACT: &str = "SHAKEDOWN_STAND_IN";

/// Its connector file. `STAND_IN` is this binary; `FORGETS` makes it lose each so many messages, 0 none.
pub(crate) const FILE: &str = r#"[connector]
name = "stand-in"
version = "1"
base_url = "http://127.0.0.1:{port}"
start = ["STAND_IN"]
ready = "/alive"

[connector.env]
SHAKEDOWN_STAND_IN = "127.0.0.1:{port}"
API = "{cloud_api_url}/v23.0/{phone_number_id}/messages"
TOKEN = "{access_token}"
FORGETS_ONE_IN = "FORGETS"

[stimulus.orders]
method = "PUT"
path = "/orders/{tracking_number}"
headers = { x-order = "{order_number}" }
body = '{"to":"{recipient}","state":"{checkpoint}","by":"{carrier_name}","on":"{estimated_delivery_date}","language":"{language}"}'

[stimulus.orders.ack]
status = 202
body_pointer = "/queued"

[stimulus.orders.checkpoints]
out_for_delivery = "ON ITS WAY"
delivered = "THERE"

[policy]
stale = "allow"

[policy.messages.out_for_delivery]
template = "parcel_out_for_delivery"
body = ["tracking_number", "carrier_name", "estimated_delivery_date"]

[policy.messages.delivered]
template = "parcel_delivered"
body = ["tracking_number", "carrier_name", "estimated_delivery_date"]
"#;

/// Whether this process was started to be the connector.
pub(crate) fn is_meant() -> bool {
    std::env::var_os(ACT).is_some()
}

/// Is the connector, until it is killed.
pub(crate) fn act() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(serve())
}

struct StandIn {
    api: String,
    authorization: String,
    client: Client<HttpConnector, Full<Bytes>>,
    told: Mutex<HashSet<String>>,
    forgets_one_in: usize,
}

async fn serve() -> ExitCode {
    let setting = |name: &str| std::env::var(name).unwrap();
    let stand_in = Arc::new(StandIn {
        api: setting("API"),
        authorization: format!("Bearer {}", setting("TOKEN")),
        client: Client::builder(TokioExecutor::new()).build_http(),
        told: Mutex::default(),
        forgets_one_in: setting("FORGETS_ONE_IN").parse().unwrap(),
    });
    let listener = TcpListener::bind(setting(ACT)).await.unwrap();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let stand_in = Arc::clone(&stand_in);
        let answer = service_fn(move |request| Arc::clone(&stand_in).answer(request));
        let serving = hyper::server::conn::http1::Builder::new();
        tokio::spawn(serving.serve_connection(TokioIo::new(stream), answer));
    }
}

impl StandIn {
    async fn answer(
        self: Arc<StandIn>,
        request: Request<Incoming>,
    ) -> Result<Response<Full<Bytes>>, Infallible> {
        let path = request.uri().path().to_owned();
        let (status, body) = match (request.method(), path.strip_prefix("/orders/")) {
            (&Method::GET, None) if path == "/alive" => (StatusCode::OK, json!({})),
            (&Method::PUT, Some(number)) => {
                let body = request.into_body().collect().await.unwrap().to_bytes();
                let order: Value = serde_json::from_slice(&body).unwrap();
                self.take(number.to_owned(), order);
                (StatusCode::ACCEPTED, json!({ "queued": "yes" }))
            }
            _ => (StatusCode::NOT_FOUND, json!({})),
        };
        let mut response = Response::new(Full::from(body.to_string()));
        *response.status_mut() = status;
        Ok(response)
    }

    /// Each state of a parcel is told once.
    fn take(self: &Arc<StandIn>, number: String, order: Value) {
        let template = match order["state"].as_str().unwrap() {
            "ON ITS WAY" => "parcel_out_for_delivery",
            "THERE" => "parcel_delivered",
            _ => return,
        };
        let count = {
            let mut told = self.told.lock().unwrap();
            if !told.insert(format!("{number} {template}")) {
                return;
            }
            told.len()
        };
        if self.forgets_one_in == 0 || !count.is_multiple_of(self.forgets_one_in) {
            tokio::spawn(Arc::clone(self).send(number, template, order));
        }
    }

    async fn send(self: Arc<StandIn>, number: String, template: &'static str, order: Value) {
        let text = |text: &Value| json!({ "type": "text", "text": text });
        let message = json!({
            "messaging_product": "whatsapp",
            "to": order["to"],
            "type": "template",
            "template": {
                "name": template,
                "language": { "code": order["language"] },
                "components": [{ "type": "body", "parameters": [text(&json!(number)), text(&order["by"]), text(&order["on"])] }],
            },
        });
        let request = Request::post(&self.api)
            .header("authorization", &self.authorization)
            .header("content-type", "application/json")
            .body(Full::from(message.to_string()))
            .unwrap();
        // What becomes of it is the harness's to see.
        let _ = self.client.request(request).await;
    }
}
