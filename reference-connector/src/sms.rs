//! Short messages: what WhatsApp cannot deliver goes out through Aliyun or Twilio, once.
//!
//! Once is more important than surely: a send that went out and was not answered may have been accepted, so it is not
//! repeated. One that was refused for a passing reason is.

mod aliyun;
pub(crate) mod callbacks;
mod twilio;

use crate::checkpoint::Checkpoint;
use crate::config::{SmsAccount, SmsGateway};
use crate::errands::{Done, Means};
use crate::http::{Http, Unanswered};

/// Sends of one message that end in a refusal that passes.
const ATTEMPTS_MAX: u32 = 6;

/// A short message in the place of a journey's message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShortMessage {
    /// Its row.
    pub(crate) id: i64,
    pub(crate) tracking_number: String,
    pub(crate) checkpoint: Checkpoint,
    /// E.164 digits without the plus sign.
    pub(crate) to: String,
    pub(crate) carrier_name: String,
}

impl ShortMessage {
    /// What reports are to name it by.
    fn reference(&self) -> String {
        format!("{}:{}", self.tracking_number, self.checkpoint.word())
    }
}

/// The journey that a reference names.
fn journey(reference: &str) -> Option<(String, Checkpoint)> {
    let (tracking_number, word) = reference.rsplit_once(':')?;
    Some((tracking_number.to_owned(), Checkpoint::parse(word)?))
}

/// What came of a send.
#[derive(Debug, PartialEq, Eq)]
enum Sent {
    /// Accepted under the gateway's reference.
    Accepted(String),
    /// Not accepted, and another time may be better.
    Later,
    /// Not accepted, and never will be.
    Never,
    /// Nobody knows.
    InDoubt,
}

impl From<Unanswered> for Sent {
    fn from(unanswered: Unanswered) -> Sent {
        match unanswered {
            Unanswered::NotSent => Sent::Later,
            Unanswered::InDoubt => Sent::InDoubt,
        }
    }
}

/// A gateway, ready to send.
pub(crate) struct Gateway {
    settings: SmsGateway,
    /// Where Twilio is to report to.
    callback_url: String,
    http: Http,
}

impl Gateway {
    /// `callback_url` is where this connector hears Twilio's reports.
    pub(crate) fn new(settings: SmsGateway, callback_url: String, http: Http) -> Gateway {
        Gateway {
            settings,
            callback_url,
            http,
        }
    }

    async fn send(&self, message: &ShortMessage) -> Sent {
        let url = &self.settings.url;
        match &self.settings.account {
            SmsAccount::Aliyun {
                key_id,
                key_secret,
                sign,
                template,
            } => {
                let account = aliyun::Account {
                    key_id,
                    key_secret,
                    sign,
                    template,
                };
                aliyun::send(&self.http, url, &account, message).await
            }
            SmsAccount::Twilio {
                account_sid,
                auth_token,
                from,
            } => {
                let account = twilio::Account {
                    sid: account_sid,
                    token: auth_token,
                    from,
                    callback_url: &self.callback_url,
                };
                twilio::send(&self.http, url, &account, message).await
            }
        }
    }
}

/// Sends a short message and records what came of it.
pub(crate) async fn send(means: &Means, message: ShortMessage) -> Done {
    let Some(gateway) = &means.gateway else {
        return Ok(());
    };
    let id = message.id;
    means.store.sms_leaves(id).await?;
    for attempt in 0..ATTEMPTS_MAX {
        match gateway.send(&message).await {
            Sent::Accepted(reference) => {
                return means.store.sms_sent(id, "accepted", Some(reference)).await;
            }
            Sent::Later => tokio::time::sleep(means.gap(attempt)).await,
            Sent::Never => break,
            Sent::InDoubt => return means.store.sms_sent(id, "unknown", None).await,
        }
    }
    means.store.sms_sent(id, "failed", None).await
}
