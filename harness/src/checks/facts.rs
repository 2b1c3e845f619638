//! What is true of the run as a whole: how it ended, what the connector's file declares, when the load was.

use serde::Deserialize;

use crate::ledger::open::{LedgerError, OpenLedger};
use crate::policy::Policy;

/// What the connector's file declares, as the ledger keeps it. Absent entries mean the least.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default)]
pub struct Capabilities {
    /// A carrier's webhook is wired.
    pub carriers: bool,
    /// A request of its own is wired.
    pub stimuli: bool,
    /// Meta's webhook is wired.
    pub whatsapp_webhook: bool,
    /// Its records of messages can be read.
    pub records: bool,
    /// Its records of customers' messages can be read.
    pub inbound_records: bool,
    /// `suppress` or `allow`: what its policy says about an older checkpoint after a newer one.
    pub stale: String,
    /// Its policy puts the tracking number into every template.
    pub traceable: bool,
    /// Its process is sampled.
    pub resources: bool,
    /// `notices`, or `inbound` when customers' messages alone drive it.
    pub driven_by: String,
    /// Its policy promises short messages where WhatsApp fails.
    pub sms: bool,
    /// Its policy promises reminders.
    pub reminders: bool,
    /// Its policy limits how often one template goes to one number.
    pub frequency: bool,
    /// Its policy says how customers' messages are filed.
    pub dialogues: bool,
    /// Its policy says what an opt-out means.
    pub opt_out: bool,
    /// Its records say what customers' messages are about.
    pub tags: bool,
    /// Its records say how urgent they are.
    pub priorities: bool,
    /// Its records say whether a person was called in.
    pub handovers: bool,
    /// Its records of short messages can be read.
    pub sms_records: bool,
}

impl Default for Capabilities {
    fn default() -> Capabilities {
        Capabilities {
            carriers: false,
            stimuli: false,
            whatsapp_webhook: false,
            records: false,
            inbound_records: false,
            stale: "suppress".into(),
            traceable: false,
            resources: false,
            driven_by: "notices".into(),
            sms: false,
            reminders: false,
            frequency: false,
            dialogues: false,
            opt_out: false,
            tags: false,
            priorities: false,
            handovers: false,
            sms_records: false,
        }
    }
}

impl Capabilities {
    /// Whether customers' messages alone drive the connector, so that no message is expected of it.
    pub fn driven_by_customers(&self) -> bool {
        self.driven_by == "inbound"
    }
}

/// How the drain ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drained {
    /// When, microseconds since the start.
    pub at_us: i64,
    /// Nothing happened any more.
    pub quiet: bool,
    /// Messages were still arriving shortly before: the connector was working off what it had taken.
    pub still_sending: bool,
}

/// How long before the end of the drain a message counts as "still arriving", microseconds.
const STILL_US: i64 = 5_000_000;

/// What is true of the run as a whole. Times are microseconds since the start.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// What the connector's file declares.
    pub capabilities: Capabilities,
    /// What the connector promises; silent in ledgers that do not say.
    pub policy: Policy,
    /// How many seconds passed in the world in a real one.
    pub clock_scale: f64,
    /// The clean end; None when the run was cut off.
    pub closed_at_us: Option<i64>,
    /// The last drain; None when there was none.
    pub drained: Option<Drained>,
    /// The signal that ended it early.
    pub interrupted: Option<String>,
    /// How the connector's process ended before it was told to.
    pub connector_ended: Option<String>,
    /// Queues that lost rows.
    pub overflows: Vec<String>,
    /// Last moment of which anything is known.
    pub end_us: i64,
    /// Begin of the planned load.
    pub load_from_us: i64,
    /// End of the load, cuts counted; equal to the begin when there was none.
    pub load_to_us: i64,
    /// Accepted template sends that could not be attributed.
    pub untraced: u64,
    /// A complete read-back of messages after the drain.
    pub read_messages: bool,
    /// The same of customers' messages.
    pub read_inbound: bool,
}

