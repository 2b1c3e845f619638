//! Makes text safe and honest before it enters a report. Reports quote what a connector said, and a report is
//! opened by somebody who trusts it: hidden characters become visible escapes, markup becomes text.
//! Does not judge: nothing is removed, only spelled out.

use std::fmt::Write as _;

/// The longest quotation, in characters; the rest is counted, not shown.
const QUOTE_LIMIT: usize = 2_000;

/// One piece of a text: as it was, or a character that had to be spelled out.
enum Piece {
    Plain(char),
    Spelled(String),
}

/// Whether a reader could be fooled by this character: control, bidirectional override, invisible.
/// The joiners U+200C and U+200D are left alone: Hindi and family emoji need them.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}

fn pieces(text: &str) -> impl Iterator<Item = Piece> + '_ {
    let total = text.chars().count();
    let rest = total.saturating_sub(QUOTE_LIMIT);
    let tail = (rest > 0).then(|| Piece::Spelled(format!("… {rest} more characters")));
    text.chars()
        .take(QUOTE_LIMIT)
        .map(|c| match c {
            '\n' => Piece::Spelled("\\n".to_owned()),
            '\r' => Piece::Spelled("\\r".to_owned()),
            '\t' => Piece::Spelled("\\t".to_owned()),
            c if is_hidden(c) => Piece::Spelled(format!("\\u{{{:x}}}", u32::from(c))),
            c => Piece::Plain(c),
        })
        .chain(tail)
}

/// The text on one line with every hidden character spelled out. Safe for a terminal.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Plain(c) => out.push(c),
            Piece::Spelled(s) => out.push_str(&s),
        }
    }
    out
}

/// For HTML attributes and for elements that hold no markup, such as `<title>`.
pub(crate) fn html_plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for piece in pieces(text) {
        match piece {
            Piece::Plain(c) => push_html(&mut out, c),
            Piece::Spelled(s) => s.chars().for_each(|c| push_html(&mut out, c)),
        }
    }
    out
}

/// For HTML text: as [`html_plain`], with the spelled characters set apart, so that a real `\u{202e}` and the
/// eight letters `\u{202e}` look different.
pub(crate) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for piece in pieces(text) {
        match piece {
            Piece::Plain(c) => push_html(&mut out, c),
            Piece::Spelled(s) => {
                let _ = write!(out, "<span class=\"hidden-char\">{s}</span>");
            }
        }
    }
    out
}

fn push_html(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        c => out.push(c),
    }
}

/// For Markdown text, in a table or out of it: no structure, no HTML, no link, no mention survives.
pub(crate) fn markdown(text: &str) -> String {
    let line = visible(text);
    let mut out = String::with_capacity(line.len() + 16);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' => out.push_str("&#64;"),
            // Bare addresses become links without any markup; these two entities keep them text.
            ':' if chars.peek() == Some(&'/') => out.push_str("&#58;"),
            '.' if out.to_ascii_lowercase().ends_with("www") => out.push_str("&#46;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bidi_override_is_spelled_out() {
        assert_eq!(visible("a\u{202e}b"), "a\\u{202e}b");
        assert_eq!(
            html("\u{202e}"),
            "<span class=\"hidden-char\">\\u{202e}</span>"
        );
    }

    #[test]
    fn line_breaks_never_break_a_line() {
        assert_eq!(visible("a\r\nb\tc"), "a\\r\\nb\\tc");
    }

    #[test]
    fn hindi_joiners_stay() {
        assert_eq!(visible("क्\u{200d}ष"), "क्\u{200d}ष");
    }

    #[test]
    fn a_long_quotation_is_cut_and_counted() {
        let text = visible(&"x".repeat(QUOTE_LIMIT + 7));
        assert!(text.ends_with("… 7 more characters"), "{text}");
    }

    #[test]
    fn markdown_loses_tables_html_links_and_mentions() {
        let text = markdown("a|b <i> `c` @team https://x.test www.y.test **z**");
        assert_eq!(
            text,
            "a\\|b &lt;i&gt; \\`c\\` &#64;team https&#58;//x.test www&#46;y.test \\*\\*z\\*\\*"
        );
    }
}
