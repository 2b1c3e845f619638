//! Pushes of the SMS gateways: what is posted, which answer counts, when it is tried again. Data for an outbox; nothing
//! in here sends.

use std::time::Duration;

use serde_json::Value;

use crate::carriers::{OnExhaust, RetryPlan};
use crate::clock::Moment;
use crate::observation::Class;
use crate::sms::fact::Provider;
use crate::sms::twilio::Message;

/// Which push.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PushKind {
    /// Aliyun's delivery receipts, in batches.
    SmsReport,
    /// Aliyun's messages from customers, in batches.
    SmsUp,
    /// Twilio's status callback.
    TwilioStatus,
    /// Twilio's webhook for a message from a customer.
    TwilioInbound,
}

/// A push's rules and where they come from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PushProfile {
    /// The word in tables and the ledger.
    pub word: &'static str,
    /// Whose it is.
    pub provider: Provider,
    /// How it is signed.
    pub signature: &'static str,
    /// Which answer counts.
    pub ack: Ack,
    /// What happens when an answer does not count.
    pub retry: RetryPlan,
    /// Whether the vendor's public documents state all of this.
    pub confirmed: bool,
    /// What they do not state, and what is played instead; empty when there is nothing.
    pub unconfirmed: &'static str,
    /// The public source.
    pub source: &'static str,
}

const MINUTE: Duration = Duration::from_secs(60);
/// Aliyun, SMS, SmsReport and SmsUp: one, five and ten minutes, then no more.
const ALIYUN_RETRY: RetryPlan = RetryPlan {
    timeout: Duration::from_secs(10),
    delays: &[
        MINUTE,
        Duration::from_secs(5 * 60),
        Duration::from_secs(10 * 60),
    ],
    jitter: 0.0,
    on_exhaust: OnExhaust::Drop,
};
const TWILIO_RETRY: RetryPlan = RetryPlan {
    timeout: Duration::from_secs(15),
    delays: &[],
    jitter: 0.0,
    on_exhaust: OnExhaust::Drop,
};

static SMS_REPORT: PushProfile = PushProfile {
    word: "sms-report",
    provider: Provider::Aliyun,
    signature: "none",
    ack: Ack::NumericCode,
    retry: ALIYUN_RETRY,
    confirmed: false,
    unconfirmed: "how long it waits for an answer (10 s)",
    source: "Aliyun, SMS, SmsReport",
};
static SMS_UP: PushProfile = PushProfile {
    word: "sms-up",
    source: "Aliyun, SMS, SmsUp",
    ..SMS_REPORT
};
static TWILIO_STATUS: PushProfile = PushProfile {
    word: "twilio-status",
    provider: Provider::Twilio,
    signature: "X-Twilio-Signature: base64 of HMAC-SHA1(auth token, URL + sorted parameters)",
    ack: Ack::Success,
    retry: TWILIO_RETRY,
    confirmed: false,
    unconfirmed: "the time-out (15 s), and that a callback is not repeated",
    source: "Twilio, Messaging, track the message status of outbound messages; webhooks security",
};
static TWILIO_INBOUND: PushProfile = PushProfile {
    word: "twilio-inbound",
    source: "Twilio, Messaging, request to your incoming message webhook URL; webhooks security",
    ..TWILIO_STATUS
};

impl PushKind {
    /// All of them.
    pub const ALL: [PushKind; 4] = [
        PushKind::SmsReport,
        PushKind::SmsUp,
        PushKind::TwilioStatus,
        PushKind::TwilioInbound,
    ];

    /// The rules by which it is posted.
    pub fn profile(self) -> &'static PushProfile {
        match self {
            PushKind::SmsReport => &SMS_REPORT,
            PushKind::SmsUp => &SMS_UP,
            PushKind::TwilioStatus => &TWILIO_STATUS,
            PushKind::TwilioInbound => &TWILIO_INBOUND,
        }
    }
}

/// Which answer counts as received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ack {
    /// Any 2xx.
    Success,
    /// 200 with a JSON object whose `code` is a number; which number does not matter.
    NumericCode,
}

