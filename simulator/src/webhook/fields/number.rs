//! Webhooks about a phone number: its limits, its name, its PIN, its username.
//!
//! Source: Meta, Cloud API, phone_number_quality_update, phone_number_name_update and security webhook references;
//! "Business-scoped user IDs", business usernames.

use serde::Serialize;
use serde_json::{Value, json};

use super::{ExampleContext, FieldKind, FieldValue, Page, plain};
use crate::webhook::calendar::{OLD_LIMITS_GONE_S, PORTFOLIO_LIMITS_FROM};

words!(
    /// A messaging limit.
    Tier {
        /// 50 customers in 24 hours.
        Fifty = "TIER_50",
        /// 250 customers in 24 hours.
        Smallest = "TIER_250",
        /// 2,000 customers in 24 hours.
        TwoThousand = "TIER_2K",
        /// 10,000 customers in 24 hours.
        TenThousand = "TIER_10K",
        /// 100,000 customers in 24 hours.
        HundredThousand = "TIER_100K",
        /// Nothing has been sent so far.
        NotSet = "TIER_NOT_SET",
        /// No limit, or the higher throughput.
        Unlimited = "TIER_UNLIMITED",
    }
);

words!(
    /// What happened to a number's limits.
    NumberQualityEvent {
        /// It is being registered.
        Onboarding = "ONBOARDING",
        /// It may send faster.
        ThroughputUpgrade = "THROUGHPUT_UPGRADE",
    }
);

/// `phone_number_quality_update`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberQuality {
    /// The number, digits.
    pub display_phone_number: String,
    /// What happened.
    pub event: NumberQualityEvent,
    /// The limit now.
    pub limit: Tier,
    /// The limit before, where the messaging limit changed.
    pub old_limit: Option<Tier>,
    /// When, seconds since the Unix epoch.
    pub time_s: u64,
}

impl FieldValue for NumberQuality {
    const FIELD: &'static str = "phone_number_quality_update";

    /// Until February 2026 the limits have their old names, and from version 24 on the new one as well.
    fn value(&self, version: u32) -> Value {
        let mut value = json!({
            "display_phone_number": self.display_phone_number,
            "event": self.event,
        });
        let old = self.time_s < OLD_LIMITS_GONE_S;
        if old {
            value["current_limit"] = json!(self.limit);
            if let Some(limit) = self.old_limit {
                value["old_limit"] = json!(limit);
            }
        }
        if !old || version >= PORTFOLIO_LIMITS_FROM {
            value["max_daily_conversations_per_business"] = json!(self.limit);
        }
        value
    }
}

words!(
    /// What became of a display name.
    NameDecision {
        /// Customers see it.
        Approved = "APPROVED",
        /// Put off.
        Deferred = "DEFERRED",
        /// Still under review.
        Pending = "PENDING",
        /// Not allowed.
        Rejected = "REJECTED",
    }
);

/// `phone_number_name_update`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NumberName {
    /// The number, digits.
    pub display_phone_number: String,
    /// What became of the name.
    pub decision: NameDecision,
    /// The name.
    pub requested_verified_name: String,
    /// Why not, such as `NAME_NOT_CONSISTENT`; `null` when there is no reason.
    pub rejection_reason: Option<String>,
}

impl FieldValue for NumberName {
    const FIELD: &'static str = "phone_number_name_update";

    fn value(&self, _version: u32) -> Value {
        plain(self)
    }
}

words!(
    /// What happened to a number's PIN.
    SecurityEvent {
        /// Changed or set.
        PinChanged = "PIN_CHANGED",
        /// Somebody asked to have it removed.
        PinResetRequest = "PIN_RESET_REQUEST",
        /// It was removed.
        PinRequestSuccess = "PIN_REQUEST_SUCCESS",
    }
);

/// `security`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Security {
    /// The number, digits.
    pub display_phone_number: String,
    /// What happened.
    pub event: SecurityEvent,
    /// Who asked; for requests only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requester: Option<String>,
}

impl FieldValue for Security {
    const FIELD: &'static str = "security";

    fn value(&self, _version: u32) -> Value {
        plain(self)
    }
}

words!(
    /// Where a business username stands.
    UsernameStatus {
        /// Customers see it.
        Approved = "approved",
        /// Kept for the number, not shown yet.
        Reserved = "reserved",
        /// Removed.
        Deleted = "deleted",
    }
);

