//! C65: an answer says in its body what its status says. Some senders read the body: to them "200" alone is not
//! received, and they send again.

use reports::verdict::Witness;

use super::context::Context;
use super::finding::{Finding, WITNESSES};
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C65",
    name: "acked-by-body",
    statement: "Where a sender reads the body of an answer, a success by status is one by body, too.",
    about: "It knows only the senders of this run, and nothing of what their own software logs.",
    run: Run::Ledger(run),
};

/// Answers that their senders read, success by status: notices, then pushes of Aliyun's gateway; Twilio reads none.
const ANSWERS: &str = "
    SELECT 'notices/' || n.id AS place, n.source AS sender, a.by_body AS fine, t.ended_us AS at_us, t.error AS said
    FROM body_acks a CROSS JOIN notices n ON n.id = a.notice
         LEFT JOIN notice_attempts t ON t.notice = a.notice AND t.attempt = a.attempt
    WHERE n.class <> 'forged'
    UNION ALL
    SELECT 'sms_pushes/' || p.id, 'the SMS gateway (' || p.kind || ')', a.by_body, a.ended_us, a.error
    FROM sms_push_attempts a CROSS JOIN sms_pushes p ON p.id = a.push
    WHERE a.by_status AND p.kind IN ('sms-report', 'sms-up')";

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    // Both tables are small next to those of the load: they hold the senders' answers that are read, one row an attempt.
    let counts = "SELECT (SELECT COUNT(*) FROM body_acks a CROSS JOIN notices n ON n.id = a.notice WHERE n.class <> 'forged')
                       + (SELECT COUNT(*) FROM sms_push_attempts a CROSS JOIN sms_pushes p ON p.id = a.push
                          WHERE a.by_status AND p.kind IN ('sms-report', 'sms-up'))";
    let cases = context.count(counts, [])?;
    let wrong = "SELECT (SELECT COUNT(*) FROM body_acks a CROSS JOIN notices n ON n.id = a.notice
                         WHERE n.class <> 'forged' AND NOT a.by_body)
                      + (SELECT COUNT(*) FROM sms_push_attempts WHERE by_status AND NOT by_body)";
    let violations = context.count(wrong, [])?;
    let mut witnesses = Vec::new();
    if violations > 0 {
        let sql = format!(
            "SELECT place, sender, at_us, said FROM ({ANSWERS}) WHERE NOT fine LIMIT {WITNESSES}"
        );
        context.each(&sql, [], |row| {
            let sender: String = row.get(1)?;
            let said: Option<String> = row.get(3)?;
            let said = witness::quoted(&said.unwrap_or_default());
            witnesses.push(Witness {
                summary: format!("{sender}: acknowledged by HTTP, not by body"),
                rows: vec![witness::row(
                    row.get::<_, Option<i64>>(2)?.unwrap_or(0),
                    row.get(0)?,
                    format!("the connector {said}"),
                )],
            });
            Ok(())
        })?;
    }
    Ok(Finding::over(cases).violated(violations, witnesses))
}
