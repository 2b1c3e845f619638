//! Key words by language. They are those of the public phrase books in the harness, which this connector has a copy of.

mod english;
mod german;
mod hindi;
mod indonesian;
mod portuguese;
mod spanish;

use super::Kind;

/// What is said about each kind: parts of texts in lower case.
pub(super) type Words = &'static [(Kind, &'static [&'static str])];

/// All languages.
pub(super) const ALL: [Words; 6] = [
    english::WORDS,
    portuguese::WORDS,
    spanish::WORDS,
    german::WORDS,
    indonesian::WORDS,
    hindi::WORDS,
];

/// Calling codes, and what is spoken there. Elsewhere people write English.
const SPOKEN: [(&str, Words); 7] = [
    ("55", portuguese::WORDS),
    ("351", portuguese::WORDS),
    ("52", spanish::WORDS),
    ("34", spanish::WORDS),
    ("62", indonesian::WORDS),
    ("91", hindi::WORDS),
    ("49", german::WORDS),
];

/// The words of the country that a number (E.164 digits) belongs to.
pub(super) fn of_number(number: &str) -> Words {
    let known = SPOKEN.iter().find(|(code, _)| number.starts_with(code));
    known.map_or(english::WORDS, |(_, words)| words)
}

/// The first kind, in the order of [`Kind::ALL`], of which a text in lower case holds a word.
pub(super) fn first_in(text: &str, words: Words) -> Option<Kind> {
    let holds = |kind: &Kind| {
        words
            .iter()
            .filter(|(of, _)| of == kind)
            .any(|(_, parts)| parts.iter().any(|part| text.contains(part)))
    };
    Kind::ALL.into_iter().find(holds)
}