impl Facts {
    /// Reads them. Needs the derived tables.
    ///
    /// # Errors
    /// When a query fails or an entry cannot be understood.
    pub fn read(ledger: &OpenLedger) -> Result<Facts, LedgerError> {
        let db = ledger.connection();
        let number = |sql: &str| db.query_row(sql, [], |row| row.get::<_, Option<i64>>(0));
        let capabilities = match ledger.meta("capabilities")? {
            None => Capabilities::default(),
            Some(text) => serde_json::from_str(&text).map_err(|error| LedgerError::Meta {
                key: "capabilities",
                what: error.to_string(),
            })?,
        };
        let closed_at_us = match ledger.meta("closed_at_us")? {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| LedgerError::Meta {
                key: "closed_at_us",
                what: format!("{text:?}, not a number of microseconds"),
            })?),
        };
        let load_from_us = number("SELECT MIN(starts_us) FROM segments")?.unwrap_or(0);
        let load_to_us = number(
            // A cut ends the plan; only a confirmation comes after it.
            "SELECT MAX(MIN(s.ends_us, IFNULL((SELECT MIN(at_us) FROM cuts c WHERE c.segment = s.id), s.ends_us)))
             FROM segments s
             WHERE s.kind = 'confirm' OR s.starts_us < IFNULL((SELECT MIN(at_us) FROM cuts), s.starts_us + 1)",
        )?;
        let last = number(
            "SELECT MAX(last) FROM (SELECT MAX(at_us) AS last FROM control
             UNION ALL SELECT MAX(ended_us) FROM notice_attempts UNION ALL SELECT MAX(at_us) FROM sends
             UNION ALL SELECT MAX(ended_us) FROM webhook_attempts UNION ALL SELECT MAX(ended_us) FROM reads)",
        )?;
        let read = |what: &str| {
            number(&format!(
                "SELECT COUNT(*) FROM final_reads WHERE what = '{what}'"
            ))
            .map(|count| count.unwrap_or(0) > 0)
        };
        Ok(Facts {
            capabilities,
            policy: policy(ledger)?,
            clock_scale: clock_scale(ledger)?,
            closed_at_us,
            drained: drained(ledger)?,
            interrupted: details(ledger, "interrupted")?
                .pop()
                .map(|detail| word(&detail, "signal")),
            connector_ended: details(ledger, "connector")?
                .pop()
                .map(|detail| word(&detail, "how")),
            overflows: details(ledger, "overflow")?
                .iter()
                .map(|detail| word(detail, "queue"))
                .collect(),
            end_us: closed_at_us.or(last).unwrap_or(0),
            load_from_us,
            load_to_us: load_to_us.unwrap_or(load_from_us).max(load_from_us),
            untraced: number(
                "SELECT COUNT(*) FROM sends
                 WHERE decision = 'accepted' AND kind = 'template' AND traced_by = 'none'",
            )?
            .unwrap_or(0) as u64,
            read_messages: read("messages")?,
            read_inbound: read("inbound")?,
        })
    }

    /// Cases that were owed before this moment had their whole time; later ones are still open.
    pub fn settled_before_us(&self, drain_limit: std::time::Duration) -> i64 {
        match self.drained {
            Some(Drained { quiet: true, .. }) => i64::MAX,
            // What a connector has queued it may still send: slow is not lost, and latency is another check's.
            Some(Drained {
                still_sending: true,
                ..
            }) => i64::MIN,
            Some(Drained { at_us, .. }) => at_us.saturating_sub(micros(drain_limit)),
            None => i64::MIN,
        }
    }

    /// World time in real microseconds.
    pub fn real_us(&self, world: std::time::Duration) -> i64 {
        i64::try_from(world.div_f64(self.clock_scale).as_micros()).unwrap_or(i64::MAX)
    }

    /// Until when journeys could complete.
    pub fn watched_until_us(&self) -> i64 {
        self.drained.map_or(self.end_us, |drained| drained.at_us)
    }
}

fn policy(ledger: &OpenLedger) -> Result<Policy, LedgerError> {
    match ledger.meta("policy")? {
        None => Ok(Policy::silent()),
        Some(text) => serde_json::from_str(&text).map_err(|error| LedgerError::Meta {
            key: "policy",
            what: error.to_string(),
        }),
    }
}

fn clock_scale(ledger: &OpenLedger) -> Result<f64, LedgerError> {
    let text = ledger.meta("clock_scale")?;
    let scale = text.as_deref().map_or(Ok(1.0), str::parse::<f64>);
    match scale {
        Ok(scale) if scale.is_finite() && scale > 0.0 => Ok(scale),
        _ => Err(LedgerError::Meta {
            key: "clock_scale",
            what: format!("{:?}, not a number above 0", text.unwrap_or_default()),
        }),
    }
}

/// A duration in microseconds.
pub(crate) fn micros(duration: std::time::Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// The details of all control rows of a kind, in order.
pub(crate) fn details(
    ledger: &OpenLedger,
    kind: &str,
) -> Result<Vec<serde_json::Value>, LedgerError> {
    let mut find = ledger
        .connection()
        .prepare("SELECT detail FROM control WHERE kind = ?1 ORDER BY id LIMIT 1000")?;
    let texts = find
        .query_map([kind], |row| row.get::<_, String>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(texts
        .iter()
        .map(|text| serde_json::from_str(text).unwrap_or_default())
        .collect())
}

fn word(detail: &serde_json::Value, key: &str) -> String {
    detail
        .get(key)
        .and_then(|value| value.as_str())
        .unwrap_or("unnamed")
        .to_string()
}

fn drained(ledger: &OpenLedger) -> Result<Option<Drained>, LedgerError> {
    use rusqlite::OptionalExtension;
    let row = ledger
        .connection()
        .query_row(
            "SELECT at_us, detail FROM control WHERE kind = 'drained' ORDER BY id DESC LIMIT 1",
            [],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)),
        )
        .optional()?;
    let Some((at_us, detail)) = row else {
        return Ok(None);
    };
    let detail: serde_json::Value = serde_json::from_str(&detail).unwrap_or_default();
    let last_send_us: Option<i64> = ledger.connection().query_row(
        "SELECT MAX(at_us) FROM sends WHERE decision = 'accepted' AND at_us <= ?1",
        [at_us],
        |row| row.get(0),
    )?;
    Ok(Some(Drained {
        at_us,
        quiet: detail
            .get("quiet")
            .and_then(serde_json::Value::as_bool)
            .unwrap_or(false),
        still_sending: last_send_us.is_some_and(|last| last > at_us - STILL_US),
    }))
}
