//! Writes JSON straight into bytes, in the order of the calls: the order of fields is part of a carrier's manner.
//!
//! Renderers call it some 200 times for a notice, so it builds no tree. It does not check that a document is
//! complete; the tests parse everything that is rendered.

use super::disorder::{Disorder, Disorders};

/// A JSON document under way.
pub(super) struct Json {
    out: Vec<u8>,
    disorders: Disorders,
}

impl Json {
    /// A document that is one object, whose fields `fill` writes.
    pub(super) fn document(
        disorders: Disorders,
        capacity: usize,
        fill: impl FnOnce(&mut Json),
    ) -> Vec<u8> {
        let mut json = Json {
            out: Vec::with_capacity(capacity),
            disorders,
        };
        json.braces(fill);
        json.out
    }

    fn braces(&mut self, fill: impl FnOnce(&mut Json)) {
        self.out.push(b'{');
        fill(self);
        self.out.push(b'}');
    }

    /// A comma, unless something was just opened.
    fn separate(&mut self) {
        if !matches!(self.out.last(), None | Some(b'{' | b'[')) {
            self.out.push(b',');
        }
    }

    fn key(&mut self, key: &str) {
        self.separate();
        self.out.push(b'"');
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    /// The inside of a string. What has to be escaped is rare, so the text goes in runs.
    fn escaped(&mut self, text: &str) {
        let mut rest = text.as_bytes();
        let special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
        while let Some(place) = rest.iter().position(special) {
            self.out.extend_from_slice(&rest[..place]);
            match rest[place] {
                control @ 0..0x20 => self
                    .out
                    .extend_from_slice(format!("\\u{control:04x}").as_bytes()),
                other => self.out.extend_from_slice(&[b'\\', other]),
            }
            rest = &rest[place + 1..];
        }
        self.out.extend_from_slice(rest);
    }

    /// A string field.
    pub(super) fn text(&mut self, key: &str, value: &str) -> &mut Json {
        self.joined(key, &[value])
    }

    /// A string field of several parts.
    pub(super) fn joined(&mut self, key: &str, parts: &[&str]) -> &mut Json {
        self.key(key);
        self.out.push(b'"');
        for part in parts {
            self.escaped(part);
        }
        self.out.push(b'"');
        self
    }

    /// A string field, or null.
    pub(super) fn text_or_null(&mut self, key: &str, value: Option<&str>) -> &mut Json {
        match value {
            Some(value) => self.text(key, value),
            None => self.null(key),
        }
    }

    /// A whole number.
    pub(super) fn number(&mut self, key: &str, value: u64) -> &mut Json {
        self.literal(key, &value.to_string())
    }

    /// A field whose value is JSON already: a number with a fraction, `true`, `[]`.
    pub(super) fn literal(&mut self, key: &str, value: &str) -> &mut Json {
        self.key(key);
        self.out.extend_from_slice(value.as_bytes());
        self
    }

    /// `null`, or what a disorder has in its place.
    pub(super) fn null(&mut self, key: &str) -> &mut Json {
        if self.disorders.has(Disorder::EmptyForNull) {
            return self.literal(key, "\"\"");
        }
        self.literal(key, "null")
    }

    /// A string field that the provider leaves null for many parcels.
    pub(super) fn loose(&mut self, key: &str, value: &str) -> &mut Json {
        if self.disorders.has(Disorder::NullHeavy) {
            return self.null(key);
        }
        self.text(key, value)
    }

    /// An empty string for each key.
    pub(super) fn empties(&mut self, keys: &[&str]) -> &mut Json {
        for key in keys {
            self.text(key, "");
        }
        self
    }

    /// One `null` for each key.
    pub(super) fn nulls(&mut self, keys: &[&str]) -> &mut Json {
        for key in keys {
            self.null(key);
        }
        self
    }

    /// An object field.
    pub(super) fn object(&mut self, key: &str, fill: impl FnOnce(&mut Json)) -> &mut Json {
        self.key(key);
        self.braces(fill);
        self
    }

    /// An array of strings.
    pub(super) fn texts(&mut self, key: &str, values: &[&str]) -> &mut Json {
        self.key(key);
        self.out.push(b'[');
        for value in values {
            self.separate();
            self.out.push(b'"');
            self.escaped(value);
            self.out.push(b'"');
        }
        self.out.push(b']');
        self
    }

    /// An array of objects, one for each item.
    pub(super) fn objects<T>(
        &mut self,
        key: &str,
        items: impl Iterator<Item = T>,
        mut fill: impl FnMut(&mut Json, T),
    ) -> &mut Json {
        self.key(key);
        self.out.push(b'[');
        for item in items {
            self.separate();
            self.braces(|json| fill(json, item));
        }
        self.out.push(b']');
        self
    }

    /// A string field that holds a JSON document of its own.
    pub(super) fn nested(&mut self, key: &str, fill: impl FnOnce(&mut Json)) -> &mut Json {
        let inner = Json::document(Disorders::NONE, 200, fill);
        self.text(key, &String::from_utf8_lossy(&inner))
    }
}
