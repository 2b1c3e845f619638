//! Media: what was uploaded, and what customers sent. Bytes are kept as long as there is room.
//!
//! Source: Meta, Cloud API, media (lives, sizes, kinds).

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;

use crate::clock::Moment;

/// How long an uploaded medium's id is good.
pub const UPLOADED_LIFE: Duration = Duration::from_secs(30 * 24 * 3_600);
/// How long the id of a customer's medium is good.
pub const INBOUND_LIFE: Duration = Duration::from_secs(7 * 24 * 3_600);
/// Most bytes of a customer's medium; a larger one is an error in the webhook (131052).
pub const INBOUND_BYTES_MAX: u64 = 100 << 20;
/// How long a download address is good.
pub const URL_LIFE: Duration = Duration::from_secs(5 * 60);
/// Most media; the oldest go first.
pub const MEDIA_MAX: usize = 100_000;
/// Most bytes in memory; the oldest go first, and their ids with them.
pub const BYTES_MAX: usize = 512 * 1024 * 1024;

/// A medium.
#[derive(Debug, Clone)]
pub struct Medium {
    /// MIME type without parameters.
    pub mime: String,
    /// File name, when it has one.
    pub filename: Option<String>,
    /// Its bytes.
    pub bytes: Bytes,
    /// The number that uploaded or received it.
    pub number_id: String,
    /// When its id ends.
    pub expires: Moment,
}

/// What may be uploaded: MIME type, kind of message, most bytes.
pub const KINDS: &[(&str, &str, usize)] = &[
    ("audio/aac", "audio", 16 << 20),
    ("audio/mp4", "audio", 16 << 20),
    ("audio/mpeg", "audio", 16 << 20),
    ("audio/amr", "audio", 16 << 20),
    ("audio/ogg", "audio", 16 << 20),
    ("audio/opus", "audio", 16 << 20),
    ("application/vnd.ms-powerpoint", "document", 100 << 20),
    ("application/msword", "document", 100 << 20),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "document",
        100 << 20,
    ),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "document",
        100 << 20,
    ),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "document",
        100 << 20,
    ),
    ("application/pdf", "document", 100 << 20),
    ("text/plain", "document", 100 << 20),
    ("application/vnd.ms-excel", "document", 100 << 20),
    ("image/jpeg", "image", 5 << 20),
    ("image/png", "image", 5 << 20),
    ("image/webp", "sticker", 500 << 10),
    ("video/mp4", "video", 16 << 20),
    ("video/3gpp", "video", 16 << 20),
];

/// The kind of message a MIME type serves, and its most bytes.
pub fn kind_of(mime: &str) -> Option<(&'static str, usize)> {
    let plain = mime.split(';').next().unwrap_or(mime).trim();
    KINDS
        .iter()
        .find(|(known, _, _)| known.eq_ignore_ascii_case(plain))
        .map(|(_, kind, most)| (*kind, *most))
}

/// All media.
#[derive(Debug, Default)]
pub(crate) struct Media {
    store: Mutex<Store>,
}

#[derive(Debug, Default)]
struct Store {
    by_id: HashMap<String, Medium>,
    order: VecDeque<String>,
    bytes: usize,
}

impl Media {
    /// Keeps a medium; answers the ids that had to go for it.
    pub(crate) fn insert(&self, id: String, medium: Medium) -> Vec<String> {
        let mut store = self.lock();
        store.bytes += medium.bytes.len();
        store.order.push_back(id.clone());
        store.by_id.insert(id, medium);
        let mut gone = Vec::new();
        while store.by_id.len() > MEDIA_MAX || (store.bytes > BYTES_MAX && store.by_id.len() > 1) {
            let Some(oldest) = store.order.pop_front() else {
                break;
            };
            if store.forget(&oldest) {
                gone.push(oldest);
            }
        }
        gone
    }

    /// A medium whose id is still good.
    pub(crate) fn find(&self, id: &str, now: Moment) -> Option<Medium> {
        self.lock()
            .by_id
            .get(id)
            .filter(|medium| now < medium.expires)
            .cloned()
    }

    /// The MIME type of a medium whose id is still good.
    pub(crate) fn mime(&self, id: &str, now: Moment) -> Option<String> {
        self.lock()
            .by_id
            .get(id)
            .filter(|medium| now < medium.expires)
            .map(|medium| medium.mime.clone())
    }

    /// True when there was one.
    pub(crate) fn remove(&self, id: &str) -> bool {
        self.lock().forget(id)
    }

    pub(crate) fn clear(&self) {
        *self.lock() = Store::default();
    }

    fn lock(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    fn forget(&mut self, id: &str) -> bool {
        let gone = self.by_id.remove(id);
        if let Some(medium) = &gone {
            self.bytes -= medium.bytes.len();
        }
        gone.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn medium(bytes: usize, expires_s: u64) -> Medium {
        Medium {
            mime: "image/jpeg".into(),
            filename: None,
            bytes: Bytes::from(vec![0; bytes]),
            number_id: "1".into(),
            expires: Moment::from_unix_s(expires_s),
        }
    }

    #[test]
    fn an_id_ends_when_its_time_is_over() {
        let media = Media::default();
        media.insert("1".into(), medium(10, 100));
        assert!(media.find("1", Moment::from_unix_s(99)).is_some());
        assert!(media.find("1", Moment::from_unix_s(100)).is_none());
    }

    #[test]
    fn the_oldest_go_when_there_is_no_room() {
        let media = Media::default();
        let third = BYTES_MAX / 3 + 1;
        let gone: Vec<Vec<String>> = ["1", "2", "3"]
            .iter()
            .map(|id| media.insert((*id).to_owned(), medium(third, 100)))
            .collect();
        assert_eq!(gone, [vec![], vec![], vec!["1".to_owned()]]);
        assert!(media.find("3", Moment::from_unix_s(1)).is_some());
    }

    #[test]
    fn parameters_of_a_mime_type_do_not_matter() {
        assert_eq!(
            kind_of("audio/ogg; codecs=opus").map(|(kind, _)| kind),
            Some("audio")
        );
        assert_eq!(kind_of("application/octet-stream"), None);
    }
}
