//! Reading `[policy]`.

use std::collections::{BTreeMap, BTreeSet};

use simulator::parcel::Checkpoint;

use super::ConnectorFileError;
use super::item::{Item, Section};
use super::vocabulary::checkpoint;
use crate::policy::{
    Component, DEFAULT_LANGUAGE, Policy, PolicyMessage, PolicyParameter, Source, Stale,
    official_languages,
};

mod promises;

type Read<T> = Result<T, ConnectorFileError>;

/// Most parameters of one component, and most buttons.
const PARAMETERS_MAX: usize = 64;
const BUTTONS_MAX: u8 = 10;

pub(super) fn read(item: &Item<'_>) -> Read<Policy> {
    let section = item.section()?;
    section.only(&[
        "stale",
        "default_language",
        "languages",
        "messages",
        "carrier_names",
        "reminder",
        "sms",
        "sms_fallback",
        "frequency",
        "dialogue",
        "seller_templates",
    ])?;
    section.at_most_one(&["sms", "sms_fallback"])?;
    let messages = match section.get("messages") {
        Some(item) => messages(&item)?,
        None => Policy::reference().messages,
    };
    let notified: BTreeSet<Checkpoint> = messages.keys().copied().collect();
    let stale = section.maybe("stale", |item| {
        item.word(&[("suppress", Stale::Suppress), ("allow", Stale::Allow)])
    })?;
    let default_language = section.maybe("default_language", language)?;
    Ok(Policy {
        languages: section
            .maybe("languages", languages)?
            .unwrap_or_else(official_languages),
        default_language: default_language.unwrap_or_else(|| DEFAULT_LANGUAGE.to_string()),
        stale: stale.unwrap_or(Stale::Suppress),
        reminder: section.maybe("reminder", |item| promises::reminder(item, &notified))?,
        sms_fallback: section
            .get("sms")
            .or(section.get("sms_fallback"))
            .map(|item| promises::sms(&item, &notified))
            .transpose()?,
        frequency: section.maybe("frequency", promises::frequency)?,
        dialogues: section
            .maybe("dialogue", promises::dialogues)?
            .unwrap_or_default(),
        can_tell_sellers_apart: section
            .maybe("seller_templates", Item::flag)?
            .unwrap_or(false),
        seller_templates: Vec::new(),
        carrier_names: section
            .maybe("carrier_names", texts_by_name)?
            .unwrap_or_default(),
        templates: Vec::new(),
        messages,
    })
}

fn messages(item: &Item<'_>) -> Read<BTreeMap<Checkpoint, PolicyMessage>> {
    let mut messages = BTreeMap::new();
    for (word, one) in item.section()?.entries() {
        let section = one.section()?;
        section.only(&["template", "header", "body", "buttons"])?;
        messages.insert(checkpoint(word, &one)?, message(&section)?);
    }
    Ok(messages)
}

fn message(section: &Section<'_>) -> Read<PolicyMessage> {
    let mut parameters = Vec::new();
    for (key, component) in [("header", Component::Header), ("body", Component::Body)] {
        if let Some(item) = section.get(key) {
            parameters.extend(component_parameters(&item, component)?);
        }
    }
    if let Some(item) = section.get("buttons") {
        parameters.extend(buttons(&item)?);
    }
    Ok(PolicyMessage {
        template: template_name(&section.need("template")?)?,
        parameters,
    })
}

/// A list is positional, a table is named.
fn component_parameters(item: &Item<'_>, component: Component) -> Read<Vec<PolicyParameter>> {
    let parameter = |name: Option<&str>, item: &Item<'_>| {
        Ok(PolicyParameter {
            component,
            name: name.map(str::to_string),
            source: source(item)?,
        })
    };
    let parameters: Vec<PolicyParameter> = match item.is_list() {
        true => item
            .list()?
            .iter()
            .map(|one| parameter(None, one))
            .collect::<Read<_>>()?,
        false => {
            let named = item.section()?.entries();
            named
                .iter()
                .map(|(name, one)| parameter(Some(name), one))
                .collect::<Read<_>>()?
        }
    };
    match parameters.len() > PARAMETERS_MAX {
        true => Err(item.error(
            format!("there are more than {PARAMETERS_MAX} parameters"),
            "leave some out",
        )),
        false => Ok(parameters),
    }
}

