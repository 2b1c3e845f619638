//! What a body may say, kind by kind. The bodies are those of Meta's own pages, shortened.
#![allow(clippy::unwrap_used)] // a test that cannot unwrap has failed

mod bad_shapes;
mod interactive;
mod interactive_limits;
mod kinds;
mod noise;
mod recipients;
mod rich_templates;
mod rich_templates_limits;
mod templates;

use serde_json::{Value, json};

use super::*;
use crate::meta_switches::MetaSwitches;
use crate::settings::PhoneNumber;
use crate::template::{
    Authentication, Button, Card, Catalog, Header, LimitedTimeOffer, Otp, Template, TemplateStatus,
};

const NUMBER: &str = "+55 11 98765-4321";
const JPEG: &str = "2871834006348767";
const OGG: &str = "1013859600285441";

/// A world with one of everything.
struct Office {
    catalog: Catalog,
    sender: PhoneNumber,
    switches: MetaSwitches,
    edge: Edge,
}

impl Office {
    fn new(templates: impl IntoIterator<Item = Template>) -> Office {
        Office {
            catalog: Catalog::new(templates),
            sender: PhoneNumber {
                id: "106540352242922".to_owned(),
                display: "15550783881".to_owned(),
                verified_name: "Seller 1".to_owned(),
            },
            switches: MetaSwitches::default(),
            edge: Edge::Messages,
        }
    }

    fn read(&self, body: &[u8]) -> (Message, Result<Accepted, Box<Refusal>>) {
        let around = Surroundings {
            catalog: &self.catalog,
            edge: self.edge,
            sender: &self.sender,
            media: &|id| {
                let mime = match id {
                    JPEG => "image/jpeg",
                    OGG => "audio/ogg; codecs=opus",
                    "mp3" => "audio/mpeg",
                    "mp4" => "video/mp4",
                    "pdf" => "application/pdf",
                    "webp" => "image/webp",
                    _ => return None,
                };
                Some(mime.to_owned())
            },
            group: &|id| id == "Y2FwaV9ncm91cDox",
            flow: &|flow| match flow {
                "published" | "394962046" => Some(FlowState::Published),
                "draft" => Some(FlowState::Draft),
                "blocked" => Some(FlowState::Blocked),
                "throttled" => Some(FlowState::Throttled),
                "deprecated" => Some(FlowState::Deprecated),
                _ => None,
            },
            switches: &self.switches,
        };
        read(body, &around)
    }

    fn judge(&self, body: &Value) -> (Message, Result<Accepted, Box<Refusal>>) {
        self.read(body.to_string().as_bytes())
    }

    /// The message of a body that has to be accepted.
    fn accepts(&self, body: &Value) -> Message {
        let (message, judged) = self.judge(body);
        match judged {
            Ok(Accepted::Message) => message,
            other => panic!("{other:?} came of {body}"),
        }
    }

    /// Code and words of a body that has to be refused: its details, or its message where Graph itself refuses.
    fn refuses(&self, body: &Value) -> (u32, String) {
        let (_, judged) = self.judge(body);
        let refusal = match judged {
            Err(refusal) => refusal,
            Ok(_) => panic!("accepted: {body}"),
        };
        assert!(!refusal.rule.is_empty(), "no rule for {body}");
        let words = if refusal.details.is_empty() {
            &refusal.message
        } else {
            &refusal.details
        };
        (refusal.code.code, words.clone())
    }
}

fn office() -> Office {
    Office::new([])
}

/// A send of a kind to an ordinary customer.
fn send(kind: &str, content: Value) -> Value {
    json!({ "messaging_product": "whatsapp", "to": NUMBER, "type": kind, kind: content })
}

fn interactive(content: Value) -> Value {
    send("interactive", content)
}

/// `base` with the values of `changes` in place of its own; null takes a key out.
fn but(mut base: Value, changes: &[(&str, Value)]) -> Value {
    for (pointer, value) in changes {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let parent = base.pointer_mut(parent).unwrap();
        match (parent, value) {
            (Value::Object(object), Value::Null) => {
                object.remove(key);
            }
            (Value::Object(object), value) => {
                object.insert(key.to_owned(), value.clone());
            }
            (Value::Array(list), value) => {
                list[key.parse::<usize>().unwrap()] = value.clone();
            }
            (other, _) => panic!("{pointer}: no such place in {other}"),
        }
    }
    base
}
