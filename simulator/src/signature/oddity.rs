//! Odd forms of genuine webhooks. HTTP and JSON allow all of them, so a connector has to accept them.

use super::bytes;

/// An unusual form of something genuine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Oddity {
    /// What is not ASCII is written as `\uXXXX`. Who parses and writes JSON anew before verifying fails.
    EscapedUnicode,
    /// Header names in capital letters. Who compares names by their letters' case fails.
    HeaderCase,
    /// A line feed after the JSON, and signed with it. Who trims the body before verifying fails.
    TrailingNewline,
}

impl Oddity {
    /// All of them.
    pub const ALL: [Oddity; 3] = [
        Oddity::EscapedUnicode,
        Oddity::HeaderCase,
        Oddity::TrailingNewline,
    ];

    /// The word in the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Oddity::EscapedUnicode => "escaped_unicode",
            Oddity::HeaderCase => "header_case",
            Oddity::TrailingNewline => "trailing_newline",
        }
    }

    /// What is odd, in a sentence's words.
    pub fn about(self) -> &'static str {
        match self {
            Oddity::EscapedUnicode => "letters beyond ASCII are written as \\uXXXX",
            Oddity::HeaderCase => "header names are in capital letters",
            Oddity::TrailingNewline => "a line feed follows the JSON and is signed with it",
        }
    }

    /// The oddity with this word.
    pub fn parse(word: &str) -> Option<Oddity> {
        Oddity::ALL.into_iter().find(|oddity| oddity.word() == word)
    }

    /// The body in its odd form. To be done before signing.
    pub fn shape_body(self, mut body: Vec<u8>) -> Vec<u8> {
        match self {
            Oddity::HeaderCase => body,
            Oddity::TrailingNewline => {
                body.push(b'\n');
                body
            }
            Oddity::EscapedUnicode => match std::str::from_utf8(&body) {
                Ok(json) => bytes::escape(json, b"/"),
                Err(_) => body,
            },
        }
    }

    /// The headers in their odd form. To be done last.
    pub fn shape_headers(self, headers: &mut [(String, String)]) {
        if self == Oddity::HeaderCase {
            for (name, _) in headers {
                name.make_ascii_uppercase();
            }
        }
    }
}
