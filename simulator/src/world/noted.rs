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

    /// Books a message that goes now, by the prices of a day, and counts what will become of it, each step at its own time.
    pub(super) fn note_departure(
        &self,
        (now, day): (Moment, Moment),
        facts: &MessageFacts,
        statuses: &[StatusDue],
        charge: &Charge,
        template: Option<&str>,
    ) {
        let fails = statuses.iter().any(|it| it.status == Status::Failed);
        let to = Destination::of(&facts.recipient);
        let cost_micros = if fails {
            0
        } else {
            self.book((now, day), facts, to, charge)
        };
        let country = to.country.0;
        let counted = Counted {
            number: &facts.number.id,
            country: std::str::from_utf8(&country).unwrap_or("ZZ"),
            category: charge.category.origin_word(),
            pricing: charge.kind.word(),
            template,
        };
        self.tally.note(&counted, steps(statuses, cost_micros));
    }
}

/// What the analytics count of a message's statuses.
fn steps(statuses: &[StatusDue], cost_micros: u64) -> impl Iterator<Item = (Moment, Step)> {
    let mut arrived = false;
    let genuine = statuses.iter().filter(|status| !status.forged);
    let steps = genuine.flat_map(move |status| {
        let steps = match status.status {
            Status::Sent => [Some(Step::Sent), None],
            Status::Failed => [Some(Step::Failed), None],
            Status::Delivered | Status::Read => {
                let arrives = !std::mem::replace(&mut arrived, true);
                [
                    arrives.then_some(Step::Delivered { cost_micros }),
                    (status.status == Status::Read).then_some(Step::Read),
                ]
            }
            Status::Played => [None, None],
        };
        steps.map(|step| step.map(|step| (status.happened, step)))
    });
    steps.flatten()
}
