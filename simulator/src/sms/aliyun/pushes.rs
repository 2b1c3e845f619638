//! SmsReport and SmsUp: receipts and customers' messages in JSON arrays, posted to the addresses of the settings.
//!
//! Source: Aliyun, SMS, SmsReport and SmsUp (HTTP batch push). Times are Beijing's and do not say so; `sms_size` is text.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Aliyun, Delivery, INBOUND_MAX, OPTED_OUT_MAX, State, codes};
use crate::clock::Moment;
use crate::observation::Class;
use crate::sms::fact::{Provider, SmsFact, SmsInbound};
use crate::sms::fate::End;
use crate::sms::push::{PushKind, SmsDue, SmsErrand, SmsPush, SmsTimer};
use crate::sms::{SmsHandled, calendar};
use crate::world::lock;

/// How much later a push comes again when its receipts are pushed twice.
const AGAIN_AFTER: Duration = Duration::from_secs(1);
/// Answers that end a customer's consent, in mainland China (Aliyun, SMS, opting out of promotions). Unconfirmed.
const STOP_WORDS: [&str; 5] = ["T", "TD", "R", "N", "退订"];

impl Aliyun {
    /// Puts the receipts that have happened into pushes.
    pub(in crate::sms) fn push_receipts(&self, now: Moment) -> SmsHandled {
        let mut handled = SmsHandled::unasked();
        let Some(url) = &self.settings.report_url else {
            return handled;
        };
        let happened = lock(&self.state).take_happened(now);
        for batch in happened.chunks(self.settings.batch_max.max(1)) {
            let carries: Vec<u64> = batch.iter().map(|one| one.receipt).collect();
            let body = Value::Array(batch.iter().map(|one| report(one)).collect());
            let push = self.push(PushKind::SmsReport, url, &body, carries);
            if batch.iter().any(|one| one.fate.twice) {
                let again = SmsPush {
                    id: self.ids.push(),
                    class: Class::Duplicate,
                    ..push.clone()
                };
                announce(&mut handled, again, now.after(AGAIN_AFTER));
            }
            announce(&mut handled, push, now);
        }
        handled
    }

    /// Puts customers' messages into pushes.
    pub(in crate::sms) fn push_inbound(&self, now: Moment) -> SmsHandled {
        let mut handled = SmsHandled::unasked();
        let Some(url) = &self.settings.inbound_url else {
            return handled;
        };
        let waiting: Vec<SmsInbound> = lock(&self.state).inbound.drain(..).collect();
        for batch in waiting.chunks(self.settings.batch_max.max(1)) {
            let rows = batch.iter().map(|one| self.upstream(one)).collect();
            let carries = batch.iter().map(|one| one.id).collect();
            let push = self.push(PushKind::SmsUp, url, &Value::Array(rows), carries);
            announce(&mut handled, push, now);
        }
        handled
    }

    /// A customer answers to an extension code.
    pub(in crate::sms) fn customer_writes(
        &self,
        now: Moment,
        from: &str,
        to: &str,
        text: &str,
    ) -> SmsHandled {
        let mut handled = SmsHandled::unasked();
        let word = text.trim().to_uppercase();
        let stops = STOP_WORDS.contains(&word.as_str());
        let inbound = SmsInbound {
            id: self.ids.inbound(),
            at: now,
            provider: Provider::Aliyun,
            from: from.trim_start_matches('+').to_owned(),
            to: to.to_owned(),
            text: text.to_owned(),
            consent: stops.then_some(false),
        };
        handled.facts.push(SmsFact::Inbound(inbound.clone()));
        let mut state = lock(&self.state);
        if stops && state.opted_out.len() < OPTED_OUT_MAX {
            state.opted_out.insert(inbound.from.clone());
        }
        if self.settings.inbound_url.is_none() {
            return handled;
        }
        if state.inbound.len() >= INBOUND_MAX {
            handled.facts.push(SmsFact::PushDropped {
                push: 0,
                carries: vec![inbound.id],
                why: "too many messages wait to be pushed",
            });
            return handled;
        }
        state.inbound.push_back(inbound);
        handled.due.push(SmsDue {
            due: now.after(self.settings.batch_wait),
            errand: SmsErrand::Wake(SmsTimer::AliyunInbound),
        });
        handled
    }

    fn push(&self, kind: PushKind, url: &str, body: &Value, carries: Vec<u64>) -> SmsPush {
        SmsPush {
            id: self.ids.push(),
            kind,
            class: Class::Genuine,
            url: url.to_owned(),
            content_type: "application/json;charset=UTF-8",
            headers: Vec::new(),
            body: body.to_string().into_bytes(),
            carries,
        }
    }

    fn upstream(&self, one: &SmsInbound) -> Value {
        let sign = self.settings.signs.first().map(|sign| sign.name.as_str());
        json!({
            "phone_number": super::number::named(&one.from),
            "send_time": calendar::beijing(one.at),
            "content": one.text,
            "sign_name": sign.unwrap_or_default(),
            "dest_code": one.to,
            "sequence_id": one.id,
        })
    }
}

impl State {
    fn take_happened(&mut self, now: Moment) -> Vec<Arc<Delivery>> {
        let later = self.pending.split_off(&(Moment(now.0 + 1), 0));
        let happened = std::mem::replace(&mut self.pending, later);
        happened.into_values().collect()
    }
}

fn report(one: &Delivery) -> Value {
    let (success, code, message) = match &one.fate.end {
        End::Fails(code) => (false, code.as_str(), codes::receipt_message(code)),
        End::Delivered | End::Silent => (true, codes::DELIVERED.code, codes::DELIVERED.message),
    };
    json!({
        "phone_number": one.named,
        "send_time": calendar::beijing(one.accepted),
        "report_time": calendar::beijing(one.fate.receipt),
        "success": success,
        "err_code": code,
        "err_msg": message,
        "sms_size": one.parts.to_string(),
        "biz_id": one.biz_id,
        "out_id": one.out_id.as_deref().unwrap_or_default(),
    })
}

/// A push as a fact and as something that falls due.
fn announce(handled: &mut SmsHandled, push: SmsPush, due: Moment) {
    handled.facts.push(SmsFact::Pushed {
        id: push.id,
        kind: push.kind,
        class: push.class,
        carries: push.carries.clone(),
    });
    handled.due.push(SmsDue {
        due,
        errand: SmsErrand::Push(Box::new(push)),
    });
}
