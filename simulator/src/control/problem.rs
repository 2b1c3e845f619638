//! What went wrong, and the cure: every error of the control plane.

use serde_json::json;

use super::json_answer;
use crate::cloud_api::answer::Answer;

/// An error before it meets the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    http_status: u16,
    error: String,
    hint: String,
}

impl Problem {
    pub(super) fn new(http_status: u16, error: impl Into<String>) -> Problem {
        Problem {
            http_status,
            error: error.into(),
            hint: String::new(),
        }
    }

    /// With what to do.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Problem {
        self.hint = hint.into();
        self
    }

    pub(super) fn answer(&self) -> Answer {
        let mut answer = json_answer(&json!({ "error": self.error, "hint": self.hint }));
        answer.status = self.http_status;
        if self.http_status == 401 {
            answer
                .headers
                .push(("www-authenticate", "Bearer".to_owned()));
        }
        answer
    }
}
