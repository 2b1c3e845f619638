//! A limited-time offer: a short text, and whether a countdown runs.

use serde_json::Value;

use super::super::refusals::{invalid, lacks, too_long};
use super::{Component, Form, Judged};
use crate::template::{Header, LimitedTimeOffer};

const TEXT_MAX: usize = 16;

pub(super) fn read(component: &Component<'_>) -> Judged<LimitedTimeOffer> {
    let missing = || lacks("LIMITED_TIME_OFFER", "text", "Expiring offer!");
    let offer = component
        .map
        .get("limited_time_offer")
        .ok_or_else(missing)?;
    let text = offer
        .get("text")
        .and_then(Value::as_str)
        .ok_or_else(missing)?;
    if text.chars().count() > TEXT_MAX {
        let field = format!("{}.limited_time_offer.text", component.path);
        return Err(too_long(&field, "The offer's text", TEXT_MAX, text));
    }
    let has_expiration = offer
        .get("has_expiration")
        .and_then(Value::as_bool)
        .unwrap_or(false);
    Ok(LimitedTimeOffer {
        text: text.to_owned(),
        has_expiration,
    })
}

/// What has to stand beside an offer.
pub(super) fn whole(form: &Form) -> Judged<()> {
    if form.footer.is_some() {
        return Err(invalid(
            "components.footer",
            "A limited-time offer has no footer.",
        ));
    }
    if !matches!(&form.header, None | Some(Header::Media("image" | "video"))) {
        let said = "The header of a limited-time offer is an image or a video.";
        return Err(invalid("components.header", said));
    }
    Ok(())
}
