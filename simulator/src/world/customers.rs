//! What customers do besides receiving: they write, and what they send can be fetched.

use std::sync::atomic::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::{World, lock};
use crate::clock::Moment;
use crate::cloud_api::endpoints::media::attachment;
use crate::cloud_api::wamid::{self, Direction};
use crate::graph::media::{INBOUND_BYTES_MAX, INBOUND_LIFE, Medium};
use crate::graph::samples;
use crate::limits::key;
use crate::webhook::calendar::MEDIA_URL_S;
use crate::webhook::{Content, Edited};

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

    /// A customer taps a template's quick reply: it counts in the template's analytics.
    pub fn taps_quick_reply(&self, now: Moment, template: &str, label: &str) {
        if let Some(id) = self.template_called(template) {
            self.tally
                .note_clicked(now, &id, "quick_reply_button", label);
        }
    }

    /// Puts a real file behind a customer's medium, so that its id can be fetched, its hash is true, and its address
    /// is good. A file that is larger than Meta takes becomes the error that Meta sends for it.
    pub fn furnish(&self, now: Moment, phone_number_id: &str, content: &mut Content) {
        let (kind, media) = match content {
            Content::Media { kind, media } => (*kind, media),
            Content::Edit(edit) => match &mut edit.message {
                Edited::Media { kind, media } => (*kind, media),
                Edited::Text(_) => return,
            },
            _ => return,
        };
        if media
            .file_size
            .is_some_and(|bytes| bytes > INBOUND_BYTES_MAX)
        {
            *content = Content::TooLarge;
            return;
        }
        if media.id.is_some() {
            return;
        }
        let mime = media
            .mime_type
            .clone()
            .unwrap_or_else(|| kind.mime_type().to_owned());
        let bytes = samples::of(&mime);
        media.sha256 = Some(STANDARD.encode(Sha256::digest(&bytes)));
        let id = self.keep_medium(Medium {
            mime,
            filename: media.filename.clone(),
            bytes: Bytes::from(bytes),
            number_id: phone_number_id.to_owned(),
            expires: now.after(INBOUND_LIFE),
        });
        if media.url.is_none() {
            media.url = self.inbound_url(now, &id);
        }
        media.id = Some(id);
    }

    /// The address of a customer's medium in its webhook (Meta, changelog, 12 November 2025), where this world knows
    /// its own.
    fn inbound_url(&self, now: Moment, id: &str) -> Option<String> {
        let shown = self.settings.graph.switches.inbound_media_url && now.unix_s() >= MEDIA_URL_S;
        let base = self.settings.graph.media_base.as_deref()?;
        shown.then(|| attachment(self, base, id, "webhook", now))
    }
}

/// What may be changed about a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustomerChange {
    /// Leaves WhatsApp: messages fail with 131026.
    LeavesWhatsapp,
    /// Joins WhatsApp.
    JoinsWhatsapp,
    /// Blocks the business: 130403.
    BlocksBusiness,
    /// Unblocks it.
    UnblocksBusiness,
    /// Stops marketing messages: 131050.
    StopsMarketing,
    /// Takes them again.
    ResumesMarketing,
}

impl CustomerChange {
    /// By its word, such as `leaves-whatsapp`.
    pub fn of_word(word: &str) -> Option<CustomerChange> {
        Some(match word {
            "leaves-whatsapp" => CustomerChange::LeavesWhatsapp,
            "joins-whatsapp" => CustomerChange::JoinsWhatsapp,
            "blocks-business" => CustomerChange::BlocksBusiness,
            "unblocks-business" => CustomerChange::UnblocksBusiness,
            "stops-marketing" => CustomerChange::StopsMarketing,
            "resumes-marketing" => CustomerChange::ResumesMarketing,
            _ => return None,
        })
    }

    /// All words.
    pub const WORDS: [&'static str; 6] = [
        "leaves-whatsapp",
        "joins-whatsapp",
        "blocks-business",
        "unblocks-business",
        "stops-marketing",
        "resumes-marketing",
    ];
}

impl World {
    /// Changes something about a customer, from now on; false when too many are known.
    pub fn customer_changes(&self, number: &str, change: CustomerChange) -> bool {
        let business = key::of(&self.settings.graph.business_id);
        let customer = key::of(number);
        match change {
            CustomerChange::StopsMarketing => {
                lock(&self.marketing).opt_out(business, customer);
            }
            CustomerChange::ResumesMarketing => lock(&self.marketing).opt_in(business, customer),
            _ => {}
        }
        self.customers.change(number, |known| match change {
            CustomerChange::LeavesWhatsapp => known.not_on_whatsapp = true,
            CustomerChange::JoinsWhatsapp => known.not_on_whatsapp = false,
            CustomerChange::BlocksBusiness => known.blocked_business = true,
            CustomerChange::UnblocksBusiness => known.blocked_business = false,
            CustomerChange::StopsMarketing => known.stopped_marketing = true,
            CustomerChange::ResumesMarketing => known.stopped_marketing = false,
        })
    }
}
