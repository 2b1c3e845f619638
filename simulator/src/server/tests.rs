#![allow(clippy::unwrap_used)] // a test that cannot be set up has failed

mod carriers;
mod short_messages;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use super::stand::{NUMBER, Seen, rim, rim_with};
use super::*;
use crate::observation::Observation;
use crate::world::Request;

mod doubt;
mod media;

const WINDOW: usize = 1024 * 1024;

/// A connection to a world, and the end of its serving.
fn connect(rim: &Arc<Rim>, window: usize) -> (DuplexStream, tokio::task::JoinHandle<()>) {
    let (near, far) = tokio::io::duplex(window);
    (
        near,
        tokio::spawn(serve_stream(far, Scheme::Http, Arc::clone(rim))),
    )
}

/// Everything that comes back until the connection is closed.
async fn told(rim: &Arc<Rim>, request: &[u8]) -> String {
    let (mut stream, _serving) = connect(rim, WINDOW);
    stream.write_all(request).await.unwrap();
    text_of(&mut stream).await
}

async fn text_of(stream: &mut DuplexStream) -> String {
    let mut all = Vec::new();
    stream.read_to_end(&mut all).await.unwrap();
    String::from_utf8(all).unwrap()
}

fn call(line: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "{line} HTTP/1.1\r\nHost: graph.facebook.com\r\nAuthorization: Bearer token\r\nConnection: close\r\n{headers}\r\n{body}"
    )
    .into_bytes()
}

/// A call that says how long its body is.
fn whole_call(line: &str, body: &str) -> Vec<u8> {
    let length = format!(
        "Content-Type: application/json\r\nContent-Length: {}\r\n",
        body.len()
    );
    call(line, &length, body)
}

fn text_message() -> Vec<u8> {
    let body = r#"{"messaging_product":"whatsapp","to":"5511987654321","type":"reaction","reaction":{"message_id":"wamid.X","emoji":""}}"#;
    whole_call(&format!("POST /v23.0/{NUMBER}/messages"), body)
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let (head, _) = answer.split_once("\r\n\r\n")?;
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    lines
        .into_iter()
        .find_map(|(known, value)| (known == name).then_some(value))
}

fn error(answer: &str) -> serde_json::Value {
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let mut body: serde_json::Value = serde_json::from_str(body).unwrap();
    body["error"].take()
}

fn explained(seen: &Seen, trace: &str) -> bool {
    seen.all().iter().any(
        |fact| matches!(fact, Observation::Rejected(rejection) if rejection.fbtrace_id == trace),
    )
}

#[tokio::test(start_paused = true)]
async fn a_slow_body_is_cut_and_the_cut_is_explained() {
    let (rim, seen) = rim();
    let line = format!("POST /v23.0/{NUMBER}/messages");
    let answer = told(
        &rim,
        &call(&line, "Content-Length: 100\r\n", "{\"messaging"),
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    let error = error(&answer);
    assert_eq!(error["code"], 100);
    assert!(explained(&seen, error["fbtrace_id"].as_str().unwrap()));
}

#[tokio::test(start_paused = true)]
async fn a_slow_head_ends_the_connection() {
    let (rim, _) = rim();
    let answer = told(&rim, b"GET /v23.0/1 HTTP/1.1\r\nHos").await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 408"),
        "{answer}"
    );
}

#[tokio::test]
async fn an_announced_body_over_the_limit_is_refused_before_it_is_sent() {
    let (rim, seen) = rim();
    let line = format!("POST /v23.0/{NUMBER}/messages");
    let length = format!(
        "Expect: 100-continue\r\nContent-Length: {}\r\n",
        MESSAGE_BYTES_MAX + 1
    );
    let (mut stream, _serving) = connect(&rim, WINDOW);
    stream.write_all(&call(&line, &length, "")).await.unwrap();
    let mut start = [0; 12];
    stream.read_exact(&mut start).await.unwrap();
    assert_eq!(&start, b"HTTP/1.1 413");
    drop(stream);
    assert!(matches!(seen.all()[..], [Observation::Rejected(_)]));
}

#[tokio::test]
async fn a_body_of_unknown_length_is_read_up_to_the_limit_only_and_its_sender_hears_so() {
    let (rim, _) = rim();
    let line = format!("POST /v23.0/{NUMBER}/messages");
    let (stream, _serving) = connect(&rim, WINDOW);
    let (mut reader, mut writer) = tokio::io::split(stream);
    let sending = tokio::spawn(async move {
        let head = call(&line, "Transfer-Encoding: chunked\r\n", "");
        writer.write_all(&head).await.unwrap();
        let chunk = [
            b"10000\r\n".to_vec(),
            vec![b'x'; 0x1_0000],
            b"\r\n".to_vec(),
        ]
        .concat();
        for _ in 0..40 {
            writer.write_all(&chunk).await.unwrap();
        }
        writer.write_all(b"0\r\n\r\n").await.unwrap();
        writer
    });
    let mut answer = String::new();
    reader.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    let error = error(&answer);
    assert_eq!(error["code"], 100);
    assert_eq!(error["message"], "(#100) The request body is too large");
    sending.await.unwrap();
}

#[tokio::test]
async fn whoever_expects_100_continue_gets_it() {
    let (rim, _) = rim();
    let (mut stream, _serving) = connect(&rim, WINDOW);
    let head = call(
        "POST /v23.0/1/media",
        "Expect: 100-continue\r\nContent-Length: 4\r\n",
        "",
    );
    stream.write_all(&head).await.unwrap();
    let mut first = [0; 25];
    stream.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"\r\n\r\n").await.unwrap();
    assert!(text_of(&mut stream).await.starts_with("HTTP/1.1 400 "));
}

