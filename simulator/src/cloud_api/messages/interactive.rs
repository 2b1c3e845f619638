//! `interactive`: the frame that its kinds share (header, body, footer), and which file judges which kind.
//!
//! Source: Meta, Cloud API, the page of each interactive kind.

mod asks;
mod carousel;
mod choices;
mod commerce;
mod flow;
mod order;

pub(crate) use commerce::sections as product_sections;

use super::super::answer::Refusal;
use super::super::request::Param;
use super::{MediaKind, Message, Surroundings, media};

pub(super) type Checked = Result<(), Box<Refusal>>;

/// Every `interactive.type`.
pub const SUBKINDS: [&str; 15] = [
    "button",
    "list",
    "cta_url",
    "location_request_message",
    "address_message",
    "catalog_message",
    "product",
    "product_list",
    "flow",
    "order_details",
    "order_status",
    "call_permission_request",
    "voice_call",
    "carousel",
    "request_contact_info",
];

const BODY_MAX: usize = 1_024;
const LIST_BODY_MAX: usize = 4_096;
const SHORT_TEXT_MAX: usize = 60;
const ANY_HEADER: &[&str] = &["text", "image", "video", "document"];

pub(super) fn judged(root: &Param<'_>, message: &Message, around: &Surroundings<'_>) -> Checked {
    root.object(&["type", "header", "body", "footer", "action"])?;
    let subkind = root.required("type")?.one_of(&SUBKINDS)?;
    frame_of(subkind).judged(root, around)?;
    let action = root.required("action")?;
    match subkind {
        "button" => choices::buttons(&action),
        "list" => choices::list(&action),
        "cta_url" => asks::cta_url(&action),
        "address_message" => asks::address(&action, message),
        "voice_call" => asks::voice_call(&action),
        "location_request_message" => asks::named(&action, "send_location"),
        "catalog_message" => commerce::catalog(&action),
        "product" => commerce::product(&action),
        "product_list" => commerce::product_list(&action),
        "flow" => flow::judged(&action, around),
        "order_details" => order::details(&action),
        "order_status" => order::status(&action),
        "carousel" => carousel::judged(&action, around),
        // Both are named after themselves; no source shows more of request_contact_info.
        other => asks::named(&action, other),
    }
}

/// What stands around an action.
struct Frame {
    /// Header types that are allowed.
    headers: &'static [&'static str],
    header_required: bool,
    body_required: bool,
    body_max: usize,
    footer: bool,
}

fn frame_of(subkind: &str) -> Frame {
    let plain = Frame {
        headers: &[],
        header_required: false,
        body_required: true,
        body_max: BODY_MAX,
        footer: true,
    };
    match subkind {
        "button" | "cta_url" | "flow" => Frame {
            headers: ANY_HEADER,
            ..plain
        },
        "list" => Frame {
            headers: &["text"],
            body_max: LIST_BODY_MAX,
            ..plain
        },
        "product_list" => Frame {
            headers: &["text"],
            header_required: true,
            ..plain
        },
        "order_details" => Frame {
            headers: &["image", "video", "document"],
            ..plain
        },
        "address_message" => Frame {
            headers: ANY_HEADER,
            ..plain
        },
        "product" | "call_permission_request" => Frame {
            body_required: false,
            ..plain
        },
        "carousel" | "location_request_message" => Frame {
            footer: false,
            ..plain
        },
        _ => plain,
    }
}

impl Frame {
    fn judged(&self, root: &Param<'_>, around: &Surroundings<'_>) -> Checked {
        match root.optional("header") {
            Some(header) if self.headers.is_empty() => {
                return Err(header.unfit("This type of interactive message has no header"));
            }
            Some(header) => heading(&header, self.headers, around)?,
            None if self.header_required => {
                root.required("header")?;
            }
            None => {}
        }
        match root.optional("body") {
            Some(body) => short(&body, self.body_max)?,
            None if self.body_required => {
                root.required("body")?;
            }
            None => {}
        }
        match root.optional("footer") {
            Some(footer) if !self.footer => {
                Err(footer.unfit("This type of interactive message has no footer"))
            }
            Some(footer) => short(&footer, SHORT_TEXT_MAX),
            None => Ok(()),
        }
    }
}

/// `{"text": "..."}`.
fn short(param: &Param<'_>, longest: usize) -> Checked {
    param.object(&["text"])?;
    param.required("text")?.limited(1..=longest)?;
    Ok(())
}

fn heading(header: &Param<'_>, allowed: &[&'static str], around: &Surroundings<'_>) -> Checked {
    let kind = header.required("type")?.one_of(allowed)?;
    header.object(&["type", kind, "sub_text"])?;
    let content = header.required(kind)?;
    match MediaKind::of_word(kind) {
        Some(kind) => media::part(&content, kind, around),
        None => content.limited(1..=SHORT_TEXT_MAX).map(|_| ()),
    }
}

/// That a number of things is allowed, in Meta's own words.
fn count(list: &Param<'_>, things: &str, allowed: std::ops::RangeInclusive<usize>) -> Checked {
    let found = list.list()?.len();
    if allowed.contains(&found) {
        return Ok(());
    }
    let details = format!(
        "Invalid {things} count. Min allowed {things}: {}, Max allowed {things}: {}",
        allowed.start(),
        allowed.end()
    );
    let mut refusal = list.unfit(details);
    refusal.got = found.to_string();
    Err(refusal)
}
