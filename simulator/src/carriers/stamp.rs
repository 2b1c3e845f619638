//! Moments as carriers write them. Every carrier has its own form, and some leave the offset out, so a stamp
//! hands out parts and each renderer joins them.

use super::life::Step;
use crate::clock::Moment;
use jiff::{Timestamp, tz::Offset};

/// A moment on the clock of a place.
#[derive(Debug, Clone)]
pub(super) struct Stamp {
    /// `2026-11-25T14:03:05`.
    text: String,
    /// `-03:00`.
    pub(super) offset: &'static str,
}

impl Stamp {
    /// When a step happened, on the clocks of where it happened.
    pub(super) fn local(step: &Step) -> Stamp {
        Stamp::new(
            step.at,
            step.place.utc_offset_minutes,
            step.place.utc_offset,
        )
    }

    /// The same time of day, and nobody says where.
    pub(super) fn without_zone(self) -> Stamp {
        Stamp { offset: "", ..self }
    }

    /// A moment in UTC.
    pub(super) fn utc(moment: Moment) -> Stamp {
        Stamp::new(moment, 0, "+00:00")
    }

    /// A moment on China's clocks.
    pub(super) fn in_china(moment: Moment) -> Stamp {
        Stamp::new(moment, 480, "+08:00")
    }

    fn new(moment: Moment, offset_minutes: i32, offset: &'static str) -> Stamp {
        let seconds = i64::try_from(moment.unix_s()).unwrap_or(i64::MAX);
        let timestamp = Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX);
        let zone = Offset::from_seconds(offset_minutes * 60).unwrap_or(Offset::UTC);
        let local = zone.to_datetime(timestamp);
        let mut text = String::with_capacity(19);
        let mut two = |before: Option<char>, value: i8| {
            text.extend(before);
            text.push(char::from(b'0' + value as u8 / 10));
            text.push(char::from(b'0' + value as u8 % 10));
        };
        two(None, (local.year() / 100) as i8);
        two(None, (local.year() % 100) as i8);
        two(Some('-'), local.month());
        two(Some('-'), local.day());
        two(Some('T'), local.hour());
        two(Some(':'), local.minute());
        two(Some(':'), local.second());
        Stamp { text, offset }
    }

    /// `2026-11-25T14:03:05`: nobody says where.
    pub(super) fn date_and_time(&self) -> &str {
        &self.text
    }

    /// `2026-11-25T14:03:05-03:00`, in parts.
    pub(super) fn with_offset(&self) -> [&str; 2] {
        [self.date_and_time(), self.offset]
    }

    /// `2026-11-25 14:03:05`, in parts.
    pub(super) fn spaced(&self) -> [&str; 3] {
        [self.date(), " ", self.time()]
    }

    /// `2026-11-25T14:03:05Z`, in parts, for a moment in UTC.
    pub(super) fn zulu(&self) -> [&str; 2] {
        [self.date_and_time(), "Z"]
    }

    /// `20261125`.
    pub(super) fn compact_date(&self) -> String {
        self.date().replace('-', "")
    }

    /// `140305`.
    pub(super) fn compact_time(&self) -> String {
        self.time().replace(':', "")
    }

    /// `2026-11-25`.
    pub(super) fn date(&self) -> &str {
        &self.text[..10]
    }

    /// `14:03:05`.
    pub(super) fn time(&self) -> &str {
        &self.text[11..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_many_forms() {
        let stamp = Stamp::new(Moment::from_unix_s(1_795_626_185), -180, "-03:00");
        assert_eq!(stamp.date_and_time(), "2026-11-25T14:03:05");
        assert_eq!(
            (stamp.date(), stamp.time(), stamp.offset),
            ("2026-11-25", "14:03:05", "-03:00")
        );
        assert_eq!(
            Stamp::utc(Moment::from_unix_s(0)).date_and_time(),
            "1970-01-01T00:00:00"
        );
        assert_eq!(Stamp::utc(Moment(u64::MAX)).date().len(), 10);
    }
}
