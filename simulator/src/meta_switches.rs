//! Where Meta's own sources contradict each other, or say nothing: one named switch each, with its default.
//!
//! A world file's `[meta]` section is read into this. The switches are read by whoever decides the matter; nothing is
//! decided here.

use serde::Deserialize;

use crate::clock::Moment;
use crate::limits::quotas::standing::Standing;

/// The switches. A section that leaves one out gets its default; an unknown key is an error.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MetaSwitches {
    /// HTTP status of refusals for rate (4, 80007, 130429, 131056). `400` (default): Meta's error table of November
    /// 2025, the last one with a status column. `429`: Meta's OpenAPI document v23.0 and partners' tables.
    pub throttle_http_status: ThrottleHttpStatus,
    /// Whether a `failed` status carries `value.contacts`. Default true: webhooks as captured by client libraries, some
    /// of which cannot read a status without. False: Meta, business-scoped user ids, February 2026.
    pub status_contacts_on_failed: bool,
    /// Whether statuses carry `value.contacts` at all. Default true: Meta, business-scoped user ids, from 31 March
    /// 2026. False: webhooks as they were before.
    pub contacts_in_statuses: bool,
    /// How free text outside the service window is refused (131047). `async` (default): as captured, a `failed`
    /// status after an accepted send. `sync`: partners' tables, as the answer to the send.
    pub reengagement: Reengagement,
    /// How long an undelivered webhook is tried again. `meta-7d` (default): Meta, webhooks overview, 2026.
    /// `graph-36h`: Graph's general text, and this platform's until November 2025. `no-storage-1h`: numbers without
    /// storage.
    pub webhook_retry: WebhookRetry,
    /// What `to` without a plus sign means. `full-number` (default): digits with their country code, as in Meta's own
    /// samples. `prepend-country-code`: Meta, phone numbers: the sender's country code is put in front.
    pub to_without_plus: ToWithoutPlus,
    /// Whether Brazilian and Mexican numbers get another `wa_id` than their digits. Default false: `wa_id` equals
    /// `input`'s digits. True: Meta, phone numbers, says that they may differ; the rule is the one that client
    /// libraries observed.
    pub wa_id_rewrites: bool,
    /// Whether refused sends carry `error_subcode`. Default false: Meta's error page says that it is not returned
    /// since v16. True: as in Meta's own example and in captures (2494xxx).
    pub error_subcode: bool,
    /// The code for more customers than the messaging limit allows. Default 131048; no source names one, partners
    /// report 131048 and 130429.
    pub over_tier_code: u32,
    /// Templates that an account may have. `6000` (default): Meta, templates overview, verified businesses with an
    /// approved display name, which is what a world's accounts are. `250`: all others, and the error table's text.
    pub template_limit: TemplateLimit,
    /// Whether marketing templates to numbers of the United States fail (131049). Default true: Meta, per-user
    /// marketing limits, paused since April 2025.
    pub us_marketing_paused: bool,
    /// Whether 130432, 131047 and 131050 are answered where folk tables of codes expect them instead of where Meta
    /// uses them. Default false: Meta's error codes.
    pub seed_compat: bool,
    /// Whether customers' media come with a `url` in their webhook. Default true: Meta, changelog, from 12 November
    /// 2025. False: an account that the change has not reached yet; Meta says that it comes step by step.
    pub inbound_media_url: bool,
    /// Whether a mark such as a full stop behind a body's last variable counts as text (2388299).
    /// `punctuation-is-no-text` (default): captures of 2026, in which it is refused. `punctuation-is-text`: an example of
    /// Meta's templates overview, in which it is accepted.
    pub dangling_variable: Dangling,
    /// The month whose price list and rules hold, such as `2026-10`. None (default): the world's clock decides, by each
    /// account's time zone.
    pub pricing_month: Option<PricingMonth>,
}

impl MetaSwitches {
    /// The first of the stated month, if one is stated: its price list and rules hold.
    pub(crate) fn stated_pricing_day(&self) -> Option<Moment> {
        let month = self.pricing_month?;
        let first = jiff::civil::date(month.year as i16, month.month as i8, 1);
        let at = first.at(0, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
        let seconds = at.ok()?.timestamp().as_second();
        Some(Moment::from_unix_s(u64::try_from(seconds).unwrap_or(0)))
    }
}

impl Default for MetaSwitches {
    fn default() -> MetaSwitches {
        MetaSwitches {
            throttle_http_status: ThrottleHttpStatus::BadRequest,
            status_contacts_on_failed: true,
            contacts_in_statuses: true,
            reengagement: Reengagement::Async,
            webhook_retry: WebhookRetry::Meta7d,
            to_without_plus: ToWithoutPlus::FullNumber,
            wa_id_rewrites: false,
            error_subcode: false,
            over_tier_code: 131_048,
            template_limit: TemplateLimit::Verified,
            us_marketing_paused: true,
            seed_compat: false,
            inbound_media_url: true,
            dangling_variable: Dangling::PunctuationIsNoText,
            pricing_month: None,
        }
    }
}

/// HTTP status of refusals for rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u16")]
pub enum ThrottleHttpStatus {
    /// 400.
    BadRequest,
    /// 429.
    TooManyRequests,
}

impl ThrottleHttpStatus {
    /// The number on the wire.
    pub fn number(self) -> u16 {
        match self {
            ThrottleHttpStatus::BadRequest => 400,
            ThrottleHttpStatus::TooManyRequests => 429,
        }
    }
}

impl TryFrom<u16> for ThrottleHttpStatus {
    type Error = String;

