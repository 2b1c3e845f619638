//! What the connector promises: which checkpoint leads to which message. The oracle judges by this.
//!
//! A policy is stated in the connector's file, kept in the ledger as JSON, and never guessed from what the
//! connector did. It does not send, count or judge.

use std::collections::{BTreeMap, BTreeSet};

use scenarios::dialogue_kind::DialogueKind;
use serde::{Deserialize, Serialize};
use simulator::parcel::{Checkpoint, Courier, Parcel};

mod json;
mod message_template;
mod promises;
mod reference;
#[cfg(test)]
mod tests;

pub use message_template::{
    ButtonSpec, Category, HeaderSpec, ParameterNames, TemplateSpec, TextSpec,
};
pub(crate) use promises::undeliverable;
pub use promises::{
    DialoguePolicy, Frequency, OPT_OUT_GRACE, Priority, Reminder, SmsFallback, SmsProvider,
};
pub use reference::{DEFAULT_LANGUAGE, official_languages};

/// What the connector promises to send, and in which form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The checkpoints that lead to a message. All others are silent.
    #[serde(with = "json::by_checkpoint")]
    pub messages: BTreeMap<Checkpoint, PolicyMessage>,
    /// Template language by the recipient's country (ISO 3166-1 alpha-2).
    pub languages: BTreeMap<String, String>,
    /// Template language of every other country.
    pub default_language: String,
    /// What happens to a checkpoint that is older than one already notified.
    pub stale: Stale,
    /// A second message to customers who did not read the first one.
    pub reminder: Option<Reminder>,
    /// An SMS where WhatsApp failed for good.
    pub sms_fallback: Option<SmsFallback>,
    /// Courier names as the connector writes them, by the courier's name or slug, where they differ from ours.
    pub carrier_names: BTreeMap<String, String>,
    /// Templates that the file spells out; for the others a plain one is derived.
    pub templates: Vec<TemplateSpec>,
    /// How often one template may go to one number.
    #[serde(default)]
    pub frequency: Option<Frequency>,
    /// How customers' messages are filed, by what they are about. Empty: nothing is promised.
    #[serde(default)]
    pub dialogues: BTreeMap<DialogueKind, DialoguePolicy>,
    /// Whether it can send each seller's messages with templates of the seller's own.
    #[serde(default)]
    pub can_tell_sellers_apart: bool,
    /// Sellers that have templates of their own: `<template>_<seller>`. Empty: all share them.
    #[serde(default)]
    pub seller_templates: Vec<String>,
}

/// The message of one checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyMessage {
    /// Name of the template.
    pub template: String,
    /// Its parameters: positional ones in order, component by component.
    pub parameters: Vec<PolicyParameter>,
}

/// One parameter of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyParameter {
    /// Where it stands.
    pub component: Component,
    /// Its name in a template with named parameters; None where parameters count from 1.
    pub name: Option<String>,
    /// What it carries.
    pub source: Source,
}

/// A part of a template that takes parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Component {
    /// The header.
    Header,
    /// The body.
    Body,
    /// The button at this index, from 0.
    Button(u8),
}

impl Component {
    /// `header`, `body`, `button:0`.
    pub fn word(self) -> String {
        match self {
            Component::Header => "header".to_string(),
            Component::Body => "body".to_string(),
            Component::Button(index) => format!("button:{index}"),
        }
    }
}

/// What a parameter carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The parcel's tracking number.
    TrackingNumber,
    /// The courier's name as people read it.
    CarrierName,
    /// `YYYY-MM-DD`.
    EstimatedDeliveryDate,
    /// The recipient's full name.
    RecipientName,
    /// The shop's order number.
    OrderNumber,
    /// Always this text.
    Text(String),
}

impl Source {
    /// The sources that a connector file names by a word.
    pub const WORDS: [(&'static str, Source); 5] = [
        ("tracking_number", Source::TrackingNumber),
        ("carrier_name", Source::CarrierName),
        ("estimated_delivery_date", Source::EstimatedDeliveryDate),
        ("recipient_name", Source::RecipientName),
        ("order_number", Source::OrderNumber),
    ];
}

/// What happens to a checkpoint that is older than one already notified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stale {
    /// No message.
    Suppress,
    /// A message all the same.
    Allow,
}

/// The message that the policy demands for a parcel's checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedMessage {
    /// Name of the template.
    pub template: String,
    /// Language code of the template.
    pub language: String,
    /// Every parameter with its text.
    pub params: Vec<ExpectedParam>,
}

/// One parameter as it has to arrive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedParam {
    /// `header`, `body`, `button:0`.
    pub component: String,
    /// The position within the component from `1`, or the name.
    pub key: String,
    /// The text.
    pub text: String,
}

impl Policy {
    /// The message that is due for this checkpoint; None for a silent one. Does not look at what went before:
    /// staleness is the caller's to decide, by [`Policy::stale`].
    pub fn expected(&self, parcel: &Parcel, checkpoint: Checkpoint) -> Option<ExpectedMessage> {
        let message = self.messages.get(&checkpoint)?;
        Some(ExpectedMessage {
            template: self.template_of(message, parcel),
            language: self.language(parcel.recipient.country).to_string(),
            params: self.fill(message, parcel),
        })
    }

