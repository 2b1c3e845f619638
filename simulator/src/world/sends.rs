//! A send, from its body to what becomes of it: form, limits, faults, acceptance, statuses.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde::Serialize;

use super::{
    Handled, MessageFacts, NumberState, Request, SERVICE_WINDOW, STRUCK_MAX, Shard, StatusDue,
    World, lock,
};
use crate::clock::Moment;
use crate::cloud_api::answer::{Answer, Refusal};
use crate::cloud_api::error_code::{self, RetryClass, Stage};
use crate::cloud_api::messages::{self, Accepted, Message};
use crate::cloud_api::wamid::{self, Direction};
use crate::due::Due;
use crate::handset::{self, Fate};
use crate::magic;
use crate::observation::{Class, Decision, Observation, Send, Status, StatusMade};
use crate::settings::SendFaultEffect;

impl World {
    pub(super) fn send(&self, now: Moment, request: &Request<'_>, shard: &Shard) -> Handled {
        let account = &self.accounts[&*shard.account_id];
        let (message, judged) = messages::read(request.body, &account.catalog());
        match judged {
            Ok(Accepted::Read { .. }) => {
                return Handled::plain(Answer::ok(br#"{"success":true}"#.to_vec()));
            }
            Ok(Accepted::Message) => {}
            Err(refusal) => return self.refuse_send(now, request, shard, message, *refusal),
        }
        if message.to == shard.number.display {
            let refusal =
                Refusal::new(131021, "to", "a number cannot write to itself").got(&message.to);
            return self.refuse_send(now, request, shard, message, refusal);
        }
        let forced = magic::forced_code(&message.to).and_then(error_code::sendable);
        if let Some(code) = forced.filter(|code| code.stage == Stage::Sync) {
            let refusal = Refusal::new(code.code, "to", "a magic recipient forces this code")
                .got(&message.to);
            return self.refuse_send(now, request, shard, message, refusal);
        }
        let fault = match self.admit(now, shard, &message) {
            Ok(fault) => fault,
            Err(refusal) => return self.refuse_send(now, request, shard, message, *refusal),
        };
        match fault {
            Some(SendFaultEffect::Refuse(code)) => {
                let refusal = Refusal::new(
                    code,
                    "",
                    "a fault on purpose refuses the first send of this message",
                );
                self.refuse_send(now, request, shard, message, refusal)
            }
            Some(SendFaultEffect::Http(status)) => {
                let mut handled = Handled::plain(Answer::html(status));
                let decision = Decision::Refused {
                    code: 0,
                    class: RetryClass::Transient,
                };
                handled
                    .facts
                    .push(self.send_fact(now, request, shard, message, decision, status));
                handled
            }
            dropped => {
                let mut handled =
                    self.accept(now, request, shard, message, forced.map(|code| code.code));
                handled.drop_answer = dropped.is_some();
                handled
            }
        }
    }

    /// Limits and faults, in Meta's order: the number's throughput, then the pair.
    fn admit(
        &self,
        now: Moment,
        shard: &Shard,
        message: &Message,
    ) -> Result<Option<SendFaultEffect>, Box<Refusal>> {
        let mut state = lock(&shard.state);
        if !state.throughput.admit(now) {
            return Err(Box::new(
                Refusal::new(
                    130429,
                    "",
                    format!(
                        "at most {} messages a second from this number",
                        self.settings.throughput_mps
                    ),
                )
                .nearest("back off and send again"),
            ));
        }
        if self.settings.pair_limit && !state.pairs.admit(&message.to, now) {
            return Err(Box::new(
                Refusal::new(
                    131056,
                    "to",
                    "one message in 6 seconds to the same customer, bursts of 45",
                )
                .got(&message.to)
                .nearest("wait 4^X seconds, X from 0, and send again"),
            ));
        }
        Ok(self.fault(now, &mut state, message))
    }

    fn fault(
        &self,
        now: Moment,
        state: &mut NumberState,
        message: &Message,
    ) -> Option<SendFaultEffect> {
        if self.settings.faults.is_empty() || state.struck.len() >= STRUCK_MAX {
            return None;
        }
        let key = message_key(message);
        if state.struck.contains(&key) {
            return None;
        }
        let since = now.since(self.started);
        let strikes = |index: usize, share: f64| {
            self.chance.happens(
                "send fault",
                key.wrapping_add(index as u64 * 0x9e37_79b9),
                share,
            )
        };
        let hit = self
            .settings
            .faults
            .iter()
            .enumerate()
            .find(|(index, fault)| {
                since >= fault.from
                    && fault.to.is_none_or(|to| since < to)
                    && strikes(*index, fault.share)
            });
        let effect = hit.map(|(_, fault)| fault.effect);
        if effect.is_some() {
            state.struck.insert(key);
        }
        effect
    }

    fn refuse_send(
        &self,
        now: Moment,
        request: &Request<'_>,
        shard: &Shard,
        message: Message,
        refusal: Refusal,
    ) -> Handled {
        let code = refusal.code;
        let mut handled = self.refused(now, request, refusal);
        if message.kind != "read" {
            let decision = Decision::Refused {
                code: code.code,
                class: code.retry,
            };
            let fact = self.send_fact(
                now,
                request,
                shard,
                message,
                decision,
                handled.answer.status,
            );
            handled.facts.push(fact);
        }
        handled
    }

    fn accept(
        &self,
        now: Moment,
        request: &Request<'_>,
        shard: &Shard,
        message: Message,
        forced: Option<u32>,
    ) -> Handled {
        let id = self.next_send.fetch_add(1, Ordering::Relaxed);
        let fate = self.fate(now, shard, &message, forced, id);
        let wamid = wamid::encode(&message.to, Direction::Outbound, self.run_tag, id);
        let facts = Arc::new(MessageFacts {
            recipient: message.to.clone(),
            number: Arc::clone(&shard.number),
            account_id: Arc::clone(&shard.account_id),
            callback: message.callback.clone(),
            category: message
                .category
                .clone()
                .unwrap_or_else(|| "service".to_owned()),
            extras: None,
            wamid,
        });
        let due = self.statuses(now, &facts, fate, id);
        let mut handled = Handled::plain(Answer::ok(accepted_body(&message, &facts.wamid)));
        handled.accepted = Some(id);
        let decision = Decision::Accepted(facts.wamid.clone());
        let fact = send_fact(id, now, request, shard, message, decision, 200);
        handled.facts.reserve_exact(1 + due.len());
        handled.facts.push(fact);
        handled.facts.extend(
            due.iter()
                .map(|status| Observation::StatusMade(status_fact(status))),
        );
        handled.due = due.into_iter().map(Due::Status).collect();
        handled
    }

    fn fate(
        &self,
        now: Moment,
        shard: &Shard,
        message: &Message,
        forced: Option<u32>,
        id: u64,
    ) -> Fate {
        if let Some(code) = forced {
            return Fate::Fails(code);
        }
        if message.kind != "template" {
            let state = lock(&shard.state);
            let open = state
                .last_inbound
                .get(&message.to)
                .is_some_and(|at| now.since(*at) < SERVICE_WINDOW);
            if !open {
                return Fate::Fails(131_047);
            }
        }
        if self
            .chance
            .happens("forged status", id, self.settings.forged_statuses)
        {
            return Fate::StaysUnread;
        }
        Fate::Reaches
    }

    fn statuses(
        &self,
        now: Moment,
        message: &Arc<MessageFacts>,
        fate: Fate,
        send: u64,
    ) -> Vec<StatusDue> {
        let mut chance = self.chance.stream("handset", send);
        let planned = handset::plan(&self.settings.handsets, fate, now, &mut chance);
        let code = match fate {
            Fate::Fails(code) => Some(code),
            _ => None,
        };
        let mut priced_arrival = false;
        let mut due: Vec<StatusDue> = planned
            .iter()
            .map(|status| {
                let arrival = matches!(status.status, Status::Delivered | Status::Read);
                let priced = status.status == Status::Sent || (arrival && !priced_arrival);
                priced_arrival |= arrival;
                StatusDue {
                    id: self.next_status_id(),
                    status: status.status,
                    happened: status.happened,
                    due: status.due,
                    code,
                    forged: false,
                    priced,
                    message: Arc::clone(message),
                }
            })
            .collect();
        if fate == Fate::StaysUnread {
            let last = planned.last().map_or(now, |status| status.due);
            let forged_at = last.after(Duration::from_millis(300));
            due.push(StatusDue {
                id: self.next_status_id(),
                status: Status::Read,
                happened: forged_at,
                due: forged_at,
                code: None,
                forged: true,
                priced: false,
                message: Arc::clone(message),
            });
        }
        due
    }

    fn send_fact(
        &self,
        now: Moment,
        request: &Request<'_>,
        shard: &Shard,
        message: Message,
        decision: Decision,
        http_status: u16,
    ) -> Observation {
        let id = self.next_send.fetch_add(1, Ordering::Relaxed);
        send_fact(id, now, request, shard, message, decision, http_status)
    }
}

fn send_fact(
    id: u64,
    now: Moment,
    request: &Request<'_>,
    shard: &Shard,
    message: Message,
    decision: Decision,
    http_status: u16,
) -> Observation {
    let mut hasher = DefaultHasher::new();
    request.body.hash(&mut hasher);
    Observation::Send(Box::new(Send {
        id,
        at: now,
        phone_number_id: shard.number.id.clone(),
        kind: message.kind,
        to: message.to,
        template: message.template,
        language: message.language,
        parameters: message.parameters,
        callback: message.callback,
        reply_to: message.reply_to,
        body_hash: hasher.finish() >> 1,
        decision,
        http_status,
    }))
}

/// The answer to an accepted send, its keys in alphabetical order like those of every other answer.
#[derive(Serialize)]
struct AcceptedBody<'a> {
    contacts: [AcceptedContact<'a>; 1],
    messages: [AcceptedMessage<'a>; 1],
    messaging_product: &'static str,
}

#[derive(Serialize)]
struct AcceptedContact<'a> {
    input: &'a str,
    wa_id: &'a str,
}

#[derive(Serialize)]
struct AcceptedMessage<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_status: Option<&'static str>,
}

fn accepted_body(message: &Message, wamid: &str) -> Vec<u8> {
    let body = AcceptedBody {
        contacts: [AcceptedContact {
            input: &message.input,
            wa_id: &message.to,
        }],
        messages: [AcceptedMessage {
            id: wamid,
            message_status: (message.kind == "template").then_some("accepted"),
        }],
        messaging_product: "whatsapp",
    };
    let mut bytes = Vec::with_capacity(256);
    serde_json::to_writer(&mut bytes, &body).expect("strings always serialise");
    bytes
}

fn status_fact(due: &StatusDue) -> StatusMade {
    StatusMade {
        id: due.id,
        wamid: due.message.wamid.clone(),
        status: due.status,
        code: due.code,
        class: if due.forged {
            Class::Forged
        } else {
            Class::Genuine
        },
        due: due.due,
    }
}

/// The same for every attempt to send the same message.
fn message_key(message: &Message) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&message.to, &message.template, &message.callback).hash(&mut hasher);
    for parameter in &message.parameters {
        parameter.text.hash(&mut hasher);
    }
    hasher.finish()
}
