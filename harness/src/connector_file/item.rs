//! Reading located values: every value knows its line and the path of its key, so that every error can say so.

use std::collections::BTreeSet;
use std::ops::Range;
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::duration;
use super::error::{ConnectorFileError, suggest};

/// The file that is being read.
pub(super) struct Source<'t> {
    /// As named in errors.
    pub(super) file: &'t str,
    /// Its text.
    pub(super) text: &'t str,
    /// Looks up a variable of the environment, for `env:NAME`.
    pub(super) environment: &'t dyn Fn(&str) -> Option<String>,
}

impl Source<'_> {
    pub(super) fn error(
        &self,
        span: &Range<usize>,
        key: &str,
        cause: impl Into<String>,
        cure: impl Into<String>,
    ) -> ConnectorFileError {
        let before = &self.text.as_bytes()[..span.start.min(self.text.len())];
        ConnectorFileError {
            file: self.file.to_string(),
            line: Some(before.iter().filter(|byte| **byte == b'\n').count() + 1),
            key: key.to_string(),
            cause: cause.into(),
            cure: cure.into(),
        }
    }
}

type Read<T> = Result<T, ConnectorFileError>;

/// One value and where it stands.
#[derive(Clone)]
pub(super) struct Item<'t> {
    pub(super) source: &'t Source<'t>,
    pub(super) path: String,
    pub(super) span: Range<usize>,
    value: &'t DeValue<'t>,
}

impl<'t> Item<'t> {
    pub(super) fn error(
        &self,
        cause: impl Into<String>,
        cure: impl Into<String>,
    ) -> ConnectorFileError {
        self.source.error(&self.span, &self.path, cause, cure)
    }

    fn wrong_kind(&self, wanted: &str) -> ConnectorFileError {
        let found = self.value.type_str();
        self.error(
            format!("this is of type {found}"),
            format!("write {wanted}"),
        )
    }

    pub(super) fn is_text(&self) -> bool {
        self.value.is_str()
    }

    pub(super) fn is_table(&self) -> bool {
        self.value.is_table()
    }

    pub(super) fn is_list(&self) -> bool {
        self.value.is_array()
    }

    pub(super) fn is_empty_text(&self) -> bool {
        self.value.as_str() == Some("")
    }

    /// A text that is not empty.
    pub(super) fn text(&self) -> Read<&'t str> {
        match self.value.as_str() {
            Some("") => {
                Err(self.error("the text is empty", "write something, or leave the key out"))
            }
            Some(text) => Ok(text),
            None => Err(self.wrong_kind("a text in quotes")),
        }
    }

    pub(super) fn owned(&self) -> Read<String> {
        self.text().map(str::to_string)
    }

    pub(super) fn whole_number(&self, range: std::ops::RangeInclusive<u64>) -> Read<u64> {
        let number = self
            .value
            .as_integer()
            .and_then(|integer| u64::from_str_radix(integer.as_str(), integer.radix()).ok());
        let (low, high) = (range.start(), range.end());
        match number {
            Some(number) if range.contains(&number) => Ok(number),
            Some(number) => Err(self.error(
                format!("{number} is out of range"),
                format!("write a number from {low} to {high}"),
            )),
            None => Err(self.wrong_kind("a whole number without quotes")),
        }
    }

    pub(super) fn duration(&self) -> Read<Duration> {
        let text = self.text()?;
        duration::parse(text).map_err(|cause| self.error(cause, duration::CURE))
    }

    pub(super) fn flag(&self) -> Read<bool> {
        self.value
            .as_bool()
            .ok_or_else(|| self.wrong_kind("true or false without quotes"))
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(&self, words: &[(&str, T)]) -> Read<T> {
        let text = self.text()?;
        let found = words.iter().find(|(word, _)| *word == text);
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        match found {
            Some((_, value)) => Ok(*value),
            None => Err(self.error(format!("{text:?} is not known here"), suggest(text, &known))),
        }
    }

    pub(super) fn list(&self) -> Read<Vec<Item<'t>>> {
        let array = self
            .value
            .as_array()
            .ok_or_else(|| self.wrong_kind("a list in [ ]"))?;
        let item = |(index, value): (usize, &'t Spanned<DeValue<'t>>)| Item {
            source: self.source,
            path: format!("{}[{index}]", self.path),
            span: value.span(),
            value: value.get_ref(),
        };
        Ok(array.iter().enumerate().map(item).collect())
    }

    pub(super) fn texts(&self) -> Read<Vec<String>> {
        self.list()?.iter().map(Item::owned).collect()
    }

    pub(super) fn section(&self) -> Read<Section<'t>> {
        let table = self
            .value
            .as_table()
            .ok_or_else(|| self.wrong_kind("a table"))?;
        Ok(Section {
            item: self.clone(),
            table,
        })
    }
}

