//! Who waits for which parcel: any parcel of a run, made from its index alone.
//!
//! Nothing is stored. A parcel, its number and its recipient follow from the seed and the index, so a run can be
//! resumed in the middle and a number that comes back leads to its parcel.

use crate::carriers::Carrier;
use crate::chance::Chance;
use crate::clock::Moment;
use crate::countries::{City, Country};
use crate::magic;
use crate::parcel::{Courier, Parcel, Recipient};
use crate::permutation::shuffle;
use crate::tracking_number;
use jiff::{Timestamp, tz::Offset};
use rand::RngExt;
use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

/// Parcels of the load.
pub const MAIN: Range<u64> = 0..50_000_000;
/// Parcels that get a single notice.
pub const SINGLE: Range<u64> = 50_000_000..80_000_000;
/// Parcels that only forgers write about.
pub const FORGED: Range<u64> = 80_000_000..99_000_000;
/// Parcels of canary journeys.
pub const CANARY: Range<u64> = 99_000_000..100_000_000;

/// Meta's error for a message that cannot be delivered (Meta, Cloud API, error codes).
const UNDELIVERABLE: u32 = 131_026;
/// Meta's error for a recipient who is not on the allowed list (Meta, Cloud API, error codes).
const REFUSED: u32 = 131_030;

/// What a range of indices is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// [`MAIN`].
    Main,
    /// [`SINGLE`].
    Single,
    /// [`FORGED`].
    Forged,
    /// [`CANARY`].
    Canary,
}

impl Part {
    /// Its indices.
    pub fn range(self) -> Range<u64> {
        match self {
            Part::Main => MAIN,
            Part::Single => SINGLE,
            Part::Forged => FORGED,
            Part::Canary => CANARY,
        }
    }

    /// Whether its recipients can get several parcels, or be out of reach.
    fn is_ordinary(self) -> bool {
        matches!(self, Part::Main | Part::Single)
    }
}

/// What an index is for; `None` from 100 million on.
pub fn population_of(index: u64) -> Option<Part> {
    [Part::Main, Part::Single, Part::Forged, Part::Canary]
        .into_iter()
        .find(|part| part.range().contains(&index))
}

/// What the parcels of a run are like. Shares of carriers and countries need not add up to one.
#[derive(Debug, Clone, PartialEq)]
pub struct PopulationSettings {
    /// How many parcels each carrier pushes, in relation to the others.
    pub carriers: BTreeMap<Carrier, f64>,
    /// How many recipients live in each country (ISO 3166-1 alpha-2), in relation to the others.
    pub countries: BTreeMap<String, f64>,
    /// How many sellers there are.
    pub sellers: u32,
    /// The share of parcels that go to the recipient of an earlier parcel, at most 2/3.
    pub repeat_recipients: f64,
    /// The share of recipients whom no message reaches (error 131026).
    pub undeliverable: f64,
    /// The share of recipients to whom every send is refused (error 131030).
    pub refused: f64,
    /// The moment around which parcels arrive: labels were made 6 to 11 days before it, and the estimated
    /// delivery dates are 1 to 5 days after it.
    pub base: Moment,
}

/// Why settings describe no population.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PopulationError {
    /// A country that is not in the table.
    #[error("mix.countries: {0:?} is not known; known are {known}", known = known_countries())]
    UnknownCountry(String),
    /// A share that is no share.
    #[error("{0}: {1} is not a share; use a number from 0 to {2}")]
    NoShare(&'static str, f64, &'static str),
    /// All shares are zero, or there are none.
    #[error("{0}: nothing has a share; give at least one of them a number above 0")]
    NothingToChoose(&'static str),
    /// No seller.
    #[error("mix.sellers: 0 sellers send nothing; use 1 or more")]
    NoSeller,
}

fn known_countries() -> String {
    let codes: Vec<&str> = crate::countries::ALL
        .iter()
        .map(|country| country.alpha2)
        .collect();
    codes.join(", ")
}

/// All parcels of a run.
#[derive(Debug, Clone)]
pub struct Population {
    chance: Chance,
    carriers: Choice<Carrier>,
    countries: Choice<&'static Country>,
    settings: PopulationSettings,
}

impl Population {
    /// The population of a seed. Fails on an unknown country, a share that is none, and when there is nothing to
    /// choose from.
    pub fn new(
        chance: Chance,
        settings: PopulationSettings,
    ) -> Result<Population, PopulationError> {
        let shares = [
            (
                "mix.repeat_recipients",
                settings.repeat_recipients,
                2.0 / 3.0 + 1e-9,
                "0.66",
            ),
            ("mix.undeliverable", settings.undeliverable, 1.0, "1"),
            (
                "mix.refused",
                settings.refused,
                1.0 - settings.undeliverable,
                "what undeliverable leaves",
            ),
        ];
        for (name, share, most, words) in shares {
            if !(0.0..=most).contains(&share) {
                return Err(PopulationError::NoShare(name, share, words));
            }
        }
        if settings.sellers == 0 {
            return Err(PopulationError::NoSeller);
        }
        let carriers = settings
            .carriers
            .iter()
            .map(|(&carrier, &share)| (carrier, share));
        let carriers = Choice::new("mix.carriers", carriers)?;
        let mut countries = Vec::new();
        for (code, &share) in &settings.countries {
            let found = Country::find(code);
            countries.push((
                found.ok_or_else(|| PopulationError::UnknownCountry(code.clone()))?,
                share,
            ));
        }
        let countries = Choice::new("mix.countries", countries.into_iter())?;
        Ok(Population {
            chance,
            carriers,
            countries,
            settings,
        })
    }

