//! An example of every `account_update`.

use serde_json::Value;

use super::account_update::{AccountUpdate, BanState, Restriction, WabaInfo};
use super::{ExampleContext, FieldKind, FieldValue, Page};

const DAY_S: u64 = 86_400;

const PAGE: Page = Page::timed(
    AccountUpdate::FIELD,
    "Meta, Cloud API, account_update webhook reference",
);

pub(super) const KINDS: &[FieldKind] = &[
    PAGE.kind("account.deleted", "ACCOUNT_DELETED", |c| {
        shown(c, AccountUpdate::Deleted)
    }),
    PAGE.kind("account.violation", "ACCOUNT_VIOLATION", |c| {
        shown(c, AccountUpdate::Violation("ADULT".to_owned()))
    }),
    PAGE.kind("account.restricted", "ACCOUNT_RESTRICTION", |c| {
        let restriction = |kind: &str| Restriction {
            restriction_type: kind.to_owned(),
            expiration: Some(c.time_s + 7 * DAY_S),
        };
        let restrictions = [
            "RESTRICTED_BIZ_INITIATED_MESSAGING",
            "RESTRICTED_ADD_PHONE_NUMBER_ACTION",
        ];
        shown(
            c,
            AccountUpdate::Restricted(restrictions.map(restriction).to_vec()),
        )
    }),
    PAGE.kind("account.disable_scheduled", "DISABLED_UPDATE", |c| {
        banned(c, BanState::Scheduled)
    }),
    PAGE.kind("account.disabled", "DISABLED_UPDATE", |c| {
        banned(c, BanState::Disabled)
    }),
    PAGE.kind("account.reinstated", "DISABLED_UPDATE", |c| {
        banned(c, BanState::Reinstated)
    }),
    PAGE.kind("account.partner_added", "PARTNER_ADDED", |c| {
        shown(c, AccountUpdate::PartnerAdded(in_solution(c)))
    }),
    PAGE.kind("account.partner_removed", "PARTNER_REMOVED", |c| {
        shown(c, AccountUpdate::PartnerRemoved(info(c), None))
    }),
    PAGE.kind("account.phone_disconnected", "PARTNER_REMOVED", |c| {
        let reason = Some("PRIMARY_INACTIVITY".to_owned());
        shown(c, AccountUpdate::PartnerRemoved(info(c), reason))
    }),
    PAGE.kind("account.app_installed", "PARTNER_APP_INSTALLED", |c| {
        let info = WabaInfo {
            partner_app_id: Some(c.app_id.clone()),
            ..in_solution(c)
        };
        shown(c, AccountUpdate::AppInstalled(info))
    }),
    PAGE.kind("account.app_uninstalled", "PARTNER_APP_UNINSTALLED", |c| {
        let info = WabaInfo {
            partner_app_id: Some(c.app_id.clone()),
            ..info(c)
        };
        shown(c, AccountUpdate::AppUninstalled(info))
    }),
    PAGE.kind(
        "account.certified",
        "PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE",
        |c| certified(c, "APPROVED", "NONE"),
    ),
    PAGE.kind(
        "account.certification_failed",
        "PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE",
        |c| certified(c, "FAILED", "LEGAL NAME NOT MATCHING"),
    ),
    PAGE.kind("account.ad_account_linked", "AD_ACCOUNT_LINKED", |c| {
        let info = WabaInfo {
            ad_account_linked: Some("980198427534243".to_owned()),
            ..info(c)
        };
        shown(c, AccountUpdate::AdAccountLinked(info))
    }),
    PAGE.kind(
        "account.marketing_terms_signed",
        "MM_LITE_TERMS_SIGNED",
        |c| shown(c, AccountUpdate::MarketingTermsSigned(info(c))),
    ),
    PAGE.kind(
        "account.international_rates",
        "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE",
        |c| {
            shown(
                c,
                AccountUpdate::AuthInternationalEligible {
                    start_time: c.time_s + 30 * DAY_S,
                    exceptions: vec![("ID".to_owned(), c.time_s + 60 * DAY_S)],
                },
            )
        },
    ),
    PAGE.kind(
        "account.primary_country",
        "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE",
        |c| shown(c, AccountUpdate::PrimaryCountry("IN".to_owned())),
    ),
    PAGE.kind(
        "account.pricing_tier",
        "VOLUME_BASED_PRICING_TIER_UPDATE",
        |c| {
            shown(
                c,
                AccountUpdate::PricingTier {
                    tier: "25000001:50000000".to_owned(),
                    tier_update_time: c.time_s,
                    pricing_category: "UTILITY".to_owned(),
                    effective_month: day(c.time_s).strftime("%Y-%m").to_string(),
                    region: "India".to_owned(),
                },
            )
        },
    ),
    PAGE.kind("account.offboarded", "ACCOUNT_OFFBOARDED", |c| {
        shown(c, AccountUpdate::Offboarded)
    }),
    PAGE.kind("account.reconnected", "ACCOUNT_RECONNECTED", |c| {
        shown(c, AccountUpdate::Reconnected)
    }),
];

fn shown(context: &ExampleContext, update: AccountUpdate) -> Value {
    update.value(context.version)
}

fn banned(context: &ExampleContext, state: BanState) -> Value {
    let date = day(context.time_s).strftime("%B %-d, %Y").to_string();
    shown(context, AccountUpdate::Banned { state, date })
}

fn certified(context: &ExampleContext, status: &str, reason: &str) -> Value {
    shown(
        context,
        AccountUpdate::Certification {
            client_business_id: context.business_id.clone(),
            status: status.to_owned(),
            rejection_reasons: vec![reason.to_owned()],
        },
    )
}

fn info(context: &ExampleContext) -> WabaInfo {
    WabaInfo {
        waba_id: context.account_id.clone(),
        owner_business_id: context.business_id.clone(),
        ..WabaInfo::default()
    }
}

fn in_solution(context: &ExampleContext) -> WabaInfo {
    WabaInfo {
        solution_id: Some("303610109049230".to_owned()),
        solution_partner_business_ids: vec![
            context.business_id.clone(),
            "116133292427920".to_owned(),
        ],
        ..info(context)
    }
}

fn day(time_s: u64) -> jiff::Zoned {
    let timestamp = i64::try_from(time_s)
        .ok()
        .and_then(|s| jiff::Timestamp::from_second(s).ok());
    timestamp
        .unwrap_or_default()
        .to_zoned(jiff::tz::TimeZone::UTC)
}
