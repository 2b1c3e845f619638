//! A place in a body, with the way to it: every check refuses in Graph's own way of naming a place,
//! `interactive['action']['buttons'][0]['reply']['title']`. The path is put together only when something is refused.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use super::json::Json;
use super::{graph, unfit};
use crate::cloud_api::answer::Refusal;

/// What a check gives.
pub(crate) type Checked<T> = Result<T, Box<Refusal>>;

/// A value and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Param<'p> {
    value: &'p Json<'p>,
    step: Step<'p>,
    parent: Option<&'p Param<'p>>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'p> {
    /// The whole path of the topmost place.
    Root(&'p str),
    Key(&'p str),
    Index(usize),
}

impl<'p> Param<'p> {
    /// The topmost place; `path` is how Graph writes it.
    pub(crate) fn root(path: &'p str, value: &'p Json<'p>) -> Param<'p> {
        Param {
            value,
            step: Step::Root(path),
            parent: None,
        }
    }

    /// Its value.
    pub(crate) fn value(&self) -> &'p Json<'p> {
        self.value
    }

    /// How Graph writes its place.
    pub(crate) fn path(&self) -> String {
        let mut path = self.parent.map(Param::path).unwrap_or_default();
        match self.step {
            Step::Root(root) => path.push_str(root),
            Step::Key(key) => path.push_str(&format!("['{key}']")),
            Step::Index(index) => path.push_str(&format!("[{index}]")),
        }
        path
    }

    /// What stands under a key; None when nothing or null does.
    pub(crate) fn optional(&'p self, key: &'p str) -> Option<Param<'p>> {
        let value = self.value.get(key)?;
        Some(Param {
            value,
            step: Step::Key(key),
            parent: Some(self),
        })
    }

    /// What stands under a key.
    pub(crate) fn required(&'p self, key: &'p str) -> Checked<Param<'p>> {
        self.optional(key).ok_or_else(|| {
            let path = format!("{}['{key}']", self.path());
            Box::new(graph(&path, format!("The parameter {path} is required.")))
        })
    }

    /// That it is an object with none but these keys.
    pub(crate) fn object(&self, known: &[&str]) -> Checked<()> {
        let Json::Object(entries) = self.value else {
            return Err(self.mistyped("a JSON object"));
        };
        let stranger = entries
            .iter()
            .find(|(key, _)| !known.contains(&key.as_ref()));
        match stranger {
            None => Ok(()),
            Some((key, _)) => {
                let path = self.path();
                let shown: String = key.chars().take(60).collect();
                let refusal = graph(
                    &path,
                    format!("Unexpected key \"{shown}\" on param \"{path}\"."),
                );
                Err(Box::new(
                    refusal.got(key.as_ref()).nearest(known.join(", ")),
                ))
            }
        }
    }

    /// The items of a list.
    pub(crate) fn list(&'p self) -> Checked<impl ExactSizeIterator<Item = Param<'p>>> {
        let Json::List(items) = self.value else {
            return Err(self.mistyped("an array"));
        };
        Ok(items.iter().enumerate().map(|(index, value)| Param {
            value,
            step: Step::Index(index),
            parent: Some(self),
        }))
    }

    /// A scalar's text.
    pub(crate) fn text(&self) -> Checked<Cow<'p, str>> {
        self.value.text().ok_or_else(|| self.mistyped("a string"))
    }

    /// A text of a length in characters.
    pub(crate) fn limited(&self, length: RangeInclusive<usize>) -> Checked<Cow<'p, str>> {
        let text = self.text()?;
        let count = text.chars().count();
        if count > *length.end() {
            return Err(Box::new(self.too_long(count, *length.end())));
        }
        if count < *length.start() {
            let details = format!(
                "Param {} must be at least {} characters long",
                self.path(),
                length.start()
            );
            return Err(Box::new(unfit(&self.path(), details).got(text)));
        }
        Ok(text)
    }

    fn too_long(&self, count: usize, longest: usize) -> Refusal {
        let path = self.path();
        unfit(
            &path,
            format!("Param {path} must be at most {longest} characters long"),
        )
        .got(count.to_string())
        .nearest(format!("at most {longest} characters"))
    }

    /// A number, or a string that is one.
    pub(crate) fn number(&self) -> Checked<f64> {
        let read = match self.value {
            Json::Number(number) => number.as_f64(),
            Json::Text(text) => text.trim().parse().ok(),
            _ => None,
        };
        read.filter(|number| number.is_finite())
            .ok_or_else(|| self.mistyped("a number"))
    }

    /// A whole number, or a string that is one.
    pub(crate) fn integer(&self) -> Checked<i64> {
        let read = match self.value {
            Json::Number(number) => number.as_i64(),
            Json::Text(text) => text.trim().parse().ok(),
            _ => None,
        };
        read.ok_or_else(|| self.mistyped("an integer"))
    }

    /// A truth value, or a string that is one.
    pub(crate) fn flag(&self) -> Checked<bool> {
        match self.value {
            Json::Flag(flag) => Ok(*flag),
            Json::Text(text) if text == "true" => Ok(true),
            Json::Text(text) if text == "false" => Ok(false),
            _ => Err(self.mistyped("a boolean")),
        }
    }

    /// A text that is one of these words.
    pub(crate) fn one_of(&self, words: &[&'static str]) -> Checked<&'static str> {
        let text = self.text()?;
        let found = words.iter().find(|word| **word == text);
        found.copied().ok_or_else(|| {
            let path = self.path();
            let listed = words.join(", ");
            let refusal = unfit(&path, format!("Param {path} must be one of {{{listed}}}"));
            Box::new(refusal.got(text).nearest(listed))
        })
    }

    /// An address of the web.
    pub(crate) fn url(&self) -> Checked<Cow<'p, str>> {
        let text = self.text()?;
        if is_web_address(&text) {
            return Ok(text);
        }
        let path = self.path();
        let refusal = graph(&path, format!("Param {path} is not a valid URI."));
        Err(Box::new(
            refusal.got(text).nearest("https://parcel.example/picture"),
        ))
    }

    /// 131009 at this place.
    pub(crate) fn unfit(&self, details: impl Into<String>) -> Box<Refusal> {
        let got = self.value.text().unwrap_or_default();
        Box::new(unfit(&self.path(), details).got(got))
    }

    fn mistyped(&self, wanted: &str) -> Box<Refusal> {
        let path = self.path();
        let refusal = graph(&path, format!("Param {path} must be {wanted}."));
        Box::new(refusal.got(self.value.word()).nearest(wanted))
    }
}

/// Whether a text is an absolute address of the web with a host.
pub(crate) fn is_web_address(text: &str) -> bool {
    let scheme_end = text.find("://");
    let Some((scheme, rest)) = scheme_end.map(|at| (&text[..at], &text[at + 3..])) else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    (scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http"))
        && !host.is_empty()
        && !text.contains(char::is_whitespace)
        && !host.contains(['<', '>', '"', '{', '}'])
}