/// `business_username_update`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessUsername {
    /// The number, digits.
    pub display_phone_number: String,
    /// The username. Not shown once it is deleted.
    pub username: String,
    /// Where it stands.
    pub status: UsernameStatus,
}

impl FieldValue for BusinessUsername {
    const FIELD: &'static str = "business_username_update";

    fn value(&self, _version: u32) -> Value {
        let mut value = json!({
            "display_phone_number": self.display_phone_number,
            "status": self.status,
        });
        if self.status != UsernameStatus::Deleted {
            value["username"] = json!(self.username);
        }
        value
    }
}

const QUALITY: Page = Page::timed(
    NumberQuality::FIELD,
    "Meta, Cloud API, phone_number_quality_update webhook reference",
);
const NAME: Page = Page::timed(
    NumberName::FIELD,
    "Meta, Cloud API, phone_number_name_update webhook reference",
);
const SECURITY: Page = Page::timed(
    Security::FIELD,
    "Meta, Cloud API, security webhook reference",
);
const USERNAME: Page = Page::timed(
    BusinessUsername::FIELD,
    "Meta, Cloud API, Business-scoped user IDs, business usernames",
);

pub(super) const KINDS: &[FieldKind] = &[
    QUALITY.kind("number.onboarding", "ONBOARDING", |c| {
        limited(c, NumberQualityEvent::Onboarding, Tier::NotSet, None)
    }),
    QUALITY.kind("number.throughput_upgrade", "THROUGHPUT_UPGRADE", |c| {
        limited(
            c,
            NumberQualityEvent::ThroughputUpgrade,
            Tier::Unlimited,
            None,
        )
    }),
    NAME.kind("number.name_approved", "APPROVED", |c| {
        named(c, NameDecision::Approved, None)
    }),
    NAME.kind("number.name_deferred", "DEFERRED", |c| {
        named(c, NameDecision::Deferred, None)
    }),
    NAME.kind("number.name_pending", "PENDING", |c| {
        named(c, NameDecision::Pending, None)
    }),
    NAME.kind("number.name_rejected", "REJECTED", |c| {
        named(c, NameDecision::Rejected, Some("NAME_NOT_CONSISTENT"))
    }),
    SECURITY.kind("number.pin_changed", "PIN_CHANGED", |c| {
        secured(c, SecurityEvent::PinChanged)
    }),
    SECURITY.kind("number.pin_reset_requested", "PIN_RESET_REQUEST", |c| {
        secured(c, SecurityEvent::PinResetRequest)
    }),
    SECURITY.kind("number.pin_removed", "PIN_REQUEST_SUCCESS", |c| {
        secured(c, SecurityEvent::PinRequestSuccess)
    }),
    USERNAME.kind("number.username_approved", "approved", |c| {
        username(c, UsernameStatus::Approved)
    }),
    USERNAME.kind("number.username_reserved", "reserved", |c| {
        username(c, UsernameStatus::Reserved)
    }),
    USERNAME.kind("number.username_deleted", "deleted", |c| {
        username(c, UsernameStatus::Deleted)
    }),
];

fn limited(
    context: &ExampleContext,
    event: NumberQualityEvent,
    limit: Tier,
    old_limit: Option<Tier>,
) -> Value {
    NumberQuality {
        display_phone_number: context.number.display.clone(),
        event,
        limit,
        old_limit,
        time_s: context.time_s,
    }
    .value(context.version)
}

fn named(context: &ExampleContext, decision: NameDecision, reason: Option<&str>) -> Value {
    NumberName {
        display_phone_number: context.number.display.clone(),
        decision,
        requested_verified_name: context.number.verified_name.clone(),
        rejection_reason: reason.map(str::to_owned),
    }
    .value(context.version)
}

fn secured(context: &ExampleContext, event: SecurityEvent) -> Value {
    Security {
        display_phone_number: context.number.display.clone(),
        event,
        requester: (event == SecurityEvent::PinResetRequest).then(|| "61555822107539".to_owned()),
    }
    .value(context.version)
}

fn username(context: &ExampleContext, status: UsernameStatus) -> Value {
    BusinessUsername {
        display_phone_number: context.number.display.clone(),
        username: "shakedown_parcels".to_owned(),
        status,
    }
    .value(context.version)
}
