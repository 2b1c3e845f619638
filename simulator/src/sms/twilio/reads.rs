//! The Message resource after its creation: fetch, list, redact, cancel, delete.

use std::sync::Arc;

use serde_json::{Value, json};

use super::form::Form;
use super::message::Message;
use super::refused::{self, Refused};
use super::{Twilio, rules};
use crate::clock::Moment;
use crate::cloud_api::answer::Answer;
use crate::cloud_api::route::query_pairs;
use crate::sms::fact::{ReceiptMade, SmsFact, SmsStatus};
use crate::sms::percent::encoded;
use crate::sms::{SmsHandled, calendar, percent};
use crate::world::lock;

/// Length of a page that names none, and of the longest (Twilio, response paging).
const PAGE_DEFAULT: usize = 50;
const PAGE_MAX: usize = 1_000;

/// What a list is narrowed to.
#[derive(Debug, Default)]
struct Wanted {
    to: Option<String>,
    from: Option<String>,
    /// First and last moment of the time of sending.
    since: Option<Moment>,
    until: Option<Moment>,
    size: usize,
    page: usize,
    /// Messages older than this one only.
    before: Option<u64>,
}

impl Twilio {
    pub(super) fn fetch(&self, now: Moment, sid: &str, path: &str) -> Result<Answer, Refused> {
        let message = self.known(sid, path)?;
        Ok(refused::answer(
            200,
            &message.resource(now),
            &self.request_id(),
        ))
    }

    /// An update: an empty `Body` redacts, `Status=canceled` calls a scheduled message back; receipts that were made for
    /// it count no more.
    pub(super) fn change(
        &self,
        now: Moment,
        sid: &str,
        path: &str,
        form: &Form,
    ) -> Result<SmsHandled, Refused> {
        let message = self.known(sid, path)?;
        let mut facts = Vec::new();
        match form.given("Body") {
            Some("") => lock(&message.changes).redacted = true,
            Some(_) => return Err(Refused::known(20001)),
            None => {}
        }
        match form.given("Status") {
            Some("canceled") if message.standing(now).0 == SmsStatus::Scheduled => {
                lock(&message.changes).canceled = Some(now);
                facts.push(SmsFact::ReceiptMade(ReceiptMade {
                    id: self.ids.receipt(),
                    send: message.fact,
                    status: SmsStatus::Canceled,
                    code: String::new(),
                    due: now,
                    told: false,
                }));
            }
            Some("canceled") => return Err(Refused::known(30409)),
            Some(_) => return Err(Refused::known(20001)),
            None => {}
        }
        let answer = refused::answer(200, &message.resource(now), &self.request_id());
        Ok(SmsHandled {
            facts,
            ..SmsHandled::answered(answer)
        })
    }

    pub(super) fn delete(&self, now: Moment, sid: &str, path: &str) -> Result<Answer, Refused> {
        let message = self.known(sid, path)?;
        // Of a message whose receipt never comes, `sent` is the end.
        let last = message.steps.last().is_none_or(|step| step.at <= now);
        if !(message.inbound || last || message.standing(now).0.is_final()) {
            return Err(Refused::known(20009));
        }
        lock(&self.state).shelf.remove(message.shelf_id);
        let mut answer = refused::answer(204, &Value::Null, &self.request_id());
        answer.body.clear();
        Ok(answer)
    }

