//! Meta judges something of this world: an account or a number is in trouble, a group is suspended, a flow throttled or
//! blocked. The state changes; for the webhook of it, the same word without an id sends an example.

use serde_json::{Value, json};

use super::Asked;
use crate::clock::Moment;
use crate::control::problem::Problem;
use crate::control::{Control, Handled, json_answer};
use crate::graph::flow::FlowState;
use crate::graph::trouble::Trouble;

/// What stands before something that Meta holds against an account or a number.
const TROUBLE: &str = "trouble.";

/// The words that no webhook has.
pub(super) fn words() -> impl Iterator<Item = Value> {
    Trouble::ALL.into_iter().map(|trouble| {
        let id = if trouble.of_a_number() {
            "phone_number_id"
        } else {
            "waba_id"
        };
        let takes = format!("{id} (the first without it); ends: true takes it back");
        json!({ "what": format!("{TROUBLE}{}", trouble.word()), "field": "", "takes": takes })
    })
}

impl Control {
    /// What comes of it; None when nothing of this world is named.
    pub(super) fn judged(&self, now: Moment, asked: &Asked) -> Option<Result<Handled, Problem>> {
        let text = |key: &str| asked.rest.get(key).and_then(Value::as_str);
        if let Some(trouble) = asked.what.strip_prefix(TROUBLE).and_then(Trouble::of_word) {
            return Some(self.trouble(now, asked, trouble));
        }
        let (key, id, done) = match asked.what.as_str() {
            "group.suspended" | "group.suspension_cleared" => {
                let (id, suspended) = (text("group_id")?, asked.what == "group.suspended");
                let done = self.world.suspend_group(now, id, suspended);
                ("group_id", id, done)
            }
            word => {
                let state = match word {
                    "flow.published" => FlowState::Published,
                    "flow.throttled" => FlowState::Throttled,
                    "flow.blocked" => FlowState::Blocked,
                    _ => return None,
                };
                let id = text("flow_id")?;
                ("flow_id", id, self.world.flow_stands(now, id, state))
            }
        };
        Some(if done {
            Ok(Handled::Answer(json_answer(
                &json!({ "what": asked.what, key: id, "changed": true }),
            )))
        } else {
            Err(unknown(key, id).hint(format!("without {key} an example webhook is sent")))
        })
    }

    /// Meta holds something against an account or a number from now on, or no longer.
    fn trouble(&self, now: Moment, asked: &Asked, trouble: Trouble) -> Result<Handled, Problem> {
        let text = |key: &str| asked.rest.get(key).and_then(Value::as_str);
        let (account, number) = self.addressed(text("phone_number_id"))?;
        let id = if trouble.of_a_number() {
            number.id.as_str()
        } else {
            text("waba_id").unwrap_or(account)
        };
        let ends = asked.rest.get("ends").and_then(Value::as_bool) == Some(true);
        if !self.world.trouble(now, id, trouble, !ends) {
            return Err(unknown("waba_id", id).hint("leave it out for the first"));
        }
        Ok(Handled::Answer(json_answer(
            &json!({ "what": asked.what, "id": id, "holds": !ends }),
        )))
    }
}

fn unknown(key: &str, id: &str) -> Problem {
    let shown = super::super::shortened(id, 60);
    Problem::new(404, format!("{key}: {shown:?} is none of this world's"))
}
