//! Everything tunable about the SMS gateways, already checked. `Default` is a world in which every message that is sent
//! rightly is accepted and delivered.

use std::time::Duration;

use crate::sms::fact::Provider;

/// Both gateways.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SmsSettings {
    /// Aliyun's.
    pub aliyun: AliyunSettings,
    /// Twilio's.
    pub twilio: TwilioSettings,
    /// Trouble on purpose with sends.
    pub faults: Vec<SmsFault>,
}

/// Trouble on purpose. It strikes a message's first send only, so that an honest retry succeeds.
#[derive(Debug, Clone, PartialEq)]
pub struct SmsFault {
    /// At whose gateway.
    pub provider: Provider,
    /// What happens.
    pub effect: SmsFaultEffect,
    /// Share of the messages.
    pub share: f64,
    /// From this time after the start (the world's time).
    pub from: Duration,
    /// Until this time; None = for ever.
    pub to: Option<Duration>,
}

/// What a fault does to a send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SmsFaultEffect {
    /// Refuses with the provider's code, such as `isv.OUT_OF_SERVICE` or `20429`.
    Refuse(String),
    /// Answers a bare HTTP status with an HTML body.
    Http(u16),
    /// Accepts, and closes the connection before the answer.
    DropAnswer,
}

/// How messages fare after they were accepted. Times are the world's medians; draws are log-normal around them.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipts {
    /// Acceptance to "with the carrier".
    pub sent_after: Duration,
    /// From there to the receipt.
    pub receipt_after: Duration,
    /// Share of messages that the carrier cannot deliver.
    pub failure_share: f64,
    /// Codes of those failures, drawn evenly; none: the first of the provider's own.
    pub failure_codes: Vec<String>,
    /// Share of messages of whose fate the carrier says nothing.
    pub silent_share: f64,
    /// Share of pushes posted twice.
    pub duplicates: f64,
}

impl Default for Receipts {
    fn default() -> Receipts {
        Receipts {
            sent_after: Duration::from_millis(300),
            receipt_after: Duration::from_secs(3),
            failure_share: 0.0,
            failure_codes: Vec::new(),
            silent_share: 0.0,
            duplicates: 0.0,
        }
    }
}

/// Aliyun Dysmsapi.
#[derive(Debug, Clone, PartialEq)]
pub struct AliyunSettings {
    /// Keys that may sign. At least one.
    pub access_keys: Vec<AccessKey>,
    /// The account's state.
    pub account: AliyunAccount,
    /// Billed parts that are still paid for; None = no end of money.
    pub balance: Option<u64>,
    /// Messages a day for the whole account, set in the console; None = no limit.
    pub day_limit: Option<u64>,
    /// Signs.
    pub signs: Vec<Sign>,
    /// Templates.
    pub templates: Vec<SmsTemplate>,
    /// Limits per recipient; off by default, so that they do not stand in the way of throughput.
    pub recipient_limits: Option<RecipientLimits>,
    /// Requests a second; None = no limit.
    pub requests_per_second: Option<u32>,
    /// How far a request's timestamp may be off (Aliyun, request signatures: 15 minutes). None where the world's clock
    /// runs faster than the connector's.
    pub timestamp_window: Option<Duration>,
    /// Longest value of a template parameter, in characters; a one-time code has 4 to 6 (Aliyun, SMS, error codes).
    pub parameter_characters_max: usize,
    /// Words that no parameter may hold.
    pub black_words: Vec<String>,
    /// Words that no text may hold.
    pub forbidden_words: Vec<String>,
    /// Customers who have opted out, E.164 digits: their receipts say `USER_REJECT`.
    pub opted_out: Vec<String>,
    /// How messages fare.
    pub receipts: Receipts,
    /// Where receipts are pushed; None = nowhere.
    pub report_url: Option<String>,
    /// Where customers' messages are pushed; None = nowhere.
    pub inbound_url: Option<String>,
    /// Most items in one push.
    pub batch_max: usize,
    /// How long an item may wait for company.
    pub batch_wait: Duration,
}

/// A key of Aliyun's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessKey {
    /// Its id.
    pub id: String,
    /// Its secret.
    pub secret: String,
    /// Whether its user may send (AliyunDysmsFullAccess).
    pub permitted: bool,
}

