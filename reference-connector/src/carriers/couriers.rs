//! Couriers' names for people, where a push has only a code of the carrier's own.

/// Code (slug, short name) and name.
const NAMES: [(&str, &str); 17] = [
    ("usps", "USPS"),
    ("stamps_com", "USPS"),
    ("ups", "UPS"),
    ("ups_walleted", "UPS"),
    ("fedex", "FedEx"),
    ("fdxe", "FedEx"),
    ("fdxg", "FedEx"),
    ("dhl_express", "DHL Express"),
    ("parcel-de", "DHL"),
    ("china-post", "China Post"),
    ("yanwen", "Yanwen"),
    ("4px", "4PX"),
    ("cainiao", "Cainiao"),
    ("yunexpress", "YunExpress"),
    ("ems", "EMS"),
    ("shunfeng", "SF Express"),
    ("sf-express", "SF Express"),
];

/// The name of a courier; a code that nobody listed is shown as it is.
pub(super) fn name(code: &str) -> String {
    let known = NAMES
        .iter()
        .find(|(listed, _)| listed.eq_ignore_ascii_case(code));
    known.map_or(code, |(_, name)| name).to_owned()
}
