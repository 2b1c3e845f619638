//! Which checks apply to a connector, and which a scenario exercises by design. Pure: says nothing about what was found.

use scenarios::scenario::{DialogueKind, FaultKind, Scenario};

use super::context::Context;
use super::facts::Capabilities;

/// A case that a scenario is expected to make at least this often is made by design; below, chance may spare a run.
const EXPECTED_AT_LEAST: f64 = 5.0;

/// Why a check does not apply, or None when it does.
pub(crate) fn not_applicable(id: &str, declared: &Capabilities) -> Option<&'static str> {
    let outbound = matches!(
        id,
        "C01"
            | "C02"
            | "C03"
            | "C04"
            | "C05"
            | "C06"
            | "C07"
            | "C10"
            | "C11"
            | "C50"
            | "C55"
            | "C63"
            | "C64"
    );
    match id {
        "C07" if !declared.sms => {
            Some("the connector file's policy promises no short messages ([policy.sms])")
        }
        "C60" | "C61" if !declared.dialogues => Some(
            "the connector file's policy does not say how customers' messages are filed ([policy.dialogue])",
        ),
        "C60" if !declared.tags => {
            Some("the connector file's records of customers' messages hold no tag")
        }
        "C61" if !declared.handovers => Some(
            "the connector file's records of customers' messages do not say whether a person was called in",
        ),
        "C62" if !declared.opt_out => {
            Some("the connector file's policy says nothing of opt-outs ([policy.dialogue.opt_out])")
        }
        "C63" if !declared.reminders => {
            Some("the connector file's policy promises no reminder ([policy.reminder])")
        }
        "C64" if !declared.frequency => {
            Some("the connector file's policy limits no frequency ([policy.frequency])")
        }
        _ if outbound && declared.driven_by_customers() => Some(
            "the connector is driven by customers' messages alone, so no message is expected of it",
        ),
        "C11" if declared.stale == "allow" => {
            Some("the connector file's policy allows a message for a stale checkpoint")
        }
        "C13" | "C15" if !declared.records => Some("the connector file declares no [records]"),
        "C14" if !declared.records && !declared.inbound_records => {
            Some("the connector file declares no [records]")
        }
        "C30" | "C31" if !declared.whatsapp_webhook && !declared.carriers => {
            Some("the connector file declares no webhook")
        }
        _ => None,
    }
}

/// Whether the scenario makes the check's case often enough that not seeing it would be wrong.
pub(crate) fn by_design(id: &str, context: &Context<'_>) -> bool {
    let scenario = context.scenario;
    if scenario.checks.minimum.contains_key(id) {
        return true;
    }
    let journeys = context.journeys.len() as f64;
    let mix = &scenario.mix;
    let declared = &context.facts.capabilities;
    let enough = |share: f64| share * journeys >= EXPECTED_AT_LEAST;
    match id {
        "C08" => {
            scenario.criteria.end_to_end.is_some()
                || judged_journeys(context) >= needed_for(scenario)
        }
        "C10" => has_pairs(context),
        // Both of a stale parcel's tickets have to be its own.
        "C11" => enough(mix.stale / 2.0 * (1.0 - scenario.dialogues.share).powi(2)),
        "C13" | "C15" => !declared.driven_by_customers(),
        "C30" => {
            let notices = if declared.carriers { mix.forged } else { 0.0 };
            let webhooks = if declared.whatsapp_webhook {
                mix.forged_webhooks
            } else {
                0.0
            };
            enough(notices + webhooks)
        }
        "C50" => enough(mix.refused + mix.undeliverable),
        "C55" => enough(transient_share(context)),
        "C07" => enough(mix.undeliverable + scenario.numbers.virtual_number),
        "C60" | "C61" => enough(scenario.dialogues.share),
        "C62" => {
            let kinds = &scenario.dialogues.kinds;
            let opt_outs = kinds.get(&DialogueKind::OptOut).copied().unwrap_or(0.0);
            enough(scenario.dialogues.share * opt_outs)
        }
        "C63" => in_time_for_reminders(context),
        "C64" => enough(scenario.numbers.crowded),
        // Whether a sender reads the body is the sender's, not the scenario's.
        "C65" => context
            .count("SELECT (SELECT COUNT(*) FROM body_acks) + (SELECT COUNT(*) FROM sms_pushes WHERE kind IN ('sms-report', 'sms-up'))", [])
            .is_ok_and(|read| read > 0),
        _ => true,
    }
}

/// Journeys that a percentile needs before it means anything.
pub(crate) fn needed_for(scenario: &Scenario) -> u64 {
    (10.0 / (1.0 - scenario.stop.latency_quantile).max(1e-6)).ceil() as u64
}

/// Journeys that were due where latency is judged.
fn judged_journeys(context: &Context<'_>) -> u64 {
    let inside = |at_us: i64| context.judged.iter().any(|window| window.holds(at_us));
    context
        .journeys
        .iter()
        .filter(|journey| inside(journey.intended_us))
        .count() as u64
}

/// Whether two messages of a parcel can be far enough apart to have an order.
fn has_pairs(context: &Context<'_>) -> bool {
    let load_us = context.facts.load_to_us - context.facts.load_from_us;
    let succession = super::facts::micros(context.scenario.mix.succession);
    let ordered = super::c10_order::APART_US;
    // The second message of the parcels of the last succession is not due any more.
    let share = (load_us - succession) as f64 / load_us.max(1) as f64;
    succession >= 2 * ordered && share * context.journeys.len() as f64 >= 2.0 * EXPECTED_AT_LEAST
}

/// Whether the run lasts until reminders of the first half of its messages are due.
fn in_time_for_reminders(context: &Context<'_>) -> bool {
    let Some(reminder) = &context.facts.policy.reminder else {
        return false;
    };
    let load_us = context.facts.load_to_us - context.facts.load_from_us;
    let drain_us = super::facts::micros(context.scenario.drain.limit);
    context.facts.real_us(reminder.after) < load_us / 2 + drain_us
}

/// Share of the journeys whose first send the world refuses for a while.
fn transient_share(context: &Context<'_>) -> f64 {
    let load_s = (context.facts.load_to_us - context.facts.load_from_us) as f64 / 1e6;
    let faults = context.scenario.faults.iter();
    faults
        .filter(|fault| {
            matches!(
                fault.kind,
                FaultKind::RefuseSend { .. } | FaultKind::AnswerHttp { .. }
            )
        })
        .map(|fault| {
            let to = fault.to.map_or(load_s, |to| to.as_secs_f64().min(load_s));
            fault.share * ((to - fault.from.as_secs_f64()).max(0.0) / load_s.max(1e-9)).min(1.0)
        })
        .sum()
}
