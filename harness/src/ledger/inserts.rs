//! The writer's statements, each prepared once.

use rusqlite::{Connection, Statement};

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
