//! Parts of HTTP requests in connector files: paths, headers, JSON pointers.

use super::ConnectorFileError;
use super::credentials::from_environment;
use super::item::Item;
use super::pattern::Pattern;

type Read<T> = Result<T, ConnectorFileError>;

/// A path that begins with a slash.
pub(super) fn path_pattern(item: &Item<'_>, names: &[&str]) -> Read<Pattern> {
    match item.text()?.starts_with('/') && !item.text()?.starts_with("//") {
        true => item.pattern(names),
        false => Err(item.error(
            "this is no path",
            "begin with one slash; scheme and host stand in connector.base_url",
        )),
    }
}

/// Headers; a value may be `env:NAME`.
pub(super) fn headers(item: &Item<'_>, names: &[&str]) -> Read<Vec<(String, Pattern)>> {
    let mut headers = Vec::new();
    for (name, value) in item.section()?.entries() {
        headers.push((header_name(name, &value)?, header_value(&value, names)?));
    }
    Ok(headers)
}

pub(super) fn header_name(name: &str, item: &Item<'_>) -> Read<String> {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    match !name.is_empty() && name.bytes().all(legal) {
        true => Ok(name.to_ascii_lowercase()),
        false => Err(item.error("this is no header name", "use letters, digits and hyphens")),
    }
}

pub(super) fn header_value(item: &Item<'_>, names: &[&str]) -> Read<Pattern> {
    if item.text()?.chars().any(char::is_control) {
        return Err(item.error(
            "a header value holds a control character",
            "write it on one line",
        ));
    }
    match from_environment(item)? {
        Some(value) => Ok(Pattern::literal(&value)),
        None => item.pattern(names),
    }
}

/// A JSON pointer; empty means the whole answer.
pub(super) fn pointer(item: &Item<'_>) -> Read<String> {
    match item.text()?.starts_with('/') {
        true => item.owned(),
        false => Err(item.error(
            "this is no JSON pointer",
            "begin with a slash, such as /data/0/id",
        )),
    }
}
