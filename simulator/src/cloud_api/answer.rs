//! Answers as Graph gives them: the error envelope and the headers that come with everything.

use std::fmt::Write as _;

use serde_json::json;

use crate::meta_switches::MetaSwitches;

use super::error_code::{ErrorCode, RetryClass};

/// An answer before it meets the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: &'static str,
    /// Headers beyond those that every answer has.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// Type of Graph's JSON.
pub const JSON: &str = "application/json; charset=UTF-8";

impl Answer {
    /// 200 with JSON.
    pub fn ok(body: Vec<u8>) -> Answer {
        Answer {
            status: 200,
            content_type: JSON,
            headers: Vec::new(),
            body,
        }
    }

    /// A bare status with the HTML page that a load balancer would send.
    pub fn html(status: u16) -> Answer {
        let body = format!(
            "<!DOCTYPE html><html><head><title>Error</title></head><body><h1>{status}</h1></body></html>"
        );
        Answer {
            status,
            content_type: "text/html; charset=utf-8",
            headers: Vec::new(),
            body: body.into_bytes(),
        }
    }
}

/// A refusal in Graph's words, with what the person at the keyboard needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The vocabulary's entry.
    pub code: &'static ErrorCode,
    /// Graph's subcode, where captures show one.
    pub subcode: Option<u32>,
    /// `error_data.details`; empty: the entry's own.
    pub details: String,
    /// `message`; empty: `(#code) title`.
    pub message: String,
    /// `error_user_msg` beside a code without words for an app's user; empty: none.
    pub user_message: String,
    /// The parameter to blame (`error_data.blame_field_specs`); empty: none.
    pub blame: &'static str,
    /// The rule that refused it, one sentence.
    pub rule: String,
    /// The field as a path.
    pub field: String,
    /// What stood there.
    pub got: String,
    /// The nearest valid form.
    pub nearest: String,
}

impl Refusal {
    /// With the code's own words.
    pub fn new(code: u32, field: &str, rule: impl Into<String>) -> Refusal {
        Refusal {
            code: super::error_code::known(code),
            subcode: None,
            details: String::new(),
            message: String::new(),
            user_message: String::new(),
            blame: "",
            rule: rule.into(),
            field: field.to_owned(),
            got: String::new(),
            nearest: String::new(),
        }
    }

    /// With other details.
    pub fn details(mut self, details: impl Into<String>) -> Refusal {
        self.details = details.into();
        self
    }

    /// With what stood in the field, shortened to 200 characters.
    pub fn got(mut self, got: impl AsRef<str>) -> Refusal {
        self.got = got.as_ref().chars().take(200).collect();
        self
    }

    /// With the nearest valid form.
    pub fn nearest(mut self, nearest: impl Into<String>) -> Refusal {
        self.nearest = nearest.into();
        self
    }

    /// The answer on the wire.
    pub fn answer(&self, fbtrace_id: &str) -> Answer {
        self.answer_by(fbtrace_id, &MetaSwitches::default())
    }

    /// The answer on the wire, contradictions settled by these switches.
    pub(crate) fn answer_by(&self, fbtrace_id: &str, switches: &MetaSwitches) -> Answer {
        let misused = switches
            .seed_compat
            .then(|| super::error_code::folklore::instead_of(self.code.code))
            .flatten();
        let code = misused.map_or(self.code, super::error_code::known);
        let status = code.http_status_when(switches.throttle_http_status.number());
        let message = match (self.message.is_empty(), code.under) {
            (false, _) => self.message.clone(),
            (true, None) => format!("(#{}) {}", code.code, code.title),
            (true, Some(under)) => super::error_code::known(under).title.to_owned(),
        };
        let kind = match self.subcode {
            Some(33) => "GraphMethodException",
            _ => "OAuthException",
        };
        let details = if self.details.is_empty() {
            code.details
        } else {
            &self.details
        };
        let mut error = json!({ "message": message, "type": kind, "code": code.wire_code() });
        if code.under.is_some() {
            error["is_transient"] = json!(code.retry == RetryClass::Transient);
            error["error_user_title"] = json!(code.title);
            error["error_user_msg"] = json!(details);
        } else if !self.user_message.is_empty() {
            error["is_transient"] = json!(code.retry == RetryClass::Transient);
            error["error_user_msg"] = json!(self.user_message);
        } else if !details.is_empty() {
            error["error_data"] = json!({ "messaging_product": "whatsapp", "details": details });
        }
        if !self.blame.is_empty() {
            error["error_data"] = json!({ "blame_field_specs": [[self.blame]] });
        }
        if let Some(subcode) = self.subcode.or(code.wire_subcode()).or_else(|| {
            let seen = if switches.error_subcode {
                code.subcodes
            } else {
                &[]
            };
            seen.first().map(|seen| seen.number)
        }) {
            error["error_subcode"] = json!(subcode);
        }
        error["fbtrace_id"] = json!(fbtrace_id);
        let mut headers = Vec::new();
        if matches!(status, 400 | 401) {
            // A header carries visible ASCII.
            let quoted: String = message
                .chars()
                .map(|sign| match sign {
                    '"' | '\\' => ' ',
                    ' '..='~' => sign,
                    _ => '?',
                })
                .collect();
            headers.push((
                "www-authenticate",
                format!("OAuth \"Facebook Platform\" \"invalid_request\" \"{quoted}\""),
            ));
        }
        Answer {
            status,
            content_type: JSON,
            headers,
            body: json!({ "error": error }).to_string().into_bytes(),
        }
    }
}

/// A trace id in Meta's shape: `A` and 22 more characters of URL-safe base64, from two numbers.
pub fn fbtrace_id(seed: u64, sequence: u64) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut id = String::with_capacity(23);
    id.push('A');
    let mixed = (u128::from(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)) << 64) | u128::from(sequence);
    for place in 0..22u32 {
        let six = (mixed >> (6 * (21 - place)).min(122)) & 0x3f;
        let _ = write!(id, "{}", ALPHABET[six as usize] as char);
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_envelope_is_graphs() {
        let answer = Refusal::new(130429, "", "throughput").answer("Az8or2yhqkZfEZ-_4Qn_Bam");
        assert_eq!(answer.status, 400);
        assert_eq!(
            String::from_utf8(answer.body).expect("UTF-8"),
            r#"{"error":{"code":130429,"error_data":{"details":"Cloud API message throughput has been reached.","messaging_product":"whatsapp"},"fbtrace_id":"Az8or2yhqkZfEZ-_4Qn_Bam","message":"(#130429) Rate limit hit","type":"OAuthException"}}"#
        );
    }

    #[test]
    fn the_template_reviewers_refusal_is_100_with_a_subcode_and_words_for_people() {
        let answer = Refusal::new(2_388_299, "components", "text before and behind").answer("A");
        let body: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
        assert_eq!(
            body["error"],
            json!({
                "message": "Invalid parameter",
                "type": "OAuthException",
                "code": 100,
                "error_subcode": 2_388_299,
                "is_transient": false,
                "error_user_title": "Leading or trailing parameters not allowed",
                "error_user_msg": "Variables cannot be at the start or end of the template.",
                "fbtrace_id": "A",
            })
        );
    }

    #[test]
    fn trace_ids_are_23_characters_and_differ_by_sequence() {
        let (one, two) = (fbtrace_id(7, 1), fbtrace_id(7, 2));
        assert_eq!(one.len(), 23);
        assert_ne!(one, two);
        assert!(one.starts_with('A'));
    }
}
