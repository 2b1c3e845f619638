//! Mark-as-read, with or without a typing indicator: no message, but sent to the same endpoint.
//!
//! Source: Meta, Cloud API, "Mark messages as read" and "Typing indicators". Whether the customer's message exists is
//! not asked here.

use super::super::answer::Refusal;
use super::super::request::SendRequest;
use super::{Accepted, envelope, missing};

pub(super) fn judged(request: &SendRequest<'_>) -> Result<Accepted, Box<Refusal>> {
    envelope::product(request)?;
    let status = request.status.as_deref().unwrap_or("");
    if status != "read" {
        return Err(Box::new(
            Refusal::new(131_009, "status", "status can only be read")
                .got(status)
                .nearest("read"),
        ));
    }
    if let Some(typing) = &request.typing_indicator
        && typing.kind.as_deref() != Some("text")
    {
        return Err(Box::new(
            Refusal::new(
                131_009,
                "typing_indicator.type",
                "the typing indicator's type is text",
            )
            .got(typing.kind.as_deref().unwrap_or(""))
            .nearest("text"),
        ));
    }
    let id = request.message_id.as_deref();
    let Some(message_id) = id.filter(|id| id.starts_with("wamid.")) else {
        return Err(missing(
            "message_id",
            "the id of the customer's message, wamid.…",
        ));
    };
    Ok(Accepted::Read {
        message_id: message_id.to_owned(),
        typing: request.typing_indicator.is_some(),
    })
}
