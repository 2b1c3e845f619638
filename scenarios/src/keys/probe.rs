//! A deserializer without data: it walks a type along a path of keys and reports what the type expects there.
//!
//! The answer travels up as the error, past every visitor. Serde's derive hands over the field names, so the
//! structs stay the only list of keys.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;

/// What a type expects at a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// A table with these keys.
    Table(&'static [&'static str]),
    /// A table whose keys are not known here.
    Open,
    /// A list.
    List,
    /// A value.
    Leaf,
}

/// What `T` expects at a path; None where `T` has no such key.
pub(super) fn kind<'de, T: Deserialize<'de>>(path: &[&str]) -> Option<Kind> {
    match T::deserialize(Probe { path }) {
        Err(End::Found(kind)) => Some(kind),
        _ => None,
    }
}

#[derive(Debug)]
enum End {
    Found(Kind),
    Nothing,
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for End {}

impl de::Error for End {
    fn custom<T: fmt::Display>(_: T) -> End {
        End::Nothing
    }
}

struct Probe<'a> {
    path: &'a [&'a str],
}

impl<'de> Deserializer<'de> for Probe<'_> {
    type Error = End;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, End> {
        match self.path {
            [] => Err(End::Found(Kind::Leaf)),
            _ => Err(End::Nothing),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, End> {
        visitor.visit_some(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, End> {
        self.enter(Kind::Table(fields), |step| visitor.visit_map(step))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, End> {
        self.enter(Kind::Open, |step| visitor.visit_map(step))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, End> {
        if let [index, ..] = self.path
            && index.parse::<usize>().is_err()
        {
            return Err(End::Nothing);
        }
        self.enter(Kind::List, |step| visitor.visit_seq(step))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct newtype_struct tuple tuple_struct enum identifier ignored_any
    }
}

impl<'a> Probe<'a> {
    fn enter<T>(
        self,
        here: Kind,
        go_on: impl FnOnce(Step<'a>) -> Result<T, End>,
    ) -> Result<T, End> {
        match self.path {
            [] => Err(End::Found(here)),
            [key, below @ ..] => go_on(Step { key, below }),
        }
    }
}

/// The one entry that lies on the path.
struct Step<'a> {
    key: &'a str,
    below: &'a [&'a str],
}

impl<'de> MapAccess<'de> for Step<'_> {
    type Error = End;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, End> {
        let key: StrDeserializer<'_, End> = self.key.into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, End> {
        seed.deserialize(Probe { path: self.below })
    }
}

impl<'de> SeqAccess<'de> for Step<'_> {
    type Error = End;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, End> {
        seed.deserialize(Probe { path: self.below }).map(Some)
    }
}
