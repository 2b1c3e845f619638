//! C05: a message can be traced to its parcel. Where the policy puts the tracking number into every template, a
//! message without it breaks the policy; elsewhere the checks that need the trace become unknown.

use super::context::Context;
use super::finding::Finding;
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C05",
    name: "attribution",
    statement: "At least 99.99 % of the accepted template messages name their parcel, by callback data or parameter.",
    about: "It cannot see a message that names the wrong parcel (C04 and C06 do).",
    run: Run::Ledger(run),
};

/// One message in this many may be untraceable.
const ONE_IN: u64 = 10_000;

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let cases = context.count(
        "SELECT COUNT(*) FROM sends WHERE decision = 'accepted' AND kind = 'template'",
        [],
    )?;
    let (untraced, first) = context.first_ids(
        "SELECT id FROM sends WHERE decision = 'accepted' AND kind = 'template' AND traced_by = 'none' ORDER BY id",
        [],
    )?;
    let says = |_| {
        "the message names no parcel of this run, neither in its callback data nor in a parameter"
            .to_string()
    };
    let mut finding =
        Finding::over(cases).violated(untraced, witness::of_sends(context, &first, says)?);
    finding.tolerance = cases / ONE_IN;
    if untraced > finding.tolerance && !context.facts.capabilities.traceable {
        finding = finding.cannot_conclude(format!(
            "{untraced} of {cases} messages name no parcel, and the policy does not ask them to: send \
             biz_opaque_callback_data, or put the tracking number into every template"
        ));
    }
    Ok(finding)
}
