//! What every send has around its content: product, recipient, reference, policy.
//!
//! Source: Meta, Cloud API, "Send messages", "Business-scoped user IDs", "Groups", "Marketing Messages", direct send.

use super::super::answer::Refusal;
use super::super::request::{SendRequest, graph, unfit};
use super::{Addressed, Edge, Message, Surroundings};

const CALLBACK_MAX: usize = 512;
const USER_ID_MAX: usize = 128;

type Checked = Result<(), Box<Refusal>>;

pub(super) fn judged(
    request: &SendRequest<'_>,
    message: &Message,
    around: &Surroundings<'_>,
) -> Checked {
    product(request)?;
    recipient(request, message, around)?;
    if message.callback.as_ref().is_some_and(|callback| {
        callback.len() > CALLBACK_MAX && callback.chars().count() > CALLBACK_MAX
    }) {
        return Err(Box::new(
            unfit(
                "biz_opaque_callback_data",
                format!(
                    "Param biz_opaque_callback_data must be at most {CALLBACK_MAX} characters long"
                ),
            )
            .nearest("a shorter reference"),
        ));
    }
    marketing(request, message, around)?;
    direct_send(request, message)
}

pub(super) fn product(request: &SendRequest<'_>) -> Checked {
    match request.messaging_product.as_deref() {
        Some("whatsapp") => Ok(()),
        None => Err(Box::new(
            graph(
                "messaging_product",
                "The parameter messaging_product is required.".to_owned(),
            )
            .nearest("whatsapp"),
        )),
        Some(other) => Err(Box::new(
            graph(
                "messaging_product",
                "Param messaging_product must be one of {WHATSAPP}.".to_owned(),
            )
            .got(other)
            .nearest("whatsapp"),
        )),
    }
}

fn recipient(request: &SendRequest<'_>, message: &Message, around: &Surroundings<'_>) -> Checked {
    if message.input.is_empty() {
        return Err(Box::new(
            graph("to", "The parameter to is required.".to_owned())
                .nearest("the customer's number with its country code, such as +5511987654321"),
        ));
    }
    if let Some(other) = request
        .recipient_type
        .as_deref()
        .filter(|kind| !matches!(*kind, "individual" | "group"))
    {
        return Err(Box::new(
            unfit(
                "recipient_type",
                "Param recipient_type must be one of {group, individual}",
            )
            .got(other)
            .nearest("individual"),
        ));
    }
    match message.addressed {
        Addressed::Number => Ok(()),
        Addressed::Unreadable => Err(Box::new(
            Refusal::new(
                131_009,
                "to",
                "a phone number has its country code and 7 to 15 digits",
            )
            .details("The phone number is malformed: Please use the format: +1234567890.")
            .got(&message.input)
            .nearest("+5511987654321"),
        )),
        Addressed::UserId if is_user_id(&message.input) => Ok(()),
        Addressed::UserId => Err(Box::new(
            unfit("recipient", "The business-scoped user ID is malformed.")
                .got(&message.input)
                .nearest("US.13491208655302741918"),
        )),
        Addressed::Group if (around.group)(&message.to) => Ok(()),
        Addressed::Group => Err(Box::new(
            Refusal::new(
                131_041,
                "to",
                "the sending number is in no group of this id",
            )
            .got(&message.to)
            .nearest("the id that the webhook group_lifecycle_update brought"),
        )),
    }
}

/// `US.` and up to 128 letters and digits; a parent's has `ENT.` between.
fn is_user_id(text: &str) -> bool {
    let Some((country, rest)) = text.split_once('.') else {
        return false;
    };
    let id = rest.strip_prefix("ENT.").unwrap_or(rest);
    country.len() == 2
        && country.bytes().all(|byte| byte.is_ascii_uppercase())
        && (1..=USER_ID_MAX).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// What `/marketing_messages` takes, and what it alone takes.
fn marketing(request: &SendRequest<'_>, message: &Message, around: &Surroundings<'_>) -> Checked {
    if around.edge == Edge::MarketingMessages && message.kind != "template" {
        return Err(Box::new(
            Refusal::new(
                131_055,
                "type",
                "this endpoint takes marketing templates alone",
            )
            .details("Only marketing template messages are supported")
            .got(&message.kind)
            .nearest("template, or the endpoint /messages"),
        ));
    }
    if let Some(policy) = request.product_policy.as_deref() {
        if around.edge == Edge::Messages {
            return Err(Box::new(
                graph(
                    "product_policy",
                    "Param product_policy is not supported by messages.".to_owned(),
                )
                .got(policy)
                .nearest("the endpoint /marketing_messages"),
            ));
        }
        if !matches!(policy, "CLOUD_API_FALLBACK" | "STRICT") {
            return Err(Box::new(
                graph(
                    "product_policy",
                    "Param product_policy must be one of {CLOUD_API_FALLBACK, STRICT}.".to_owned(),
                )
                .got(policy)
                .nearest("CLOUD_API_FALLBACK"),
            ));
        }
    }
    if let Some(sharing) = request.message_activity_sharing.as_deref()
        && message.activity_sharing.is_none()
    {
        return Err(Box::new(
            graph(
                "message_activity_sharing",
                "Param message_activity_sharing must be a boolean.".to_owned(),
            )
            .got(sharing)
            .nearest("true"),
        ));
    }
    Ok(())
}

/// `category` turns a text or an interactive message into a direct send.
fn direct_send(request: &SendRequest<'_>, message: &Message) -> Checked {
    let Some(category) = request.category.as_deref() else {
        return Ok(());
    };
    let sentence = if !category.eq_ignore_ascii_case("utility") {
        "Param category must be one of {utility}."
    } else if !matches!(&*message.kind, "text" | "interactive") {
        "Param category is only supported for messages of type text and interactive."
    } else {
        return Ok(());
    };
    Err(Box::new(
        graph("category", sentence.to_owned())
            .got(category)
            .nearest("utility, with a text or an interactive message"),
    ))
}

/// What a group cannot take is accepted and fails afterwards (130501).
pub(super) fn settle(message: &mut Message) {
    if message.addressed != Addressed::Group {
        return;
    }
    let taken = match &*message.kind {
        "interactive" | "location" | "contacts" => false,
        "template" => message.category.as_deref() != Some("authentication"),
        _ => true,
    };
    if !taken {
        message.fails_later = Some(130_501);
    }
}
