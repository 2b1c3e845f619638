//! A body as a program would write it that parsed it first. Only the defect `reserialised-signature` needs this.

/// The body as a program would write it that parsed it first: no white space, characters instead of escapes. Only
/// the defect `reserialised-signature` needs this; Meta signs the escaped form.
pub(crate) fn reserialised(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((&byte, after)) = rest.split_first() {
        if byte == b'"' {
            let length = string_length(rest);
            match serde_json::from_slice::<String>(&rest[..length]) {
                Ok(text) => out.extend(serde_json::Value::from(text).to_string().bytes()),
                Err(_) => out.extend(&rest[..length]),
            }
            rest = &rest[length..];
            continue;
        }
        if !byte.is_ascii_whitespace() {
            out.push(byte);
        }
        rest = after;
    }
    out
}

/// Length of the string literal that `text` begins with, quotes included.
fn string_length(text: &[u8]) -> usize {
    let mut at = 1;
    while at < text.len() {
        match text[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn re_serialising_drops_white_space_and_escapes_and_keeps_the_order() {
        let cases = [
            (
                r#"{"b":1,"a":[true,null,-2.50]}"#,
                r#"{"b":1,"a":[true,null,-2.50]}"#,
            ),
            ("{ \"a\" :\t\"x y\" }\n", r#"{"a":"x y"}"#),
            (r#"{"a":"\u00e4\ud83d\ude42\/\"\n"}"#, r#"{"a":"ä🙂/\"\n"}"#),
            (r#"{"a":"broken"#, r#"{"a":"broken"#),
        ];
        for (before, after) in cases {
            assert_eq!(reserialised(before.as_bytes()), after.as_bytes());
        }
    }
}
