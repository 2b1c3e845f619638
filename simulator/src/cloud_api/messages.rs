//! `POST /{phone-number-id}/messages`: reads a send and judges its form. Limits, fate and ids are the world's
//! business; here stands what Meta checks about the body itself.
//!
//! Source: Meta, Cloud API, "Send messages" and its reference.

use serde_json::json;

use super::answer::Refusal;
use super::request::SendRequest;
use super::template_fill;
use crate::observation::Parameter;
use crate::template::{Catalog, TemplateStatus, Unavailable};

const TEXT_MAX: usize = 4_096;
const CALLBACK_MAX: usize = 512;

/// A body that holds what Meta demands.
#[derive(Debug, PartialEq)]
pub(crate) enum Accepted {
    /// A message to a customer.
    Message,
    /// Mark-as-read, with or without a typing indicator.
    Read {
        /// The customer's message.
        message_id: String,
    },
}

/// What is known of a message, readable or not.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Message {
    pub(crate) kind: String,
    /// E.164 digits when it could be normalised, else as received.
    pub(crate) to: String,
    /// As received.
    pub(crate) input: String,
    pub(crate) template: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) callback: Option<String>,
    pub(crate) reply_to: Option<String>,
    /// The template's category in lower case, for pricing.
    pub(crate) category: Option<String>,
}

/// The body's message, and what is wrong with it. A malformed body has a message of kind `malformed`.
pub(crate) fn read(body: &[u8], catalog: &Catalog) -> (Message, Result<Accepted, Box<Refusal>>) {
    let request: SendRequest<'_> = match serde_json::from_slice(body) {
        Ok(request) => request,
        Err(error) => {
            let refusal = Refusal::new(100, "", "the body must be JSON of the documented types")
                .details(format!("Invalid parameter: {error}"))
                .got(String::from_utf8_lossy(&body[..body.len().min(200)]))
                .nearest(r#"{"messaging_product":"whatsapp","to":"...","type":"text","text":{"body":"..."}}"#);
            let message = Message {
                kind: "malformed".to_owned(),
                ..Message::default()
            };
            return (message, Err(Box::new(refusal)));
        }
    };
    if request.status.is_some() {
        let message = Message {
            kind: "read".to_owned(),
            ..Message::default()
        };
        return (message, read_receipt(&request));
    }
    let mut message = described(&request);
    match judged(&request, &message, catalog) {
        Ok(category) => {
            message.category = category;
            (message, Ok(Accepted::Message))
        }
        Err(refusal) => (message, Err(refusal)),
    }
}

fn described(request: &SendRequest<'_>) -> Message {
    let input = request.to.as_deref().unwrap_or("").to_owned();
    let template = request.template.as_ref();
    Message {
        kind: request.kind.as_deref().unwrap_or("text").to_owned(),
        to: normalised(&input).unwrap_or_else(|| input.clone()),
        input,
        template: template.and_then(|template| template.name.as_deref().map(str::to_owned)),
        language: template
            .and_then(|template| template.language.as_ref())
            .and_then(|language| language.code.as_deref().map(str::to_owned)),
        parameters: template
            .and_then(|template| template.components.as_deref())
            .map(template_fill::received)
            .unwrap_or_default(),
        callback: request
            .biz_opaque_callback_data
            .as_deref()
            .map(str::to_owned),
        reply_to: request
            .context
            .as_ref()
            .and_then(|context| context.message_id.as_deref().map(str::to_owned)),
        category: None,
    }
}

/// Digits of a phone number; `+`, spaces, hyphens, dots and parentheses are dropped. None when no E.164 number
/// remains (7 to 15 digits, the first not 0). Bare digits count as a full international number, as in Meta's own
/// samples.
pub fn normalised(input: &str) -> Option<String> {
    let digits: String = input
        .chars()
        .filter(|c| !matches!(c, '+' | ' ' | '-' | '(' | ')' | '.'))
        .collect();
    let number = digits.bytes().all(|byte| byte.is_ascii_digit());
    (number && (7..=15).contains(&digits.len()) && !digits.starts_with('0')).then_some(digits)
}

fn missing(field: &str, nearest: &str) -> Box<Refusal> {
    Box::new(
        Refusal::new(131008, field, format!("{field} is required"))
            .details(format!(
                "Parameter '{field}' is mandatory for this type of message"
            ))
            .nearest(nearest),
    )
}

fn read_receipt(request: &SendRequest<'_>) -> Result<Accepted, Box<Refusal>> {
    product(request)?;
    if request.status.as_deref() != Some("read") {
        return Err(Box::new(
            Refusal::new(131009, "status", "status can only be read")
                .got(request.status.as_deref().unwrap_or(""))
                .nearest("read"),
        ));
    }
    if let Some(typing) = &request.typing_indicator
        && typing.kind.as_deref() != Some("text")
    {
        return Err(Box::new(
            Refusal::new(
                131009,
                "typing_indicator.type",
                "the typing indicator's type is text",
            )
            .got(typing.kind.as_deref().unwrap_or(""))
            .nearest("text"),
        ));
    }
    let Some(message_id) = request
        .message_id
        .as_deref()
        .filter(|id| id.starts_with("wamid."))
    else {
        return Err(missing(
            "message_id",
            "the id of the customer's message, wamid.…",
        ));
    };
    Ok(Accepted::Read {
        message_id: message_id.to_owned(),
    })
}

