//! Tracking numbers that are valid for their carrier and lead back to a parcel's index.
//!
//! Three shapes: UPU S10 with its check digit (Universal Postal Union, standard S10), YunExpress's `YT` number, and
//! couriers' own serial numbers behind a fixed prefix. Every number carries eight digits, which are the index under a shuffle that the seed keys. Whether the parcel
//! at that index really has this carrier is for the population to say.

mod check_digit;

use crate::permutation::{SPACE, scramble, shuffle, unshuffle};
pub use check_digit::{Tail, check_digit};

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
    /// A fixed prefix that ends in a digit, eight digits, and what follows them.
    Serial {
        /// Capital letters and digits.
        prefix: &'static str,
        /// The check digit, if there is one.
        tail: Tail,
    },
}

const fn s10(service: &'static str, country: &'static str) -> NumberFormat {
    NumberFormat::S10 { service, country }
}

const fn serial(prefix: &'static str, tail: Tail) -> NumberFormat {
    NumberFormat::Serial { prefix, tail }
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

/// EMS items that Kuaidi100 asks about: EA..EZ is the range of EMS.
pub const EMS: NumberFormat = s10("EX", "CN");
/// UPS: `1Z`, six characters of the shipper, two of the service, serial, check digit.
pub const UPS: NumberFormat = serial("1ZSHAKE03", Tail::Ups);
/// FedEx, twelve digits.
pub const FEDEX: NumberFormat = serial("794", Tail::FedEx);
/// DHL parcels in Europe.
pub const DHL_PARCEL: NumberFormat = serial("JJD014112059", Tail::None);
/// DHL eCommerce.
pub const DHL_ECOMMERCE: NumberFormat = serial("GM60511473", Tail::None);
/// SF Express: `SF` and thirteen digits.
pub const SF_EXPRESS: NumberFormat = serial("SF14440", Tail::None);
/// USPS labels bought through EasyPost, 22 digits; the aggregators have ranges of their own here.
pub const USPS_BY_EASY_POST: NumberFormat = serial("9400111899223", Tail::Gs1);
/// USPS labels bought through ShipEngine.
pub const USPS_BY_SHIP_ENGINE: NumberFormat = serial("9405511899223", Tail::Gs1);
/// USPS labels bought through ShipStation.
pub const USPS_BY_SHIP_STATION: NumberFormat = serial("9449011899223", Tail::Gs1);
/// USPS labels bought through Shippo.
pub const USPS_BY_SHIPPO: NumberFormat = serial("9205590164917", Tail::Gs1);
/// USPS labels bought in Shopify.
pub const USPS_BY_SHOPIFY: NumberFormat = serial("9361289878700", Tail::Gs1);

/// Every format in use; no two share a prefix and a country.
pub const FORMATS: [NumberFormat; 19] = [
    CHINA_POST_PACKET,
    CHINA_POST_REGISTERED,
    YANWEN,
    YANWEN_REGISTERED,
    FOUR_PX,
    FOUR_PX_REGISTERED,
    CAINIAO,
    NumberFormat::YunExpress,
    EMS,
    UPS,
    FEDEX,
    DHL_PARCEL,
    DHL_ECOMMERCE,
    SF_EXPRESS,
    USPS_BY_EASY_POST,
    USPS_BY_SHIP_ENGINE,
    USPS_BY_SHIP_STATION,
    USPS_BY_SHIPPO,
    USPS_BY_SHOPIFY,
];

/// The year that a `YT` number names.
const YT_YEAR: u64 = 26;

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
        NumberFormat::Serial { prefix, tail } => write_serial(prefix, digits, tail),
    }
}

/// A serial number of eight given digits.
fn write_serial(prefix: &str, digits: u64, tail: Tail) -> String {
    let mut number = format!("{prefix}{digits:08}");
    let check = tail.digit(&number);
    number.extend(check);
    number
}

/// A range beside the one in use, in the same shape and with valid check digits. No parcel of a population has a
/// number of such a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    /// For numbers that force a life.
    Magic,
    /// For further pieces of a shipment.
    Pieces,
}

impl Beside {
    /// The second letter of an S10 number's service.
    fn letter(self) -> char {
        match self {
            Beside::Magic => 'Z',
            Beside::Pieces => 'P',
        }
    }

    /// The days of a `YT` number: no year has so many.
    fn day(self) -> u64 {
        match self {
            Beside::Magic => 999,
            Beside::Pieces => 998,
        }
    }

    /// The last digit of a serial number's prefix.
    fn last_of_prefix(self, prefix: &str) -> char {
        let own = prefix.bytes().last().unwrap_or(b'0').saturating_sub(b'0');
        let further = match self {
            Beside::Magic => 5,
            Beside::Pieces => 1,
        };
        char::from(b'0' + (own + further) % 10)
    }
}

/// A number of eight given digits in a range beside that of a format.
pub(crate) fn write_beside(format: NumberFormat, beside: Beside, digits: u64) -> String {
    match format {
        NumberFormat::S10 { service, country } => {
            let service = format!("{}{}", &service[..1], beside.letter());
            write_s10(&service, digits, country)
        }
        NumberFormat::YunExpress => {
            format!("YT{YT_YEAR:02}{:03}000{digits:08}", beside.day())
        }
        NumberFormat::Serial { prefix, tail } => {
            let head = &prefix[..prefix.len() - 1];
            let last = beside.last_of_prefix(prefix);
            write_serial(&format!("{head}{last}"), digits, tail)
        }
    }
}

/// The eight digits of a number in a range beside that of a format; `None` for any other number.
pub(crate) fn read_beside(format: NumberFormat, beside: Beside, text: &str) -> Option<u64> {
    let from = match format {
        NumberFormat::S10 { .. } => 2,
        NumberFormat::YunExpress => 10,
        NumberFormat::Serial { prefix, .. } => prefix.len(),
    };
    // Most numbers are told apart here, before anything is written.
    let head = match format {
        NumberFormat::S10 { service, .. } => &service[..1],
        NumberFormat::YunExpress => "YT",
        NumberFormat::Serial { prefix, .. } => &prefix[..from - 1],
    };
    let marked = text.strip_prefix(head)?.chars().next()?;
    let fits = match format {
        NumberFormat::S10 { .. } => marked == beside.letter(),
        NumberFormat::YunExpress => text.get(4..7).is_some_and(|day| day.starts_with("99")),
        NumberFormat::Serial { prefix, .. } => marked == beside.last_of_prefix(prefix),
    };
    let digits = if fits {
        number_in(text, from, from + 8)?
    } else {
        return None;
    };
    (write_beside(format, beside, digits) == text).then_some(digits)
}

/// A number for a further piece of a shipment.
pub(crate) fn sibling(format: NumberFormat, digits: u64) -> String {
    write_beside(format, Beside::Pieces, digits)
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
        NumberFormat::Serial { prefix, tail } => {
            text.len() == prefix.len() + 8 + tail.len() && text.starts_with(prefix)
        }
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
        NumberFormat::Serial { prefix, tail } => {
            let end = prefix.len() + 8;
            let digits = number_in(text, prefix.len(), end)?;
            let check = text.get(end..)?.chars().next();
            (check == tail.digit(text.get(..end)?)).then(|| unshuffle(digits, key))
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
        18 if token.starts_with(b"YT") => digits(&token[2..]),
        12..=22 => FORMATS.iter().any(|format| match format {
            NumberFormat::Serial { prefix, tail } => {
                token.len() == prefix.len() + 8 + tail.len()
                    && token.starts_with(prefix.as_bytes())
                    && digits(&token[prefix.len()..])
            }
            _ => false,
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
