//! Placeholders in a template's text: finding them and filling them in.

/// The keys between `{{` and `}}`, in order of appearance, each once.
pub fn placeholders(text: &str) -> Vec<&str> {
    let mut keys = Vec::new();
    for key in keys_in(text) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// The same, as often as they appear.
pub(super) fn keys_in(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    let all = std::iter::from_fn(move || {
        let (_, inside, after) = next(rest)?;
        rest = after;
        Some(inside.trim())
    });
    all.filter(|key| !key.is_empty())
}

/// What stands before the next `{{`, between it and its `}}`, and behind them. Every send reads its template's
/// texts, and a search for one byte needs no preparation.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let open = doubled(text, b'{')?;
    let after = &text[open + 2..];
    let close = doubled(after, b'}')?;
    Some((&text[..open], &after[..close], &after[close + 2..]))
}

/// Where an ASCII character first stands twice in a row.
fn doubled(text: &str, byte: u8) -> Option<usize> {
    let pairs = text.as_bytes().windows(2);
    pairs.into_iter().position(|pair| pair == [byte, byte])
}

/// The text with every placeholder filled in literally, as the customer sees it.
pub fn render(text: &str, value_of: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some((before, inside, after)) = next(rest) {
        out.push_str(before);
        match value_of(inside.trim()) {
            Some(value) => out.push_str(&value),
            None => out.push_str(&rest[before.len()..rest.len() - after.len()]),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_found_once_each_in_order() {
        assert_eq!(
            placeholders("Hi {{name}}, {{1}} and {{ name }} {{2}} {{open"),
            ["name", "1", "2"]
        );
    }

    #[test]
    fn rendering_is_literal_and_leaves_unknown_placeholders_visible() {
        let text = render("{{1}} is *{{2}}* {{3}}", |key| match key {
            "1" => Some("{{2}}".to_owned()),
            "2" => Some("<b>".to_owned()),
            _ => None,
        });
        assert_eq!(text, "{{2}} is *<b>* {{3}}");
    }
}
