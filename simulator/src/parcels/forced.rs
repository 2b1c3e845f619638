//! Parcels whose number forces a life: made from the number alone, and moved on by hand.

use std::time::Duration;

use super::Known;
use crate::carriers::life::{Leg, Life, Step};
use crate::carriers::magic_number::{self, Forced};
use crate::chance::{Chance, index_of};
use crate::clock::Moment;
use crate::countries;
use crate::parcel::{Checkpoint, Parcel, Trouble};
use crate::population::{MAIN, Population, PopulationSettings};

/// How long ago a vendor's own test number reached its step when the world began.
const AGO: Duration = Duration::from_secs(3_600);

/// The carrier that has this number, and everything about the parcel; the country follows from the number.
pub(super) fn parcel(seed: u64, started: Moment, number: &str, country: &str) -> Option<Parcel> {
    let (carrier, courier) = magic_number::courier_of(number)?;
    let population = PopulationSettings {
        carriers: [(carrier, 1.0)].into(),
        countries: [(country.to_owned(), 1.0)].into(),
        sellers: 1,
        repeat_recipients: 0.0,
        undeliverable: 0.0,
        refused: 0.0,
        base: started,
    };
    let population = Population::new(Chance::new(seed), population).ok()?;
    Some(Parcel {
        tracking_number: number.to_owned(),
        courier,
        ..population.parcel(index_of(number) % MAIN.end)
    })
}

/// A parcel that nobody told of: its life goes on by itself from the world's start, or stands still where a vendor's
/// own test number has it.
pub(super) fn known(seed: u64, started: Moment, number: &str, now: Moment) -> Option<Known> {
    let forced = magic_number::forced(number)?;
    let countries = countries::ALL.len() as u64;
    let country = countries::ALL[(index_of(number) % countries) as usize].alpha2;
    let mut parcel = parcel(seed, started, number, country)?;
    let Forced { life: kind, upto } = forced;
    let mut life = Life::of(&parcel, kind);
    match upto {
        None => life.steps.retain(|step| step.at <= now),
        Some(upto) => stand_still(&mut parcel, &mut life, upto, started.before(AGO)),
    }
    Known::living(parcel, life)
}

/// Cuts a life after the last step of a checkpoint, which happened at `at`. A failure without a reason has its own.
fn stand_still(parcel: &mut Parcel, life: &mut Life, upto: Checkpoint, at: Moment) {
    let fits = |step: &Step| step.leg.checkpoint() == upto;
    // Of several troubles the first one is what the number is about; what follows is the way back.
    let place = match upto {
        Checkpoint::Exception => life.steps.iter().position(fits),
        _ => life.steps.iter().rposition(fits),
    };
    let last = place.unwrap_or_else(|| {
        // A failure without a reason: the life has none, so its end becomes one.
        let last = life.steps.len() - 1;
        life.steps[last].leg = Leg::Trouble(Trouble::Other);
        last
    });
    life.steps.truncate(last + 1);
    let shifted = at.0 as i128 - life.steps[last].at.0 as i128;
    let move_by = |moment: Moment| Moment((moment.0 as i128 + shifted).max(0) as u64);
    life.steps
        .iter_mut()
        .for_each(|step| step.at = move_by(step.at));
    parcel.created_at = move_by(parcel.created_at);
}

/// The life after its next step of this checkpoint has happened at `now`, and how many steps have. A checkpoint that
/// the parcel is at already is told again. `Err`: the checkpoints still ahead.
pub(super) fn moved_on(
    mut parcel: Parcel,
    mut life: Life,
    told: usize,
    checkpoint: Checkpoint,
    now: Moment,
) -> Result<(Parcel, Life, usize), Vec<Checkpoint>> {
    let ahead = life.steps.iter().skip(told);
    let next = ahead
        .clone()
        .position(|step| step.piece == 0 && step.leg.checkpoint() == checkpoint);
    let Some(next) = next.map(|place| told + place) else {
        let there = told
            .checked_sub(1)
            .map(|last| life.steps[last].leg.checkpoint());
        if there == Some(checkpoint) {
            return Ok((parcel, life, told));
        }
        let mut left: Vec<Checkpoint> = ahead.map(|step| step.leg.checkpoint()).collect();
        left.dedup();
        return Err(left);
    };
    let natural = life.steps[next].at;
    if told == 0 {
        let shifted = now.0 as i128 - natural.0 as i128;
        let move_by = |moment: Moment| Moment((moment.0 as i128 + shifted).max(0) as u64);
        life.steps
            .iter_mut()
            .for_each(|step| step.at = move_by(step.at));
        parcel.created_at = move_by(parcel.created_at);
        return Ok((parcel, life, next + 1));
    }
    let from = life.steps[told - 1].at;
    let (span, fits) = (natural.since(from), now.since(from));
    for step in &mut life.steps[told..] {
        let since = step.at.since(from);
        step.at = if since <= span && !span.is_zero() {
            let part = since.as_secs_f64() / span.as_secs_f64();
            from.after(fits.mul_f64(part))
        } else {
            from.after(fits).after(since.saturating_sub(span))
        };
    }
    life.steps[next].at = now;
    Ok((parcel, life, next + 1))
}
