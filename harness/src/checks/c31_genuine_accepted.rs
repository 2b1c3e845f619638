//! C31: a genuine request is never turned away as if it were forged, whatever its legal form: escaped unicode, another
//! header case, a trailing newline. Other refusals (429, 5xx) are honest; the provider's retries deal with them.

use reports::verdict::Witness;

use super::context::Context;
use super::finding::{Finding, WITNESSES};
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C31",
    name: "genuine-accepted",
    statement: "No correctly signed notice or webhook was answered with 401 or 403.",
    about: "It cannot see a request that was acknowledged and then thrown away (C01 and C14 do).",
    run: Run::Ledger(run),
};

const NOTICES: &str = "FROM notice_attempts a CROSS JOIN notices w ON w.id = a.notice
                       WHERE w.class <> 'forged' AND a.http_status IS NOT NULL";
const WEBHOOKS: &str = "FROM webhook_attempts a CROSS JOIN webhooks w ON w.id = a.webhook
                        WHERE w.class <> 'forged' AND a.http_status IS NOT NULL";

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let (mut answered, mut odd) = (0, 0);
    for from in [NOTICES, WEBHOOKS] {
        answered += context.count(&format!("SELECT COUNT(*) {from}"), [])?;
        odd += context.count(&format!("SELECT COUNT(*) {from} AND w.variant <> ''"), [])?;
    }
    let mut finding = Finding::over(answered);
    for (table, source, from) in [
        ("notices", "w.source", NOTICES),
        ("webhooks", "'Meta'", WEBHOOKS),
    ] {
        let mut witnesses = Vec::new();
        let mut refused = 0;
        let sql = format!(
            "SELECT w.id, {source}, w.variant, a.attempt, a.started_us, a.http_status {from}
               AND a.http_status IN (401, 403) ORDER BY a.started_us"
        );
        context.each(&sql, [], |row| {
            refused += 1;
            if witnesses.len() < WITNESSES {
                witnesses.push(describe(table, row)?);
            }
            Ok(())
        })?;
        finding = finding.violated(refused, witnesses);
    }
    Ok(finding.note(format!(
        "{odd} of {answered} answered requests had an unusual but legal form"
    )))
}

fn describe(table: &str, row: &rusqlite::Row<'_>) -> Result<Witness, rusqlite::Error> {
    let (id, source, variant): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let (attempt, at_us, status): (i64, i64, i64) = (row.get(3)?, row.get(4)?, row.get(5)?);
    let form = if variant.is_empty() {
        "in the usual form".into()
    } else {
        format!("in the form {variant}")
    };
    Ok(Witness {
        summary: format!("a genuine request from {source}, {form}, was answered {status}"),
        rows: vec![witness::row(
            at_us,
            format!("{table}/{id}"),
            format!("attempt {attempt}: HTTP {status}"),
        )],
    })
}