#[tokio::test]
async fn every_answer_has_graphs_headers() {
    let (rim, _) = rim();
    let answer = told(&rim, &text_message()).await;
    assert_eq!(header(&answer, "facebook-api-version"), Some("v23.0"));
    assert_eq!(
        header(&answer, "expires"),
        Some("Sat, 01 Jan 2000 00:00:00 GMT")
    );
    assert_eq!(header(&answer, "access-control-allow-origin"), Some("*"));
    assert_eq!(header(&answer, "x-fb-debug").unwrap().len(), 88);
    assert_eq!(header(&answer, "x-fb-request-id").unwrap().len(), 23);
    for name in [
        "pragma",
        "strict-transport-security",
        "x-fb-rev",
        "x-fb-trace-id",
        "x-fb-rlafr",
        "cache-control",
    ] {
        assert!(header(&answer, name).is_some(), "{name}: {answer}");
    }
    assert_eq!(header(&answer, "retry-after"), None);
}

#[tokio::test]
async fn an_errors_trace_is_in_header_and_body_alike() {
    let (rim, _) = rim();
    let answer = told(&rim, &call("GET /v21.0/4711", "", "")).await;
    let trace = error(&answer)["fbtrace_id"].clone();
    assert_eq!(header(&answer, "x-fb-trace-id"), trace.as_str());
    assert_eq!(header(&answer, "facebook-api-version"), Some("v21.0"));
    assert!(
        header(&answer, "www-authenticate")
            .unwrap()
            .starts_with("OAuth \"Facebook Platform\"")
    );
}

#[tokio::test]
async fn what_was_read_before_is_not_sent_again() {
    let (rim, _) = rim();
    let line = "GET /v23.0/102290129340398/phone_numbers";
    let first = told(&rim, &call(line, "", "")).await;
    assert!(first.starts_with("HTTP/1.1 200 "), "{first}");
    let known = format!("If-None-Match: {}\r\n", header(&first, "etag").unwrap());
    let second = told(&rim, &call(line, &known, "")).await;
    assert!(second.starts_with("HTTP/1.1 304 "), "{second}");
    assert!(second.ends_with("\r\n\r\n"));
}

#[tokio::test]
async fn head_is_get_without_a_body_and_options_allows_pages() {
    let (rim, _) = rim();
    let head = told(
        &rim,
        &call("HEAD /v23.0/102290129340398/phone_numbers", "", ""),
    )
    .await;
    assert!(head.starts_with("HTTP/1.1 200 ") && head.ends_with("\r\n\r\n"));
    let options = told(&rim, &call("OPTIONS /v23.0/1/messages", "", "")).await;
    assert!(options.starts_with("HTTP/1.1 200 "), "{options}");
    assert!(
        header(&options, "access-control-allow-methods")
            .unwrap()
            .contains("POST")
    );
}

#[tokio::test]
async fn a_whole_url_in_the_request_line_is_a_path() {
    let (rim, _) = rim();
    let line = "GET http://graph.facebook.com/v22.0/102290129340398/phone_numbers";
    let answer = told(&rim, &call(line, "", "")).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert_eq!(header(&answer, "facebook-api-version"), Some("v22.0"));
}

#[tokio::test]
async fn a_panic_is_graphs_error_1_and_counted() {
    let (rim, _) = rim();
    let request = Request::new("POST", "/v23.0/1/messages");
    let handled = answering::caught(&rim, &request, || panic!("on purpose, in a test"));
    assert_eq!(handled.answer.status, 500);
    assert!(
        String::from_utf8(handled.answer.body)
            .unwrap()
            .contains(r#""code":1,"#)
    );
    assert!(
        matches!(&handled.facts[..], [Observation::Rejected(rejection)] if rejection.code == 1)
    );
    assert_eq!(rim.internal_errors(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_is_given_up() {
    let (rim, _) = rim();
    let (mut stream, serving) = connect(&rim, 64);
    stream.write_all(&text_message()).await.unwrap();
    // The answer is longer than the stream takes, and nobody reads.
    serving.await.unwrap();
    drop(stream);
}

#[tokio::test]
async fn no_bytes_end_the_server() {
    let (rim, _) = rim();
    let many: String = (0..200).map(|at| format!("x-{at}: y\r\n")).collect();
    let long = format!("X: {}\r\n", "y".repeat(200_000));
    let requests = [
        b"\x00\x01\x02\r\n\r\n".to_vec(),
        b"GET /\xff\xfe?\xff=\xfe HTTP/1.1\r\nHost: x\r\nAuthorization: \xff\r\nConnection: close\r\n\r\n".to_vec(),
        call("GET /v23.0/%ff%00/..%2f../etc/passwd?access_token=%ff", "", ""),
        call("CONNECT graph.facebook.com:443", "", ""),
        call("OPTIONS *", "", ""),
        call("BREW /v23.0/1", "", ""),
        call("GET /", &many, ""),
        call("GET /", &long, ""),
        call("POST /1/messages", "Content-Length: x\r\n", ""),
        call("POST /1/messages", "Content-Length: 3\r\nContent-Length: 4\r\n", "abcd"),
        call("POST /1/messages", "Transfer-Encoding: chunked\r\n", "zz\r\n"),
    ];
    for request in &requests {
        let (mut stream, _serving) = connect(&rim, 4 * WINDOW);
        stream.write_all(request).await.unwrap();
        let answer = text_of(&mut stream).await;
        let shown = String::from_utf8_lossy(&request[..request.len().min(60)]);
        assert!(
            answer.is_empty()
                || answer.starts_with("HTTP/1.1 4")
                || answer.starts_with("HTTP/1.1 200 "),
            "{shown}: {answer}"
        );
    }
    assert!(told(&rim, &text_message()).await.starts_with("HTTP/1.1 "));
    assert_eq!(rim.internal_errors(), 0);
}