/// What an answer said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acked {
    /// Received.
    Yes,
    /// The status says received, the body does not: the provider will push again.
    ByStatusOnly,
    /// Not received.
    No,
}

impl Ack {
    /// The rule in words.
    pub fn words(self) -> &'static str {
        match self {
            Ack::Success => "any 2xx",
            Ack::NumericCode => "200 and JSON with a numeric `code`",
        }
    }

    /// Judges an answer by status and body.
    pub fn judge(self, status: u16, body: &[u8]) -> Acked {
        match self {
            Ack::Success if (200..300).contains(&status) => Acked::Yes,
            Ack::NumericCode if status == 200 && has_numeric_code(body) => Acked::Yes,
            Ack::NumericCode if status == 200 => Acked::ByStatusOnly,
            _ => Acked::No,
        }
    }
}

fn has_numeric_code(body: &[u8]) -> bool {
    serde_json::from_slice::<Value>(body).is_ok_and(|answer| answer["code"].is_number())
}

/// A POST on its way to the connector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmsPush {
    /// Unique among the gateways, from 1.
    pub id: u64,
    /// Which kind: its profile has the ack rule and the retries.
    pub kind: PushKind,
    /// Genuine, or genuine bytes again.
    pub class: Class,
    /// Where to post, without a fragment.
    pub url: String,
    /// Value of `Content-Type`; not among the headers.
    pub content_type: &'static str,
    /// All other headers that the provider sets, the signature's among them.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Ids of the receipts, or of the inbound messages, that it carries.
    pub carries: Vec<u64>,
}

/// Something that falls due.
#[derive(Debug, Clone)]
pub struct SmsDue {
    /// When.
    pub due: Moment,
    /// What.
    pub errand: SmsErrand,
}

/// What falls due.
#[derive(Debug, Clone)]
pub enum SmsErrand {
    /// A push is to be posted.
    Push(Box<SmsPush>),
    /// `Gateways::wake` is to be called with this.
    Wake(SmsTimer),
}

/// A look of the gateways at themselves.
#[derive(Debug, Clone)]
pub enum SmsTimer {
    /// Receipts of Aliyun that have happened are put into pushes.
    AliyunReceipts,
    /// Messages to Aliyun's extension codes are put into pushes.
    AliyunInbound,
    /// A message at Twilio has reached this step of its life.
    TwilioStatus(std::sync::Arc<Message>, usize),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliyun_takes_only_a_numeric_code_for_an_answer() {
        let cases: [(u16, &str, Acked); 7] = [
            (200, r#"{"code":0,"msg":"成功"}"#, Acked::Yes),
            (200, r#"{"code":7}"#, Acked::Yes),
            (200, r#"{"code":"0","msg":"ok"}"#, Acked::ByStatusOnly),
            (200, "OK", Acked::ByStatusOnly),
            (200, "", Acked::ByStatusOnly),
            (204, "", Acked::No),
            (500, r#"{"code":0}"#, Acked::No),
        ];
        for (status, body, expected) in cases {
            let said = Ack::NumericCode.judge(status, body.as_bytes());
            assert_eq!(said, expected, "{status} {body}");
        }
    }

    #[test]
    fn twilio_looks_at_the_status_alone() {
        assert_eq!(Ack::Success.judge(204, b""), Acked::Yes);
        assert_eq!(Ack::Success.judge(302, b""), Acked::No);
    }

    #[test]
    fn aliyun_tries_four_times_in_sixteen_minutes() {
        for kind in [PushKind::SmsReport, PushKind::SmsUp] {
            let retry = kind.profile().retry;
            assert_eq!(retry.attempts(), 4);
            assert_eq!(retry.delays.iter().sum::<Duration>(), 16 * MINUTE);
        }
    }

    #[test]
    fn what_is_not_confirmed_says_what_is_played() {
        for kind in PushKind::ALL {
            let profile = kind.profile();
            assert_eq!(
                profile.confirmed,
                profile.unconfirmed.is_empty(),
                "{}",
                profile.word
            );
        }
    }
}