    /// The reminder of this parcel; None where the policy has none.
    pub fn reminder_of(&self, parcel: &Parcel) -> Option<ExpectedMessage> {
        let message = &self.reminder.as_ref()?.message;
        Some(ExpectedMessage {
            template: self.template_of(message, parcel),
            language: self.language(parcel.recipient.country).to_string(),
            params: self.fill(message, parcel),
        })
    }

    /// What the parcel's short message has to carry.
    pub fn sms_texts(&self, parcel: &Parcel) -> Vec<String> {
        let params = self.sms_fallback.iter().flat_map(|sms| &sms.params);
        params
            .map(|source| self.text(source, parcel).to_string())
            .collect()
    }

    fn template_of(&self, message: &PolicyMessage, parcel: &Parcel) -> String {
        match self.seller_templates.get(parcel.seller as usize) {
            Some(seller) => of_seller(&message.template, seller),
            None => message.template.clone(),
        }
    }

    /// The template's name without its seller.
    pub fn plain_template<'a>(&self, name: &'a str) -> &'a str {
        let mut sellers = self.seller_templates.iter();
        sellers
            .find_map(|seller| name.strip_suffix(seller.as_str())?.strip_suffix('_'))
            .unwrap_or(name)
    }

    fn fill(&self, message: &PolicyMessage, parcel: &Parcel) -> Vec<ExpectedParam> {
        let mut used: BTreeMap<Component, u32> = BTreeMap::new();
        let mut params = Vec::with_capacity(message.parameters.len());
        for parameter in &message.parameters {
            let position = used.entry(parameter.component).or_insert(0);
            *position += 1;
            params.push(ExpectedParam {
                component: parameter.component.word(),
                key: parameter
                    .name
                    .clone()
                    .unwrap_or_else(|| position.to_string()),
                text: self.text(&parameter.source, parcel).to_string(),
            });
        }
        params
    }

    fn text<'a>(&'a self, source: &'a Source, parcel: &'a Parcel) -> &'a str {
        match source {
            Source::TrackingNumber => &parcel.tracking_number,
            Source::CarrierName => self.carrier_name(parcel.courier),
            Source::EstimatedDeliveryDate => &parcel.estimated_delivery_date,
            Source::RecipientName => &parcel.recipient.name,
            Source::OrderNumber => &parcel.order_number,
            Source::Text(text) => text,
        }
    }

    /// The courier's name as this connector is expected to write it.
    pub fn carrier_name<'a>(&'a self, courier: &'a Courier) -> &'a str {
        let named = |key: &str| self.carrier_names.get(key).map(String::as_str);
        named(courier.name)
            .or_else(|| named(courier.slug))
            .unwrap_or(courier.name)
    }

    /// The template language for a recipient in this country (ISO 3166-1 alpha-2).
    pub fn language(&self, country: &str) -> &str {
        self.languages
            .get(country)
            .unwrap_or(&self.default_language)
    }

    /// The checkpoints that lead to this template, in the order of a life.
    pub fn checkpoint_of(&self, template: &str) -> Vec<Checkpoint> {
        let leads = self
            .messages
            .iter()
            .filter(|(_, message)| message.template == self.plain_template(template));
        leads.map(|(checkpoint, _)| *checkpoint).collect()
    }

    /// Whether every message carries the tracking number, so that a send can be attributed without callback data.
    pub fn traceable(&self) -> bool {
        let traces = |message: &PolicyMessage| {
            let mut sources = message.parameters.iter().map(|parameter| &parameter.source);
            sources.any(|source| *source == Source::TrackingNumber)
        };
        self.messages.values().all(traces)
    }

    /// Every language that a template may be asked for in, sorted, without repeats.
    pub fn all_languages(&self) -> Vec<String> {
        let mut all: BTreeSet<&String> = self.languages.values().collect();
        all.insert(&self.default_language);
        all.into_iter().cloned().collect()
    }

    /// Every template that the world has to approve before the run, sorted by name: the file's own definitions,
    /// and plain ones for the templates that only the messages name.
    pub fn templates(&self) -> Vec<TemplateSpec> {
        let reminder = self.reminder.as_ref().map(|reminder| &reminder.message);
        let mut specs: BTreeMap<String, TemplateSpec> = BTreeMap::new();
        for spec in &self.templates {
            specs.insert(spec.name.clone(), spec.clone());
        }
        for message in self.messages.values().chain(reminder) {
            specs
                .entry(message.template.clone())
                .or_insert_with(|| TemplateSpec::derived(message, self.all_languages()));
        }
        let own = |spec: &TemplateSpec| -> Vec<TemplateSpec> {
            let sellers = self.seller_templates.iter().map(|seller| TemplateSpec {
                name: of_seller(&spec.name, seller),
                ..spec.clone()
            });
            sellers.collect()
        };
        match self.seller_templates.is_empty() {
            true => specs.into_values().collect(),
            false => specs.values().flat_map(own).collect(),
        }
    }
}

fn of_seller(template: &str, seller: &str) -> String {
    format!("{template}_{seller}")
}
