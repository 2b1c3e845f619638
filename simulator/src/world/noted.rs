//! What the account's and the group's standing forbid a send, and what an accepted one leaves behind for later looks: its
//! history, and its place in the analytics.

use super::{MessageFacts, Shard, StatusDue, World};
use crate::clock::Moment;
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::messages::{Addressed, Message, Product};
use crate::graph::account::Account;
use crate::graph::tally::{Counted, Step};
use crate::limits::charge::Charge;
use crate::limits::price::destination::Destination;
use crate::observation::Status;

impl World {
    /// What a well-formed send meets before any limit.
    ///
    /// # Errors
    /// What Meta holds against the account or the number, 134101 and 134102 for the Marketing Messages API, 131063 for a
    /// marketing template on `/messages` of an account that has switched them off; 131020 and 131207 for a
    /// group without customers, or suspended.
    pub(super) fn stands_in_the_way(
        &self,
        now: Moment,
        account: &Account,
        shard: &Shard,
        message: &Message,
    ) -> Result<(), Box<Refusal>> {
        self.troubled(account, shard, message)?;
        self.marketing_api_refuses(now, account, message)?;
        let marketing = message.kind == "template"
            && message.product == Product::CloudApi
            && message.category.as_deref() == Some("marketing");
        if marketing && self.account_cards.marketing_off(&shard.account_id) {
            return Err(Box::new(
                Refusal::new(
                    131_063,
                    "template",
                    "the account has disable_marketing_messages_on_cloud_api",
                )
                .got(message.template.as_deref().unwrap_or(""))
                .nearest("POST /{phone-number-id}/marketing_messages"),
            ));
        }
        if message.addressed == Addressed::Group
            && let Err(code) = self.groups.takes_message(&message.to, now)
        {
            let rule = "the group is suspended, or nobody but the business is in it";
            return Err(Box::new(Refusal::new(code, "to", rule).got(&message.to)));
        }
        Ok(())
    }

    /// Books a message that goes now, and counts what will become of it, each step at its own time.
    pub(super) fn note_departure(
        &self,
        now: Moment,
        facts: &MessageFacts,
        statuses: &[StatusDue],
        charge: &Charge,
        template: Option<&str>,
    ) {
        let fails = statuses.iter().any(|it| it.status == Status::Failed);
        let cost_micros = if fails {
            0
        } else {
            self.book(now, facts, charge)
        };
        let country = Destination::of(&facts.recipient).country.0;
        let counted = Counted {
            number: &facts.number.id,
            country: std::str::from_utf8(&country).unwrap_or("ZZ"),
            category: charge.category.origin_word(),
            pricing: charge.kind.word(),
            template,
        };
        self.tally.note(&counted, &steps(statuses, cost_micros));
    }

    /// The id of a message's template.
    pub(super) fn template_id(&self, account: &str, message: &Message) -> Option<String> {
        let (name, language) = (message.template.as_ref()?, message.language.as_ref()?);
        let catalog = self.accounts.get(account)?.catalog();
        let template = catalog.sendable(name, language).ok()?;
        Some(template.id.clone())
    }
}

/// What the analytics count of a message's statuses.
fn steps(statuses: &[StatusDue], cost_micros: u64) -> Vec<(Moment, Step)> {
    let mut steps = Vec::with_capacity(statuses.len() + 1);
    let mut arrived = false;
    for status in statuses.iter().filter(|status| !status.forged) {
        let at = status.happened;
        match status.status {
            Status::Sent => steps.push((at, Step::Sent)),
            Status::Failed => steps.push((at, Step::Failed)),
            Status::Delivered | Status::Read => {
                if !std::mem::replace(&mut arrived, true) {
                    steps.push((at, Step::Delivered { cost_micros }));
                }
                if status.status == Status::Read {
                    steps.push((at, Step::Read));
                }
            }
            Status::Played => {}
        }
    }
    steps
}
