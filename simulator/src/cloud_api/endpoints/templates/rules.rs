//! The form of a template: what Meta demands of its name, language, category, time to live and components before
//! anybody reviews it. A rule that Meta words is refused in those words, with its subcode.
//!
//! Reading a part and judging it are one step here: what comes out is fit for the catalog, and is kept as submitted
//! for reading it back. Source: Meta, Cloud API, templates overview, template components, the pages of each kind of
//! template, template time-to-live, error codes.

use serde_json::{Map, Value, json};

use super::languages;
use super::refusals::{
    FIELDS_MISSING, NAME_FORMAT, SAMPLE_NAME, invalid, must_be, one_of, refuse, required, too_long,
};
use crate::cloud_api::answer::Refusal;
use crate::graph::template_life::{TemplateSettings, charged_as};
use crate::limits::quotas::time_to_live;
use crate::meta_switches::Dangling;
use crate::template::{
    Authentication, Button, Card, Header, LimitedTimeOffer, ParameterFormat, Template,
};

mod authentication;
mod body;
mod button;
mod buttons;
mod carousel;
mod footer;
mod header;
mod offer;
#[cfg(test)]
mod tests;
mod text;

const NAME_MAX: usize = 512;
/// Most bytes of components as they are kept for reading them back.
const KEPT_MAX: usize = 64 * 1024;
const CATEGORIES: [&str; 3] = ["AUTHENTICATION", "MARKETING", "UTILITY"];
const COMPONENTS: [&str; 7] = [
    "BODY",
    "BUTTONS",
    "CALL_PERMISSION_REQUEST",
    "CAROUSEL",
    "FOOTER",
    "HEADER",
    "LIMITED_TIME_OFFER",
];

/// What a rule gives.
pub(super) type Judged<T> = Result<T, Box<Refusal>>;

/// What the rules for components depend on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'a> {
    pub(super) category: &'a str,
    pub(super) format: ParameterFormat,
    pub(super) tuning: &'a TemplateSettings,
    pub(super) dangling: Dangling,
}

/// Components that hold to the rules.
#[derive(Debug, Default)]
pub(super) struct Form {
    header: Option<Header>,
    body: String,
    footer: Option<String>,
    buttons: Vec<Button>,
    limited_time_offer: Option<LimitedTimeOffer>,
    carousel: Vec<Card>,
    authentication: Option<Authentication>,
    call_permission_request: bool,
    kept: Vec<Value>,
}

impl Form {
    /// Puts the components into a template; gives back what is kept for reading them back.
    pub(super) fn fill(self, template: &mut Template) -> Box<str> {
        template.header = self.header;
        template.body = self.body;
        template.footer = self.footer;
        if let Some(texts) = self.authentication {
            texts.body().clone_into(&mut template.body);
            template.footer = texts.footer();
        }
        template.buttons = self.buttons;
        template.limited_time_offer = self.limited_time_offer;
        template.carousel = self.carousel;
        template.authentication = self.authentication;
        template.call_permission_request = self.call_permission_request;
        Value::Array(self.kept).to_string().into()
    }
}

/// The name: lower-case letters, digits and underscores.
pub(super) fn name(text: Option<String>) -> Judged<String> {
    let text = text
        .filter(|text| !text.is_empty())
        .ok_or_else(|| required("name"))?;
    let fits = text
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if !fits {
        let said = "The message template name can only have lowercase letters and underscores.";
        let mut refusal = refuse(NAME_FORMAT, "name", "a name has a-z, 0-9 and _ only", said);
        refusal.blame = "name";
        refusal.nearest = nearest_name(&text);
        refusal.got = text.chars().take(200).collect();
        return Err(refusal);
    }
    if text.len() > NAME_MAX {
        return Err(too_long("name", "The template name", NAME_MAX, &text));
    }
    if text == "hello_world" {
        let said = "This template is named after a sample template created by default. Please use a different name.";
        return Err(refuse(
            SAMPLE_NAME,
            "name",
            "every account has a sample of this name",
            said,
        ));
    }
    Ok(text)
}

fn nearest_name(text: &str) -> String {
    let fitting = |sign: char| {
        if sign.is_ascii_alphanumeric() {
            sign.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    text.chars().take(NAME_MAX).map(fitting).collect()
}

/// The language.
pub(super) fn language(text: Option<String>) -> Judged<String> {
    let text = text
        .filter(|text| !text.is_empty())
        .ok_or_else(|| required("language"))?;
    if languages::name(&text).is_none() {
        return Err(one_of("language", &languages::codes(), &text));
    }
    Ok(text)
}

/// The category, in any case.
pub(super) fn category(text: Option<String>) -> Judged<&'static str> {
    let text = text
        .filter(|text| !text.is_empty())
        .ok_or_else(|| required("category"))?;
    CATEGORIES
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(&text))
        .ok_or_else(|| one_of("category", &CATEGORIES, &text))
}

/// How parameters go; by position unless a template says otherwise.
pub(super) fn parameter_format(text: Option<String>) -> Judged<ParameterFormat> {
    let Some(text) = text else {
        return Ok(ParameterFormat::Positional);
    };
    match text.to_ascii_uppercase().as_str() {
        "NAMED" => Ok(ParameterFormat::Named),
        "POSITIONAL" => Ok(ParameterFormat::Positional),
        _ => Err(one_of("parameter_format", &["NAMED", "POSITIONAL"], &text)),
    }
}

