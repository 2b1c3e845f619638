//! What a look at analytics asks for: filters written as `.name(value)` behind a field, or as parameters of an edge.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoints::numbers::wrong;
use crate::cloud_api::form::words;
use crate::graph::tally::{DAY_S, HALF_HOUR_S};
use crate::world::call::Call;

/// Most filters of a field; further ones do not count.
const FILTERS_MAX: usize = 20;
/// Latest time that is taken, seconds since the Unix epoch: the year 5138.
const TIME_MAX_S: u64 = 100_000_000_000;

/// Filters by name.
#[derive(Debug, Default)]
pub(super) struct Filters {
    by_name: BTreeMap<String, Value>,
}

/// Start and end, seconds since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) start_s: u64,
    pub(super) end_s: u64,
}

/// How long a data point is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    HalfHour,
    Day,
    Month,
}

impl Filters {
    /// The field's name and its filters: `analytics.start(1).end(2)`.
    pub(super) fn of_field(part: &str) -> (&str, Filters) {
        let part = part.trim();
        let end = part.find(['.', '(', '{']).unwrap_or(part.len());
        let (name, mut rest) = part.split_at(end);
        let mut by_name = BTreeMap::new();
        while let Some(open) = rest.find('(') {
            let filter = rest[..open].trim_matches(['.', ' ', '\n', '\r', '\t']);
            let close = closing(&rest[open..]).map_or(rest.len(), |at| open + at);
            let value = rest.get(open + 1..close).unwrap_or("").trim();
            if by_name.len() < FILTERS_MAX {
                by_name.insert(filter.to_owned(), json_of(value));
            }
            rest = rest.get(close + 1..).unwrap_or("");
        }
        (name.trim(), Filters { by_name })
    }

    /// The parameters of an edge.
    pub(super) fn of_call(call: &Call<'_>) -> Result<Filters, Box<Refusal>> {
        let by_name = call
            .parameters()?
            .keys()
            .filter_map(|name| Some((name.clone(), call.value(name)?)))
            .collect();
        Ok(Filters { by_name })
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        match self.by_name.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            other => Some(other.to_string()),
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// The words of a list, in upper case; empty when the filter is absent or an empty list: no restriction.
    pub(super) fn words(&self, name: &str) -> Vec<String> {
        words(self.by_name.get(name).cloned())
            .into_iter()
            .map(|word| word.to_uppercase())
            .collect()
    }

    /// The words of a list that knows only these.
    pub(super) fn words_of(&self, name: &str, known: &[&str]) -> Result<Vec<String>, Box<Refusal>> {
        let given = self.words(name);
        match given.iter().find(|word| !known.contains(&word.as_str())) {
            Some(odd) => Err(wrong(name, "words of Meta's", odd, &known.join(", "))),
            None => Ok(given),
        }
    }

    /// `start` and `end`, both required, the end later.
    pub(super) fn range(&self) -> Result<Range, Box<Refusal>> {
        let range = Range {
            start_s: self.time("start")?,
            end_s: self.time("end")?,
        };
        if range.start_s < range.end_s {
            return Ok(range);
        }
        Err(wrong(
            "end",
            "the end is later than the start",
            range.end_s.to_string(),
            "start(1798761600).end(1798848000)",
        ))
    }

    /// Seconds since the Unix epoch, or `YYYY-MM-DD`.
    fn time(&self, name: &str) -> Result<u64, Box<Refusal>> {
        let text = self.text(name).unwrap_or_default();
        let seconds = text.parse().ok().or_else(|| {
            let date: jiff::civil::Date = text.parse().ok()?;
            let midnight = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
            u64::try_from(midnight.timestamp().as_second()).ok()
        });
        seconds
            .filter(|seconds| *seconds <= TIME_MAX_S)
            .ok_or_else(|| wrong(name, "seconds since 1970", text, "1798761600"))
    }

    /// `granularity`, which has other words for the messaging analytics than for the others.
    pub(super) fn step(&self, words: [(&str, Step); 3]) -> Result<Step, Box<Refusal>> {
        let given = self.text("granularity").unwrap_or_default();
        words
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(&given))
            .map(|(_, step)| *step)
            .ok_or_else(|| {
                let known = words.map(|(word, _)| word).join(", ");
                wrong("granularity", "a granularity of Meta's", given, &known)
            })
    }
}

impl Step {
    /// Start and end of the data point that a time falls into.
    pub(super) fn around(self, at_s: u64) -> (u64, u64) {
        match self {
            Step::HalfHour => {
                let start_s = at_s / HALF_HOUR_S * HALF_HOUR_S;
                (start_s, start_s + HALF_HOUR_S)
            }
            Step::Day => {
                let start_s = at_s / DAY_S * DAY_S;
                (start_s, start_s + DAY_S)
            }
            Step::Month => month(at_s).unwrap_or((at_s, at_s + 30 * DAY_S)),
        }
    }
}

/// Start and end of a month in UTC.
fn month(at_s: u64) -> Option<(u64, u64)> {
    let at = jiff::Timestamp::from_second(i64::try_from(at_s).ok()?).ok()?;
    let first = at.to_zoned(jiff::tz::TimeZone::UTC).first_of_month().ok()?;
    let start = first.start_of_day().ok()?;
    let end = start.checked_add(jiff::Span::new().months(1)).ok()?;
    let second = |time: jiff::Zoned| u64::try_from(time.timestamp().as_second()).ok();
    Some((second(start)?, second(end)?))
}

/// Where the parenthesis that `text` begins with is closed.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0i32;
    for (at, sign) in text.char_indices() {
        match sign {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

fn json_of(text: &str) -> Value {
    match text.starts_with('[') {
        true => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())),
        false => Value::String(text.to_owned()),
    }
}
