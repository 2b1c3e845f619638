//! What the world knows of parcels: where each one is, so that a carrier who is asked says what its push said.
//!
//! A parcel of a run follows from its index, so only where it is has to be kept; one that was pushed by hand is kept
//! whole. Both books are bounded, and their oldest go first. Nothing here sends or renders anything.

mod book;
mod forced;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use crate::carriers::life::{Life, LifeKind};
use crate::carriers::{Carrier, magic_number, own_id};
use crate::clock::Moment;
use crate::parcel::{Checkpoint, Parcel};
use crate::population::Population;
use book::{Bounded, Place};

/// Parcels of a run whose place is kept.
pub const PLACES_MAX: usize = 1_000_000;
/// Parcels that are kept whole.
pub const WHOLE_MAX: usize = 10_000;

/// The carriers that told of a parcel: its own, and an aggregator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tellers(u16);

impl Tellers {
    /// These and one more.
    #[must_use]
    pub fn with(self, carrier: Carrier) -> Tellers {
        Tellers(self.0 | 1 << carrier as u16)
    }

    /// Whether it is one of them.
    pub fn has(self, carrier: Carrier) -> bool {
        self.0 & (1 << carrier as u16) != 0
    }
}

/// A parcel as its carriers know it now.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The parcel.
    pub parcel: Parcel,
    /// Where it is.
    pub checkpoint: Checkpoint,
    /// Since when.
    pub at: Moment,
    /// Its life up to now, when it has a whole one.
    pub life: Option<Life>,
    /// Who told of it.
    pub tellers: Tellers,
}

impl Known {
    fn living(parcel: Parcel, life: Life) -> Option<Known> {
        let newest = life.steps.iter().rev().find(|step| step.piece == 0)?;
        Some(Known {
            checkpoint: newest.leg.checkpoint(),
            at: newest.at,
            parcel,
            life: Some(life),
            tellers: Tellers::default(),
        })
    }
}

/// Why a parcel cannot be moved on as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSuchStep {
    /// The kind of life that the number forces.
    pub kind: LifeKind,
    /// The checkpoints that are still to come, in order.
    pub ahead: Vec<Checkpoint>,
}

/// The world's parcels.
#[derive(Debug)]
pub struct Parcels {
    seed: u64,
    started: Moment,
    population: OnceLock<Population>,
    books: Mutex<Books>,
}

#[derive(Debug)]
struct Books {
    /// Of the population, by index.
    places: Bounded<u64, Place>,
    /// Their carriers' ids to their indices.
    by_id: HashMap<u64, u64>,
    /// Made by hand, by tracking number.
    whole: Bounded<String, Whole>,
}

#[derive(Debug)]
struct Whole {
    known: Known,
    /// Of a parcel with a life: all of it, with the times at which steps happened, and how many have.
    future: Option<(Life, usize)>,
}

impl Parcels {
    /// None yet. `started` is the world's start.
    pub fn new(seed: u64, started: Moment) -> Parcels {
        Parcels {
            seed,
            started,
            population: OnceLock::new(),
            books: Mutex::new(Books {
                places: Bounded::new(PLACES_MAX),
                by_id: HashMap::new(),
                whole: Bounded::new(WHOLE_MAX),
            }),
        }
    }

    /// Parcels are those of this population; the first one that is given stays.
    pub fn belong_to(&self, population: Population) {
        let _ = self.population.set(population);
    }

    /// A carrier tells of a parcel: from now on whoever asks hears the same. An older checkpoint that is told late
    /// changes nothing.
    pub fn pushed(&self, parcel: &Parcel, checkpoint: Checkpoint, at: Moment) {
        let mut books = self.lock();
        let tellers = Tellers::default().with(parcel.carrier);
        if self.population.get().is_some() {
            let place = Place {
                checkpoint,
                at,
                id: own_id(parcel),
                tellers,
            };
            let gone = books.places.put(parcel.index, place, |known| {
                known.tellers = known.tellers.with(parcel.carrier);
                known.id = known.id.or(place.id);
                if known.checkpoint <= checkpoint {
                    (known.checkpoint, known.at) = (checkpoint, at);
                }
            });
            let id = books.places.get(&parcel.index).and_then(|kept| kept.id);
            if let Some(id) = id {
                books.by_id.insert(id, parcel.index);
            }
            if let Some(id) = gone.and_then(|gone| gone.id) {
                books.by_id.remove(&id);
            }
            return;
        }
        let known = Known {
            parcel: parcel.clone(),
            checkpoint,
            at,
            life: None,
            tellers,
        };
        let number = parcel.tracking_number.clone();
        let whole = Whole {
            known: known.clone(),
            future: None,
        };
        books.whole.put(number, whole, |kept| {
            let tellers = kept.known.tellers.with(parcel.carrier);
            if kept.known.checkpoint <= checkpoint {
                kept.known = known;
            }
            kept.known.tellers = tellers;
        });
    }