    /// The parcel at an index below 100 million, in any order and as often as wanted.
    pub fn parcel(&self, index: u64) -> Parcel {
        let Some(part) = population_of(index) else {
            panic!("a parcel's index is below 100 million, not {index}");
        };
        let (carrier, courier) = self.courier(index);
        let recipient = self.recipient(self.owner(index, part), part);
        let mut draw = self.chance.stream("parcel", index);
        let seller = draw.random_range(0..self.settings.sellers);
        let days_ahead = draw.random_range(1..=5u64);
        let minutes_ago = draw.random_range(6 * 24 * 60..11 * 24 * 60u64);
        Parcel {
            index,
            tracking_number: tracking_number::encode(courier.number, index, self.chance.seed()),
            carrier,
            courier,
            recipient,
            seller,
            order_number: format!("SO-{:08}", shuffle(index, self.key(b"orders"))),
            estimated_delivery_date: self.date_in_days(days_ahead),
            created_at: self
                .settings
                .base
                .before(Duration::from_secs(minutes_ago * 60)),
        }
    }

    /// The index of the parcel with this number; `None` when no parcel of this population has it.
    pub fn index_of(&self, number: &str) -> Option<u64> {
        let index = tracking_number::decode(number, self.chance.seed())?;
        let (_, courier) = self.courier(index);
        (tracking_number::format_of(number) == Some(courier.number)).then_some(index)
    }

    fn courier(&self, index: u64) -> (Carrier, &'static Courier) {
        let mut draw = self.chance.stream("carrier", index);
        let carrier = self.carriers.pick(draw.random());
        let couriers = carrier.couriers();
        (carrier, &couriers[draw.random_range(0..couriers.len())])
    }

    /// The index whose recipient gets this parcel: its own, or that of an earlier parcel.
    ///
    /// Of three indices in a row the first is always its own; the second may belong to a recipient shortly before
    /// (the pair limit sees both), the third to one long before (a service window may be open). So nobody gets
    /// more than three parcels, and no table is needed to know it.
    fn owner(&self, index: u64, part: Part) -> u64 {
        let distance = match index % 3 {
            1 => 3 * 7 + 1,
            2 => 3 * 700 + 2,
            _ => return index,
        };
        let repeats = part.is_ordinary()
            && index >= part.range().start + distance
            && self
                .chance
                .happens("repeat", index, self.settings.repeat_recipients * 1.5);
        if repeats { index - distance } else { index }
    }

    fn recipient(&self, owner: u64, part: Part) -> Recipient {
        let mut draw = self.chance.stream("recipient", owner);
        let country = self.countries.pick(draw.random());
        let fate: f64 = draw.random();
        let name = country.full_name(draw.random());
        let City {
            name: city,
            postal_code,
        } = country.city(draw.random());
        let unreached = self.settings.undeliverable;
        let refused = unreached + self.settings.refused;
        // Codes have a million serials each; the two ordinary parts start half of that apart.
        let serial = if part == Part::Single {
            owner + 500_000
        } else {
            owner
        };
        let phone = match fate {
            _ if !part.is_ordinary() => self.mobile(country, owner),
            fate if fate < unreached => magic::number(UNDELIVERABLE, serial),
            fate if fate < refused => magic::number(REFUSED, serial),
            _ => self.mobile(country, owner),
        };
        Recipient {
            phone,
            name,
            country: country.alpha2,
            city,
            postal_code: (*postal_code).to_owned(),
        }
    }

    fn mobile(&self, country: &Country, owner: u64) -> String {
        country.mobile_number(shuffle(owner, self.key(b"phones")))
    }

    /// A key of the shuffle for one purpose.
    fn key(&self, purpose: &[u8; 6]) -> u64 {
        purpose.iter().fold(self.chance.seed(), |key, &byte| {
            key.rotate_left(9) ^ u64::from(byte)
        })
    }

    fn date_in_days(&self, days: u64) -> String {
        let then = self.settings.base.after(Duration::from_secs(days * 86_400));
        let timestamp = Timestamp::from_second(then.unix_s() as i64).unwrap_or(Timestamp::MAX);
        Offset::UTC.to_datetime(timestamp).date().to_string()
    }
}

/// A choice among things with shares.
#[derive(Debug, Clone)]
struct Choice<T> {
    /// Each thing and the sum of the shares up to and with it, as a part of all.
    upto: Vec<(T, f64)>,
}

impl<T: Copy> Choice<T> {
    fn new(
        name: &'static str,
        shares: impl Iterator<Item = (T, f64)>,
    ) -> Result<Choice<T>, PopulationError> {
        let mut upto = Vec::new();
        let mut sum = 0.0;
        for (thing, share) in shares {
            if !(0.0..=1e9).contains(&share) {
                return Err(PopulationError::NoShare(name, share, "a billion"));
            }
            if share > 0.0 {
                sum += share;
                upto.push((thing, sum));
            }
        }
        if upto.is_empty() {
            return Err(PopulationError::NothingToChoose(name));
        }
        upto.iter_mut().for_each(|(_, end)| *end /= sum);
        Ok(Choice { upto })
    }

    /// The thing at a place in [0, 1).
    fn pick(&self, place: f64) -> T {
        let found = self.upto.iter().find(|(_, end)| place < *end);
        // The last sum can miss 1 by a rounding.
        found.unwrap_or(&self.upto[self.upto.len() - 1]).0
    }
}

#[cfg(test)]
mod tests;
