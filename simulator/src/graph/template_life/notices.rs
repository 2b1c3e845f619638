//! The webhooks that a template's life gives: status, quality, category and components updates. Their shapes are
//! [`crate::webhook::fields`]'s.

use std::sync::Arc;

use crate::clock::Moment;
use crate::due::{Due, WebhookDue};
use crate::limits::quality::Quality;
use crate::template::{Button, Header, Template};
use crate::webhook::fields::{
    CategoryChange, ComponentButton, FieldValue, PauseTitle, RejectionInfo, Score,
    TemplateCategory, TemplateComponents, TemplateEvent, TemplateName, TemplateQuality,
    TemplateStatusUpdate,
};
use crate::world::World;

/// Where and when a webhook is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Notices<'a> {
    pub(crate) world: &'a World,
    pub(crate) now: Moment,
    pub(crate) account: &'a Arc<str>,
}

impl Notices<'_> {
    /// A new status, without details.
    pub(crate) fn status(self, template: &Template, event: TemplateEvent) -> Due {
        self.due(about(template, event))
    }

    /// Rejected, with Meta's word for why; INVALID_FORMAT comes with an explanation.
    pub(super) fn rejected(self, template: &Template, reason: &str) -> Due {
        let explained = (reason == "INVALID_FORMAT").then(|| explanation(template));
        self.due(TemplateStatusUpdate {
            reason: reason.to_owned(),
            rejection: explained,
            ..about(template, TemplateEvent::Rejected)
        })
    }

    /// Paused, for the first or a later time, or unpaused.
    pub(super) fn pause(self, template: &Template, title: PauseTitle) -> Due {
        let (event, words) = match title {
            PauseTitle::Unpause => (
                TemplateEvent::Approved,
                "Your WhatsApp message template has been unpaused.",
            ),
            _ => (
                TemplateEvent::Paused,
                "Your WhatsApp message template has been paused because of low quality.",
            ),
        };
        self.due(TemplateStatusUpdate {
            pause: Some((title, words.to_owned())),
            ..about(template, event)
        })
    }

    pub(super) fn disabled(self, template: &Template) -> Due {
        let words = "Your WhatsApp message template has been disabled.";
        self.due(TemplateStatusUpdate {
            disabled_s: Some(self.now.unix_s()),
            pause: Some((PauseTitle::Disabled, words.to_owned())),
            ..about(template, TemplateEvent::Disabled)
        })
    }

    pub(super) fn quality(self, template: &Template, from: Quality, to: Quality) -> Due {
        self.due(TemplateQuality {
            template: named(template),
            previous_quality_score: score(from),
            new_quality_score: score(to),
        })
    }

    /// It will have the category `correct` at `at`.
    pub(super) fn category_announced(self, template: &Template, correct: &str, at: Moment) -> Due {
        self.due(TemplateCategory {
            template: named(template),
            change: CategoryChange::Impending {
                current: template.category.clone(),
                correct: correct.to_owned(),
                update_s: at.unix_s(),
            },
        })
    }

    pub(super) fn category_changed(self, template: &Template, previous: String) -> Due {
        self.due(TemplateCategory {
            template: named(template),
            change: CategoryChange::Done {
                previous,
                new: template.category.clone(),
            },
        })
    }

    /// It was edited.
    pub(crate) fn components(self, template: &Template) -> Due {
        self.due(TemplateComponents {
            template: named(template),
            body: template.body.clone(),
            header: match &template.header {
                Some(Header::Text(text)) => Some(text.clone()),
                _ => None,
            },
            footer: template.footer.clone(),
            buttons: template.buttons.iter().map(button).collect(),
        })
    }

    fn due<V: FieldValue + Send + Sync + 'static>(self, value: V) -> Due {
        Due::Notice(Box::new(WebhookDue {
            id: self.world.next_notice_id(),
            due: self.now,
            account_id: Arc::clone(self.account),
            number_id: None,
            field: V::FIELD,
            body: value.body(),
        }))
    }
}

fn about(template: &Template, event: TemplateEvent) -> TemplateStatusUpdate {
    TemplateStatusUpdate::new(event, named(template), &template.category)
}

/// Ids that the settings state may be no numbers; they become 0 here.
fn named(template: &Template) -> TemplateName {
    TemplateName {
        id: template.id.parse().unwrap_or(0),
        name: template.name.clone(),
        language: template.language.clone(),
    }
}

fn score(quality: Quality) -> Score {
    match quality {
        Quality::Green => Score::Green,
        Quality::Yellow => Score::Yellow,
        Quality::Red => Score::Red,
        Quality::Unknown | Quality::NotApplicable => Score::Unknown,
    }
}

fn button(button: &Button) -> ComponentButton {
    ComponentButton {
        kind: button.word().to_owned(),
        text: button.label().to_owned(),
        url: match button {
            Button::Url { url, .. } => Some(url.clone()),
            _ => None,
        },
        phone_number: match button {
            Button::Phone { number, .. } => Some(number.clone()),
            _ => None,
        },
    }
}

fn explanation(template: &Template) -> RejectionInfo {
    let (reason, recommendation) = if super::review::has_neighboring_variables(&template.body) {
        (
            "The template has parameters next to each other, such as {{1}}{{2}}, with nothing between them.",
            "Put text between the parameters and make clear what each stands for.",
        )
    } else {
        (
            "The template's text or parameters are not formatted as they have to be.",
            "Look at spelling, punctuation and parameters, then submit it again.",
        )
    };
    RejectionInfo {
        reason: reason.to_owned(),
        recommendation: recommendation.to_owned(),
    }
}
