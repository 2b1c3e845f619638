//! One status object, in the form of its app version and its day.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::observation::Status;
use crate::webhook::calendar::{NO_CONVERSATION_FROM, PER_MESSAGE_PRICING_S};
use crate::webhook::envelope::Seconds;
use crate::webhook::error::ErrorNode;
use crate::webhook::identity::{ShownId, is_phone};
use crate::webhook::statuses::extras::{PricingType, StatusExtras};
use crate::world::StatusDue;

const DAY_S: u64 = 86_400;

/// One element of `statuses`.
#[derive(Serialize)]
pub(super) struct StatusNode<'a> {
    id: &'a str,
    status: &'static str,
    timestamp: Seconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient_participant_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient_participant_user_id: Option<ShownId<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient_participant_parent_user_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient_user_id: Option<ShownId<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_recipient_user_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient_identity_key_hash: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    biz_opaque_callback_data: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation: Option<Conversation<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pricing: Option<Pricing<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<[ErrorNode; 1]>,
}

impl<'a> StatusNode<'a> {
    /// `user_id` is the customer's; None before user ids came, and for a group as a whole.
    pub(super) fn of(
        due: &'a StatusDue,
        user_id: Option<ShownId<'a>>,
        version: u32,
    ) -> StatusNode<'a> {
        let message = &*due.message;
        let extras = message.extras.as_deref();
        let group_id = extras.and_then(|extras| extras.group_id.as_deref());
        let participant = extras.and_then(|extras| extras.participant.as_deref());
        // The parent id keeps company with the user id: neither is in webhooks before the other.
        let parent = user_id
            .and(extras)
            .and_then(|extras| extras.parent_user_id.as_deref());
        let in_group = group_id.is_some();
        StatusNode {
            id: &message.wamid,
            status: due.status.word(),
            timestamp: Seconds(due.happened.unix_s()),
            recipient_id: group_id
                .or_else(|| Some(&*message.recipient).filter(|recipient| is_phone(recipient))),
            recipient_type: group_id.map(|_| "group"),
            recipient_participant_id: group_id
                .and(participant)
                .filter(|participant| is_phone(participant)),
            recipient_participant_user_id: user_id.filter(|_| in_group),
            recipient_participant_parent_user_id: parent.filter(|_| in_group),
            recipient_user_id: user_id.filter(|_| !in_group),
            parent_recipient_user_id: parent.filter(|_| !in_group),
            recipient_identity_key_hash: extras.and_then(|extras| extras.identity_hash.as_deref()),
            biz_opaque_callback_data: message.callback.as_deref(),
            conversation: Conversation::of(due, extras, version),
            pricing: due.priced.then(|| Pricing::of(due, extras, version)),
            errors: due.code.map(|code| [ErrorNode::of(code, version)]),
        }
    }
}

#[derive(Serialize)]
struct Pricing<'a> {
    billable: bool,
    pricing_model: &'static str,
    category: &'a str,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
}

impl<'a> Pricing<'a> {
    fn of(due: &'a StatusDue, extras: Option<&'a StatusExtras>, version: u32) -> Pricing<'a> {
        let kind = pricing_type(due, extras);
        // Versions without conversations came after pricing by conversation had gone.
        let by_message =
            version >= NO_CONVERSATION_FROM || due.happened.unix_s() >= PER_MESSAGE_PRICING_S;
        Pricing {
            billable: kind == PricingType::Regular,
            pricing_model: if by_message { "PMP" } else { "CBP" },
            category: category(due, extras),
            kind: by_message.then(|| kind.word()),
        }
    }
}

fn pricing_type(due: &StatusDue, extras: Option<&StatusExtras>) -> PricingType {
    extras
        .and_then(|extras| extras.pricing_type)
        .unwrap_or(if due.message.category == "service" {
            PricingType::FreeCustomerService
        } else {
            PricingType::Regular
        })
}

fn category<'a>(due: &'a StatusDue, extras: Option<&'a StatusExtras>) -> &'a str {
    let given = extras.and_then(|extras| extras.pricing_category.as_deref());
    given.unwrap_or_else(|| match pricing_type(due, extras) {
        PricingType::FreeEntryPoint => "referral_conversion",
        _ => &due.message.category,
    })
}

#[derive(Serialize)]
struct Conversation<'a> {
    id: ConversationId<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration_timestamp: Option<Seconds>,
    origin: Origin<'a>,
}

#[derive(Serialize)]
struct Origin<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
}

impl<'a> Conversation<'a> {
    /// Where there is pricing there is a conversation, until version 24; in a free entry point window ever after. Since
    /// July 2025 an id of its own for each message, or for each window; the expiry only on `sent`.
    fn of(
        due: &'a StatusDue,
        extras: Option<&'a StatusExtras>,
        version: u32,
    ) -> Option<Conversation<'a>> {
        let free_entry = pricing_type(due, extras) == PricingType::FreeEntryPoint;
        if !due.priced || (version >= NO_CONVERSATION_FROM && !free_entry) {
            return None;
        }
        let given = extras.and_then(|extras| extras.conversation_id.as_deref());
        let origin = extras.and_then(|extras| extras.origin.as_deref());
        Some(Conversation {
            id: given.map_or_else(
                || ConversationId::Made(crate::chance::index_of(&due.message.wamid)),
                ConversationId::Given,
            ),
            expiration_timestamp: (due.status == Status::Sent)
                .then(|| Seconds(due.happened.unix_s() + DAY_S)),
            origin: Origin {
                kind: origin.unwrap_or_else(|| match category(due, extras) {
                    // Meta writes this one word differently in the two places.
                    "authentication-international" => "authentication_international",
                    category => category,
                }),
            },
        })
    }
}

enum ConversationId<'a> {
    Made(u64),
    Given(&'a str),
}

impl fmt::Display for ConversationId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConversationId::Made(id) => write!(f, "{id:016x}{:016x}", id.rotate_left(17)),
            ConversationId::Given(id) => f.write_str(id),
        }
    }
}

impl Serialize for ConversationId<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