/// State of an account at Aliyun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AliyunAccount {
    /// It may send.
    #[default]
    Active,
    /// In arrears: `isv.OUT_OF_SERVICE`.
    OutOfService,
    /// No cloud communication at all: `isv.PRODUCT_UN_SUBSCRIPT`.
    NotACustomer,
    /// SMS not opened: `isv.PRODUCT_UNSUBSCRIBE`.
    NotSubscribed,
    /// `isv.ACCOUNT_NOT_EXISTS`.
    Unknown,
    /// `isv.ACCOUNT_ABNORMAL`.
    Abnormal,
}

impl AliyunAccount {
    /// All of them.
    pub const ALL: [AliyunAccount; 6] = [
        AliyunAccount::Active,
        AliyunAccount::OutOfService,
        AliyunAccount::NotACustomer,
        AliyunAccount::NotSubscribed,
        AliyunAccount::Unknown,
        AliyunAccount::Abnormal,
    ];

    /// The word in a world file.
    pub fn word(self) -> &'static str {
        match self {
            AliyunAccount::Active => "active",
            AliyunAccount::OutOfService => "out_of_service",
            AliyunAccount::NotACustomer => "not_a_customer",
            AliyunAccount::NotSubscribed => "not_subscribed",
            AliyunAccount::Unknown => "unknown",
            AliyunAccount::Abnormal => "abnormal",
        }
    }

    /// The state with this word.
    pub fn of_word(word: &str) -> Option<AliyunAccount> {
        AliyunAccount::ALL
            .into_iter()
            .find(|one| one.word() == word)
    }
}

/// How a review stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approval {
    /// Under review: may not be used yet.
    Reviewing,
    /// May be used.
    Approved,
    /// May not be used, and why.
    Rejected(String),
}

impl Approval {
    /// The state with this word; the reason is a rejection's.
    pub fn of_word(word: &str, reason: &str) -> Option<Approval> {
        match word {
            "reviewing" => Some(Approval::Reviewing),
            "approved" => Some(Approval::Approved),
            "rejected" => Some(Approval::Rejected(reason.to_owned())),
            _ => None,
        }
    }

    /// Its word.
    pub fn word(&self) -> &'static str {
        match self {
            Approval::Reviewing => "reviewing",
            Approval::Approved => "approved",
            Approval::Rejected(_) => "rejected",
        }
    }
}

/// A sign: the name in 【】 before the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// The name.
    pub name: String,
    /// How its review stands.
    pub approval: Approval,
}

/// What a template is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TemplateKind {
    /// One-time passwords, in mainland China.
    Verification,
    /// Notices, in mainland China.
    Notification,
    /// Advertising, in mainland China.
    Promotion,
    /// Anywhere else.
    International,
}

/// A template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmsTemplate {
    /// Its code, such as `SMS_154950909`.
    pub code: String,
    /// Its name for people.
    pub name: String,
    /// Its text with `${name}` for parameters.
    pub content: String,
    /// What it is for.
    pub kind: TemplateKind,
    /// How its review stands.
    pub approval: Approval,
}

/// Limits per recipient; windows roll. (Aliyun, SMS: sending frequency.)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecipientLimits {
    /// Verification texts of one sign in a minute.
    pub verification_minute: usize,
    /// In an hour.
    pub verification_hour: usize,
    /// In 24 hours.
    pub verification_day: usize,
    /// Verification texts of any sign in 24 hours.
    pub platform_day: usize,
    /// Notices of one sign and template in 24 hours.
    pub notification_day: usize,
}

impl Default for RecipientLimits {
    fn default() -> RecipientLimits {
        RecipientLimits {
            verification_minute: 1,
            verification_hour: 5,
            verification_day: 10,
            platform_day: 40,
            notification_day: 50,
        }
    }
}

