//! Everything that can be set about a connector, already read.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::defects::Defects;

/// A connector's settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the Cloud API is, `http://host:port`, without a version.
    pub cloud_api_url: String,
    /// Where carriers' own APIs are, `http://host:port/carriers`: pointers and key sets are fetched there, at
    /// `/<carrier's word>/…`. None: pointers cannot be fetched, and ShipEngine is not served.
    pub carriers_url: Option<String>,
    /// The gateway for messages that WhatsApp cannot deliver; none: there is no such fall-back.
    pub sms: Option<SmsGateway>,
    /// Whether every seller has templates of its own: `parcel_delivered_s1` in the place of `parcel_delivered`.
    pub seller_templates: bool,
    /// How many seconds pass in the world for each one here, above 0.
    pub clock_scale: f64,
    /// Which number sends for which seller; the first one sends for sellers that are not listed.
    pub phone_numbers: Vec<PhoneNumber>,
    /// Keys and tokens.
    pub secrets: Secrets,
    /// The SQLite file; none = one in a temporary directory that goes when the connector stops.
    pub database: Option<PathBuf>,
    /// Sends per second of one phone number. Meta admits 80 (Meta, Cloud API, throughput).
    pub send_rate_per_second: f64,
    /// Sends that may wait for their answers at the same time.
    pub sends_in_flight_max: usize,
    /// Jobs that may wait to be sent; above it notices are answered 503, and their carriers offer them again.
    pub backlog_max: usize,
    /// Gaps and limits of time.
    pub timing: Timing,
    /// What is broken on purpose.
    pub defects: Defects,
}

impl Config {
    /// The name of a template as the number with this id sends it.
    pub(crate) fn template_name(&self, name: &'static str, number_id: &str) -> Cow<'static, str> {
        let numbers = || self.phone_numbers.iter();
        match numbers().find(|number| self.seller_templates && number.id == number_id) {
            Some(number) => Cow::Owned(format!("{name}_{}", number.seller)),
            None => Cow::Borrowed(name),
        }
    }
}

/// A seller's phone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneNumber {
    /// The seller, as carriers' payloads name it.
    pub seller: String,
    /// The id under which the Cloud API sends.
    pub id: String,
}

/// Keys and tokens; their `Debug` shows none of them.
#[derive(Clone)]
pub struct Secrets {
    /// Bearer token of the Cloud API.
    pub access_token: String,
    /// Key of Meta's webhook signatures.
    pub app_secret: String,
    /// The word that Meta's handshake has to know.
    pub verify_token: String,
    /// What each carrier signs with, by the carrier's word. Carriers that sign and have no secret are not served.
    pub carriers: BTreeMap<&'static str, String>,
}

/// An SMS gateway.
#[derive(Debug, Clone)]
pub struct SmsGateway {
    /// Where both gateways are, `http://host:port/sms`: Aliyun at `/aliyun/`, Twilio at `/twilio/`.
    pub url: String,
    /// Which one, and whose account.
    pub account: SmsAccount,
}

/// An account at an SMS gateway; its `Debug` shows no secret.
#[derive(Clone)]
pub enum SmsAccount {
    /// Aliyun Dysmsapi, signed by version 1.
    Aliyun {
        /// AccessKeyId.
        key_id: String,
        /// AccessKeySecret.
        key_secret: String,
        /// The approved sign, the name in front of the text.
        sign: String,
        /// The approved template, with the parameters `tracking_number` and `carrier_name`.
        template: String,
    },
    /// Twilio Messaging.
    Twilio {
        /// The account's SID.
        account_sid: String,
        /// Its token, which also signs callbacks.
        auth_token: String,
        /// A number (E.164), a sender's name, or the SID of a messaging service.
        from: String,
    },
}

impl std::fmt::Debug for SmsAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            SmsAccount::Aliyun { .. } => "Aliyun(****)",
            SmsAccount::Twilio { .. } => "Twilio(****)",
        })
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(****)")
    }
}

/// Gaps and limits of time. The default is what the connector runs with; tests shorten it.
#[derive(Debug, Clone)]
pub struct Timing {
    /// A send without an answer after this long is in doubt.
    pub request_timeout: Duration,
    /// No retry comes sooner after a failure.
    pub retry_gap_min: Duration,
    /// Upper bound of the first retry's jitter; it doubles with each retry.
    pub retry_jitter_first: Duration,
    /// The jitter's upper bound grows no further than this.
    pub retry_jitter_max: Duration,
    /// Silence after a refused token, before one probe.
    pub auth_pause: Duration,
    /// How long a message that is in doubt for the second time may take to prove itself by a status.
    pub proof_wait: Duration,
    /// How long jobs found at start wait for statuses of sends that an earlier process made.
    pub restart_grace: Duration,
    /// How long a stopping connector may go on sending what is queued, after its last answer.
    pub stop_grace: Duration,
}

impl Default for Timing {
    fn default() -> Timing {
        Timing {
            request_timeout: Duration::from_secs(10),
            retry_gap_min: Duration::from_millis(500),
            retry_jitter_first: Duration::from_secs(1),
            retry_jitter_max: Duration::from_secs(60),
            auth_pause: Duration::from_secs(30),
            proof_wait: Duration::from_secs(5),
            restart_grace: Duration::from_secs(2),
            stop_grace: Duration::from_millis(3_500),
        }
    }
}
