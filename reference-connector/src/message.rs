//! A message to a customer: from a notice to the body of a send.

use std::borrow::Cow;

use bytes::Bytes;
use serde::Serialize;

use crate::carriers::Notice;
use crate::checkpoint::Checkpoint;
use crate::config::Config;
use crate::policy;

/// A message that is to be sent once.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) tracking_number: String,
    pub(crate) checkpoint: Checkpoint,
    pub(crate) phone_number_id: String,
    /// E.164 digits without the plus sign.
    pub(crate) to: String,
    pub(crate) template: Cow<'static, str>,
    pub(crate) language: &'static str,
    /// Tracking number, carrier's name, estimated delivery date.
    pub(crate) parameters: [String; 3],
    /// What every status of the message will carry back to us.
    pub(crate) callback: Option<String>,
}

impl Message {
    /// The message for a notice, with a template that the policy chose.
    pub(crate) fn new(mut notice: Notice, template: &'static str, config: &Config) -> Message {
        let numbers = &config.phone_numbers;
        let number = numbers
            .iter()
            .find(|number| number.seller == notice.seller)
            .or(numbers.first());
        let phone_number_id = number.map(|number| number.id.clone()).unwrap_or_default();
        // The date as it stands, without the time of day.
        notice.estimated_delivery.truncate(10);
        Message {
            callback: Some(format!(
                "{}:{}",
                notice.tracking_number,
                notice.checkpoint.word()
            )),
            parameters: [
                notice.tracking_number.clone(),
                notice.carrier_name,
                notice.estimated_delivery,
            ],
            tracking_number: notice.tracking_number,
            checkpoint: notice.checkpoint,
            template: config.template_name(template, &phone_number_id),
            phone_number_id,
            to: notice.recipient,
            language: policy::language(&notice.country),
        }
    }

    /// The body of `POST /{phone-number-id}/messages` (Meta, Cloud API, messages).
    pub(crate) fn body(&self) -> Bytes {
        let texts = self.parameters.each_ref().map(|text| Parameter {
            r#type: "text",
            text,
        });
        let callback = self.callback.as_deref();
        template(&self.to, &self.template, self.language, &texts, callback)
    }
}

/// The body of a reminder; its parameters are tracking number and carrier's name.
pub(crate) fn reminder(
    to: &str,
    name: &str,
    language: &str,
    parameters: [&str; 2],
    callback: &str,
) -> Bytes {
    let texts = parameters.map(|text| Parameter {
        r#type: "text",
        text,
    });
    template(to, name, language, &texts, Some(callback))
}

/// The body of a free text that answers a customer's message.
pub(crate) fn text(to: &str, body: &str, answers: &str, callback: &str) -> Bytes {
    let send = FreeText {
        messaging_product: "whatsapp",
        recipient_type: "individual",
        to,
        context: Context {
            message_id: answers,
        },
        r#type: "text",
        text: Text { body },
        biz_opaque_callback_data: callback,
    };
    serde_json::to_vec(&send).expect("strings only").into()
}

fn template(
    to: &str,
    name: &str,
    language: &str,
    parameters: &[Parameter<'_>],
    callback: Option<&str>,
) -> Bytes {
    let send = Send {
        messaging_product: "whatsapp",
        recipient_type: "individual",
        to,
        r#type: "template",
        template: Template {
            name,
            language: Language { code: language },
            components: [Component {
                r#type: "body",
                parameters,
            }],
        },
        biz_opaque_callback_data: callback,
    };
    serde_json::to_vec(&send).expect("strings only").into()
}

#[derive(Serialize)]
struct FreeText<'a> {
    messaging_product: &'a str,
    recipient_type: &'a str,
    to: &'a str,
    context: Context<'a>,
    r#type: &'a str,
    text: Text<'a>,
    biz_opaque_callback_data: &'a str,
}

#[derive(Serialize)]
struct Context<'a> {
    message_id: &'a str,
}

#[derive(Serialize)]
struct Text<'a> {
    body: &'a str,
}

#[derive(Serialize)]
struct Send<'a> {
    messaging_product: &'a str,
    recipient_type: &'a str,
    to: &'a str,
    r#type: &'a str,
    template: Template<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    biz_opaque_callback_data: Option<&'a str>,
}

#[derive(Serialize)]
struct Template<'a> {
    name: &'a str,
    language: Language<'a>,
    components: [Component<'a>; 1],
}

#[derive(Serialize)]
struct Language<'a> {
    code: &'a str,
}

#[derive(Serialize)]
struct Component<'a> {
    r#type: &'a str,
    parameters: &'a [Parameter<'a>],
}

#[derive(Serialize)]
struct Parameter<'a> {
    r#type: &'a str,
    text: &'a str,
}
