//! What the world has still to do: statuses, other webhooks, and looks of its own at a later time. The outbox keeps
//! them in order of time.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::clock::Moment;
use crate::observation::Observation;
use crate::sms::{SmsDue, SmsErrand, SmsFact, SmsTimer};
use crate::world::StatusDue;

/// Something that falls due.
#[derive(Debug, Clone)]
pub enum Due {
    /// A message's status, batched with others.
    Status(StatusDue),
    /// A webhook of its own.
    Notice(Box<WebhookDue>),
    /// A look of the world at itself.
    Timer(TimerDue),
    /// A push of an SMS gateway, or its look at itself.
    Sms(SmsDue),
}

impl Due {
    /// When.
    pub fn at(&self) -> Moment {
        match self {
            Due::Status(status) => status.due,
            Due::Notice(notice) => notice.due,
            Due::Timer(timer) => timer.due,
            Due::Sms(sms) => sms.due,
        }
    }

    /// The fact that nobody will see to it.
    pub(crate) fn dropped(&self, why: &'static str) -> Observation {
        let Due::Sms(sms) = self else {
            return Observation::WebhookDropped { webhook: 0, why };
        };
        let (push, carries) = match &sms.errand {
            SmsErrand::Push(push) => (push.id, push.carries.clone()),
            SmsErrand::Wake(SmsTimer::TwilioStatus(message, step)) => {
                (0, message.receipt(*step).into_iter().collect())
            }
            // What waits at Aliyun is seen to by the next look.
            SmsErrand::Wake(SmsTimer::AliyunReceipts | SmsTimer::AliyunInbound) => (0, Vec::new()),
        };
        SmsFact::PushDropped { push, carries, why }.into()
    }
}

/// Makes a webhook's `value` for an app's version, such as 24.
pub type Body = Arc<dyn Fn(u32) -> Value + Send + Sync>;

/// A webhook that is no status.
#[derive(Clone)]
pub struct WebhookDue {
    /// The fact's id.
    pub id: u64,
    /// When it falls due.
    pub due: Moment,
    /// The WhatsApp business account.
    pub account_id: Arc<str>,
    /// The phone number id, where the field belongs to a number: it decides which override applies.
    pub number_id: Option<Arc<str>>,
    /// The webhook field, such as `message_template_status_update`.
    pub field: &'static str,
    /// Its `value`.
    pub body: Body,
}

impl fmt::Debug for WebhookDue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookDue")
            .field("id", &self.id)
            .field("due", &self.due)
            .field("account_id", &self.account_id)
            .field("field", &self.field)
            .finish_non_exhaustive()
    }
}

/// A look of the world at itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimerDue {
    /// When.
    pub due: Moment,
    /// At what.
    pub timer: Timer,
}

/// What the world looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Timer {
    /// A template's review is over.
    TemplateReview {
        /// The account.
        account: String,
        /// The template's id.
        template: String,
    },
    /// The first sends of a template have been judged by their readers.
    PacingDecision {
        /// The account.
        account: String,
        /// The template's id.
        template: String,
    },
    /// A template's pause is over.
    TemplateUnpause {
        /// The account.
        account: String,
        /// The template's id.
        template: String,
    },
    /// A number's throughput upgrade is complete.
    UpgradeDone {
        /// The phone number id.
        number: String,
    },
    /// A portfolio's messaging limit is looked at again.
    TierReview {
        /// The business.
        business: String,
    },
    /// An object made in the background is ready: its kind and id.
    Ready(&'static str, String),
}

/// One app that gets a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The app.
    pub app_id: Arc<str>,
    /// Where to post.
    pub url: Arc<str>,
    /// Key of the signature.
    pub secret: Arc<str>,
    /// Graph version of the app: decides the body's shape.
    pub version: u32,
}
