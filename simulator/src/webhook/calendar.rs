//! When Meta changed the shape of its webhooks: by the app's Graph version, or by the day. World time decides, so a
//! world may live before or after a change.

/// From this app version on, status webhooks carry no `conversation`, except in a free entry point window (Meta,
/// changelog, 8 October 2025).
pub const NO_CONVERSATION_FROM: u32 = 24;

/// From this app version on, limits are the portfolio's and links to the documentation are relative (Meta, changelog,
/// 8 October 2025; the samples of that autumn show both forms of the link).
pub const PORTFOLIO_LIMITS_FROM: u32 = 24;

/// 1 July 2025: messages are priced one by one, no longer by conversation (Meta, pricing). Unix seconds.
pub const PER_MESSAGE_PRICING_S: u64 = 1_751_328_000;

/// 12 November 2025: media in customers' messages come with a `url` (Meta, changelog). Unix seconds.
pub const MEDIA_URL_S: u64 = 1_762_905_600;

/// 1 February 2026: the older names of the messaging limits are gone (Meta, phone_number_quality_update and
/// business_capability_update webhooks: "February 2026"). Unix seconds.
pub const OLD_LIMITS_GONE_S: u64 = 1_769_904_000;

/// 31 March 2026: webhooks name customers by business-scoped user id (Meta, business-scoped user IDs). Unix seconds.
pub const USER_IDS_S: u64 = 1_774_915_200;
