//! `shakedown trigger`: asks a running `simulate` for one thing to happen, or for the list of what can.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::run::block_on;
use super::{complain, print};
use crate::cli::TriggerArgs;
use crate::exit_code::ExitCode;

/// Longest wait: the world answers once the connector has.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) fn trigger(args: &TriggerArgs) -> ExitCode {
    match block_on(asked(args)) {
        Ok((true, text)) => {
            print(&text);
            ExitCode::Pass
        }
        Ok((false, text)) => {
            complain(&text);
            ExitCode::Usage
        }
        Err(error) => {
            complain(&error);
            ExitCode::Usage
        }
    }
}

/// Whether it was done, and what is to be printed.
async fn asked(args: &TriggerArgs) -> Result<(bool, String), String> {
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(PATIENCE)
        .build()
        .map_err(|error| error.to_string())?;
    let url = format!("{}/trigger", args.control.trim_end_matches('/'));
    let request = match &args.what {
        None => client.get(&url),
        Some(what) => client.post(&url).body(body(what, args)?.to_string()),
    };
    let answer = request
        .bearer_auth(&args.token)
        .send()
        .await
        .map_err(|error| {
            let why = simulator::outbox::chain(&error);
            format!("{}: no answer from the control plane: {why}\nhint: start `shakedown simulate` first, and take CONTROL_URL and CONTROL_TOKEN from what it prints", args.control)
        })?;
    let done = answer.status().is_success();
    let text = answer.text().await.map_err(|error| error.to_string())?;
    if !done {
        return Ok((false, refusal(&text)));
    }
    Ok((
        true,
        if args.what.is_some() {
            text
        } else {
            table(&text)
        },
    ))
}

fn body(what: &str, args: &TriggerArgs) -> Result<Value, String> {
    let mut body = Map::new();
    for pair in &args.set {
        let (name, value) = pair
            .split_once('=')
            .ok_or_else(|| format!("--set {pair}: write it as NAME=VALUE"))?;
        // A phone number is digits and stays text.
        let digits = value
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'+');
        let parsed = (!digits || value.len() < 6)
            .then(|| serde_json::from_str(value).ok())
            .flatten();
        body.insert(name.to_owned(), parsed.unwrap_or_else(|| json!(value)));
    }
    for (name, value) in [
        ("carrier", &args.carrier),
        ("country", &args.country),
        ("url", &args.url),
    ] {
        if let Some(value) = value {
            body.insert(name.to_owned(), json!(value));
        }
    }
    body.insert("what".to_owned(), json!(what));
    Ok(Value::Object(body))
}

/// One line a word.
fn table(text: &str) -> String {
    let all: Value = serde_json::from_str(text).unwrap_or(Value::Null);
    let words = all["words"].as_array().cloned().unwrap_or_default();
    let shown = |word: &Value, key: &str| word[key].as_str().unwrap_or("").to_owned();
    let wide = words
        .iter()
        .map(|word| shown(word, "what").len())
        .max()
        .unwrap_or(0);
    words
        .iter()
        .map(|word| {
            format!(
                "{:wide$}  {:<38} {}\n",
                shown(word, "what"),
                shown(word, "field"),
                shown(word, "takes")
            )
        })
        .collect()
}

/// The control plane's words for why not.
fn refusal(text: &str) -> String {
    let problem: Value = serde_json::from_str(text).unwrap_or(Value::Null);
    match (problem["error"].as_str(), problem["hint"].as_str()) {
        (Some(error), Some(hint)) => format!("{error}\nhint: {hint}"),
        (Some(error), None) => error.to_owned(),
        _ => text.trim().to_owned(),
    }
}
