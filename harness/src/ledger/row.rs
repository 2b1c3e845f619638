//! The rows of the ledger, as values. One variant a table; see `schema.sql` for what the columns mean.

use rusqlite::{Connection, Statement, params};

/// One row.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    missing_docs,
    reason = "the columns are documented where users look: in schema.sql"
)]
pub enum Row {
    Meta {
        key: &'static str,
        value: String,
    },
    Control {
        at_us: i64,
        kind: &'static str,
        detail: String,
    },
    Segment {
        id: i64,
        step: i64,
        kind: &'static str,
        rate_per_min: f64,
        starts_us: i64,
        ends_us: i64,
        first_ticket: i64,
    },
    Cut {
        segment: i64,
        at_us: i64,
    },
    Parcel {
        id: i64,
        tracking_number: String,
        population: &'static str,
        carrier: &'static str,
        country: &'static str,
        recipient: String,
        outcome: String,
        phone_number_id: String,
    },
    Expectation {
        id: i64,
        ticket: Option<i64>,
        parcel: i64,
        checkpoint: &'static str,
        rank: i64,
        want: &'static str,
        template: Option<String>,
        language: Option<String>,
        params: Option<String>,
        intended_us: i64,
    },
    Notice {
        id: i64,
        expectation: i64,
        kind: &'static str,
        source: String,
        class: &'static str,
        variant: &'static str,
        intended_us: i64,
    },
    NoticeAttempt {
        notice: i64,
        attempt: i64,
        due_us: i64,
        started_us: i64,
        ended_us: i64,
        outcome: &'static str,
        http_status: Option<u16>,
        error: Option<String>,
    },
    Send(Box<SendRow>),
    AnswerLost {
        send: i64,
        at_us: i64,
        why: &'static str,
    },
    Status {
        id: i64,
        send: i64,
        status: &'static str,
        code: Option<u32>,
        class: &'static str,
        due_us: i64,
    },
    Inbound {
        id: i64,
        ticket: Option<i64>,
        wamid: String,
        from_number: String,
        kind: &'static str,
        body: String,
        class: &'static str,
        intended_us: i64,
    },
    Webhook {
        id: i64,
        kind: &'static str,
        class: &'static str,
        variant: &'static str,
        items: Vec<i64>,
    },
    WebhookAttempt {
        webhook: i64,
        attempt: i64,
        started_us: i64,
        ended_us: i64,
        outcome: &'static str,
        http_status: Option<u16>,
        error: Option<String>,
    },
    Read {
        id: i64,
        purpose: &'static str,
        what: &'static str,
        at_us: i64,
        ended_us: i64,
        ok: bool,
        error: Option<String>,
    },
    Record {
        read: i64,
        wamid: String,
        tracking_number: Option<String>,
        checkpoint: Option<String>,
        to_number: Option<String>,
        status: Option<String>,
        history: Option<String>,
    },
    InboundRecord {
        read: i64,
        wamid: String,
        from_number: Option<String>,
        body: Option<String>,
    },
    RecordVisible {
        wamid: String,
        accepted_us: i64,
        visible_us: Option<i64>,
    },
    Resources {
        at_us: i64,
        who: &'static str,
        cpu_percent: f64,
        rss_bytes: i64,
        fds: i64,
        threads: i64,
    },
    SelfSample {
        at_us: i64,
        queued_tickets: i64,
        busy_slots: i64,
        slots: i64,
        runtime_stall_us: i64,
        ledger_queue: i64,
        machine_cpu_percent: f64,
    },
    SmsSend(Box<SmsSendRow>),
    SmsAnswerLost {
        request: i64,
        at_us: i64,
        why: &'static str,
    },
    SmsInbound {
        id: i64,
        at_us: i64,
        provider: &'static str,
        from_number: String,
        to_number: String,
        body: String,
        consent: Option<bool>,
    },
    SmsReceipt {
        id: i64,
        sms: i64,
        status: &'static str,
        code: Option<String>,
        due_us: i64,
        told: bool,
    },
    SmsPush {
        id: i64,
        kind: &'static str,
        class: &'static str,
        items: i64,
    },
    SmsPushAttempt {
        push: i64,
        attempt: i64,
        started_us: i64,
        ended_us: i64,
        outcome: &'static str,
        http_status: Option<u16>,
        by_status: Option<bool>,
        by_body: Option<bool>,
        error: Option<String>,
    },
    SmsRecord {
        read: i64,
        sms: String,
        tracking_number: Option<String>,
        checkpoint: Option<String>,
        to_number: Option<String>,
        status: Option<String>,
    },
    Dialogue {
        inbound: i64,
        dialogue: i64,
        turn: i64,
        kind: &'static str,
        language: &'static str,
        local_time: String,
        tag: &'static str,
        priority: Option<&'static str>,
        handover: bool,
        answer: bool,
        parcel: i64,
    },
    Tap {
        inbound: i64,
        parcel: i64,
        payload: String,
    },
    Reminder {
        expectation: i64,
        parcel: i64,
        tap_us: Option<i64>,
    },
    InboundTag {
        read: i64,
        wamid: String,
        tag: Option<String>,
        priority: Option<String>,
        handover: Option<bool>,
        tracking_number: Option<String>,
    },
    BodyAck {
        notice: i64,
        attempt: i64,
        by_body: bool,
    },
}

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

