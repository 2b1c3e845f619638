//! `account_review_update`, `account_alerts` and `business_capability_update`: what Meta thinks of an account, and what
//! it may do.
//!
//! Source: Meta, Cloud API, the webhook references of those names.

use serde::Serialize;
use serde_json::{Value, json};

use super::{ExampleContext, FieldKind, FieldValue, Page, plain};
use crate::webhook::calendar::{OLD_LIMITS_GONE_S, PORTFOLIO_LIMITS_FROM};

words!(
    /// How a review of an account ended.
    ReviewDecision {
        /// Ready for use.
        Approved = "APPROVED",
        /// Not allowed.
        Rejected = "REJECTED",
        /// Still under review.
        Pending = "PENDING",
        /// Put off: more information is needed.
        Deferred = "DEFERRED",
    }
);

/// `account_review_update`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountReview {
    /// How it ended.
    pub decision: ReviewDecision,
}

impl FieldValue for AccountReview {
    const FIELD: &'static str = "account_review_update";

    fn value(&self, _version: u32) -> Value {
        plain(self)
    }
}

words!(
    /// How bad an alert is.
    AlertSeverity {
        /// Refused.
        Critical = "CRITICAL",
        /// For information.
        Informational = "INFORMATIONAL",
        /// Something may have to be done.
        Warning = "WARNING",
    }
);

words!(
    /// What an alert is about.
    AlertType {
        /// Too little is known to raise the messaging limit.
        LimitDeferred = "INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED",
        /// The messaging limit is not raised.
        LimitFailed = "INCREASED_CAPABILITIES_ELIGIBILITY_FAILED",
        /// The business has to be verified first.
        LimitNeedsInfo = "INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO",
        /// The number is an official business account.
        OfficialApproved = "OBA_APPROVED",
        /// It is not.
        OfficialRejected = "OBA_REJECTED",
        /// The profile's picture is gone.
        PictureLost = "PROFILE_PICTURE_LOST",
    }
);

impl AlertType {
    fn severity(self) -> AlertSeverity {
        match self {
            AlertType::LimitFailed | AlertType::OfficialRejected => AlertSeverity::Critical,
            AlertType::OfficialApproved => AlertSeverity::Informational,
            _ => AlertSeverity::Warning,
        }
    }

    /// Whom it is about: the portfolio, the number, or the number's profile.
    fn entity_type(self) -> &'static str {
        match self {
            AlertType::OfficialApproved | AlertType::OfficialRejected => "PHONE_NUMBER",
            AlertType::PictureLost => "CURRENT_STATUS_ID",
            _ => "BUSINESS",
        }
    }
}

/// `account_alerts`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountAlert {
    /// What it is about.
    pub kind: AlertType,
    /// The portfolio's or the phone number's id.
    pub entity_id: String,
    /// In words.
    pub description: String,
}

impl FieldValue for AccountAlert {
    const FIELD: &'static str = "account_alerts";

    fn value(&self, _version: u32) -> Value {
        json!({
            "entity_type": self.kind.entity_type(),
            "entity_id": self.entity_id,
            "alert_info": {
                "alert_severity": self.kind.severity(),
                "alert_status": "ACTIVE",
                "alert_type": self.kind,
                "alert_description": self.description,
            },
        })
    }
}

/// `business_capability_update`: what the portfolio may do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessCapability {
    /// Customers that may be written to in 24 hours; None = without limit.
    pub daily_limit: Option<u32>,
    /// Phone numbers that the portfolio, or each account, may have.
    pub phone_numbers: u32,
    /// When, seconds since the Unix epoch.
    pub time_s: u64,
}

/// The limit at which phone numbers are counted by portfolio and not by account.
const SMALLEST_LIMIT: u32 = 250;

impl FieldValue for BusinessCapability {
    const FIELD: &'static str = "business_capability_update";

