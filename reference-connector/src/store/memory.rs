//! What the writer keeps in memory so that the busy path asks the database no more than it has to. It is read from the
//! database at the start; a transaction that fails later may leave a count too many, which only ever suppresses.

use std::collections::HashSet;
use std::sync::Arc;

use rusqlite::Connection;

use crate::config::Config;
use crate::defects::Plants;
use crate::frequency::Frequency;
use crate::policy::{self, TEMPLATE_WINDOW};
use crate::reminder::real_ms;
use crate::subject::Subject;

pub(super) struct Memory {
    pub(super) config: Arc<Config>,
    pub(super) plants: Plants,
    pub(super) frequency: Frequency,
    /// Numbers of customers who want no more messages.
    pub(super) opted_out: HashSet<String>,
    /// News that wait for a customer.
    pub(super) parked: i64,
}

impl Memory {
    pub(super) fn of(
        connection: &Connection,
        config: Arc<Config>,
        now_ms: i64,
    ) -> rusqlite::Result<Memory> {
        let window_ms = real_ms(TEMPLATE_WINDOW, config.clock_scale);
        let mut memory = Memory {
            plants: Plants::new(config.defects),
            frequency: Frequency::new(window_ms),
            opted_out: HashSet::new(),
            parked: connection.query_row("SELECT count(*) FROM parked", [], |row| row.get(0))?,
            config,
        };
        let mut numbers = connection.prepare("SELECT number FROM opt_outs")?;
        for number in numbers.query_map([], |row| row.get(0))? {
            memory.opted_out.insert(number?);
        }
        let mut sends = connection.prepare(
            "SELECT recipient, checkpoint, taken_at, phone_number_id FROM inbox WHERE taken_at > ?1 ORDER BY taken_at",
        )?;
        let mut rows = sends.query([now_ms - window_ms])?;
        while let Some(row) = rows.next()? {
            let subject = Subject::from_code(row.get(1)?);
            if let Some(template) = subject.and_then(policy::template_of) {
                let (number, sender): (String, String) = (row.get(0)?, row.get(3)?);
                let template = memory.config.template_name(template, &sender);
                memory.frequency.count(&number, &template, row.get(2)?);
            }
        }
        Ok(memory)
    }
}
