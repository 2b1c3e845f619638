//! What a message is charged as: billable or free, and under which words of the `pricing` object.
//!
//! Sources: Meta, Cloud API, "Pricing" and "Status messages webhook". Until 30 June 2025 by conversation (`CBP`),
//! since 1 July 2025 by message (`PMP`): templates are charged, utility templates inside a service window are free
//! until 30 September 2026, everything inside a free entry point is free. Free-form messages are free until then;
//! from 1 October 2026 they and utility templates in the window are charged, but for the first 1,000 service
//! messages of a number each month. What is ours: a message is classified when it is accepted (Meta: delivered);
//! the free allowance shows as
//! `free_customer_service`; conversations of old are charged by the message.

use serde::{Deserialize, Serialize};

use super::windows::WindowState;
use crate::clock::Moment;

mod month;

pub use month::Month;

/// A category of messages, as it is priced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Category {
    /// One-time passcodes.
    Authentication,
    /// The same from abroad, where a country prices that apart.
    AuthenticationInternational,
    /// Marketing.
    Marketing,
    /// Marketing by way of `/marketing_messages`.
    MarketingLite,
    /// Transactions: parcels, orders, accounts.
    Utility,
    /// Free-form messages in a service window.
    Service,
    /// Whatever was sent inside a free entry point.
    ReferralConversion,
}

impl Category {
    /// The word of `pricing.category`.
    pub fn word(self) -> &'static str {
        match self {
            Category::Authentication => "authentication",
            Category::AuthenticationInternational => "authentication-international",
            Category::Marketing => "marketing",
            Category::MarketingLite => "marketing_lite",
            Category::Utility => "utility",
            Category::Service => "service",
            Category::ReferralConversion => "referral_conversion",
        }
    }

    /// The word of `conversation.origin.type`, which writes an underscore.
    pub fn origin_word(self) -> &'static str {
        match self {
            Category::AuthenticationInternational => "authentication_international",
            other => other.word(),
        }
    }

    /// From a template's category in either case; None for a word that is none.
    pub fn of_template(word: &str) -> Option<Category> {
        [
            Category::Authentication,
            Category::Marketing,
            Category::Utility,
        ]
        .into_iter()
        .find(|category| category.word().eq_ignore_ascii_case(word))
    }
}

/// How a message is charged: `pricing.type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PricingType {
    /// Billable.
    Regular,
    /// Free, because of the service window.
    FreeCustomerService,
    /// Free, because of an open free entry point.
    FreeEntryPoint,
}

impl PricingType {
    /// The word of `pricing.type`.
    pub fn word(self) -> &'static str {
        match self {
            PricingType::Regular => "regular",
            PricingType::FreeCustomerService => "free_customer_service",
            PricingType::FreeEntryPoint => "free_entry_point",
        }
    }
}

/// `pricing.pricing_model`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PricingModel {
    /// By conversation; the `pricing` object has no `type` then.
    Conversation,
    /// By message.
    Message,
}

impl PricingModel {
    /// The word of `pricing.pricing_model`.
    pub fn word(self) -> &'static str {
        match self {
            PricingModel::Conversation => "CBP",
            PricingModel::Message => "PMP",
        }
    }
}

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendKind {
    /// A template of this category.
    Template(Category),
    /// Anything else.
    FreeForm,
}

/// A message's charge: the `pricing` object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge {
    /// By conversation or by message.
    pub model: PricingModel,
    /// Billable or why not.
    pub kind: PricingType,
    /// Under which rate, or under which it would be.
    pub category: Category,
}

impl Charge {
    /// `pricing.billable`.
    pub fn billable(&self) -> bool {
        self.kind == PricingType::Regular
    }
}

/// The days from which on the rules hold. Move a day to try its rules today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// By message, with free utility templates in a service window: 1 July 2025.
    pub by_message_from: Moment,
    /// Service messages and utility templates in the window are charged: 1 October 2026.
    pub service_charged_from: Moment,
    /// Service messages of a number that are free each month from then on.
    pub free_service_messages: u32,
}

impl Default for Calendar {
    fn default() -> Calendar {
        Calendar {
            by_message_from: Moment::from_unix_s(1_751_328_000),
            service_charged_from: Moment::from_unix_s(1_790_812_800),
            free_service_messages: 1_000,
        }
    }
}

/// How many free service messages a number sent in the current month. Memory: one small value a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceAllowance {
    month: Month,
    sent: u32,
}

impl ServiceAllowance {
    /// Service messages of the month so far, in the month of the latest one.
    pub fn sent(&self) -> u32 {
        self.sent
    }

    /// Counts one; true while it is within `free`.
    fn take(&mut self, now: Moment, free: u32) -> bool {
        let month = Month::of(now);
        if month > self.month {
            *self = ServiceAllowance { month, sent: 0 };
        }
        self.sent = self.sent.saturating_add(1);
        self.sent <= free
    }
}

/// Classifies a message that is accepted at `now`. `windows` is what
/// [`super::windows::Windows::note_answer`] gave for it; `allowance` is its number's.
pub fn classify(
    now: Moment,
    kind: SendKind,
    windows: &WindowState,
    calendar: &Calendar,
    allowance: &mut ServiceAllowance,
) -> Charge {
    let category = match kind {
        SendKind::Template(category) => category,
        SendKind::FreeForm => Category::Service,
    };
    let model = if now < calendar.by_message_from {
        PricingModel::Conversation
    } else {
        PricingModel::Message
    };
    let charge = |kind, category| Charge {
        model,
        kind,
        category,
    };
    if windows.in_entry() {
        return charge(PricingType::FreeEntryPoint, Category::ReferralConversion);
    }
    let service_charged = now >= calendar.service_charged_from;
    let free_utility = model == PricingModel::Message && !service_charged && windows.in_service();
    let free = match category {
        Category::Service if service_charged => allowance.take(now, calendar.free_service_messages),
        Category::Service => true,
        Category::Utility => free_utility,
        _ => false,
    };
    if free {
        charge(PricingType::FreeCustomerService, category)
    } else {
        charge(PricingType::Regular, category)
    }
}

#[cfg(test)]
mod tests;
