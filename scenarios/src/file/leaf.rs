//! The values in a scenario file: rates, times, shares, counts. Each knows what may be written for it.
//!
//! Complaints begin with a verb, because the key is put in front of them. Limits that depend on the key are
//! not here but at the key.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// No rate above this, messages per minute.
pub(crate) const RATE_MAX: f64 = 10_000_000.0;
/// No time longer than this.
const PERIOD_MAX: Duration = Duration::from_secs(366 * 24 * 3600);

/// A TOML value as it was written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Written {
    Integer(i64),
    Float(f64),
    Flag(bool),
    Text(String),
    List,
    Table,
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Written::Integer(number) => write!(f, "{number}"),
            Written::Float(number) => write!(f, "{number}"),
            Written::Flag(flag) => write!(f, "{flag}"),
            Written::Text(text) => write!(f, "{text:?}"),
            Written::List => f.write_str("a list"),
            Written::Table => f.write_str("a table"),
        }
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WrittenVisitor)
    }
}

struct WrittenVisitor;

impl<'de> Visitor<'de> for WrittenVisitor {
    type Value = Written;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_i64<E>(self, number: i64) -> Result<Written, E> {
        Ok(Written::Integer(number))
    }
    fn visit_f64<E>(self, number: f64) -> Result<Written, E> {
        Ok(Written::Float(number))
    }
    fn visit_bool<E>(self, flag: bool) -> Result<Written, E> {
        Ok(Written::Flag(flag))
    }
    fn visit_str<E>(self, text: &str) -> Result<Written, E> {
        Ok(Written::Text(text.to_owned()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Written, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Written::List)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<Written, A::Error> {
        while table.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Written::Table)
    }
}

/// Messages per minute: above 0, at most [`RATE_MAX`].
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "Written")]
pub(crate) struct Rate(pub(crate) f64);

impl TryFrom<Written> for Rate {
    type Error = String;

    fn try_from(written: Written) -> Result<Rate, String> {
        let per_minute = match &written {
            Written::Integer(number) => Some(*number as f64),
            Written::Float(number) => Some(*number),
            Written::Text(text) => rate_of_text(text),
            _ => None,
        };
        match per_minute {
            None => Err(format!(
                "is {written}; a rate is a number of messages per minute, or text such as \"5000/h\", \"500/min\" or \"10/s\""
            )),
            Some(rate) if rate > 0.0 && rate <= RATE_MAX => Ok(Rate(rate)),
            Some(_) => Err(format!(
                "is {written}; a rate is above 0 and at most 10,000,000 messages per minute"
            )),
        }
    }
}

fn rate_of_text(text: &str) -> Option<f64> {
    let (number, unit) = text.split_once('/')?;
    let number: f64 = number.trim().parse().ok()?;
    match unit.trim() {
        "h" => Some(number / 60.0),
        "min" => Some(number),
        "s" => Some(number * 60.0),
        _ => None,
    }
}

/// A time span, from 0 to a year.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "Written")]
pub(crate) struct Period(pub(crate) Duration);

impl TryFrom<Written> for Period {
    type Error = String;

    fn try_from(written: Written) -> Result<Period, String> {
        let period = match &written {
            Written::Text(text) => period_of_text(text),
            Written::Integer(number) => {
                return Err(format!(
                    "is {number} without a unit; write \"{number}s\" or \"{number}ms\" (units: ms, s, m, h, d)"
                ));
            }
            _ => None,
        };
        match period {
            None => Err(format!(
                "is {written}; a time is a number and a unit, such as \"200ms\", \"3s\", \"5m\" or \"72h\""
            )),
            Some(period) if period <= PERIOD_MAX => Ok(Period(period)),
            Some(_) => Err(format!("is {written}; the longest time is \"366d\"")),
        }
    }
}

fn period_of_text(text: &str) -> Option<Duration> {
    let unit_at = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = text.split_at(unit_at);
    let unit_ms: u64 = match unit.trim() {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    if let Ok(whole) = number.parse::<u64>() {
        return Some(Duration::from_millis(whole.saturating_mul(unit_ms)));
    }
    let ms = number.parse::<f64>().ok()? * unit_ms as f64;
    Some(Duration::try_from_secs_f64(ms / 1_000.0).unwrap_or(Duration::MAX))
}

/// A share in [0, 1].
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "Written")]
pub(crate) struct Share(pub(crate) f64);

impl TryFrom<Written> for Share {
    type Error = String;

    fn try_from(written: Written) -> Result<Share, String> {
        match number(&written) {
            Some(share) if (0.0..=1.0).contains(&share) => Ok(Share(share)),
            _ => Err(format!(
                "is {written}; a share is a number from 0 to 1, such as 0.05 for 5 %"
            )),
        }
    }
}

/// A number whose limits depend on the key.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "Written")]
pub(crate) struct Number(pub(crate) f64);

impl TryFrom<Written> for Number {
    type Error = String;

    fn try_from(written: Written) -> Result<Number, String> {
        match number(&written) {
            Some(value) if value.is_finite() => Ok(Number(value)),
            _ => Err(format!("is {written}; write a number")),
        }
    }
}

fn number(written: &Written) -> Option<f64> {
    match written {
        Written::Integer(number) => Some(*number as f64),
        Written::Float(number) => Some(*number),
        _ => None,
    }
}

/// A whole number from 0 whose limits depend on the key.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "Written")]
pub(crate) struct Count(pub(crate) u64);

impl TryFrom<Written> for Count {
    type Error = String;

    fn try_from(written: Written) -> Result<Count, String> {
        match written {
            Written::Integer(number) => u64::try_from(number).ok().map(Count),
            _ => None,
        }
        .ok_or_else(|| format!("is {written}; write a whole number from 0"))
    }
}

/// Yes or no.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "Written")]
pub(crate) struct Flag(pub(crate) bool);

impl TryFrom<Written> for Flag {
    type Error = String;

    fn try_from(written: Written) -> Result<Flag, String> {
        match written {
            Written::Flag(flag) => Ok(Flag(flag)),
            _ => Err(format!("is {written}; write true or false")),
        }
    }
}

/// Words.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "Written")]
pub(crate) struct Text(pub(crate) String);

impl TryFrom<Written> for Text {
    type Error = String;

    fn try_from(written: Written) -> Result<Text, String> {
        match written {
            Written::Text(text) => Ok(Text(text)),
            _ => Err(format!("is {written}; write text in quotes")),
        }
    }
}

#[cfg(test)]
mod tests;
