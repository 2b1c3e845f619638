//! What an endpoint gives: an answer, facts for the record, and what falls due because of it.

use serde_json::{Value, json};

use crate::cloud_api::answer::{Answer, Refusal};
use crate::due::Due;
use crate::observation::Observation;

/// An endpoint's work.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) answer: Answer,
    pub(crate) facts: Vec<Observation>,
    pub(crate) due: Vec<Due>,
    /// Ids of the sends that were accepted: a batch may hold several.
    pub(crate) accepted: Vec<u64>,
    /// A callback that has to prove itself before the answer may be given.
    pub(crate) handshake: Option<Handshake>,
}

/// An endpoint's work, or why not.
pub(crate) type Outcome = Result<Done, Box<Refusal>>;

impl Done {
    pub(crate) fn answer(answer: Answer) -> Done {
        Done {
            answer,
            facts: Vec::new(),
            due: Vec::new(),
            accepted: Vec::new(),
            handshake: None,
        }
    }

    /// 200 with JSON.
    pub(crate) fn json(value: &Value) -> Done {
        Done::answer(Answer::ok(value.to_string().into_bytes()))
    }

    /// `{"success":true}`.
    pub(crate) fn success() -> Done {
        Done::json(&json!({ "success": true }))
    }

    pub(crate) fn with_due(mut self, due: impl IntoIterator<Item = Due>) -> Done {
        self.due.extend(due);
        self
    }
}

/// A webhook callback that is about to be saved: Meta asks it for its challenge first, and saves nothing when the
/// answer is wrong (Meta, Graph API, webhooks, verification requests).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handshake {
    /// The callback.
    pub url: String,
    /// `hub.verify_token`.
    pub verify_token: String,
    /// `hub.challenge`, which has to come back.
    pub challenge: String,
    /// What is saved when it does.
    pub saves: Saves,
}

/// Where a proven callback is saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saves {
    /// As the app's own.
    App {
        /// The app.
        app: String,
        /// The subscribed fields.
        fields: Vec<String>,
    },
    /// As an account's override, for one app.
    Account {
        /// The app.
        app: String,
        /// The account.
        account: String,
    },
    /// As a number's override, for one app.
    Number {
        /// The app.
        app: String,
        /// The phone number id.
        number: String,
    },
}
