//! Putting notices together from what several sources tell: a carrier knows a number and a checkpoint, the shop knows
//! the customer. News without a customer wait until one is known.

use rusqlite::{OptionalExtension, Row};

use super::books::Books;
use crate::carriers::{Known, News};
use crate::checkpoint::Checkpoint;
use crate::defects::Plants;
use crate::message::Message;
use crate::policy;

/// News that may wait; beyond it the oldest are forgotten.
const PARKED_MAX: i64 = 100_000;

/// News that waited.
struct Parked {
    id: i64,
    checkpoint: Checkpoint,
    known: Known,
}

impl Books<'_> {
    /// Takes what a push told, as far as it can be told on.
    pub(super) fn news(&mut self, news: News) -> rusqlite::Result<()> {
        if let (Some(number), Some(order)) = (&news.tracking_number, &news.order) {
            self.learn(number, order, &news.known)?;
            self.release(number)?;
        }
        let Some(checkpoint) = news.checkpoint else {
            return Ok(());
        };
        let numbers = match (&news.tracking_number, &news.order) {
            (Some(number), _) => vec![number.clone()],
            (None, Some(order)) => self.numbers_of(order)?,
            (None, None) => return Ok(()),
        };
        if numbers.is_empty() {
            return self.park(&news, checkpoint);
        }
        for number in numbers {
            if !self.tell(&number, checkpoint, news.known.clone())? {
                let tracking_number = Some(number);
                self.park(
                    &News {
                        tracking_number,
                        ..news.clone()
                    },
                    checkpoint,
                )?;
            }
        }
        Ok(())
    }

    /// Tells what waited for this parcel's customer, if the customer is known now.
    pub(super) fn release(&mut self, number: &str) -> rusqlite::Result<()> {
        if self.memory.parked == 0 || self.known(number)?.recipient.is_none() {
            return Ok(());
        }
        for parked in self.parked(number)? {
            self.connection
                .prepare_cached("DELETE FROM parked WHERE id = ?1")?
                .execute([parked.id])?;
            self.memory.parked -= 1;
            self.tell(number, parked.checkpoint, parked.known)?;
        }
        Ok(())
    }

    /// Takes a checkpoint's message. False: nobody knows whom it is for.
    fn tell(
        &mut self,
        number: &str,
        checkpoint: Checkpoint,
        known: Known,
    ) -> rusqlite::Result<bool> {
        let known = known.or(self.known(number)?);
        let Some(notice) = known.notice(number.to_owned(), checkpoint) else {
            return Ok(false);
        };
        if let Some(template) = Plants::template(self.defects(), checkpoint) {
            let message = Message::new(notice, template, &self.memory.config);
            self.take_one(message)?;
        }
        Ok(true)
    }

    fn learn(&mut self, number: &str, order: &str, known: &Known) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO parcels (tracking_number, shop_order, recipient, country, carrier_name, estimated_delivery, seller)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (tracking_number) DO UPDATE SET
                   shop_order = excluded.shop_order,
                   recipient = coalesce(excluded.recipient, recipient),
                   country = coalesce(excluded.country, country),
                   carrier_name = coalesce(excluded.carrier_name, carrier_name),
                   estimated_delivery = coalesce(excluded.estimated_delivery, estimated_delivery),
                   seller = coalesce(excluded.seller, seller)",
            )?
            .execute((
                number,
                order,
                &known.recipient,
                &known.country,
                &known.carrier_name,
                &known.estimated_delivery,
                &known.seller,
            ))?;
        Ok(())
    }

    /// What the shop told about a parcel, else what an earlier message of it told.
    fn known(&self, number: &str) -> rusqlite::Result<Known> {
        let told = self
            .connection
            .prepare_cached(
                "SELECT country, carrier_name, estimated_delivery, seller, recipient FROM parcels
                 WHERE tracking_number = ?1",
            )?
            .query_row([number], |row| {
                Ok(Known {
                    recipient: row.get(4)?,
                    ..known_of(row, 0)?
                })
            })
            .optional()?;
        let earlier = self
            .connection
            .prepare_cached(
                "SELECT recipient, language, carrier_name, estimated_delivery_date, phone_number_id FROM inbox
                 WHERE tracking_number = ?1 AND checkpoint >= 0 LIMIT 1",
            )?
            .query_row([number], |row| {
                let (language, sender): (String, String) = (row.get(1)?, row.get(4)?);
                let numbers = &self.memory.config.phone_numbers;
                let seller = numbers.iter().find(|number| number.id == sender);
                Ok(Known {
                    recipient: row.get(0)?,
                    country: policy::country(&language).map(str::to_owned),
                    carrier_name: row.get(2)?,
                    estimated_delivery: row.get(3)?,
                    seller: seller.map(|number| number.seller.clone()),
                })
            })
            .optional()?;
        Ok(told.unwrap_or_default().or(earlier.unwrap_or_default()))
    }

    fn numbers_of(&self, order: &str) -> rusqlite::Result<Vec<String>> {
        self.connection
            .prepare_cached("SELECT tracking_number FROM parcels WHERE shop_order = ?1")?
            .query_map([order], |row| row.get(0))?
            .collect()
    }

    fn parked(&self, number: &str) -> rusqlite::Result<Vec<Parked>> {
        let parked = |row: &Row<'_>| {
            let checkpoint = Checkpoint::from_rank(row.get(1)?);
            Ok(checkpoint.map(|checkpoint| (row.get(0), checkpoint, known_of(row, 2))))
        };
        let rows = self
            .connection
            .prepare_cached(
                "SELECT id, checkpoint, country, carrier_name, estimated_delivery, seller FROM parked
                 WHERE tracking_number = ?1
                    OR (tracking_number IS NULL AND shop_order =
                        (SELECT shop_order FROM parcels WHERE tracking_number = ?1))
                 ORDER BY id",
            )?
            .query_map([number], parked)?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let read = rows.into_iter().flatten().map(|(id, checkpoint, known)| {
            Ok(Parked {
                id: id?,
                checkpoint,
                known: known?,
            })
        });
        read.collect()
    }

    fn park(&mut self, news: &News, checkpoint: Checkpoint) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO parked (tracking_number, shop_order, checkpoint, country, carrier_name, estimated_delivery, seller)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute((
                &news.tracking_number,
                &news.order,
                checkpoint.rank(),
                &news.known.country,
                &news.known.carrier_name,
                &news.known.estimated_delivery,
                &news.known.seller,
            ))?;
        self.memory.parked += 1;
        if self.memory.parked > PARKED_MAX {
            self.connection
                .prepare_cached("DELETE FROM parked WHERE id = (SELECT min(id) FROM parked)")?
                .execute([])?;
            self.memory.parked -= 1;
        }
        Ok(())
    }
}

/// Country, carrier's name, estimated delivery and seller from four columns.
fn known_of(row: &Row<'_>, first: usize) -> rusqlite::Result<Known> {
    Ok(Known {
        recipient: None,
        country: row.get(first)?,
        carrier_name: row.get(first + 1)?,
        estimated_delivery: row.get(first + 2)?,
        seller: row.get(first + 3)?,
    })
}
