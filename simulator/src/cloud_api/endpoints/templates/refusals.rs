//! How the templates endpoints refuse: code 100, mostly with a subcode of seven digits and words for the person behind
//! the app. The subcodes are entries of [`crate::cloud_api::error_code`].
//!
//! Source: Meta, Cloud API, error codes, "Template creation errors"; public captures for what the page leaves out.

use crate::cloud_api::answer::Refusal;

pub(super) const TOO_MANY: u32 = 2_388_019;
pub(super) const BEING_DELETED: u32 = 2_388_023;
pub(super) const EXISTS: u32 = 2_388_024;
pub(super) const STATUS_FIXED: u32 = 2_388_039;
pub(super) const TOO_LONG: u32 = 2_388_040;
pub(super) const FIELDS_MISSING: u32 = 2_388_043;
pub(super) const NAME_FORMAT: u32 = 2_388_046;
pub(super) const HEADER_FORMAT: u32 = 2_388_047;
pub(super) const BUTTON_FORMAT: u32 = 2_388_060;
pub(super) const BODY_FORMAT: u32 = 2_388_072;
pub(super) const FOOTER_FORMAT: u32 = 2_388_073;
pub(super) const BUTTON_URL: u32 = 2_388_081;
pub(super) const EDITED_LATELY: u32 = 2_388_124;
pub(super) const SAMPLE_NAME: u32 = 2_388_155;
pub(super) const WORDS_RATIO: u32 = 2_388_293;
pub(super) const DANGLING: u32 = 2_388_299;

/// Code 100 with a subcode. `text` is for the person behind the app, `rule` for the one at the keyboard.
pub(super) fn refuse(
    subcode: u32,
    field: &str,
    rule: impl Into<String>,
    text: impl Into<String>,
) -> Box<Refusal> {
    Box::new(Refusal::new(subcode, field, rule).details(text))
}

/// Code 100 without a subcode, for rules whose subcode no source tells.
pub(super) fn invalid(field: &str, text: impl Into<String>) -> Box<Refusal> {
    let text = text.into();
    Box::new(Refusal {
        message: "Invalid parameter".to_owned(),
        user_message: text.clone(),
        ..Refusal::new(100, field, lowered(&text))
    })
}

/// A component lacks something: `component of type BODY is missing expected field(s) (example)`.
pub(super) fn lacks(component: &str, field: &str, nearest: &str) -> Box<Refusal> {
    let text = format!("component of type {component} is missing expected field(s) ({field})");
    let path = format!("components.{component}.{field}");
    let mut refusal = refuse(FIELDS_MISSING, &path, text.clone(), text);
    refusal.nearest = nearest.to_owned();
    refusal
}

/// A text beyond its limit.
pub(super) fn too_long(field: &str, what: &str, most: usize, text: &str) -> Box<Refusal> {
    let count = text.chars().count();
    let said = format!("{what} can have at most {most} characters. It has {count}.");
    let mut refusal = refuse(
        TOO_LONG,
        field,
        format!("at most {most} characters, there are {count}"),
        said,
    );
    refusal.got = text.chars().take(200).collect();
    refusal
}

/// A parameter that Graph itself demands.
pub(super) fn required(name: &str) -> Box<Refusal> {
    Box::new(Refusal {
        message: format!("(#100) The parameter {name} is required."),
        ..Refusal::new(100, name, format!("{name} is required"))
    })
}

/// A parameter whose value is none of the allowed ones, in Graph's words.
pub(super) fn one_of(path: &str, allowed: &[&str], got: &str) -> Box<Refusal> {
    let all = allowed.join(", ");
    let shown: String = got.chars().take(100).collect();
    Box::new(Refusal {
        message: format!("(#100) Param {path} must be one of {{{all}}} - got \"{shown}\"."),
        ..Refusal::new(100, path, "the value is none of the allowed ones")
            .got(&shown)
            .nearest(all)
    })
}

/// A parameter of the wrong type, in Graph's words.
pub(super) fn must_be(path: &str, kind: &str) -> Box<Refusal> {
    Box::new(Refusal {
        message: format!("(#100) Param {path} must be {kind}."),
        ..Refusal::new(100, path, format!("{path} must be {kind}"))
    })
}

fn lowered(text: &str) -> String {
    let text = text.trim_end_matches('.');
    let mut signs = text.chars();
    signs.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(signs).collect()
    })
}
