//! `reaction`: an emoji on a customer's message, or its removal. Whether that message can take one is known only after
//! the send was accepted. Source: Meta, Cloud API, "Reaction messages".

use super::super::answer::Refusal;
use super::super::request::Param;

/// A family with skin tones is the longest: ten scalar values and more.
const SCALARS_MAX: usize = 20;

pub(super) fn judged(root: &Param<'_>) -> Result<(), Box<Refusal>> {
    root.object(&["message_id", "emoji"])?;
    root.required("message_id")?.limited(1..=1_024)?;
    let emoji = root.required("emoji")?;
    let text = emoji.text()?;
    // Key caps (`1` with its frame) begin with ASCII; nothing else of ASCII is an emoji.
    let scalars = text.chars().count();
    let plain = text.is_ascii() || text.chars().any(|c| c.is_ascii_alphabetic() || c == ' ');
    if !text.is_empty() && (plain || scalars > SCALARS_MAX) {
        return Err(emoji.unfit("Param reaction['emoji'] must be a single emoji or empty"));
    }
    Ok(())
}
