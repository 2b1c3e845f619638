//! The header: a text with one variable at most, a medium, a location or a product.

use serde_json::{Value, json};

use super::super::refusals::{HEADER_FORMAT, invalid, lacks, one_of, refuse, too_long};
use super::text;
use super::{Component, Judged, Setting};
use crate::chance::index_of;
use crate::template::{Header, ParameterFormat};

const TEXT_MAX: usize = 60;
const FORMATS: [&str; 7] = [
    "DOCUMENT", "GIF", "IMAGE", "LOCATION", "PRODUCT", "TEXT", "VIDEO",
];

pub(super) fn read(component: &Component<'_>, setting: Setting<'_>) -> Judged<(Header, Value)> {
    let asked = component
        .text("format")
        .ok_or_else(|| lacks("HEADER", "format", "TEXT"))?;
    let format = FORMATS
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(asked))
        .ok_or_else(|| one_of(&format!("{}['format']", component.path), &FORMATS, asked))?;
    if setting.category == "AUTHENTICATION" {
        let said = "A template of the category AUTHENTICATION has no header.";
        return Err(invalid(&component.path, said));
    }
    let mut kept = component.kept();
    kept["format"] = json!(format);
    let header = match format {
        "TEXT" => Header::Text(text_header(component, setting)?),
        "LOCATION" => Header::Location,
        "PRODUCT" => Header::Product,
        medium => {
            kept["example"] = json!({ "header_handle": [shown(&handle(component)?)] });
            Header::Media(match medium {
                "IMAGE" => "image",
                "DOCUMENT" => "document",
                "GIF" => "gif",
                _ => "video",
            })
        }
    };
    Ok((header, kept))
}

fn text_header(component: &Component<'_>, setting: Setting<'_>) -> Judged<String> {
    let said = component
        .text("text")
        .ok_or_else(|| lacks("HEADER", "text", "Your parcel"))?;
    let field = format!("{}.text", component.path);
    if said.chars().count() > TEXT_MAX {
        return Err(too_long(&field, "The message header", TEXT_MAX, said));
    }
    let plain = said.contains('\n') || text::has_markup(said) || text::emojis(said) > 0;
    if plain {
        let words = "The message header can't have any new lines, formatting characters, emojis or asterisks.";
        let rule = "a header has neither line breaks, nor emojis, nor formatting";
        return Err(refuse(HEADER_FORMAT, &field, rule, words));
    }
    let keys = text::variables(said, setting.format)
        .map_err(|why| refuse(HEADER_FORMAT, &field, why.clone(), why))?;
    if keys.len() > 1 {
        let words = "The message header can have at most one variable.";
        return Err(refuse(HEADER_FORMAT, &field, "at most one variable", words));
    }
    let named = setting.format == ParameterFormat::Named;
    if !keys.is_empty() && !text::has_examples(component.map.get("example"), &keys, "header_text") {
        let nearest = if named {
            r#""example":{"header_text_named_params":[{"param_name":"...","example":"..."}]}"#
        } else {
            r#""example":{"header_text":["..."]}"#
        };
        return Err(lacks("HEADER", "example", nearest));
    }
    Ok(said.to_owned())
}

/// The handle of the sample medium, as a resumable upload gives it: a digit, colons, base64.
fn handle(component: &Component<'_>) -> Judged<String> {
    const NEAREST: &str = r#""example":{"header_handle":["4::aW..."]}"#;
    let given = component
        .map
        .get("example")
        .and_then(|example| example.get("header_handle"))
        .map(|handle| handle.get(0).unwrap_or(handle))
        .and_then(Value::as_str)
        .ok_or_else(|| lacks("HEADER", "example", NEAREST))?;
    let (digits, rest) = given.split_once(':').unwrap_or(("", ""));
    let fits = !rest.is_empty()
        && (1..=2).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !fits {
        let mut refusal = invalid(
            &format!("{}.example.header_handle", component.path),
            "The header_handle is not the handle of an uploaded file.",
        );
        refusal.got = given.chars().take(60).collect();
        refusal.nearest = "the h of a resumable upload, such as 4::aW...".to_owned();
        return Err(refusal);
    }
    Ok(given.to_owned())
}

/// Reading a template back gives the sample's address instead of its handle.
fn shown(handle: &str) -> String {
    format!(
        "https://scontent.whatsapp.net/v/t61.29466-34/{}_n",
        index_of(handle)
    )
}
