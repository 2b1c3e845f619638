//! The world alone, as a developer has it running all day.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use libtest_mimic::Trial;
use rustix::process::Signal;
use serde_json::Value;

use crate::claim::claims;
use crate::program::{Running, shakedown};
use crate::scratch::Scratch;

pub(crate) fn claims() -> Vec<Trial> {
    claims![beside: the_world_answers_explains_itself_and_goes_when_told]
}

/// One exchange; the whole answer as text.
fn get(base: &str, path: &str, token: &str) -> String {
    let address = base.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn the_world_answers_explains_itself_and_goes_when_told() {
    let scratch = Scratch::new();
    let line = ["simulate", "--port", "0", "--control-port", "0", "--json"];
    let mut world = Running::start(&scratch, &line);
    let out = world.out_file();
    let said = || std::fs::read_to_string(&out).unwrap();
    world.until("addresses", || said().ends_with('\n'));
    let told: Value = serde_json::from_str(&said()).unwrap();
    let word = |name: &str| told[name].as_str().unwrap().to_owned();
    let (api, token, number) = (
        word("CLOUD_API_URL"),
        word("ACCESS_TOKEN"),
        word("PHONE_NUMBER_ID"),
    );

    let known = get(&api, &format!("/v23.0/{number}"), &token);
    assert!(
        known.starts_with("HTTP/1.1 200") && known.contains(&number),
        "{known}"
    );
    let stranger = get(&api, &format!("/v23.0/{number}"), "EAAsomebody-elses");
    assert!(
        stranger.starts_with("HTTP/1.1 401") && stranger.contains("OAuthException"),
        "{stranger}"
    );

    let (control, key) = (word("CONTROL_URL"), word("CONTROL_TOKEN"));
    let metrics = get(&control, "/metrics", &key);
    assert!(
        metrics.starts_with("HTTP/1.1 200") && metrics.contains("# EOF"),
        "{metrics}"
    );
    let locked = get(&control, "/metrics", "a-guess");
    assert!(locked.starts_with("HTTP/1.1 401"), "{locked}");

    // The port is taken while the world is there, and whoever asks for it is told what to do.
    let port = api.rsplit(':').next().unwrap();
    let second = shakedown(
        &scratch,
        &["simulate", "--port", port, "--control-port", "0"],
    );
    assert_eq!(second.code, Some(2), "{}", second.err);
    assert!(
        second.err.contains(&format!("port {port}")) && second.err.contains("another port"),
        "{}",
        second.err
    );

    world.signal(Signal::TERM);
    let ended = world.ended();
    assert_eq!(ended.code, Some(0), "{}", ended.err);
}
