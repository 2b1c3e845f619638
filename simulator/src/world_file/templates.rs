//! The section `[templates]`: how Meta treats templates.

use std::time::Duration;

use super::sections::TemplatesSection;
use super::{WorldFileError, wrong};
use crate::graph::template_life::TemplateSettings;

/// What the section states; the rest stays.
///
/// # Errors
/// A share outside of 0 to 1, or a time below zero.
pub(super) fn apply(
    section: TemplatesSection,
    settings: &mut TemplateSettings,
) -> Result<(), WorldFileError> {
    put_share(
        "rejected_share",
        section.rejected_share,
        &mut settings.rejected_share,
    )?;
    put_share(
        "recategorized_share",
        section.recategorized_share,
        &mut settings.recategorized_share,
    )?;
    put_share(
        "disliked_share",
        section.disliked_share,
        &mut settings.disliked_share,
    )?;
    put_time(
        "review_after_s",
        section.review_after_s,
        &mut settings.review_after,
    )?;
    put_time(
        "feedback_after_s",
        section.feedback_after_s,
        &mut settings.feedback_after,
    )?;
    put_time(
        "marketing_sync_s",
        section.marketing_sync_s,
        &mut settings.marketing_sync,
    )?;
    let life = &mut settings.life;
    let whole = [
        (
            section.recategorization_notice_s,
            &mut settings.recategorization_notice,
        ),
        (section.released_after_s, &mut life.decide_within),
    ];
    for (seconds, place) in whole {
        put(seconds.map(Duration::from_secs), place);
    }
    let [first, second] = &mut life.pauses;
    put(section.first_pause_s.map(Duration::from_secs), first);
    put(section.second_pause_s.map(Duration::from_secs), second);
    put(section.words_per_variable, &mut settings.words_per_variable);
    put(section.pacing, &mut life.pacing);
    put(section.paced_after, &mut life.first);
    put(section.held_max, &mut life.held_max);
    Ok(())
}

fn put<T>(stated: Option<T>, place: &mut T) {
    if let Some(stated) = stated {
        *place = stated;
    }
}

fn put_share(key: &str, stated: Option<f64>, place: &mut f64) -> Result<(), WorldFileError> {
    if let Some(share) = stated.filter(|share| !(0.0..=1.0).contains(share)) {
        return Err(wrong(
            format!("templates.{key}"),
            format!("{share} is no share"),
            "write 0 to 1",
        ));
    }
    put(stated, place);
    Ok(())
}

fn put_time(key: &str, stated: Option<f64>, place: &mut Duration) -> Result<(), WorldFileError> {
    let time = stated.map(Duration::try_from_secs_f64).transpose();
    let time = time.map_err(|error| {
        wrong(
            format!("templates.{key}"),
            error.to_string(),
            "write seconds, such as 3 or 0.5",
        )
    })?;
    put(time, place);
    Ok(())
}
