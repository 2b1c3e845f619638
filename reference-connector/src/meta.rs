//! Meta's webhooks: status updates and customers' messages, up to 1,000 of them in a post, over several entries and
//! changes (Meta, Cloud API, webhooks). An item that cannot be read is skipped: answering an error would have Meta
//! send the whole batch again, for days.

use std::borrow::Cow;

use serde::Deserialize;

use crate::dialogue::{self, Kind};
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
    /// Meta's code of a failure.
    pub(crate) code: Option<i64>,
    /// What our send carried; the only thing that tells whose message it is before the send was answered.
    pub(crate) callback: Option<String>,
}

/// A customer's message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Inbound {
    pub(crate) wamid: String,
    pub(crate) from: String,
    /// The text, or the words below a picture, or on a button.
    pub(crate) body: String,
    pub(crate) kind: Kind,
    /// The number that the customer wrote to.
    pub(crate) phone_number_id: String,
    /// The message that it answers.
    pub(crate) context: Option<String>,
    /// What a tapped button carries.
    pub(crate) payload: Option<String>,
    /// A photo's media id.
    pub(crate) photo: Option<String>,
}

/// Everything in a post.
pub(crate) fn read(body: &[u8]) -> Result<Webhook, serde_json::Error> {
    let envelope: Envelope<'_> = serde_json::from_slice(body)?;
    let mut webhook = Webhook::default();
    for change in changes(envelope) {
        webhook.add(change, usize::MAX);
    }
    Ok(webhook)
}

/// The first item of the first change of the first entry, as code does that was written against an example (the
/// defect `first-status-of-batch-only`).
pub(crate) fn read_first_only(body: &[u8]) -> Result<Webhook, serde_json::Error> {
    let envelope: Envelope<'_> = serde_json::from_slice(body)?;
    let mut webhook = Webhook::default();
    if let Some(change) = changes(envelope).next() {
        webhook.add(change, 1);
    }
    Ok(webhook)
}

impl Webhook {
    /// Adds the first items of a change.
    fn add(&mut self, change: Value<'_>, items_max: usize) {
        let statuses = change.statuses.unwrap_or_default().into_iter();
        self.statuses
            .extend(statuses.take(items_max).filter_map(status));
        let messages = change.messages.unwrap_or_default();
        if messages.is_empty() {
            return;
        }
        let number = change.metadata.and_then(|it| it.phone_number_id);
        let number = number.map(Text::owned).unwrap_or_default();
        let messages = messages.into_iter().take(items_max);
        self.inbound
            .extend(messages.filter_map(|item| inbound(item, &number)));
    }
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
    metadata: Option<Metadata<'a>>,
    #[serde(borrow)]
    statuses: Option<Vec<StatusItem<'a>>>,
    #[serde(borrow)]
    messages: Option<Vec<MessageItem<'a>>>,
}

#[derive(Deserialize)]
struct Metadata<'a> {
    #[serde(borrow)]
    phone_number_id: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct StatusItem<'a> {
    #[serde(borrow)]
    id: Option<Text<'a>>,
    #[serde(borrow)]
    status: Option<Text<'a>>,
    #[serde(borrow)]
    biz_opaque_callback_data: Option<Text<'a>>,
    /// Whatever it is: only a code in its place is read.
    errors: Option<serde_json::Value>,
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
    #[serde(borrow)]
    image: Option<Media<'a>>,
    #[serde(borrow)]
    video: Option<Media<'a>>,
    #[serde(borrow)]
    document: Option<Media<'a>>,
    #[serde(borrow)]
    context: Option<Context<'a>>,
}

#[derive(Deserialize)]
struct Media<'a> {
    #[serde(borrow)]
    id: Option<Text<'a>>,
    #[serde(borrow)]
    caption: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Context<'a> {
    #[serde(borrow)]
    id: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    body: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Button<'a> {
    #[serde(borrow)]
    payload: Option<Text<'a>>,
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
    id: Option<Text<'a>>,
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
        code: item.errors.and_then(|errors| errors[0]["code"].as_i64()),
        callback: item.biz_opaque_callback_data.map(Text::owned),
    })
}

fn inbound(item: MessageItem<'_>, phone_number_id: &str) -> Option<Inbound> {
    let reply = item
        .interactive
        .and_then(|it| it.button_reply.or(it.list_reply));
    let (reply_id, title) = reply.map_or((None, None), |it| (it.id, it.title));
    let (payload, label) = item.button.map_or((None, None), |it| (it.payload, it.text));
    let (photo, below_photo) = item.image.map_or((None, None), |it| (it.id, it.caption));
    let caption = below_photo
        .or(item.video.and_then(|it| it.caption))
        .or(item.document.and_then(|it| it.caption));
    let written = item.text.and_then(|it| it.body);
    let shown = written.or(label).or(title).or(caption);
    let from = item.from.or(item.from_user_id)?.owned();
    let body = shown.map(Text::owned).unwrap_or_default();
    Some(Inbound {
        wamid: item.id?.owned(),
        kind: dialogue::kind(&body, &from),
        from,
        body,
        phone_number_id: phone_number_id.to_owned(),
        context: item.context.and_then(|it| it.id).map(Text::owned),
        payload: payload.or(reply_id).map(Text::owned),
        photo: photo.map(Text::owned),
    })
}

#[cfg(test)]
mod tests;
