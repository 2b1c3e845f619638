//! Durations in connector files: `500ms`, `10s`, `5m`, `24h`.

use std::time::Duration;

pub(super) const CURE: &str = "write a whole number and a unit, such as 500ms, 10s, 5m or 24h";

/// Longest duration that makes sense in a connector file.
const LONGEST: Duration = Duration::from_secs(30 * 24 * 3600);

pub(super) fn parse(text: &str) -> Result<Duration, String> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let wrong = || format!("{text:?} is no duration");
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let milliseconds = match unit {
        "ms" => Some(number),
        "s" => number.checked_mul(1_000),
        "m" => number.checked_mul(60_000),
        "h" => number.checked_mul(3_600_000),
        _ => return Err(wrong()),
    };
    let duration = Duration::from_millis(milliseconds.ok_or_else(wrong)?);
    match duration {
        Duration::ZERO => Err(format!("{text:?} is no time at all")),
        longer if longer > LONGEST => Err(format!("{text:?} is longer than 30 days")),
        duration => Ok(duration),
    }
}
