//! The sections of a world file, as TOML has them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::graph::token::{Holder, Permission};
use crate::meta_switches::MetaSwitches;
use crate::settings::Customer;
use crate::template::TemplateStatus;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WorldFile {
    pub(super) meta: Option<MetaSwitches>,
    pub(super) business: Option<BusinessSection>,
    pub(super) templates: Option<TemplatesSection>,
    pub(super) app: Vec<AppSection>,
    pub(super) account: Vec<AccountSection>,
    pub(super) token: Vec<TokenSection>,
    pub(super) customer: Vec<Customer>,
    pub(super) refusal: Vec<RefusalSection>,
    pub(super) sms: Option<super::sms::Section>,
    pub(super) carriers: Option<CarriersSection>,
}

/// The carriers' query APIs, by their words.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CarriersSection {
    /// Requests in the vendor's own window; 0: as many as wanted.
    pub(super) requests: BTreeMap<String, u32>,
}

/// The portfolio.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct BusinessSection {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    /// `TIER_250` … `TIER_UNLIMITED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tier_raise_after_s: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) upgrade_takes_s: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) marketing_per_day: Option<usize>,
}

/// How Meta treats templates.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TemplatesSection {
    pub(super) review_after_s: Option<f64>,
    pub(super) marketing_sync_s: Option<f64>,
    pub(super) rejected_share: Option<f64>,
    pub(super) recategorized_share: Option<f64>,
    pub(super) recategorization_notice_s: Option<u64>,
    pub(super) words_per_variable: Option<usize>,
    pub(super) pacing: Option<bool>,
    pub(super) paced_after: Option<u32>,
    pub(super) released_after_s: Option<u64>,
    pub(super) feedback_after_s: Option<f64>,
    pub(super) disliked_share: Option<f64>,
    pub(super) first_pause_s: Option<u64>,
    pub(super) second_pause_s: Option<u64>,
    pub(super) held_max: Option<usize>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AppSection {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) secret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) access_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) verify_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) callback_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) needs_proof: Option<bool>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountSection {
    pub(super) id: String,
    /// Meta's number of its time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) timezone_id: Option<u32>,
    /// What Meta holds against it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) trouble: Vec<String>,
    #[serde(default)]
    pub(super) number: Vec<NumberSection>,
    #[serde(default)]
    pub(super) template: Vec<TemplateSection>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NumberSection {
    pub(super) id: String,
    pub(super) display: String,
    #[serde(default)]
    pub(super) verified_name: String,
    /// 20, 80 or 1,000 in Meta's levels; any other for a test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) throughput_mps: Option<u32>,
    #[serde(default)]
    pub(super) unregistered: bool,
    /// Makes it a test number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) allowed: Option<Vec<String>>,
    /// How old it is at the start; a test number is free for 90 days.
    #[serde(default)]
    pub(super) age_days: u64,
    /// What Meta holds against it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) trouble: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplateSection {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    pub(super) name: String,
    pub(super) language: String,
    #[serde(default = "utility")]
    pub(super) category: String,
    #[serde(default)]
    pub(super) status: TemplateStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) header: Option<String>,
    pub(super) body: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) footer: Option<String>,
}

fn utility() -> String {
    "UTILITY".to_owned()
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenSection {
    pub(super) value: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) app: Option<String>,
    #[serde(default = "user")]
    pub(super) holder: Holder,
    #[serde(default)]
    pub(super) permissions: Vec<Permission>,
    /// Seconds from the start; negative: it has ended before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) expires_in_s: Option<i64>,
    /// Why it is invalid: a subcode of 190, such as 460.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) ended_by: Option<u32>,
}

fn user() -> Holder {
    Holder::User
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RefusalSection {
    /// Empty: any.
    #[serde(default)]
    pub(super) method: String,
    /// Empty: any.
    #[serde(default)]
    pub(super) edge: String,
    pub(super) code: u32,
    #[serde(default = "once")]
    pub(super) times: u32,
}

fn once() -> u32 {
    1
}
