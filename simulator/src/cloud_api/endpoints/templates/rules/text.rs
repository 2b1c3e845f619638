//! What a template's texts are made of: variables, words, signs.

use serde_json::Value;

use crate::template::ParameterFormat;

/// The variables of a text, each once, in order.
///
/// # Errors
/// What is wrong with them, one sentence.
pub(super) fn variables(text: &str, format: ParameterFormat) -> Result<Vec<&str>, String> {
    let mut keys = Vec::new();
    let mut rest = text;
    loop {
        let (open, close) = (rest.find("{{"), rest.find("}}"));
        let (open, close) = match (open, close) {
            (None, None) => break,
            (Some(open), Some(close)) if open < close => (open, close),
            _ => return Err("The variables have mismatched curly braces.".to_owned()),
        };
        let key = rest[open + 2..close].trim();
        if !fits(key, format) {
            return Err(wrong(key, format));
        }
        if !keys.contains(&key) {
            keys.push(key);
        }
        rest = &rest[close + 2..];
    }
    if format == ParameterFormat::Positional && !sequential(&keys) {
        return Err("The variables must be numbered from {{1}} on without gaps.".to_owned());
    }
    Ok(keys)
}

fn fits(key: &str, format: ParameterFormat) -> bool {
    let digits = key.bytes().all(|byte| byte.is_ascii_digit());
    match format {
        ParameterFormat::Positional => !key.is_empty() && digits,
        ParameterFormat::Named => {
            let plain =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
            !key.is_empty() && !digits && key.bytes().all(plain)
        }
    }
}

fn wrong(key: &str, format: ParameterFormat) -> String {
    let shown: String = key.chars().take(60).collect();
    match format {
        ParameterFormat::Positional => {
            format!(
                "{{{{{shown}}}}} is no number, and the template's parameter_format is POSITIONAL."
            )
        }
        ParameterFormat::Named => format!(
            "{{{{{shown}}}}} is no name of lowercase letters, digits and underscores, and the template's parameter_format is NAMED."
        ),
    }
}

fn sequential(keys: &[&str]) -> bool {
    let mut numbers: Vec<usize> = keys.iter().filter_map(|key| key.parse().ok()).collect();
    numbers.sort_unstable();
    numbers
        .iter()
        .enumerate()
        .all(|(at, number)| *number == at + 1)
}

/// The text without its variables.
pub(super) fn fixed(text: &str) -> String {
    let mut fixed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find("{{") {
        fixed.push_str(&rest[..open]);
        fixed.push(' ');
        let Some(close) = rest[open..].find("}}") else {
            return fixed;
        };
        rest = &rest[open + close + 2..];
    }
    fixed.push_str(rest);
    fixed
}

/// Words of fixed text: what stands between spaces and holds a letter or a digit.
pub(super) fn words(text: &str) -> usize {
    let fixed = fixed(text);
    let word = |part: &&str| part.chars().any(char::is_alphanumeric);
    fixed.split_whitespace().filter(word).count()
}

/// Scripts without spaces, such as Chinese, have no words to count.
pub(super) fn has_words(text: &str) -> bool {
    !text.chars().any(|sign| {
        matches!(sign, '\u{0e00}'..='\u{0eff}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
    })
}

/// How many emojis.
pub(super) fn emojis(text: &str) -> usize {
    let emoji = |sign: &char| matches!(sign, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}');
    text.chars().filter(emoji).count()
}

/// WhatsApp's marks for bold, italics, strike-through and code.
pub(super) fn has_markup(text: &str) -> bool {
    text.contains(['*', '~', '`']) || fixed(text).contains('_')
}

/// A text for each of the keys, from `example`: the list, the list of lists, the lone text, or the named ones.
pub(super) fn has_examples(example: Option<&Value>, keys: &[&str], of: &str) -> bool {
    let Some(example) = example else { return false };
    let named = example
        .get(format!("{of}_named_params"))
        .and_then(Value::as_array);
    if let Some(named) = named {
        return keys.iter().all(|key| {
            named.iter().any(|one| {
                one.get("param_name").and_then(Value::as_str) == Some(*key)
                    && one.get("example").is_some_and(is_example)
            })
        });
    }
    match example.get(of) {
        Some(Value::Array(list)) => {
            let list = list.first().and_then(Value::as_array).unwrap_or(list);
            list.len() == keys.len() && list.iter().all(is_example)
        }
        Some(lone) => keys.len() == 1 && is_example(lone),
        None => false,
    }
}

fn is_example(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.is_empty(),
        Value::Number(_) => true,
        _ => false,
    }
}
