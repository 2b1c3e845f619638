//! `POST …/Messages.json`: what comes of a send, and the life that an accepted message gets.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use rand::RngExt;

use super::form::Form;
use super::message::{Changes, Message, Step};
use super::refused::{self, Refused};
use super::rules::{BODY_MAX, Ready, e164};
use super::{LANES_MAX, State, Twilio, codes};
use crate::clock::Moment;
use crate::cloud_api::answer::Answer;
use crate::sms::SmsHandled;
use crate::sms::fact::{Provider, ReceiptMade, SmsDecision, SmsFact, SmsSend, SmsStatus};
use crate::sms::fate::{self, End, Fate};
use crate::sms::push::{SmsDue, SmsErrand, SmsTimer};
use crate::sms::settings::SmsFaultEffect;
use crate::world::lock;

/// From a step to the next inside Twilio.
const STEP: Duration = Duration::from_millis(50);

/// What becomes of a message.
#[derive(Debug)]
struct Life {
    steps: Vec<Step>,
    error: Option<u32>,
    twice: bool,
}

impl Twilio {
    pub(super) fn send(&self, now: Moment, form: &Form) -> SmsHandled {
        let (to, body) = (
            form.get("To").unwrap_or_default(),
            form.get("Body").unwrap_or_default(),
        );
        let struck = self.faults.strike(now, to, body);
        match struck {
            Some(SmsFaultEffect::Refuse(code)) => {
                let refused = Refused::known(code.parse().unwrap_or(20500));
                let sender = form.get("From").unwrap_or_default();
                return self.refused_send(now, form, &refused.between(sender, to));
            }
            Some(SmsFaultEffect::Http(status)) => return self.bare(now, form, *status),
            Some(SmsFaultEffect::DropAnswer) | None => {}
        }
        let mut state = lock(&self.state);
        let ready = match self.judged(now, &mut state, form) {
            Ok(ready) => ready,
            Err(refused) => {
                drop(state);
                return self.refused_send(now, form, &refused);
            }
        };
        let mut handled = self.accept(now, &mut state, ready);
        handled.drop_answer = struck == Some(&SmsFaultEffect::DropAnswer);
        handled
    }

    /// When a sender comes to a message, which takes its place in the queue.
    fn queued(&self, now: Moment, state: &mut State, from: &str, parts: u32) -> Moment {
        let Some(rate) = self.settings.segments_per_second.filter(|rate| *rate > 0) else {
            return now;
        };
        if state.lanes.len() >= LANES_MAX {
            state.lanes.retain(|_, free| *free > now);
        }
        let free = state.lanes.get(from).copied().unwrap_or(now).max(now);
        let takes = Duration::from_secs_f64(f64::from(parts) / f64::from(rate));
        if state.lanes.len() < LANES_MAX || state.lanes.contains_key(from) {
            state.lanes.insert(from.to_owned(), free.after(takes));
        }
        free
    }

    fn accept(&self, now: Moment, state: &mut State, ready: Ready) -> SmsHandled {
        let send = self.ids.send();
        let begins = ready.send_at.unwrap_or(now);
        let begins = self.queued(begins, state, &ready.from, ready.size.parts);
        let fate = fate::draw(
            &self.settings.receipts,
            fate::forced(&ready.to[1..], codes::failure_numbered),
            begins.after(STEP),
            &codes::FAILURES[0].code.to_string(),
            &mut self.chance.stream("sms fate twilio", send),
        );
        let error = match &fate.end {
            End::Fails(code) => code.parse().ok(),
            End::Delivered | End::Silent => None,
        };
        let steps = self.steps(now, begins, &ready, &fate, error);
        let life = Life {
            steps,
            error,
            twice: fate.twice,
        };
        let message = self.message(now, state.new_message(), send, ready, life);
        let mut handled = planned(&message);
        handled.answer = refused::answer(201, &message.resource(now), &self.request_id());
        handled.facts.insert(0, self.accepted_fact(now, &message));
        state.shelf.put(message);
        handled
    }

    /// The whole life of a message, its first status included.
    fn steps(
        &self,
        now: Moment,
        begins: Moment,
        ready: &Ready,
        fate: &Fate,
        error: Option<u32>,
    ) -> Vec<Step> {
        let mut life = Vec::with_capacity(5);
        match (&ready.service, ready.send_at) {
            (_, Some(at)) => {
                life.push((now, SmsStatus::Scheduled));
                life.push((at, SmsStatus::Queued));
            }
            (Some(_), None) => {
                life.push((now, SmsStatus::Accepted));
                life.push((now.after(STEP), SmsStatus::Queued));
            }
            (None, None) => life.push((now, SmsStatus::Queued)),
        }
        let queued = life.last().map_or(now, |(at, _)| *at);
        life.push((begins.max(queued).after(STEP), SmsStatus::Sending));
        let stays = error
            .and_then(codes::failure_of)
            .is_some_and(|known| known.stays);
        if stays {
            life.push((fate.sent, SmsStatus::Failed));
        } else {
            life.push((fate.sent, SmsStatus::Sent));
            match fate.end {
                End::Delivered => life.push((fate.receipt, SmsStatus::Delivered)),
                End::Fails(_) => life.push((fate.receipt, SmsStatus::Undelivered)),
                End::Silent => {}
            }
        }
        let step = |(at, status)| Step {
            at,
            status,
            receipt: self.ids.receipt(),
        };
        life.into_iter().map(step).collect()
    }

