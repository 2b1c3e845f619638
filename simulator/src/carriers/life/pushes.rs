//! When a carrier pushes which step of a life, in order or in the disorder that vendors document.

use super::story::Life;
use super::{Parcel, fingerprint};
use crate::carriers::disorder::{Disorder, Disorders};
use crate::clock::Moment;
use std::time::Duration;

/// One push of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Push {
    /// The number of the step.
    pub step: usize,
    /// When it is sent.
    pub due: Moment,
    /// Whether the step is told again with other data; see [`Disorder::ChangedRepeat`].
    pub changed: bool,
}

impl Life {
    /// Every push of this life, in the order of sending. Without disorder: one a step, at its time.
    ///
    /// A third of the steps is repeated, told late or told again changed, where the disorder asks for it; the same
    /// for the same parcel.
    pub fn pushes(&self, parcel: &Parcel, disorders: Disorders) -> Vec<Push> {
        let mut pushes: Vec<Push> = Vec::with_capacity(self.steps.len() * 2);
        let mut any = [false; 3];
        for (number, step) in self.steps.iter().enumerate() {
            let luck = fingerprint(parcel, 2_000 + number as u64);
            let plain = Push {
                step: number,
                due: step.at,
                changed: false,
            };
            let minutes =
                |least: u64, shift: u32| Duration::from_secs(60 * (least + (luck >> shift) % 60));
            // The last chance is taken, so that a disorder that was asked for happens.
            let last = number + 2 >= self.steps.len();
            let mut hit = |which: usize, disorder: Disorder| {
                let wanted = disorders.has(disorder)
                    && ((luck >> (8 * which)).is_multiple_of(3) || (last && !any[which]));
                any[which] |= wanted;
                wanted
            };
            let next = self
                .steps
                .get(number + 1)
                .filter(|next| next.piece == step.piece);
            match next {
                Some(next) if hit(0, Disorder::LateOlder) => pushes.push(Push {
                    due: next.at.after(minutes(1, 40)),
                    ..plain
                }),
                _ => pushes.push(plain),
            }
            if hit(1, Disorder::Duplicate) {
                pushes.push(Push {
                    due: step.at.after(minutes(0, 32)),
                    ..plain
                });
            }
            if hit(2, Disorder::ChangedRepeat) {
                pushes.push(Push {
                    due: step.at.after(minutes(61, 48)),
                    changed: true,
                    ..plain
                });
            }
        }
        pushes.sort_by_key(|push| push.due);
        pushes
    }
}
