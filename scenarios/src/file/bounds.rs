//! What holds at a key: its default, its range, its vocabulary. The complaint names the key.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::Duration;

use super::leaf::{Count, Number, Period, Share};
use crate::error::Problem;
use crate::nearest::hint;

/// The share written, or the default.
pub(super) fn share(written: Option<Share>, default: f64) -> f64 {
    written.map_or(default, |share| share.0)
}

/// The time written, or the default.
pub(super) fn period(written: Option<Period>, default: Duration) -> Duration {
    written.map_or(default, |period| period.0)
}

/// The time written, or the default; 0 is refused.
pub(super) fn positive(
    path: &str,
    written: Option<Period>,
    default: Duration,
) -> Result<Duration, Problem> {
    let period = period(written, default);
    if period.is_zero() {
        return Err(Problem::at(
            path,
            "is 0; it has to last, such as \"200ms\" or \"3s\"",
        ));
    }
    Ok(period)
}

/// The count written, or the default; outside of the range is refused.
pub(super) fn count(
    path: &str,
    written: Option<Count>,
    default: u64,
    allowed: RangeInclusive<u64>,
) -> Result<u64, Problem> {
    let count = written.map_or(default, |count| count.0);
    if allowed.contains(&count) {
        return Ok(count);
    }
    let (least, most) = allowed.into_inner();
    Err(Problem::at(
        path,
        format!("is {count}; it is a whole number from {least} to {most}"),
    ))
}

/// The number written, or the default; outside of the range is refused.
pub(super) fn decimal(
    path: &str,
    written: Option<Number>,
    default: f64,
    allowed: RangeInclusive<f64>,
) -> Result<f64, Problem> {
    let value = written.map_or(default, |number| number.0);
    if allowed.contains(&value) {
        return Ok(value);
    }
    let (least, most) = allowed.into_inner();
    Err(Problem::at(
        path,
        format!("is {value}; it is a number from {least} to {most}"),
    ))
}

/// The value, or a complaint that its key is missing, with an example of the line to add.
pub(super) fn required<T>(
    path: &str,
    written: Option<T>,
    why: &str,
    example: &str,
) -> Result<T, Problem> {
    written.ok_or_else(|| {
        let key = path.rsplit('.').next().unwrap_or(path);
        Problem::at(
            path,
            format!("is missing; {why} needs it, such as {key} = {example}"),
        )
    })
}

/// The value that a word stands for; a word outside of the vocabulary is refused.
pub(super) fn word<T: Clone>(
    path: &str,
    written: &str,
    vocabulary: &[(&str, T)],
) -> Result<T, Problem> {
    if let Some((_, value)) = vocabulary.iter().find(|(word, _)| *word == written) {
        return Ok(value.clone());
    }
    let words: Vec<&str> = vocabulary.iter().map(|(word, _)| *word).collect();
    let hint = hint(written, &words, "it is one of");
    Err(Problem::at(path, format!("is {written:?}; {hint}")))
}

/// Shares that are normalized to sum 1. A share of 0 leaves its word out; nothing left is refused.
pub(super) fn normalized<K: Ord>(
    path: &str,
    written: impl IntoIterator<Item = (K, f64)>,
) -> Result<BTreeMap<K, f64>, Problem> {
    let mut shares: BTreeMap<K, f64> = written.into_iter().collect();
    shares.retain(|_, share| *share > 0.0);
    let sum: f64 = shares.values().sum();
    if shares.is_empty() {
        return Err(Problem::at(
            path,
            "has shares that sum to 0; give at least one of them a share above 0",
        ));
    }
    shares.values_mut().for_each(|share| *share /= sum);
    Ok(shares)
}