/// Every table, in the order of [`Row::table`].
pub const TABLES: [&str; 33] = [
    "meta",
    "control",
    "segments",
    "cuts",
    "parcels",
    "expectations",
    "notices",
    "notice_attempts",
    "sends",
    "answers_lost",
    "statuses",
    "inbound",
    "webhooks",
    "webhook_items",
    "webhook_attempts",
    "reads",
    "records",
    "inbound_records",
    "record_visible",
    "resources",
    "self_samples",
    "sms_sends",
    "sms_receipts",
    "sms_pushes",
    "sms_push_attempts",
    "sms_records",
    "dialogues",
    "taps",
    "reminders",
    "inbound_tags",
    "body_acks",
    "sms_answers_lost",
    "sms_inbound",
];

impl Row {
    /// The table's place in [`TABLES`].
    pub fn table(&self) -> usize {
        match self {
            Row::Meta { .. } => 0,
            Row::Control { .. } => 1,
            Row::Segment { .. } => 2,
            Row::Cut { .. } => 3,
            Row::Parcel { .. } => 4,
            Row::Expectation { .. } => 5,
            Row::Notice { .. } => 6,
            Row::NoticeAttempt { .. } => 7,
            Row::Send(_) => 8,
            Row::AnswerLost { .. } => 9,
            Row::Status { .. } => 10,
            Row::Inbound { .. } => 11,
            Row::Webhook { .. } => 12,
            Row::WebhookAttempt { .. } => 14,
            Row::Read { .. } => 15,
            Row::Record { .. } => 16,
            Row::InboundRecord { .. } => 17,
            Row::RecordVisible { .. } => 18,
            Row::Resources { .. } => 19,
            Row::SelfSample { .. } => 20,
            Row::SmsSend(_) => 21,
            Row::SmsReceipt { .. } => 22,
            Row::SmsPush { .. } => 23,
            Row::SmsPushAttempt { .. } => 24,
            Row::SmsRecord { .. } => 25,
            Row::Dialogue { .. } => 26,
            Row::Tap { .. } => 27,
            Row::Reminder { .. } => 28,
            Row::InboundTag { .. } => 29,
            Row::BodyAck { .. } => 30,
            Row::SmsAnswerLost { .. } => 31,
            Row::SmsInbound { .. } => 32,
        }
    }

    /// Id, send and time of a genuine status of this name.
    fn genuine(&self, name: &str) -> Option<(i64, i64, i64)> {
        match self {
            Row::Status {
                id,
                send,
                status,
                code: None,
                class: "genuine",
                due_us,
            } if *status == name => Some((*id, *send, *due_us)),
            _ => None,
        }
    }

    /// Writes the first row, and with it those that go into the same statement; answers how many that were, and how
    /// many rows of `webhook_items` went along.
    pub(super) fn insert_first(
        rows: &[Row],
        inserts: &mut Inserts<'_>,
    ) -> rusqlite::Result<(usize, u64)> {
        if let Some(written) = insert_life(rows, inserts)? {
            return Ok((written, 0));
        }
        Ok((1, rows[0].insert(inserts)?))
    }

