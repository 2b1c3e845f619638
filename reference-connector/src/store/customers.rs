//! What customers write: filed once, and what follows from it.

use rusqlite::OptionalExtension;

use super::books::{Books, Post};
use crate::carriers::Consent;
use crate::checkpoint::Checkpoint;
use crate::dialogue::{self, Handover, Reply};
use crate::errands::Errand;
use crate::message;
use crate::meta::Inbound;
use crate::subject::Subject;

/// What stands before the tracking number in the payload of the button that shows a parcel.
const VIEW: &str = "view:";
/// No tracking number is shorter.
const NUMBER_LENGTH_MIN: usize = 8;
/// Words of a text that are tried as tracking numbers.
const NUMBERS_TRIED_MAX: usize = 8;

impl Books<'_> {
    /// Files a customer's message, unless it was heard before.
    pub(super) fn hear(&mut self, message: &Inbound) -> rusqlite::Result<()> {
        let parcel = self.parcel_of(message)?;
        let treatment = message.kind.treatment();
        let tag = self.memory.plants.tag(message.kind);
        let handover = self.memory.plants.handover(treatment.handover);
        let filed = self
            .connection
            .prepare_cached(
                "INSERT OR IGNORE INTO inbound (wamid, sent_from, body, tag, priority, handover, tracking_number, media_id)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute((
                &message.wamid,
                &message.from,
                &message.body,
                tag.word(),
                treatment.priority.word(),
                handover == Handover::Yes,
                &parcel,
                &message.photo,
            ))?;
        if filed == 0 {
            return Ok(());
        }
        if let Some(viewed) = message
            .payload
            .as_deref()
            .and_then(|it| it.strip_prefix(VIEW))
        {
            self.connection
                .prepare_cached("INSERT OR IGNORE INTO views (tracking_number) VALUES (?1)")?
                .execute([viewed])?;
        }
        if let Some(photo) = &message.photo {
            self.want_photo(photo)?;
        }
        match treatment.reply {
            Reply::Nothing => Ok(()),
            // Nothing but the goodbye goes to somebody who wants nothing; a person may still write.
            Reply::LastCheckpoint if self.wants_none(&message.from) => Ok(()),
            Reply::LastCheckpoint => self.answer(message, parcel),
            Reply::Goodbye => self.say_goodbye(message, parcel),
        }
    }

    /// A customer wrote that no more messages are wanted.
    pub(super) fn opt_out(&mut self, number: &str) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO opt_outs (number, in_person) VALUES (?1, 1)")?
            .execute([number])?;
        self.memory.opted_out.insert(number.to_owned());
        Ok(())
    }

    /// A shop says whether a customer wants messages. It takes back only what it said itself.
    pub(super) fn consent(&mut self, number: &str, consent: Consent) -> rusqlite::Result<()> {
        match consent {
            Consent::Given => {
                let withdrawn = self
                    .connection
                    .prepare_cached("DELETE FROM opt_outs WHERE number = ?1 AND NOT in_person")?
                    .execute([number])?;
                if withdrawn > 0 {
                    self.memory.opted_out.remove(number);
                }
            }
            Consent::Withdrawn => {
                self.connection
                    .prepare_cached(
                        "INSERT OR IGNORE INTO opt_outs (number, in_person) VALUES (?1, 0)",
                    )?
                    .execute([number])?;
                self.memory.opted_out.insert(number.to_owned());
            }
        }
        Ok(())
    }

    /// The parcel that a message is about: the button's, one that the text names, that of the message it answers, else
    /// the customer's latest.
    fn parcel_of(&self, message: &Inbound) -> rusqlite::Result<Option<String>> {
        if let Some(viewed) = message
            .payload
            .as_deref()
            .and_then(|it| it.strip_prefix(VIEW))
        {
            return Ok(Some(viewed.to_owned()));
        }
        let words = message
            .body
            .split(|it: char| !it.is_ascii_alphanumeric())
            .filter(|it| it.len() >= NUMBER_LENGTH_MIN && it.bytes().any(|it| it.is_ascii_digit()));
        for word in words.take(NUMBERS_TRIED_MAX) {
            let known = self
                .connection
                .prepare_cached("SELECT 1 FROM inbox WHERE tracking_number = ?1")?
                .exists([word])?;
            if known {
                return Ok(Some(word.to_owned()));
            }
        }
        let found = |sql: &str, key: &str| {
            self.connection
                .prepare_cached(sql)?
                .query_row([key], |row| row.get::<_, String>(0))
                .optional()
        };
        let quoted = match &message.context {
            Some(wamid) => found(
                "SELECT tracking_number FROM records WHERE wamid = ?1",
                wamid,
            )?,
            None => None,
        };
        match quoted.filter(|number| !number.is_empty()) {
            Some(number) => Ok(Some(number)),
            None => found(
                "SELECT tracking_number FROM inbox WHERE recipient = ?1 ORDER BY taken_at DESC LIMIT 1",
                &message.from,
            ),
        }
    }

    /// Tells where the parcel is.
    fn answer(&mut self, message: &Inbound, parcel: Option<String>) -> rusqlite::Result<()> {
        let newest = match &parcel {
            Some(number) => super::takes::newest(self.connection, number)?,
            None => None,
        };
        let known = parcel
            .as_deref()
            .zip(newest.and_then(Checkpoint::from_rank));
        let text = dialogue::answer(&message.from, known);
        self.write_back(message, parcel, Subject::Answer, &text)
    }

    fn say_goodbye(&mut self, message: &Inbound, parcel: Option<String>) -> rusqlite::Result<()> {
        let known = self.memory.opted_out.contains(&message.from);
        self.opt_out(&message.from)?;
        if known {
            return Ok(());
        }
        let text = dialogue::goodbye(&message.from);
        self.write_back(message, parcel, Subject::Goodbye, text)
    }

    /// A free text from the number that the customer wrote to, as an answer to the message.
    fn write_back(
        &mut self,
        message: &Inbound,
        parcel: Option<String>,
        subject: Subject,
        text: &str,
    ) -> rusqlite::Result<()> {
        let tracking_number = parcel.unwrap_or_default();
        let callback = format!("{tracking_number}:{}", subject.word());
        let numbers = &self.memory.config.phone_numbers;
        let first = numbers.first().map(|number| number.id.clone());
        let phone_number_id = match message.phone_number_id.as_str() {
            "" => first.unwrap_or_default(),
            given => given.to_owned(),
        };
        self.post(Post {
            tracking_number: &tracking_number,
            subject,
            phone_number_id: &phone_number_id,
            recipient: &message.from,
            body: message::text(&message.from, text, &message.wamid, &callback),
        })
    }

    /// Notes a photo that is to be fetched: Meta keeps it for a while only.
    fn want_photo(&mut self, media_id: &str) -> rusqlite::Result<()> {
        let new = self
            .connection
            .prepare_cached(
                "INSERT OR IGNORE INTO photos (media_id, status) VALUES (?1, 'wanted')",
            )?
            .execute([media_id])?;
        if new > 0 {
            let media_id = media_id.to_owned();
            self.out.errands.push(Errand::Photo { media_id });
        }
        Ok(())
    }
}
