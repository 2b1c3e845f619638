//! A path in its parts, and parameters out of queries and forms. The version segment is optional, as on Graph.

/// Longest path in segments, the version left out; further ones are cut off.
const SEGMENTS_MAX: usize = 6;

/// A path in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path<'a> {
    /// Major version; None without one.
    pub version: Option<u32>,
    /// First segment after the version: an object's id or a word; empty for the root.
    pub node: &'a str,
    /// Second segment, or empty.
    pub edge: &'a str,
    /// What follows.
    pub rest: Vec<&'a str>,
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

/// The parts of a path, which comes without its query. Empty segments count for nothing, as on Graph.
pub fn path(text: &str) -> Path<'_> {
    let mut segments = text
        .split('/')
        .filter(|segment| !segment.is_empty())
        .take(SEGMENTS_MAX + 1);
    let named = version(text).and_then(|name| name[1..].split_once('.')?.0.parse().ok());
    if named.is_some() {
        segments.next();
    }
    Path {
        version: named,
        node: segments.next().unwrap_or(""),
        edge: segments.next().unwrap_or(""),
        rest: segments.collect(),
    }
}

/// Every pair of a query or of a form, decoded, in order.
pub fn query_pairs(query: &str) -> impl Iterator<Item = (String, String)> + '_ {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (percent_decoded(key), percent_decoded(value))
        })
}

/// The names in a `fields` parameter, at its top level: `id,name,edge{a,b},method.arg(1)` gives `id`, `name`, `edge`,
/// `method`.
pub fn top_level_fields(text: &str) -> Vec<String> {
    top_level_parts(text)
        .into_iter()
        .map(|part| {
            let end = part.find(['{', '(', '.']).unwrap_or(part.len());
            part[..end].trim().to_owned()
        })
        .filter(|name| !name.is_empty())
        .collect()
}

/// The parts of a `fields` parameter, split at commas outside of parentheses, brackets and braces.
pub fn top_level_parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut from) = (0i32, 0);
    for (at, sign) in text.char_indices() {
        match sign {
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' => depth -= 1,
            ',' if depth <= 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

/// The value of a query parameter, percent-decoded.
pub fn query_value(query: &str, name: &str) -> Option<String> {
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (key == name).then(|| percent_decoded(value))
    })
}

pub(crate) fn percent_decoded(text: &str) -> String {
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
        let with = path("/v23.0/106540352242922/messages");
        let without = path("/106540352242922/messages");
        assert_eq!((with.node, with.edge), (without.node, without.edge));
        assert_eq!((with.version, without.version), (Some(23), None));
        assert_eq!((with.node, with.edge), ("106540352242922", "messages"));
    }

    #[test]
    fn odd_paths_have_parts_and_never_panic() {
        for text in [
            "",
            "/",
            "//",
            "/v23.0",
            "/v23.0/1/2/3/4/5/6/7/8/9",
            "/../../etc/passwd",
            "/%00/messages/x",
            "/v1/messages",
            "/v23.é/1",
        ] {
            let _ = path(text);
        }
        assert_eq!(path("/v1/messages").node, "v1");
    }

    #[test]
    fn fields_are_split_at_their_top_level_alone() {
        assert_eq!(
            top_level_fields(
                "id,name,edge{a,b},analytics.start(1).granularity(DAY).phone_numbers([1,2]),x"
            ),
            ["id", "name", "edge", "analytics", "x"]
        );
        assert_eq!(top_level_fields(" a , ,b{"), ["a", "b"]);
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
