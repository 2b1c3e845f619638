//! What comes along with a message: checkpoints that call for none, older ones after newer ones, forgeries, customers who
//! write beside the load.

use simulator::observation::Class;
use simulator::parcel::{Checkpoint, Parcel};
use simulator::population::FORGED;
use simulator::signature::Forgery;

use super::{Plan, Source, Stimuli, expectation_id};
use crate::ledger::Row;
use crate::policy::Stale;

/// How long a checkpoint that calls for no message comes before the parcel's first message. Afterwards a connector that
/// would tell of it holds it for stale, and nothing is shown. Less than tickets are planned ahead.
const SILENT_BEFORE_US: i64 = 200_000;

impl Plan {
    pub(super) fn companions(
        &self,
        stimuli: &mut Stimuli,
        ticket: u64,
        parcel: &Parcel,
        population: &'static str,
        due_us: i64,
    ) {
        if population == "main"
            && ticket.is_multiple_of(2)
            && self.chance.happens("silent", ticket, self.mix.silent)
        {
            self.silent_notice(stimuli, ticket, parcel, due_us);
        }
        if self.chance.happens("forged", ticket, self.mix.forged) {
            self.forged_notice(stimuli, ticket, due_us);
        }
        if self.whatsapp_url.is_some() {
            if self.chance.happens("inbound", ticket, self.mix.inbound) {
                self.inbound(stimuli, ticket, None, due_us, Class::Genuine);
            }
            self.forged_inbound(stimuli, ticket, due_us);
        }
    }

    fn silent_notice(&self, stimuli: &mut Stimuli, ticket: u64, parcel: &Parcel, due_us: i64) {
        let customs = self.chance.happens("silent customs", ticket, 0.3);
        let checkpoint = if customs {
            Checkpoint::Customs
        } else {
            Checkpoint::InTransit
        };
        if !self.policy.messages.contains_key(&checkpoint) {
            let due_us = due_us - SILENT_BEFORE_US;
            self.companion(
                stimuli, ticket, 3, parcel, checkpoint, "silent", "silent", due_us, None,
            );
        }
    }

    pub(super) fn stale_notice(&self, stimuli: &mut Stimuli, ticket: u64, index: u64, due_us: i64) {
        let parcel = self.parcel(index);
        let checkpoint = self.first_checkpoint(index);
        let Some(_) = self.policy.messages.get(&checkpoint) else {
            return;
        };
        match self.policy.stale {
            Stale::Suppress => self.companion(
                stimuli, ticket, 4, &parcel, checkpoint, "suppress", "stale", due_us, None,
            ),
            // Allowed but not demanded: nothing can be concluded from it, so nothing is offered.
            Stale::Allow => {}
        }
    }

    fn forged_notice(&self, stimuli: &mut Stimuli, ticket: u64, due_us: i64) {
        let parcel = self.population.parcel(FORGED.start + ticket);
        // Nobody can tell a forged notice from a genuine one where the carrier signs nothing.
        if !matches!(self.source(parcel.carrier), Some(Source::Carrier { .. }))
            || !parcel.carrier.profile().signed
        {
            return;
        }
        let forgery = Forgery::ALL[(ticket % Forgery::ALL.len() as u64) as usize];
        stimuli.rows.push(self.parcel_row(&parcel, "forged"));
        // A connector that knows no customer would do nothing, whatever it thinks of the signature.
        self.introduce_companion(stimuli, ticket, &parcel, due_us);
        let checkpoint = Checkpoint::OutForDelivery;
        self.companion(
            stimuli,
            ticket,
            5,
            &parcel,
            checkpoint,
            "no_effect",
            "forged",
            due_us,
            Some(forgery),
        );
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one call site a case; a struct would only rename them"
    )]
    pub(super) fn companion(
        &self,
        stimuli: &mut Stimuli,
        ticket: u64,
        place: i64,
        parcel: &Parcel,
        checkpoint: Checkpoint,
        want: &'static str,
        class: &'static str,
        due_us: i64,
        forgery: Option<Forgery>,
    ) {
        let id = expectation_id(parcel.index, checkpoint);
        stimuli.rows.push(Row::Expectation {
            id,
            ticket: None,
            parcel: parcel.index as i64,
            checkpoint: checkpoint.word(),
            rank: i64::from(checkpoint.rank()),
            want,
            template: None,
            language: None,
            params: None,
            intended_us: due_us,
        });
        stimuli.expectations.push(id);
        let _ = self.notice(
            stimuli, ticket, place, parcel, checkpoint, due_us, class, None, forgery,
        );
    }
}
