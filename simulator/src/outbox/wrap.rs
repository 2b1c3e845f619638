//! From what fell due to signed webhooks. The bytes that are signed are the bytes that are sent.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;

use super::Outbox;
use super::lanes::Batch;
use super::queue::{Load, Post, Waiting};
use crate::due::{Target, WebhookDue};
use crate::observation::{Class, Observation};
use crate::signature::{self, Forgery};
use crate::webhook::{self, StatusShape};
use crate::world::StatusDue;

/// Longest body of a webhook (Meta, webhooks overview).
pub const WEBHOOK_BYTES_MAX: usize = 3_000_000;
const DUPLICATE_AFTER: Duration = Duration::from_millis(700);

/// Signature headers, and the body that they are right for.
pub(super) type Signed = (Arc<[(String, String)]>, Bytes);

impl Outbox {
    /// Signed webhooks for a batch: one, or more where one would be longer than Meta's longest.
    pub(super) fn wrap(&self, mut batch: Batch, now: Instant, out: &mut Vec<Post>) {
        let body = rendered(&batch.statuses, self.shape(batch.target.version));
        if body.len() > WEBHOOK_BYTES_MAX && batch.statuses.len() > 1 {
            let rest = batch.statuses.split_off(batch.statuses.len() / 2);
            let rest = Batch {
                target: Arc::clone(&batch.target),
                statuses: rest,
                shared: batch.shared,
            };
            self.wrap(batch, now, out);
            return self.wrap(rest, now, out);
        }
        let webhook = self.next_webhook_id();
        let forged = batch.statuses.iter().any(|status| status.forged);
        let forgery = forged.then(|| Forgery::ALL[webhook as usize % Forgery::ALL.len()]);
        let (headers, body) = signed(&batch.target, body, forgery);
        let ids: Vec<u64> = batch.statuses.iter().map(|status| status.id).collect();
        self.observer.note(Observation::Webhook {
            id: webhook,
            class: if forged {
                Class::Forged
            } else {
                Class::Genuine
            },
            variant: forgery.map_or("", Forgery::word),
            statuses: ids.clone(),
        });
        let mut post = Post {
            webhook,
            attempt: 1,
            first_at: now,
            target: batch.target,
            headers,
            body,
            again: None,
        };
        if !forged {
            let first = &batch.statuses[0].message;
            let (account_id, number) = (Arc::clone(&first.account_id), Arc::clone(&first.number));
            let kept = if batch.shared {
                batch.statuses
            } else {
                Vec::new()
            };
            post.again = Some(Arc::new(Load::Statuses {
                ids,
                account_id,
                number,
                kept,
            }));
            let twice = self
                .chance
                .happens("webhook twice", webhook, self.duplicates);
            if twice {
                self.post_twice(&post, now + DUPLICATE_AFTER);
            }
        }
        out.push(post);
    }

    /// The form of statuses for an app of this version.
    pub(super) fn shape(&self, version: u32) -> StatusShape {
        StatusShape {
            version,
            ..self.shape
        }
    }

    fn post_twice(&self, post: &Post, at: Instant) {
        let copy = Post {
            webhook: self.duplicate_of(post),
            first_at: at,
            ..post.clone()
        };
        self.lock().push(at, Waiting::Post(Box::new(copy)));
    }

    /// The id of a webhook with the same load, its fact noted.
    pub(super) fn duplicate_of(&self, post: &Post) -> u64 {
        let id = self.next_webhook_id();
        let statuses = match post.again.as_deref() {
            Some(Load::Statuses { ids, .. }) => ids.clone(),
            _ => Vec::new(),
        };
        self.observer.note(Observation::Webhook {
            id,
            class: Class::Duplicate,
            variant: "",
            statuses,
        });
        id
    }

    /// Signed webhooks for a notice: one for everybody who listens.
    pub(super) fn wrap_notice(&self, notice: &WebhookDue, now: Instant, out: &mut Vec<Post>) {
        let number_id = notice.number_id.as_deref();
        let targets = self
            .directory
            .targets(&notice.account_id, number_id, notice.field);
        for target in targets {
            let webhook = self.next_webhook_id();
            self.observer.note(Observation::Webhook {
                id: webhook,
                class: Class::Genuine,
                variant: "",
                statuses: Vec::new(),
            });
            let body = notice_body(notice, target.version);
            if body.len() > WEBHOOK_BYTES_MAX {
                self.observer.note(Observation::WebhookDropped {
                    webhook,
                    why: "it is longer than Meta's longest webhook, 3 MB",
                });
                continue;
            }
            let (headers, body) = signed(&target, body, None);
            out.push(Post {
                webhook,
                attempt: 1,
                first_at: now,
                target: Arc::new(target),
                headers,
                body,
                again: Some(Arc::new(Load::Notice(Box::new(notice.clone())))),
            });
        }
    }
}

/// The bytes of a load in the shape of another app; None when the ones at hand have to do.
pub(super) fn reshaped(load: &Load, shape: StatusShape) -> Option<Vec<u8>> {
    match load {
        Load::Statuses { kept, .. } if !kept.is_empty() => Some(rendered(kept, shape)),
        Load::Notice(notice) => Some(notice_body(notice, shape.version)),
        Load::Statuses { .. } | Load::Ready => None,
    }
}

pub(super) fn signed(target: &Target, body: Vec<u8>, forgery: Option<Forgery>) -> Signed {
    let (headers, body) = signature::meta_headers(&target.secret, body, forgery);
    (headers.into(), body.into())
}

fn rendered(statuses: &[StatusDue], shape: StatusShape) -> Vec<u8> {
    signature::meta_escape(&webhook::statuses_shaped(statuses, shape))
}

#[derive(Serialize)]
struct Envelope<'a> {
    object: &'static str,
    entry: [Entry<'a>; 1],
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<u64>,
    changes: [Change; 1],
}

#[derive(Serialize)]
struct Change {
    value: Value,
    field: &'static str,
}

/// Every field but `messages` carries `entry.time` (Meta, webhooks, payload of each field).
fn notice_body(notice: &WebhookDue, version: u32) -> Vec<u8> {
    let timed = notice.field != super::lanes::MESSAGES;
    let envelope = Envelope {
        object: "whatsapp_business_account",
        entry: [Entry {
            id: &notice.account_id,
            time: timed.then(|| notice.due.unix_s()),
            changes: [Change {
                value: (notice.body)(version),
                field: notice.field,
            }],
        }],
    };
    let text = serde_json::to_string(&envelope).expect("JSON values always serialise");
    signature::meta_escape(&text)
}
