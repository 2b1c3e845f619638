//! A refusal of Twilio's, and answers as its API writes them.

use serde_json::{Value, json};

use super::codes;
use crate::cloud_api::answer::Answer;

/// Why a request is not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) code: u32,
    pub(super) message: String,
    pub(super) http: u16,
    pub(super) transient: bool,
}

impl Refused {
    /// With a code of the table; one that it does not have is answered as an internal error with that code.
    pub(super) fn known(code: u32) -> Refused {
        let known = codes::refusal(code);
        Refused {
            code,
            message: known
                .map_or("An internal server error has occurred", |known| {
                    known.message
                })
                .to_owned(),
            http: known.map_or(500, |known| known.http),
            transient: known.is_none_or(|known| known.transient),
        }
    }

    /// With what stood there.
    pub(super) fn got(self, got: &str) -> Refused {
        self.filled("{got}", got)
    }

    /// With the numbers at both ends.
    pub(super) fn between(self, from: &str, to: &str) -> Refused {
        self.filled("{from}", from).filled("{to}", to)
    }

    fn filled(self, place: &str, text: &str) -> Refused {
        let short: String = text.chars().take(200).collect();
        Refused {
            message: self.message.replace(place, &short),
            ..self
        }
    }

    /// The answer on the wire.
    pub(super) fn answer(&self, request_id: &str) -> Answer {
        let body = json!({
            "code": self.code, "message": self.message, "status": self.http,
            "more_info": format!("https://www.twilio.com/docs/errors/{}", self.code),
        });
        let mut answer = answer(self.http, &body, request_id);
        if self.http == 401 {
            let realm = "Basic realm=\"Twilio API\"".to_owned();
            answer.headers.push(("www-authenticate", realm));
        }
        answer
    }
}

/// An answer with JSON.
pub(super) fn answer(http: u16, body: &Value, request_id: &str) -> Answer {
    Answer {
        status: http,
        content_type: "application/json;charset=utf-8",
        headers: vec![("twilio-request-id", request_id.to_owned())],
        body: body.to_string().into_bytes(),
    }
}
