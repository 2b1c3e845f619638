//! H04: double entry: what the harness and the world wrote about one thing agrees.

use super::context::Context;
use super::finding::Finding;
use super::{Check, Run};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "H04",
    name: "conservation",
    statement: "Every row of the ledger that speaks of another row finds it, and nothing issued is left without an outcome.",
    about: "It cannot see a thing that happened and that neither side wrote down.",
    run: Run::Ledger(run),
};

/// What must not be, each a count.
const BROKEN: [(&str, &str); 9] = [
    (
        "accepted sends have no message id, or one that was given before",
        "SELECT (SELECT COUNT(*) FROM sends WHERE decision = 'accepted') - (SELECT COUNT(*) FROM wamids)",
    ),
    (
        "statuses are of a message that was never accepted",
        "SELECT COUNT(*) FROM statuses s LEFT JOIN sends m ON m.id = s.send WHERE m.decision IS NOT 'accepted'",
    ),
    (
        "webhook items are in no webhook",
        "SELECT COUNT(*) FROM webhook_items i LEFT JOIN webhooks w ON w.id = i.webhook WHERE w.id IS NULL",
    ),
    (
        "webhook items do not exist",
        "SELECT COUNT(*) FROM webhook_items i CROSS JOIN webhooks w ON w.id = i.webhook
              LEFT JOIN statuses s ON s.id = i.item LEFT JOIN inbound b ON b.id = i.item
         WHERE CASE w.kind WHEN 'statuses' THEN s.id ELSE b.id END IS NULL",
    ),
    (
        "webhook attempts are of no webhook",
        "SELECT COUNT(*) FROM posts p LEFT JOIN webhooks w ON w.id = p.webhook WHERE w.id IS NULL",
    ),
    (
        "notice attempts are of no notice",
        "SELECT COUNT(*) FROM tries t LEFT JOIN notices n ON n.id = t.notice WHERE n.id IS NULL",
    ),
    (
        "notices are of no expectation",
        "SELECT COUNT(*) FROM stimuli s LEFT JOIN expectations e ON e.id = s.expectation WHERE e.id IS NULL",
    ),
    (
        "sends are attributed to an expectation that does not exist",
        "SELECT COUNT(*) FROM effects f LEFT JOIN expectations e ON e.id = f.expectation WHERE e.id IS NULL",
    ),
    (
        "expectations are of no parcel",
        "SELECT COUNT(*) FROM expectations e LEFT JOIN parcels p ON p.id = e.parcel WHERE p.id IS NULL",
    ),
];

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let issued = context.count("SELECT COUNT(*) FROM notices", [])?;
    let posts = context.count("SELECT COUNT(*) FROM webhooks", [])?;
    let accepted = context.count("SELECT COUNT(*) FROM sends WHERE decision = 'accepted'", [])?;
    let mut finding = Finding::over(issued + posts + accepted);
    for (says, sql) in BROKEN {
        let count = context.count(sql, [])?;
        finding = finding.violated(count, Vec::new()).note_count(count, says);
    }
    let untried = "SELECT COUNT(*) FROM notices n LEFT JOIN tries t ON t.notice = n.id WHERE t.notice IS NULL";
    let never = context.count(untried, [])?;
    // A cut segment leaves notices that were prepared and not sent; nothing else may.
    let cut_short = context.facts.interrupted.is_some() || context.facts.closed_at_us.is_none();
    let left = context.count(
        &format!("{untried} AND n.intended_us < IFNULL((SELECT MIN(at_us) FROM cuts), ?1)"),
        [i64::MAX],
    )?;
    if left > 0 && !cut_short {
        finding = finding.violated(left, Vec::new());
    }
    Ok(finding.note_count(never, "notices were issued and never attempted"))
}
