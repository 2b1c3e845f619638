//! `account_update`: an account's troubles, its partners, its prices.
//!
//! Source: Meta, Cloud API, "account_update webhook reference".

use serde::Serialize;
use serde_json::{Value, json};

use super::FieldValue;

words!(
    /// Where an account's ban stands.
    BanState {
        /// It will be disabled.
        Scheduled = "SCHEDULE_FOR_DISABLE",
        /// It is disabled.
        Disabled = "DISABLE",
        /// It is back.
        Reinstated = "REINSTATE",
    }
);

/// One restriction of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Restriction {
    /// Such as `RESTRICTED_BIZ_INITIATED_MESSAGING`.
    pub restriction_type: String,
    /// Until when, seconds since the Unix epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration: Option<u64>,
}

/// An account that partners share.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct WabaInfo {
    /// The account.
    pub waba_id: String,
    /// The portfolio that owns it.
    pub owner_business_id: String,
    /// The app that was installed or removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partner_app_id: Option<String>,
    /// The multi-partner solution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub solution_id: Option<String>,
    /// The partners' portfolios.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub solution_partner_business_ids: Vec<String>,
    /// The ad account that was linked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ad_account_linked: Option<String>,
}

/// What happened to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountUpdate {
    /// It was deleted.
    Deleted,
    /// It broke a policy; such as `ADULT`.
    Violation(String),
    /// What it may do is restricted.
    Restricted(Vec<Restriction>),
    /// Its ban changed.
    Banned {
        /// To what.
        state: BanState,
        /// When, such as `April 17, 2025`.
        date: String,
    },
    /// It is shared with a partner.
    PartnerAdded(WabaInfo),
    /// It is no longer; with the reason when the customer's phone was disconnected, such as `PRIMARY_INACTIVITY`.
    PartnerRemoved(WabaInfo, Option<String>),
    /// A customer gave an app one more permission.
    AppInstalled(WabaInfo),
    /// A customer removed an app.
    AppUninstalled(WabaInfo),
    /// A partner's verification of a client came to an end.
    Certification {
        /// The client's portfolio.
        client_business_id: String,
        /// `APPROVED`, `FAILED`, `PENDING`, `DISCARDED` or `REVOKED`.
        status: String,
        /// `NONE`, or why.
        rejection_reasons: Vec<String>,
    },
    /// An ad account was linked.
    AdAccountLinked(WabaInfo),
    /// The marketing messages API's terms were accepted.
    MarketingTermsSigned(WabaInfo),
    /// International authentication rates apply.
    AuthInternationalEligible {
        /// From when, seconds since the Unix epoch.
        start_time: u64,
        /// Countries with a start of their own.
        exceptions: Vec<(String, u64)>,
    },
    /// Where the business is at home: ISO 3166-1 alpha-2.
    PrimaryCountry(String),
    /// Another price tier for volume.
    PricingTier {
        /// Such as `25000001:50000000`.
        tier: String,
        /// When, seconds since the Unix epoch.
        tier_update_time: u64,
        /// `UTILITY` or `AUTHENTICATION`.
        pricing_category: String,
        /// Such as `2026-11`.
        effective_month: String,
        /// Such as `India`.
        region: String,
    },
    /// It left the Cloud API.
    Offboarded,
    /// It is back on it.
    Reconnected,
}

impl AccountUpdate {
    /// Meta's word.
    pub fn event(&self) -> &'static str {
        match self {
            AccountUpdate::Deleted => "ACCOUNT_DELETED",
            AccountUpdate::Violation(_) => "ACCOUNT_VIOLATION",
            AccountUpdate::Restricted(_) => "ACCOUNT_RESTRICTION",
            AccountUpdate::Banned { .. } => "DISABLED_UPDATE",
            AccountUpdate::PartnerAdded(_) => "PARTNER_ADDED",
            AccountUpdate::PartnerRemoved(..) => "PARTNER_REMOVED",
            AccountUpdate::AppInstalled(_) => "PARTNER_APP_INSTALLED",
            AccountUpdate::AppUninstalled(_) => "PARTNER_APP_UNINSTALLED",
            AccountUpdate::Certification { .. } => "PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE",
            AccountUpdate::AdAccountLinked(_) => "AD_ACCOUNT_LINKED",
            AccountUpdate::MarketingTermsSigned(_) => "MM_LITE_TERMS_SIGNED",
            AccountUpdate::AuthInternationalEligible { .. } => "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE",
            AccountUpdate::PrimaryCountry(_) => "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE",
            AccountUpdate::PricingTier { .. } => "VOLUME_BASED_PRICING_TIER_UPDATE",
            AccountUpdate::Offboarded => "ACCOUNT_OFFBOARDED",
            AccountUpdate::Reconnected => "ACCOUNT_RECONNECTED",
        }
    }

    /// The property that comes with the event, if any, and what it says.
    fn detail(&self) -> Option<(&'static str, Value)> {
        Some(match self {
            AccountUpdate::Deleted | AccountUpdate::Offboarded | AccountUpdate::Reconnected => {
                return None;
            }
            AccountUpdate::Violation(kind) => ("violation_info", json!({ "violation_type": kind })),
            AccountUpdate::Restricted(restrictions) => ("restriction_info", json!(restrictions)),
            AccountUpdate::Banned { state, date } => (
                "ban_info",
                json!({ "waba_ban_state": state, "waba_ban_date": date }),
            ),
            AccountUpdate::PartnerAdded(info)
            | AccountUpdate::PartnerRemoved(info, _)
            | AccountUpdate::AppInstalled(info)
            | AccountUpdate::AppUninstalled(info)
            | AccountUpdate::AdAccountLinked(info)
            | AccountUpdate::MarketingTermsSigned(info) => ("waba_info", json!(info)),
            AccountUpdate::Certification {
                client_business_id,
                status,
                rejection_reasons,
            } => (
                "partner_client_certification_info",
                json!({ "client_business_id": client_business_id, "status": status, "rejection_reasons": rejection_reasons }),
            ),
            AccountUpdate::AuthInternationalEligible {
                start_time,
                exceptions,
            } => {
                let exceptions: Vec<Value> = exceptions
                    .iter()
                    .map(|(country, start)| json!({ "country_code": country, "start_time": start }))
                    .collect();
                (
                    "auth_international_rate_eligibility",
                    json!({ "start_time": start_time, "exception_countries": exceptions }),
                )
            }
            AccountUpdate::PrimaryCountry(country) => ("country", json!(country)),
            AccountUpdate::PricingTier {
                tier,
                tier_update_time,
                pricing_category,
                effective_month,
                region,
            } => (
                "volume_tier_info",
                json!({
                    "tier": tier,
                    "tier_update_time": tier_update_time,
                    "pricing_category": pricing_category,
                    "effective_month": effective_month,
                    "region": region,
                }),
            ),
        })
    }
}

impl FieldValue for AccountUpdate {
    const FIELD: &'static str = "account_update";

    fn value(&self, _version: u32) -> Value {
        let mut value = json!({ "event": self.event() });
        if let Some((name, detail)) = self.detail() {
            value[name] = detail;
        }
        if let AccountUpdate::PartnerRemoved(_, Some(reason)) = self {
            value["disconnection_info"] = json!({ "reason": reason, "initiated_by": "SYSTEM" });
        }
        value
    }
}
