//! Phone numbers as senders write them, and the ids that WhatsApp makes of them.
//!
//! Source: Meta, Cloud API, "Phone numbers"; the rule for Brazil and Mexico as observed by client libraries.

use crate::meta_switches::{MetaSwitches, ToWithoutPlus};

/// Digits of a phone number; `+`, spaces, hyphens, dots and parentheses are dropped. None when no E.164 number
/// remains (7 to 15 digits, the first not 0). Bare digits count as a full international number, as in Meta's own
/// samples.
pub fn normalised(input: &str) -> Option<String> {
    // Most numbers are digits already; three times the longest is enough for any honest punctuation.
    if input.len() > 45 {
        return None;
    }
    let digits: String = input
        .chars()
        .filter(|c| !matches!(c, '+' | ' ' | '-' | '(' | ')' | '.'))
        .collect();
    let number = digits.bytes().all(|byte| byte.is_ascii_digit());
    (number && (7..=15).contains(&digits.len()) && !digits.starts_with('0')).then_some(digits)
}

/// The `wa_id` that a world with these switches gives a number; None when it is no number. `sender` is the business's
/// number, E.164 digits.
pub(super) fn resolved(input: &str, sender: &str, switches: &MetaSwitches) -> Option<String> {
    let local = switches.to_without_plus == ToWithoutPlus::PrependCountryCode
        && !input.trim_start().starts_with('+');
    let number = if local {
        normalised(&format!("{}{input}", calling_code(sender)))?
    } else {
        normalised(input)?
    };
    Some(if switches.wa_id_rewrites {
        wa_id_of(&number)
    } else {
        number
    })
}

/// The id that WhatsApp gives a number, E.164 digits: a Brazilian mobile number with an area code from 31 on loses the
/// ninth digit in front, a Mexican one the 1 behind the country code. Every other number is its own id.
///
/// Meta only says that prefixes may be changed; which ones is what client libraries observed, and newer Brazilian
/// accounts may keep the digit. So it stands behind a switch that is off.
pub fn wa_id_of(digits: &str) -> String {
    if let Some(national) = digits.strip_prefix("55")
        && national.len() == 11
        && &national[2..3] == "9"
        && &national[..2] >= "31"
    {
        return format!("55{}{}", &national[..2], &national[3..]);
    }
    if let Some(national) = digits.strip_prefix("521")
        && national.len() == 10
    {
        return format!("52{national}");
    }
    digits.to_owned()
}

/// The calling code in front of a number, E.164 digits (ITU, list of E.164 country codes: zones 1 and 7 have one digit,
/// the codes below two, all others three).
pub fn calling_code(digits: &str) -> &str {
    const TWO: [&str; 44] = [
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46",
        "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
        "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
    ];
    let length = match digits.get(..2) {
        Some(first) if first.starts_with(['1', '7']) => 1,
        Some(first) if TWO.contains(&first) => 2,
        _ => 3,
    };
    digits.get(..length).unwrap_or(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_normalised_as_meta_does() {
        for (input, expected) in [
            ("+55 (11) 98765-4321", Some("5511987654321")),
            ("16505551234", Some("16505551234")),
            ("0049151", None),
            ("+49", None),
            ("1234567890123456", None),
            ("", None),
        ] {
            assert_eq!(normalised(input).as_deref(), expected, "{input}");
        }
        assert_eq!(normalised(&" ".repeat(1 << 20)), None);
    }

    #[test]
    fn brazilian_and_mexican_numbers_may_get_another_id() {
        for (digits, expected) in [
            ("5511987654321", "5511987654321"),
            ("5531987654321", "553187654321"),
            ("553187654321", "553187654321"),
            ("5215512345678", "525512345678"),
            ("525512345678", "525512345678"),
            ("521551234567", "521551234567"),
            ("16505551234", "16505551234"),
            ("55", "55"),
        ] {
            assert_eq!(wa_id_of(digits), expected, "{digits}");
        }
    }

    #[test]
    fn the_strict_rule_puts_the_senders_country_code_in_front() {
        let switches = MetaSwitches {
            to_without_plus: ToWithoutPlus::PrependCountryCode,
            ..MetaSwitches::default()
        };
        for (input, expected) in [
            ("1 (631) 555-1234", "9116315551234"),
            ("+1 (631) 555-1234", "16315551234"),
        ] {
            let resolved = resolved(input, "919876543210", &switches);
            assert_eq!(resolved.as_deref(), Some(expected), "{input}");
        }
        for (number, code) in [
            ("16505551234", "1"),
            ("79", "7"),
            ("35312345678", "353"),
            ("5", "5"),
        ] {
            assert_eq!(calling_code(number), code);
        }
    }
}
