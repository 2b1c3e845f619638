//! Magic tracking numbers: numbers that force a life, so that a trouble can be had without configuration.
//!
//! One grammar for all carriers. A magic number is a valid number of its courier in a range that no parcel of a
//! population has: the second letter of an S10 service is `Z`, the day of a `YT` number is 999, the last digit of a
//! serial prefix is five more. Its eight digits are the code of the kind of life (two digits, see
//! [`LifeKind::code`]) and a serial of six. The vendors' own test numbers are known as well.

use super::Carrier;
use super::life::LifeKind;
use crate::parcel::{Checkpoint, Courier, Trouble};
use crate::tracking_number::{Beside, FORMATS, NumberFormat, read_beside, write_beside};

/// Serials of one kind of life and one courier.
pub const SERIALS: u64 = 1_000_000;

/// What a number forces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forced {
    /// The kind of life.
    pub life: LifeKind,
    /// Where the parcel stays; `None` when it lives its life to the end.
    pub upto: Option<Checkpoint>,
}

impl Forced {
    /// What is wrong with the parcel at an exception, where the number says so.
    pub fn trouble(&self) -> Option<Trouble> {
        let without_reason = (self.upto == Some(Checkpoint::Exception)).then_some(Trouble::Other);
        self.life.trouble().or(without_reason)
    }
}

/// Test numbers of the vendors (EasyPost, tracker test codes; UPS, customer integration environment; Shippo,
/// mock tracking numbers). `Exception` with an ordinary life is a failure without a reason.
pub const VENDORS_OWN: [(&str, LifeKind, Option<Checkpoint>); 15] = [
    (
        "EZ1000000001",
        LifeKind::Ordinary,
        Some(Checkpoint::InfoReceived),
    ),
    (
        "EZ1000000002",
        LifeKind::Ordinary,
        Some(Checkpoint::InTransit),
    ),
    (
        "EZ1000000003",
        LifeKind::Ordinary,
        Some(Checkpoint::OutForDelivery),
    ),
    (
        "EZ1000000004",
        LifeKind::Ordinary,
        Some(Checkpoint::Delivered),
    ),
    (
        "EZ1000000005",
        LifeKind::Returned,
        Some(Checkpoint::Exception),
    ),
    (
        "EZ1000000006",
        LifeKind::Refused,
        Some(Checkpoint::Exception),
    ),
    ("EZ1000000007", LifeKind::Expired, Some(Checkpoint::Expired)),
    ("1ZCIETST0111111114", LifeKind::Ordinary, None),
    ("1ZCIETST0422222228", LifeKind::Ordinary, None),
    (
        "SHIPPO_PRE_TRANSIT",
        LifeKind::Ordinary,
        Some(Checkpoint::InfoReceived),
    ),
    (
        "SHIPPO_TRANSIT",
        LifeKind::Ordinary,
        Some(Checkpoint::InTransit),
    ),
    (
        "SHIPPO_DELIVERED",
        LifeKind::Ordinary,
        Some(Checkpoint::Delivered),
    ),
    (
        "SHIPPO_RETURNED",
        LifeKind::Returned,
        Some(Checkpoint::Exception),
    ),
    (
        "SHIPPO_FAILURE",
        LifeKind::Ordinary,
        Some(Checkpoint::Exception),
    ),
    (
        "SHIPPO_UNKNOWN",
        LifeKind::Expired,
        Some(Checkpoint::Expired),
    ),
];

/// The magic number of a courier that forces a kind of life. Serials a million apart share a number.
pub fn number(format: NumberFormat, life: LifeKind, serial: u64) -> String {
    let digits = u64::from(life.code()) * SERIALS + serial % SERIALS;
    write_beside(format, Beside::Magic, digits)
}

/// What a number forces, or `None` for an ordinary one and for one with a wrong check digit.
pub fn forced(text: &str) -> Option<Forced> {
    let vendors = VENDORS_OWN.iter().find(|(number, _, _)| *number == text);
    if let Some(&(_, life, upto)) = vendors {
        return Some(Forced { life, upto });
    }
    let digits = FORMATS
        .iter()
        .find_map(|format| read_beside(*format, Beside::Magic, text))?;
    let life = LifeKind::from_code(u8::try_from(digits / SERIALS).ok()?)?;
    Some(Forced { life, upto: None })
}

/// Who pushes a parcel with this number, and who carries it; `None` when it forces nothing.
pub fn courier_of(text: &str) -> Option<(Carrier, &'static Courier)> {
    let of = |carrier: Carrier| Some((carrier, carrier.couriers().first()?));
    match text {
        _ if VENDORS_OWN.iter().all(|(number, _, _)| *number != text) => {}
        _ if text.starts_with("EZ") => return of(Carrier::EasyPost),
        _ if text.starts_with("1Z") => return of(Carrier::Ups),
        _ => return Some((Carrier::Shippo, &super::couriers::TESTS_OF_SHIPPO)),
    }
    let format = FORMATS
        .into_iter()
        .find(|format| read_beside(*format, Beside::Magic, text).is_some())?;
    Carrier::ALL.into_iter().find_map(|carrier| {
        let mut couriers = carrier.couriers().iter();
        couriers
            .find(|courier| courier.number == format)
            .map(|courier| (carrier, courier))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

    use super::*;
    use crate::tracking_number::{decode, encode};
    use proptest::prelude::*;

    #[test]
    fn every_courier_has_a_magic_number_for_every_life() {
        for format in FORMATS {
            for life in LifeKind::ALL {
                for serial in [0, 7, 999_999] {
                    let magic = number(format, life, serial);
                    let expected = Forced { life, upto: None };
                    assert_eq!(forced(&magic), Some(expected), "{magic}");
                    assert_eq!(decode(&magic, 42), None, "{magic}");
                }
            }
        }
    }

    #[test]
    fn examples_stay_as_they_are() {
        use crate::tracking_number as t;
        for (format, expected) in [
            (t::CHINA_POST_PACKET, "LZ030000070CN"),
            (NumberFormat::YunExpress, "YT2699900003000007"),
            (t::FEDEX, "799030000074"),
        ] {
            let magic = number(format, LifeKind::CustomsHold, 7);
            assert_eq!(magic, expected);
        }
    }

    #[test]
    fn a_wrong_check_digit_or_an_unknown_code_forces_nothing() {
        for text in [
            "LZ030000075CN",
            "LZ990000009CN",
            "LZ",
            "",
            "1ZCIETST0111111115",
            "EZ1000000008",
        ] {
            assert_eq!(forced(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_ordinary_number_is_magic(index in 0..100_000_000u64, key: u64, which in 0..FORMATS.len()) {
            prop_assert_eq!(forced(&encode(FORMATS[which], index, key)), None);
        }

        #[test]
        fn no_text_makes_the_reader_stumble(text: String) {
            let _ = forced(&text);
        }
    }
}
