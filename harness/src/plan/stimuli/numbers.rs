//! What is wrong with customers' numbers in an uncleaned list, and several parcels for one of them.

use rand::RngExt;
use simulator::chance::index_of;
use simulator::countries::Country;
use simulator::magic;
use simulator::parcel::{Checkpoint, Parcel};
use simulator::population::SINGLE;

use super::turn::Crowded;
use super::{Plan, Stimuli};

/// Virtual numbers are not on WhatsApp (Meta, Cloud API, error codes).
const NOT_ON_WHATSAPP: u32 = 131_026;
/// The customer stopped this business's messages (Meta, Cloud API, error codes).
const STOPPED: u32 = 131_050;
/// A number without its country code is no number to the API (Meta, Cloud API, error codes).
pub(super) const MALFORMED: u32 = 131_009;
/// Serials of spoiled numbers; above them a serial may say what becomes of a short message.
const SERIALS: u64 = 900_000;
/// What people write in front of a national number.
const TRUNK: char = '0';
/// Indices of single parcels that stand in for a capped one.
const STAND_INS: u64 = SINGLE.start + 15_000_000;

impl Plan {
    /// A parcel of the load, its recipient's number as the shop has it.
    pub(super) fn parcel(&self, index: u64) -> Parcel {
        let mut parcel = self.population.parcel(index);
        if let Some(phone) = self.spoiled(&parcel) {
            parcel.recipient.phone = phone;
        }
        parcel
    }

    /// The same number is always spoiled in the same way, however many parcels its owner gets.
    fn spoiled(&self, parcel: &Parcel) -> Option<String> {
        let numbers = &self.numbers;
        let phone = &parcel.recipient.phone;
        let any = numbers.no_country_code + numbers.virtual_number + numbers.opted_out > 0.0;
        if !any || magic::forced_code(phone).is_some() {
            return None;
        }
        let mut draw = self.chance.stream("number", index_of(phone));
        let (place, serial): (f64, u64) = (draw.random(), draw.random_range(0..SERIALS));
        let stopped = numbers.virtual_number + numbers.opted_out;
        if place < numbers.virtual_number {
            Some(magic::number(NOT_ON_WHATSAPP, serial))
        } else if place < stopped {
            Some(magic::number(STOPPED, serial))
        } else if place < stopped + numbers.no_country_code {
            let code = Country::find(parcel.recipient.country)?.calling_code;
            Some(format!("{TRUNK}{}", phone.strip_prefix(code)?))
        } else {
            None
        }
    }

    /// The number that reaches a parcel's customer, whatever the shop has.
    pub(super) fn reachable_at(parcel: &Parcel) -> String {
        let phone = &parcel.recipient.phone;
        match (
            phone.strip_prefix(TRUNK),
            Country::find(parcel.recipient.country),
        ) {
            (Some(national), Some(country)) => format!("{}{national}", country.calling_code),
            _ => phone.clone(),
        }
    }

    /// Whether the shop wrote a number down without its country code.
    pub(super) fn lacks_country_code(parcel: &Parcel) -> bool {
        parcel.recipient.phone.starts_with(TRUNK)
    }

    /// One of several parcels of a customer; beyond the policy's frequency another parcel's message is the journey.
    pub(super) fn crowd(&self, stimuli: &mut Stimuli, ticket: u64, crowded: Crowded, due_us: i64) {
        let mut parcel = self.population.parcel(crowded.parcel);
        let owner = self.population.parcel(crowded.owner);
        // All from one seller: each seller's number would be counted by itself.
        (parcel.recipient, parcel.seller) = (owner.recipient, owner.seller);
        let checkpoint = self.notified(Checkpoint::OutForDelivery);
        if !crowded.capped {
            return self.message(stimuli, ticket, &parcel, "crowd", checkpoint, due_us);
        }
        stimuli.rows.push(self.parcel_row(&parcel, "crowd"));
        self.introduce_companion(stimuli, ticket, &parcel, due_us);
        self.companion(
            stimuli, ticket, 8, &parcel, checkpoint, "capped", "valid", due_us, None,
        );
        let parcel = self.parcel(STAND_INS + ticket);
        let checkpoint = self.notified(Checkpoint::Delivered);
        self.message(stimuli, ticket, &parcel, "single", checkpoint, due_us);
    }

    /// This checkpoint if it calls for a message, else the newest one that does.
    pub(super) fn notified(&self, wanted: Checkpoint) -> Checkpoint {
        let messages = &self.policy.messages;
        match messages.contains_key(&wanted) {
            true => wanted,
            false => messages.keys().next_back().copied().unwrap_or(wanted),
        }
    }
}
