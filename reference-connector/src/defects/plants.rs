//! Defects that spoil one message in so many. They count messages as the writer takes them, one after the other, so
//! that how many are spoilt depends on the number of messages and on nothing else.

use crate::checkpoint::Checkpoint;
use crate::defects::{Defects, Planted};
use crate::dialogue::{Handover, Kind};
use crate::message::Message;
use crate::policy;

/// Planted defects at work.
#[derive(Debug)]
pub(crate) struct Plants {
    pub(crate) defects: Defects,
    messages: u64,
    records: u64,
    tags: u64,
    handovers: u64,
    /// Tracking number and recipient of the parcel before.
    before: Option<(String, String)>,
    /// A mix-up whose turn has come, and that waits for a message with another parcel before it.
    mix_up_due: bool,
    /// The parcel whose record waits for another's id.
    to_swap: Option<(i64, String)>,
}

impl Plants {
    pub(crate) fn new(defects: Defects) -> Plants {
        Plants {
            defects,
            messages: 0,
            records: 0,
            tags: 0,
            handovers: 0,
            before: None,
            mix_up_due: false,
            to_swap: None,
        }
    }

    /// Which template a checkpoint gets: the policy's, or one that it should not get.
    pub(crate) fn template(defects: Defects, checkpoint: Checkpoint) -> Option<&'static str> {
        let silent = matches!(checkpoint, Checkpoint::InTransit | Checkpoint::Customs);
        let extra =
            || (silent && defects.has(Planted::NotifySilent)).then_some("parcel_out_for_delivery");
        policy::template(checkpoint).or_else(extra)
    }

    /// The tag under which a customer's message is filed.
    pub(crate) fn tag(&mut self, kind: Kind) -> Kind {
        self.tags += 1;
        if self.defects.has(Planted::TagWrong) && self.tags % 2 == 1 {
            let place = Kind::ALL.iter().position(|it| *it == kind).unwrap_or(0);
            return Kind::ALL[(place + 1) % Kind::ALL.len()];
        }
        kind
    }

    /// Whether a person is called in.
    pub(crate) fn handover(&mut self, needed: Handover) -> Handover {
        self.handovers += u64::from(needed == Handover::Yes);
        if self.defects.has(Planted::HandoverMissed) && self.handovers % 2 == 1 {
            return Handover::No;
        }
        needed
    }

    /// Spoils a message that is about to be stored. False: it is to be lost.
    pub(crate) fn spoil(&mut self, message: &mut Message) -> bool {
        self.messages += 1;
        let genuine = (message.tracking_number.clone(), message.to.clone());
        let other = self
            .before
            .take()
            .filter(|before| before.0 != genuine.0 && before.1 != genuine.1);
        self.mix_up_due |= self.turn(200);
        if let Some((tracking_number, recipient)) = other
            && std::mem::take(&mut self.mix_up_due)
        {
            if self.defects.has(Planted::WrongRecipient) {
                message.to = recipient;
            }
            if self.defects.has(Planted::WrongParameter) {
                message.parameters[0] = tracking_number;
            }
        }
        self.before = Some(genuine);
        if self.defects.has(Planted::WrongLanguage) && self.turn(50) {
            message.language = policy::another_language(message.language);
        }
        if self.defects.has(Planted::DateNotIso) {
            message.parameters[2] = day_first(&message.parameters[2]);
        }
        if self.defects.has(Planted::AnonymousSends) {
            message.callback = None;
            message.parameters[0] = "your parcel".to_owned();
        }
        !(self.defects.has(Planted::LoseOneIn1000) && self.turn(1000))
    }

    /// Called for each new record; the record that has to swap its parcel with this one.
    pub(crate) fn swap_with(&mut self, record: i64, tracking_number: &str) -> Option<i64> {
        if !self.defects.has(Planted::WamidOnWrongParcel) {
            return None;
        }
        self.records += 1;
        match self.to_swap.take() {
            Some((other, parcel)) if parcel != tracking_number => Some(other),
            Some(same_parcel) => {
                self.to_swap = Some(same_parcel);
                None
            }
            None => {
                if self.records % 200 == 100 {
                    self.to_swap = Some((record, tracking_number.to_owned()));
                }
                None
            }
        }
    }

    /// One message in `every` has its turn; the first comes half-way, so that short runs see one.
    fn turn(&self, every: u64) -> bool {
        self.messages % every == every / 2
    }
}

/// `2026-11-25` as `25/11/2026`.
fn day_first(date: &str) -> String {
    date.rsplit('-').collect::<Vec<_>>().join("/")
}
