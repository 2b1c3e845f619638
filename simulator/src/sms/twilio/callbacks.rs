//! Status callbacks: a form for each step after the first, signed.

use std::time::Duration;

use super::message::Message;
use super::{Twilio, signature};
use crate::clock::Moment;
use crate::observation::Class;
use crate::sms::fact::{SmsFact, SmsStatus};
use crate::sms::push::{PushKind, SmsDue, SmsErrand, SmsPush};
use crate::sms::{SmsHandled, calendar, percent};
use crate::world::lock;

/// How much later a callback comes again when it comes twice.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

impl Twilio {
    /// A message has reached a step: its callback is put together.
    pub(in crate::sms) fn push_status(
        &self,
        now: Moment,
        message: &Message,
        place: usize,
    ) -> SmsHandled {
        let mut handled = SmsHandled::unasked();
        let (Some(url), Some(step)) = (&message.callback, message.steps.get(place)) else {
            return handled;
        };
        if lock(&message.changes).canceled.is_some() {
            return handled;
        }
        let word = step.status.word();
        let mut parameters = pairs(&[
            ("ApiVersion", "2010-04-01"),
            ("AccountSid", &message.account),
            ("MessageSid", &message.sid),
            ("SmsSid", &message.sid),
            ("MessageStatus", word),
            ("SmsStatus", word),
            ("To", &message.to),
            ("From", &message.from),
        ]);
        if let Some(service) = &message.service {
            parameters.push(("MessagingServiceSid".to_owned(), service.clone()));
        }
        let failed = matches!(step.status, SmsStatus::Failed | SmsStatus::Undelivered);
        if let Some(code) = message.error.filter(|_| failed) {
            parameters.push(("ErrorCode".to_owned(), code.to_string()));
        }
        if matches!(step.status, SmsStatus::Delivered | SmsStatus::Undelivered) {
            let done = calendar::year_to_minute(step.at);
            parameters.push(("RawDlrDoneDate".to_owned(), done));
        }
        let push = self.push(PushKind::TwilioStatus, url, parameters, step.receipt);
        if message.twice && step.status.is_final() {
            let again = SmsPush {
                id: self.ids.push(),
                class: Class::Duplicate,
                ..push.clone()
            };
            announce(&mut handled, again, now.after(AGAIN_AFTER));
        }
        announce(&mut handled, push, now);
        handled
    }

    /// A signed form on its way to the connector.
    pub(super) fn push(
        &self,
        kind: PushKind,
        url: &str,
        parameters: Vec<(String, String)>,
        carries: u64,
    ) -> SmsPush {
        let id = self.ids.push();
        let sorted = parameters.iter().map(|(k, v)| (k.as_str(), v.as_str()));
        let body = percent::joined(sorted).replace("%20", "+").into_bytes();
        let signature = signature::sign(&self.settings.auth_token, url, &parameters);
        SmsPush {
            id,
            kind,
            class: Class::Genuine,
            url: url.to_owned(),
            content_type: "application/x-www-form-urlencoded; charset=utf-8",
            headers: vec![
                ("X-Twilio-Signature".to_owned(), signature),
                (
                    "I-Twilio-Idempotency-Token".to_owned(),
                    self.hex("sms push", id),
                ),
                ("User-Agent".to_owned(), "TwilioProxy/1.1".to_owned()),
                ("Accept".to_owned(), "*/*".to_owned()),
            ],
            body,
            carries: vec![carries],
        }
    }
}

/// Parameters from borrowed text.
pub(super) fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

/// A push as a fact and as something that falls due.
pub(super) fn announce(handled: &mut SmsHandled, push: SmsPush, due: Moment) {
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
