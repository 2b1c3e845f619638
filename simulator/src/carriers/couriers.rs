//! Who carries the parcels that each carrier or aggregator pushes.
//!
//! Slugs are the pusher's own words, keys are 17TRACK's. The letters of the numbers are chosen so that a number
//! alone tells who pushes it; real couriers use many ranges.

use crate::parcel::Courier;
use crate::tracking_number::{
    CAINIAO, CHINA_POST_PACKET, CHINA_POST_REGISTERED, DHL_ECOMMERCE, DHL_PARCEL, EMS, FEDEX,
    FOUR_PX, FOUR_PX_REGISTERED, NumberFormat, SF_EXPRESS, UPS, USPS_BY_EASY_POST,
    USPS_BY_SHIP_ENGINE, USPS_BY_SHIP_STATION, USPS_BY_SHIPPO, USPS_BY_SHOPIFY, YANWEN,
    YANWEN_REGISTERED,
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

/// Labels bought through ShipStation.
pub(super) static OF_SHIP_STATION: [Courier; 1] =
    [courier("stamps_com", 21051, "USPS", USPS_BY_SHIP_STATION)];
/// Labels bought through ShipEngine.
pub(super) static OF_SHIP_ENGINE: [Courier; 1] =
    [courier("usps", 21051, "USPS", USPS_BY_SHIP_ENGINE)];
/// DHL's parcels in Europe.
pub(super) static OF_DHL_UNIFIED: [Courier; 1] = [courier("parcel-de", 7041, "DHL", DHL_PARCEL)];
/// DHL's small parcels in the Americas.
pub(super) static OF_DHL_ECOMMERCE: [Courier; 1] = [courier(
    "dhl-ecommerce",
    7047,
    "DHL eCommerce",
    DHL_ECOMMERCE,
)];
/// FedEx pushes its own parcels.
pub(super) static OF_FEDEX: [Courier; 1] = [courier("FDXE", 100_003, "FedEx", FEDEX)];
/// UPS pushes its own parcels.
pub(super) static OF_UPS: [Courier; 1] = [courier("ups", 100_002, "UPS", UPS)];
/// Labels bought through EasyPost.
pub(super) static OF_EASY_POST: [Courier; 1] = [courier("USPS", 21051, "USPS", USPS_BY_EASY_POST)];
/// Labels bought through Shippo.
pub(super) static OF_SHIPPO: [Courier; 1] = [courier("usps", 21051, "USPS", USPS_BY_SHIPPO)];
/// Shippo's own test numbers belong to a carrier of that name.
pub(super) static TESTS_OF_SHIPPO: Courier = courier("shippo", 0, "Shippo", USPS_BY_SHIPPO);
/// SF Express pushes its own parcels.
pub(super) static OF_SF_EXPRESS: [Courier; 1] =
    [courier("sf-express", 100_012, "SF Express", SF_EXPRESS)];
/// Couriers that Kuaidi100 asks here.
pub(super) static OF_KUAIDI100: [Courier; 1] = [courier("ems", 3013, "EMS", EMS)];
/// Labels bought in Shopify.
pub(super) static OF_SHOPIFY: [Courier; 1] = [courier("usps", 21051, "USPS", USPS_BY_SHOPIFY)];
