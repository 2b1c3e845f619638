//! A customer's phone: which statuses an accepted message gets, and when. Pure: draws are passed in.
//!
//! Legal lives (Meta, Cloud API, message status webhooks): sent, delivered, read; sent, read; sent, delivered;
//! failed alone. They may arrive in any order.

use std::time::Duration;

use rand::RngExt;

use crate::clock::Moment;
use crate::observation::Status;
use crate::settings::Handsets;

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It reaches the phone.
    Reaches,
    /// It reaches the phone and is never read: the target of a forged `read`.
    StaysUnread,
    /// It is sent, and nothing more is told: reactions.
    EndsAtSent,
    /// It fails with this code.
    Fails(u32),
}

/// One status in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned {
    /// Which.
    pub status: Status,
    /// When it happened, as its webhook says.
    pub happened: Moment,
    /// When its webhook falls due.
    pub due: Moment,
}

impl Planned {
    /// Told as it happens.
    fn at(status: Status, at: Moment) -> Planned {
        Planned {
            status,
            happened: at,
            due: at,
        }
    }
}

/// The statuses of a message accepted at `now`; a voice message that is read is played, too.
pub fn plan(
    settings: &Handsets,
    fate: Fate,
    voice: bool,
    now: Moment,
    chance: &mut impl RngExt,
) -> Vec<Planned> {
    let sent = now.after(spread(settings.sent_after, chance));
    if let Fate::Fails(_) = fate {
        return vec![Planned::at(Status::Failed, sent)];
    }
    if fate == Fate::EndsAtSent {
        return vec![Planned::at(Status::Sent, sent)];
    }
    let delivered = sent.after(spread(settings.delivered_after, chance));
    let reads = chance.random::<f64>() < settings.read_share && fate == Fate::Reaches;
    let read = delivered.after(spread(settings.read_after, chance));
    let skips = reads && chance.random::<f64>() < settings.skip_delivered;
    let mut planned = Vec::with_capacity(LIFE_MAX);
    planned.push(Planned::at(Status::Sent, sent));
    if !skips {
        planned.push(Planned::at(Status::Delivered, delivered));
    }
    if reads {
        let read = if skips { delivered } else { read };
        planned.push(Planned::at(Status::Read, read));
    }
    if reads && voice {
        let played = read.after(spread(settings.read_after, chance));
        planned.push(Planned::at(Status::Played, played));
    }
    if planned.len() > 1 && chance.random::<f64>() < settings.unordered {
        // The last two change places on the wire; what they say of their own time stays true. They must not
        // share a moment, or a batch would put them in order again.
        let last = planned.len() - 1;
        let early = planned[last - 1].due;
        let late = planned[last].due.max(early.after(UNORDERED_GAP));
        planned[last].due = early;
        planned[last - 1].due = late.after(UNORDERED_GAP);
    }
    planned
}

/// Sent, delivered, read, played.
const LIFE_MAX: usize = 4;
const UNORDERED_GAP: Duration = Duration::from_millis(400);

/// Log-normal around a median, a factor of e^0.4 to one side of the middle two thirds; at most ten medians.
fn spread(median: Duration, chance: &mut impl RngExt) -> Duration {
    // Four uniform draws are normal enough for a phone, and need no library; their sum has a variance of a third.
    let normal = ((0..4).map(|_| chance.random::<f64>()).sum::<f64>() - 2.0) * 3f64.sqrt();
    median.mul_f64((0.4 * normal).exp().min(10.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    fn words(planned: &[Planned]) -> String {
        let mut by_due = planned.to_vec();
        by_due.sort_by_key(|status| status.due);
        by_due
            .iter()
            .map(|status| status.status.word())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn every_life_is_a_legal_one() {
        let settings = Handsets {
            unordered: 0.0,
            ..Handsets::default()
        };
        let now = Moment::from_unix_s(1_800_000_000);
        for index in 0..2_000 {
            let planned = plan(
                &settings,
                Fate::Reaches,
                false,
                now,
                &mut Chance::new(1).stream("handset", index),
            );
            let life = words(&planned);
            assert!(
                ["sent delivered", "sent delivered read", "sent read"].contains(&life.as_str()),
                "{life}"
            );
            assert!(planned.iter().all(|status| status.due > now));
        }
    }

    #[test]
    fn a_failing_message_fails_and_nothing_else() {
        let now = Moment::from_unix_s(1_800_000_000);
        let planned = plan(
            &Handsets::default(),
            Fate::Fails(131026),
            false,
            now,
            &mut Chance::new(1).stream("handset", 7),
        );
        assert_eq!(words(&planned), "failed");
    }

    #[test]
    fn an_unordered_life_arrives_in_the_wrong_order_and_says_the_right_times() {
        let settings = Handsets {
            unordered: 1.0,
            read_share: 1.0,
            skip_delivered: 0.0,
            ..Handsets::default()
        };
        let now = Moment::from_unix_s(1_800_000_000);
        let planned = plan(
            &settings,
            Fate::Reaches,
            false,
            now,
            &mut Chance::new(1).stream("handset", 7),
        );
        assert_eq!(words(&planned), "sent read delivered");
        assert!(
            planned
                .windows(2)
                .all(|pair| pair[0].happened <= pair[1].happened)
        );
    }
}
