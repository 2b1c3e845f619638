//! What a business agreed on with others: `partner_solutions` and `payment_configuration_update`.
//!
//! Source: Meta, Cloud API, webhook references of those names.

use serde::Serialize;
use serde_json::Value;

use super::{ExampleContext, FieldKind, FieldValue, Page, plain};

words!(
    /// What happened to a solution.
    SolutionEvent {
        /// It is new.
        Created = "SOLUTION_CREATED",
        /// It changed.
        Updated = "SOLUTION_UPDATED",
    }
);

words!(
    /// Where a solution stands.
    SolutionStatus {
        /// In use.
        Active = "ACTIVE",
        /// Out of use.
        Deactivated = "DEACTIVATED",
        /// Nobody has been asked yet.
        Draft = "DRAFT",
        /// The partner has been asked.
        Initiated = "INITIATED",
        /// The partner has been asked to end it.
        PendingDeactivation = "PENDING_DEACTIVATION",
        /// The partner said no.
        Rejected = "REJECTED",
    }
);

/// `partner_solutions`. Its entry's id is the portfolio's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartnerSolution {
    /// What happened.
    pub event: SolutionEvent,
    /// The solution.
    pub solution_id: String,
    /// Where it stands.
    pub solution_status: SolutionStatus,
}

impl FieldValue for PartnerSolution {
    const FIELD: &'static str = "partner_solutions";

    fn value(&self, _version: u32) -> Value {
        plain(self)
    }
}

words!(
    /// Where a payment configuration stands.
    PaymentStatus {
        /// Ready for use.
        Active = "Active",
        /// The gateway is disconnected.
        NeedsConnecting = "Needs Connecting",
        /// Connected, not tried yet.
        NeedsTesting = "Needs Testing",
    }
);

/// `payment_configuration_update`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaymentConfiguration {
    /// Its name.
    pub configuration_name: String,
    /// `razorpay`, `payu`, `billdesk` or `zaakpay`.
    pub provider_name: String,
    /// The merchant's account at the gateway.
    pub provider_mid: String,
    /// Where it stands.
    pub status: PaymentStatus,
    /// When it was made, seconds since the Unix epoch.
    pub created_timestamp: u64,
    /// When it changed, seconds since the Unix epoch.
    pub updated_timestamp: u64,
}

impl FieldValue for PaymentConfiguration {
    const FIELD: &'static str = "payment_configuration_update";

    fn value(&self, _version: u32) -> Value {
        plain(self)
    }
}

const SOLUTIONS: Page = Page::timed(
    PartnerSolution::FIELD,
    "Meta, Cloud API, partner_solutions webhook reference",
);
const PAYMENTS: Page = Page::timed(
    PaymentConfiguration::FIELD,
    "Meta, Cloud API, payment_configuration_update webhook reference",
);

pub(super) const KINDS: &[FieldKind] = &[
    SOLUTIONS.kind("solution.created", "SOLUTION_CREATED", |c| {
        solution(c, SolutionEvent::Created, SolutionStatus::Initiated)
    }),
    SOLUTIONS.kind("solution.updated", "SOLUTION_UPDATED", |c| {
        solution(c, SolutionEvent::Updated, SolutionStatus::Active)
    }),
    PAYMENTS.kind("payment.active", "Active", |c| {
        paid(c, PaymentStatus::Active)
    }),
    PAYMENTS.kind("payment.needs_connecting", "Needs Connecting", |c| {
        paid(c, PaymentStatus::NeedsConnecting)
    }),
    PAYMENTS.kind("payment.needs_testing", "Needs Testing", |c| {
        paid(c, PaymentStatus::NeedsTesting)
    }),
];

fn solution(
    context: &ExampleContext,
    event: SolutionEvent,
    solution_status: SolutionStatus,
) -> Value {
    PartnerSolution {
        event,
        solution_id: "303610109049230".to_owned(),
        solution_status,
    }
    .value(context.version)
}

fn paid(context: &ExampleContext, status: PaymentStatus) -> Value {
    PaymentConfiguration {
        configuration_name: "parcels-prod".to_owned(),
        provider_name: "razorpay".to_owned(),
        provider_mid: "acc_shakedown".to_owned(),
        status,
        created_timestamp: context.time_s.saturating_sub(86_400),
        updated_timestamp: context.time_s,
    }
    .value(context.version)
}
