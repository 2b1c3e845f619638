//! The rim of the control plane: a listener of its own, so that nothing of it can be reached through the data
//! plane. Reads requests within limits, runs the handler's errands, and answers.

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderName, HeaderValue};
use hyper::{Request, Response, StatusCode};

use super::*;
use crate::control::{self, Control, Errand, Exchange, Handled, Present, Returned};
use crate::observation::{Attempt, Outcome};

/// Connections to the control plane at the same time.
pub const CONNECTIONS_MAX: usize = 64;

/// What the control plane's rim needs.
pub struct ControlRim {
    /// The handler.
    pub control: Control,
    /// The data plane's: its clock, who posts, and what went wrong there.
    pub data: Arc<Rim>,
}

/// Serves the control plane until `stop` resolves.
pub async fn serve(listener: TcpListener, rim: Arc<ControlRim>, stop: impl Future<Output = ()>) {
    let slots = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let each = |stream| serve_connection(stream, Arc::clone(&rim));
    accept(listener, slots, stop, each).await;
}

async fn serve_connection(stream: TcpStream, rim: Arc<ControlRim>) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let rim = Arc::clone(&rim);
        async move { answer(request, &rim).await }
    });
    let connection = builder().serve_connection(TokioIo::new(stream), service);
    // Whoever asked has gone; there is nobody to tell.
    let _ = connection.await;
}

async fn answer(request: Request<Incoming>, rim: &ControlRim) -> PlainAnswer {
    let (head, body) = request.into_parts();
    // So short that no slot is needed.
    let (limit, budget) = (control::BODY_BYTES_MAX, Budget::default());
    let body = match body::whole(body, limit, &budget, &rim.data.clock).await {
        Ok(whole) => whole.bytes,
        Err(unread) => {
            let status = unread.status().unwrap_or(StatusCode::BAD_REQUEST);
            return Ok(written(control::unread(status.as_u16())));
        }
    };
    let header = |name| head.headers.get(name).and_then(|value| value.to_str().ok());
    let request = control::Request {
        method: head.method.as_str(),
        path: head.uri.path(),
        query: head.uri.query().unwrap_or(""),
        // A whole URL in the request line beats the header (RFC 9112, section 3.2.2).
        host: head
            .uri
            .authority()
            .map(|authority| authority.as_str())
            .or_else(|| header(HOST)),
        authorization: header(AUTHORIZATION),
        body: &body,
    };
    let present = Present {
        now: rim.data.clock.now(),
        pending: rim.data.outbox.pending(),
        internal_errors: rim.data.internal_errors(),
    };
    let answer = match rim.control.handle(present, &request) {
        Handled::Answer(answer) => answer,
        Handled::Errand(errand) => run(*errand, rim).await,
        Handled::Ordered(answer, due) => {
            rim.data.outbox.schedule(due);
            answer
        }
    };
    Ok(written(answer))
}

async fn run(errand: Errand, rim: &ControlRim) -> crate::cloud_api::answer::Answer {
    let mut returned = Vec::new();
    for exchange in &errand.exchanges {
        returned.extend(carry_out(exchange, rim).await);
    }
    rim.control.conclude(errand, &returned)
}

async fn carry_out(exchange: &Exchange, rim: &ControlRim) -> Option<Returned> {
    let call = match exchange {
        Exchange::Webhook { headers, body } => {
            let posted = rim
                .data
                .outbox
                .post_ready(headers.clone(), body.clone())
                .await;
            return posted.map(|(webhook, attempt)| Returned {
                attempt,
                webhook: Some(webhook),
                body: Vec::new(),
            });
        }
        Exchange::Call(call) => call,
    };
    let started = rim.data.clock.now();
    let outbox = &rim.data.outbox;
    let result = outbox
        .call(
            call.method,
            &call.url,
            &call.headers,
            call.body.clone(),
            call.timeout,
        )
        .await;
    let (outcome, http_status, error, body) = match result {
        Ok((status, body)) => (Outcome::Ack, Some(status), None, body.to_vec()),
        Err((outcome, error)) => (outcome, None, Some(error), Vec::new()),
    };
    let attempt = Attempt {
        number: 1,
        started,
        ended: rim.data.clock.now(),
        outcome,
        http_status,
        error,
    };
    Some(Returned {
        attempt,
        webhook: None,
        body,
    })
}

fn written(answer: crate::cloud_api::answer::Answer) -> Response<Full<Bytes>> {
    let mut response =
        plain(StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    headers.insert("cache-control", HeaderValue::from_static("no-store"));
    headers.insert(
        "x-content-type-options",
        HeaderValue::from_static("nosniff"),
    );
    for (name, value) in answer.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    *response.body_mut() = Full::new(Bytes::from(answer.body));
    response
}
