//! Reading the parts of `[policy]` that are no messages for checkpoints: short messages, reminders, frequency, dialogues.

use std::collections::{BTreeMap, BTreeSet};

use scenarios::dialogue_kind::DialogueKind;
use simulator::parcel::Checkpoint;

use super::{Read, checkpoint, message, source};
use crate::connector_file::error::suggest;
use crate::connector_file::item::{Item, Section};
use crate::policy::{
    DialoguePolicy, Frequency, Priority, Reminder, SmsFallback, SmsProvider, undeliverable,
};

/// World time from a failure to its short message when the file does not say.
const SMS_WITHIN: std::time::Duration = std::time::Duration::from_secs(60);
/// Meta's error codes have at most seven digits.
const CODE_MAX: u64 = 9_999_999;

pub(super) fn reminder(item: &Item<'_>, notified: &BTreeSet<Checkpoint>) -> Read<Reminder> {
    let section = item.section()?;
    section.only(&[
        "after",
        "checkpoints",
        "template",
        "header",
        "body",
        "buttons",
        "unless",
    ])?;
    Ok(Reminder {
        after: section.need("after")?.duration()?,
        checkpoints: covered(&section, notified)?,
        message: message(&section)?,
        unless: section.maybe("unless", Item::owned)?,
    })
}

pub(super) fn sms(item: &Item<'_>, notified: &BTreeSet<Checkpoint>) -> Read<SmsFallback> {
    let section = item.section()?;
    section.only(&[
        "within",
        "checkpoints",
        "on",
        "provider",
        "template",
        "sign",
        "params",
    ])?;
    let provider = section.maybe("provider", |item| {
        item.word(&[
            ("aliyun", SmsProvider::Aliyun),
            ("twilio", SmsProvider::Twilio),
        ])
    })?;
    let params = section.maybe("params", |item| item.list()?.iter().map(source).collect())?;
    Ok(SmsFallback {
        within: section
            .maybe("within", Item::duration)?
            .unwrap_or(SMS_WITHIN),
        checkpoints: covered(&section, notified)?,
        on: section.maybe("on", codes)?.unwrap_or_else(undeliverable),
        provider,
        template: section.maybe("template", Item::owned)?,
        sign: section.maybe("sign", Item::owned)?,
        params: params.unwrap_or_default(),
    })
}

fn codes(item: &Item<'_>) -> Read<BTreeSet<u32>> {
    let list = item.list()?;
    if list.is_empty() {
        return Err(item.error(
            "the list is empty",
            "name a code, such as 131026, or leave it out",
        ));
    }
    let code = |one: &Item<'_>| Ok(one.whole_number(1..=CODE_MAX)? as u32);
    list.iter().map(code).collect()
}

pub(super) fn frequency(item: &Item<'_>) -> Read<Frequency> {
    let section = item.section()?;
    section.only(&["max", "within"])?;
    Ok(Frequency {
        max: section.need("max")?.whole_number(1..=1_000)? as u32,
        within: section.need("within")?.duration()?,
    })
}

pub(super) fn dialogues(item: &Item<'_>) -> Read<BTreeMap<DialogueKind, DialoguePolicy>> {
    let mut dialogues = BTreeMap::new();
    for (word, one) in item.section()?.entries() {
        let Some(kind) = DialogueKind::parse(word) else {
            let known = DialogueKind::ALL.map(DialogueKind::word);
            let cause = format!("no customer's message is about {word:?}");
            return Err(one.error(cause, suggest(word, &known)));
        };
        let section = one.section()?;
        section.only(&["priority", "handover", "answer"])?;
        let words = Priority::ALL.map(|priority| (priority.word(), priority));
        dialogues.insert(
            kind,
            DialoguePolicy {
                priority: section.maybe("priority", |item| item.word(&words))?,
                handover: section.need("handover")?.flag()?,
                answer: section.maybe("answer", Item::flag)?.unwrap_or(false),
            },
        );
    }
    Ok(dialogues)
}

/// The checkpoints that a reminder or an SMS covers: those listed, else all that are notified.
fn covered(section: &Section<'_>, notified: &BTreeSet<Checkpoint>) -> Read<BTreeSet<Checkpoint>> {
    let Some(item) = section.get("checkpoints") else {
        return Ok(notified.clone());
    };
    let mut covered = BTreeSet::new();
    for one in item.list()? {
        let found = checkpoint(one.text()?, &one)?;
        if !notified.contains(&found) {
            let cause = format!("no message is sent for {}", found.word());
            return Err(one.error(cause, "take it out, or add it to policy.messages"));
        }
        covered.insert(found);
    }
    Ok(covered)
}
