//! Reading a request's body: how long it may be, how slow, and how many long ones at the same time, so that no number
//! of clients fills the memory.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::StatusCode;
use hyper::body::{Body, Incoming};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::clock::Clock;

/// Longest body of a send. Meta publishes none; its longest message is a few ten thousand bytes.
pub const MESSAGE_BYTES_MAX: usize = 1024 * 1024;
/// Longest body of any other call but uploads: a batch of 50, a template, a flow. Meta publishes none.
pub const JSON_BYTES_MAX: usize = 3 * 1024 * 1024;
/// Longest upload: Meta's longest document, 100 MB (Meta, Cloud API, media), and what multipart adds.
pub const UPLOAD_BYTES_MAX: usize = 100 * 1024 * 1024 + 1024 * 1024;

/// Bodies up to here need no slot: with all connections in use they come to 256 MiB.
const SMALL_BYTES_MAX: usize = 64 * 1024;
const MEDIUM_SLOTS: usize = 32;
const LARGE_SLOTS: usize = 4;
const DOWNLOAD_SLOTS: usize = 4;
const SLOT_TIMEOUT: Duration = Duration::from_secs(30);
/// A body may take this long, and longer by a second for each [`BYTES_PER_SECOND_MIN`] that came.
const GRACE: Duration = Duration::from_secs(30);
const BYTES_PER_SECOND_MIN: u64 = 32 * 1024;
/// A client that is told of its error while it still sends may go on for a while, else it would not hear it.
const DRAIN_BYTES_MAX: usize = 256 * 1024 * 1024;
const DRAIN_TIMEOUT: Duration = Duration::from_secs(30);

/// Slots for bodies that are long, of requests and of answers.
pub(super) struct Budget {
    medium: Arc<Semaphore>,
    large: Arc<Semaphore>,
    downloads: Arc<Semaphore>,
}

/// The right to hold a long body in memory.
pub(super) struct Slot {
    _permit: OwnedSemaphorePermit,
}

impl Slot {
    /// Bytes that give the slot back when they are dropped.
    pub(super) fn kept_with(self, bytes: Vec<u8>) -> Bytes {
        Bytes::from_owner(Held { bytes, _slot: self })
    }
}

struct Held {
    bytes: Vec<u8>,
    _slot: Slot,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Default for Budget {
    fn default() -> Budget {
        Budget {
            medium: Arc::new(Semaphore::new(MEDIUM_SLOTS)),
            large: Arc::new(Semaphore::new(LARGE_SLOTS)),
            downloads: Arc::new(Semaphore::new(DOWNLOAD_SLOTS)),
        }
    }
}

impl Budget {
    /// The slot for a body of this length; `Ok(None)` when it needs none.
    async fn slot(&self, bytes: usize) -> Result<Option<Slot>, Unread> {
        if bytes <= SMALL_BYTES_MAX {
            return Ok(None);
        }
        let slots = if bytes <= JSON_BYTES_MAX {
            &self.medium
        } else {
            &self.large
        };
        taken(slots).await.map(Some)
    }

    /// The slot for the answer to a call that may be a medium, which is in memory whole until it is out.
    pub(super) async fn download(&self, method: &str, path: &str) -> Result<Option<Slot>, Unread> {
        if method != "GET" || !path.trim_end_matches('/').ends_with("/attachments") {
            return Ok(None);
        }
        taken(&self.downloads).await.map(Some)
    }
}

async fn taken(slots: &Arc<Semaphore>) -> Result<Slot, Unread> {
    let slot = tokio::time::timeout(SLOT_TIMEOUT, Arc::clone(slots).acquire_owned()).await;
    match slot {
        Ok(Ok(permit)) => Ok(Slot { _permit: permit }),
        Ok(Err(_)) | Err(_) => Err(Unread::Busy),
    }
}

/// A body, and the slot that it takes while it is in use.
pub(super) struct Whole {
    pub(super) bytes: Bytes,
    _slot: Option<Slot>,
}

/// Why there is no whole body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is longer than this many bytes.
    TooLong(usize),
    /// It came too slowly.
    TooSlow,
    /// Too many long bodies at the same time.
    Busy,
    /// The connection broke.
    Broken,
}

impl Unread {
    /// The status that says so; None when nobody is there to be told.
    pub(super) fn status(self) -> Option<StatusCode> {
        match self {
            Unread::TooLong(_) => Some(StatusCode::PAYLOAD_TOO_LARGE),
            Unread::TooSlow => Some(StatusCode::REQUEST_TIMEOUT),
            Unread::Busy => Some(StatusCode::SERVICE_UNAVAILABLE),
            Unread::Broken => None,
        }
    }
}

/// How long the body of a call may be, by its method and path without the query.
pub(super) fn longest(method: &str, path: &str) -> usize {
    if method != "POST" {
        return JSON_BYTES_MAX;
    }
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
    match last {
        "messages" | "marketing_messages" => MESSAGE_BYTES_MAX,
        "media" => UPLOAD_BYTES_MAX,
        // A part of a resumable upload goes to the upload's own id.
        _ if last.starts_with("upload:") => UPLOAD_BYTES_MAX,
        _ => JSON_BYTES_MAX,
    }
}

