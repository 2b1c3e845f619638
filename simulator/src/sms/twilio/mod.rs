//! Twilio Messaging, version 2010-04-01: the front of the API (credentials, throttling, paths) and its state.
//!
//! Played: the Message resource (create, fetch, list, redact, cancel, delete), status callbacks, opting out and in by
//! keyword, webhooks of incoming messages. Not played: media and content templates, replies by TwiML, other channels.

mod callbacks;
pub mod codes;
mod form;
mod inbound;
mod message;
mod reads;
mod refused;
mod rules;
mod sends;
mod signature;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::chance::Chance;
use crate::clock::Moment;
use crate::cloud_api::answer::Answer;
use crate::sms::fault::Faults;
use crate::sms::settings::TwilioSettings;
use crate::sms::shelf::Shelf;
use crate::sms::{Ids, SmsHandled, TWILIO_MOUNT};
use crate::world::{Request, lock};
use form::Form;
use refused::Refused;

pub use message::{Message, Step};

/// Messages that the API still knows; the oldest go first.
pub const MESSAGES_MAX: usize = 100_000;
/// Pairs of sender and customer that have opted out; further ones are forgotten at once.
pub const OPTED_OUT_MAX: usize = 1_000_000;
/// Senders of which a queue is kept.
pub const LANES_MAX: usize = 1_000;

/// The gateway.
#[derive(Debug)]
pub struct Twilio {
    settings: TwilioSettings,
    chance: Chance,
    ids: Arc<Ids>,
    faults: Faults,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    shelf: Shelf<Message>,
    next_message: u64,
    /// A sender or service, and the customer's number.
    opted_out: HashSet<(String, String)>,
    /// When a sender's queue will be empty.
    lanes: HashMap<String, Moment>,
    /// The second, and the requests in it.
    second: (u64, u32),
}

impl State {
    fn at_rest(settings: &TwilioSettings, next_message: u64) -> State {
        State {
            shelf: Shelf::new(MESSAGES_MAX),
            next_message,
            opted_out: settings.opted_out.iter().cloned().collect(),
            lanes: HashMap::new(),
            second: (0, 0),
        }
    }
}

/// A path below the account.
#[derive(Debug, PartialEq, Eq)]
enum Place<'a> {
    Messages,
    Message(&'a str),
}

impl Twilio {
    pub(super) fn new(
        settings: TwilioSettings,
        chance: Chance,
        ids: Arc<Ids>,
        faults: Faults,
    ) -> Twilio {
        let state = Mutex::new(State::at_rest(&settings, 1));
        Twilio {
            settings,
            chance,
            ids,
            faults,
            state,
        }
    }

    pub(super) fn reset(&self) {
        let mut state = lock(&self.state);
        *state = State::at_rest(&self.settings, state.next_message);
        self.faults.reset();
    }

    /// Its settings as they stand by now: customers who have opted out.
    pub(crate) fn standing(&self) -> TwilioSettings {
        let mut settings = self.settings.clone();
        settings.opted_out = lock(&self.state).opted_out.iter().cloned().collect();
        settings.opted_out.sort_unstable();
        settings
    }

    pub(super) fn handle(&self, now: Moment, request: &Request<'_>) -> SmsHandled {
        let place = place(request.path);
        let sends = place == Some((&self.settings.account_sid, Place::Messages))
            && request.method == "POST";
        let form = Form::read(request);
        let refused = match self.admitted(now, request, place.as_ref().map(|place| place.0)) {
            Ok(()) => match place {
                Some((_, place)) => return self.carried_out(now, request, &place, &form),
                None => Refused::known(20404).got(request.path),
            },
            Err(refused) => refused,
        };
        if sends {
            return self.refused_send(now, &form, &refused);
        }
        SmsHandled::answered(self.refusal(&refused))
    }

    /// Credentials, then throttling.
    fn admitted(
        &self,
        now: Moment,
        request: &Request<'_>,
        account: Option<&str>,
    ) -> Result<(), Refused> {
        let (user, password) = credentials(request).ok_or_else(|| Refused::known(20003))?;
        let settings = &self.settings;
        let own = user == settings.account_sid && password == settings.auth_token;
        let key = settings
            .api_keys
            .iter()
            .any(|(sid, secret)| *sid == user && *secret == password);
        if !(own || key) || account.is_some_and(|account| account != settings.account_sid) {
            return Err(Refused::known(20003));
        }
        let mut state = lock(&self.state);
        let second = now.unix_s();
        if state.second.0 != second {
            state.second = (second, 0);
        }
        state.second.1 = state.second.1.saturating_add(1);
        match settings.requests_per_second {
            Some(most) if state.second.1 > most => Err(Refused::known(20429)),
            _ => Ok(()),
        }
    }

    fn carried_out(
        &self,
        now: Moment,
        request: &Request<'_>,
        place: &Place<'_>,
        form: &Form,
    ) -> SmsHandled {
        let path = request.path;
        let handled = match (request.method, place) {
            ("POST", Place::Messages) => return self.send(now, form),
            ("POST", Place::Message(sid)) => self.change(now, sid, path, form),
            ("GET", Place::Messages) => self.list(now, request.query).map(SmsHandled::answered),
            ("GET", Place::Message(sid)) => self.fetch(now, sid, path).map(SmsHandled::answered),
            ("DELETE", Place::Message(sid)) => {
                self.delete(now, sid, path).map(SmsHandled::answered)
            }
            _ => Err(Refused::known(20004)),
        };
        handled.unwrap_or_else(|refused| SmsHandled::answered(self.refusal(&refused)))
    }

    fn refusal(&self, refused: &Refused) -> Answer {
        refused.answer(&self.request_id())
    }

    fn request_id(&self) -> String {
        format!("RQ{}", self.hex("sms request", self.ids.trace()))
    }

    /// 32 hexadecimal digits.
    fn hex(&self, purpose: &str, index: u64) -> String {
        use rand::RngExt;
        let bits: u128 = self.chance.stream(purpose, index).random();
        format!("{bits:032x}")
    }
}

/// `/2010-04-01/Accounts/{account}/Messages[/{sid}].json`, below the mount or not.
fn place(path: &str) -> Option<(&str, Place<'_>)> {
    let path = path.strip_prefix(TWILIO_MOUNT).unwrap_or(path);
    let rest = path.strip_prefix("/2010-04-01/Accounts/")?;
    let rest = rest.strip_suffix(".json").unwrap_or(rest);
    let (account, rest) = rest.split_once('/')?;
    match rest.split_once('/') {
        None if rest == "Messages" => Some((account, Place::Messages)),
        Some(("Messages", sid)) if !sid.is_empty() && !sid.contains('/') => {
            Some((account, Place::Message(sid)))
        }
        _ => None,
    }
}

/// User and password of Basic authentication.
fn credentials(request: &Request<'_>) -> Option<(String, String)> {
    let (scheme, encoded) = request.authorization?.split_once(' ')?;
    let decoded = STANDARD.decode(encoded.trim()).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (user, password) = text.split_once(':')?;
    scheme
        .eq_ignore_ascii_case("basic")
        .then(|| (user.to_owned(), password.to_owned()))
}

#[cfg(test)]
mod tests;