impl Default for AliyunSettings {
    fn default() -> AliyunSettings {
        let template = |code: &str, name: &str, content: &str, kind| SmsTemplate {
            code: code.to_owned(),
            name: name.to_owned(),
            content: content.to_owned(),
            kind,
            approval: Approval::Approved,
        };
        let mainland =
            "您的包裹${tracking_number}由${carrier_name}派送，预计${estimated_delivery_date}送达。";
        let abroad =
            "Parcel ${tracking_number} with ${carrier_name}, expected ${estimated_delivery_date}.";
        AliyunSettings {
            access_keys: vec![AccessKey {
                id: "LTAI5tShakedownWorld0001".to_owned(),
                secret: "shakedown-aliyun-secret".to_owned(),
                permitted: true,
            }],
            account: AliyunAccount::Active,
            balance: None,
            day_limit: None,
            signs: vec![Sign {
                name: "Shakedown".to_owned(),
                approval: Approval::Approved,
            }],
            templates: vec![
                template(
                    "SMS_100000001",
                    "code",
                    "您的验证码为${code}，请勿告诉他人。",
                    TemplateKind::Verification,
                ),
                template(
                    "SMS_100000002",
                    "parcel notice",
                    mainland,
                    TemplateKind::Notification,
                ),
                template(
                    "SMS_100000003",
                    "parcel notice abroad",
                    abroad,
                    TemplateKind::International,
                ),
            ],
            recipient_limits: None,
            requests_per_second: None,
            timestamp_window: Some(Duration::from_secs(15 * 60)),
            parameter_characters_max: 35,
            black_words: Vec::new(),
            forbidden_words: Vec::new(),
            opted_out: Vec::new(),
            receipts: Receipts::default(),
            report_url: None,
            inbound_url: None,
            batch_max: 100,
            batch_wait: Duration::from_millis(200),
        }
    }
}

/// Twilio Messaging.
#[derive(Debug, Clone, PartialEq)]
pub struct TwilioSettings {
    /// The account: `AC` and 32 hexadecimal digits.
    pub account_sid: String,
    /// Password of the account, and key of every webhook's signature.
    pub auth_token: String,
    /// API keys that may be used instead: SID and secret.
    pub api_keys: Vec<(String, String)>,
    /// Numbers of the account.
    pub numbers: Vec<TwilioNumber>,
    /// Messaging services of the account.
    pub services: Vec<MessagingService>,
    /// Calling codes or longer prefixes that may be sent to; empty = all (geographic permissions).
    pub permitted_prefixes: Vec<String>,
    /// A trial account sends to these alone, E.164 digits; None = no trial account.
    pub verified_only: Option<Vec<String>>,
    /// Requests a second before 429; None = no limit.
    pub requests_per_second: Option<u32>,
    /// Parts a second that each sender transmits; None = no queue.
    pub segments_per_second: Option<u32>,
    /// Customers who have opted out: sender or service, and number, both as they are sent (21610).
    pub opted_out: Vec<(String, String)>,
    /// How messages fare.
    pub receipts: Receipts,
    /// What a part costs, in US dollars.
    pub price_per_segment: f64,
}

/// A number of a Twilio account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwilioNumber {
    /// E.164 with plus.
    pub number: String,
    /// Webhook of incoming messages; None = none.
    pub inbound_url: Option<String>,
}

/// A messaging service: a pool of senders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessagingService {
    /// `MG` and 32 hexadecimal digits.
    pub sid: String,
    /// Its numbers, E.164 with plus.
    pub numbers: Vec<String>,
    /// Status callback of messages that name none.
    pub status_callback: Option<String>,
    /// Webhook of incoming messages; None: the number's own.
    pub inbound_url: Option<String>,
}

impl Default for TwilioSettings {
    fn default() -> TwilioSettings {
        let number = "+12015550123".to_owned();
        TwilioSettings {
            account_sid: "AC5a4b3c2d1e0f5a4b3c2d1e0f5a4b3c2d".to_owned(),
            auth_token: "shakedown-twilio-token".to_owned(),
            api_keys: Vec::new(),
            numbers: vec![TwilioNumber {
                number: number.clone(),
                inbound_url: None,
            }],
            services: vec![MessagingService {
                sid: "MG5a4b3c2d1e0f5a4b3c2d1e0f5a4b3c2d".to_owned(),
                numbers: vec![number],
                status_callback: None,
                inbound_url: None,
            }],
            permitted_prefixes: Vec::new(),
            verified_only: None,
            requests_per_second: None,
            segments_per_second: None,
            opted_out: Vec::new(),
            receipts: Receipts::default(),
            price_per_segment: 0.0079,
        }
    }
}
