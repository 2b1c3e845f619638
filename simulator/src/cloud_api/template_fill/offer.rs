//! An offer that runs out: a send says when.

use super::super::answer::Refusal;
use super::super::request::{Component, Param, tree};
use super::{Checked, find};
use crate::template::LimitedTimeOffer;

const KIND: &str = "limited_time_offer";

pub(super) fn check(offer: &LimitedTimeOffer, components: &[Component<'_>]) -> Checked {
    let brought = find(components, KIND);
    let value = brought.and_then(|(at, component)| Some((at, component.values().first()?)));
    let Some((at, value)) = value else {
        return if offer.has_expiration {
            Err(absent())
        } else {
            Ok(())
        };
    };
    let kind = value.kind.as_deref().unwrap_or("");
    if kind != KIND {
        return Err(Box::new(
            Refusal::new(
                132_012,
                "template.components",
                "the offer's parameter is of another type",
            )
            .details(format!("{KIND}: parameter 0 has type {kind}"))
            .got(kind)
            .nearest(KIND),
        ));
    }
    let tree = value.limited_time_offer.and_then(tree).ok_or_else(absent)?;
    let path = format!("template['components'][{at}]['parameters'][0]['{KIND}']");
    let offer = Param::root(&path, &tree);
    offer.object(&["expiration_time_ms"])?;
    let expires = offer.required("expiration_time_ms")?;
    if expires.integer()? <= 0 {
        return Err(expires.unfit(format!(
            "Param {} must be a time in milliseconds",
            expires.path()
        )));
    }
    Ok(())
}

fn absent() -> Box<Refusal> {
    Box::new(
        Refusal::new(131_008, "template.components", "an offer with an end needs it in the send")
            .details(format!("{KIND}: requires a parameter"))
            .nearest(r#"{"type":"limited_time_offer","parameters":[{"type":"limited_time_offer","limited_time_offer":{"expiration_time_ms":1767225600000}}]}"#),
    )
}
