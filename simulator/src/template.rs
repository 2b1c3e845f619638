//! Message templates: what a business had approved, and what a send has to fill in.
//!
//! Here stands the model: header, body, footer, buttons, offer, carousel. Whether a send fits its template is
//! judged in `cloud_api::template_fill`. Source of the rules: Meta, Cloud API, "Message templates".

mod catalog;
mod parts;
mod text;

pub use catalog::{Catalog, Unavailable};
pub use parts::{
    Authentication, Button, Card, Header, LimitedTimeOffer, Otp, OtpKind, SupportedApp,
};
pub use text::{placeholders, render};

/// Where a template stands in Meta's review.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TemplateStatus {
    /// May be sent.
    #[default]
    Approved,
    /// Under review: a send is refused with 132001.
    Pending,
    /// Refused: a send is refused with 132001.
    Rejected,
    /// Paused for low quality: 132015.
    Paused,
    /// Disabled for good: 132016.
    Disabled,
    /// The business appealed against a rejection: 132001.
    InAppeal,
    /// Deleted while sends were under way: 132001 for new ones.
    PendingDeletion,
    /// Deleted; its name stays blocked for a while: 132001.
    Deleted,
    /// The account has too many templates: 132001.
    LimitExceeded,
    /// Put away after a long time without a send: 132001.
    Archived,
}

impl TemplateStatus {
    /// The word in the REST interface.
    pub fn word(self) -> &'static str {
        match self {
            TemplateStatus::Approved => "APPROVED",
            TemplateStatus::Pending => "PENDING",
            TemplateStatus::Rejected => "REJECTED",
            TemplateStatus::Paused => "PAUSED",
            TemplateStatus::Disabled => "DISABLED",
            TemplateStatus::InAppeal => "IN_APPEAL",
            TemplateStatus::PendingDeletion => "PENDING_DELETION",
            TemplateStatus::Deleted => "DELETED",
            TemplateStatus::LimitExceeded => "LIMIT_EXCEEDED",
            TemplateStatus::Archived => "ARCHIVED",
        }
    }
}

/// How a send names the parameters of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterFormat {
    /// By order: `{{1}}`, `{{2}}`.
    Positional,
    /// By name: `{{tracking_number}}`.
    Named,
}

/// What customers think of a template.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Quality {
    /// Not rated yet.
    #[default]
    Unknown,
    /// Good.
    Green,
    /// Middling.
    Yellow,
    /// Low: Meta will pause it.
    Red,
}

impl Quality {
    /// The word in `quality_score.score`.
    pub fn word(self) -> &'static str {
        match self {
            Quality::Unknown => "UNKNOWN",
            Quality::Green => "GREEN",
            Quality::Yellow => "YELLOW",
            Quality::Red => "RED",
        }
    }
}

/// A template in one language. `..Template::default()` fills what a plain template lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template {
    /// Meta's id.
    pub id: String,
    /// `[a-z0-9_]`, at most 512.
    pub name: String,
    /// Language code, such as `pt_BR`.
    pub language: String,
    /// Where it stands.
    pub status: TemplateStatus,
    /// `UTILITY`, `MARKETING` or `AUTHENTICATION`.
    pub category: String,
    /// Header, if any.
    pub header: Option<Header>,
    /// Body text with placeholders, at most 1,024 characters.
    pub body: String,
    /// Footer text, if any.
    pub footer: Option<String>,
    /// Buttons, at most 10.
    pub buttons: Vec<Button>,
    /// How parameters go; None: read off the placeholders.
    pub parameter_format: Option<ParameterFormat>,
    /// `message_send_ttl_seconds`; None: Meta's default for the category, -1: 30 days.
    pub ttl_seconds: Option<i64>,
    /// An offer that runs out.
    pub limited_time_offer: Option<LimitedTimeOffer>,
    /// Cards of a carousel, 2 to 10; empty: none.
    pub carousel: Vec<Card>,
    /// What an authentication template's fixed texts say; None for other categories.
    pub authentication: Option<Authentication>,
    /// Whether it asks for permission to call (component `call_permission_request`).
    pub call_permission_request: bool,
    /// The category before Meta changed it.
    pub previous_category: Option<String>,
    /// Why it was rejected, such as `INVALID_FORMAT`.
    pub rejected_reason: Option<String>,
    /// What customers think of it.
    pub quality: Quality,
}

impl Template {
    /// An approved utility template with a body alone.
    pub fn utility(id: String, name: &str, language: &str, body: String) -> Template {
        Template {
            id,
            name: name.to_owned(),
            language: language.to_owned(),
            category: "UTILITY".to_owned(),
            body,
            ..Template::default()
        }
    }

    /// An approved authentication template: Meta writes body and footer, the business chooses the button. The texts
    /// are the English ones in every language.
    pub fn authentication(
        id: String,
        name: &str,
        language: &str,
        texts: Authentication,
        otp: Otp,
    ) -> Template {
        Template {
            id,
            name: name.to_owned(),
            language: language.to_owned(),
            category: "AUTHENTICATION".to_owned(),
            body: texts.body().to_owned(),
            footer: texts.footer(),
            buttons: vec![Button::Otp(otp)],
            authentication: Some(texts),
            ..Template::default()
        }
    }

    /// Whether parameters go by name instead of by position.
    pub fn named(&self) -> bool {
        if let Some(format) = self.parameter_format {
            return format == ParameterFormat::Named;
        }
        let header = match &self.header {
            Some(Header::Text(text)) => text.as_str(),
            _ => "",
        };
        text::keys_in(&self.body)
            .chain(text::keys_in(header))
            .any(|key| key.parse::<u32>().is_err())
    }
}
