//! Changes of a template besides its status: quality, components, category.
//!
//! Source: Meta, Cloud API, message_template_quality_update, message_template_components_update and
//! template_category_update webhook references.

use serde::Serialize;
use serde_json::{Value, json};

use super::{ExampleContext, FieldKind, FieldValue, Page, TemplateName, plain};

const DAY_S: u64 = 86_400;

words!(
    /// What customers think of a template.
    Score {
        /// High quality.
        Green = "GREEN",
        /// Medium quality.
        Yellow = "YELLOW",
        /// Low quality.
        Red = "RED",
        /// Too early to say.
        Unknown = "UNKNOWN",
    }
);

/// `message_template_quality_update`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TemplateQuality {
    /// Which template.
    #[serde(flatten)]
    pub template: TemplateName,
    /// The score before.
    pub previous_quality_score: Score,
    /// The score now.
    pub new_quality_score: Score,
}

impl FieldValue for TemplateQuality {
    const FIELD: &'static str = "message_template_quality_update";

    fn value(&self, _version: u32) -> Value {
        plain(self)
    }
}

/// A button of a template that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComponentButton {
    /// `URL`, `PHONE_NUMBER`, `QUICK_REPLY` ...
    #[serde(rename = "message_template_button_type")]
    pub kind: String,
    /// Its label.
    #[serde(rename = "message_template_button_text")]
    pub text: String,
    /// The address of a URL button.
    #[serde(
        rename = "message_template_button_url",
        skip_serializing_if = "Option::is_none"
    )]
    pub url: Option<String>,
    /// The number of a phone number button.
    #[serde(
        rename = "message_template_button_phone_number",
        skip_serializing_if = "Option::is_none"
    )]
    pub phone_number: Option<String>,
}

/// `message_template_components_update`: the template as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TemplateComponents {
    /// Which template.
    #[serde(flatten)]
    pub template: TemplateName,
    /// Its body.
    #[serde(rename = "message_template_element")]
    pub body: String,
    /// Its text header, if any.
    #[serde(
        rename = "message_template_title",
        skip_serializing_if = "Option::is_none"
    )]
    pub header: Option<String>,
    /// Its footer, if any.
    #[serde(
        rename = "message_template_footer",
        skip_serializing_if = "Option::is_none"
    )]
    pub footer: Option<String>,
    /// Its URL and phone number buttons.
    #[serde(
        rename = "message_template_buttons",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub buttons: Vec<ComponentButton>,
}

impl FieldValue for TemplateComponents {
    const FIELD: &'static str = "message_template_components_update";

    fn value(&self, _version: u32) -> Value {
        plain(self)
    }
}

/// How a template's category changes. Categories are in capitals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CategoryChange {
    /// It will, 24 hours after the notice.
    Impending {
        /// The category now: Meta calls it the new one.
        current: String,
        /// The category to come.
        correct: String,
        /// When, seconds since the Unix epoch.
        update_s: u64,
    },
    /// It has.
    Done {
        /// The category before.
        previous: String,
        /// The category now.
        new: String,
    },
}

/// `template_category_update`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateCategory {
    /// Which template.
    pub template: TemplateName,
    /// How it changes.
    pub change: CategoryChange,
}

impl FieldValue for TemplateCategory {
    const FIELD: &'static str = "template_category_update";

    fn value(&self, _version: u32) -> Value {
        let mut value = plain(&self.template);
        match &self.change {
            CategoryChange::Impending {
                current,
                correct,
                update_s,
            } => {
                value["new_category"] = json!(current);
                value["correct_category"] = json!(correct);
                value["category_update_timestamp"] = json!(update_s);
            }
            CategoryChange::Done { previous, new } => {
                value["previous_category"] = json!(previous);
                value["new_category"] = json!(new);
            }
        }
        value
    }
}

const QUALITY: Page = Page::timed(
    TemplateQuality::FIELD,
    "Meta, Cloud API, message_template_quality_update webhook reference",
);
const COMPONENTS: Page = Page::timed(
    TemplateComponents::FIELD,
    "Meta, Cloud API, message_template_components_update webhook reference",
);
const CATEGORY: Page = Page::timed(
    TemplateCategory::FIELD,
    "Meta, Cloud API, template_category_update webhook reference",
);

pub(super) const KINDS: &[FieldKind] = &[
    QUALITY.kind("template.quality_green", "GREEN", |c| {
        scored(c, Score::Unknown, Score::Green)
    }),
    QUALITY.kind("template.quality_yellow", "YELLOW", |c| {
        scored(c, Score::Green, Score::Yellow)
    }),
    QUALITY.kind("template.quality_red", "RED", |c| {
        scored(c, Score::Yellow, Score::Red)
    }),
    QUALITY.kind("template.quality_unknown", "UNKNOWN", |c| {
        scored(c, Score::Green, Score::Unknown)
    }),
    COMPONENTS.kind("template.components", "EDITED", |c| {
        TemplateComponents {
            template: c.template.clone(),
            body: "Your parcel {{1}} was delivered.".to_owned(),
            header: Some("Delivered".to_owned()),
            footer: Some("Reply STOP to opt out".to_owned()),
            buttons: vec![
                ComponentButton {
                    kind: "PHONE_NUMBER".to_owned(),
                    text: "Call us".to_owned(),
                    url: None,
                    phone_number: Some(format!("+{}", c.number.display)),
                },
                ComponentButton {
                    kind: "URL".to_owned(),
                    text: "Track".to_owned(),
                    url: Some("https://parcels.example/track".to_owned()),
                    phone_number: None,
                },
            ],
        }
        .value(c.version)
    }),
    CATEGORY.kind("template.category_impending", "IMPENDING", |c| {
        recategorized(
            c,
            CategoryChange::Impending {
                current: "UTILITY".to_owned(),
                correct: "MARKETING".to_owned(),
                update_s: c.time_s + DAY_S,
            },
        )
    }),
    CATEGORY.kind("template.category_changed", "DONE", |c| {
        recategorized(
            c,
            CategoryChange::Done {
                previous: "UTILITY".to_owned(),
                new: "MARKETING".to_owned(),
            },
        )
    }),
];

fn scored(context: &ExampleContext, previous: Score, new: Score) -> Value {
    TemplateQuality {
        template: context.template.clone(),
        previous_quality_score: previous,
        new_quality_score: new,
    }
    .value(context.version)
}

fn recategorized(context: &ExampleContext, change: CategoryChange) -> Value {
    TemplateCategory {
        template: context.template.clone(),
        change,
    }
    .value(context.version)
}
