//! Recent short messages, accepted and refused, with their receipts and how those were told.

use std::collections::HashMap;

use super::ring::Ring;
use super::{NAMED_MAX, Posted, Subject};
use crate::observation::{Attempt, Class, Outcome};
use crate::sms::{PushKind, ReceiptMade, SmsFact, SmsSend, SmsStatus};

/// A short message and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ShortMessage {
    /// The send, as decided.
    pub send: SmsSend,
    /// Its receipts, in the order in which they were made.
    pub receipts: Vec<ReceiptSeen>,
    /// Why the connector may not know that it was accepted.
    pub answer_lost: Option<&'static str>,
}

/// A receipt of a short message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptSeen {
    /// The receipt.
    pub made: ReceiptMade,
    /// How often it was pushed.
    pub attempts: u32,
    /// How the latest attempt ended; an ack stays.
    pub outcome: Option<Outcome>,
}

#[derive(Debug)]
pub(super) struct ShortMessages {
    pub(super) messages: Ring<ShortMessage>,
    /// Pushes that were put together and not yet acknowledged.
    pushes: Ring<Push>,
    /// The place of a receipt's message.
    receipt_at: HashMap<u64, u64>,
}

#[derive(Debug)]
struct Push {
    id: u64,
    kind: PushKind,
    class: Class,
    carries: Vec<u64>,
}

impl ShortMessages {
    pub(super) fn new(kept_max: usize) -> ShortMessages {
        ShortMessages {
            messages: Ring::new(kept_max),
            pushes: Ring::new(kept_max),
            receipt_at: HashMap::new(),
        }
    }

    /// Keeps a fact; what was posted belongs among all that was posted.
    pub(super) fn note(&mut self, fact: SmsFact) -> Option<Posted> {
        match fact {
            SmsFact::Sent(send) => self.sent(*send),
            SmsFact::AnswerLost { request, why, .. } => {
                let known = self.messages.iter_mut();
                for message in known.filter(|message| message.send.request == request) {
                    message.answer_lost = Some(why);
                }
            }
            SmsFact::ReceiptMade(made) => self.receipt(made),
            SmsFact::Pushed {
                id,
                kind,
                class,
                carries,
            } => {
                self.pushes.push(Push {
                    id,
                    kind,
                    class,
                    carries,
                });
            }
            SmsFact::PushAttempt { push, attempt, .. } => return Some(self.posted(push, attempt)),
            SmsFact::Inbound(_) | SmsFact::PushDropped { .. } => {}
        }
        None
    }

    fn sent(&mut self, send: SmsSend) {
        let message = ShortMessage {
            send,
            receipts: Vec::new(),
            answer_lost: None,
        };
        if let Some(gone) = self.messages.push(message) {
            for receipt in gone.receipts {
                self.receipt_at.remove(&receipt.made.id);
            }
        }
    }

    fn receipt(&mut self, made: ReceiptMade) {
        let Some((place, message)) = self.messages.last_mut() else {
            return;
        };
        // A receipt follows its send in the same batch.
        if message.send.id != made.send {
            return;
        }
        self.receipt_at.insert(made.id, place);
        message.receipts.push(ReceiptSeen {
            made,
            attempts: 0,
            outcome: None,
        });
    }

    fn posted(&mut self, id: u64, attempt: Attempt) -> Posted {
        let known = self.pushes.iter_mut().rev().find(|push| push.id == id);
        let (kind, class, carries) = match known {
            None => (None, Class::Genuine, Vec::new()),
            // What is acknowledged is never posted again.
            Some(push) if attempt.outcome == Outcome::Ack => {
                let carries = std::mem::take(&mut push.carries);
                (Some(push.kind), push.class, carries)
            }
            Some(push) => (Some(push.kind), push.class, push.carries.clone()),
        };
        // Customers' messages have numbers of their own.
        let receipts = matches!(kind, Some(PushKind::SmsReport | PushKind::TwilioStatus));
        let told: &[u64] = if receipts { &carries } else { &[] };
        for receipt in told {
            if let Some(seen) = self.receipt_mut(*receipt) {
                seen.attempts += 1;
                if seen.outcome != Some(Outcome::Ack) {
                    seen.outcome = Some(attempt.outcome.clone());
                }
            }
        }
        let subject = Subject::SmsPush {
            push: id,
            kind,
            class,
            named: self.named(told),
            count: carries.len(),
        };
        Posted { subject, attempt }
    }

    fn receipt_mut(&mut self, id: u64) -> Option<&mut ReceiptSeen> {
        let message = self.messages.get_mut(*self.receipt_at.get(&id)?)?;
        message.receipts.iter_mut().find(|seen| seen.made.id == id)
    }

    fn named(&self, receipts: &[u64]) -> Vec<(String, SmsStatus)> {
        let name = |id: &u64| {
            let message = self.messages.get(*self.receipt_at.get(id)?)?;
            let seen = message.receipts.iter().find(|seen| seen.made.id == *id)?;
            Some((message.send.reference.clone(), seen.made.status))
        };
        receipts.iter().filter_map(name).take(NAMED_MAX).collect()
    }

    pub(super) fn clear(&mut self) {
        self.messages.clear();
        self.receipt_at.clear();
        // Pushes under way stay: their attempts will come.
    }
}
