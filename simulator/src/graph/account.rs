//! A WhatsApp business account: its templates, which come and go while the world runs.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::time_zones;
use super::trouble::Troubles;
use crate::clock::Moment;
use crate::template::Catalog;

/// An account as it stands.
#[derive(Debug)]
pub struct Account {
    /// Its id.
    pub id: Arc<str>,
    /// Its templates. Read for every template send, written rarely.
    pub catalog: RwLock<Catalog>,
    /// Where its days and months turn. Read for every send, written rarely.
    pub zone: RwLock<TimeZone>,
    /// What Meta holds against it.
    pub troubles: Troubles,
}

impl Account {
    pub(crate) fn catalog(&self) -> RwLockReadGuard<'_, Catalog> {
        self.catalog.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn catalog_mut(&self) -> RwLockWriteGuard<'_, Catalog> {
        self.catalog.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves it to the time zone of one of Meta's numbers; UTC for a number that is not known here.
    pub(crate) fn move_to(&self, timezone_id: u32) {
        let zone = time_zones::zone(timezone_id).unwrap_or(TimeZone::UTC);
        *self.zone.write().unwrap_or_else(PoisonError::into_inner) = zone;
    }

    /// What a clock on its wall shows, as if it showed UTC: so that days and months are its own.
    pub(crate) fn wall_clock(&self, now: Moment) -> Moment {
        let Ok(at) = Timestamp::from_second(i64::try_from(now.unix_s()).unwrap_or(i64::MAX)) else {
            return now;
        };
        let zone = self.zone.read().unwrap_or_else(PoisonError::into_inner);
        let seconds = zone.to_offset(at).seconds();
        let shift = Duration::from_secs(seconds.unsigned_abs().into());
        if seconds < 0 {
            now.before(shift)
        } else {
            now.after(shift)
        }
    }
}
