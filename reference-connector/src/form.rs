//! Form fields and query parameters: `a=b&c=d`, percent-encoded. Both directions.

/// A field of a form, as text.
pub(crate) fn value_of(form: &[u8], name: &str) -> Option<String> {
    bytes_of(form, name).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// A field of a form, as the bytes that were encoded: signatures count over them.
pub(crate) fn bytes_of(form: &[u8], name: &str) -> Option<Vec<u8>> {
    pairs(form)
        .find(|(key, _)| decoded(key) == name.as_bytes())
        .map(|(_, value)| decoded(value))
}

/// All fields of a form, decoded, in their order.
pub(crate) fn fields(form: &[u8]) -> Vec<(String, String)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(&decoded(bytes)).into_owned();
    pairs(form)
        .map(|(key, value)| (text(key), text(value)))
        .collect()
}

/// A part of a path, decoded; in paths a plus sign is a plus sign. Message ids are base64 and may hold `/`, `+` and `=`.
pub(crate) fn of_path(text: &str) -> String {
    let kept = text.replace('+', "%2B");
    String::from_utf8_lossy(&decoded(kept.as_bytes())).into_owned()
}

fn pairs(form: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    form.split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let place = pair.iter().position(|byte| *byte == b'=');
            place.map_or((pair, &b""[..]), |place| {
                (&pair[..place], &pair[place + 1..])
            })
        })
}

/// `+` is a blank, `%2F` is a slash; what is no escape stays as it is.
fn decoded(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let escaped = after.split_at_checked(2).filter(|_| byte == b'%');
        let code = escaped.and_then(|(digits, _)| {
            let digits = std::str::from_utf8(digits).ok()?;
            u8::from_str_radix(digits, 16).ok()
        });
        match (code, escaped) {
            (Some(code), Some((_, behind))) => {
                bytes.push(code);
                rest = behind;
            }
            _ if byte == b'+' => bytes.push(b' '),
            _ => bytes.push(byte),
        }
    }
    bytes
}

/// Percent-encoded by RFC 3986: all but letters, digits and `-_.~`.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3 / 2);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A form of these fields, percent-encoded.
pub(crate) fn written(fields: &[(&str, &str)]) -> String {
    let pair = |(key, value): &(&str, &str)| format!("{}={}", encode(key), encode(value));
    fields.iter().map(pair).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn fields_are_found_and_decoded() {
        let form = b"a=1&b%5B%5D=x+y%2Bz&c&d=%e6%88%90&e=100%&b=2=3";
        assert_eq!(value_of(form, "b[]").unwrap(), "x y+z");
        assert_eq!(value_of(form, "c").unwrap(), "");
        assert_eq!(value_of(form, "d").unwrap(), "成");
        assert_eq!(value_of(form, "e").unwrap(), "100%");
        assert_eq!(value_of(form, "b").unwrap(), "2=3");
        assert_eq!(value_of(form, "f"), None);
        assert_eq!(fields(b"").len(), 0);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let written = written(&[("a b", "ç&=+%~*"), ("c", "")]);
        assert_eq!(written, "a%20b=%C3%A7%26%3D%2B%25~%2A&c=");
        let read = fields(written.as_bytes());
        assert_eq!(read[0], ("a b".to_owned(), "ç&=+%~*".to_owned()));
    }
}