    /// Writes the row; answers how many rows of `webhook_items` went along.
    pub(super) fn insert(&self, inserts: &mut Inserts<'_>) -> rusqlite::Result<u64> {
        let mut items_written = 0;
        match self {
            Row::Meta { key, value } => inserts
                .prepared("INSERT OR REPLACE INTO meta VALUES (?,?)")?
                .execute(params![key, value])?,
            Row::Control {
                at_us,
                kind,
                detail,
            } => inserts
                .prepared("INSERT INTO control VALUES (NULL,?,?,?)")?
                .execute(params![at_us, kind, detail])?,
            Row::Segment {
                id,
                step,
                kind,
                rate_per_min,
                starts_us,
                ends_us,
                first_ticket,
            } => inserts
                .prepared("INSERT INTO segments VALUES (?,?,?,?,?,?,?)")?
                .execute(params![
                    id,
                    step,
                    kind,
                    rate_per_min,
                    starts_us,
                    ends_us,
                    first_ticket
                ])?,
            Row::Cut { segment, at_us } => inserts
                .prepared("INSERT INTO cuts VALUES (?,?)")?
                .execute(params![segment, at_us])?,
            Row::Parcel {
                id,
                tracking_number,
                population,
                carrier,
                country,
                recipient,
                outcome,
                phone_number_id,
            } => {
                // A parcel's row is written with its first checkpoint; its second finds it there.
                inserts
                    .prepared("INSERT OR IGNORE INTO parcels VALUES (?,?,?,?,?,?,?,?)")?
                    .execute(params![
                        id,
                        tracking_number,
                        population,
                        carrier,
                        country,
                        recipient,
                        outcome,
                        phone_number_id
                    ])?
            }
            Row::Expectation {
                id,
                ticket,
                parcel,
                checkpoint,
                rank,
                want,
                template,
                language,
                params,
                intended_us,
            } => inserts
                .prepared("INSERT INTO expectations VALUES (?,?,?,?,?,?,?,?,?,?)")?
                .execute(params![
                    id,
                    ticket,
                    parcel,
                    checkpoint,
                    rank,
                    want,
                    template,
                    language,
                    params,
                    intended_us
                ])?,
            Row::Notice {
                id,
                expectation,
                kind,
                source,
                class,
                variant,
                intended_us,
            } => inserts
                .prepared("INSERT INTO notices VALUES (?,?,?,?,?,?,?)")?
                .execute(params![
                    id,
                    expectation,
                    kind,
                    source,
                    class,
                    variant,
                    intended_us
                ])?,
            Row::NoticeAttempt {
                notice,
                attempt,
                due_us,
                started_us,
                ended_us,
                outcome,
                http_status,
                error,
            } => inserts
                .prepared("INSERT INTO notice_attempts VALUES (?,?,?,?,?,?,?,?)")?
                .execute(params![
                    notice,
                    attempt,
                    due_us,
                    started_us,
                    ended_us,
                    outcome,
                    http_status,
                    error
                ])?,
            Row::Send(send) => insert_send(inserts, send)?,
            Row::AnswerLost { send, at_us, why } => inserts
                .prepared("INSERT INTO answers_lost VALUES (?,?,?)")?
                .execute(params![send, at_us, why])?,
            Row::Status {
                id,
                send,
                status,
                code,
                class,
                due_us,
            } => inserts
                .prepared("INSERT INTO statuses VALUES (?,?,?,?,?,?)")?
                .execute(params![id, send, status, code, class, due_us])?,
            Row::Inbound {
                id,
                ticket,
                wamid,
                from_number,
                kind,
                body,
                class,
                intended_us,
            } => inserts
                .prepared("INSERT INTO inbound VALUES (?,?,?,?,?,?,?,?)")?
                .execute(params![
                    id,
                    ticket,
                    wamid,
                    from_number,
                    kind,
                    body,
                    class,
                    intended_us
                ])?,
            Row::Webhook {
                id,
                kind,
                class,
                variant,
                items,
            } => {
                let statement = inserts.prepared("INSERT INTO webhook_items VALUES (?,?)")?;
                for item in items {
                    statement.execute(params![id, item])?;
                }
                items_written = items.len() as u64;
                inserts
                    .prepared("INSERT INTO webhooks VALUES (?,?,?,?,?)")?
                    .execute(params![id, kind, class, variant, items.len() as i64])?
            }
            Row::WebhookAttempt {
                webhook,
                attempt,
                started_us,
                ended_us,
                outcome,
                http_status,
                error,
            } => inserts
                .prepared("INSERT INTO webhook_attempts VALUES (?,?,?,?,?,?,?)")?
                .execute(params![
                    webhook,
                    attempt,
                    started_us,
                    ended_us,
                    outcome,
                    http_status,
                    error
                ])?,
            Row::Read {
                id,
                purpose,
                what,
                at_us,
                ended_us,
                ok,
                error,
            } => inserts
                .prepared("INSERT INTO reads VALUES (?,?,?,?,?,?,?)")?
                .execute(params![id, purpose, what, at_us, ended_us, ok, error])?,
            Row::Record {
                read,
                wamid,
                tracking_number,
                checkpoint,
                to_number,
                status,
                history,
            } => inserts
                .prepared("INSERT INTO records VALUES (?,?,?,?,?,?,?)")?
                .execute(params![
                    read,
                    wamid,
                    tracking_number,
                    checkpoint,
                    to_number,
                    status,
                    history
                ])?,
            Row::InboundRecord {
                read,
                wamid,
                from_number,
                body,
            } => inserts
                .prepared("INSERT INTO inbound_records VALUES (?,?,?,?)")?
                .execute(params![read, wamid, from_number, body])?,
            Row::RecordVisible {
                wamid,
                accepted_us,
                visible_us,
            } => inserts
                .prepared("INSERT INTO record_visible VALUES (?,?,?)")?
                .execute(params![wamid, accepted_us, visible_us])?,
            Row::Resources {
                at_us,
                who,
                cpu_percent,
                rss_bytes,
                fds,
                threads,
            } => inserts
                .prepared("INSERT INTO resources VALUES (?,?,?,?,?,?)")?
                .execute(params![at_us, who, cpu_percent, rss_bytes, fds, threads])?,
            Row::SelfSample {
                at_us,
                queued_tickets,
                busy_slots,
                slots,
                runtime_stall_us,
                ledger_queue,
                machine_cpu_percent,
            } => inserts
                .prepared("INSERT INTO self_samples VALUES (?,?,?,?,?,?,?)")?
                .execute(params![
                    at_us,
                    queued_tickets,
                    busy_slots,
                    slots,
                    runtime_stall_us,
                    ledger_queue,
                    machine_cpu_percent
                ])?,
            Row::SmsSend(send) => insert_sms_send(inserts, send)?,
            Row::SmsAnswerLost {
                request,
                at_us,
                why,
            } => inserts
                .prepared("INSERT INTO sms_answers_lost VALUES (?,?,?)")?
                .execute(params![request, at_us, why])?,
            Row::SmsInbound {
                id,
                at_us,
                provider,
                from_number,
                to_number,
                body,
                consent,
            } => inserts
                .prepared("INSERT INTO sms_inbound VALUES (?,?,?,?,?,?,?)")?
                .execute(params![
                    id,
                    at_us,
                    provider,
                    from_number,
                    to_number,
                    body,
                    consent
                ])?,
            Row::SmsReceipt {
                id,
                sms,
                status,
                code,
                due_us,
                told,
            } => inserts
                .prepared("INSERT INTO sms_receipts VALUES (?,?,?,?,?,?)")?
                .execute(params![id, sms, status, code, due_us, told])?,
            Row::SmsPush {
                id,
                kind,
                class,
                items,
            } => inserts
                .prepared("INSERT INTO sms_pushes VALUES (?,?,?,?)")?
                .execute(params![id, kind, class, items])?,
            Row::SmsPushAttempt {
                push,
                attempt,
                started_us,
                ended_us,
                outcome,
                http_status,
                by_status,
                by_body,
                error,
            } => inserts
                .prepared("INSERT INTO sms_push_attempts VALUES (?,?,?,?,?,?,?,?,?)")?
                .execute(params![
                    push,
                    attempt,
                    started_us,
                    ended_us,
                    outcome,
                    http_status,
                    by_status,
                    by_body,
                    error
                ])?,
            Row::SmsRecord {
                read,
                sms,
                tracking_number,
                checkpoint,
                to_number,
                status,
            } => inserts
                .prepared("INSERT INTO sms_records VALUES (?,?,?,?,?,?)")?
                .execute(params![
                    read,
                    sms,
                    tracking_number,
                    checkpoint,
                    to_number,
                    status
                ])?,
            Row::Dialogue {
                inbound,
                dialogue,
                turn,
                kind,
                language,
                local_time,
                tag,
                priority,
                handover,
                answer,
                parcel,
            } => inserts
                .prepared("INSERT INTO dialogues VALUES (?,?,?,?,?,?,?,?,?,?,?)")?
                .execute(params![
                    inbound, dialogue, turn, kind, language, local_time, tag, priority, handover,
                    answer, parcel
                ])?,
            Row::Tap {
                inbound,
                parcel,
                payload,
            } => inserts
                .prepared("INSERT INTO taps VALUES (?,?,?)")?
                .execute(params![inbound, parcel, payload])?,
            Row::Reminder {
                expectation,
                parcel,
                tap_us,
            } => inserts
                .prepared("INSERT INTO reminders VALUES (?,?,?)")?
                .execute(params![expectation, parcel, tap_us])?,
            Row::InboundTag {
                read,
                wamid,
                tag,
                priority,
                handover,
                tracking_number,
            } => inserts
                .prepared("INSERT INTO inbound_tags VALUES (?,?,?,?,?,?)")?
                .execute(params![
                    read,
                    wamid,
                    tag,
                    priority,
                    handover,
                    tracking_number
                ])?,
            Row::BodyAck {
                notice,
                attempt,
                by_body,
            } => inserts
                .prepared("INSERT INTO body_acks VALUES (?,?,?)")?
                .execute(params![notice, attempt, by_body])?,
        };
        Ok(items_written)
    }
}