    /// A parcel whose number forces a life goes on to the next step of this checkpoint, which happens now; what it
    /// has been through by then is squeezed or stretched to fit. Gives it as it is then.
    ///
    /// # Errors
    /// When its life has no such step ahead.
    pub fn lives_on(
        &self,
        parcel: &Parcel,
        kind: LifeKind,
        checkpoint: Checkpoint,
        now: Moment,
    ) -> Result<Known, NoSuchStep> {
        let mut books = self.lock();
        let kept = books.whole.get(&parcel.tracking_number);
        let (parcel, life, told) = match kept.and_then(|kept| {
            let (life, told) = kept.future.as_ref()?;
            Some((kept.known.parcel.clone(), life.clone(), *told))
        }) {
            Some((kept, life, told)) => {
                let carrier = parcel.carrier;
                (Parcel { carrier, ..kept }, life, told)
            }
            None => (parcel.clone(), Life::of(parcel, kind), 0),
        };
        let (parcel, life, told) = forced::moved_on(parcel, life, told, checkpoint, now)
            .map_err(|ahead| NoSuchStep { kind, ahead })?;
        let so_far = Life {
            kind: life.kind,
            steps: life.steps[..told].to_vec(),
        };
        let carrier = parcel.carrier;
        let mut known = Known::living(parcel, so_far).ok_or(NoSuchStep {
            kind,
            ahead: Vec::new(),
        })?;
        let before = books.whole.get(&known.parcel.tracking_number);
        let before = before.map_or(Tellers::default(), |kept| kept.known.tellers);
        known.tellers = before.with(carrier);
        let whole = || Whole {
            known: known.clone(),
            future: Some((life.clone(), told)),
        };
        let number = known.parcel.tracking_number.clone();
        books.whole.put(number, whole(), |kept| *kept = whole());
        Ok(known)
    }

    /// The parcel with this number: one that a carrier told of, or one whose number forces a life.
    pub fn find(&self, number: &str, now: Moment) -> Option<Known> {
        self.told(number)
            .or_else(|| forced::known(self.seed, self.started, number, now))
    }

    /// The parcel with this number, if a carrier told of it.
    pub fn told(&self, number: &str) -> Option<Known> {
        let books = self.lock();
        if let Some(whole) = books.whole.get(number) {
            return Some(whole.known.clone());
        }
        let population = self.population.get()?;
        let index = population.index_of(number)?;
        books
            .places
            .get(&index)
            .map(|place| place.of(population, index))
    }

    /// The parcel at this index as it was at a checkpoint, if its carrier told of that. What was told too long ago is
    /// believed.
    pub fn at_checkpoint(&self, index: u64, checkpoint: Checkpoint) -> Option<Known> {
        let books = self.lock();
        if let Some(population) = self.population.get() {
            let known = match books.places.get(&index) {
                Some(place) => place.of(population, index),
                None if books.places.forgot() && index < crate::population::CANARY.end => {
                    let parcel = population.parcel(index);
                    let at = parcel.created_at;
                    Known {
                        parcel,
                        checkpoint,
                        at,
                        life: None,
                        tellers: Tellers::default(),
                    }
                }
                None => return None,
            };
            return (checkpoint <= known.checkpoint).then_some(known);
        }
        let mut all = books.whole.values();
        let whole = all.find(|whole| whole.known.parcel.index == index)?;
        let known = whole.known.clone();
        let steps = known.life.as_ref().map(|life| life.steps.as_slice());
        let told = match steps {
            Some(steps) => steps.iter().any(|step| step.leg.checkpoint() == checkpoint),
            None => checkpoint <= known.checkpoint,
        };
        told.then_some(known)
    }

    /// The parcel to which a carrier gave this id of its own.
    pub fn with_id(&self, carrier: Carrier, id: u64) -> Option<Known> {
        let books = self.lock();
        if let Some(population) = self.population.get() {
            let index = *books.by_id.get(&id)?;
            let place = books.places.get(&index)?;
            return Some(place.of(population, index)).filter(|known| known.tellers.has(carrier));
        }
        let mut all = books.whole.values();
        all.find(|whole| {
            let parcel = Parcel {
                carrier,
                ..whole.known.parcel.clone()
            };
            whole.known.tellers.has(carrier) && own_id(&parcel) == Some(id)
        })
        .map(|whole| whole.known.clone())
    }

    /// Parcels that this carrier told of, the newest first.
    pub fn of(&self, carrier: Carrier, limit: usize) -> Vec<Known> {
        let books = self.lock();
        if let Some(population) = self.population.get() {
            let newest = books.places.newest();
            return newest
                .map(|(index, place)| place.of(population, *index))
                .filter(|known| known.tellers.has(carrier))
                .take(limit)
                .collect();
        }
        books
            .whole
            .newest()
            .map(|(_, whole)| whole.known.clone())
            .filter(|known| known.tellers.has(carrier))
            .take(limit)
            .collect()
    }

    /// A parcel with a number that forces a life, going to this country; the same for the same seed and number.
    pub fn made(&self, number: &str, country: &str) -> Option<(Parcel, magic_number::Forced)> {
        let forced = magic_number::forced(number)?;
        let parcel = forced::parcel(self.seed, self.started, number, country)?;
        Some((parcel, forced))
    }

    /// Forgets what was told.
    pub fn forget(&self) {
        let mut books = self.lock();
        books.places.clear();
        books.by_id.clear();
        books.whole.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Books> {
        // Plain values: after a panic elsewhere they are still good to read.
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
