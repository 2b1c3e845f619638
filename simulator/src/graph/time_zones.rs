//! Meta's numbers of time zones: an account's `timezone_id`. Its days and months turn at midnight there.
//!
//! Source: Meta, Marketing API, timezone ids (v24.0), 1 to 142.

use jiff::tz::TimeZone;

/// The number of an account that states none: America/Los_Angeles, as in Meta's samples.
pub const DEFAULT_ID: u32 = 1;

/// The time zone of one of Meta's numbers; None for one that Meta does not list.
pub fn zone(id: u32) -> Option<TimeZone> {
    let at = usize::try_from(id).ok()?.checked_sub(1)?;
    TimeZone::get(NAMES.get(at)?).ok()
}

/// By number, from 1 on.
#[rustfmt::skip]
const NAMES: [&str; 142] = [
    "America/Los_Angeles", "America/Denver", "Pacific/Honolulu", "America/Anchorage",
    "America/Phoenix", "America/Chicago", "America/New_York", "Asia/Dubai",
    "America/Argentina/San_Luis", "America/Argentina/Buenos_Aires", "America/Argentina/Salta", "Europe/Vienna",
    "Australia/Perth", "Australia/Broken_Hill", "Australia/Sydney", "Europe/Sarajevo",
    "Asia/Dhaka", "Europe/Brussels", "Europe/Sofia", "Asia/Bahrain",
    "America/La_Paz", "America/Noronha", "America/Campo_Grande", "America/Belem",
    "America/Sao_Paulo", "America/Nassau", "America/Dawson", "America/Vancouver",
    "America/Dawson_Creek", "America/Edmonton", "America/Rainy_River", "America/Regina",
    "America/Atikokan", "America/Iqaluit", "America/Toronto", "America/Blanc-Sablon",
    "America/Halifax", "America/St_Johns", "Europe/Zurich", "Pacific/Easter",
    "America/Santiago", "Asia/Shanghai", "America/Bogota", "America/Costa_Rica",
    "Asia/Nicosia", "Europe/Prague", "Europe/Berlin", "Europe/Copenhagen",
    "America/Santo_Domingo", "Pacific/Galapagos", "America/Guayaquil", "Europe/Tallinn",
    "Africa/Cairo", "Atlantic/Canary", "Europe/Madrid", "Europe/Helsinki",
    "Europe/Paris", "Europe/London", "Africa/Accra", "Europe/Athens",
    "America/Guatemala", "Asia/Hong_Kong", "America/Tegucigalpa", "Europe/Zagreb",
    "Europe/Budapest", "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura",
    "Europe/Dublin", "Asia/Jerusalem", "Asia/Kolkata", "Asia/Baghdad",
    "Atlantic/Reykjavik", "Europe/Rome", "America/Jamaica", "Asia/Amman",
    "Asia/Tokyo", "Africa/Nairobi", "Asia/Seoul", "Asia/Kuwait",
    "Asia/Beirut", "Asia/Colombo", "Europe/Vilnius", "Europe/Luxembourg",
    "Europe/Riga", "Africa/Casablanca", "Europe/Skopje", "Europe/Malta",
    "Indian/Mauritius", "Indian/Maldives", "America/Tijuana", "America/Hermosillo",
    "America/Mazatlan", "America/Mexico_City", "Asia/Kuala_Lumpur", "Africa/Lagos",
    "America/Managua", "Europe/Amsterdam", "Europe/Oslo", "Pacific/Auckland",
    "Asia/Muscat", "America/Panama", "America/Lima", "Asia/Manila",
    "Asia/Karachi", "Europe/Warsaw", "America/Puerto_Rico", "Asia/Gaza",
    "Atlantic/Azores", "Europe/Lisbon", "America/Asuncion", "Asia/Qatar",
    "Europe/Bucharest", "Europe/Belgrade", "Europe/Kaliningrad", "Europe/Moscow",
    "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk", "Asia/Krasnoyarsk",
    "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan",
    "Asia/Kamchatka", "Asia/Anadyr", "Asia/Riyadh", "Asia/Singapore",
    "Africa/Johannesburg", "Europe/Stockholm", "Asia/Taipei", "Africa/Dar_es_Salaam",
    "Asia/Bangkok", "Africa/Tunis", "Europe/Istanbul", "America/Montevideo",
    "America/Caracas", "Asia/Ho_Chi_Minh", "Africa/Kinshasa", "Africa/Lubumbashi",
    "Africa/Harare", "Africa/Lusaka",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_meta_s_names_a_time_zone_of_today() {
        for id in 1..=142 {
            assert!(zone(id).is_some(), "{id}: {}", NAMES[id as usize - 1]);
        }
        assert_eq!((zone(0), zone(143)), (None, None));
        assert_eq!(NAMES[25 - 1], "America/Sao_Paulo");
        assert_eq!(NAMES[47 - 1], "Europe/Berlin");
        assert_eq!(NAMES[71 - 1], "Asia/Kolkata");
    }
}
