//! What stands between a well-formed send and its acceptance: registration, limits in Meta's order, faults.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::Ordering;

use super::super::{NumberState, STRUCK_MAX, Shard, World, lock};
use crate::clock::Moment;
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::messages::Message;
use crate::limits::portfolio;
use crate::limits::throughput::Decision;
use crate::meta_switches::Reengagement;
use crate::settings::SendFaultEffect;

/// A send that may be accepted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Admitted {
    /// Trouble on purpose.
    pub(super) fault: Option<SendFaultEffect>,
    /// Whether the customer's service window is open.
    pub(super) in_window: bool,
}

impl World {
    /// Limits and faults, in Meta's order: the number's throughput, the pair, the window, the portfolio.
    pub(super) fn admit(
        &self,
        now: Moment,
        shard: &Shard,
        message: &Message,
        customer: u64,
    ) -> Result<Admitted, Box<Refusal>> {
        if !shard.registered.load(Ordering::Relaxed) {
            return Err(Box::new(
                Refusal::new(133_010, "path", "the number is not registered")
                    .nearest("POST /{phone-number-id}/register"),
            ));
        }
        let mut state = lock(&shard.state);
        if let Some(allowed) = &state.allowed
            && !allowed.admits(customer)
        {
            return Err(Box::new(
                Refusal::new(
                    131_030,
                    "to",
                    "a test number writes to its allowed recipients only",
                )
                .got(&message.to),
            ));
        }
        throughput(&mut state, now)?;
        if self.settings.pair_limit && !state.pairs.admit_key(customer, now) {
            return Err(Box::new(
                Refusal::new(
                    131_056,
                    "to",
                    "one message in 6 seconds to the same customer, bursts of 45",
                )
                .got(&message.to)
                .nearest("wait 4^X seconds, X from 0, and send again"),
            ));
        }
        let in_window = state.windows.open(now, 0, customer);
        let fault = self.fault(now, &mut state, message);
        drop(state);
        if !in_window && fault.is_none() {
            self.outside_window(now, message, customer)?;
        }
        Ok(Admitted { fault, in_window })
    }

    /// What holds outside a service window alone.
    fn outside_window(
        &self,
        now: Moment,
        message: &Message,
        customer: u64,
    ) -> Result<(), Box<Refusal>> {
        if message.needs_window() {
            if self.settings.graph.switches.reengagement == Reengagement::Sync {
                return Err(Box::new(
                    Refusal::new(131_047, "type", "the customer wrote more than 24 hours ago")
                        .got(&message.kind)
                        .nearest("a template"),
                ));
            }
            return Ok(());
        }
        if !self.portfolio_counts {
            return Ok(());
        }
        match lock(&self.portfolio).admit(now, customer) {
            portfolio::Decision::Admitted => Ok(()),
            portfolio::Decision::Exceeded { code } => Err(Box::new(
                Refusal::new(
                    code,
                    "",
                    "the portfolio has reached its messaging limit for 24 hours",
                )
                .nearest("wait until the oldest conversation is 24 hours old"),
            )),
        }
    }

    fn fault(
        &self,
        now: Moment,
        state: &mut NumberState,
        message: &Message,
    ) -> Option<SendFaultEffect> {
        if self.settings.faults.is_empty() || state.struck.len() >= STRUCK_MAX {
            return None;
        }
        let key = message_key(message);
        if state.struck.contains(&key) {
            return None;
        }
        let since = now.since(self.started);
        let strikes = |index: usize, share: f64| {
            self.chance.happens(
                "send fault",
                key.wrapping_add(index as u64 * 0x9e37_79b9),
                share,
            )
        };
        let hit = self
            .settings
            .faults
            .iter()
            .enumerate()
            .find(|(index, fault)| {
                since >= fault.from
                    && fault.to.is_none_or(|to| since < to)
                    && strikes(*index, fault.share)
            });
        let effect = hit.map(|(_, fault)| fault.effect);
        if effect.is_some() {
            state.struck.insert(key);
        }
        effect
    }
}

fn throughput(state: &mut NumberState, now: Moment) -> Result<(), Box<Refusal>> {
    match state.throughput.admit(now) {
        Decision::Admitted => Ok(()),
        Decision::Exceeded => {
            let rate = state.throughput.level().per_second();
            Err(Box::new(
                Refusal::new(
                    130_429,
                    "",
                    format!("at most {rate} messages a second from this number"),
                )
                .nearest("back off and send again"),
            ))
        }
        Decision::Maintenance { until } => Err(Box::new(
            Refusal::new(
                131_057,
                "",
                "the number's throughput is being upgraded, which takes a minute at most",
            )
            .nearest(format!("send again after {}", until.unix_s())),
        )),
    }
}

/// The same for every attempt to send the same message.
fn message_key(message: &Message) -> u64 {
    let mut hasher = DefaultHasher::new();
    (
        &message.to,
        &message.template,
        &message.callback,
        &message.text,
    )
        .hash(&mut hasher);
    for parameter in &message.parameters {
        parameter.text.hash(&mut hasher);
    }
    hasher.finish()
}
