//! Percent-encoding as signatures and forms need it. Decoding is the router's.

use std::fmt::Write as _;

/// RFC 3986: letters, digits and `-_.~` stay, every other byte is escaped in upper case (Aliyun, request signatures).
pub(super) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 2);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// `key=value&…`, both encoded, in the order given.
pub(super) fn joined<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = String::new();
    for (key, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        out.push_str(&encoded(key));
        out.push('=');
        out.push_str(&encoded(value));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_bytes_stay() {
        assert_eq!(encoded("a Z~*+/é"), "a%20Z~%2A%2B%2F%C3%A9");
        assert_eq!(joined([("b", "1&2"), ("a", "")]), "b=1%262&a=");
    }
}
