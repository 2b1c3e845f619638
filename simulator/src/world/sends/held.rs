//! What templates mean for sends: whether one goes, waits or is refused, and what becomes of those that waited.

use super::fate::status_fact;
use crate::clock::Moment;
use crate::cloud_api::messages::Message;
use crate::due::Due;
use crate::graph::template_life::{
    self, Admission, Effects, HeldMessage, PAUSED_CODE, TemplateSend,
};
use crate::handset::Fate;
use crate::limits::key;
use crate::observation::{Observation, Status};
use crate::world::{MessageFacts, Shard, StatusDue, World, lock};

impl World {
    /// What becomes of a send by its template. `held` is kept when it has to wait, `planned` is what it would get.
    pub(super) fn admitted_by_template(
        &self,
        now: Moment,
        shard: &Shard,
        message: &Message,
        held: HeldMessage,
        planned: &[StatusDue],
    ) -> Admission {
        let (Some(name), Some(language)) = (&message.template, &message.language) else {
            return Admission::Send;
        };
        let arriving = planned
            .iter()
            .filter(|status| status.status != Status::Read);
        let send = TemplateSend {
            name,
            language,
            id: held.message.send,
            arrives: arriving.map(|status| status.due).max().unwrap_or(now),
        };
        let account = &self.accounts[&*shard.account_id];
        template_life::on_send(self, now, account, send, || held)
    }

    /// A message that was held arrives: it counts for the portfolio's limit as one that was not.
    fn held_counts_for_tier(&self, now: Moment, message: &MessageFacts) -> Vec<Due> {
        let customer = key::of(&message.recipient);
        let open = self.shards.get(&message.number.id).is_none_or(|shard| {
            let state = lock(&shard.state);
            state.windows.open(now, 0, customer)
        });
        if open || !self.portfolio_counts {
            return Vec::new();
        }
        self.counts_for_tier(now, customer)
    }

    /// What a change of a template's brings: its webhooks and timers, and the statuses of what it held.
    pub fn settled(&self, now: Moment, effects: Effects) -> (Vec<Observation>, Vec<Due>) {
        let mut due = effects.due;
        let mut facts = Vec::new();
        let released = effects.released.into_iter().map(|held| (held.fate, held));
        let failed = effects
            .failed
            .into_iter()
            .map(|held| (Fate::Fails(PAUSED_CODE), held));
        for (fate, held) in released.chain(failed) {
            let statuses = self.statuses(now, &held.message, fate);
            let (charge, template) = (&held.charge, held.template.as_deref());
            let day = self.pricing_day(now, &held.message.account_id);
            self.note_departure((now, day), &held.message, &statuses, charge, template);
            if !matches!(fate, Fate::Fails(_)) {
                due.extend(self.held_counts_for_tier(now, &held.message));
            }
            for status in statuses {
                self.history.note_status(&status);
                facts.push(Observation::StatusMade(status_fact(&status)));
                due.push(Due::Status(status));
            }
        }
        (facts, due)
    }
}