    /// Until February 2026 older versions see the limit under its old name.
    fn value(&self, version: u32) -> Value {
        let old = version < PORTFOLIO_LIMITS_FROM && self.time_s < OLD_LIMITS_GONE_S;
        let limit = match old {
            true => "max_daily_conversation_per_phone",
            false => "max_daily_conversations_per_business",
        };
        let numbers = match self.daily_limit {
            Some(SMALLEST_LIMIT) => "max_phone_numbers_per_business",
            _ => "max_phone_numbers_per_waba",
        };
        json!({
            limit: self.daily_limit.map_or(-1, i64::from),
            numbers: self.phone_numbers,
        })
    }
}

const REVIEW: Page = Page::timed(
    AccountReview::FIELD,
    "Meta, Cloud API, account_review_update webhook reference",
);
const ALERTS: Page = Page::timed(
    AccountAlert::FIELD,
    "Meta, Cloud API, account_alerts webhook reference",
);
const CAPABILITY: Page = Page::timed(
    BusinessCapability::FIELD,
    "Meta, Cloud API, business_capability_update webhook reference",
);

pub(super) const KINDS: &[FieldKind] = &[
    REVIEW.kind("account.review_approved", "APPROVED", |c| {
        reviewed(c, ReviewDecision::Approved)
    }),
    REVIEW.kind("account.review_rejected", "REJECTED", |c| {
        reviewed(c, ReviewDecision::Rejected)
    }),
    REVIEW.kind("account.review_pending", "PENDING", |c| {
        reviewed(c, ReviewDecision::Pending)
    }),
    REVIEW.kind("account.review_deferred", "DEFERRED", |c| {
        reviewed(c, ReviewDecision::Deferred)
    }),
    ALERTS.kind(
        "account.limit_deferred",
        AlertType::LimitDeferred.word(),
        |c| {
            alert(
                c,
                AlertType::LimitDeferred,
                "Use the platform for some more days",
            )
        },
    ),
    ALERTS.kind("account.limit_failed", AlertType::LimitFailed.word(), |c| {
        alert(
            c,
            AlertType::LimitFailed,
            "Limits cannot be increased for your business",
        )
    }),
    ALERTS.kind(
        "account.limit_needs_info",
        AlertType::LimitNeedsInfo.word(),
        |c| {
            alert(
                c,
                AlertType::LimitNeedsInfo,
                "Additional verification is required",
            )
        },
    ),
    ALERTS.kind(
        "number.official_approved",
        AlertType::OfficialApproved.word(),
        |c| {
            alert(
                c,
                AlertType::OfficialApproved,
                "This number now has a badge",
            )
        },
    ),
    ALERTS.kind(
        "number.official_rejected",
        AlertType::OfficialRejected.word(),
        |c| {
            alert(
                c,
                AlertType::OfficialRejected,
                "Edit the display name and ask again",
            )
        },
    ),
    ALERTS.kind("number.picture_lost", AlertType::PictureLost.word(), |c| {
        alert(
            c,
            AlertType::PictureLost,
            "Please reupload your profile picture",
        )
    }),
    CAPABILITY.kind("account.capability", "LIMIT", |c| {
        capable(c, Some(2_000), 25)
    }),
    CAPABILITY.kind("account.capability_smallest", "LIMIT", |c| {
        capable(c, Some(SMALLEST_LIMIT), 2)
    }),
    CAPABILITY.kind("account.capability_unlimited", "LIMIT", |c| {
        capable(c, None, 25)
    }),
];

fn reviewed(context: &ExampleContext, decision: ReviewDecision) -> Value {
    AccountReview { decision }.value(context.version)
}

fn alert(context: &ExampleContext, kind: AlertType, description: &str) -> Value {
    let entity_id = match kind.entity_type() {
        "BUSINESS" => context.business_id.clone(),
        _ => context.number.id.clone(),
    };
    AccountAlert {
        kind,
        entity_id,
        description: description.to_owned(),
    }
    .value(context.version)
}

fn capable(context: &ExampleContext, daily_limit: Option<u32>, phone_numbers: u32) -> Value {
    BusinessCapability {
        daily_limit,
        phone_numbers,
        time_s: context.time_s,
    }
    .value(context.version)
}
