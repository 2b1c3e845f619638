//! Trackings that a client creates, changes and ends.

use super::super::answered::{Answered, Kind, Refused};
use super::super::asked::Asked;
use super::super::desk::{Desk, Registration};
use super::{DELETED, answered, couriers, is_active, is_tracked, number_of, shown};
use serde_json::{Value, json};

/// Characters of a tracking number.
const NUMBER_CHARS: std::ops::RangeInclusive<usize> = 4..=100;

pub(super) fn create(
    asked: &Asked<'_>,
    desk: &mut Desk<'_>,
    version: &'static str,
) -> Result<Answered, Refused> {
    let said = asked.json()?;
    if !said.is_object() {
        return Err(Refused::new(Kind::Malformed, "the body is no JSON object").field("body"));
    }
    let number = match &said["tracking_number"] {
        Value::String(number) if !number.is_empty() => number.clone(),
        Value::Null | Value::String(_) => return Err(Refused::missing("tracking_number")),
        other => {
            return Err(
                Refused::invalid("tracking_number", "a tracking number is text")
                    .code("4005")
                    .got(&other.to_string()),
            );
        }
    };
    let plain = number
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if !plain || !NUMBER_CHARS.contains(&number.chars().count()) {
        return Err(Refused::invalid(
            "tracking_number",
            "a tracking number has 4 to 100 letters and digits",
        )
        .code("4005")
        .got(&number));
    }
    let slug = slug(&said)?;
    if is_tracked(&number, desk) {
        return Err(Refused {
            numbers: vec![number.clone()],
            ..Refused::new(Kind::Exists, "there is a tracking of this number")
        }
        .field("tracking_number")
        .got(&number));
    }
    if slug.is_none() && desk.find(&number, asked.now).is_none() {
        return Err(Refused::unknown(&number)
            .code("4012")
            .field("slug")
            .nearest("name the courier by its slug"));
    }
    desk.state
        .registered
        .put(&number, Registration::new(asked.now, said));
    Ok(answered(201, shown(&number, asked.now, desk, version)).about(&number))
}

fn slug(said: &Value) -> Result<Option<String>, Refused> {
    match &said["slug"] {
        Value::Null => Ok(None),
        Value::String(slug) if couriers().iter().any(|known| known.slug == slug) => {
            Ok(Some(slug.clone()))
        }
        other => {
            let known: Vec<&str> = couriers().iter().map(|known| known.slug).collect();
            Err(Refused::invalid("slug", "no courier here has this slug")
                .code("4010")
                .got(&other.to_string())
                .nearest(known.join(", ")))
        }
    }
}

/// The registration of a tracking, made now for one that AfterShip pushed.
fn registration<'d>(
    number: &str,
    asked: &Asked<'_>,
    desk: &'d mut Desk<'_>,
) -> &'d mut Registration {
    let registered = &mut desk.state.registered;
    if registered.get(number).is_none() {
        registered.put(number, Registration::new(asked.now, json!({})));
    }
    registered.get_mut(number).expect("it was just put there")
}

pub(super) fn update(
    asked: &Asked<'_>,
    desk: &mut Desk<'_>,
    version: &'static str,
    id: &str,
) -> Result<Answered, Refused> {
    let number = number_of(id, desk)?;
    let Value::Object(changes) = asked.json()? else {
        return Err(Refused::new(Kind::Malformed, "the body is no JSON object").field("body"));
    };
    let kept = registration(&number, asked, desk);
    if let Value::Object(said) = &mut kept.said {
        said.extend(changes);
    }
    Ok(answered(200, shown(&number, asked.now, desk, version)).about(&number))
}

pub(super) fn delete(
    asked: &Asked<'_>,
    desk: &mut Desk<'_>,
    version: &'static str,
    id: &str,
) -> Result<Answered, Refused> {
    let number = number_of(id, desk)?;
    let gone = shown(&number, asked.now, desk, version);
    registration(&number, asked, desk).ended = Some(DELETED);
    Ok(answered(200, gone).about(&number))
}

pub(super) fn retrack(
    asked: &Asked<'_>,
    desk: &mut Desk<'_>,
    version: &'static str,
    id: &str,
) -> Result<Answered, Refused> {
    let number = number_of(id, desk)?;
    let refused = |code, rule| Err(Refused::invalid("id", rule).code(code).got(id));
    if desk
        .state
        .registered
        .get(&number)
        .is_some_and(|one| one.retracked > 0)
    {
        return refused("4016", "a tracking is taken up again once");
    }
    if is_active(&number, asked.now, desk) {
        return refused(
            "4013",
            "a tracking that has not ended cannot be taken up again",
        );
    }
    let kept = registration(&number, asked, desk);
    kept.retracked += 1;
    kept.ended = None;
    Ok(answered(200, shown(&number, asked.now, desk, version)).about(&number))
}

pub(super) fn complete(
    asked: &Asked<'_>,
    desk: &mut Desk<'_>,
    version: &'static str,
    id: &str,
) -> Result<Answered, Refused> {
    let number = number_of(id, desk)?;
    let body = asked.json()?;
    let subtag = match body["reason"].as_str() {
        Some("DELIVERED") => "Delivered_001",
        Some("LOST") => "Exception_013",
        Some("RETURNED_TO_SENDER") => "Exception_011",
        other => {
            return Err(Refused::invalid(
                "reason",
                "reason is DELIVERED, LOST or RETURNED_TO_SENDER",
            )
            .got(other.unwrap_or("")));
        }
    };
    registration(&number, asked, desk).ended = Some(subtag);
    Ok(answered(200, shown(&number, asked.now, desk, version)).about(&number))
}
