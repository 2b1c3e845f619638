//! A message as the customer sees it, with what became of it.

use serde::Serialize;

use super::time;
use crate::cloud_api::error_code;
use crate::cloud_api::template_fill::rendered_body;
use crate::observation::{Outcome, Parameter};
use crate::recent::{Message, StatusSeen};
use crate::template::Template;

#[derive(Serialize)]
pub(in crate::control) struct MessageShown<'a> {
    wamid: &'a str,
    at: String,
    to: &'a str,
    phone_number_id: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<TemplateShown<'a>>,
    /// As the customer reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    biz_opaque_callback_data: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer_lost: Option<&'static str>,
    statuses: Vec<StatusShown>,
}

#[derive(Serialize)]
struct TemplateShown<'a> {
    name: &'a str,
    language: Option<&'a str>,
    parameters: &'a [Parameter],
}

#[derive(Serialize)]
struct StatusShown {
    status: &'static str,
    due: String,
    /// How its webhook went.
    webhook: &'static str,
    attempts: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'static str>,
}

impl<'a> MessageShown<'a> {
    /// `unposted` is what stands for the outcome of a status that was not posted yet.
    pub(in crate::control) fn new(
        message: &'a Message,
        template: Option<&Template>,
        unposted: &'static str,
    ) -> MessageShown<'a> {
        let send = &message.send;
        let statuses = message.statuses.iter();
        MessageShown {
            wamid: &message.wamid,
            at: time(send.at),
            to: &send.to,
            phone_number_id: &send.phone_number_id,
            kind: &send.kind,
            template: send.template.as_deref().map(|name| TemplateShown {
                name,
                language: send.language.as_deref(),
                parameters: &send.parameters,
            }),
            text: template.map(|template| rendered_body(template, &send.parameters)),
            biz_opaque_callback_data: send.callback.as_deref(),
            reply_to: send.reply_to.as_deref(),
            answer_lost: message.answer_lost,
            statuses: statuses
                .map(|seen| StatusShown::new(seen, unposted))
                .collect(),
        }
    }
}

impl StatusShown {
    fn new(seen: &StatusSeen, unposted: &'static str) -> StatusShown {
        let known = seen.code.and_then(error_code::find);
        StatusShown {
            status: seen.status.word(),
            due: time(seen.due),
            webhook: seen.outcome.as_ref().map_or(unposted, Outcome::word),
            attempts: seen.attempts,
            code: seen.code,
            title: known.map(|known| known.title),
        }
    }
}
