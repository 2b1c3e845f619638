//! Shares that criteria and the go-live table are made of. Counts only; no verdicts.

use super::templates::{self, TemplateShare};
use crate::checks::{Context, Sample};
use crate::ledger::open::LedgerError;

/// A part of a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Share {
    /// Cases that did.
    pub(crate) part: u64,
    /// All cases.
    pub(crate) of: u64,
}

impl Share {
    /// The share; None without cases.
    pub(crate) fn value(self) -> Option<f64> {
        (self.of > 0).then(|| self.part as f64 / self.of as f64)
    }

    /// `99.31 % of 1200`.
    pub(crate) fn words(self) -> Option<String> {
        self.value()
            .map(|value| format!("{} % of {}", percent(value), self.of))
    }
}

/// A share in percent, cut (not rounded up) to two decimals, so that 99.996 % never reads as 100 %.
pub(crate) fn percent(share: f64) -> f64 {
    (share * 1e4 + 1e-7).floor() / 100.0
}

/// What was measured.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Measures {
    /// Owed messages to reachable customers: those that the world delivered.
    pub(crate) delivered: Share,
    /// Accepted messages, answers in doubt left out: those in the records. None without a final read.
    pub(crate) recorded: Option<Share>,
    /// Owed messages: those accepted, or refused for good.
    pub(crate) succeeded: Share,
    /// From acceptance to a readable record.
    pub(crate) visible: Sample,
    /// By template, where the scenario asks for it.
    pub(crate) templates: Vec<TemplateShare>,
}

/// Measures.
pub(crate) fn measure(context: &Context<'_>) -> Result<Measures, LedgerError> {
    let owed = "FROM keys k CROSS JOIN parcels p ON p.id = k.parcel
                WHERE k.want = 'message' AND k.genuine_ack_us IS NOT NULL AND p.population <> 'canary'";
    let delivered = format!(
        "SELECT COUNT(DISTINCT s.expectation)
         FROM states t CROSS JOIN sends s ON s.id = t.send CROSS JOIN keys k ON k.id = s.expectation
              CROSS JOIN parcels p ON p.id = k.parcel
         WHERE t.made & 6 <> 0 AND p.outcome = 'deliver' AND {}",
        owed.split_once("WHERE")
            .map_or("1", |(_, condition)| condition)
    );
    let answered = "FROM sends s LEFT JOIN doubts d ON d.send = s.id WHERE s.decision = 'accepted' AND d.send IS NULL";
    let recorded = if context.facts.read_messages {
        let sql = "SELECT COUNT(*) FROM found f LEFT JOIN doubts d ON d.send = f.send WHERE d.send IS NULL";
        Some(Share {
            part: context.count(sql, [])?,
            of: context.count(&format!("SELECT COUNT(*) {answered}"), [])?,
        })
    } else {
        None
    };
    Ok(Measures {
        delivered: Share {
            part: context.count(&delivered, [])?,
            of: context.count(
                &format!("SELECT COUNT(*) {owed} AND p.outcome = 'deliver'"),
                [],
            )?,
        },
        recorded,
        succeeded: Share {
            part: context.count(
                &format!("SELECT COUNT(*) {owed} AND k.accepted + k.permanent > 0"),
                [],
            )?,
            of: context.count(&format!("SELECT COUNT(*) {owed}"), [])?,
        },
        visible: visible(context)?,
        templates: templates::shares(context)?,
    })
}

/// A record that never showed counts as a breach of any limit asked for.
fn visible(context: &Context<'_>) -> Result<Sample, LedgerError> {
    let asked_us = context
        .scenario
        .criteria
        .record_visible
        .map_or(0, |limit| limit.as_micros() as i64);
    let breach_us = asked_us.max(super::go_live::SYNC_LIMIT_US) + 1_000;
    let end_us = context.facts.end_us;
    let mut times = Vec::new();
    context.each(
        "SELECT accepted_us, visible_us FROM record_visible",
        [],
        |row| {
            let accepted_us: i64 = row.get(0)?;
            times.push(match row.get::<_, Option<i64>>(1)? {
                Some(visible_us) => visible_us - accepted_us,
                None => (end_us - accepted_us).max(breach_us),
            });
            Ok(())
        },
    )?;
    Ok(Sample::new(times))
}
