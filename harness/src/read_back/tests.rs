#![allow(clippy::unwrap_used)] // a failed unwrap is a failed claim

use serde_json::json;
use tokio::sync::mpsc;
use wiremock::matchers::{header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;
use crate::connector_file::{ConnectorFile, Placeholders};

mod databases;

const HEAD: &str =
    "[connector]\nname = \"c\"\nbase_url = \"http://127.0.0.1:1\"\n[webhooks]\nwhatsapp = \"/w\"\n";

/// A reader for the records section of a connector file.
fn reader(base_url: &str, section: &str) -> Result<Reader, ReadError> {
    let file = ConnectorFile::parse(&format!("{HEAD}{section}"), "c.toml", &|_| None).unwrap();
    let filled = file.fill(&Placeholders::default());
    let guard = Guard::new([]).unwrap();
    Reader::open(
        &filled.records.unwrap(),
        base_url,
        &guard,
        &Policy::reference(),
    )
}

async fn messages(reader: &Reader) -> Result<Vec<MessageRecord>, ReadError> {
    let (sender, mut pages) = mpsc::channel(1);
    let reading = async {
        let read = reader.all_messages(&sender).await;
        drop(sender);
        read
    };
    let collecting = async {
        let mut all = Vec::new();
        while let Some(page) = pages.recv().await {
            all.extend(page);
        }
        all
    };
    let (read, all) = tokio::join!(reading, collecting);
    assert_eq!(read?, all.len() as u64);
    Ok(all)
}

fn texts(words: &[&str]) -> Option<Vec<String>> {
    Some(words.iter().map(|word| word.to_string()).collect())
}

fn text(word: &str) -> Option<String> {
    Some(word.to_string())
}

const HTTP: &str = r#"
[records]
kind = "http"
headers = { x-key = "k" }
[records.messages]
path = "/m?after={cursor}&limit={limit}"
items = "/data"
next = "/paging/next"
one = "/m/{wamid}"
one_item = "/item"
limit = 2
[records.messages.fields]
wamid = "/id"
tracking_number = "/parcel/number"
checkpoint = "/template"
to_number = "/to"
status = "/state"
history = "/states"
history_item = "/name"
[records.status_map]
DLVRD = "delivered"
"#;

fn item(id: &str) -> serde_json::Value {
    json!({"id": id, "parcel": {"number": "LX1"}, "template": "parcel_delivered", "to": "+55 11 9", "state": "DLVRD",
        "states": [{"name": "accepted"}, {"name": "SENT"}, {"name": "DLVRD"}, {"name": "odd"}]})
}

async fn answer(server: &MockServer, cursor: &str, status: u16, body: serde_json::Value) {
    let mock = Mock::given(method("GET"))
        .and(path("/m"))
        .and(query_param("after", cursor));
    let mock = mock
        .and(query_param("limit", "2"))
        .and(header("x-key", "k"));
    mock.respond_with(ResponseTemplate::new(status).set_body_json(body))
        .mount(server)
        .await;
}

#[tokio::test]
async fn pages_are_followed_to_the_end_and_put_into_our_words() {
    let server = MockServer::start().await;
    answer(
        &server,
        "",
        200,
        json!({"data": [item("a"), {"id": null}], "paging": {"next": "c/1"}}),
    )
    .await;
    answer(
        &server,
        "c/1",
        200,
        json!({"data": [], "paging": {"next": 7}}),
    )
    .await;
    answer(
        &server,
        "7",
        200,
        json!({"data": [{"id": "b"}], "paging": {"next": null}}),
    )
    .await;
    let reader = reader(&server.uri(), HTTP).unwrap();
    assert!(reader.holds_messages() && !reader.holds_inbound() && reader.reads_one());
    let all = messages(&reader).await.unwrap();
    let full = MessageRecord {
        wamid: "a".to_string(),
        tracking_number: text("LX1"),
        checkpoint: text("delivered"),
        to_number: text("55119"),
        status: text("delivered"),
        history: texts(&["accepted", "sent", "delivered", "odd"]),
    };
    let bare = MessageRecord {
        wamid: "b".to_string(),
        ..MessageRecord::default()
    };
    assert_eq!(all, [full, bare]);
}

#[tokio::test]
async fn one_message_is_found_or_not_there_yet() {
    let server = MockServer::start().await;
    let found = json!({"item": item("wamid.A=")});
    for (id, status, body) in [
        ("wamid.A%3D", 200, found),
        ("gone", 404, json!({})),
        ("null", 200, json!({"item": null})),
    ] {
        let mock = Mock::given(method("GET")).and(path(format!("/m/{id}")));
        mock.respond_with(ResponseTemplate::new(status).set_body_json(body))
            .mount(&server)
            .await;
    }
    let reader = reader(&server.uri(), HTTP).unwrap();
    assert_eq!(
        reader.one_message("wamid.A=").await.unwrap().unwrap().wamid,
        "wamid.A="
    );
    assert_eq!(reader.one_message("gone").await.unwrap(), None);
    assert_eq!(reader.one_message("null").await.unwrap(), None);
}

#[tokio::test]
async fn a_bad_answer_is_shown_with_its_cure() {
    let table = [
        (
            401,
            json!({"error": "who are you"}),
            "who are you",
            "records.headers",
        ),
        (200, json!({"items": []}), "items", "items = \"/data\""),
        (200, json!({"data": [], "paging": {"next": ""}}), "", ""),
        (
            200,
            json!({"data": [], "paging": {"next": "loop"}}),
            "loop",
            "move on",
        ),
    ];
    for (status, body, came, cure) in table {
        let server = MockServer::start().await;
        answer(&server, "", status, body.clone()).await;
        answer(&server, "loop", status, body).await;
        let read = messages(&reader(&server.uri(), HTTP).unwrap()).await;
        match cure {
            "" => assert_eq!(read.unwrap(), []),
            cure => {
                let error = read.unwrap_err().to_string();
                let complete =
                    error.contains("GET /m?after=") && error.contains(came) && error.contains(cure);
                assert!(complete, "{error}");
            }
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_no_json_is_shortened() {
    let server = MockServer::start().await;
    let page = ResponseTemplate::new(200).set_body_string(format!("<html>{}", "x".repeat(5_000)));
    Mock::given(path("/m"))
        .respond_with(page)
        .mount(&server)
        .await;
    let error = messages(&reader(&server.uri(), HTTP).unwrap())
        .await
        .unwrap_err();
    assert!(
        error.came.starts_with("200 <html>") && error.came.chars().count() <= 203,
        "{error}"
    );
}

const FOLLOWING: &str = "[records]\nkind = \"http\"\n[records.messages]\npath = \"/m\"\nnext = \"/next\"\nitems = \"/r\"\nfields = { wamid = \"/id\" }\n";

#[tokio::test]
async fn a_next_page_is_followed_on_the_same_host_only() {
    let server = MockServer::start().await;
    let here = format!("{}/m2", server.uri());
    for (place, id, next) in [
        ("/m", "a", here.as_str()),
        ("/m2", "b", "/m3"),
        ("/m3", "c", "http://other.example/m"),
    ] {
        let body = json!({"r": [{"id": id}], "next": next});
        let answer = ResponseTemplate::new(200).set_body_json(body);
        Mock::given(path(place))
            .respond_with(answer)
            .mount(&server)
            .await;
    }
    let reader = reader(&server.uri(), FOLLOWING).unwrap();
    let (sender, mut pages) = mpsc::channel(9);
    let error = reader.all_messages(&sender).await.unwrap_err().to_string();
    assert!(error.contains("other.example"), "{error}");
    let mut ids = Vec::new();
    while let Ok(page) = pages.try_recv() {
        ids.extend(page.into_iter().map(|message: MessageRecord| message.wamid));
    }
    assert_eq!(ids, ["a", "b", "c"]);
}

#[tokio::test]
async fn records_on_a_host_that_is_not_named_are_not_read() {
    let error = reader("http://10.9.8.7:80", HTTP).unwrap_err().to_string();
    assert!(
        error.contains("10.9.8.7") && error.contains("allow_hosts"),
        "{error}"
    );
}

#[tokio::test]
async fn exports_are_read_line_by_line() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("m.ndjson");
    let section = format!(
        "[records]\nkind = \"ndjson\"\n[records.messages]\npath = \"{}\"\nfields = {{ wamid = \"/id\", history = \"/h\" }}\n",
        file.display()
    );
    let reader = reader("http://127.0.0.1:1", &section).unwrap();
    let error = messages(&reader).await.unwrap_err().to_string();
    assert!(
        error.contains("m.ndjson") && error.contains("export"),
        "{error}"
    );
    let mut lines: String = (0..2_500)
        .map(|id| format!("{{\"id\":{id},\"h\":\"sent, read\"}}\n"))
        .collect();
    lines.push_str("\n{\"other\":1}\n");
    std::fs::write(&file, &lines).unwrap();
    let all = messages(&reader).await.unwrap();
    assert_eq!(all.len(), 2_500);
    assert_eq!(
        (all[7].wamid.as_str(), &all[7].history),
        ("7", &texts(&["sent", "read"]))
    );
    lines.push_str("{\"id\":\n");
    std::fs::write(&file, &lines).unwrap();
    let error = messages(&reader).await.unwrap_err().to_string();
    assert!(error.contains("line 2503"), "{error}");
    assert!(!reader.reads_one() && reader.one_message("7").await.is_err());
}

#[tokio::test]
async fn a_read_ends_when_nobody_takes_its_pages() {
    let server = MockServer::start().await;
    answer(
        &server,
        "",
        200,
        json!({"data": [item("a")], "paging": {"next": "c"}}),
    )
    .await;
    let (sender, pages) = mpsc::channel(1);
    drop(pages);
    let reader = reader(&server.uri(), HTTP).unwrap();
    assert!(reader.all_messages(&sender).await.is_err());
}
