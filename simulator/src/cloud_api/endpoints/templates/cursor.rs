//! Cursors of a listing: opaque to clients, and still right when templates come and go between two pages, because a
//! cursor names the template it stands at.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::chance::index_of;

/// Makes Meta's familiar `QVFIU...`.
const HEAD: &[u8] = b"AQHS";
/// Stands for the padding, as in Meta's cursors.
const TAIL: &str = "ZD";
const CHECK_BYTES: usize = 4;
/// Longest cursor that is looked at.
const CURSOR_MAX: usize = 2_000;

/// The cursor of a template.
pub(super) fn of(name: &str, language: &str) -> String {
    let key = format!("{name}\n{language}");
    let mut bytes = HEAD.to_vec();
    bytes.extend(check(&key));
    bytes.extend(key.as_bytes());
    URL_SAFE_NO_PAD.encode(bytes) + TAIL
}

/// The template that a cursor names; None for one that this world did not make.
pub(super) fn read(cursor: &str) -> Option<(String, String)> {
    let body = cursor
        .strip_suffix(TAIL)
        .filter(|_| cursor.len() <= CURSOR_MAX)?;
    let bytes = URL_SAFE_NO_PAD.decode(body).ok()?;
    let rest = bytes.strip_prefix(HEAD)?;
    let (checked, key) = rest.split_at_checked(CHECK_BYTES)?;
    let key = std::str::from_utf8(key).ok()?;
    if checked != check(key) {
        return None;
    }
    let (name, language) = key.split_once('\n')?;
    Some((name.to_owned(), language.to_owned()))
}

fn check(key: &str) -> [u8; CHECK_BYTES] {
    let mixed = index_of(key).to_le_bytes();
    [mixed[0], mixed[1], mixed[2], mixed[3]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_template() {
        let cursor = of("parcel_delivered", "pt_BR");
        assert!(
            cursor.starts_with("QVFIU") && cursor.ends_with("ZD"),
            "{cursor}"
        );
        let back = read(&cursor);
        assert_eq!(back, Some(("parcel_delivered".into(), "pt_BR".into())));
    }

    #[test]
    fn a_cursor_of_other_making_is_told_apart() {
        let longest = "A".repeat(CURSOR_MAX + 1) + TAIL;
        for cursor in ["", "ZD", "MjQZD", "25", "QVFIUwZD", "é", &longest] {
            assert_eq!(read(cursor), None, "{cursor}");
        }
    }
}
