//! Resumable uploads: sessions, and the handles of what was uploaded whole.
//!
//! Source: Meta, Graph API, resumable upload.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Most open sessions; the oldest go first.
pub const SESSIONS_MAX: usize = 10_000;
/// Most handles; beyond it the oldest are forgotten.
pub const HANDLES_MAX: usize = 100_000;
/// Largest file.
pub const FILE_BYTES_MAX: u64 = 100 << 20;

/// A session: how much of the file has come. Its bytes are not kept; nobody reads them back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// MIME type.
    pub mime: String,
    /// Bytes announced.
    pub length: u64,
    /// Bytes received.
    pub received: u64,
}

/// All uploads.
#[derive(Debug, Default)]
pub(crate) struct Uploads {
    store: Mutex<Store>,
}

#[derive(Debug, Default)]
struct Store {
    sessions: HashMap<String, Session>,
    order: VecDeque<String>,
    handles: HashSet<String>,
    handle_order: VecDeque<String>,
}

impl Uploads {
    /// Opens a session; answers the id that had to go for it.
    pub(crate) fn open(&self, id: String, session: Session) -> Option<String> {
        let mut store = self.lock();
        let gone = (store.sessions.len() >= SESSIONS_MAX)
            .then(|| store.order.pop_front())
            .flatten();
        if let Some(gone) = &gone {
            store.sessions.remove(gone);
        }
        store.order.push_back(id.clone());
        store.sessions.insert(id, session);
        gone
    }

    pub(crate) fn find(&self, id: &str) -> Option<Session> {
        self.lock().sessions.get(id).cloned()
    }

    /// Takes bytes at an offset.
    ///
    /// # Errors
    /// The offset that would be right, when this one is not.
    pub(crate) fn take(&self, id: &str, offset: u64, bytes: u64) -> Result<Session, u64> {
        let mut store = self.lock();
        let session = store.sessions.get_mut(id).ok_or(0u64)?;
        if offset != session.received || offset + bytes > session.length {
            return Err(session.received);
        }
        session.received += bytes;
        Ok(session.clone())
    }

    pub(crate) fn keep_handle(&self, handle: String) {
        let mut store = self.lock();
        if store.handles.len() >= HANDLES_MAX
            && let Some(oldest) = store.handle_order.pop_front()
        {
            store.handles.remove(&oldest);
        }
        store.handle_order.push_back(handle.clone());
        store.handles.insert(handle);
    }

    /// Whether a handle came from here.
    pub(crate) fn knows_handle(&self, handle: &str) -> bool {
        self.lock().handles.contains(handle)
    }

    pub(crate) fn clear(&self) {
        *self.lock() = Store::default();
    }

    fn lock(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_taken_at_the_offset_that_is_next_and_nowhere_else() {
        let uploads = Uploads::default();
        let session = Session {
            mime: "image/jpeg".into(),
            length: 10,
            received: 0,
        };
        uploads.open("upload:1".into(), session);
        assert_eq!(uploads.take("upload:1", 0, 4).map(|s| s.received), Ok(4));
        assert_eq!(uploads.take("upload:1", 0, 4), Err(4));
        assert_eq!(uploads.take("upload:1", 4, 7), Err(4));
        assert_eq!(uploads.take("upload:1", 4, 6).map(|s| s.received), Ok(10));
        assert_eq!(uploads.take("upload:2", 0, 1), Err(0));
    }
}