/// Statements that stay prepared for as long as their connection is written to: one per place that asks.
pub(super) struct Inserts<'c> {
    connection: &'c Connection,
    prepared: Vec<(&'static str, Statement<'c>)>,
}

impl<'c> Inserts<'c> {
    /// None yet.
    pub(super) fn new(connection: &'c Connection) -> Inserts<'c> {
        let prepared = Vec::new();
        Inserts {
            connection,
            prepared,
        }
    }

    /// The statement of this text. A few pointers are compared; hashing the text of every row's statement, as the
    /// connection's own cache does, costs more than some of the rows.
    pub(super) fn prepared(&mut self, sql: &'static str) -> rusqlite::Result<&mut Statement<'c>> {
        let known = self
            .prepared
            .iter()
            .position(|(text, _)| std::ptr::eq(*text, sql));
        let at = match known {
            Some(at) => at,
            None => {
                self.prepared.push((sql, self.connection.prepare(sql)?));
                self.prepared.len() - 1
            }
        };
        Ok(&mut self.prepared[at].1)
    }
}

/// The statuses of a message that was sent, delivered and read, as one statement: most messages have just these, and a
/// statement costs more than the rows in it. Answers how many rows it wrote, if they are those.
fn insert_life(rows: &[Row], inserts: &mut Inserts<'_>) -> rusqlite::Result<Option<usize>> {
    let Some([first, second, third]) = rows.first_chunk() else {
        return Ok(None);
    };
    let facts = (
        first.genuine("sent"),
        second.genuine("delivered"),
        third.genuine("read"),
    );
    let (Some(sent), Some(delivered), Some(read)) = facts else {
        return Ok(None);
    };
    inserts
        .prepared(
            "INSERT INTO statuses VALUES (?,?,'sent',NULL,'genuine',?),
                    (?,?,'delivered',NULL,'genuine',?), (?,?,'read',NULL,'genuine',?)",
        )?
        .execute(params![
            sent.0,
            sent.1,
            sent.2,
            delivered.0,
            delivered.1,
            delivered.2,
            read.0,
            read.1,
            read.2
        ])?;
    Ok(Some(3))
}

fn insert_send(inserts: &mut Inserts<'_>, send: &SendRow) -> rusqlite::Result<usize> {
    if send.decision == "accepted" && send.http_status == 200 && send.reply_to.is_none() {
        return insert_accepted(inserts, send);
    }
    inserts
        .prepared("INSERT INTO sends VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")?
        .execute(params![
            send.id,
            send.at_us,
            send.phone_number_id,
            send.kind,
            send.to_number,
            send.template,
            send.language,
            send.params,
            send.callback,
            send.body_hash,
            send.decision,
            send.refusal_class,
            send.code,
            send.http_status,
            send.wamid,
            send.expectation,
            send.parcel,
            send.traced_by,
            send.reply_to,
        ])
}

/// The same row, with what every accepted send has in the statement itself.
fn insert_accepted(inserts: &mut Inserts<'_>, send: &SendRow) -> rusqlite::Result<usize> {
    inserts
        .prepared(
            "INSERT INTO sends VALUES (?,?,?,?,?,?,?,?,?,?,'accepted',NULL,NULL,200,?,?,?,?,NULL)",
        )?
        .execute(params![
            send.id,
            send.at_us,
            send.phone_number_id,
            send.kind,
            send.to_number,
            send.template,
            send.language,
            send.params,
            send.callback,
            send.body_hash,
            send.wamid,
            send.expectation,
            send.parcel,
            send.traced_by,
        ])
}

fn insert_sms_send(inserts: &mut Inserts<'_>, send: &SmsSendRow) -> rusqlite::Result<usize> {
    inserts
        .prepared("INSERT INTO sms_sends VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")?
        .execute(params![
            send.id,
            send.at_us,
            send.provider,
            send.to_number,
            send.sender,
            send.template,
            send.params,
            send.text,
            send.segments,
            send.reference,
            send.out_id,
            send.decision,
            send.refusal_class,
            send.code,
            send.http_status,
            send.request,
            send.expectation,
            send.parcel,
            send.traced_by,
        ])
}
