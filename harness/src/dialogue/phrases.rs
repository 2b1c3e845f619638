//! The phrase books: one file a language in `harness/phrases`, compiled in. Public, so that a connector may match the
//! words; its own tests hold that every phrase has words of its own kind and of no other.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use scenarios::dialogue_kind::DialogueKind;
use serde::Deserialize;

/// The language of customers whose own has no book.
const FALLBACK: &str = "en";

const FILES: [(&str, &str); 7] = [
    ("de", include_str!("../../phrases/de.toml")),
    ("en", include_str!("../../phrases/en.toml")),
    ("en_US", include_str!("../../phrases/en_US.toml")),
    ("es_MX", include_str!("../../phrases/es_MX.toml")),
    ("hi", include_str!("../../phrases/hi.toml")),
    ("id", include_str!("../../phrases/id.toml")),
    ("pt_BR", include_str!("../../phrases/pt_BR.toml")),
];

/// What customers say in one language.
#[derive(Debug, Deserialize)]
pub struct Book {
    /// WhatsApp's language code.
    #[serde(skip)]
    pub code: &'static str,
    /// The same, as the file says.
    pub language: String,
    /// Words of thanks: about nothing.
    pub thanks: Vec<String>,
    /// By what it is about.
    #[serde(flatten)]
    pub kinds: BTreeMap<DialogueKind, Phrases>,
}

/// What customers say about one thing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    /// Key words in lower case: each phrase holds at least one of them, and none of another kind's.
    pub words: Vec<String>,
    /// First messages.
    pub openings: Vec<String>,
    /// Later ones.
    pub follow_ups: Vec<String>,
}

/// All books.
pub fn books() -> &'static [Book] {
    static BOOKS: OnceLock<Vec<Book>> = OnceLock::new();
    BOOKS.get_or_init(|| {
        let read = |(code, text): &(&'static str, &str)| {
            let book: Book =
                toml::from_str(text).expect("the phrase books are compiled in and tested");
            Book { code, ..book }
        };
        FILES.iter().map(read).collect()
    })
}

/// The book for a template language: its own, else one of the same language elsewhere, else English.
pub fn book(language: &str) -> &'static Book {
    let plain = |code: &str| code.split('_').next().unwrap_or(code).to_owned();
    let find = |fits: &dyn Fn(&Book) -> bool| books().iter().find(|book| fits(book));
    find(&|book| book.code == language)
        .or_else(|| find(&|book| book.code == plain(language)))
        .or_else(|| find(&|book| plain(book.code) == plain(language)))
        .or_else(|| find(&|book| book.code == FALLBACK))
        .expect("the English book is compiled in")
}

impl Book {
    /// What the customer says about this.
    pub fn about(&self, kind: DialogueKind) -> &Phrases {
        &self.kinds[&kind]
    }

    /// What a text is about, by its words alone; `other` when it holds none.
    pub fn kind_of(&self, text: &str) -> Vec<DialogueKind> {
        let text = text.to_lowercase();
        let holds = |phrases: &Phrases| {
            phrases
                .words
                .iter()
                .any(|word| text.contains(word.as_str()))
        };
        let found = self.kinds.iter().filter(|(_, phrases)| holds(phrases));
        found.map(|(kind, _)| *kind).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_book_has_every_kind_with_five_phrasings_or_more() {
        for book in books() {
            assert_eq!(book.code, book.language);
            assert!(book.thanks.len() >= 3, "{}", book.code);
            for kind in DialogueKind::ALL {
                let phrases = book.about(kind);
                assert!(phrases.openings.len() >= 5, "{} {}", book.code, kind.word());
                let follows = kind == DialogueKind::OptOut || phrases.follow_ups.len() >= 2;
                assert!(follows, "{} {}", book.code, kind.word());
            }
        }
    }

    #[test]
    fn every_phrase_holds_words_of_its_own_kind_and_of_no_other() {
        for book in books() {
            for (kind, phrases) in &book.kinds {
                let own: &[DialogueKind] = match kind {
                    DialogueKind::Other => &[],
                    kind => &[*kind],
                };
                for phrase in phrases.openings.iter().chain(&phrases.follow_ups) {
                    assert_eq!(book.kind_of(phrase), own, "{}: {phrase}", book.code);
                }
            }
            for phrase in &book.thanks {
                assert!(book.kind_of(phrase).is_empty(), "{}: {phrase}", book.code);
            }
        }
    }

    #[test]
    fn words_are_in_lower_case_because_they_are_matched_so() {
        for phrases in books().iter().flat_map(|book| book.kinds.values()) {
            for word in &phrases.words {
                assert_eq!(*word, word.to_lowercase());
            }
        }
    }

    #[test]
    fn a_language_without_a_book_gets_its_neighbours_or_english() {
        for (language, code) in [
            ("pt_BR", "pt_BR"),
            ("en_GB", "en"),
            ("es", "es_MX"),
            ("ja", "en"),
            ("de", "de"),
        ] {
            assert_eq!(book(language).code, code, "{language}");
        }
    }
}
