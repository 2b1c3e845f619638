//! The body: text with variables, none of them at its ends, not too many for its length, an example for each.

use super::super::refusals::{BODY_FORMAT, DANGLING, WORDS_RATIO, lacks, refuse, too_long};
use super::text;
use super::{Component, Judged, Setting};
use crate::meta_switches::Dangling;
use crate::template::ParameterFormat;

const TEXT_MAX: usize = 1_024;
/// With a limited-time offer.
const OFFERED_MAX: usize = 600;
const EMOJIS_MAX: usize = 10;
/// The three rules that Meta words as one.
const SHAPE: &str = "The message body can't have more than two consecutive newline characters, only have parameters, or have more than 10 emojis.";

pub(super) fn read(
    component: &Component<'_>,
    setting: Setting<'_>,
    offered: bool,
) -> Judged<String> {
    let nearest = "Your parcel {{1}} is on its way.";
    let said = component
        .text("text")
        .ok_or_else(|| lacks("BODY", "text", nearest))?;
    let field = format!("{}.text", component.path);
    let most = if offered { OFFERED_MAX } else { TEXT_MAX };
    if said.chars().count() > most {
        return Err(too_long(&field, "The message body", most, said));
    }
    let keys = text::variables(said, setting.format)
        .map_err(|why| refuse(BODY_FORMAT, &field, why.clone(), why))?;
    let only_variables = !keys.is_empty() && text::fixed(said).trim().is_empty();
    if only_variables || said.contains("\n\n\n") || text::emojis(said) > EMOJIS_MAX {
        return Err(refuse(
            BODY_FORMAT,
            &field,
            SHAPE.trim_end_matches('.'),
            SHAPE,
        ));
    }
    if dangles(said, setting.dangling) {
        let words = "Variables can't be at the start or end of the template.";
        let mut refusal = refuse(
            DANGLING,
            &field,
            "text before the first variable and behind the last",
            words,
        );
        refusal.nearest = "Your parcel {{1}} is on its way.".to_owned();
        return Err(refusal);
    }
    let needed = keys.len() * setting.tuning.words_per_variable + 1;
    if !keys.is_empty() && text::has_words(said) && text::words(said) < needed {
        let words = "This template has too many variables for its length. Reduce the number of variables or increase the message length.";
        let rule = format!(
            "{} variables need {needed} words of fixed text, there are {}",
            keys.len(),
            text::words(said)
        );
        return Err(refuse(WORDS_RATIO, &field, rule, words));
    }
    if !keys.is_empty() && !text::has_examples(component.map.get("example"), &keys, "body_text") {
        return Err(lacks("BODY", "example", nearest_example(setting.format)));
    }
    Ok(said.to_owned())
}

fn nearest_example(format: ParameterFormat) -> &'static str {
    match format {
        ParameterFormat::Named => {
            r#""example":{"body_text_named_params":[{"param_name":"...","example":"..."}]}"#
        }
        ParameterFormat::Positional => r#""example":{"body_text":[["...","..."]]}"#,
    }
}

fn dangles(said: &str, dangling: Dangling) -> bool {
    let ends = |sign: char| match dangling {
        Dangling::PunctuationIsNoText => !sign.is_alphanumeric() && sign != '{' && sign != '}',
        Dangling::PunctuationIsText => sign.is_whitespace(),
    };
    let bare = said.trim_matches(ends);
    bare.starts_with("{{") || bare.ends_with("}}")
}
