//! Customers' messages to Twilio's numbers: opting out and in by keyword, and the webhook.
//!
//! Sources: Twilio, Messaging, "request to your incoming message webhook URL"; "support for opt-out keywords". The reply
//! that Twilio sends to a keyword by itself is not played.

use std::sync::{Arc, Mutex};

use super::callbacks::{announce, pairs};
use super::message::{Changes, Message};
use super::{OPTED_OUT_MAX, Twilio};
use crate::clock::Moment;
use crate::sms::fact::{Provider, SmsFact, SmsInbound};
use crate::sms::push::PushKind;
use crate::sms::{SmsHandled, segments};
use crate::world::lock;

const STOP_WORDS: [&str; 8] = [
    "STOP",
    "STOPALL",
    "UNSUBSCRIBE",
    "CANCEL",
    "END",
    "QUIT",
    "REVOKE",
    "OPTOUT",
];
const START_WORDS: [&str; 3] = ["START", "YES", "UNSTOP"];

impl Twilio {
    /// A customer writes to a number of the account.
    pub(in crate::sms) fn customer_writes(
        &self,
        now: Moment,
        from: &str,
        to: &str,
        text: &str,
    ) -> SmsHandled {
        let mut handled = SmsHandled::unasked();
        let plus = |number: &str| format!("+{}", number.trim_start_matches('+'));
        let (from, to) = (plus(from), plus(to));
        let word = text.trim().to_uppercase();
        let stops = STOP_WORDS.contains(&word.as_str());
        let starts = START_WORDS.contains(&word.as_str());
        let inbound = SmsInbound {
            id: self.ids.inbound(),
            at: now,
            provider: Provider::Twilio,
            from: from[1..].to_owned(),
            to: to.clone(),
            text: text.to_owned(),
            consent: (stops || starts).then_some(starts),
        };
        if let Some(consent) = inbound.consent {
            self.consents(&from, &to, consent);
        }
        let carries = inbound.id;
        handled.facts.push(SmsFact::Inbound(inbound));
        let Some(number) = self.settings.numbers.iter().find(|one| one.number == to) else {
            return handled;
        };
        let services = &self.settings.services;
        let service = services.iter().find(|one| one.numbers.contains(&to));
        let url = service
            .and_then(|one| one.inbound_url.as_ref())
            .or(number.inbound_url.as_ref());
        let sid = service.map(|one| one.sid.clone());
        let message = self.received(now, carries, (from, to), text, sid);
        if let Some(url) = url {
            let push = self.push(PushKind::TwilioInbound, url, parameters(&message), carries);
            announce(&mut handled, push, now);
        }
        lock(&self.state).shelf.put(message);
        handled
    }

    /// Whether a number may be written to by a sender (E.164 with plus, or a messaging service's SID).
    pub fn consented(&self, sender: &str, number: &str) -> bool {
        let pair = (sender.to_owned(), number.to_owned());
        !lock(&self.state).opted_out.contains(&pair)
    }

    fn consents(&self, from: &str, to: &str, consent: bool) {
        let services = self.settings.services.iter();
        let scopes = services
            .filter(|one| one.numbers.iter().any(|number| number == to))
            .map(|one| one.sid.clone())
            .chain([to.to_owned()]);
        let mut state = lock(&self.state);
        for scope in scopes {
            let pair = (scope, from.to_owned());
            if consent {
                state.opted_out.remove(&pair);
            } else if state.opted_out.len() < OPTED_OUT_MAX {
                state.opted_out.insert(pair);
            }
        }
    }

    fn received(
        &self,
        now: Moment,
        fact: u64,
        (from, to): (String, String),
        text: &str,
        service: Option<String>,
    ) -> Arc<Message> {
        let shelf_id = lock(&self.state).new_message();
        let parts = segments::smallest(text).parts;
        Arc::new(Message {
            shelf_id,
            fact,
            sid: self.sid("SM", shelf_id),
            account: self.settings.account_sid.clone(),
            from,
            to,
            body: text.to_owned(),
            media: 0,
            segments: parts,
            service,
            callback: None,
            created: now,
            inbound: true,
            steps: Vec::new(),
            error: None,
            twice: false,
            price: self.settings.price_per_segment * f64::from(parts),
            changes: Mutex::new(Changes::default()),
        })
    }
}

fn parameters(message: &Message) -> Vec<(String, String)> {
    let parts = message.segments.to_string();
    let mut parameters = pairs(&[
        ("ToCountry", ""),
        ("ToState", ""),
        ("ToCity", ""),
        ("ToZip", ""),
        ("FromCountry", ""),
        ("FromState", ""),
        ("FromCity", ""),
        ("FromZip", ""),
        ("SmsMessageSid", &message.sid),
        ("SmsSid", &message.sid),
        ("MessageSid", &message.sid),
        ("AccountSid", &message.account),
        ("SmsStatus", "received"),
        ("NumMedia", "0"),
        ("NumSegments", &parts),
        ("Body", &message.body),
        ("To", &message.to),
        ("From", &message.from),
        ("ApiVersion", "2010-04-01"),
    ]);
    if let Some(service) = &message.service {
        parameters.push(("MessagingServiceSid".to_owned(), service.clone()));
    }
    parameters
}
