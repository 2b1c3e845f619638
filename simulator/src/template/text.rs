//! Placeholders in a template's text: finding them and filling them in.

/// The keys between `{{` and `}}`, in order of appearance, each once.
pub fn placeholders(text: &str) -> Vec<&str> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find("{{") {
        let after = &rest[open + 2..];
        let Some(close) = after.find("}}") else { break };
        let key = after[..close].trim();
        if !key.is_empty() && !keys.contains(&key) {
            keys.push(key);
        }
        rest = &after[close + 2..];
    }
    keys
}

/// The text with every placeholder filled in literally, as the customer sees it.
pub fn render(text: &str, value_of: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(open) = rest.find("{{") {
        let after = &rest[open + 2..];
        let Some(close) = after.find("}}") else { break };
        out.push_str(&rest[..open]);
        match value_of(after[..close].trim()) {
            Some(value) => out.push_str(&value),
            None => out.push_str(&rest[open..open + 2 + close + 2]),
        }
        rest = &after[close + 2..];
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
