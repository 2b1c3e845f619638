//! What a message's statuses may say beyond the plain facts: prices, groups, identities. All of it is optional, so a
//! plain message carries none of it.

/// Why a message costs or not (Meta, Cloud API, pricing: `pricing.type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PricingType {
    /// Billable.
    Regular,
    /// Free inside an open customer service window.
    FreeCustomerService,
    /// Free inside an open free entry point window, such as after an ad.
    FreeEntryPoint,
}

impl PricingType {
    /// The word in webhooks.
    pub fn word(self) -> &'static str {
        match self {
            PricingType::Regular => "regular",
            PricingType::FreeCustomerService => "free_customer_service",
            PricingType::FreeEntryPoint => "free_entry_point",
        }
    }
}

/// What every status of a message says beyond [`MessageFacts`](crate::world::MessageFacts). For a group, one set of
/// facts for each participant who gets a status; the one for `sent` names no participant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StatusExtras {
    /// `pricing.type`; without it, service messages are free and all others regular.
    pub pricing_type: Option<PricingType>,
    /// `pricing.category`, such as `authentication-international`; without it, the message's own category, or
    /// `referral_conversion` in a free entry point window.
    pub pricing_category: Option<String>,
    /// `conversation.origin.type`; without it, the pricing category.
    pub origin: Option<String>,
    /// `conversation.id`: one for each free entry point window; without it, one for each message.
    pub conversation_id: Option<String>,
    /// The group that the message went to: `recipient_id`, and `recipient_type` becomes `group`.
    pub group_id: Option<String>,
    /// The participant's number or user id, in a group.
    pub participant: Option<String>,
    /// `recipient_identity_key_hash`, when the number checks identities.
    pub identity_hash: Option<String>,
    /// The customer's user id, where it is not the one made from the number.
    pub user_id: Option<String>,
    /// The customer's user id for linked portfolios, when the portfolio has them.
    pub parent_user_id: Option<String>,
    /// The customer's username, such as `@realsheenanelson`.
    pub username: Option<String>,
    /// The customer's profile name.
    pub profile_name: Option<String>,
    /// A voice message: `played` may follow `read`. Nothing in a body says so; the handset reads it.
    pub played: bool,
}
