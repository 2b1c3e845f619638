//! A refusal of Aliyun's, and answers as its gateway writes them: JSON, or XML for older clients.

use serde_json::{Map, Value, json};

use super::codes;
use crate::cloud_api::answer::Answer;

/// Why a request is not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) code: String,
    pub(super) message: String,
    pub(super) http: u16,
    pub(super) transient: bool,
}

impl Refused {
    /// With a code of the tables; one that they do not have is answered as a system error.
    pub(super) fn known(code: &str) -> Refused {
        let known = codes::refusal(code).or_else(|| codes::refusal("isp.SYSTEM_ERROR"));
        let found = |text: &str| Refused {
            code: text.to_owned(),
            message: String::new(),
            http: 200,
            transient: false,
        };
        known.map_or_else(
            || found(code),
            |known| Refused {
                code: known.code.to_owned(),
                message: known.message.to_owned(),
                http: known.http,
                transient: known.transient,
            },
        )
    }

    /// A parameter or header is not there.
    pub(super) fn missing(name: &str) -> Refused {
        Refused {
            code: format!("Missing{name}"),
            message: format!("{name} is mandatory for this action."),
            ..Refused::known("MissingParameter")
        }
    }

    /// With another message.
    pub(super) fn saying(self, message: impl Into<String>) -> Refused {
        Refused {
            message: message.into(),
            ..self
        }
    }

    /// The body: the gateway's refusals say more than the service's.
    pub(super) fn body(&self, request_id: &str, host: &str) -> Value {
        let mut body = json!({
            "RequestId": request_id, "Code": self.code, "Message": self.message,
        });
        if self.http != 200 {
            body["HostId"] = json!(host);
            body["Recommend"] = json!(format!(
                "https://api.aliyun.com/troubleshoot?q={}&product=Dysmsapi&requestId={request_id}",
                self.code
            ));
        }
        body
    }
}

/// An answer. `root` is the outermost element of XML.
pub(super) fn answer(json: bool, http: u16, root: &str, body: &Value, request_id: &str) -> Answer {
    let headers = vec![("x-acs-request-id", request_id.to_owned())];
    if json {
        return Answer {
            status: http,
            content_type: "application/json;charset=utf-8",
            headers,
            body: body.to_string().into_bytes(),
        };
    }
    let mut text = String::from("<?xml version='1.0' encoding='UTF-8'?>");
    write_element(&mut text, root, body);
    Answer {
        status: http,
        content_type: "text/xml;charset=utf-8",
        headers,
        body: text.into_bytes(),
    }
}

fn write_element(text: &mut String, name: &str, value: &Value) {
    match value {
        Value::Array(items) => {
            for item in items {
                write_element(text, name, item);
            }
        }
        _ => {
            text.push_str(&format!("<{name}>"));
            match value {
                Value::Object(fields) => write_fields(text, fields),
                Value::String(content) => text.push_str(&escaped(content)),
                Value::Null => {}
                other => text.push_str(&other.to_string()),
            }
            text.push_str(&format!("</{name}>"));
        }
    }
}

fn write_fields(text: &mut String, fields: &Map<String, Value>) {
    for (name, value) in fields {
        write_element(text, name, value);
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateways_refusal_names_host_and_help_and_a_services_does_not() {
        let gateway = Refused::known("SignatureNonceUsed").body("R", "h");
        assert_eq!(gateway["HostId"], "h");
        let service = Refused::known("isv.AMOUNT_NOT_ENOUGH").body("R", "h");
        assert_eq!(
            service,
            json!({"RequestId": "R", "Code": "isv.AMOUNT_NOT_ENOUGH", "Message": "账户余额不足"})
        );
    }

    #[test]
    fn xml_repeats_the_name_of_a_list_and_escapes_text() {
        let body = json!({"L": {"I": [{"a": "<&>"}, {"a": 1}]}});
        let answer = answer(false, 200, "R", &body, "id");
        assert_eq!(
            String::from_utf8(answer.body).expect("UTF-8"),
            "<?xml version='1.0' encoding='UTF-8'?><R><L><I><a>&lt;&amp;&gt;</a></I><I><a>1</a></I></L></R>"
        );
    }
}
