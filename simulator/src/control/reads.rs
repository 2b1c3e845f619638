//! The routes that only look: messages, short messages, webhooks, rejections, explanations.

use super::problem::Problem;
use super::show::{
    self, Explanation, Listed, MessageShown, PostedShown, QueryShown, RejectionShown,
    ShortMessageShown,
};
use super::{Control, json_answer};
use crate::cloud_api::answer::Answer;
use crate::cloud_api::route::query_value;
use crate::recent::{KEPT_MAX, Message, Subject};
use crate::sms::SmsDecision;
use crate::template::Template;

const LIMIT: usize = 100;

impl Control {
    pub(super) fn messages(&self, query: &str) -> Result<Answer, Problem> {
        only(query, &["to", "wamid", "limit"])?;
        let to = query_value(query, "to").map(|to| to.trim().trim_start_matches('+').to_owned());
        let wamid = wamid_in(query);
        let found = self.recent.messages(limit(query)?, |message| {
            to.as_ref().is_none_or(|to| message.send.to == *to)
                && wamid.as_ref().is_none_or(|wamid| message.wamid == *wamid)
        });
        let listed = Listed::new("messages", &found, |message| self.shown(message));
        Ok(json_answer(&listed))
    }

    pub(super) fn message(&self, wamid: &str) -> Result<Answer, Problem> {
        // Clients may percent-encode the `=` at its end; the parameter's name is only a carrier.
        let wamid = wamid_in(&format!("wamid={wamid}")).unwrap_or_default();
        let found = self.recent.messages(1, |message| message.wamid == wamid);
        match found.items.first() {
            Some(message) => Ok(json_answer(&self.shown(message))),
            None => Err(Problem::new(404, format!("no recent message has the wamid {wamid}")).hint(
                format!("{} messages are kept, {} older ones are forgotten; GET /messages lists them", found.kept, found.forgotten),
            )),
        }
    }

    pub(super) fn webhooks(&self, query: &str) -> Result<Answer, Problem> {
        only(query, &["wamid", "outcome", "limit"])?;
        let wamid = wamid_in(query);
        let outcome = match query_value(query, "outcome") {
            None => None,
            Some(word) => Some(show::outcome(&word).ok_or_else(|| {
                Problem::new(400, format!("outcome: {word:?} is none"))
                    .hint("use ack, nack, definite_no or indefinite")
            })?),
        };
        let found = self.recent.attempts(limit(query)?, |posted| {
            outcome
                .as_ref()
                .is_none_or(|outcome| posted.attempt.outcome == *outcome)
                && wamid
                    .as_ref()
                    .is_none_or(|wamid| names(&posted.subject, wamid))
        });
        let scale = self.clock.scale();
        let listed = Listed::new("webhooks", &found, |posted| PostedShown::new(posted, scale));
        Ok(json_answer(&listed))
    }

    pub(super) fn rejections(&self, query: &str) -> Result<Answer, Problem> {
        only(query, &["code", "limit"])?;
        let code = match query_value(query, "code") {
            None => None,
            Some(text) => Some(text.parse::<u32>().map_err(|_| {
                Problem::new(400, format!("code: {text:?} is no Graph code")).hint("such as 131056")
            })?),
        };
        let found = self.recent.rejections(limit(query)?, |rejection| {
            code.is_none_or(|code| rejection.code == code)
        });
        let listed = Listed::new("rejections", &found, RejectionShown::new);
        Ok(json_answer(&listed))
    }

    pub(super) fn queries(&self, query: &str) -> Result<Answer, Problem> {
        only(query, &["carrier", "refused", "limit"])?;
        let carrier = query_value(query, "carrier");
        let refused = query_value(query, "refused");
        let found = self.recent.queries(limit(query)?, |asked| {
            carrier.as_ref().is_none_or(|word| asked.api == word)
                && refused.as_ref().is_none_or(|word| asked.refused == word)
        });
        let listed = Listed::new("queries", &found, QueryShown::new);
        Ok(json_answer(&listed))
    }

