//! A message to a customer: from a notice to the body of a send.

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
    pub(crate) template: &'static str,
    pub(crate) language: &'static str,
    /// Tracking number, carrier's name, estimated delivery date.
    pub(crate) parameters: [String; 3],
    /// What every status of the message will carry back to us.
    pub(crate) callback: Option<String>,
}

impl Message {
    /// The message for a notice, with a template that the policy chose.
    pub(crate) fn new(notice: Notice, template: &'static str, config: &Config) -> Message {
        let numbers = &config.phone_numbers;
        let number = numbers
            .iter()
            .find(|number| number.seller == notice.seller)
            .or(numbers.first());
        Message {
            callback: Some(format!(
                "{}:{}",
                notice.tracking_number,
                notice.checkpoint.word()
            )),
            parameters: [
                notice.tracking_number.clone(),
                notice.carrier_name,
                notice.estimated_delivery_date,
            ],
            tracking_number: notice.tracking_number,
            checkpoint: notice.checkpoint,
            phone_number_id: number.map(|number| number.id.clone()).unwrap_or_default(),
            to: notice.recipient,
            template,
            language: policy::language(&notice.country),
        }
    }

    /// The body of `POST /{phone-number-id}/messages` (Meta, Cloud API, messages).
    pub(crate) fn body(&self) -> Bytes {
        let texts = self.parameters.each_ref().map(|text| Parameter {
            r#type: "text",
            text,
        });
        let send = Send {
            messaging_product: "whatsapp",
            recipient_type: "individual",
            to: &self.to,
            r#type: "template",
            template: Template {
                name: self.template,
                language: Language {
                    code: self.language,
                },
                components: [Component {
                    r#type: "body",
                    parameters: texts,
                }],
            },
            biz_opaque_callback_data: self.callback.as_deref(),
        };
        serde_json::to_vec(&send).expect("strings only").into()
    }
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
    parameters: [Parameter<'a>; 3],
}

#[derive(Serialize)]
struct Parameter<'a> {
    r#type: &'a str,
    text: &'a str,
}
