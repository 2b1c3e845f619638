//! Where things happen to a parcel.

use crate::countries::Country;

/// Where something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// City, as the carrier writes it.
    pub city: &'static str,
    /// ISO 3166-1 alpha-2.
    pub alpha2: &'static str,
    /// ISO 3166-1 alpha-3.
    pub alpha3: &'static str,
    /// English name of the country.
    pub country: &'static str,
    /// Offset of local time from UTC, such as `-03:00`.
    pub utc_offset: &'static str,
    /// The same in minutes.
    pub utc_offset_minutes: i32,
}

const fn in_china(city: &'static str) -> Place {
    let (alpha2, alpha3, country) = ("CN", "CHN", "China");
    Place {
        city,
        alpha2,
        alpha3,
        country,
        utc_offset: "+08:00",
        utc_offset_minutes: 480,
    }
}

/// Where parcels start. Written as Chinese carriers write it, so that no payload is plain ASCII.
pub(in crate::carriers) const ORIGIN: Place = in_china("深圳市");
pub(super) const EXPORT_HUB: Place = in_china("广州市");

impl Place {
    pub(super) fn abroad(country: &'static Country, city: &'static str) -> Place {
        Place {
            city,
            alpha2: country.alpha2,
            alpha3: country.alpha3,
            country: country.name,
            utc_offset: country.utc_offset,
            utc_offset_minutes: country.utc_offset_minutes,
        }
    }
}
