//! The template matrix: how the messages of every single template fared. Counts only; the criteria judge them.

use super::measures::Share;
use crate::checks::Context;
use crate::ledger::open::LedgerError;

/// One template's owed messages to customers in reach, and those that were delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TemplateShare {
    /// Its name.
    pub(crate) name: String,
    /// Delivered of owed.
    pub(crate) delivered: Share,
}

/// Every template that was due, by name. Empty unless the scenario asks for it: it is a pass over the whole ledger.
pub(crate) fn shares(context: &Context<'_>) -> Result<Vec<TemplateShare>, LedgerError> {
    let wanted = &context.scenario.criteria;
    if wanted.template_delivery_rate.is_none() && wanted.templates.is_none() {
        return Ok(Vec::new());
    }
    let mut shares = Vec::new();
    let sql = "SELECT e.template, COUNT(*), SUM(d.expectation IS NOT NULL)
        FROM keys k CROSS JOIN parcels p ON p.id = k.parcel CROSS JOIN expectations e ON e.id = k.id
             LEFT JOIN (SELECT DISTINCT s.expectation FROM states t CROSS JOIN sends s ON s.id = t.send
                        WHERE t.made & 6 <> 0 AND s.expectation IS NOT NULL) d ON d.expectation = k.id
        WHERE k.want = 'message' AND k.genuine_ack_us IS NOT NULL AND p.population <> 'canary' AND p.outcome = 'deliver'
          AND e.template IS NOT NULL
        GROUP BY e.template ORDER BY e.template";
    context.each(sql, [], |row| {
        let (of, part): (i64, i64) = (row.get(1)?, row.get(2)?);
        shares.push(TemplateShare {
            name: row.get(0)?,
            delivered: Share {
                part: part as u64,
                of: of as u64,
            },
        });
        Ok(())
    })?;
    Ok(shares)
}
