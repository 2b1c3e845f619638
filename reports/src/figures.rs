//! How numbers are written: one spelling of thousands, units and shares for every report.
//! A number that is not finite is written as a dash: it was not measured.

/// What stands where there is no number.
pub(crate) const NONE: &str = "–";

/// A count with thousands separated: `12,345`.
pub(crate) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A measured number: one decimal below 10, two below 1, thousands separated above.
pub(crate) fn number(x: f64) -> String {
    if !x.is_finite() {
        return NONE.to_owned();
    }
    let sign = if x < 0.0 { "−" } else { "" };
    let x = x.abs();
    let body = if x == 0.0 {
        "0".to_owned()
    } else if x < 0.01 {
        "< 0.01".to_owned()
    } else if x < 0.995 {
        format!("{x:.2}")
    } else if x < 9.95 {
        format!("{x:.1}")
    } else {
        count(x.round() as u64)
    };
    format!("{sign}{body}")
}

/// A rate in messages per minute: `2,500/min`.
pub(crate) fn per_min(x: f64) -> String {
    if x.is_finite() {
        format!("{}/min", number(x))
    } else {
        NONE.to_owned()
    }
}

/// Milliseconds with a unit that fits: `0.42 ms`, `812 ms`, `12.4 s`.
pub(crate) fn millis(ms: f64) -> String {
    if !ms.is_finite() {
        NONE.to_owned()
    } else if ms.abs() < 10_000.0 {
        format!("{} ms", number(ms))
    } else if ms.abs() < 120_000.0 {
        format!("{:.1} s", ms / 1_000.0)
    } else {
        seconds(ms / 1_000.0)
    }
}

/// An instant of the run, given in milliseconds: `61.2046 s`. Rows of a witness may lie closer together than
/// any rounded unit shows.
pub(crate) fn instant(at_ms: f64) -> String {
    if at_ms.is_finite() {
        format!("{:.4} s", at_ms / 1_000.0)
    } else {
        NONE.to_owned()
    }
}

/// A length of time: `42 s`, `3 min 12 s`, `72 h 0 min`.
pub(crate) fn seconds(s: f64) -> String {
    if !s.is_finite() {
        return NONE.to_owned();
    }
    let whole = s.max(0.0).round() as u64;
    match whole {
        0..60 => format!("{whole} s"),
        60..3_600 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", whole / 3_600, whole % 3_600 / 60),
    }
}

/// A share as percent: `0.24 %`. Small shares keep two significant digits.
pub(crate) fn percent(share: f64) -> String {
    if !share.is_finite() {
        return NONE.to_owned();
    }
    let x = share * 100.0;
    if x == 0.0 {
        "0 %".to_owned()
    } else if x < 0.001 {
        "< 0.001 %".to_owned()
    } else if x < 0.1 {
        format!("{x:.3} %")
    } else if x < 10.0 {
        format!("{x:.2} %")
    } else {
        format!("{x:.1} %")
    }
}

/// CPU in percent of one core: `134 %`.
pub(crate) fn cpu(percent: f64) -> String {
    if percent.is_finite() {
        format!("{} %", number(percent))
    } else {
        NONE.to_owned()
    }
}

/// Memory in decimal units: `48.2 MB`.
pub(crate) fn bytes(n: u64) -> String {
    let x = n as f64;
    match n {
        0..1_000 => format!("{n} B"),
        1_000..1_000_000 => format!("{:.1} kB", x / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", x / 1e6),
        _ => format!("{:.2} GB", x / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        assert_eq!(
            [count(0), count(999), count(1_000), count(1_234_567)],
            ["0", "999", "1,000", "1,234,567"]
        );
    }

    #[test]
    fn the_unit_follows_the_size() {
        assert_eq!(millis(0.424), "0.42 ms");
        assert_eq!(millis(5_312.4), "5,312 ms");
        assert_eq!(millis(12_400.0), "12.4 s");
        assert_eq!(seconds(259_200.0), "72 h 0 min");
        assert_eq!(bytes(48_200_000), "48.2 MB");
    }

    #[test]
    fn a_number_never_measured_is_a_dash() {
        assert_eq!(
            [number(f64::NAN), millis(f64::INFINITY), percent(f64::NAN)],
            [NONE, NONE, NONE]
        );
    }

    #[test]
    fn a_small_share_is_not_rounded_to_nothing() {
        assert_eq!(
            [percent(0.000_24), percent(0.000_000_1), percent(0.018)],
            ["0.024 %", "< 0.001 %", "1.80 %"]
        );
    }
}
