//! Where webhooks arrive: the client's own service, which checks the signature and reads the body, and what it told.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, Uri};
use axum::response::Response;
use tokio::net::TcpListener;
use whatsapp_business_rs::Message;
use whatsapp_business_rs::server::{ErrorContext, Event, EventContext, Handler, MessageUpdate};
use whatsapp_business_rs::webhook_service::WebhookService;

use crate::claim::Trouble;

/// Where the client's service alone stands, with its own handshake.
pub const AS_PUBLISHED: &str = "/as-published";
/// Meta's signature.
pub const SIGNATURE: &str = "x-hub-signature-256";
const BODY_MAX: usize = 4 << 20;

/// A webhook and what the client answered.
#[derive(Clone, Debug)]
pub struct Arrived {
    pub body: Bytes,
    pub signature: String,
    pub status: StatusCode,
}

/// What the client's handler was told.
#[derive(Default)]
struct Told {
    messages: Vec<Message>,
    updates: Vec<MessageUpdate>,
    errors: Vec<String>,
}

#[derive(Clone, Default)]
struct Hearer(Arc<Mutex<Told>>);

impl Hearer {
    fn with<R>(&self, look: impl FnOnce(&mut Told) -> R) -> R {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Handler for Hearer {
    async fn handle(&self, _context: EventContext, event: Event) {
        self.with(|told| match event {
            Event::IncomingMessage(message) => told.messages.push(message.into_inner()),
            Event::MessageUpdate(update) => told.updates.push(update),
            _ => {}
        });
    }

    async fn handle_error(&self, _context: ErrorContext, error: Box<dyn std::error::Error + Send>) {
        self.with(|told| told.errors.push(error.to_string()));
    }
}

/// The callback of a world.
#[derive(Clone)]
pub struct Callback {
    address: String,
    service: WebhookService<Hearer>,
    /// Shakes hands. The client's service may read either of its secrets as the verify token, for it takes one struct
    /// for another of a different layout; here both are the verify token.
    greeter: WebhookService<Hearer>,
    told: Hearer,
    arrived: Arc<Mutex<Vec<Arrived>>>,
    /// What the client's own handshake answered.
    handshakes: Arc<Mutex<Vec<StatusCode>>>,
}

/// Listens until the process ends.
pub async fn listen(address: &str, secret: &str, verify_token: &str) -> Result<Callback, Trouble> {
    let told = Hearer::default();
    let service = WebhookService::<Hearer>::builder()
        .verify_payload(secret.to_owned())
        .verify_token(verify_token)
        .build(told.clone());
    let greeter = WebhookService::<Hearer>::builder()
        .verify_payload(verify_token.to_owned())
        .verify_token(verify_token)
        .build(told.clone());
    let callback = Callback {
        address: address.to_owned(),
        service,
        greeter,
        handshakes: Arc::default(),
        told,
        arrived: Arc::default(),
    };
    let listener = TcpListener::bind(address).await?;
    let here = callback.clone();
    let router = Router::new().fallback(
        move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
            let here = here.clone();
            async move { here.take(method, uri, headers, body).await }
        },
    );
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(callback)
}

impl Callback {
    async fn take(&self, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
        let signature = headers
            .get(SIGNATURE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("")
            .to_owned();
        let posted = method == Method::POST;
        let own = !posted && uri.path() == AS_PUBLISHED;
        let answer = self.asked(method, uri, headers, body.clone()).await;
        if posted {
            let one = Arrived {
                body,
                signature,
                status: answer.status(),
            };
            self.arrived
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(one);
        }
        if own {
            self.handshakes
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(answer.status());
        }
        answer
    }

    async fn asked(&self, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
        let greeted = method == Method::GET && uri.path() != AS_PUBLISHED;
        let service = if greeted {
            &self.greeter
        } else {
            &self.service
        };
        let mut request = Request::new(Body::from(body));
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        service.handle(request).await
    }

    /// What the client answers to this body with this signature.
    pub async fn again(
        &self,
        body: &[u8],
        signature: Option<&str>,
    ) -> Result<(StatusCode, String), Trouble> {
        let mut headers = HeaderMap::new();
        if let Some(signature) = signature {
            headers.insert(SIGNATURE, signature.parse()?);
        }
        let uri = Uri::from_static("/webhooks");
        let answer = self
            .asked(Method::POST, uri, headers, Bytes::copy_from_slice(body))
            .await;
        let (parts, body) = answer.into_parts();
        let text = String::from_utf8_lossy(&to_bytes(body, BODY_MAX).await?).into_owned();
        Ok((parts.status, text))
    }

    /// Host and port.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Every webhook until now.
    pub fn arrived(&self) -> Vec<Arrived> {
        self.arrived
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// What the client's own handshake answered last.
    pub fn own_handshake(&self) -> Option<StatusCode> {
        self.handshakes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .last()
            .copied()
    }

    /// The customer's message of this id.
    pub fn message(&self, wamid: &str) -> Option<Message> {
        self.told
            .with(|told| told.messages.iter().find(|one| one.id == wamid).cloned())
    }

    /// The status of this word for this message.
    pub fn update(
        &self,
        wamid: &str,
        held: impl Fn(&MessageUpdate) -> bool,
    ) -> Option<MessageUpdate> {
        let mine = |one: &&MessageUpdate| one.message.message_id() == wamid && held(one);
        self.told
            .with(|told| told.updates.iter().find(mine).cloned())
    }

    /// What the client's parser complained of last.
    pub fn last_error(&self) -> String {
        self.told
            .with(|told| told.errors.last().cloned().unwrap_or_default())
    }
}
