//! The sections under `[sms]`, as TOML has them. What is left out stays as the world has it.

use serde::{Deserialize, Serialize};

use crate::sms::settings::TemplateKind;

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(in crate::world_file) struct SmsSection {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) aliyun: Option<AliyunSection>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) twilio: Option<TwilioSection>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fault: Option<Vec<FaultSection>>,
}

/// Plain values first: TOML wants tables behind them.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AliyunSection {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) report_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) inbound_url: Option<String>,
    /// `active`, `out_of_service` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) balance: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) day_limit: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) requests_per_second: Option<u32>,
    /// 0: not checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) timestamp_window_s: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) parameter_characters_max: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) black_words: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) forbidden_words: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) opted_out: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) batch_max: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) batch_wait_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) access_key: Option<Vec<AccessKeySection>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sign: Option<Vec<SignSection>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) template: Option<Vec<TemplateSection>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) recipient_limits: Option<LimitsSection>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) receipts: Option<ReceiptsSection>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccessKeySection {
    pub(super) id: String,
    pub(super) secret: String,
    #[serde(default = "yes")]
    pub(super) permitted: bool,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignSection {
    pub(super) name: String,
    #[serde(default = "approved")]
    pub(super) state: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) reason: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplateSection {
    pub(super) code: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    pub(super) content: String,
    pub(super) kind: TemplateKind,
    #[serde(default = "approved")]
    pub(super) state: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) reason: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LimitsSection {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) verification_minute: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) verification_hour: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) verification_day: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) platform_day: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) notification_day: Option<usize>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ReceiptsSection {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sent_after_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) receipt_after_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) failure_share: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) failure_codes: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) silent_share: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) duplicates: Option<f64>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TwilioSection {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) account_sid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) auth_token: Option<String>,
    /// Of every number that states none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) inbound_url: Option<String>,
    /// Of every service that states none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status_callback: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) permitted_prefixes: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) verified_only: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) requests_per_second: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) segments_per_second: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) price_per_segment: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) number: Option<Vec<TwilioNumberSection>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) service: Option<Vec<ServiceSection>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) api_key: Option<Vec<ApiKeySection>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) opted_out: Option<Vec<OptedOutSection>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) receipts: Option<ReceiptsSection>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TwilioNumberSection {
    pub(super) number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) inbound_url: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServiceSection {
    pub(super) sid: String,
    pub(super) numbers: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) status_callback: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) inbound_url: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ApiKeySection {
    pub(super) sid: String,
    pub(super) secret: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OptedOutSection {
    /// A number of the account, or a messaging service's SID.
    pub(super) sender: String,
    pub(super) number: String,
}

/// Trouble on purpose: one of `code`, `http_status` and `drop_answer`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FaultSection {
    pub(super) provider: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) http_status: Option<u16>,
    #[serde(default)]
    pub(super) drop_answer: bool,
    #[serde(default = "all")]
    pub(super) share: f64,
    #[serde(default)]
    pub(super) from_s: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) to_s: Option<u64>,
}

fn yes() -> bool {
    true
}

fn approved() -> String {
    "approved".to_owned()
}

fn all() -> f64 {
    1.0
}
