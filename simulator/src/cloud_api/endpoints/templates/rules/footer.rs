//! The footer: a short plain text.

use super::super::refusals::{FOOTER_FORMAT, lacks, refuse, too_long};
use super::{Component, Judged, text};

const TEXT_MAX: usize = 60;

/// Meta's pages disagree on variables in footers; a send has no component to fill them, so they are refused.
pub(super) fn read(component: &Component<'_>) -> Judged<String> {
    let said = component
        .text("text")
        .ok_or_else(|| lacks("FOOTER", "text", "Your shop"))?;
    let field = format!("{}.text", component.path);
    if said.chars().count() > TEXT_MAX {
        return Err(too_long(&field, "The message footer", TEXT_MAX, said));
    }
    if said.contains('\n') || said.contains("{{") || text::emojis(said) > 0 {
        let words = "The message footer can't have any variables, new lines or emojis.";
        let rule = "a footer has neither variables, nor line breaks, nor emojis";
        return Err(refuse(FOOTER_FORMAT, &field, rule, words));
    }
    Ok(said.to_owned())
}
