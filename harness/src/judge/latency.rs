//! Latency by edge, over the whole load.

use reports::record::LatencyTable;

use super::measures::Measures;
use crate::checks::{Context, Sample};
use crate::ledger::open::LedgerError;

/// The table. Journeys that never completed count with their age.
pub(crate) fn table(
    context: &Context<'_>,
    measures: &Measures,
) -> Result<LatencyTable, LedgerError> {
    let until_us = context.facts.watched_until_us();
    let journeys = context
        .journeys
        .iter()
        .filter(|journey| journey.acked || journey.completed_us.is_some());
    let times = |sql: &str| {
        let mut times = Vec::new();
        context.each(sql, [], |row| {
            times.push(row.get(0)?);
            Ok(())
        })?;
        Ok::<_, LedgerError>(Sample::new(times))
    };
    let notices = times(
        "SELECT t.ack_us - n.intended_us FROM notices n CROSS JOIN tries t ON t.notice = n.id
         WHERE n.class <> 'forged' AND t.ack_us IS NOT NULL",
    )?;
    let statuses = times(
        "SELECT p.ack_us - p.first_started_us FROM webhooks w CROSS JOIN posts p ON p.webhook = w.id
         WHERE w.kind = 'statuses' AND w.class <> 'forged' AND p.ack_us IS NOT NULL",
    )?;
    Ok(LatencyTable {
        end_to_end: Sample::new(
            journeys
                .map(|journey| journey.latency_us(until_us))
                .collect(),
        )
        .percentiles(),
        notice_ack: notices.percentiles(),
        status_ack: statuses.percentiles(),
        record_visible: measures.visible.percentiles(),
    })
}