/// A list gives button 0, 1, ... one parameter each; a table names the buttons that take one.
fn buttons(item: &Item<'_>) -> Read<Vec<PolicyParameter>> {
    let entries: Vec<(String, Item<'_>)> = match item.is_list() {
        true => item
            .list()?
            .into_iter()
            .enumerate()
            .map(|(index, one)| (index.to_string(), one))
            .collect(),
        false => {
            let entries = item.section()?.entries();
            entries
                .into_iter()
                .map(|(index, one)| (index.to_string(), one))
                .collect()
        }
    };
    let parameter = |(index, one): &(String, Item<'_>)| {
        let number: Option<u8> = index.parse().ok().filter(|index| *index < BUTTONS_MAX);
        let number = number.ok_or_else(|| {
            one.error(
                format!("{index:?} is no button"),
                "count the template's buttons from 0 to 9",
            )
        })?;
        Ok(PolicyParameter {
            component: Component::Button(number),
            name: None,
            source: source(one)?,
        })
    };
    entries.iter().map(parameter).collect()
}

/// `"tracking_number"`, or `{ text = "always this" }`.
fn source(item: &Item<'_>) -> Read<Source> {
    if item.is_table() {
        let section = item.section()?;
        section.only(&["text"])?;
        return Ok(Source::Text(section.need("text")?.owned()?));
    }
    let text = item.text()?;
    let known = Source::WORDS;
    if let Some((_, source)) = known.iter().find(|(word, _)| *word == text) {
        return Ok(source.clone());
    }
    let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
    let cure = super::error::suggest(text, &words);
    Err(item.error(
        format!("a parcel has no {text:?}"),
        format!("{cure} (a fixed text is {{ text = \"...\" }})"),
    ))
}

/// Meta, message templates: lower-case letters, digits and underscores, at most 512.
pub(super) fn template_name(item: &Item<'_>) -> Read<String> {
    let name = item.text()?;
    let legal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    match name.len() <= 512 && name.bytes().all(legal) {
        true => Ok(name.to_string()),
        false => Err(item.error(
            format!("{name:?} is no template name"),
            "use lower-case letters, digits and underscores, at most 512",
        )),
    }
}

/// A language code as WhatsApp writes it: `pt_BR`, `en`.
pub(super) fn language(item: &Item<'_>) -> Read<String> {
    let code = item.text()?;
    let (short, region) = code
        .split_once('_')
        .map_or((code, None), |(short, region)| (short, Some(region)));
    let lower =
        (2..=3).contains(&short.len()) && short.bytes().all(|byte| byte.is_ascii_lowercase());
    let upper =
        |region: &str| region.len() == 2 && region.bytes().all(|byte| byte.is_ascii_uppercase());
    match lower && region.is_none_or(upper) {
        true => Ok(code.to_string()),
        false => Err(item.error(
            format!("{code:?} is no language code of WhatsApp"),
            "write it like pt_BR or en, with an underscore",
        )),
    }
}

fn languages(item: &Item<'_>) -> Read<BTreeMap<String, String>> {
    let mut languages = BTreeMap::new();
    for (country, code) in item.section()?.entries() {
        if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
            let cure = "write two capital letters (ISO 3166-1 alpha-2), such as BR";
            return Err(code.error(format!("{country:?} is no country"), cure));
        }
        languages.insert(country.to_string(), language(&code)?);
    }
    Ok(languages)
}

fn texts_by_name(item: &Item<'_>) -> Read<BTreeMap<String, String>> {
    let entries = item.section()?.entries();
    let pairs = entries
        .iter()
        .map(|(name, text)| Ok((name.to_string(), text.owned()?)));
    pairs.collect()
}
