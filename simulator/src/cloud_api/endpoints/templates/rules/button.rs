//! One button: its label, and what its kind demands.

use serde_json::{Map, Value, json};

use super::super::refusals::{BUTTON_FORMAT, BUTTON_URL, invalid, lacks, one_of, refuse, too_long};
use super::Judged;
use super::text;
use crate::chance::index_of;
use crate::template::{Button, Otp, OtpKind, ParameterFormat, SupportedApp};

const LABEL_MAX: usize = 25;
const URL_MAX: usize = 2_000;
const PHONE_MAX: usize = 20;
/// Meta's pages say 15 and 20 characters.
const CODE_MAX: usize = 20;
const APPS_MAX: usize = 5;
const KINDS: [&str; 12] = [
    "CATALOG",
    "COPY_CODE",
    "FLOW",
    "MPM",
    "ORDER_DETAILS",
    "OTP",
    "PHONE_NUMBER",
    "QUICK_REPLY",
    "REQUEST_CONTACT_INFO",
    "SPM",
    "URL",
    "VOICE_CALL",
];

type Node = Map<String, Value>;

pub(super) fn read(path: &str, node: &Node) -> Judged<(Button, Value)> {
    let asked = string(node, "type").unwrap_or("");
    let kind = KINDS
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(asked))
        .ok_or_else(|| one_of(&format!("{path}['type']"), &KINDS, asked))?;
    let mut kept = Value::Object(node.clone());
    kept["type"] = json!(kind);
    let button = match kind {
        "QUICK_REPLY" => Button::QuickReply {
            text: label(path, node, None)?,
        },
        "URL" => url(path, node)?,
        "PHONE_NUMBER" => phone(path, node)?,
        "COPY_CODE" => Button::CopyCode {
            example: code(path, node)?,
        },
        "OTP" => {
            let otp = otp(path, node)?;
            kept["text"] = json!(otp.text);
            kept["otp_type"] = json!(otp.kind.word());
            Button::Otp(otp)
        }
        "FLOW" => {
            let flow = flow(path, node)?;
            if let (
                Some(map),
                Button::Flow {
                    flow_id, action, ..
                },
            ) = (kept.as_object_mut(), &flow)
            {
                map.remove("flow_json");
                map.insert("flow_id".to_owned(), json!(flow_id));
                map.insert("flow_action".to_owned(), json!(action.to_ascii_uppercase()));
            }
            flow
        }
        "CATALOG" => Button::Catalog {
            text: label(path, node, Some("View catalog"))?,
        },
        "MPM" => Button::MultiProduct {
            text: label(path, node, Some("View items"))?,
        },
        "SPM" => Button::SingleProduct {
            text: label(path, node, Some("View"))?,
        },
        "VOICE_CALL" => Button::VoiceCall {
            text: label(path, node, Some("Call on WhatsApp"))?,
        },
        "ORDER_DETAILS" => Button::OrderDetails {
            text: label(path, node, Some("Review and pay"))?,
        },
        _ => Button::RequestContactInfo,
    };
    Ok((button, kept))
}

fn string<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    node.get(key)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
}

