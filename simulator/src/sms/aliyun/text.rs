//! A template's text with its parameters filled in, and the rules on parameters.

use serde_json::Value;

use crate::sms::segments::{self, Segments};
use crate::sms::settings::{AliyunSettings, SmsTemplate, TemplateKind};

use super::refused::Refused;

/// A text as the recipient reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filled {
    pub(super) text: String,
    pub(super) parameters: Vec<(String, String)>,
    pub(super) segments: Segments,
}

/// Fills a template in. `json` is the `TemplateParam`, None when there is none.
pub(super) fn fill(
    settings: &AliyunSettings,
    template: &SmsTemplate,
    sign: &str,
    json: Option<&str>,
) -> Result<Filled, Refused> {
    let parameters = read(json)?;
    for (_, value) in &parameters {
        judge(settings, template.kind, value)?;
    }
    let content = filled(&template.content, &parameters)?;
    if settings
        .forbidden_words
        .iter()
        .any(|word| content.contains(word))
    {
        return Err(Refused::known("isv.SMS_CONTENT_ILLEGAL"));
    }
    let abroad = template.kind == TemplateKind::International;
    // Abroad the sign is not part of the text; in mainland China it counts like any other characters.
    let text = if abroad {
        content
    } else {
        format!("【{sign}】{content}")
    };
    let segments = if abroad {
        segments::smallest(&text)
    } else {
        segments::ucs2(&text)
    };
    Ok(Filled {
        text,
        parameters,
        segments,
    })
}

/// A JSON object of strings (Aliyun, SMS error codes: `{"code":123456}` is not accepted).
fn read(json: Option<&str>) -> Result<Vec<(String, String)>, Refused> {
    let invalid = || Refused::known("isv.INVALID_JSON_PARAM");
    let Some(json) = json else {
        return Ok(Vec::new());
    };
    let Ok(Value::Object(fields)) = serde_json::from_str(json) else {
        return Err(invalid());
    };
    fields
        .into_iter()
        .map(|(name, value)| match value {
            Value::String(text) => Ok((name, text)),
            _ => Err(invalid()),
        })
        .collect()
}

fn judge(settings: &AliyunSettings, kind: TemplateKind, value: &str) -> Result<(), Refused> {
    let lower = value.to_ascii_lowercase();
    if ["http://", "https://", "www."]
        .iter()
        .any(|mark| lower.contains(mark))
    {
        return Err(Refused::known("isv.PARAM_NOT_SUPPORT_URL"));
    }
    // Aliyun, SMS, error codes: notices 1 to 35 characters, one-time codes 4 to 6. Abroad it says nothing of empty ones.
    let most = settings.parameter_characters_max;
    let permitted = match kind {
        TemplateKind::Verification => 4..=6,
        TemplateKind::Notification | TemplateKind::Promotion => 1..=most,
        TemplateKind::International => 0..=most,
    };
    if !permitted.contains(&value.chars().count()) {
        return Err(Refused::known("isv.PARAM_LENGTH_LIMIT"));
    }
    if settings.black_words.iter().any(|word| value.contains(word)) {
        return Err(Refused::known("isv.BLACK_KEY_CONTROL_LIMIT"));
    }
    Ok(())
}

fn filled(content: &str, parameters: &[(String, String)]) -> Result<String, Refused> {
    let mut out = String::with_capacity(content.len());
    let mut rest = content;
    while let Some((before, from)) = rest.split_once("${") {
        let (name, after) = from.split_once('}').unwrap_or((from, ""));
        let value = parameters.iter().find(|(known, _)| known == name);
        let (_, value) = value.ok_or_else(|| Refused::known("isv.TEMPLATE_MISSING_PARAMETERS"))?;
        out.push_str(before);
        out.push_str(value);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sms::settings::Approval;

    fn template(content: &str, kind: TemplateKind) -> SmsTemplate {
        SmsTemplate {
            code: "SMS_1".to_owned(),
            name: "one".to_owned(),
            content: content.to_owned(),
            kind,
            approval: Approval::Approved,
        }
    }

    #[test]
    fn a_text_of_more_than_70_characters_with_its_sign_is_split_at_67() {
        let settings = AliyunSettings {
            parameter_characters_max: 200,
            ..AliyunSettings::default()
        };
        let template = template("${a}", TemplateKind::Notification);
        for (letters, parts) in [(64, 1), (65, 2), (128, 2), (129, 3)] {
            let json = format!(r#"{{"a":"{}"}}"#, "字".repeat(letters));
            let filled = fill(&settings, &template, "商城客服", Some(&json)).expect("filled");
            assert!(filled.text.starts_with("【商城客服】字"));
            assert_eq!(
                filled.segments.parts, parts,
                "{letters} and six of the sign"
            );
        }
    }

    #[test]
    fn how_long_a_parameter_may_be_depends_on_what_the_template_is_for() {
        let settings = AliyunSettings::default();
        let fits = |kind, letters: usize| {
            let json = format!(r#"{{"a":"{}"}}"#, "1".repeat(letters));
            fill(&settings, &template("${a}", kind), "S", Some(&json)).is_ok()
        };
        let lengths = [0, 1, 3, 4, 6, 7, 35, 36];
        let of = |kind| lengths.map(|letters| fits(kind, letters));
        assert_eq!(
            of(TemplateKind::Verification),
            [false, false, false, true, true, false, false, false]
        );
        assert_eq!(
            of(TemplateKind::Notification),
            [false, true, true, true, true, true, true, false]
        );
        assert!(fits(TemplateKind::International, 0));
    }

    #[test]
    fn parameters_are_refused_by_the_first_rule_that_they_break() {
        let settings = AliyunSettings {
            black_words: vec!["casino".to_owned()],
            forbidden_words: vec!["free money".to_owned()],
            ..AliyunSettings::default()
        };
        let template = template("${a} money", TemplateKind::International);
        let cases: [(Option<&str>, &str); 9] = [
            (None, "isv.TEMPLATE_MISSING_PARAMETERS"),
            (Some("{}"), "isv.TEMPLATE_MISSING_PARAMETERS"),
            (Some("[]"), "isv.INVALID_JSON_PARAM"),
            (Some("{'a':'b'}"), "isv.INVALID_JSON_PARAM"),
            (Some(r#"{"a":1}"#), "isv.INVALID_JSON_PARAM"),
            (
                Some(r#"{"a":"https://x.example"}"#),
                "isv.PARAM_NOT_SUPPORT_URL",
            ),
            (
                Some(r#"{"a":"123456789012345678901234567890123456"}"#),
                "isv.PARAM_LENGTH_LIMIT",
            ),
            (Some(r#"{"a":"casino"}"#), "isv.BLACK_KEY_CONTROL_LIMIT"),
            (Some(r#"{"a":"free"}"#), "isv.SMS_CONTENT_ILLEGAL"),
        ];
        for (json, code) in cases {
            let refused = fill(&settings, &template, "S", json).expect_err(code);
            assert_eq!(refused.code, code, "{json:?}");
        }
    }
}
