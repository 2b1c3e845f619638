//! Reading `[[templates]]`: templates that the vendor spells out, checked against the policy's messages.

use super::ConnectorFileError;
use super::item::Item;
use super::policy_section::{language, template_name};
use crate::policy::{ButtonSpec, Category, ParameterNames, Policy, TemplateSpec, TextSpec};

type Read<T> = Result<T, ConnectorFileError>;

/// Most templates in one file, and most buttons of one template.
const TEMPLATES_MAX: usize = 500;
const BUTTONS_MAX: usize = 10;

pub(super) fn read(item: &Item<'_>, policy: &Policy) -> Read<Vec<TemplateSpec>> {
    let items = item.list()?;
    if items.len() > TEMPLATES_MAX {
        return Err(item.error(
            format!("there are more than {TEMPLATES_MAX} templates"),
            "leave some out",
        ));
    }
    let mut specs: Vec<TemplateSpec> = Vec::new();
    for one in &items {
        let spec = template(one, policy)?;
        if specs.iter().any(|known| known.name == spec.name) {
            let cause = format!("the template {:?} is defined twice", spec.name);
            return Err(one.error(cause, "name all its languages in one definition"));
        }
        let reminder = policy.reminder.iter().map(|reminder| &reminder.message);
        let mut messages = policy.messages.values().chain(reminder);
        let misfit = |message: &crate::policy::PolicyMessage| {
            (message.template == spec.name)
                .then(|| spec.misfit(message))
                .flatten()
        };
        if let Some(why) = messages.find_map(misfit) {
            return Err(one.error(
                format!(
                    "{:?} does not fit its message in [policy]: {why}",
                    spec.name
                ),
                "change one of the two",
            ));
        }
        specs.push(spec);
    }
    Ok(specs)
}

fn template(item: &Item<'_>, policy: &Policy) -> Read<TemplateSpec> {
    let section = item.section()?;
    section.only(&[
        "name",
        "category",
        "languages",
        "header",
        "body",
        "footer",
        "buttons",
    ])?;
    let languages = section.maybe("languages", |item| {
        let codes: Vec<String> = item.list()?.iter().map(language).collect::<Read<_>>()?;
        match codes.is_empty() {
            true => Err(item.error(
                "the list is empty",
                "leave it out for all languages of the policy",
            )),
            false => Ok(codes),
        }
    })?;
    let category = section.maybe("category", |item| {
        item.word(&[
            ("utility", Category::Utility),
            ("marketing", Category::Marketing),
            ("authentication", Category::Authentication),
        ])
    })?;
    let header = section.maybe("header", text_spec)?;
    if header
        .as_ref()
        .is_some_and(|header| header.parameters.count() > 1)
    {
        let item = section.need("header")?;
        return Err(item.error(
            "a header takes one parameter at most",
            "move the others to the body",
        ));
    }
    Ok(TemplateSpec {
        name: template_name(&section.need("name")?)?,
        category: category.unwrap_or(Category::Utility),
        languages: languages.unwrap_or_else(|| policy.all_languages()),
        header,
        body: text_spec(&section.need("body")?)?,
        footer: section.maybe("footer", Item::owned)?,
        buttons: section.maybe("buttons", buttons)?.unwrap_or_default(),
    })
}

fn text_spec(item: &Item<'_>) -> Read<TextSpec> {
    let cure = "write parameters as {{1}}, {{2}} or as {{name}}";
    TextSpec::parse(item.text()?).map_err(|cause| item.error(cause, cure))
}

#[derive(Clone, Copy)]
enum Kind {
    QuickReply,
    Url,
    PhoneNumber,
}

fn buttons(item: &Item<'_>) -> Read<Vec<ButtonSpec>> {
    let items = item.list()?;
    if items.len() > BUTTONS_MAX {
        return Err(item.error(
            format!("there are more than {BUTTONS_MAX} buttons"),
            "leave some out",
        ));
    }
    items.iter().map(button).collect()
}

fn button(item: &Item<'_>) -> Read<ButtonSpec> {
    let section = item.section()?;
    section.only(&["type", "text", "url", "phone_number"])?;
    let text = section.need("text")?.owned()?;
    let kind = section.need("type")?.word(&[
        ("quick_reply", Kind::QuickReply),
        ("url", Kind::Url),
        ("phone_number", Kind::PhoneNumber),
    ])?;
    match kind {
        Kind::QuickReply => Ok(ButtonSpec::QuickReply { text }),
        Kind::Url => {
            let url = section.need("url")?;
            let spec = text_spec(&url)?;
            let at_end = spec.text.ends_with("{{1}}");
            match spec.parameters {
                ParameterNames::Positional(0) => {}
                ParameterNames::Positional(1) if at_end => {}
                _ => {
                    return Err(url.error(
                        "a button's address takes one parameter, at its end",
                        "end it with {{1}}",
                    ));
                }
            }
            Ok(ButtonSpec::Url {
                text,
                url: spec.text,
            })
        }
        Kind::PhoneNumber => Ok(ButtonSpec::PhoneNumber {
            text,
            phone_number: section.need("phone_number")?.owned()?,
        }),
    }
}