/// A table, read key by key.
pub(super) struct Section<'t> {
    pub(super) item: Item<'t>,
    table: &'t DeTable<'t>,
}

impl<'t> Section<'t> {
    /// The whole document.
    pub(super) fn whole(
        source: &'t Source<'t>,
        document: &'t Spanned<DeValue<'t>>,
    ) -> Read<Section<'t>> {
        let item = Item {
            source,
            path: String::new(),
            span: document.span(),
            value: document.get_ref(),
        };
        item.section()
    }

    fn item_of(
        &self,
        key: &Spanned<toml::de::DeString<'t>>,
        value: &'t Spanned<DeValue<'t>>,
    ) -> Item<'t> {
        let path = match self.item.path.as_str() {
            "" => key.get_ref().to_string(),
            path => format!("{path}.{}", key.get_ref()),
        };
        // A table's own span may begin at its first key; its name is where people look.
        let span = match value.get_ref().is_table() {
            true => key.span(),
            false => value.span(),
        };
        Item {
            source: self.item.source,
            path,
            span,
            value: value.get_ref(),
        }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<Item<'t>> {
        let mut entries = self.table.iter();
        let found = entries.find(|(name, _)| name.get_ref() == key);
        found.map(|(name, value)| self.item_of(name, value))
    }

    /// The value of a key that has to be there.
    pub(super) fn need(&self, key: &str) -> Read<Item<'t>> {
        self.get(key).ok_or_else(|| {
            let cure = format!("add {key} = ...");
            self.item.error(format!("the key {key:?} is missing"), cure)
        })
    }

    /// Reads a key that may be absent.
    pub(super) fn maybe<T>(
        &self,
        key: &str,
        read: impl FnOnce(&Item<'t>) -> Read<T>,
    ) -> Read<Option<T>> {
        self.get(key).as_ref().map(read).transpose()
    }

    /// All keys with their values, sorted by key.
    pub(super) fn entries(&self) -> Vec<(&'t str, Item<'t>)> {
        let entries = self.table.iter();
        entries
            .map(|(name, value)| (name.get_ref().as_ref(), self.item_of(name, value)))
            .collect()
    }

    /// Refuses keys other than these, naming the nearest one.
    pub(super) fn only(&self, known: &[&str]) -> Read<()> {
        for (name, value) in self.table.iter() {
            let name_text: &str = name.get_ref();
            if !known.contains(&name_text) {
                let mut item = self.item_of(name, value);
                item.span = name.span();
                return Err(item.error("there is no such key", suggest(name_text, known)));
            }
        }
        Ok(())
    }

    /// Refuses more than one of these keys.
    pub(super) fn at_most_one(&self, keys: &[&str]) -> Read<()> {
        let given: BTreeSet<&&str> = keys.iter().filter(|key| self.get(key).is_some()).collect();
        if given.len() < 2 {
            return Ok(());
        }
        let cause = format!("{} exclude each other", keys.join(", "));
        Err(self.item.error(cause, "keep one of them"))
    }
}
