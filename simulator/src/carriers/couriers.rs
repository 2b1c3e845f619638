//! Who carries the parcels that each carrier or aggregator pushes.
//!
//! Slugs are AfterShip's, keys are 17TRACK's. The letters of the numbers are chosen so that a number alone tells
//! who pushes it; real couriers use many ranges.

use crate::parcel::Courier;
use crate::tracking_number::{
    CAINIAO, CHINA_POST_PACKET, CHINA_POST_REGISTERED, FOUR_PX, FOUR_PX_REGISTERED, NumberFormat,
    YANWEN, YANWEN_REGISTERED,
};

const fn courier(
    slug: &'static str,
    key_17track: u32,
    name: &'static str,
    number: NumberFormat,
) -> Courier {
    Courier {
        slug,
        key_17track,
        name,
        number,
    }
}

/// Couriers that AfterShip tracks here.
pub(super) static OF_AFTERSHIP: [Courier; 3] = [
    courier("china-post", 3011, "China Post", CHINA_POST_PACKET),
    courier("yanwen", 190_012, "Yanwen", YANWEN),
    courier("4px", 190_094, "4PX", FOUR_PX),
];

/// Couriers that 17TRACK tracks here.
pub(super) static OF_SEVENTEEN_TRACK: [Courier; 4] = [
    courier("china-post", 3011, "China Post", CHINA_POST_REGISTERED),
    courier("yanwen", 190_012, "Yanwen", YANWEN_REGISTERED),
    courier("4px", 190_094, "4PX", FOUR_PX_REGISTERED),
    courier("cainiao", 190_271, "Cainiao", CAINIAO),
];

/// YunExpress pushes its own parcels.
pub(super) static OF_YUN_EXPRESS: [Courier; 1] = [courier(
    "yunexpress",
    190_008,
    "YunExpress",
    NumberFormat::YunExpress,
)];
