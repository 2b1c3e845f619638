//! `POST /verify`: the handshake that Meta makes when a callback is saved, with the right token and with a wrong
//! one (Meta, webhooks, verification requests).

use serde::Serialize;

use super::{Call, Errand, Exchange, Purpose, shortened};
use crate::cloud_api::answer::Answer;
use crate::control::problem::Problem;
use crate::control::{Control, Handled, Returned, json_answer};
use crate::outbox::ANSWER_TIMEOUT;

/// Meta asks with a number; this is one.
const CHALLENGE: &str = "1158201444";

#[derive(Serialize)]
struct Shown {
    passed: bool,
    seen: String,
    hint: &'static str,
}

impl Control {
    pub(in crate::control) fn verify(&self) -> Result<Handled, Problem> {
        let url = self.callback()?;
        let joiner = if url.contains('?') { '&' } else { '?' };
        let ask = |token: &str| {
            Exchange::Call(Call {
                method: "GET",
                url: format!(
                    "{url}{joiner}hub.mode=subscribe&hub.challenge={CHALLENGE}&hub.verify_token={}",
                    escaped(token)
                ),
                headers: Vec::new(),
                body: Vec::new(),
                timeout: ANSWER_TIMEOUT,
            })
        };
        let right = ask(&self.world.settings().app.verify_token);
        Ok(Handled::Errand(Box::new(Errand {
            exchanges: vec![right, ask("a-wrong-token")],
            purpose: Purpose::Verify,
        })))
    }
}

/// A token that a connector's file states may hold anything.
fn escaped(token: &str) -> String {
    let escape = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    token.bytes().map(escape).collect()
}

/// Whether the callback would have been saved.
pub(super) fn verified(right: &Returned, wrong: Option<&Returned>) -> Answer {
    let (passed, seen, hint) = if right.attempt.http_status.is_none() {
        let hint = "start the connector, and check the URL after --callback";
        (false, said(right), hint)
    } else if text(right).trim() != CHALLENGE || right.attempt.http_status != Some(200) {
        let seen = format!(
            "GET with the right verify token was {}, not 200 with the bare challenge",
            said(right)
        );
        let hint = "answer hub.challenge as plain text when hub.verify_token is VERIFY_TOKEN";
        (false, seen, hint)
    } else if wrong.is_some_and(gives_in) {
        let seen = "the challenge is echoed for a wrong verify token, too".to_owned();
        let hint = "compare hub.verify_token, and answer 403 when it differs";
        (false, seen, hint)
    } else {
        let seen = "the challenge is echoed for the right verify token only".to_owned();
        (true, seen, "")
    };
    json_answer(&Shown { passed, seen, hint })
}

fn gives_in(wrong: &Returned) -> bool {
    wrong.attempt.http_status == Some(200) && text(wrong).contains(CHALLENGE)
}

fn text(returned: &Returned) -> String {
    String::from_utf8_lossy(&returned.body).into_owned()
}

fn said(returned: &Returned) -> String {
    match (returned.attempt.http_status, &returned.attempt.error) {
        (Some(status), _) => format!("answered {status} {:?}", shortened(&text(returned), 80)),
        (None, error) => error.clone().unwrap_or_default(),
    }
}
