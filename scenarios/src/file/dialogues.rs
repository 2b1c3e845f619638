//! `[dialogues]`: customers who write, what about, and when.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

use super::bounds::{normalized, period, share};
use super::leaf::{Period, Share};
use crate::dialogue_kind::DialogueKind;
use crate::error::Problem;
use crate::scenario::Dialogues;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(crate) struct DialoguesWire {
    share: Option<Share>,
    after: Option<Period>,
    follow_ups: Option<Share>,
    follow_up_after: Option<Period>,
    photos: Option<Share>,
    kinds: Option<BTreeMap<String, Share>>,
}

pub(super) fn convert(wire: DialoguesWire) -> Result<Dialogues, Problem> {
    Ok(Dialogues {
        share: share(wire.share, 0.0),
        after: period(wire.after, Duration::from_secs(2)),
        follow_ups: share(wire.follow_ups, 0.5),
        follow_up_after: period(wire.follow_up_after, Duration::from_secs(3)),
        photos: share(wire.photos, 0.8),
        kinds: kinds(wire.kinds)?,
    })
}

/// Every kind alike unless the file says otherwise.
fn kinds(written: Option<BTreeMap<String, Share>>) -> Result<BTreeMap<DialogueKind, f64>, Problem> {
    let Some(written) = written else {
        return normalized("dialogues.kinds", DialogueKind::ALL.map(|kind| (kind, 1.0)));
    };
    let vocabulary = DialogueKind::ALL.map(|kind| (kind.word(), kind));
    super::mix::shares("dialogues.kinds", "kind of message", written, &vocabulary)
}
