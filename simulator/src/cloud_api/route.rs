//! From method and path to an endpoint. The version segment is optional, as on Graph.

/// An endpoint that this world knows, with the ids of its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint<'a> {
    /// `POST /{phone-number-id}/messages`.
    Messages {
        /// The sending number.
        phone_number_id: &'a str,
    },
    /// `GET /{waba-id}/message_templates`.
    ListTemplates {
        /// The account.
        account_id: &'a str,
    },
    /// `GET /{waba-id}/phone_numbers`.
    ListNumbers {
        /// The account.
        account_id: &'a str,
    },
    /// `GET /{phone-number-id}`.
    Number {
        /// The number.
        phone_number_id: &'a str,
    },
    /// Anything else.
    Unknown {
        /// First path segment after the version, or empty.
        node: &'a str,
    },
}

/// The version that a request names, such as `v23.0`; None without one.
pub fn version(path: &str) -> Option<&str> {
    let first = path.trim_start_matches('/').split('/').next()?;
    let digits = first.strip_prefix('v')?;
    let (major, minor) = digits.split_once('.')?;
    let numeric = |text: &str| {
        !text.is_empty() && text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    (numeric(major) && numeric(minor)).then_some(first)
}

/// The endpoint of a request; `path` without the query.
pub fn endpoint<'a>(method: &str, path: &'a str) -> Endpoint<'a> {
    let mut segments = path
        .trim_matches('/')
        .split('/')
        .filter(|segment| !segment.is_empty());
    let mut first = segments.next().unwrap_or("");
    if version(path).is_some() {
        first = segments.next().unwrap_or("");
    }
    let second = segments.next();
    if segments.next().is_some() {
        return Endpoint::Unknown { node: first };
    }
    match (method, second) {
        ("POST", Some("messages")) => Endpoint::Messages {
            phone_number_id: first,
        },
        ("GET", Some("message_templates")) => Endpoint::ListTemplates { account_id: first },
        ("GET", Some("phone_numbers")) => Endpoint::ListNumbers { account_id: first },
        ("GET", None) if !first.is_empty() => Endpoint::Number {
            phone_number_id: first,
        },
        _ => Endpoint::Unknown { node: first },
    }
}

/// The value of a query parameter, percent-decoded.
pub fn query_value(query: &str, name: &str) -> Option<String> {
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (key == name).then(|| percent_decoded(value))
    })
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten();
        match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(if bytes[at] == b'+' { b' ' } else { bytes[at] });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_segment_is_optional() {
        let with = endpoint("POST", "/v23.0/106540352242922/messages");
        let without = endpoint("POST", "/106540352242922/messages");
        assert_eq!(with, without);
        assert_eq!(
            with,
            Endpoint::Messages {
                phone_number_id: "106540352242922"
            }
        );
    }

    #[test]
    fn odd_paths_are_unknown_not_a_panic() {
        for path in [
            "",
            "/",
            "//",
            "/v23.0",
            "/v23.0/1/2/3/4",
            "/../../etc/passwd",
            "/%00/messages/x",
            "/v1/messages",
        ] {
            let _ = endpoint("GET", path);
            let _ = endpoint("PATCH", path);
        }
        assert_eq!(
            endpoint("DELETE", "/v23.0/1/messages"),
            Endpoint::Unknown { node: "1" }
        );
    }

    #[test]
    fn query_values_are_decoded() {
        assert_eq!(
            query_value("a=1&access_token=x%2By+z&b", "access_token").as_deref(),
            Some("x+y z")
        );
        assert_eq!(query_value("a=%zz", "a").as_deref(), Some("%zz"));
        assert_eq!(query_value("a=1", "b"), None);
    }
}
