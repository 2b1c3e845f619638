//! Magic recipients: phone numbers that force an outcome, so that a failure can be ordered by number alone.
//!
//! `999` is a country code that nobody has (ITU, list of E.164 country codes), so no person can be reached.
//! This module only writes and reads such numbers; the world decides what the forced outcome looks like.

/// The calling code that no country has.
const CALLING_CODE: &str = "999";
/// Digits of an error code in a number.
const CODE_DIGITS: usize = 6;
/// How many recipients one code has: six digits of serial fill the 15 digits that E.164 allows.
const SERIALS: u64 = 1_000_000;

/// The number that forces Meta's error `code` (at most six digits), as E.164 digits without the plus sign.
/// Serials a million apart share a number.
pub fn number(code: u32, serial: u64) -> String {
    format!("{CALLING_CODE}{code:06}{}", serial % SERIALS)
}

/// The error code that a recipient forces, or `None` for an ordinary number. A leading plus sign is allowed.
pub fn forced_code(phone: &str) -> Option<u32> {
    let digits = phone.strip_prefix('+').unwrap_or(phone);
    let rest = digits.strip_prefix(CALLING_CODE)?;
    let well_formed = (CODE_DIGITS..=CODE_DIGITS + 6).contains(&rest.len())
        && rest.bytes().all(|byte| byte.is_ascii_digit());
    if !well_formed {
        return None;
    }
    rest[..CODE_DIGITS].parse().ok().filter(|&code| code > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forced_code_survives_the_way_through_a_number() {
        for (code, serial) in [
            (131_026, 0),
            (131_030, 999_999),
            (100, 7),
            (368, 12_345_678),
        ] {
            let number = number(code, serial);
            assert_eq!(forced_code(&number), Some(code), "{number}");
            assert_eq!(forced_code(&format!("+{number}")), Some(code), "+{number}");
            assert!(number.len() <= 15, "{number} is longer than E.164 allows");
        }
    }

    #[test]
    fn an_ordinary_or_broken_number_forces_nothing() {
        for phone in [
            "5511987654321",
            "999",
            "99913102",
            "999000000",
            "9991310261234567",
            "999abcdef",
        ] {
            assert_eq!(forced_code(phone), None, "{phone}");
        }
    }
}
