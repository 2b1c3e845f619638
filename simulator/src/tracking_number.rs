//! Tracking numbers that are valid for their carrier and lead back to a parcel's index.
//!
//! Two formats: UPU S10 with its check digit (Universal Postal Union, standard S10) and YunExpress's `YT` number.
//! Every number carries eight digits, which are the index under a shuffle that the seed keys. Whether the parcel
//! at that index really has this carrier is for the population to say.

use crate::permutation::{SPACE, scramble, shuffle, unshuffle};

/// How a courier writes a tracking number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberFormat {
    /// UPU S10: service letters, eight digits, a check digit, country letters, such as `LX473124829CN`.
    S10 {
        /// Two letters for the service.
        service: &'static str,
        /// Two letters for the country of origin.
        country: &'static str,
    },
    /// YunExpress: `YT`, two digits of the year, three of the day, eleven more.
    YunExpress,
}

const fn s10(service: &'static str, country: &'static str) -> NumberFormat {
    NumberFormat::S10 { service, country }
}

/// China Post as AfterShip sees it: LA..LZ is the range of tracked e-packets.
pub const CHINA_POST_PACKET: NumberFormat = s10("LX", "CN");
/// China Post as 17TRACK sees it: RA..RZ is the range of registered items.
pub const CHINA_POST_REGISTERED: NumberFormat = s10("RX", "CN");
/// Yanwen's own S10-like range; `YP` is no country.
pub const YANWEN: NumberFormat = s10("UH", "YP");
/// A second Yanwen range, so that the text alone tells who pushes.
pub const YANWEN_REGISTERED: NumberFormat = s10("RH", "YP");
/// 4PX parcels that travel by post.
pub const FOUR_PX: NumberFormat = s10("LM", "CN");
/// A second 4PX range.
pub const FOUR_PX_REGISTERED: NumberFormat = s10("RM", "CN");
/// Cainiao parcels that travel by post.
pub const CAINIAO: NumberFormat = s10("LK", "CN");

/// Every format in use; no two share a prefix and a country.
pub const FORMATS: [NumberFormat; 8] = [
    CHINA_POST_PACKET,
    CHINA_POST_REGISTERED,
    YANWEN,
    YANWEN_REGISTERED,
    FOUR_PX,
    FOUR_PX_REGISTERED,
    CAINIAO,
    NumberFormat::YunExpress,
];

/// Weights of the eight digits (UPU S10).
const WEIGHTS: [u64; 8] = [8, 6, 4, 2, 3, 5, 9, 7];
/// The year that a `YT` number names.
const YT_YEAR: u64 = 26;

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

/// An S10 number of eight given digits.
pub(crate) fn write_s10(service: &str, digits: u64, country: &str) -> String {
    format!("{service}{digits:08}{}{country}", check_digit(digits))
}

/// The tracking number of the parcel at `index`, which is below 10^8. One key (the seed) never gives two
/// indices the same number.
pub fn encode(format: NumberFormat, index: u64, key: u64) -> String {
    assert!(
        index < SPACE,
        "a tracking number holds an index below 10^8, not {index}"
    );
    let digits = shuffle(index, key);
    match format {
        NumberFormat::S10 { service, country } => write_s10(service, digits, country),
        NumberFormat::YunExpress => {
            let (day, proof) = yt_day_and_proof(digits, key);
            format!("YT{YT_YEAR:02}{day:03}{proof:03}{digits:08}")
        }
    }
}

/// The day of the year and the three digits that tie a `YT` number to the seed.
fn yt_day_and_proof(digits: u64, key: u64) -> (u64, u64) {
    let scrambled = scramble(key.rotate_left(17) ^ digits);
    (1 + scrambled % 365, (scrambled >> 32) % 1_000)
}

/// The format of a number, from its letters and shape alone.
pub fn format_of(text: &str) -> Option<NumberFormat> {
    FORMATS.into_iter().find(|format| match format {
        NumberFormat::S10 { service, country } => {
            text.len() == 13 && text.starts_with(service) && text.ends_with(country)
        }
        NumberFormat::YunExpress => text.len() == 18 && text.starts_with("YT"),
    })
}

/// The index inside a number, or `None` when the letters, the shape or the check digits are not ours.
///
/// An S10 number has one check digit, so a foreign number of one of our ranges decodes as well; a `YT` number
/// of another seed does not (one in 365,000 does).
pub fn decode(text: &str, key: u64) -> Option<u64> {
    match format_of(text)? {
        NumberFormat::S10 { .. } => {
            let number = number_in(text, 2, 11)?;
            let digits = number / 10;
            (check_digit(digits) == number % 10).then(|| unshuffle(digits, key))
        }
        NumberFormat::YunExpress => {
            let digits = number_in(text, 10, 18)?;
            let (day, proof) = yt_day_and_proof(digits, key);
            let claimed = number_in(text, 2, 10)?;
            (claimed == (YT_YEAR * 1_000 + day) * 1_000 + proof).then(|| unshuffle(digits, key))
        }
    }
}

/// The decimal number at `from..to`; `None` when anything there is no digit.
fn number_in(text: &str, from: usize, to: usize) -> Option<u64> {
    let part = text.get(from..to)?;
    part.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| part.parse().ok())?
}

/// Candidates inside any text, in order: tokens of the shape of a tracking number that stand alone, that is,
/// with no capital letter or digit next to them. Ask [`decode`] whether they are ours.
pub fn scan(text: &str) -> impl Iterator<Item = &str> {
    let mut from = 0;
    std::iter::from_fn(move || {
        while from < text.len() {
            let start = from;
            let length = token_length(&text.as_bytes()[start..]);
            from += length.max(1);
            if shaped_like_a_number(&text.as_bytes()[start..start + length]) {
                return text.get(start..start + length);
            }
        }
        None
    })
}

/// How many capital letters and digits stand at the beginning.
fn token_length(bytes: &[u8]) -> usize {
    let of_a_token = |byte: &&u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    bytes.iter().take_while(of_a_token).count()
}

fn shaped_like_a_number(token: &[u8]) -> bool {
    let letters = |part: &[u8]| part.iter().all(u8::is_ascii_uppercase);
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    match token.len() {
        13 => letters(&token[..2]) && digits(&token[2..11]) && letters(&token[11..]),
        18 => token.starts_with(b"YT") && digits(&token[2..]),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
