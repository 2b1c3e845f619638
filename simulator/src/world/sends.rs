//! A send, from its body to what becomes of it: form, limits, faults, acceptance, statuses.

mod answer;
mod fate;
mod held;
mod limits;

use std::borrow::Cow;
use std::hash::BuildHasher;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use foldhash::fast::FixedState;

use super::{Handled, MessageFacts, Request, Shard, World};
use crate::clock::Moment;
use crate::cloud_api::answer::{Answer, Refusal};
use crate::cloud_api::error_code::{self, RetryClass, Stage};
use crate::cloud_api::messages::{self, Accepted, Edge, Message, Surroundings};
use crate::cloud_api::wamid::{self, Direction};
use crate::due::Due;
use crate::graph::template_life::{Admission, HeldMessage};
use crate::handset::Fate;
use crate::limits::key;
use crate::magic;
use crate::observation::{Decision, Observation, Send};
use crate::settings::SendFaultEffect;
use answer::accepted_body;

impl World {
    pub(super) fn send(&self, now: Moment, request: &Request<'_>, shard: &Shard) -> Handled {
        let account = &self.accounts[&*shard.account_id];
        let catalog = account.catalog();
        let around = Surroundings {
            catalog: &catalog,
            edge: if request.path.ends_with("/marketing_messages") {
                Edge::MarketingMessages
            } else {
                Edge::Messages
            },
            sender: &shard.number,
            media: &|id| self.media.mime(id, now),
            group: &|id| self.groups.has(id, &shard.number.id, now),
            flow: &|id| self.flows.standing(&shard.account_id, id, now),
            switches: &self.settings.graph.switches,
        };
        let (message, judged) = messages::read(request.body, &around);
        drop(catalog);
        match judged {
            Ok(Accepted::Read { .. }) => {
                return Handled::plain(Answer::ok(br#"{"success":true}"#.to_vec()));
            }
            Ok(Accepted::Message) => {}
            Err(refusal) => return self.refuse_send(now, request, shard, message, *refusal),
        }
        if let Err(refusal) = self.stands_in_the_way(now, account, shard, &message) {
            return self.refuse_send(now, request, shard, message, *refusal);
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
        let admitted = match self.admit(now, shard, &message, key::of(&message.to)) {
            Ok(admitted) => admitted,
            Err(refusal) => return self.refuse_send(now, request, shard, message, *refusal),
        };
        match admitted.fault {
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
                let mut handled = self.accept(
                    now,
                    request,
                    shard,
                    message,
                    (forced.map(|code| code.code), admitted.in_window),
                );
                handled.drop_answer = dropped.is_some();
                handled
            }
        }
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
        (forced, in_window): (Option<u32>, bool),
    ) -> Handled {
        let id = self.next_send.fetch_add(1, Ordering::Relaxed);
        let customer = key::of(&message.to);
        let fate = self.fate(now, shard, &message, (forced, in_window), id);
        let arrives = !matches!(fate, Fate::Fails(_));
        let day = self.pricing_day(now, &shard.account_id);
        let charge = self.charge(now, day, shard, &message);
        let wamid = wamid::encode(&message.to, Direction::Outbound, self.run_tag, id);
        let facts = Arc::new(MessageFacts {
            send: id,
            recipient: message.to.clone(),
            number: Arc::clone(&shard.number),
            account_id: Arc::clone(&shard.account_id),
            callback: message.callback.clone(),
            category: message.category.clone().unwrap_or(Cow::Borrowed("service")),
            extras: self.extras(&message, &charge),
            wamid,
        });
        let due = self.statuses(now, &facts, fate);
        let held = HeldMessage {
            message: Arc::clone(&facts),
            fate,
            charge,
            template: None,
        };
        let (held, due, timer) = match self.admitted_by_template(now, shard, &message, held, &due) {
            Admission::Send => (false, due, None),
            Admission::Hold(timer) => (true, Vec::new(), timer),
            Admission::Refuse(code) => {
                let refusal = Refusal::new(code, "template", "the template may not be sent now");
                return self.refuse_send(now, request, shard, message, refusal);
            }
        };
        self.history.note_accepted(&facts, &due);
        if !held {
            let template = message.template_id.as_deref();
            self.note_departure((now, day), &facts, &due, &charge, template);
        }
        let body = accepted_body(&message, &facts.wamid, held);
        let mut handled = Handled::plain(Answer::ok(body));
        handled.accepted = Some(id);
        let decision = Decision::Accepted(facts.wamid.clone());
        let fact = send_fact(id, now, request, shard, message, decision, 200);
        handled.facts.reserve_exact(1 + due.len());
        handled.facts.push(fact);
        handled.facts.extend(
            due.iter()
                .map(|status| Observation::StatusMade(fate::status_fact(status))),
        );
        handled.due = due.into_iter().map(Due::Status).chain(timer).collect();
        if self.portfolio_counts && arrives && !held && !in_window {
            handled.due.extend(self.counts_for_tier(now, customer));
        }
        handled
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
    Observation::Send(Box::new(Send {
        id,
        at: now,
        phone_number_id: shard.number.id.clone(),
        kind: message.kind,
        subkind: message.subkind,
        to: message.to,
        template: message.template,
        language: message.language,
        parameters: message.parameters,
        text: message.text,
        callback: message.callback,
        reply_to: message.reply_to,
        body_hash: FixedState::default().hash_one(request.body) >> 1,
        decision,
        http_status,
    }))
}
