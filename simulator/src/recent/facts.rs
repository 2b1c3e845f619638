//! What is kept, and how one fact leads to another: a webhook to its statuses, a status to its message.

use std::collections::HashMap;

use super::ring::Ring;
use super::short_messages::ShortMessages;
use super::{Message, NAMED_MAX, Posted, StatusSeen, Subject};
use crate::observation::{
    Attempt, CarrierQuery, Class, Decision, Observation, Outcome, Rejection, Send, Status,
    StatusMade,
};

#[derive(Debug)]
pub(super) struct Facts {
    pub(super) messages: Ring<Message>,
    pub(super) attempts: Ring<Posted>,
    pub(super) rejections: Ring<Rejection>,
    pub(super) short: ShortMessages,
    pub(super) queries: Ring<CarrierQuery>,
    /// Webhooks that were put together and not yet acknowledged.
    webhooks: Ring<Webhook>,
    /// The place of a status's message.
    status_at: HashMap<u64, u64>,
}

#[derive(Debug)]
struct Webhook {
    id: u64,
    class: Class,
    statuses: Vec<u64>,
}

impl Facts {
    pub(super) fn new(kept_max: usize) -> Facts {
        Facts {
            messages: Ring::new(kept_max),
            attempts: Ring::new(kept_max),
            rejections: Ring::new(kept_max),
            short: ShortMessages::new(kept_max),
            queries: Ring::new(kept_max),
            webhooks: Ring::new(kept_max),
            status_at: HashMap::new(),
        }
    }

    pub(super) fn note(&mut self, fact: Observation) {
        match fact {
            Observation::Send(send) => self.send(*send),
            Observation::AnswerLost { send, why, .. } => {
                let known = self.messages.iter_mut();
                if let Some(message) = known.rev().find(|message| message.send.id == send) {
                    message.answer_lost = Some(why);
                }
            }
            Observation::StatusMade(made) => self.status(made),
            Observation::Webhook {
                id,
                class,
                statuses,
                ..
            } => {
                self.webhooks.push(Webhook {
                    id,
                    class,
                    statuses,
                });
            }
            Observation::WebhookAttempt { webhook, attempt } => self.attempt(webhook, attempt),
            Observation::WebhookDropped { .. } => {}
            Observation::Rejected(rejection) => {
                self.rejections.push(*rejection);
            }
            Observation::Sms(fact) => {
                if let Some(posted) = self.short.note(*fact) {
                    self.attempts.push(posted);
                }
            }
            Observation::CarrierAsked(query) => {
                self.queries.push(*query);
            }
        }
    }

    fn status(&mut self, made: StatusMade) {
        let Some((place, message)) = self.messages.last_mut() else {
            return;
        };
        // A status follows its send in the same batch; one whose message is gone is of no use to anybody.
        if message.send.id != made.send {
            return;
        }
        self.status_at.insert(made.id, place);
        message.statuses.push(StatusSeen {
            id: made.id,
            status: made.status,
            code: made.code,
            class: made.class,
            due: made.due,
            attempts: 0,
            outcome: None,
        });
    }

    fn send(&mut self, send: Send) {
        let Decision::Accepted(wamid) = &send.decision else {
            return;
        };
        let message = Message {
            wamid: wamid.clone(),
            send,
            statuses: Vec::new(),
            answer_lost: None,
        };
        if let Some(gone) = self.messages.push(message) {
            for status in gone.statuses {
                self.status_at.remove(&status.id);
            }
        }
    }

    fn attempt(&mut self, id: u64, attempt: Attempt) {
        let known = self.webhooks.iter_mut().rev().find(|hook| hook.id == id);
        let subject = match known {
            None => Subject::Forgotten { webhook: id },
            Some(hook) if hook.statuses.is_empty() => Subject::CustomerMessage { webhook: id },
            Some(hook) => {
                let class = hook.class;
                // What is acknowledged is never posted again.
                let statuses = if attempt.outcome == Outcome::Ack {
                    std::mem::take(&mut hook.statuses)
                } else {
                    hook.statuses.clone()
                };
                self.posted(&statuses, &attempt, class);
                Subject::Statuses {
                    webhook: id,
                    named: self.named(&statuses),
                    count: statuses.len(),
                    class,
                }
            }
        };
        self.attempts.push(Posted { subject, attempt });
    }

    fn posted(&mut self, statuses: &[u64], attempt: &Attempt, class: Class) {
        for id in statuses {
            let message = self
                .status_at
                .get(id)
                .and_then(|at| self.messages.get_mut(*at));
            let status = message
                .and_then(|message| message.statuses.iter_mut().find(|status| status.id == *id));
            let Some(status) = status else { continue };
            status.attempts += 1;
            // A forged copy that is refused is the connector's duty, and a later copy does not undo an ack.
            if status.outcome != Some(Outcome::Ack) || class == Class::Forged {
                status.outcome = Some(attempt.outcome.clone());
            }
        }
    }

    fn named(&self, statuses: &[u64]) -> Vec<(String, Status)> {
        statuses
            .iter()
            .take(NAMED_MAX)
            .filter_map(|id| {
                let message = self.messages.get(*self.status_at.get(id)?)?;
                let status = message.statuses.iter().find(|status| status.id == *id)?;
                Some((message.wamid.clone(), status.status))
            })
            .collect()
    }

    pub(super) fn clear(&mut self) {
        self.messages.clear();
        self.attempts.clear();
        self.rejections.clear();
        self.short.clear();
        self.queries.clear();
        self.status_at.clear();
        // Webhooks under way stay: their attempts will come.
    }

    #[cfg(test)]
    pub(super) fn status_count(&self) -> usize {
        self.status_at.len()
    }
}
