//! What is still to be fetched: pointers of carriers and customers' photos. A row stays until its errand is done, so that
//! the next start can go on.

use rusqlite::Connection;

use super::books::Books;
use crate::carriers::News;
use crate::errands::Errand;

impl Books<'_> {
    /// Notes an address that is to be fetched; the same one twice is one.
    pub(super) fn point(&mut self, url: String) -> rusqlite::Result<()> {
        let new = self
            .connection
            .prepare_cached("INSERT OR IGNORE INTO pointers (url) VALUES (?1)")?
            .execute([&url])?;
        if new > 0 {
            let id = self.connection.last_insert_rowid();
            self.out.errands.push(Errand::Pointer { id, url });
        }
        Ok(())
    }

    /// Takes what was found behind a pointer, which is done with.
    pub(super) fn fetched(&mut self, id: i64, news: Vec<News>) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("DELETE FROM pointers WHERE id = ?1")?
            .execute([id])?;
        for one in news {
            self.news(one)?;
        }
        Ok(())
    }

    /// Stores a photo; without bytes it could not be had.
    pub(super) fn photo(
        &mut self,
        media_id: &str,
        mime_type: &str,
        bytes: Option<&[u8]>,
    ) -> rusqlite::Result<()> {
        let status = if bytes.is_some() { "stored" } else { "missed" };
        self.connection
            .prepare_cached(
                "UPDATE photos SET status = ?2, mime_type = ?3, bytes = ?4 WHERE media_id = ?1",
            )?
            .execute((media_id, status, mime_type, bytes))?;
        Ok(())
    }
}

/// What an earlier process did not fetch.
pub(super) fn left(connection: &Connection) -> rusqlite::Result<Vec<Errand>> {
    let mut errands = connection
        .prepare("SELECT id, url FROM pointers ORDER BY id")?
        .query_map([], |row| {
            Ok(Errand::Pointer {
                id: row.get(0)?,
                url: row.get(1)?,
            })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let mut photos = connection.prepare("SELECT media_id FROM photos WHERE status = 'wanted'")?;
    for media_id in photos.query_map([], |row| row.get(0))? {
        errands.push(Errand::Photo {
            media_id: media_id?,
        });
    }
    Ok(errands)
}
