//! The parts of a record that the ledger holds as they are: names, times, hashes, counts, remarks.

use reports::record::{Named, Reproduce, ScenarioInfo, Totals};
use scenarios::scenario::Scenario;

use crate::checks::Context;
use crate::ledger::open::{LedgerError, OpenLedger};

/// Most remarks from the control notes.
const REMARKS: usize = 50;

/// Entries of `meta`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Header {
    pub(crate) tool: Named,
    pub(crate) connector: Named,
    pub(crate) seed: u64,
    pub(crate) started_at: String,
    pub(crate) ended_at: String,
    pub(crate) clock_scale: f64,
    pub(crate) scenario_sha256: String,
    pub(crate) quick: Option<String>,
    pub(crate) reproduce: Reproduce,
}

/// Reads them; absent entries are empty, wrong ones an error.
pub(crate) fn read(ledger: &OpenLedger) -> Result<Header, LedgerError> {
    let text = |key: &'static str| ledger.meta(key).map(Option::unwrap_or_default);
    let tool = text("tool")?;
    let (name, version) = tool.split_once(' ').unwrap_or((tool.as_str(), ""));
    let seed = text("seed")?;
    let scale = text("clock_scale")?;
    Ok(Header {
        tool: Named {
            name: name.into(),
            version: version.trim().into(),
        },
        connector: Named {
            name: text("connector_name")?,
            version: text("connector_version")?,
        },
        seed: parse("seed", &seed, 0)?,
        started_at: text("started_at")?,
        ended_at: text("ended_at")?,
        clock_scale: parse("clock_scale", &scale, 1.0)?,
        scenario_sha256: text("scenario_sha256")?,
        quick: ledger.meta("quick")?.filter(|words| !words.is_empty()),
        reproduce: Reproduce {
            command: text("command")?,
            connector_sha256: text("connector_sha256")?,
            machine: text("machine")?,
        },
    })
}

fn parse<T: std::str::FromStr>(key: &'static str, text: &str, absent: T) -> Result<T, LedgerError> {
    if text.is_empty() {
        return Ok(absent);
    }
    text.parse().map_err(|_| LedgerError::Meta {
        key,
        what: format!("{text:?}, not a number"),
    })
}

/// Which scenario.
pub(crate) fn scenario(scenario: &Scenario, sha256: String, quick: Option<String>) -> ScenarioInfo {
    ScenarioInfo {
        name: scenario.name.clone(),
        sha256,
        about: scenario.about.clone(),
        quick,
    }
}

/// Words that do not change the verdict: the notes made during the run.
pub(crate) fn remarks(ledger: &OpenLedger) -> Result<Vec<String>, LedgerError> {
    let notes = crate::checks::control_details(ledger, "note")?;
    let notes = notes
        .iter()
        .filter_map(|detail| detail.get("text")?.as_str())
        .map(str::to_string);
    Ok(notes.take(REMARKS).collect())
}

/// Counts over the whole run.
pub(crate) fn totals(context: &Context<'_>) -> Result<Totals, LedgerError> {
    let count = |sql: &str| context.count(sql, []);
    Ok(Totals {
        parcels: count("SELECT COUNT(*) FROM parcels WHERE population <> 'canary'")?,
        notices: count("SELECT COUNT(*) FROM notices")?,
        messages_expected: count("SELECT COUNT(*) FROM keys WHERE want = 'message'")?,
        messages_accepted: count("SELECT COUNT(*) FROM sends WHERE decision = 'accepted'")?,
        statuses: count("SELECT COUNT(*) FROM heard")?,
        inbound: count("SELECT COUNT(*) FROM inbound WHERE class = 'genuine'")?,
        sms: count("SELECT COUNT(*) FROM sms_sends WHERE decision = 'accepted'")?,
    })
}
