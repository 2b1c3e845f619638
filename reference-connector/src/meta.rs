//! Meta's webhooks: status updates and customers' messages, up to 1,000 of them in a post, over several entries and
//! changes (Meta, Cloud API, webhooks). An item that cannot be read is skipped: answering an error would have Meta
//! send the whole batch again, for days.

use std::borrow::Cow;

use serde::Deserialize;

use crate::status::Status;

/// What a post brings.
#[derive(Debug, Default)]
pub(crate) struct Webhook {
    pub(crate) statuses: Vec<StatusUpdate>,
    pub(crate) inbound: Vec<Inbound>,
}

/// News of a message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StatusUpdate {
    pub(crate) wamid: String,
    pub(crate) status: Status,
    /// What our send carried; the only thing that tells whose message it is before the send was answered.
    pub(crate) callback: Option<String>,
}

/// A customer's message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Inbound {
    pub(crate) wamid: String,
    pub(crate) from: String,
    pub(crate) body: String,
}

/// Everything in a post.
pub(crate) fn read(body: &[u8]) -> Result<Webhook, serde_json::Error> {
    let envelope: Envelope<'_> = serde_json::from_slice(body)?;
    let mut webhook = Webhook::default();
    for change in changes(envelope) {
        webhook.statuses.extend(
            change
                .statuses
                .unwrap_or_default()
                .into_iter()
                .filter_map(status),
        );
        webhook.inbound.extend(
            change
                .messages
                .unwrap_or_default()
                .into_iter()
                .filter_map(inbound),
        );
    }
    Ok(webhook)
}

/// The first item of the first change of the first entry, as code does that was written against an example (the
/// defect `first-status-of-batch-only`).
pub(crate) fn read_first_only(body: &[u8]) -> Result<Webhook, serde_json::Error> {
    let envelope: Envelope<'_> = serde_json::from_slice(body)?;
    let Some(change) = changes(envelope).next() else {
        return Ok(Webhook::default());
    };
    Ok(Webhook {
        statuses: change
            .statuses
            .unwrap_or_default()
            .into_iter()
            .take(1)
            .filter_map(status)
            .collect(),
        inbound: change
            .messages
            .unwrap_or_default()
            .into_iter()
            .take(1)
            .filter_map(inbound)
            .collect(),
    })
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    entry: Option<Vec<Entry<'a>>>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    changes: Option<Vec<Change<'a>>>,
}

#[derive(Deserialize)]
struct Change<'a> {
    #[serde(borrow)]
    field: Option<Text<'a>>,
    #[serde(borrow)]
    value: Option<Value<'a>>,
}

#[derive(Deserialize)]
struct Value<'a> {
    #[serde(borrow)]
    statuses: Option<Vec<StatusItem<'a>>>,
    #[serde(borrow)]
    messages: Option<Vec<MessageItem<'a>>>,
}

#[derive(Deserialize)]
struct StatusItem<'a> {
    #[serde(borrow)]
    id: Option<Text<'a>>,
    #[serde(borrow)]
    status: Option<Text<'a>>,
    #[serde(borrow)]
    biz_opaque_callback_data: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct MessageItem<'a> {
    #[serde(borrow)]
    id: Option<Text<'a>>,
    #[serde(borrow)]
    from: Option<Text<'a>>,
    // Customers without a visible phone number write under a business-scoped id.
    #[serde(borrow)]
    from_user_id: Option<Text<'a>>,
    #[serde(borrow)]
    text: Option<Body<'a>>,
    #[serde(borrow)]
    button: Option<Button<'a>>,
    #[serde(borrow)]
    interactive: Option<Interactive<'a>>,
}

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    body: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Button<'a> {
    #[serde(borrow)]
    text: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Interactive<'a> {
    #[serde(borrow)]
    button_reply: Option<Reply<'a>>,
    #[serde(borrow)]
    list_reply: Option<Reply<'a>>,
}

#[derive(Deserialize)]
struct Reply<'a> {
    #[serde(borrow)]
    title: Option<Text<'a>>,
}

/// A string that is borrowed from the body unless it holds escapes.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Text<'_> {
    fn owned(self) -> String {
        self.0.into_owned()
    }
}

/// The changes of the field `messages`; others, such as template and quality news, are none of our business.
fn changes(envelope: Envelope<'_>) -> impl Iterator<Item = Value<'_>> {
    let entries = envelope.entry.unwrap_or_default().into_iter();
    entries
        .flat_map(|entry| entry.changes.unwrap_or_default())
        .filter(|change| {
            change
                .field
                .as_ref()
                .is_some_and(|field| field.0 == "messages")
        })
        .filter_map(|change| change.value)
}

fn status(item: StatusItem<'_>) -> Option<StatusUpdate> {
    Some(StatusUpdate {
        wamid: item.id?.owned(),
        status: Status::parse(&item.status?.0)?,
        callback: item.biz_opaque_callback_data.map(Text::owned),
    })
}

fn inbound(item: MessageItem<'_>) -> Option<Inbound> {
    let replied = item
        .interactive
        .and_then(|it| it.button_reply.or(it.list_reply))
        .and_then(|it| it.title);
    let written = item
        .text
        .and_then(|it| it.body)
        .or(item.button.and_then(|it| it.text));
    Some(Inbound {
        wamid: item.id?.owned(),
        from: item.from.or(item.from_user_id)?.owned(),
        body: written.or(replied).map(Text::owned).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests;
