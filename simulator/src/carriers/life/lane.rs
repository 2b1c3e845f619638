//! Lanes: how long each part of the way takes from China to each country, and what often happens there.
//!
//! Typical figures for small parcels by air, from carriers' public transit times; believable, not measured.

/// Which part of the way a step waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Label to pick-up.
    PickUp,
    /// Pick-up to export.
    Export,
    /// Export to landing.
    Haul,
    /// Landing to the sorting center.
    Sort,
    /// Sorting center to customs.
    ToCustoms,
    /// At customs.
    Customs,
    /// Customs to the last courier.
    HandOver,
    /// Last courier to the last way, or to the pick-up point.
    LastMile,
    /// On the last way.
    Drive,
    /// Days that do not depend on the lane.
    Days(u8),
}

/// From China to a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lane {
    /// ISO 3166-1 alpha-2 of the destination.
    pub country: &'static str,
    /// Typical hours for each [`Wait`] from `PickUp` to `Drive`.
    hours: [u16; 9],
    /// Parts of a thousand that customs holds for documents.
    pub customs_hold: u16,
    /// Parts of a thousand with one attempt in vain.
    pub attempt_failed: u16,
    /// Parts of a thousand that end at a pick-up point.
    pub pick_up_point: u16,
}

const fn lane(country: &'static str, hours: [u16; 9], shares: [u16; 3]) -> Lane {
    let [customs_hold, attempt_failed, pick_up_point] = shares;
    Lane {
        country,
        hours,
        customs_hold,
        attempt_failed,
        pick_up_point,
    }
}

/// Every lane; the last one is for a country without one of its own.
static LANES: [Lane; 9] = [
    lane("BR", [10, 22, 60, 14, 10, 96, 30, 60, 6], [90, 70, 40]),
    lane("US", [9, 16, 30, 10, 5, 14, 16, 44, 5], [15, 30, 20]),
    lane("MX", [10, 20, 46, 12, 8, 40, 24, 50, 6], [45, 60, 30]),
    lane("DE", [9, 18, 34, 10, 6, 20, 14, 30, 5], [25, 40, 120]),
    lane("ID", [9, 16, 22, 10, 8, 48, 20, 40, 6], [55, 60, 20]),
    lane("IN", [10, 18, 24, 12, 10, 72, 24, 44, 6], [80, 80, 15]),
    lane("ZA", [10, 22, 52, 14, 10, 60, 26, 52, 6], [60, 60, 60]),
    lane("GB", [9, 17, 32, 9, 5, 18, 12, 28, 5], [25, 40, 90]),
    lane("", [10, 20, 40, 12, 8, 36, 20, 40, 6], [40, 50, 40]),
];

impl Lane {
    /// The lane to a country.
    pub fn to(country: &str) -> &'static Lane {
        let found = LANES.iter().find(|lane| lane.country == country);
        found.unwrap_or(&LANES[LANES.len() - 1])
    }

    /// Minutes of a wait; `luck` in 0..1000 spreads it from 60 % to 180 %, one in twenty three times as long.
    pub fn minutes(&self, wait: Wait, luck: u64) -> u64 {
        let hours = match wait {
            Wait::PickUp => self.hours[0],
            Wait::Export => self.hours[1],
            Wait::Haul => self.hours[2],
            Wait::Sort => self.hours[3],
            Wait::ToCustoms => self.hours[4],
            Wait::Customs => self.hours[5],
            Wait::HandOver => self.hours[6],
            Wait::LastMile => self.hours[7],
            Wait::Drive => self.hours[8],
            // Days are promised: they only ever get a little longer.
            Wait::Days(days) => return u64::from(days) * 1_440 + luck % 360,
        };
        let typical = u64::from(hours) * 60;
        let tail = if luck % 20 == 7 && wait != Wait::Drive {
            3
        } else {
            1
        };
        typical * (600 + luck % 1_000 * 12 / 10) / 1_000 * tail
    }
}
