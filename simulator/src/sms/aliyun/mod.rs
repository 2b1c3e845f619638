//! Aliyun Dysmsapi 2017-05-25: the front of the gateway (signatures, replay, throttling, actions) and its state.
//!
//! Played: `SendSms`, `SendBatchSms`, `QuerySendDetails`, `QuerySmsTemplate`, `QuerySmsTemplateList`, `QuerySmsSign`,
//! `QuerySmsSignList`, and the pushes SmsReport and SmsUp over HTTP. Not played: the message queue (MNS), management of
//! signs and templates (the settings are the console), cards and rich messages.

mod call;
pub mod codes;
mod number;
mod pushes;
mod queries;
mod quotas;
mod refused;
mod sends;
mod signing;
mod text;

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

use crate::chance::Chance;
use crate::clock::Moment;
use crate::sms::fact::SmsInbound;
use crate::sms::fate::Fate;
use crate::sms::fault::Faults;
use crate::sms::remembered::Remembered;
use crate::sms::settings::{AliyunSettings, Approval};
use crate::sms::shelf::{Shelf, Shelved};
use crate::sms::{Ids, SmsHandled};
use crate::world::{Request, lock};
use call::Call;
use quotas::Quotas;
use refused::Refused;
use signing::Signed;

/// Deliveries that `QuerySendDetails` still knows; the oldest go first.
pub const DELIVERIES_MAX: usize = 100_000;
/// Receipts that wait to be pushed; further ones are dropped, and that is a fact.
pub const PENDING_MAX: usize = 500_000;
/// Customers' messages that wait to be pushed.
pub const INBOUND_MAX: usize = 10_000;
/// Nonces that are remembered.
pub const NONCES_MAX: usize = 2_000_000;
/// Customers that have opted out; further ones are forgotten at once.
pub const OPTED_OUT_MAX: usize = 1_000_000;
/// How long a nonce may not be used again (Aliyun, request signatures).
const NONCE_FOR: Duration = Duration::from_secs(15 * 60);
const VERSION: &str = "2017-05-25";

/// The gateway.
#[derive(Debug)]
pub struct Aliyun {
    settings: AliyunSettings,
    chance: Chance,
    ids: Arc<Ids>,
    faults: Faults,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    reviews: Reviews,
    nonces: Remembered,
    quotas: Quotas,
    shelf: Shelf<Delivery>,
    /// By the moment of the receipt.
    pending: BTreeMap<(Moment, u64), Arc<Delivery>>,
    inbound: VecDeque<SmsInbound>,
    opted_out: HashSet<String>,
    balance: Option<u64>,
    /// The day in Beijing, and the messages accepted in it.
    day: (String, u64),
    /// The second, and the requests in it.
    second: (u64, u32),
}

/// Signs and templates by their name, as the console has left them.
#[derive(Debug, Default)]
struct Reviews {
    signs: BTreeMap<String, Approval>,
    templates: BTreeMap<String, Approval>,
}

/// A message to one recipient.
#[derive(Debug)]
struct Delivery {
    /// The send's id in facts.
    id: u64,
    /// The receipt's id in facts; 0 when there is none.
    receipt: u64,
    named: String,
    biz_id: String,
    out_id: Option<String>,
    template: String,
    text: String,
    parts: u32,
    accepted: Moment,
    fate: Fate,
}

impl Shelved for Delivery {
    fn id(&self) -> u64 {
        self.id
    }

    fn recipient(&self) -> &str {
        &self.named
    }
}

impl Aliyun {
    pub(super) fn new(
        settings: AliyunSettings,
        chance: Chance,
        ids: Arc<Ids>,
        faults: Faults,
    ) -> Aliyun {
        let state = Mutex::new(State::at_rest(&settings));
        Aliyun {
            settings,
            chance,
            ids,
            faults,
            state,
        }
    }

    pub(super) fn reset(&self) {
        *lock(&self.state) = State::at_rest(&self.settings);
        self.faults.reset();
    }

    /// Its settings as they stand by now: reviews, balance and customers who have opted out.
    pub(crate) fn standing(&self) -> AliyunSettings {
        let state = lock(&self.state);
        let mut settings = self.settings.clone();
        for sign in &mut settings.signs {
            if let Some(approval) = state.reviews.signs.get(&sign.name) {
                sign.approval = approval.clone();
            }
        }
        for template in &mut settings.templates {
            if let Some(approval) = state.reviews.templates.get(&template.code) {
                template.approval = approval.clone();
            }
        }
        settings.balance = state.balance;
        settings.opted_out = state.opted_out.iter().cloned().collect();
        settings.opted_out.sort_unstable();
        settings
    }

    /// Sets how a sign's review stands; false when there is no such sign.
    pub fn review_sign(&self, name: &str, approval: Approval) -> bool {
        let known = self.settings.signs.iter().any(|sign| sign.name == name);
        if known {
            let mut state = lock(&self.state);
            state.reviews.signs.insert(name.to_owned(), approval);
        }
        known
    }

