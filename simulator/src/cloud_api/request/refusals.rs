//! Refusals in the three manners that Meta has for a bad body.
//!
//! Graph itself checks the shape: code 100, the whole sentence in `message`, no `error_data` (as captured: "The
//! parameter interactive['action']['buttons'][0]['reply']['title'] is required."). WhatsApp checks the sense: 131009
//! for a value, 131008 for what a kind of message cannot do without, both with `error_data.details`.

use super::super::answer::Refusal;

const SENTENCE_MAX: usize = 300;
const TEXT_MAX: usize = 1_000;

/// The shape is wrong: Graph refuses with code 100. The sentence goes into a header too, so it is kept short and to
/// visible ASCII, whatever a body put into it.
pub(crate) fn graph(field: &str, sentence: String) -> Refusal {
    let visible = |c: char| if matches!(c, ' '..='~') { c } else { '?' };
    let sentence: String = sentence.chars().take(SENTENCE_MAX).map(visible).collect();
    let rule = sentence.trim_end_matches('.').to_owned();
    Refusal {
        message: format!("(#100) {sentence}"),
        ..Refusal::new(100, field, rule)
    }
}

/// The same refusal, none of its texts longer than a screen: a huge value is not handed back whole.
pub(crate) fn bounded(mut refusal: Box<Refusal>) -> Box<Refusal> {
    let texts = [
        &mut refusal.details,
        &mut refusal.message,
        &mut refusal.rule,
        &mut refusal.field,
        &mut refusal.nearest,
    ];
    for text in texts {
        if let Some((end, _)) = text.char_indices().nth(TEXT_MAX) {
            text.truncate(end);
        }
    }
    refusal
}

/// A value is not valid: 131009.
pub(crate) fn unfit(field: &str, details: impl Into<String>) -> Refusal {
    let details = details.into();
    Refusal::new(131_009, field, details.clone()).details(details)
}

/// A kind of message lacks what it cannot do without: 131008.
pub(crate) fn missing(field: &str, nearest: &str) -> Box<Refusal> {
    Box::new(
        Refusal::new(131_008, field, format!("{field} is required"))
            .details(format!(
                "Parameter '{field}' is mandatory for this type of message"
            ))
            .nearest(nearest),
    )
}