fn product(request: &SendRequest<'_>) -> Result<(), Box<Refusal>> {
    match request.messaging_product.as_deref() {
        Some("whatsapp") => Ok(()),
        None => Err(Box::new(
            Refusal::new(100, "messaging_product", "messaging_product is required")
                .details("The parameter messaging_product is required.")
                .nearest("whatsapp"),
        )),
        Some(other) => Err(Box::new(
            Refusal::new(
                100,
                "messaging_product",
                "messaging_product is always whatsapp",
            )
            .details("Param messaging_product must be one of {WHATSAPP}")
            .got(other)
            .nearest("whatsapp"),
        )),
    }
}

/// The template's category, when it is one.
fn judged(
    request: &SendRequest<'_>,
    message: &Message,
    catalog: &Catalog,
) -> Result<Option<String>, Box<Refusal>> {
    product(request)?;
    if message.input.is_empty() {
        return Err(Box::new(
            Refusal::new(100, "to", "to is required")
                .details("The parameter to is required.")
                .nearest("the customer's number with its country code, such as +5511987654321"),
        ));
    }
    if let Some(other) = request
        .recipient_type
        .as_deref()
        .filter(|kind| *kind != "individual")
    {
        return Err(Box::new(
            Refusal::new(
                131009,
                "recipient_type",
                "this world delivers to individuals",
            )
            .got(other)
            .nearest("individual"),
        ));
    }
    if normalised(&message.input).is_none() {
        return Err(Box::new(
            Refusal::new(
                131009,
                "to",
                "a phone number has its country code and 7 to 15 digits",
            )
            .details("The phone number is malformed: Please use the format: +1234567890.")
            .got(&message.input)
            .nearest("+5511987654321"),
        ));
    }
    if message
        .callback
        .as_ref()
        .is_some_and(|callback| callback.chars().count() > CALLBACK_MAX)
    {
        return Err(Box::new(
            Refusal::new(
                131009,
                "biz_opaque_callback_data",
                format!("at most {CALLBACK_MAX} characters"),
            )
            .nearest("a shorter reference"),
        ));
    }
    match message.kind.as_str() {
        "text" => text(request).map(|()| None),
        "template" => template(request, catalog).map(Some),
        other => Err(Box::new(
            Refusal::new(131051, "type", "this world speaks text and template")
                .got(other)
                .nearest("template"),
        )),
    }
}

fn text(request: &SendRequest<'_>) -> Result<(), Box<Refusal>> {
    let body = request
        .text
        .as_ref()
        .and_then(|text| text.body.as_deref())
        .filter(|body| !body.is_empty());
    let Some(body) = body else {
        return Err(missing("text.body", r#""text":{"body":"..."}"#));
    };
    let length = body.chars().count();
    if length > TEXT_MAX {
        return Err(Box::new(
            Refusal::new(
                100,
                "text.body",
                format!("a text has at most {TEXT_MAX} characters"),
            )
            .details(format!(
                "Param text['body'] must be at most {TEXT_MAX} characters long."
            ))
            .got(length.to_string())
            .nearest("several messages"),
        ));
    }
    Ok(())
}

fn template(request: &SendRequest<'_>, catalog: &Catalog) -> Result<String, Box<Refusal>> {
    let Some(send) = &request.template else {
        return Err(missing("template", r#""template":{"name":...}"#));
    };
    let Some(name) = send.name.as_deref().filter(|name| !name.is_empty()) else {
        return Err(missing("template.name", &catalog.names().join(", ")));
    };
    let language = send
        .language
        .as_ref()
        .and_then(|language| language.code.as_deref())
        .filter(|code| !code.is_empty());
    let Some(language) = language else {
        return Err(missing("template.language.code", "pt_BR"));
    };
    let template = catalog
        .sendable(name, language)
        .map_err(|why| unavailable(why, name, language, catalog))?;
    template_fill::check(template, send.components.as_deref().unwrap_or(&[]))?;
    Ok(template.category.to_ascii_lowercase())
}

fn unavailable(
    why: Unavailable<'_>,
    name: &str,
    language: &str,
    catalog: &Catalog,
) -> Box<Refusal> {
    let absent = |nearest: String, rule: &str| {
        Box::new(
            Refusal::new(132001, "template", rule)
                .details(format!(
                    "template name ({name}) does not exist in {language}"
                ))
                .got(json!({ "name": name, "language": language }).to_string())
                .nearest(nearest),
        )
    };
    match why {
        Unavailable::NoName => absent(catalog.names().join(", "), "no template of this name"),
        Unavailable::NoLanguage(nearest) => absent(
            nearest.to_owned(),
            "the template has no translation in this language",
        ),
        Unavailable::NotApproved(TemplateStatus::Paused) => {
            Box::new(Refusal::new(132015, "template", "the template is paused").got(name))
        }
        Unavailable::NotApproved(TemplateStatus::Disabled) => {
            Box::new(Refusal::new(132016, "template", "the template is disabled").got(name))
        }
        Unavailable::NotApproved(_) => absent(
            "a template that has been approved".to_owned(),
            "the template has not been approved",
        ),
    }
}

#[cfg(test)]
mod tests;