fn label(path: &str, node: &Node, usual: Option<&str>) -> Judged<String> {
    let given = string(node, "text").or(usual);
    let said = given.ok_or_else(|| lacks("BUTTONS", "text", r#""text":"Track""#))?;
    let field = format!("{path}.text");
    if said.chars().count() > LABEL_MAX {
        return Err(too_long(&field, "A button's text", LABEL_MAX, said));
    }
    if said.contains(['\n', '{', '}']) || text::has_markup(said) || text::emojis(said) > 0 {
        let words = "Buttons can't have any variables, newlines, emojis or formatting characters.";
        let rule = "a label has neither variables, nor line breaks, nor emojis, nor formatting";
        return Err(refuse(BUTTON_FORMAT, &field, rule, words));
    }
    Ok(said.to_owned())
}

fn url(path: &str, node: &Node) -> Judged<Button> {
    let text = label(path, node, None)?;
    let nearest = r#""url":"https://shop.example/{{1}}""#;
    let url = string(node, "url").ok_or_else(|| lacks("BUTTONS", "url", nearest))?;
    let field = format!("{path}.url");
    if url.chars().count() > URL_MAX {
        return Err(too_long(&field, "A button's URL", URL_MAX, url));
    }
    let Some((_, rest)) = url.split_once("://").filter(|(scheme, rest)| {
        matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") && !rest.is_empty()
    }) else {
        return Err(invalid(
            &field,
            "The button's URL must begin with http:// or https://.",
        ));
    };
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or("");
    if matches!(host, "wa.me" | "api.whatsapp.com" | "chat.whatsapp.com") {
        let said = "Direct links to WhatsApp aren't allowed for buttons.";
        return Err(refuse(
            BUTTON_URL,
            &field,
            "a button leads to a site, not to WhatsApp",
            said,
        ));
    }
    let keys = text::variables(url, ParameterFormat::Positional)
        .map_err(|why| refuse(BUTTON_FORMAT, &field, why.clone(), why))?;
    if keys.len() > 1 || (!keys.is_empty() && !url.ends_with("}}")) {
        let words = "A button's URL can have one variable, at its end.";
        return Err(refuse(
            BUTTON_FORMAT,
            &field,
            "one variable, at the end",
            words,
        ));
    }
    let example = node.get("example");
    let example = example.and_then(|example| example.get(0).unwrap_or(example).as_str());
    if !keys.is_empty() && example.is_none_or(str::is_empty) {
        return Err(lacks(
            "BUTTONS",
            "example",
            r#""example":["https://shop.example/YT123"]"#,
        ));
    }
    Ok(Button::Url {
        text,
        url: url.to_owned(),
    })
}

fn phone(path: &str, node: &Node) -> Judged<Button> {
    let text = label(path, node, None)?;
    let number = string(node, "phone_number").ok_or_else(|| {
        lacks(
            "BUTTONS",
            "phone_number",
            r#""phone_number":"+15550051310""#,
        )
    })?;
    let field = format!("{path}.phone_number");
    if number.chars().count() > PHONE_MAX {
        return Err(too_long(
            &field,
            "A button's phone number",
            PHONE_MAX,
            number,
        ));
    }
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let plain = |byte: u8| byte.is_ascii_digit() || b"+-() ".contains(&byte);
    if digits < 5 || !number.bytes().all(plain) {
        let mut refusal = invalid(&field, "The button's phone number is not valid.");
        refusal.got = number.to_owned();
        refusal.nearest = "+15550051310".to_owned();
        return Err(refusal);
    }
    Ok(Button::Phone {
        text,
        number: number.to_owned(),
    })
}

fn code(path: &str, node: &Node) -> Judged<String> {
    let example = node.get("example");
    let code = example
        .and_then(|example| example.get(0).unwrap_or(example).as_str())
        .filter(|code| !code.is_empty())
        .ok_or_else(|| lacks("BUTTONS", "example", r#""example":"25OFF""#))?;
    if code.chars().count() > CODE_MAX {
        let field = format!("{path}.example");
        return Err(too_long(&field, "An offer code", CODE_MAX, code));
    }
    Ok(code.to_owned())
}

fn flow(path: &str, node: &Node) -> Judged<Button> {
    let text = label(path, node, None)?;
    let digits = node
        .get("flow_id")
        .and_then(Value::as_u64)
        .map(|id| id.to_string());
    let by_id = string(node, "flow_id").map(str::to_owned).or(digits);
    let named = string(node, "flow_name").or_else(|| string(node, "flow_json"));
    // A flow named or brought along gets an id here, the same for the same text.
    let flow_id = by_id
        .or_else(|| named.map(|text| format!("{:016}", index_of(text) % 10_000_000_000_000_000)))
        .ok_or_else(|| {
            lacks(
                "BUTTONS",
                "flow_id",
                r#""flow_id":"..." or "flow_name" or "flow_json""#,
            )
        })?;
    let action = string(node, "flow_action")
        .unwrap_or("navigate")
        .to_ascii_lowercase();
    if !matches!(action.as_str(), "navigate" | "data_exchange") {
        let allowed = ["NAVIGATE", "DATA_EXCHANGE"];
        return Err(one_of(&format!("{path}['flow_action']"), &allowed, &action));
    }
    Ok(Button::Flow {
        text,
        flow_id,
        action,
        screen: string(node, "navigate_screen").map(str::to_owned),
    })
}

fn otp(path: &str, node: &Node) -> Judged<Otp> {
    let asked =
        string(node, "otp_type").ok_or_else(|| lacks("BUTTONS", "otp_type", "COPY_CODE"))?;
    let kinds = [OtpKind::CopyCode, OtpKind::OneTap, OtpKind::ZeroTap];
    let kind = kinds
        .into_iter()
        .find(|kind| kind.word().eq_ignore_ascii_case(asked))
        .ok_or_else(|| {
            one_of(
                &format!("{path}['otp_type']"),
                &kinds.map(OtpKind::word),
                asked,
            )
        })?;
    let apps = apps(path, node)?;
    if kind != OtpKind::CopyCode && apps.is_empty() {
        let nearest = r#""supported_apps":[{"package_name":"...","signature_hash":"..."}]"#;
        return Err(lacks("BUTTONS", "supported_apps", nearest));
    }
    let accepted = node.get("zero_tap_terms_accepted").and_then(Value::as_bool);
    if kind == OtpKind::ZeroTap && accepted != Some(true) {
        let said = "A zero-tap button needs zero_tap_terms_accepted to be true.";
        return Err(invalid(&format!("{path}.zero_tap_terms_accepted"), said));
    }
    Ok(Otp {
        kind,
        text: label(path, node, Some("Copy code"))?,
        autofill_text: string(node, "autofill_text").map(str::to_owned),
        apps,
    })
}

/// The apps of a one-tap button: a list, or, as older requests have it, one app beside the other fields.
fn apps(path: &str, node: &Node) -> Judged<Vec<SupportedApp>> {
    let alone = Value::Object(node.clone());
    let listed: Vec<&Value> = match node.get("supported_apps") {
        Some(Value::Array(list)) => list.iter().collect(),
        _ if node.contains_key("package_name") => vec![&alone],
        _ => Vec::new(),
    };
    if listed.len() > APPS_MAX {
        let said = format!("A one-time password button has at most {APPS_MAX} apps.");
        return Err(invalid(&format!("{path}.supported_apps"), said));
    }
    listed
        .into_iter()
        .map(|app| {
            let part = |key: &str| {
                app.get(key)
                    .and_then(Value::as_str)
                    .unwrap_or("")
                    .to_owned()
            };
            let app = SupportedApp {
                package_name: part("package_name"),
                signature_hash: part("signature_hash"),
            };
            if !app.package_name.contains('.') || app.signature_hash.is_empty() {
                let said = "An app has a package_name with two segments and a signature_hash.";
                return Err(invalid(&format!("{path}.supported_apps"), said));
            }
            Ok(app)
        })
        .collect()
}