    fn try_from(status: u16) -> Result<ThrottleHttpStatus, String> {
        match status {
            400 => Ok(ThrottleHttpStatus::BadRequest),
            429 => Ok(ThrottleHttpStatus::TooManyRequests),
            other => Err(format!(
                "throttle_http_status is {other}; use 400 (Meta's table) or 429 (its OpenAPI document)"
            )),
        }
    }
}

/// How free text outside the service window is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reengagement {
    /// As the answer to the send.
    Sync,
    /// By a `failed` status.
    Async,
}

/// How long an undelivered webhook is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum WebhookRetry {
    /// Seven days.
    #[serde(rename = "meta-7d")]
    Meta7d,
    /// 36 hours.
    #[serde(rename = "graph-36h")]
    Graph36h,
    /// One hour.
    #[serde(rename = "no-storage-1h")]
    NoStorage1h,
}

impl WebhookRetry {
    /// How long, in seconds.
    pub fn seconds(self) -> u64 {
        match self {
            WebhookRetry::Meta7d => 7 * 86_400,
            WebhookRetry::Graph36h => 36 * 3_600,
            WebhookRetry::NoStorage1h => 3_600,
        }
    }
}

/// What `to` without a plus sign means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ToWithoutPlus {
    /// The whole number.
    FullNumber,
    /// A number of the sender's country.
    PrependCountryCode,
}

/// Templates that an account may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u32")]
pub enum TemplateLimit {
    /// 250.
    Unverified,
    /// 6,000.
    Verified,
}

impl TemplateLimit {
    /// How many.
    pub fn number(self) -> usize {
        self.standing().templates()
    }

    /// Of what kind of business.
    pub fn standing(self) -> Standing {
        match self {
            TemplateLimit::Unverified => Standing::Unverified,
            TemplateLimit::Verified => Standing::Verified,
        }
    }
}

impl TryFrom<u32> for TemplateLimit {
    type Error = String;

    fn try_from(limit: u32) -> Result<TemplateLimit, String> {
        match limit {
            250 => Ok(TemplateLimit::Unverified),
            6_000 => Ok(TemplateLimit::Verified),
            other => Err(format!(
                "template_limit is {other}; use 250 (unverified) or 6000 (verified)"
            )),
        }
    }
}

/// When a body counts as beginning or ending with a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dangling {
    /// `... {{1}}.` is refused.
    #[default]
    PunctuationIsNoText,
    /// `... {{1}}.` is accepted.
    PunctuationIsText,
}

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct PricingMonth {
    /// Such as 2026.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
}

impl TryFrom<String> for PricingMonth {
    type Error = String;

    fn try_from(text: String) -> Result<PricingMonth, String> {
        let read = || {
            let (year, month) = text.split_once('-')?;
            let month: u8 = (month.len() == 2).then(|| month.parse().ok())??;
            let year = (year.len() == 4).then(|| year.parse().ok())??;
            (1..=12)
                .contains(&month)
                .then_some(PricingMonth { year, month })
        };
        read().ok_or_else(|| format!("pricing_month is {text:?}; write it like 2026-10"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<MetaSwitches, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn an_empty_section_is_the_default() {
        assert_eq!(read("{}"), Ok(MetaSwitches::default()));
    }

    #[test]
    fn each_switch_reads_its_other_values() {
        let switches = read(
            r#"{"throttle_http_status":429,"status_contacts_on_failed":false,"contacts_in_statuses":false,
                "reengagement":"sync","webhook_retry":"no-storage-1h","to_without_plus":"prepend-country-code",
                "wa_id_rewrites":true,"error_subcode":true,"over_tier_code":130429,"template_limit":250,
                "us_marketing_paused":false,"seed_compat":true,"inbound_media_url":false,
                "dangling_variable":"punctuation-is-text","pricing_month":"2026-10"}"#,
        )
        .expect("every value is a documented one");
        assert_eq!(switches.throttle_http_status.number(), 429);
        assert_eq!(switches.webhook_retry.seconds(), 3_600);
        assert_eq!(switches.template_limit.number(), 250);
        assert_eq!(switches.dangling_variable, Dangling::PunctuationIsText);
        assert_eq!(
            switches.pricing_month,
            Some(PricingMonth {
                year: 2026,
                month: 10
            })
        );
        assert_eq!(
            read(r#"{"webhook_retry":"graph-36h"}"#).map(|read| read.webhook_retry.seconds()),
            Ok(36 * 3_600)
        );
    }

    #[test]
    fn what_is_no_switch_is_refused_by_name() {
        for (json, named) in [
            (r#"{"throtle_http_status":400}"#, "throtle_http_status"),
            (r#"{"throttle_http_status":503}"#, "503"),
            (r#"{"template_limit":7}"#, "template_limit"),
            (r#"{"reengagement":"later"}"#, "later"),
            (r#"{"pricing_month":"2026-13"}"#, "2026-13"),
        ] {
            let error = read(json).expect_err(json);
            assert!(error.contains(named), "{json}: {error}");
        }
    }
}
