//! What a ledger says of its run: how to judge it, and how to run it again.

use scenarios::dialogue_kind::DialogueKind;
use scenarios::scenario::Scenario;
use serde_json::json;
use simulator::clock::Clock;

use super::RunOptions;
use super::setup::RunFailure;
use crate::connector_file::DrivenBy;
use crate::ledger::{Ledger, Row};
use crate::policy::Stale;
use crate::read_back::Reader;

/// Writes the rows of `meta` that are known before the load.
pub(super) fn write(
    ledger: &Ledger,
    options: &RunOptions,
    scenario: &Scenario,
    clock: Clock,
    reader: Option<&Reader>,
) -> Result<(), RunFailure> {
    let connector = &options.connector;
    let policy = &connector.policy;
    let named = |field: &str| {
        let records = connector.records.as_ref();
        records.is_some_and(|records| records.names_inbound(field))
    };
    let policy_text = serde_json::to_string(policy).map_err(|error| {
        RunFailure::Internal(format!("the policy cannot be written down: {error}"))
    })?;
    let capabilities = json!({
        "carriers": !connector.webhooks.carriers.is_empty(),
        "stimuli": !connector.stimuli.is_empty(),
        "whatsapp_webhook": connector.webhooks.whatsapp.is_some(),
        "records": reader.is_some_and(Reader::holds_messages),
        "inbound_records": reader.is_some_and(Reader::holds_inbound),
        "stale": match connector.policy.stale { Stale::Suppress => "suppress", Stale::Allow => "allow" },
        "traceable": connector.policy.traceable(),
        "resources": connector.resources.is_some(),
        "sms": policy.sms_fallback.is_some(),
        "reminders": policy.reminder.is_some(),
        "frequency": policy.frequency.is_some(),
        "dialogues": !policy.dialogues.is_empty(),
        "opt_out": policy.dialogues.contains_key(&DialogueKind::OptOut),
        "tags": named("tag"),
        "priorities": named("priority"),
        "handovers": named("handover"),
        "sms_records": reader.is_some_and(Reader::holds_sms),
        "driven_by": match connector.driven_by() { DrivenBy::Checkpoints => "notices", DrivenBy::Inbound => "inbound" },
    });
    let started_at = jiff::Timestamp::from_microsecond(clock.wall_at_start().0 as i64)
        .map(|at| at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
        .unwrap_or_default();
    let rows = [
        ("tool", format!("shakedown {}", env!("CARGO_PKG_VERSION"))),
        ("seed", options.seed.to_string()),
        ("clock_scale", options.clock_scale.to_string()),
        ("started_at", started_at),
        ("command", options.command.clone()),
        ("scenario_name", scenario.name.clone()),
        ("scenario", options.scenario.text.clone()),
        ("scenario_sha256", options.scenario.sha256.clone()),
        ("quick", scenario.quick.clone().unwrap_or_default()),
        ("connector", connector.masked_text().to_owned()),
        ("connector_sha256", connector.sha256.clone()),
        ("connector_name", connector.name.clone()),
        ("connector_version", connector.version.clone()),
        ("policy", policy_text),
        ("capabilities", capabilities.to_string()),
        ("machine", machine()),
    ];
    ledger.append(
        rows.into_iter()
            .map(|(key, value)| Row::Meta { key, value })
            .collect(),
    );
    Ok(())
}

fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let memory = std::fs::read_to_string("/proc/meminfo")
        .ok()
        .and_then(|text| {
            let total = text
                .lines()
                .find_map(|line| line.strip_prefix("MemTotal:"))?;
            total
                .trim()
                .trim_end_matches("kB")
                .trim()
                .parse::<u64>()
                .ok()
        });
    let memory = memory.map_or(String::new(), |kib| {
        format!(", {} GiB of memory", (kib + (1 << 19)) >> 20)
    });
    format!(
        "{} {}, {cores} cores{memory}",
        std::env::consts::OS,
        std::env::consts::ARCH
    )
}
