//! How many statuses one webhook may carry: Meta posts at most 3 MB. Counted as posted, after escaping, and rounded up.

use crate::cloud_api::error_code;
use crate::webhook::envelope::BODY_BYTES_MAX;
use crate::world::StatusDue;

/// Names, punctuation, numbers and links of a status with its contact, and of an entry and a change of its own.
const FRAME_BYTES: usize = 1_600;

/// How many statuses at the batch's head fit into one webhook. At least one of a batch that is not empty: a single
/// status is a few kilobytes at most.
pub fn fits(batch: &[StatusDue]) -> usize {
    let mut left = BODY_BYTES_MAX;
    for (at, due) in batch.iter().enumerate() {
        match left.checked_sub(bytes_most(due)) {
            Some(rest) => left = rest,
            None => return at.max(1),
        }
    }
    batch.len()
}

/// The batch in parts that each fit into one webhook, in order. A batch that fits is one part.
pub fn split_by_size(batch: &[StatusDue]) -> impl Iterator<Item = &[StatusDue]> {
    let mut rest = batch;
    std::iter::from_fn(move || {
        let (part, after) = rest.split_at(fits(rest));
        rest = after;
        (!part.is_empty()).then_some(part)
    })
}

/// An upper bound for what one status adds to a webhook, in bytes after escaping.
pub(super) fn bytes_most(due: &StatusDue) -> usize {
    let message = &*due.message;
    let mut texts = escaped(&message.wamid)
        + 3 * escaped(&message.recipient)
        + escaped(&message.number.id)
        + escaped(&message.number.display)
        + escaped(&message.account_id)
        + 2 * escaped(&message.category)
        + message.callback.as_deref().map_or(0, escaped);
    if let Some(code) = due.code {
        texts += error_code::find(code).map_or(64, |entry| {
            2 * escaped(entry.title) + escaped(entry.details)
        });
    }
    if let Some(extras) = message.extras.as_deref() {
        let given = [
            &extras.pricing_category,
            &extras.origin,
            &extras.conversation_id,
            &extras.group_id,
            &extras.participant,
            &extras.identity_hash,
            &extras.user_id,
            &extras.parent_user_id,
            &extras.username,
            &extras.profile_name,
        ];
        // Each is written at most three times: as number, as id, in the contact.
        let given = given.into_iter().flatten();
        texts += given.map(|text| 3 * escaped(text)).sum::<usize>();
    }
    FRAME_BYTES + texts
}

/// An upper bound for a text's bytes in escaped JSON.
fn escaped(text: &str) -> usize {
    text.chars()
        .map(|each| match each {
            ' ' | '!' | '#'..='.' | '0'..='[' | ']'..='~' => 1,
            '\u{10000}'.. => 12,
            _ => 6,
        })
        .sum()
}