    fn message(
        &self,
        now: Moment,
        shelf_id: u64,
        fact: u64,
        ready: Ready,
        life: Life,
    ) -> Arc<Message> {
        let kind = if ready.media > 0 { "MM" } else { "SM" };
        Arc::new(Message {
            shelf_id,
            fact,
            sid: self.sid(kind, shelf_id),
            account: self.settings.account_sid.clone(),
            from: ready.from,
            to: ready.to,
            body: ready.body,
            media: ready.media,
            segments: ready.size.parts,
            service: ready.service,
            callback: ready.callback,
            created: now,
            inbound: false,
            steps: life.steps,
            error: life.error,
            twice: life.twice,
            price: self.settings.price_per_segment * f64::from(ready.size.parts),
            changes: Mutex::new(Changes::default()),
        })
    }

    /// A message's SID: noise, and the message's number, which leads back to it.
    pub(super) fn sid(&self, kind: &str, shelf_id: u64) -> String {
        let noise: u64 = self.chance.stream("sms sid", shelf_id).random();
        format!("{kind}{noise:016x}{:016x}", shelf_id ^ self.sid_mask())
    }

    /// The number in a SID.
    pub(super) fn shelf_id_of(&self, sid: &str) -> Option<u64> {
        let digits = sid.get(18..34).filter(|_| sid.len() == 34)?;
        let masked = u64::from_str_radix(digits, 16).ok()?;
        Some(masked ^ self.sid_mask())
    }

    fn sid_mask(&self) -> u64 {
        self.chance.seed().wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1
    }

    fn accepted_fact(&self, now: Moment, message: &Message) -> SmsFact {
        SmsFact::Sent(Box::new(SmsSend {
            id: message.fact,
            request: self.ids.request(),
            at: now,
            provider: Provider::Twilio,
            to: message.to[1..].to_owned(),
            sender: message
                .service
                .clone()
                .unwrap_or_else(|| message.from.clone()),
            template: None,
            parameters: Vec::new(),
            text: message.body.clone(),
            segments: message.segments,
            reference: message.sid.clone(),
            out_id: message.callback.as_deref().and_then(query_of),
            decision: SmsDecision::Accepted,
            http_status: 201,
        }))
    }

    /// A refused send: the answer, and the fact.
    pub(super) fn refused_send(&self, now: Moment, form: &Form, refused: &Refused) -> SmsHandled {
        let decision = SmsDecision::Refused {
            code: refused.code.to_string(),
            transient: refused.transient,
        };
        let mut handled = SmsHandled::answered(self.refusal(refused));
        handled
            .facts
            .push(self.refused_fact(now, form, decision, refused.http));
        handled
    }

    fn bare(&self, now: Moment, form: &Form, status: u16) -> SmsHandled {
        let decision = SmsDecision::Refused {
            code: format!("http.{status}"),
            transient: status >= 500 || status == 429,
        };
        let mut handled = SmsHandled::answered(Answer::html(status));
        handled
            .facts
            .push(self.refused_fact(now, form, decision, status));
        handled
    }

    fn refused_fact(
        &self,
        now: Moment,
        form: &Form,
        decision: SmsDecision,
        http_status: u16,
    ) -> SmsFact {
        let text = |name: &str| {
            form.get(name)
                .unwrap_or_default()
                .chars()
                .take(BODY_MAX)
                .collect()
        };
        let to: String = text("To");
        SmsFact::Sent(Box::new(SmsSend {
            id: self.ids.send(),
            request: self.ids.request(),
            at: now,
            provider: Provider::Twilio,
            to: e164(&to).map_or(to, |to| to[1..].to_owned()),
            sender: match form.get("MessagingServiceSid") {
                Some(sid) => sid.to_owned(),
                None => text("From"),
            },
            template: None,
            parameters: Vec::new(),
            text: text("Body"),
            segments: 0,
            reference: String::new(),
            out_id: form.get("StatusCallback").and_then(query_of),
            decision,
            http_status,
        }))
    }
}

/// Facts of the steps after the first, and when their callbacks fall due.
fn planned(message: &Arc<Message>) -> SmsHandled {
    let mut handled = SmsHandled::unasked();
    let told = message.callback.is_some();
    for (place, step) in message.steps.iter().enumerate().skip(1) {
        let failed = matches!(step.status, SmsStatus::Failed | SmsStatus::Undelivered);
        let code = message.error.filter(|_| failed);
        handled.facts.push(SmsFact::ReceiptMade(ReceiptMade {
            id: step.receipt,
            send: message.fact,
            status: step.status,
            code: code.map(|code| code.to_string()).unwrap_or_default(),
            due: step.at,
            told,
        }));
        if told {
            handled.due.push(SmsDue {
                due: step.at,
                errand: SmsErrand::Wake(SmsTimer::TwilioStatus(Arc::clone(message), place)),
            });
        }
    }
    handled
}

impl State {
    /// The number of a new message.
    pub(super) fn new_message(&mut self) -> u64 {
        let id = self.next_message;
        self.next_message += 1;
        id
    }
}

fn query_of(url: &str) -> Option<String> {
    url.split_once('?').map(|(_, query)| query.to_owned())
}
