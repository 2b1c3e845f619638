//! Lists: trackings by number and tag, and couriers.

use super::super::answered::{Answered, Kind, Refused};
use super::super::asked::Asked;
use super::super::desk::Desk;
use super::super::told::{array, object};
use super::{DELETED, answered, couriers as all_couriers, is_tracked, shown};
use crate::carriers::{Carrier, magic_number};
use crate::parcel::Courier;
use crate::tracking_number::format_of;
use serde_json::Value;

/// Trackings of a page.
const PAGE_MAX: usize = 200;
/// Trackings that a list looks through.
const LOOKED_AT_MAX: usize = 2_000;

pub(super) fn trackings(
    asked: &Asked<'_>,
    desk: &Desk<'_>,
    version: &'static str,
) -> Result<Answered, Refused> {
    let size = whole(asked, "limit", 100, 1..=PAGE_MAX)?;
    let from = whole(asked, "cursor", 0, 0..=usize::MAX)?;
    let mut numbers = numbers(asked, desk);
    let slugs = asked.param("slug");
    let tag = asked.param("tag");
    let wanted = |text: &str| {
        let value: Value = serde_json::from_str(text).unwrap_or_default();
        let fits = |key: &str, wanted: &Option<String>| {
            wanted
                .as_ref()
                .is_none_or(|all| all.split(',').any(|one| value[key] == one))
        };
        fits("slug", &slugs) && fits("tag", &tag)
    };
    let mut found: Vec<(String, String)> = Vec::new();
    for number in numbers.drain(..) {
        let text = shown(&number, asked.now, desk, version);
        if (slugs.is_none() && tag.is_none()) || wanted(&text) {
            found.push((number, text));
        }
    }
    let total = found.len();
    let page: Vec<(String, String)> = found.into_iter().skip(from).take(size).collect();
    let more = from.saturating_add(page.len()) < total;
    let objects: Vec<String> = page.iter().map(|(_, text)| text.clone()).collect();
    let data = object(|json| {
        json.object("pagination", |json| {
            json.number("total", total as u64);
            let next = more.then(|| (from + page.len()).to_string());
            json.text_or_null("next_cursor", next.as_deref())
                .literal("has_next_page", if more { "true" } else { "false" });
        })
        .literal("trackings", &array(&objects));
    });
    let all = page.iter().map(|(number, _)| number);
    Ok(all.fold(answered(200, data), |answered, number| {
        answered.about(number)
    }))
}

/// The numbers that were named, or all, the newest first.
fn numbers(asked: &Asked<'_>, desk: &Desk<'_>) -> Vec<String> {
    let mut all: Vec<String> = match asked.param("tracking_numbers") {
        Some(named) => named.split(',').take(50).map(str::to_owned).collect(),
        None => {
            let registered = desk.state.registered.newest();
            let mut all: Vec<String> = registered
                .map(|(number, _)| number.clone())
                .take(LOOKED_AT_MAX)
                .collect();
            let pushed = desk.parcels.of(Carrier::AfterShip, LOOKED_AT_MAX);
            let new = pushed.into_iter().map(|known| known.parcel.tracking_number);
            let new: Vec<String> = new
                .filter(|number| desk.state.registered.get(number).is_none())
                .collect();
            all.extend(new);
            all
        }
    };
    all.retain(|number| {
        let registration = desk.state.registered.get(number);
        registration.is_none_or(|one| one.ended != Some(DELETED)) && is_tracked(number, desk)
    });
    all
}

fn whole(
    asked: &Asked<'_>,
    name: &'static str,
    usual: usize,
    bounds: std::ops::RangeInclusive<usize>,
) -> Result<usize, Refused> {
    let Some(text) = asked.param(name) else {
        return Ok(usual);
    };
    let value = text
        .parse::<usize>()
        .ok()
        .filter(|value| bounds.contains(value));
    value.ok_or_else(|| {
        Refused::invalid(name, format!("{name} is a whole number within its bounds")).got(&text)
    })
}

pub(super) fn couriers(all: &[&'static Courier]) -> Answered {
    let couriers: Vec<String> = all
        .iter()
        .map(|courier| {
            object(|json| {
                json.text("slug", courier.slug)
                    .text("name", courier.name)
                    .nulls(&["phone", "other_name", "web_url"])
                    .literal("required_fields", "[]")
                    .literal("optional_fields", "[]")
                    .text("default_language", "en")
                    .literal("support_languages", r#"["en"]"#)
                    .literal("service_from_country_regions", r#"["CHN"]"#);
            })
        })
        .collect();
    answered(
        200,
        object(|json| {
            json.number("total", couriers.len() as u64)
                .literal("couriers", &array(&couriers));
        }),
    )
}

/// Couriers whose numbers look so.
pub(super) fn detect(asked: &Asked<'_>) -> Result<Answered, Refused> {
    let body = asked.json()?;
    let number = match &body["tracking_number"] {
        Value::String(number) if !number.is_empty() => number,
        Value::Null | Value::String(_) => return Err(Refused::missing("tracking_number")),
        _ if !body.is_object() => {
            return Err(Refused::new(Kind::Malformed, "the body is no JSON object").field("body"));
        }
        other => {
            return Err(
                Refused::invalid("tracking_number", "a tracking number is text")
                    .code("4005")
                    .got(&other.to_string()),
            );
        }
    };
    let magic = magic_number::courier_of(number).map(|(_, courier)| courier.slug);
    let format = format_of(number);
    let mut found = all_couriers();
    found.retain(|courier| magic == Some(courier.slug) || format == Some(courier.number));
    Ok(couriers(&found).about(number))
}
