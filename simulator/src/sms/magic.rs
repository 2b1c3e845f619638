//! Magic recipients: phone numbers that force an outcome of a short message, without any setting.
//!
//! | number | what happens |
//! |---|---|
//! | `999` + six digits + serial | the outcome with that number, where the gateway has one (leading zeros count) |
//! | `999` + six digits of a Meta code + `9` + five digits | WhatsApp fails with the Meta code; the SMS has the outcome of the five digits |
//! | `999` + any other code + serial | an ordinary recipient: the SMS is delivered |
//! | `+15005550001` … `+15005550009` | Twilio only: Twilio's own test numbers, see [`twilio_to`] and [`twilio_from`] |
//!
//! Outcomes of Twilio are its own error codes: `99903000300` makes 30003, `99902121100` makes 21211. Aliyun's codes are
//! words, so each has a number in its tables (`aliyun::codes`): refusals from 40101 on, receipts from 40201 on. Shared by
//! both: [`SILENT`] no receipt ever, [`TWICE`] the receipt is pushed twice, [`LATE`] the receipt comes an hour late.
//! `999` is a country code that nobody has, so no person can be reached ([`crate::magic`] writes such numbers).

/// No receipt ever comes.
pub const SILENT: u32 = 40_001;
/// The receipt is pushed twice.
pub const TWICE: u32 = 40_002;
/// The receipt comes an hour late.
pub const LATE: u32 = 40_003;

/// Digits that say "five digits of an outcome of the SMS follow" behind a Meta code.
const MARK: &str = "9";

/// The outcomes that a number may force, the most binding first: that of the SMS, then that of the whole number.
pub(super) fn outcomes(digits: &str) -> impl Iterator<Item = u32> {
    let digits = digits.strip_prefix('+').unwrap_or(digits);
    let whole = crate::magic::forced_code(digits);
    let own = whole
        .and_then(|_| digits.get(9..))
        .filter(|serial| serial.len() == 6)
        .and_then(|serial| serial.strip_prefix(MARK))
        .and_then(|five| five.parse().ok());
    own.into_iter().chain(whole)
}

/// What Twilio's own test number as `To` answers (Twilio, test credentials).
pub(super) fn twilio_to(number: &str) -> Option<u32> {
    match number {
        "+15005550001" => Some(21211),
        "+15005550002" => Some(21612),
        "+15005550003" => Some(21408),
        "+15005550004" => Some(21610),
        "+15005550009" => Some(21614),
        _ => None,
    }
}

/// What Twilio's own test number as `From` answers; `Some(0)`: it may send.
pub(super) fn twilio_from(number: &str) -> Option<u32> {
    match number {
        "+15005550001" => Some(21212),
        "+15005550006" => Some(0),
        "+15005550007" => Some(21606),
        "+15005550008" => Some(21611),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forced(digits: &str) -> Vec<u32> {
        outcomes(digits).collect()
    }

    #[test]
    fn a_number_forces_an_outcome_of_the_sms_alone_or_of_both_channels() {
        assert_eq!(forced(&crate::magic::number(30_003, 7)), [30_003]);
        assert_eq!(
            forced("+999131026930003"),
            [30_003, 131_026],
            "both channels fail"
        );
        assert_eq!(forced("999131026000003"), [131_026]);
        assert_eq!(forced("99913102693000"), [131_026], "a serial of five");
        assert_eq!(forced("5511987654321"), [0u32; 0]);
    }
}
