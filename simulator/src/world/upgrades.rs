//! Limits that rise while the world runs: a number's throughput, and a portfolio's messaging limit. Each rise is told by
//! its webhook.
//!
//! Source: Meta, Cloud API, throughput; Meta, messaging limits.

use std::sync::Arc;

use super::{Shard, World, lock};
use crate::clock::Moment;
use crate::due::{Due, Timer, TimerDue, WebhookDue};
use crate::limits::portfolio::{self, TierRaised};
use crate::limits::quality::Quality;
use crate::webhook::fields::{
    BusinessCapability, FieldValue, NumberQuality, NumberQualityEvent, Tier,
};

/// Phone numbers of a portfolio beyond the smallest limit (Meta, Cloud API, phone numbers).
const PHONE_NUMBERS: u32 = 20;

impl World {
    /// Starts a number's upgrade to high throughput: calls get 131057 until it is over. None when there is no such
    /// number, or nothing to upgrade.
    pub fn upgrade_throughput(&self, now: Moment, number: &str) -> Option<Due> {
        let shard = self.shards.get(number)?;
        let takes = self.settings.graph.upgrade_takes;
        let due = lock(&shard.state).throughput.begin_upgrade(now, takes)?;
        Some(Due::Timer(TimerDue {
            due,
            timer: Timer::UpgradeDone {
                number: number.to_owned(),
            },
        }))
    }

    /// A timer of this module's: what falls due because of it.
    pub(super) fn risen(&self, now: Moment, timer: &Timer) -> Vec<Due> {
        match timer {
            Timer::UpgradeDone { number } => {
                let Some(shard) = self.shards.get(number) else {
                    return Vec::new();
                };
                lock(&shard.state).throughput.settle(now);
                vec![self.upgraded(now, shard)]
            }
            Timer::TierReview { .. } => {
                let raised = lock(&self.portfolio).advance(now);
                raised.map_or_else(Vec::new, |raised| self.tier_raised(now, raised))
            }
            _ => Vec::new(),
        }
    }

    fn upgraded(&self, now: Moment, shard: &Shard) -> Due {
        let update = NumberQuality {
            display_phone_number: shard.number.display.clone(),
            event: NumberQualityEvent::ThroughputUpgrade,
            limit: tier_of(lock(&self.portfolio).tier()),
            old_limit: None,
            time_s: now.unix_s(),
        };
        self.notice(now, shard, update)
    }

    /// What a raise brings: a webhook for every account.
    fn tier_raised(&self, now: Moment, raised: TierRaised) -> Vec<Due> {
        let mut due = Vec::new();
        for account in self.accounts.values() {
            let number = self
                .shards
                .values()
                .find(|shard| shard.account_id == account.id);
            let Some(shard) = number else { continue };
            let update = BusinessCapability {
                daily_limit: raised
                    .to
                    .limit()
                    .and_then(|limit| u32::try_from(limit).ok()),
                phone_numbers: PHONE_NUMBERS,
                time_s: now.unix_s(),
            };
            due.push(self.notice(now, shard, update));
        }
        due
    }

    fn notice<F>(&self, now: Moment, shard: &Shard, update: F) -> Due
    where
        F: FieldValue + Send + Sync + 'static,
    {
        Due::Notice(Box::new(WebhookDue {
            id: self.next_notice_id(),
            due: now,
            account_id: Arc::clone(&shard.account_id),
            number_id: Some(shard.number.id.as_str().into()),
            field: F::FIELD,
            body: update.body(),
        }))
    }

    /// A message outside a service window will be delivered: it counts for the portfolio's next raise.
    pub(in crate::world) fn counts_for_tier(&self, now: Moment, customer: u64) -> Vec<Due> {
        let mut portfolio = lock(&self.portfolio);
        let before = portfolio.next_due();
        let raised = portfolio.note_delivered(now, customer, Quality::Green);
        let next = portfolio.next_due().filter(|next| before != Some(*next));
        drop(portfolio);
        let mut due = raised.map_or_else(Vec::new, |raised| self.tier_raised(now, raised));
        if let Some(at) = next {
            due.push(Due::Timer(TimerDue {
                due: at,
                timer: Timer::TierReview {
                    business: self.settings.graph.business_id.clone(),
                },
            }));
        }
        due
    }
}

fn tier_of(tier: portfolio::Tier) -> Tier {
    match tier {
        portfolio::Tier::Of250 => Tier::Smallest,
        portfolio::Tier::Of2K => Tier::TwoThousand,
        portfolio::Tier::Of10K => Tier::TenThousand,
        portfolio::Tier::Of100K => Tier::HundredThousand,
        portfolio::Tier::Unlimited => Tier::Unlimited,
    }
}
