//! Rows of many columns: sends. Boxed where they lie in a queue among small ones.

use rusqlite::params;

use crate::ledger::inserts::Inserts;

/// A row of `sends`.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    missing_docs,
    reason = "the columns are documented where users look: in schema.sql"
)]
pub struct SendRow {
    pub id: i64,
    pub at_us: i64,
    pub phone_number_id: String,
    pub kind: String,
    pub to_number: String,
    pub template: Option<String>,
    pub language: Option<String>,
    pub params: Option<String>,
    pub callback: Option<String>,
    pub body_hash: i64,
    pub decision: &'static str,
    pub refusal_class: Option<&'static str>,
    pub code: Option<u32>,
    pub http_status: u16,
    pub wamid: Option<String>,
    pub expectation: Option<i64>,
    pub parcel: Option<i64>,
    pub traced_by: &'static str,
    pub reply_to: Option<String>,
}

/// A row of `sms_sends`.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    missing_docs,
    reason = "the columns are documented where users look: in schema.sql"
)]
pub struct SmsSendRow {
    pub id: i64,
    pub at_us: i64,
    pub provider: &'static str,
    pub to_number: String,
    pub sender: String,
    pub template: Option<String>,
    pub params: Option<String>,
    pub text: String,
    pub segments: i64,
    pub reference: Option<String>,
    pub out_id: Option<String>,
    pub decision: &'static str,
    pub refusal_class: Option<&'static str>,
    pub code: Option<String>,
    pub http_status: u16,
    pub request: i64,
    pub expectation: Option<i64>,
    pub parcel: Option<i64>,
    pub traced_by: &'static str,
}

impl SendRow {
    /// Writes the row.
    pub(super) fn insert(&self, inserts: &mut Inserts<'_>) -> rusqlite::Result<usize> {
        if self.decision == "accepted" && self.http_status == 200 && self.reply_to.is_none() {
            return self.insert_accepted(inserts);
        }
        inserts
            .prepared("INSERT INTO sends VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")?
            .execute(params![
                self.id,
                self.at_us,
                self.phone_number_id,
                self.kind,
                self.to_number,
                self.template,
                self.language,
                self.params,
                self.callback,
                self.body_hash,
                self.decision,
                self.refusal_class,
                self.code,
                self.http_status,
                self.wamid,
                self.expectation,
                self.parcel,
                self.traced_by,
                self.reply_to,
            ])
    }

    /// The same row, with what every accepted send has in the statement itself.
    fn insert_accepted(&self, inserts: &mut Inserts<'_>) -> rusqlite::Result<usize> {
        inserts
            .prepared(
                "INSERT INTO sends VALUES (?,?,?,?,?,?,?,?,?,?,'accepted',NULL,NULL,200,?,?,?,?,NULL)",
            )?
            .execute(params![
                self.id,
                self.at_us,
                self.phone_number_id,
                self.kind,
                self.to_number,
                self.template,
                self.language,
                self.params,
                self.callback,
                self.body_hash,
                self.wamid,
                self.expectation,
                self.parcel,
                self.traced_by,
            ])
    }
}

impl SmsSendRow {
    /// Writes the row.
    pub(super) fn insert(&self, inserts: &mut Inserts<'_>) -> rusqlite::Result<usize> {
        inserts
            .prepared("INSERT INTO sms_sends VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")?
            .execute(params![
                self.id,
                self.at_us,
                self.provider,
                self.to_number,
                self.sender,
                self.template,
                self.params,
                self.text,
                self.segments,
                self.reference,
                self.out_id,
                self.decision,
                self.refusal_class,
                self.code,
                self.http_status,
                self.request,
                self.expectation,
                self.parcel,
                self.traced_by,
            ])
    }
}