    pub(super) fn list(&self, now: Moment, query: &str) -> Result<Answer, Refused> {
        let wanted = self.wanted(query);
        let state = lock(&self.state);
        let all: Box<dyn Iterator<Item = &Arc<Message>>> = match &wanted.to {
            Some(to) => Box::new(state.shelf.newest_to(to)),
            None => Box::new(state.shelf.newest()),
        };
        let mut found: Vec<&Arc<Message>> = all
            .filter(|message| wanted.before.is_none_or(|id| message.shelf_id < id))
            .filter(|message| wanted.from.as_ref().is_none_or(|one| message.from == *one))
            .filter(|message| wanted.in_time(message.sent_at(now)))
            .take(wanted.size + 1)
            .collect();
        let more = found.len() > wanted.size;
        found.truncate(wanted.size);
        let rows: Vec<Value> = found.iter().map(|message| message.resource(now)).collect();
        let start = wanted.page * wanted.size;
        let next = found
            .last()
            .filter(|_| more)
            .map(|last| self.page_uri(query, &wanted, wanted.page + 1, Some(&last.sid)));
        let body = json!({
            "messages": rows, "page": wanted.page, "page_size": wanted.size,
            "start": start, "end": (start + rows_end(found.len())),
            "uri": self.page_uri(query, &wanted, wanted.page, None),
            "first_page_uri": self.page_uri(query, &wanted, 0, None),
            "next_page_uri": next, "previous_page_uri": null,
        });
        Ok(refused::answer(200, &body, &self.request_id()))
    }

    fn known(&self, sid: &str, path: &str) -> Result<Arc<Message>, Refused> {
        let id = self.shelf_id_of(sid);
        let state = lock(&self.state);
        let found = id.and_then(|id| state.shelf.get(id));
        let found = found.filter(|message| message.sid == sid).cloned();
        found.ok_or_else(|| {
            let path = path.strip_prefix(crate::sms::TWILIO_MOUNT).unwrap_or(path);
            Refused::known(20404).got(path)
        })
    }

    fn wanted(&self, query: &str) -> Wanted {
        let mut wanted = Wanted {
            size: PAGE_DEFAULT,
            ..Wanted::default()
        };
        for (name, value) in query_pairs(query).filter(|(_, value)| !value.is_empty()) {
            let number = || rules::e164(&value).unwrap_or_else(|| value.clone());
            match name.as_str() {
                "To" => wanted.to = Some(number()),
                "From" => wanted.from = Some(number()),
                "DateSent>" => wanted.since = moment(&value),
                "DateSent<" => wanted.until = moment(&value).map(|at| end_of(at, &value)),
                "DateSent" => {
                    wanted.since = moment(&value);
                    wanted.until = moment(&value).map(|at| end_of(at, &value));
                }
                "PageSize" => {
                    wanted.size = value.parse().unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX);
                }
                "Page" => wanted.page = value.parse().unwrap_or(0).min(1_000_000),
                "PageToken" => {
                    wanted.before = value.get(2..).and_then(|sid| self.shelf_id_of(sid));
                }
                _ => {}
            }
        }
        wanted
    }

    fn page_uri(&self, query: &str, wanted: &Wanted, page: usize, last: Option<&str>) -> String {
        let kept: Vec<(String, String)> = query_pairs(query)
            .filter(|(name, _)| !matches!(name.as_str(), "Page" | "PageSize" | "PageToken"))
            .collect();
        let mut pairs = percent::joined(kept.iter().map(|(k, v)| (k.as_str(), v.as_str())));
        if !pairs.is_empty() {
            pairs.push('&');
        }
        pairs.push_str(&format!("PageSize={}&Page={page}", wanted.size));
        if let Some(sid) = last {
            pairs.push_str(&format!("&PageToken=PA{}", encoded(sid)));
        }
        let account = &self.settings.account_sid;
        format!("/2010-04-01/Accounts/{account}/Messages.json?{pairs}")
    }
}

impl Wanted {
    fn in_time(&self, sent: Option<Moment>) -> bool {
        match (self.since, self.until) {
            (None, None) => true,
            (since, until) => sent.is_some_and(|at| {
                since.is_none_or(|since| at >= since) && until.is_none_or(|until| at < until)
            }),
        }
    }
}

fn rows_end(rows: usize) -> usize {
    rows.saturating_sub(1)
}

/// A day or a time.
fn moment(text: &str) -> Option<Moment> {
    calendar::parse_iso(text).or_else(|| calendar::parse_iso(&format!("{text}T00:00:00Z")))
}

/// The first moment that a day or a time does not cover.
fn end_of(at: Moment, text: &str) -> Moment {
    let covers = if text.len() == 10 { 86_400 } else { 1 };
    at.after(std::time::Duration::from_secs(covers))
}
