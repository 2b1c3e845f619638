//! How Meta treats templates in this world: everything about it that a world file may tune.

use std::time::Duration;

use crate::limits::template_life::LifeRules;

/// How Meta treats templates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TemplateSettings {
    /// From submission to the decision, world time. Meta: minutes, at most 24 hours (Meta, Cloud API, template
    /// review); ours is short so that a person can wait for it.
    pub review_after: Duration,
    /// Share of reviews that end in a rejection; names decide before it does.
    pub rejected_share: f64,
    /// Share of reviewed utility templates that are approved as marketing; names decide before it does.
    pub recategorized_share: f64,
    /// Notice before an approved utility template becomes marketing: 24 hours (Meta, Cloud API, template
    /// categorization).
    pub recategorization_notice: Duration,
    /// Words of fixed text that a body needs for each variable, and one more (2388293). Meta publishes no figure; two
    /// for each and one more is what providers found (Syniverse, Maqsam, Mercuri on templates with variables).
    pub words_per_variable: usize,
    /// From submission until the Marketing Messages API knows a template (134101), world time. Meta: up to ten minutes;
    /// at once unless it is stated.
    pub marketing_sync: Duration,
    /// Pacing and pausing.
    pub life: LifeRules,
    /// From the first held message to the readers' judgement of a paced template, world time; ours.
    pub feedback_after: Duration,
    /// Share of paced templates that readers dislike; names decide before it does.
    pub disliked_share: f64,
}

impl Default for TemplateSettings {
    fn default() -> TemplateSettings {
        TemplateSettings {
            review_after: Duration::from_secs(3),
            rejected_share: 0.0,
            recategorized_share: 0.0,
            recategorization_notice: Duration::from_secs(24 * 3_600),
            words_per_variable: 2,
            marketing_sync: Duration::ZERO,
            life: LifeRules::default(),
            feedback_after: Duration::from_secs(60),
            disliked_share: 0.0,
        }
    }
}