/// A whole body of at most `bytes_max`.
pub(super) async fn whole(
    body: Incoming,
    bytes_max: usize,
    budget: &Budget,
    clock: &Clock,
) -> Result<Whole, Unread> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > bytes_max {
        drain(body);
        return Err(Unread::TooLong(bytes_max));
    }
    let slot = budget.slot(announced).await?;
    let exact = body.size_hint().exact().is_some();
    let mut reading = Reading {
        body,
        bytes_max,
        started: clock.instant(),
        received: 0,
    };
    let first = reading.next().await?.unwrap_or_default();
    if first.len() == announced && exact {
        // Nearly every send: one frame, no copy.
        return Ok(Whole {
            bytes: first,
            _slot: slot,
        });
    }
    reading.rest(first, announced, slot, budget).await
}

struct Reading {
    body: Incoming,
    bytes_max: usize,
    started: Instant,
    received: usize,
}

impl Reading {
    async fn rest(
        mut self,
        first: Bytes,
        announced: usize,
        mut slot: Option<Slot>,
        budget: &Budget,
    ) -> Result<Whole, Unread> {
        let mut bytes = Vec::with_capacity(announced.max(first.len()));
        bytes.extend_from_slice(&first);
        let mut paid = announced.max(SMALL_BYTES_MAX);
        loop {
            if self.received > self.bytes_max {
                drain(self.body);
                return Err(Unread::TooLong(self.bytes_max));
            }
            if self.received > paid {
                // Its length was not announced. Waiting for a larger slot with one in hand could lock up.
                drop(slot);
                paid = if self.received > JSON_BYTES_MAX {
                    self.bytes_max
                } else {
                    JSON_BYTES_MAX.min(self.bytes_max)
                };
                slot = budget.slot(paid).await?;
            }
            match self.next().await? {
                Some(more) => bytes.extend_from_slice(&more),
                None => break,
            }
        }
        Ok(Whole {
            bytes: bytes.into(),
            _slot: slot,
        })
    }

    /// The next piece; None at the end.
    async fn next(&mut self) -> Result<Option<Bytes>, Unread> {
        loop {
            let until = self.started + allowed(self.received as u64);
            let frame = tokio::time::timeout_at(until.into(), self.body.frame()).await;
            match frame {
                Err(_) => return Err(Unread::TooSlow),
                Ok(None) => return Ok(None),
                Ok(Some(Err(_))) => return Err(Unread::Broken),
                Ok(Some(Ok(frame))) => {
                    // Trailers are no part of the body.
                    if let Ok(data) = frame.into_data() {
                        self.received += data.len();
                        return Ok(Some(data));
                    }
                }
            }
        }
    }
}

/// How long a body may have taken by the time that this many bytes of it are there.
fn allowed(received: u64) -> Duration {
    GRACE + Duration::from_secs(received / BYTES_PER_SECOND_MIN)
}

/// Reads on without keeping anything, for a while, so that the client gets to read its answer.
fn drain(mut body: Incoming) {
    tokio::spawn(tokio::time::timeout(DRAIN_TIMEOUT, async move {
        let mut drained = 0;
        while let Some(Ok(frame)) = body.frame().await {
            drained += frame.data_ref().map_or(0, Bytes::len);
            if drained > DRAIN_BYTES_MAX {
                break;
            }
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_call_has_a_longest_body() {
        for (method, path, expected) in [
            ("POST", "/v23.0/1/messages", MESSAGE_BYTES_MAX),
            ("POST", "/1/marketing_messages/", MESSAGE_BYTES_MAX),
            ("POST", "/v23.0/1/media", UPLOAD_BYTES_MAX),
            ("POST", "/v23.0/upload:MTphd", UPLOAD_BYTES_MAX),
            ("POST", "/", JSON_BYTES_MAX),
            ("GET", "/v23.0/1/media", JSON_BYTES_MAX),
            ("DELETE", "", JSON_BYTES_MAX),
        ] {
            assert_eq!(longest(method, path), expected, "{method} {path}");
        }
    }

    #[test]
    fn a_body_may_take_longer_the_more_of_it_is_there() {
        assert_eq!(allowed(0).as_secs(), 30);
        assert_eq!(allowed(32 * 1024 - 1).as_secs(), 30);
        assert_eq!(allowed(3 * 1024 * 1024).as_secs(), 126);
    }

    #[tokio::test]
    async fn a_slot_comes_back_with_the_last_byte() {
        let budget = Budget::default();
        let slot = budget
            .download("GET", "/whatsapp_business/attachments/")
            .await;
        let bytes = slot.ok().flatten().map(|slot| slot.kept_with(vec![1]));
        assert_eq!(budget.downloads.available_permits(), DOWNLOAD_SLOTS - 1);
        drop(bytes);
        assert_eq!(budget.downloads.available_permits(), DOWNLOAD_SLOTS);
        let other = budget.download("GET", "/v23.0/1/phone_numbers").await;
        assert!(other.is_ok_and(|slot| slot.is_none()));
    }

    #[tokio::test(start_paused = true)]
    async fn long_bodies_wait_for_a_slot_and_not_for_ever() {
        let budget = Budget::default();
        let mut taken = Vec::new();
        for _ in 0..LARGE_SLOTS {
            taken.push(budget.slot(UPLOAD_BYTES_MAX).await);
        }
        let fifth = budget.slot(UPLOAD_BYTES_MAX).await.map(|_| ());
        assert_eq!(fifth, Err(Unread::Busy));
        assert!(budget.slot(100).await.is_ok_and(|slot| slot.is_none()));
        assert!(budget.slot(JSON_BYTES_MAX).await.is_ok());
        taken.pop();
        assert!(budget.slot(UPLOAD_BYTES_MAX).await.is_ok());
    }
}