/// `message_send_ttl_seconds`, a number or its digits.
pub(super) fn seconds_to_live(text: Option<String>, category: &str) -> Judged<Option<i64>> {
    const FIELD: &str = "message_send_ttl_seconds";
    let Some(text) = text else { return Ok(None) };
    let seconds: i64 = text
        .trim()
        .parse()
        .map_err(|_| must_be(FIELD, "an integer"))?;
    let charged = charged_as(category);
    if time_to_live::admits(charged, seconds) {
        return Ok(Some(seconds));
    }
    let range = time_to_live::range(charged).unwrap_or(0..=0);
    let (least, most) = (i64::from(*range.start()), i64::from(*range.end()));
    let said = format!(
        "The time to live of a template of the category {category} must be between {least} and {most} seconds."
    );
    let mut refusal = invalid(FIELD, said);
    refusal.got = text;
    refusal.nearest = seconds.clamp(least, most).to_string();
    Err(refusal)
}

/// The components.
pub(super) fn components(value: &Value, setting: Setting<'_>) -> Judged<Form> {
    let listed = value
        .as_array()
        .ok_or_else(|| must_be("components", "an array"))?;
    if listed.len() > COMPONENTS.len() {
        return Err(invalid(
            "components",
            "A template has each component at most once.",
        ));
    }
    let mut form = Form::default();
    let mut seen = Vec::new();
    let read: Vec<Component<'_>> = listed
        .iter()
        .enumerate()
        .map(|(at, node)| Component::of(node, at))
        .collect::<Judged<_>>()?;
    for component in &read {
        if seen.contains(&component.kind) {
            let said = format!(
                "A template has at most one component of type {}.",
                component.kind
            );
            return Err(invalid(&component.path, said));
        }
        seen.push(component.kind);
        let kept = take(&mut form, component, &seen, setting)?;
        form.kept.push(kept);
    }
    whole(&form, &seen, setting)?;
    Ok(form)
}

/// One component of a request.
struct Component<'a> {
    kind: &'static str,
    path: String,
    map: &'a Map<String, Value>,
}

impl<'a> Component<'a> {
    fn of(node: &'a Value, at: usize) -> Judged<Component<'a>> {
        let path = format!("components[{at}]");
        let map = node
            .as_object()
            .ok_or_else(|| must_be(&path, "an object"))?;
        let asked = map.get("type").and_then(Value::as_str).unwrap_or("");
        let kind = COMPONENTS
            .into_iter()
            .find(|known| known.eq_ignore_ascii_case(asked))
            .ok_or_else(|| one_of(&format!("{path}['type']"), &COMPONENTS, asked))?;
        Ok(Component { kind, path, map })
    }

    fn text(&self, key: &str) -> Option<&'a str> {
        self.map
            .get(key)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    }

    /// As it is read back: words in upper case, everything else as submitted.
    fn kept(&self) -> Value {
        let mut kept = Value::Object(self.map.clone());
        kept["type"] = json!(self.kind);
        kept
    }
}

fn take(
    form: &mut Form,
    component: &Component<'_>,
    seen: &[&str],
    setting: Setting<'_>,
) -> Judged<Value> {
    let authentication = setting.category == "AUTHENTICATION";
    match component.kind {
        "HEADER" => {
            let (header, kept) = header::read(component, setting)?;
            form.header = Some(header);
            Ok(kept)
        }
        "BODY" if authentication => {
            authentication::body(component, form.authentication.get_or_insert_default())
        }
        "BODY" => {
            let offered = seen.contains(&"LIMITED_TIME_OFFER");
            form.body = body::read(component, setting, offered)?;
            Ok(component.kept())
        }
        "FOOTER" if authentication => {
            authentication::footer(component, form.authentication.get_or_insert_default())
        }
        "FOOTER" => {
            form.footer = Some(footer::read(component)?);
            Ok(component.kept())
        }
        "BUTTONS" => {
            let (buttons, kept) = buttons::read(component)?;
            form.buttons = buttons;
            Ok(kept)
        }
        "CAROUSEL" => {
            let (cards, kept) = carousel::read(component, setting)?;
            form.carousel = cards;
            Ok(kept)
        }
        "LIMITED_TIME_OFFER" => {
            form.limited_time_offer = Some(offer::read(component)?);
            Ok(component.kept())
        }
        _ => {
            form.call_permission_request = true;
            Ok(component.kept())
        }
    }
}

/// What the components have to be together.
fn whole(form: &Form, seen: &[&str], setting: Setting<'_>) -> Judged<()> {
    if !seen.contains(&"BODY") {
        let said = "component of type BODY is missing";
        return Err(refuse(FIELDS_MISSING, "components", said, said));
    }
    if setting.category == "AUTHENTICATION" {
        authentication::whole(form, seen)?;
    } else if form
        .buttons
        .iter()
        .any(|button| matches!(button, Button::Otp(_)))
    {
        let said = "A one-time password button is for templates of the category AUTHENTICATION.";
        return Err(invalid("components.buttons", said));
    }
    let marketing_only = [
        (form.limited_time_offer.is_some(), "A limited-time offer"),
        (!form.carousel.is_empty(), "A carousel"),
    ];
    for (there, what) in marketing_only {
        if there && setting.category != "MARKETING" {
            let said = format!("{what} is for templates of the category MARKETING.");
            return Err(invalid("category", said));
        }
    }
    if form.limited_time_offer.is_some() {
        offer::whole(form)?;
    }
    let bytes: usize = form.kept.iter().map(|kept| kept.to_string().len()).sum();
    if bytes > KEPT_MAX {
        return Err(invalid(
            "components",
            format!("The components have more than {KEPT_MAX} bytes."),
        ));
    }
    Ok(())
}
