//! Moments as the SMS gateways write and read them.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::clock::Moment;

const BEIJING_SECONDS: i32 = 8 * 3_600;

fn at(moment: Moment, offset: Offset) -> DateTime {
    let seconds = i64::try_from(moment.unix_s()).unwrap_or(i64::MAX);
    let timestamp = Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX);
    offset.to_datetime(timestamp)
}

fn in_beijing(moment: Moment) -> DateTime {
    at(
        moment,
        Offset::from_seconds(BEIJING_SECONDS).unwrap_or(Offset::UTC),
    )
}

/// `2026-11-25 22:03:05`: the clock of Beijing, and nothing that says so (Aliyun).
pub(super) fn beijing(moment: Moment) -> String {
    in_beijing(moment).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// `20261125`: the day in Beijing (Aliyun, `SendDate`).
pub(super) fn beijing_day(moment: Moment) -> String {
    in_beijing(moment).strftime("%Y%m%d").to_string()
}

/// `Wed, 25 Nov 2026 14:03:05 +0000` (Twilio's resources).
pub(super) fn rfc_2822(moment: Moment) -> String {
    at(moment, Offset::UTC)
        .strftime("%a, %d %b %Y %H:%M:%S +0000")
        .to_string()
}

/// `2026-11-25T14:03:05Z`.
#[cfg(test)]
pub(super) fn iso(moment: Moment) -> String {
    at(moment, Offset::UTC)
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}

/// `2611251403`: year to minute (Twilio, `RawDlrDoneDate`).
pub(super) fn year_to_minute(moment: Moment) -> String {
    at(moment, Offset::UTC).strftime("%y%m%d%H%M").to_string()
}

/// Reads `2026-11-25T14:03:05Z` and nothing else, as Aliyun does.
pub(super) fn parse_iso_z(text: &str) -> Option<Moment> {
    let fits = text.len() == 20 && text.is_ascii() && text.ends_with('Z') && &text[10..11] == "T";
    fits.then(|| parse_iso(text)).flatten()
}

/// Reads an RFC 3339 time with any offset.
pub(super) fn parse_iso(text: &str) -> Option<Moment> {
    let seconds = text.parse::<Timestamp>().ok()?.as_second();
    u64::try_from(seconds).ok().map(Moment::from_unix_s)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_each_providers_form() {
        let moment = Moment::from_unix_s(1_795_615_385);
        assert_eq!(beijing(moment), "2026-11-25 22:03:05");
        assert_eq!(beijing_day(Moment::from_unix_s(1_795_622_400)), "20261126");
        assert_eq!(rfc_2822(moment), "Wed, 25 Nov 2026 14:03:05 +0000");
        assert_eq!(year_to_minute(moment), "2611251403");
        assert_eq!(iso(moment), "2026-11-25T14:03:05Z");
        assert_eq!(parse_iso_z(&iso(moment)), Some(moment));
    }

    #[test]
    fn aliyun_reads_one_form_of_time_only() {
        for text in [
            "2026-11-25T14:03:05+00:00",
            "2026-11-25 14:03:05Z",
            "1795615385",
            "",
            "2026-13-25T14:03:05Z",
            "2026-11-25T14:03:é5Z",
        ] {
            assert_eq!(parse_iso_z(text), None, "{text}");
        }
    }
}
