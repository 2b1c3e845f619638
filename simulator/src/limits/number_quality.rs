//! Quality rating of one phone number, from what customers do: `quality_rating` of the number node.
//!
//! The rule is [`super::quality`]'s. Memory: one small value a number.

use serde::{Deserialize, Serialize};

use super::quality::{BadSignal, Quality, QualityChange, QualityRule, Signals};
use crate::clock::Moment;

/// The rating of one number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NumberQuality {
    rating: Quality,
    rule: QualityRule,
    signals: Signals,
}

impl NumberQuality {
    /// A number without feedback: [`Quality::Unknown`].
    pub fn new(rule: QualityRule) -> NumberQuality {
        NumberQuality {
            rating: Quality::Unknown,
            rule,
            signals: Signals::default(),
        }
    }

    /// The rating as last told.
    pub fn rating(&self) -> Quality {
        self.rating
    }

    /// Counts deliveries.
    pub fn note_delivered(&mut self, now: Moment, messages: u32) -> Option<QualityChange> {
        self.signals.note_delivered(now, messages);
        self.judged(now)
    }

    /// Counts a block or a report by a customer.
    pub fn note_bad(&mut self, now: Moment, signal: BadSignal) -> Option<QualityChange> {
        self.signals.note_bad(now, signal);
        self.judged(now)
    }

    /// Judges again without news: old signals leave after seven days.
    pub fn advance(&mut self, now: Moment) -> Option<QualityChange> {
        self.judged(now)
    }

    /// Sets the rating by hand and forgets the signals: a scenario's order, or a number that connects.
    pub fn set(&mut self, rating: Quality) -> Option<QualityChange> {
        self.signals = Signals::default();
        self.change_to(rating)
    }

    fn judged(&mut self, now: Moment) -> Option<QualityChange> {
        if self.rating == Quality::NotApplicable {
            return None;
        }
        let to = self.signals.judge(now, &self.rule, self.rating);
        self.change_to(to)
    }

    fn change_to(&mut self, to: Quality) -> Option<QualityChange> {
        let from = std::mem::replace(&mut self.rating, to);
        (from != to).then_some(QualityChange { from, to })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 86_400;

    fn at_day(day: u64) -> Moment {
        Moment::from_unix_s((20_000 + day) * DAY)
    }

    #[test]
    fn a_new_number_is_unknown_until_a_hundred_deliveries_went_well() {
        let mut number = NumberQuality::new(QualityRule::default());
        assert_eq!(number.note_delivered(at_day(0), 99), None);
        assert_eq!(number.rating().word(), "UNKNOWN");
        let change = number.note_delivered(at_day(0), 1);
        let expected = QualityChange {
            from: Quality::Unknown,
            to: Quality::Green,
        };
        assert_eq!(change, Some(expected));
    }

    #[test]
    fn blocks_turn_it_yellow_reports_red_and_a_quiet_week_green_again() {
        let mut number = NumberQuality::new(QualityRule::default());
        number.note_delivered(at_day(0), 1_000);
        let told: Vec<Quality> = (0..20)
            .filter_map(|_| number.note_bad(at_day(0), BadSignal::Blocked))
            .map(|change| change.to)
            .collect();
        assert_eq!(told, [Quality::Yellow, Quality::Red]);
        number.note_delivered(at_day(6), 1_000);
        assert_eq!(number.rating(), Quality::Yellow, "diluted");
        assert_eq!(
            number.advance(at_day(7)).map(|change| change.to),
            Some(Quality::Green)
        );
    }

    #[test]
    fn two_reports_are_worth_four_blocks_and_judge_a_young_number() {
        let mut number = NumberQuality::new(QualityRule::default());
        assert_eq!(number.note_bad(at_day(0), BadSignal::Reported), None);
        let change = number.note_bad(at_day(0), BadSignal::Reported);
        assert_eq!(change.map(|change| change.to), Some(Quality::Red));
    }

    #[test]
    fn a_number_without_a_rating_gets_none_from_signals() {
        let mut number = NumberQuality::new(QualityRule::default());
        number.set(Quality::NotApplicable);
        assert_eq!(number.note_delivered(at_day(0), 1_000), None);
        assert_eq!(number.rating().word(), "NA");
    }
}
