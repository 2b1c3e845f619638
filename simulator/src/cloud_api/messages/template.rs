//! `template`: which template, whether it may be sent now and to whom. What fills it in is judged in `template_fill`.
//!
//! Source: Meta, Cloud API, "Template messages", "Business-scoped user IDs", "Marketing Messages".

use serde_json::json;

use super::super::answer::Refusal;
use super::super::request::{SendRequest, graph};
use super::super::template_fill;
use super::message::category_word;
use super::{Addressed, Edge, Message, Surroundings, missing};
use crate::template::{Catalog, Template, TemplateStatus, Unavailable};

/// Judges, and notes the category.
pub(super) fn judged(
    request: &SendRequest<'_>,
    message: &mut Message,
    around: &Surroundings<'_>,
) -> Result<(), Box<Refusal>> {
    let catalog = around.catalog;
    let Some(send) = &request.template else {
        return Err(missing("template", r#""template":{"name":...}"#));
    };
    let Some(name) = send.name.as_deref().filter(|name| !name.is_empty()) else {
        return Err(missing("template.name", &some(catalog)));
    };
    let language = send.language.as_ref();
    let code = language.and_then(|language| language.code.as_deref());
    let Some(code) = code.filter(|code| !code.is_empty()) else {
        return Err(missing("template.language.code", "pt_BR"));
    };
    let policy = language.and_then(|language| language.policy.as_deref());
    if let Some(policy) = policy.filter(|policy| *policy != "deterministic") {
        let sentence = "Param template['language']['policy'] must be one of {DETERMINISTIC}.";
        return Err(Box::new(
            graph("template.language.policy", sentence.to_owned())
                .got(policy)
                .nearest("deterministic"),
        ));
    }
    let template = catalog
        .sendable(name, code)
        .map_err(|why| unavailable(why, name, code, catalog))?;
    allowed(template, message, around)?;
    let components = send.components.as_deref().unwrap_or(&[]);
    template_fill::check(template, components, around)?;
    message.template_id = Some(template.id.clone());
    message.category = Some(category_word(&template.category));
    Ok(())
}

/// Whether this template may go to this recipient over this endpoint.
fn allowed(
    template: &Template,
    message: &Message,
    around: &Surroundings<'_>,
) -> Result<(), Box<Refusal>> {
    let marketing = template.category.eq_ignore_ascii_case("marketing");
    if around.edge == Edge::MarketingMessages && !marketing {
        return Err(Box::new(
            Refusal::new(
                134_100,
                "template",
                "this endpoint takes marketing templates alone",
            )
            .details("You're only able to send marketing messages on this API.")
            .got(&template.category)
            .nearest("a template of category MARKETING, or the endpoint /messages"),
        ));
    }
    if message.activity_sharing.is_some() && !marketing {
        return Err(Box::new(
            graph(
                "message_activity_sharing",
                "Param message_activity_sharing is only supported for marketing messages."
                    .to_owned(),
            )
            .got(&template.category),
        ));
    }
    let authentication = template.category.eq_ignore_ascii_case("authentication");
    if message.addressed == Addressed::UserId && authentication {
        return Err(Box::new(
            Refusal::new(
                131_062,
                "recipient",
                "one-time passwords go to phone numbers alone",
            )
            .details(
                "Business-scoped User ID (BSUID) recipients are not supported for this message.",
            )
            .got(&message.input)
            .nearest("to, with the customer's phone number"),
        ));
    }
    Ok(())
}

/// A few names of the catalog; all of ten thousand would be no help.
fn some(catalog: &Catalog) -> String {
    catalog.some_names(20).join(", ")
}

fn unavailable(
    why: Unavailable<'_>,
    name: &str,
    language: &str,
    catalog: &Catalog,
) -> Box<Refusal> {
    let absent = |nearest: String, rule: &str| {
        Box::new(
            Refusal::new(132_001, "template", rule)
                .details(format!(
                    "template name ({name}) does not exist in {language}"
                ))
                .got(json!({ "name": name, "language": language }).to_string())
                .nearest(nearest),
        )
    };
    match why {
        Unavailable::NoName => absent(some(catalog), "no template of this name"),
        Unavailable::NoLanguage(nearest) => absent(
            nearest.to_owned(),
            "the template has no translation in this language",
        ),
        Unavailable::NotApproved(TemplateStatus::Paused) => {
            Box::new(Refusal::new(132_015, "template", "the template is paused").got(name))
        }
        Unavailable::NotApproved(TemplateStatus::Disabled) => {
            Box::new(Refusal::new(132_016, "template", "the template is disabled").got(name))
        }
        Unavailable::NotApproved(_) => absent(
            "a template that has been approved".to_owned(),
            "the template has not been approved",
        ),
    }
}
