//! A push's history: what is newest in it, and whether it is in order. Carriers list it oldest first, newest first, or
//! not sorted at all; some times say no zone.

use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::checkpoint::Checkpoint;

/// Something that happened, as far as a history tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    /// None: nothing that this connector has a word for.
    pub(crate) checkpoint: Option<Checkpoint>,
    /// Seconds since 1970; a time without zone is taken for UTC. None: no time.
    pub(crate) at: Option<i64>,
}

/// Where a carrier puts what is newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listing {
    OldestFirst,
    NewestFirst,
}

/// The newest item of a list by its time. Among equals, and where times are missing, the place in the list decides.
pub(super) fn newest<T, K: Ord>(
    items: impl DoubleEndedIterator<Item = T>,
    listing: Listing,
    at: impl Fn(&T) -> K,
) -> Option<T> {
    // `max_by_key` takes the last of equals.
    match listing {
        Listing::OldestFirst => items.max_by_key(at),
        Listing::NewestFirst => items.rev().max_by_key(at),
    }
}

/// Whether the times run in one direction.
pub(crate) fn is_sorted(entries: &[Entry]) -> bool {
    let times = || entries.iter().filter_map(|entry| entry.at);
    times().is_sorted() || times().is_sorted_by(|a, b| a >= b)
}

/// Reads `2026-11-25T14:03:05-03:00` and its relatives: a blank for the `T`, `Z`, no zone, a blank before the zone, a
/// fraction of the second. Seconds since 1970.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let (clock, rest) = text.split_at_checked(19)?;
    let time: DateTime = clock.parse().ok()?;
    let zone = rest.trim_start_matches(|it: char| it == '.' || it.is_ascii_digit());
    Some(offset(zone.trim())?.to_timestamp(time).ok()?.as_second())
}

/// `-03:00`, `+08`, `Z` or nothing.
fn offset(text: &str) -> Option<Offset> {
    if text.is_empty() || text == "Z" {
        return Some(Offset::UTC);
    }
    let sign = match text.as_bytes()[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i32>().ok();
    let minutes = number(2..4).unwrap_or(0);
    Offset::from_seconds(sign * (number(0..2)? * 3_600 + minutes * 60)).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn one_moment_is_read_in_all_its_forms() {
        for text in [
            "2026-11-25T14:03:05-03:00",
            "2026-11-25 14:03:05 -03:00",
            "2026-11-25T17:03:05Z",
            "2026-11-25T17:03:05",
            "2026-11-25T17:03:05.0000000",
            "2026-11-25T22:33:05+0530",
            "2026-11-26 01:03:05+08",
        ] {
            assert_eq!(seconds(text), Some(1_795_626_185), "{text}");
        }
        for text in ["", "2026-11-25", "soon", "2026-11-25T14:03:05 BRT"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn the_newest_is_found_wherever_it_stands() {
        let newest = |times: [i64; 4], listing| {
            newest(times.into_iter().enumerate(), listing, |it| it.1).unwrap()
        };
        assert_eq!(newest([3, 9, 1, 4], Listing::OldestFirst), (1, 9));
        assert_eq!(newest([9, 1, 1, 9], Listing::OldestFirst), (3, 9));
        assert_eq!(newest([9, 1, 1, 9], Listing::NewestFirst), (0, 9));
    }

    #[test]
    fn a_history_may_run_in_either_direction_and_times_may_be_missing() {
        let sorted = |times: &[Option<i64>]| {
            let entry = |at: &Option<i64>| Entry {
                checkpoint: None,
                at: *at,
            };
            is_sorted(&times.iter().map(entry).collect::<Vec<_>>())
        };
        assert!(sorted(&[Some(1), None, Some(1), Some(2)]));
        assert!(sorted(&[Some(2), Some(1)]));
        assert!(sorted(&[]));
        assert!(!sorted(&[Some(2), Some(3), Some(1)]));
    }
}