    pub(super) fn explain(&self, fbtrace_id: &str) -> Result<Answer, Problem> {
        let found = self
            .recent
            .rejections(1, |rejection| rejection.fbtrace_id == fbtrace_id);
        match found.items.first() {
            Some(rejection) => Ok(json_answer(&Explanation::new(rejection))),
            None => Err(Problem::new(404, "no recent refusal has this fbtrace_id").hint(
                "copy error.fbtrace_id from the refused answer; GET /rejections lists what is kept",
            )),
        }
    }

    /// What was sent through the SMS gateways, and what was refused.
    pub(super) fn short_messages(&self, query: &str) -> Result<Answer, Problem> {
        only(query, &["to", "provider", "decision", "reference", "limit"])?;
        let to = query_value(query, "to").map(|to| to.trim().trim_start_matches('+').to_owned());
        let reference = query_value(query, "reference");
        let provider = query_value(query, "provider")
            .map(|word| super::provider(&word))
            .transpose()?;
        let accepted = match query_value(query, "decision").as_deref() {
            None => None,
            Some("accepted") => Some(true),
            Some("refused") => Some(false),
            Some(word) => {
                return Err(Problem::new(400, format!("decision: {word:?} is none"))
                    .hint("use accepted or refused"));
            }
        };
        let found = self.recent.short_messages(limit(query)?, |message| {
            let send = &message.send;
            to.as_ref().is_none_or(|to| send.to == *to)
                && reference
                    .as_ref()
                    .is_none_or(|reference| send.reference == *reference)
                && provider.is_none_or(|provider| send.provider == provider)
                && accepted
                    .is_none_or(|accepted| (send.decision == SmsDecision::Accepted) == accepted)
        });
        let listed = Listed::new("sms", &found, ShortMessageShown::new);
        Ok(json_answer(&listed))
    }

    fn shown<'a>(&self, message: &'a Message) -> MessageShown<'a> {
        let unposted = match self.world.settings().app.callback_url {
            Some(_) => "waiting",
            None => "not posted: no callback",
        };
        MessageShown::new(message, self.template(message), unposted)
    }

    fn template(&self, message: &Message) -> Option<&Template> {
        let (account_id, _) = self.world.number(&message.send.phone_number_id)?;
        let mut accounts = self.world.settings().accounts.iter();
        let account = accounts.find(|account| account.id == account_id)?;
        let (name, language) = (
            message.send.template.as_ref()?,
            message.send.language.as_ref()?,
        );
        let mut templates = account.templates.iter();
        templates.find(|template| template.name == *name && template.language == *language)
    }
}

/// Base64 has a plus sign, which a query turns into a space unless it is encoded.
fn wamid_in(query: &str) -> Option<String> {
    query_value(query, "wamid").map(|wamid| wamid.replace(' ', "+"))
}

fn names(subject: &Subject, wamid: &str) -> bool {
    matches!(subject, Subject::Statuses { named, .. } if named.iter().any(|(known, _)| known == wamid))
}

fn limit(query: &str) -> Result<usize, Problem> {
    let Some(text) = query_value(query, "limit") else {
        return Ok(LIMIT);
    };
    let limit = text.parse::<usize>().ok();
    limit
        .filter(|limit| (1..=KEPT_MAX).contains(limit))
        .ok_or_else(|| {
            Problem::new(
                400,
                format!("limit: {text:?} is no number from 1 to {KEPT_MAX}"),
            )
            .hint(format!("leave it out for {LIMIT}"))
        })
}

/// A misspelt filter would show everything and look like an answer.
fn only(query: &str, known: &[&str]) -> Result<(), Problem> {
    let keys = query.split('&').filter(|pair| !pair.is_empty());
    let mut keys = keys.map(|pair| pair.split('=').next().unwrap_or(pair));
    match keys.find(|key| !known.contains(key)) {
        None => Ok(()),
        Some(key) => {
            let shown: String = key.chars().take(60).collect();
            Err(Problem::new(400, format!("{shown}: no such filter here"))
                .hint(format!("use {}", known.join(", "))))
        }
    }
}
