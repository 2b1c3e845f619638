//! What becomes of a short message after it was accepted, and when. Pure: draws are passed in.

use std::time::Duration;

use rand::RngExt;

use crate::clock::Moment;
use crate::sms::magic;
use crate::sms::settings::Receipts;

/// How much later a receipt comes when a magic number wants it late.
const LATE_BY: Duration = Duration::from_secs(3_600);

/// How a message ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    /// On the phone.
    Delivered,
    /// With this code of the provider's.
    Fails(String),
    /// Nobody knows.
    Silent,
}

/// A message's life after its acceptance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fate {
    /// When the carrier has it.
    pub(super) sent: Moment,
    /// When the receipt is there.
    pub(super) receipt: Moment,
    /// How it ends.
    pub(super) end: End,
    /// Whether the receipt is pushed twice.
    pub(super) twice: bool,
}

/// What a magic number wants of a receipt; `fails` knows the provider's failure codes by their number.
pub(super) fn forced(digits: &str, fails: impl Fn(u32) -> Option<String>) -> Option<Forced> {
    magic::outcomes(digits).find_map(|number| match number {
        magic::SILENT => Some(Forced::Silent),
        magic::TWICE => Some(Forced::Twice),
        magic::LATE => Some(Forced::Late),
        other => fails(other).map(Forced::Fails),
    })
}

/// An outcome that a magic number forces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Forced {
    /// A failure with a code.
    Fails(String),
    /// No receipt.
    Silent,
    /// The receipt twice.
    Twice,
    /// The receipt late.
    Late,
}

/// Draws a fate for a message that its gateway begins to send at `begun`. `first_code` fails where no code is set.
pub(super) fn draw(
    settings: &Receipts,
    forced: Option<Forced>,
    begun: Moment,
    first_code: &str,
    chance: &mut impl RngExt,
) -> Fate {
    let sent = begun.after(spread(settings.sent_after, chance));
    let mut receipt = sent.after(spread(settings.receipt_after, chance));
    // Every draw is made for every message, so that a magic number changes nothing for the others.
    let (fails, silent, doubles) = (
        chance.random::<f64>() < settings.failure_share,
        chance.random::<f64>() < settings.silent_share,
        chance.random::<f64>() < settings.duplicates,
    );
    let drawn = chance.random::<f64>();
    let mut twice = doubles;
    let end = match forced {
        Some(Forced::Fails(code)) => End::Fails(code),
        Some(Forced::Silent) => End::Silent,
        Some(wish) => {
            twice = wish == Forced::Twice;
            if wish == Forced::Late {
                receipt = receipt.after(LATE_BY);
            }
            End::Delivered
        }
        None if silent => End::Silent,
        None if fails => {
            let codes = &settings.failure_codes;
            let at = (drawn * codes.len() as f64) as usize;
            End::Fails(
                codes
                    .get(at)
                    .map_or_else(|| first_code.to_owned(), String::clone),
            )
        }
        None => End::Delivered,
    };
    Fate {
        sent,
        receipt,
        end,
        twice,
    }
}

/// Log-normal around a median, a factor of e^0.4 to one side of the middle two thirds; at most ten medians.
fn spread(median: Duration, chance: &mut impl RngExt) -> Duration {
    let normal = (0..12).map(|_| chance.random::<f64>()).sum::<f64>() - 6.0;
    median.mul_f64((0.4 * normal).exp().min(10.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    const NOW: Moment = Moment::from_unix_s(1_800_000_000);

    #[test]
    fn failures_and_silence_come_in_their_shares_with_the_codes_asked_for() {
        let settings = Receipts {
            failure_share: 0.3,
            failure_codes: vec!["30003".to_owned(), "30005".to_owned()],
            silent_share: 0.1,
            ..Receipts::default()
        };
        let ends: Vec<End> = (0..2_000)
            .map(|index| {
                let mut chance = Chance::new(1).stream("sms fate", index);
                draw(&settings, None, NOW, "x", &mut chance).end
            })
            .collect();
        let share = |wanted: &dyn Fn(&End) -> bool| {
            ends.iter().filter(|end| wanted(end)).count() as f64 / 2_000.0
        };
        assert!((share(&|end| *end == End::Silent) - 0.1).abs() < 0.03);
        let failed = share(&|end| matches!(end, End::Fails(_)));
        assert!((failed - 0.27).abs() < 0.04, "{failed}");
        assert!(ends.contains(&End::Fails("30005".to_owned())));
    }

    #[test]
    fn a_magic_number_decides_whatever_the_shares_are() {
        let settings = Receipts {
            silent_share: 1.0,
            duplicates: 1.0,
            ..Receipts::default()
        };
        let fate = |wish| {
            draw(
                &settings,
                Some(wish),
                NOW,
                "x",
                &mut Chance::new(1).stream("sms fate", 1),
            )
        };
        assert_eq!(
            fate(Forced::Fails("30003".to_owned())).end,
            End::Fails("30003".to_owned())
        );
        let late = fate(Forced::Late);
        assert_eq!((&late.end, late.twice), (&End::Delivered, false));
        assert!(late.receipt.since(late.sent) >= LATE_BY);
        assert!(fate(Forced::Twice).twice);
    }
}