    /// Sets how a template's review stands; false when there is no such template.
    pub fn review_template(&self, code: &str, approval: Approval) -> bool {
        let known = self.settings.templates.iter().any(|one| one.code == code);
        if known {
            let mut state = lock(&self.state);
            state.reviews.templates.insert(code.to_owned(), approval);
        }
        known
    }

    pub(super) fn handle(&self, now: Moment, request: &Request<'_>) -> SmsHandled {
        let call = Call::read(now, request);
        let action = call.action().unwrap_or_default().to_owned();
        match self.admitted(&call) {
            Ok(signed) => self.carried_out(&call, &action, &signed),
            Err(refused) if sends::is_send(&action) => self.refused_send(&call, &action, &refused),
            Err(refused) => SmsHandled::answered(self.refusal(&call, &refused)),
        }
    }

    /// Method, signature, replay and throttling: what the API gateway checks before the service.
    fn admitted<'a>(&'a self, call: &Call<'_>) -> Result<Signed<'a>, Refused> {
        if !matches!(call.request.method, "GET" | "POST") {
            return Err(Refused::known("UnsupportedHTTPMethod"));
        }
        if call.action().is_none() {
            return Err(Refused::missing("Action"));
        }
        match call.version() {
            None => return Err(Refused::missing("Version")),
            Some(VERSION) => {}
            Some(_) => return Err(Refused::known("InvalidVersion")),
        }
        let signed = signing::check(&self.settings, call)?;
        let mut state = lock(&self.state);
        if state.nonces.seen(call.now, signed.nonce) {
            return Err(Refused::known("SignatureNonceUsed"));
        }
        let second = call.now.unix_s();
        if state.second.0 != second {
            state.second = (second, 0);
        }
        state.second.1 = state.second.1.saturating_add(1);
        match self.settings.requests_per_second {
            Some(most) if state.second.1 > most => Err(Refused::known("Throttling.User")),
            _ => Ok(signed),
        }
    }

    fn carried_out(&self, call: &Call<'_>, action: &str, signed: &Signed<'_>) -> SmsHandled {
        let queried = match action {
            _ if sends::is_send(action) => return self.send(call, action, signed),
            "QuerySendDetails" => self.send_details(call),
            "QuerySmsTemplate" => self.template(call),
            "QuerySmsTemplateList" => self.template_list(call),
            "QuerySmsSign" => self.sign(call),
            "QuerySmsSignList" => self.sign_list(call),
            _ => Err(Refused::known("InvalidAction.NotFound")),
        };
        let answer = match queried {
            Ok(body) => self.success(call, action, body),
            Err(refused) => self.refusal(call, &refused),
        };
        SmsHandled::answered(answer)
    }

    /// An answer with `Code` OK.
    fn success(
        &self,
        call: &Call<'_>,
        action: &str,
        mut body: Value,
    ) -> crate::cloud_api::answer::Answer {
        let request_id = self.request_id();
        body["Code"] = "OK".into();
        body["Message"] = "OK".into();
        body["RequestId"] = request_id.as_str().into();
        let root = format!("{action}Response");
        refused::answer(call.wants_json(), 200, &root, &body, &request_id)
    }

    fn refusal(&self, call: &Call<'_>, refused: &Refused) -> crate::cloud_api::answer::Answer {
        let request_id = self.request_id();
        let body = refused.body(&request_id, call.host());
        let root = match refused.http {
            200 => format!("{}Response", call.action().unwrap_or_default()),
            _ => "Error".to_owned(),
        };
        refused::answer(call.wants_json(), refused.http, &root, &body, &request_id)
    }

    /// An upper-case UUID.
    fn request_id(&self) -> String {
        use rand::RngExt;
        let bits: u128 = self
            .chance
            .stream("sms request", self.ids.trace())
            .random::<u128>();
        let hex = format!("{bits:032X}");
        format!(
            "{}-{}-4{}-8{}-{}",
            &hex[..8],
            &hex[8..12],
            &hex[13..16],
            &hex[17..20],
            &hex[20..]
        )
    }
}

impl State {
    fn at_rest(settings: &AliyunSettings) -> State {
        State {
            reviews: Reviews::default(),
            nonces: Remembered::new(NONCE_FOR, NONCES_MAX),
            quotas: Quotas::default(),
            shelf: Shelf::new(DELIVERIES_MAX),
            pending: BTreeMap::new(),
            inbound: VecDeque::new(),
            opted_out: settings.opted_out.iter().cloned().collect(),
            balance: settings.balance,
            day: (String::new(), 0),
            second: (0, 0),
        }
    }

    /// How a sign's review stands; None when there is no such sign.
    fn sign<'a>(&'a self, settings: &'a AliyunSettings, name: &str) -> Option<&'a Approval> {
        let set = settings.signs.iter().find(|sign| sign.name == name)?;
        Some(self.reviews.signs.get(name).unwrap_or(&set.approval))
    }

    /// How a template's review stands; None when there is no such template.
    fn template<'a>(&'a self, settings: &'a AliyunSettings, code: &str) -> Option<&'a Approval> {
        let set = settings.templates.iter().find(|one| one.code == code)?;
        Some(self.reviews.templates.get(code).unwrap_or(&set.approval))
    }
}

#[cfg(test)]
mod tests;
