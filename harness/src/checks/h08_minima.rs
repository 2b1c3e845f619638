//! H08: the scenario saw as many cases of each check as it asks for. Looks at the other results, not at the ledger.

use reports::verdict::CheckResult;

use super::context::Context;
use super::finding::Finding;
use super::{Check, Run, demand};

pub(super) const CHECK: Check = Check {
    id: "H08",
    name: "minima",
    statement: "Every check saw at least as many cases as the scenario demands.",
    about: "It counts cases, not how different they are.",
    run: Run::Results(run),
};

fn run(context: &Context<'_>, results: &[CheckResult]) -> Finding {
    let minimum = &context.scenario.checks.minimum;
    let mut finding = Finding::over(minimum.len().max(1) as u64);
    for (id, wanted) in minimum {
        let applies = demand::not_applicable(id, &context.facts.capabilities).is_none();
        if !applies && !context.scenario.checks.required.contains(id) {
            continue;
        }
        let seen = results
            .iter()
            .find(|result| result.id == *id)
            .map_or(0, |result| result.exercised);
        if seen < *wanted {
            finding = finding
                .violated(1, Vec::new())
                .note(format!("{id} saw {seen} of {wanted} cases"));
        }
    }
    finding
}
