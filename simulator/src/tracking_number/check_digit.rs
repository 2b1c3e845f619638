//! Check digits, by the body that defines them.

/// Weights of the eight digits (UPU S10).
const WEIGHTS: [u64; 8] = [8, 6, 4, 2, 3, 5, 9, 7];

/// The S10 check digit of an eight-digit number.
pub fn check_digit(digits: u64) -> u64 {
    let mut rest = digits;
    let mut sum = 0;
    for weight in WEIGHTS.iter().rev() {
        sum += weight * (rest % 10);
        rest /= 10;
    }
    match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        digit => digit,
    }
}

/// What follows the eight digits of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tail {
    /// Nothing.
    None,
    /// A digit that makes the sum with weights 3 and 1 a multiple of ten (USPS, as GS1 computes it).
    Gs1,
    /// A digit over everything behind `1Z`, letters counted as UPS does.
    Ups,
    /// A digit modulo eleven with weights 3, 1, 7 (FedEx, twelve digits).
    FedEx,
}

impl Tail {
    /// Characters of it.
    pub(super) fn len(self) -> usize {
        usize::from(self != Tail::None)
    }

    /// The digit behind a number that is complete but for it.
    pub(super) fn digit(self, number: &str) -> Option<char> {
        let values = || number.bytes().map(value);
        let digit = match self {
            Tail::None => return None,
            Tail::Gs1 => complement(weighed(values().rev(), [3, 1])),
            Tail::Ups => complement(weighed(values().skip(2), [1, 2])),
            Tail::FedEx => weighed(values(), [3, 1, 7]) % 11 % 10,
        };
        Some(char::from(b'0' + digit as u8))
    }
}

/// Digits as they are; letters as UPS counts them: A is 2, B is 3, and so on, modulo ten.
fn value(byte: u8) -> u64 {
    match byte {
        b'0'..=b'9' => u64::from(byte - b'0'),
        letter => u64::from(letter.saturating_sub(63)) % 10,
    }
}

/// The sum of the values, each times its weight; the weights come round again.
fn weighed<const N: usize>(values: impl Iterator<Item = u64>, weights: [u64; N]) -> u64 {
    values
        .zip(weights.into_iter().cycle())
        .map(|(value, weight)| value * weight)
        .sum()
}

fn complement(sum: u64) -> u64 {
    (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers_have_their_check_digits() {
        for (tail, number, expected) in [
            (Tail::Ups, "1Z999AA1012345678", '4'),
            (Tail::FedEx, "98657878885", '5'),
            // GS1's own example of a 13-digit number: 6291041500213.
            (Tail::Gs1, "629104150021", '3'),
        ] {
            assert_eq!(tail.digit(number), Some(expected), "{number}");
        }
        assert_eq!(Tail::None.digit("1"), None);
    }
}
