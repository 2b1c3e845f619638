//! `POST /` with `batch`: up to 50 calls in one, each handled as if it had come alone, and counted so.
//!
//! A part that fails does not stop the others. A part may use what an earlier one answered. A part cannot be a batch,
//! and cannot set a callback: that waits for a handshake, and the batch has one answer for all.
//!
//! Source: Meta, Graph API, batch requests.

mod part;
mod reference;

use serde_json::{Value, json};

use super::family::Family;
use crate::cloud_api::answer::{Answer, Refusal};
use crate::cloud_api::endpoint_table::{Endpoint, Needs};
use crate::cloud_api::form::Form;
use crate::graph::nodes::NodeKind;
use crate::observation::Observation;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};
use crate::world::{Handled, World};
use part::Part;
use reference::Answers;

/// Most parts (Meta, Graph API, batch requests).
const PARTS_MAX: usize = 50;

const BATCH: Family = Family {
    node: NodeKind::Root,
    needs: Needs::Token,
    source: "Meta, Graph API, batch requests",
};

pub(crate) const ENDPOINTS: &[Endpoint] = &[BATCH.full(
    "POST",
    "",
    &["batch", "include_headers", "access_token"],
    batch,
)];

fn batch(world: &World, call: &Call<'_>) -> Outcome {
    let form = Form::of(call)?;
    let parts = parts(world, call, &form)?;
    let headers = form.flag("include_headers").unwrap_or(true);
    let mut answers = Answers::default();
    let mut done = Done::answer(Answer::ok(Vec::new()));
    let mut shown = Vec::with_capacity(parts.len());
    for (index, part) in parts.iter().enumerate() {
        let handled = handled(world, call, &form, part, &answers);
        if let Some(name) = &part.name {
            answers.keep(name, &handled.answer);
        }
        let hidden = handled.answer.status < 400 && part.is_hidden(&parts[index + 1..]);
        shown.push(if handled.drop_answer || hidden {
            Value::Null
        } else {
            node(&handled.answer, call, headers)
        });
        done.facts.extend(handled.facts);
        if handled.drop_answer {
            done.facts
                .extend(handled.accepted.map(|send| lost(call, send)));
        } else {
            done.accepted.extend(handled.accepted);
        }
        done.due.extend(handled.due);
    }
    done.answer = Answer::ok(Value::Array(shown).to_string().into_bytes());
    Ok(done)
}

fn parts(world: &World, call: &Call<'_>, form: &Form) -> Result<Vec<Part>, Box<Refusal>> {
    let Some(batch) = form.value("batch") else {
        return Err(world.unsupported(call, NodeKind::Root));
    };
    let Value::Array(parts) = batch else {
        return Err(Box::new(
            Refusal::new(100, "batch", "a JSON array of calls")
                .got(batch.to_string())
                .nearest("[{\"method\":\"GET\",\"relative_url\":\"me\"}]"),
        ));
    };
    if parts.len() > PARTS_MAX {
        return Err(Box::new(Refusal {
            message: format!(
                "Too many requests in batch message. Maximum batch size is {PARTS_MAX}"
            ),
            ..Refusal::new(100, "batch", "at most 50 calls").got(parts.len().to_string())
        }));
    }
    parts
        .iter()
        .enumerate()
        .map(|(index, part)| Part::read(index, part))
        .collect()
}

/// One part's answer; a refusal of the part itself is its answer too.
fn handled(world: &World, call: &Call<'_>, form: &Form, part: &Part, answers: &Answers) -> Handled {
    let ready = part.resolved(answers).and_then(|part| {
        let request = part.request(call, form)?;
        if request.is_batch() {
            return Err(Box::new(Refusal::new(
                100,
                "batch",
                "a batch within a batch",
            )));
        }
        Ok(request)
    });
    let refused = |refusal: Refusal| {
        let request = *call.request;
        world.refused(call.now, &request, refusal)
    };
    let request = match ready {
        Ok(request) => request,
        Err(refusal) => return refused(*refusal),
    };
    let handled = world.handle(call.now, &request.borrowed());
    match handled.handshake {
        None => handled,
        Some(_) => refused(
            Refusal::new(
                100,
                "batch",
                "a callback is set by a call of its own, because it waits for a handshake",
            )
            .nearest("the same call outside of the batch"),
        ),
    }
}

/// A part whose answer is withheld is `null`, as one that took too long: whoever called knows nothing of its send.
fn lost(call: &Call<'_>, send: u64) -> Observation {
    Observation::AnswerLost {
        send,
        at: call.now,
        why: "the batch's answer leaves out that of its part",
    }
}

/// A part's answer as it stands in the array.
fn node(answer: &Answer, call: &Call<'_>, headers: bool) -> Value {
    let body = String::from_utf8_lossy(&answer.body);
    let mut node = json!({ "code": answer.status, "body": body });
    if headers {
        let version = format!("v{}.0", call.version.unwrap_or(24));
        let own = [
            ("Content-Type", answer.content_type.to_owned()),
            ("facebook-api-version", version),
        ];
        let all = own.into_iter().chain(answer.headers.iter().cloned());
        node["headers"] = all
            .map(|(name, value)| json!({ "name": name, "value": value }))
            .collect();
    }
    node
}

#[cfg(test)]
mod tests;
