//! Statuses on their way, and the facts of a message that each of them repeats.

use std::borrow::Cow;
use std::sync::Arc;

use crate::clock::Moment;
use crate::observation::Status;
use crate::settings::PhoneNumber;
use crate::webhook::StatusExtras;

/// A status on its way to the connector.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusDue {
    /// The fact's id: [`status_id`].
    pub id: u64,
    /// Which status.
    pub status: Status,
    /// When it happened.
    pub happened: Moment,
    /// When its webhook falls due.
    pub due: Moment,
    /// Graph code of a failed one.
    pub code: Option<u32>,
    /// To be signed wrongly.
    pub forged: bool,
    /// Whether it carries `pricing`: on `sent` and on the first of delivered and read.
    pub priced: bool,
    /// Its message.
    pub message: Arc<MessageFacts>,
}

/// Ids that the facts of one message share out; the last is for webhooks that belong to none.
pub(crate) const IDS_OF_A_MESSAGE: u64 = 16;

/// The id of a message's status by its place among them, from 0: it says which send it is of.
pub(crate) fn status_id(send: u64, place: usize) -> u64 {
    send * IDS_OF_A_MESSAGE + (place as u64).min(IDS_OF_A_MESSAGE - 2)
}

/// What every status of a message repeats.
#[derive(Debug, PartialEq)]
pub struct MessageFacts {
    /// Its send's id, from 1.
    pub send: u64,
    /// Its id.
    pub wamid: String,
    /// The customer's number.
    pub recipient: String,
    /// The sending number.
    pub number: Arc<PhoneNumber>,
    /// The WhatsApp business account.
    pub account_id: Arc<str>,
    /// `biz_opaque_callback_data`.
    pub callback: Option<String>,
    /// Pricing category, lower case.
    pub category: Cow<'static, str>,
    /// What its statuses say beyond that; None for a plain message.
    pub extras: Option<Box<StatusExtras>>,
}
