//! What customers do besides receiving: they write, and what they send can be fetched.

use std::sync::atomic::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::{World, lock};
use crate::clock::Moment;
use crate::cloud_api::wamid::{self, Direction};
use crate::graph::media::{INBOUND_LIFE, Medium};
use crate::graph::samples;
use crate::limits::key;
use crate::webhook::Content;

impl World {
    /// A customer writes: opens the service window, and gives the message an id.
    pub fn customer_writes(&self, now: Moment, phone_number_id: &str, from: &str) -> String {
        if let Some(shard) = self.shards.get(phone_number_id) {
            let mut state = lock(&shard.state);
            state.windows.note_inbound(now, 0, key::of(from));
            state.throughput.note_inbound(now);
        }
        let sequence = self.next_inbound.fetch_add(1, Ordering::Relaxed);
        wamid::encode(from, Direction::Inbound, self.run_tag, sequence)
    }

    /// Puts a real file behind a customer's medium, so that its id can be fetched and its hash is true.
    pub fn furnish(&self, now: Moment, phone_number_id: &str, content: &mut Content) {
        let Content::Media { kind, media } = content else {
            return;
        };
        if media.id.is_some() {
            return;
        }
        let mime = media
            .mime_type
            .clone()
            .unwrap_or_else(|| kind.mime_type().to_owned());
        let bytes = samples::of(&mime);
        media.sha256 = Some(STANDARD.encode(Sha256::digest(&bytes)));
        media.id = Some(self.keep_medium(Medium {
            mime,
            filename: media.filename.clone(),
            bytes: Bytes::from(bytes),
            number_id: phone_number_id.to_owned(),
            expires: now.after(INBOUND_LIFE),
        }));
    }
}
