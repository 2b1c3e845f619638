//! JSON as bytes: escaping what is not ASCII, and changing one byte so that it stays JSON.

/// Lower-case hexadecimal digits.
pub(super) const HEX: &[u8; 16] = b"0123456789abcdef";

/// JSON text in ASCII: what is not ASCII becomes lower-case `\uXXXX`, in surrogate pairs where needed. A slash
/// becomes `slash`, unless it is escaped already. Escapes that are there stay as they are.
pub(super) fn escape(json: &str, slash: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(json.len() + json.len() / 4);
    let mut after_backslash = false;
    for letter in json.chars() {
        match letter {
            '/' if !after_backslash => out.extend_from_slice(slash),
            _ if letter.is_ascii() => out.push(letter as u8),
            _ => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    let nibble = |shift: u16| HEX[usize::from(*unit >> shift & 15)];
                    out.extend_from_slice(&[
                        b'\\',
                        b'u',
                        nibble(12),
                        nibble(8),
                        nibble(4),
                        nibble(0),
                    ]);
                }
            }
        }
        after_backslash = letter == '\\' && !after_backslash;
    }
    out
}

/// Changes one byte: the last digit of the last time in the body, so that it stays the JSON that it was and says
/// the same about the same parcel. A connector that does not verify will act on it, and be seen.
pub(super) fn flip_one(body: &mut Vec<u8>) {
    match last_digit_of_last_time(body).or_else(|| body.len().checked_sub(1)) {
        Some(place) => body[place] ^= 1,
        None => body.push(b'{'),
    }
}

/// Where the last digit of the last string value that is a time stands.
fn last_digit_of_last_time(body: &[u8]) -> Option<usize> {
    let mut found = None;
    let mut start = None;
    let mut escaped = false;
    for (place, &byte) in body.iter().enumerate() {
        match (start, byte) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), b'\\') => escaped = true,
            (Some(from), b'"') => {
                if body.get(place + 1) != Some(&b':') && is_time(&body[from..place]) {
                    found = body[from..place]
                        .iter()
                        .rposition(u8::is_ascii_digit)
                        .map(|at| from + at);
                }
                start = None;
            }
            (None, b'"') => start = Some(place + 1),
            _ => {}
        }
    }
    found
}

/// Unix seconds, a compact date of this century, or a date and a time of day.
fn is_time(text: &[u8]) -> bool {
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    match text.len() {
        8 => digits(text) && text.starts_with(b"20"),
        10 => digits(text),
        19..=32 => digits(&text[..4]) && text[4] == b'-' && text[13] == b':',
        _ => false,
    }
}
