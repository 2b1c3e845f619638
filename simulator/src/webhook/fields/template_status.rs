//! `message_template_status_update`: what became of a template.
//!
//! Source: Meta, Cloud API, "message_template_status_update webhook reference". The id is a number here.

use serde::Serialize;
use serde_json::{Value, json};

use super::{ExampleContext, FieldKind, FieldValue, Page, TemplateName};

words!(
    /// What happened to a template.
    TemplateEvent {
        /// May be sent.
        Approved = "APPROVED",
        /// Put away.
        Archived = "ARCHIVED",
        /// Gone.
        Deleted = "DELETED",
        /// Disabled after customers' complaints.
        Disabled = "DISABLED",
        /// About to be disabled.
        Flagged = "FLAGGED",
        /// A refusal is looked at again.
        InAppeal = "IN_APPEAL",
        /// The account has as many templates as it may.
        LimitExceeded = "LIMIT_EXCEEDED",
        /// May not be edited.
        Locked = "LOCKED",
        /// Paused after customers' complaints.
        Paused = "PAUSED",
        /// Under review.
        Pending = "PENDING",
        /// May be sent again.
        Reinstated = "REINSTATED",
        /// Deleted, while messages are still under way.
        PendingDeletion = "PENDING_DELETION",
        /// Refused.
        Rejected = "REJECTED",
    }
);

words!(
    /// The title of a pause or its end.
    PauseTitle {
        /// Paused for the first time: three hours.
        First = "FIRST_PAUSE",
        /// Paused for the second time: six hours.
        Second = "SECOND_PAUSE",
        /// Paused by pacing.
        RateLimiting = "RATE_LIMITING_PAUSE",
        /// The pause is over.
        Unpause = "UNPAUSE",
        /// Disabled instead of paused a third time.
        Disabled = "DISABLED",
    }
);

/// Why a template was refused, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RejectionInfo {
    /// What is wrong.
    pub reason: String,
    /// How to mend it.
    pub recommendation: String,
}

/// `message_template_status_update`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateStatusUpdate {
    /// What happened.
    pub event: TemplateEvent,
    /// To which template.
    pub template: TemplateName,
    /// `UTILITY`, `MARKETING` or `AUTHENTICATION`.
    pub category: String,
    /// Such as `NONE` or `INVALID_FORMAT`; written as `null` for a template that is about to be deleted.
    pub reason: String,
    /// When it was disabled, seconds since the Unix epoch.
    pub disabled_s: Option<u64>,
    /// Which pause, or its end, with the words for it.
    pub pause: Option<(PauseTitle, String)>,
    /// Why it was refused for its format.
    pub rejection: Option<RejectionInfo>,
}

impl TemplateStatusUpdate {
    /// Without details.
    pub fn new(event: TemplateEvent, template: TemplateName, category: &str) -> Self {
        TemplateStatusUpdate {
            event,
            template,
            category: category.to_ascii_uppercase(),
            reason: "NONE".to_owned(),
            disabled_s: None,
            pause: None,
            rejection: None,
        }
    }
}

impl FieldValue for TemplateStatusUpdate {
    const FIELD: &'static str = "message_template_status_update";

    fn value(&self, _version: u32) -> Value {
        let mut value = super::plain(&self.template);
        value["event"] = json!(self.event);
        value["message_template_category"] = json!(self.category);
        value["reason"] = match self.event {
            TemplateEvent::PendingDeletion => Value::Null,
            _ => json!(self.reason),
        };
        if let Some(date) = self.disabled_s {
            // A string of digits in the page's syntax, though its table calls it an integer.
            value["disable_info"] = json!({ "disable_date": date.to_string() });
        }
        if let Some((title, description)) = &self.pause {
            value["other_info"] = json!({ "title": title, "description": description });
        }
        if let Some(rejection) = &self.rejection {
            value["rejection_info"] = json!(rejection);
        }
        value
    }
}

const PAGE: Page = Page::timed(
    TemplateStatusUpdate::FIELD,
    "Meta, Cloud API, message_template_status_update webhook reference",
);

pub(super) const KINDS: &[FieldKind] = &[
    PAGE.kind("template.approved", "APPROVED", |c| {
        bare(c, TemplateEvent::Approved)
    }),
    PAGE.kind("template.archived", "ARCHIVED", |c| {
        bare(c, TemplateEvent::Archived)
    }),
    PAGE.kind("template.deleted", "DELETED", |c| {
        bare(c, TemplateEvent::Deleted)
    }),
    PAGE.kind("template.disabled", "DISABLED", |c| {
        TemplateStatusUpdate {
            disabled_s: Some(c.time_s),
            pause: Some((PauseTitle::Disabled, "The template is disabled.".to_owned())),
            ..update(c, TemplateEvent::Disabled)
        }
        .value(c.version)
    }),
    PAGE.kind("template.flagged", "FLAGGED", |c| {
        bare(c, TemplateEvent::Flagged)
    }),
    PAGE.kind("template.in_appeal", "IN_APPEAL", |c| {
        bare(c, TemplateEvent::InAppeal)
    }),
    PAGE.kind("template.limit_exceeded", "LIMIT_EXCEEDED", |c| {
        bare(c, TemplateEvent::LimitExceeded)
    }),
    PAGE.kind("template.locked", "LOCKED", |c| {
        bare(c, TemplateEvent::Locked)
    }),
    PAGE.kind("template.paused", "PAUSED", |c| {
        paused(
            c,
            TemplateEvent::Paused,
            PauseTitle::First,
            "The template is paused.",
        )
    }),
    PAGE.kind("template.paused_again", "PAUSED", |c| {
        paused(
            c,
            TemplateEvent::Paused,
            PauseTitle::Second,
            "The template is paused again.",
        )
    }),
    PAGE.kind("template.paced", "PAUSED", |c| {
        paused(
            c,
            TemplateEvent::Paused,
            PauseTitle::RateLimiting,
            "Pacing paused the template.",
        )
    }),
    PAGE.kind("template.unpaused", "APPROVED", |c| {
        paused(
            c,
            TemplateEvent::Approved,
            PauseTitle::Unpause,
            "Your WhatsApp message template has been unpaused.",
        )
    }),
    PAGE.kind("template.pending", "PENDING", |c| {
        bare(c, TemplateEvent::Pending)
    }),
    PAGE.kind("template.reinstated", "REINSTATED", |c| {
        bare(c, TemplateEvent::Reinstated)
    }),
    PAGE.kind("template.pending_deletion", "PENDING_DELETION", |c| {
        bare(c, TemplateEvent::PendingDeletion)
    }),
    PAGE.kind("template.rejected", "REJECTED", |c| {
        TemplateStatusUpdate {
            reason: "INVALID_FORMAT".to_owned(),
            rejection: Some(RejectionInfo {
                reason: "Two parameters follow each other without text between them.".to_owned(),
                recommendation: "Put words between the parameters.".to_owned(),
            }),
            ..update(c, TemplateEvent::Rejected)
        }
        .value(c.version)
    }),
];

fn update(context: &ExampleContext, event: TemplateEvent) -> TemplateStatusUpdate {
    TemplateStatusUpdate::new(event, context.template.clone(), "UTILITY")
}

fn bare(context: &ExampleContext, event: TemplateEvent) -> Value {
    update(context, event).value(context.version)
}

fn paused(
    context: &ExampleContext,
    event: TemplateEvent,
    title: PauseTitle,
    description: &str,
) -> Value {
    TemplateStatusUpdate {
        pause: Some((title, description.to_owned())),
        ..update(context, event)
    }
    .value(context.version)
}
