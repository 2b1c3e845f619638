//! `POST /parcel`: a carrier pushes a signed notice of a parcel of this world, once.
//!
//! The parcel follows from seed, carrier, country and its number in the order of requests, so the same request to
//! a fresh world brings the same parcel. `parcel` names an earlier one again, for its next checkpoint.

use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};

use super::{Call, Errand, Exchange, Purpose, phone, read, shortened};
use crate::carriers::{self, Carrier, Notice};
use crate::chance::Chance;
use crate::clock::Moment;
use crate::cloud_api::answer::Answer;
use crate::control::problem::Problem;
use crate::control::show::AttemptShown;
use crate::control::{Control, Handled, Returned, json_answer};
use crate::countries;
use crate::observation::Outcome;
use crate::parcel::{Checkpoint, Parcel};
use crate::population::{MAIN, Population, PopulationSettings};

/// Characters of the connector's answer that are shown.
const SHOWN_MAX: usize = 2_000;
const EXAMPLE: &str = r#"{"carrier":"aftership","checkpoint":"delivered","country":"BR","url":"http://127.0.0.1:8000/webhooks/aftership"}"#;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    carrier: String,
    checkpoint: String,
    url: String,
    country: Option<String>,
    /// An earlier parcel's number.
    parcel: Option<u64>,
    /// The customer's phone number instead of a drawn one.
    to: Option<String>,
}

/// What was pushed.
#[derive(Debug)]
pub(super) struct Pushed {
    parcel: Parcel,
    checkpoint: Checkpoint,
}

#[derive(Serialize)]
struct Shown<'a> {
    /// To name it again.
    parcel: u64,
    tracking_number: &'a str,
    carrier: &'static str,
    courier: &'static str,
    checkpoint: &'static str,
    estimated_delivery_date: &'a str,
    seller: String,
    recipient: RecipientShown<'a>,
    connector: AttemptShown<'a>,
    /// What the connector answered.
    body: String,
}

#[derive(Serialize)]
struct RecipientShown<'a> {
    phone: &'a str,
    name: &'a str,
    country: &'static str,
}

impl Control {
    pub(in crate::control) fn parcel(&self, now: Moment, body: &[u8]) -> Result<Handled, Problem> {
        let asked: Asked = read(body, EXAMPLE)?;
        let carrier = carrier(&asked.carrier)?;
        let checkpoint = checkpoint(&asked.checkpoint)?;
        let country = country(asked.country.as_deref().unwrap_or("BR"))?;
        (self.guard)(&asked.url).map_err(|error| {
            Problem::new(400, format!("url: {error}")).hint(
                "notices go to this machine only, such as http://127.0.0.1:8000/webhooks/aftership",
            )
        })?;
        let to = asked.to.as_deref().map(|to| phone("to", to)).transpose()?;
        let index = match asked.parcel {
            None => self.next_parcel.fetch_add(1, Ordering::Relaxed) % MAIN.end,
            Some(index) if index < MAIN.end => index,
            Some(index) => {
                return Err(Problem::new(400, format!("parcel: {index} is too large"))
                    .hint("use the number that an earlier answer gave"));
            }
        };
        let mut parcel = self.parcel_of(carrier, country, index)?;
        if let Some(to) = to {
            parcel.recipient.phone = to;
        }
        Ok(Handled::Errand(Box::new(
            self.push(&parcel, checkpoint, now, asked.url),
        )))
    }

    fn parcel_of(
        &self,
        carrier: Carrier,
        country: &'static str,
        index: u64,
    ) -> Result<Parcel, Problem> {
        let settings = self.world.settings();
        let sellers = settings
            .accounts
            .iter()
            .map(|account| account.numbers.len());
        let population = PopulationSettings {
            carriers: [(carrier, 1.0)].into(),
            countries: [(country.to_owned(), 1.0)].into(),
            sellers: sellers.sum::<usize>().max(1) as u32,
            repeat_recipients: 0.0,
            undeliverable: 0.0,
            refused: 0.0,
            base: self.clock.wall_at_start(),
        };
        Population::new(Chance::new(settings.seed), population)
            .map(|population| population.parcel(index))
            .map_err(|error| Problem::new(500, error.to_string()))
    }

    fn push(&self, parcel: &Parcel, checkpoint: Checkpoint, at: Moment, url: String) -> Errand {
        let carrier = parcel.carrier;
        let mut secrets = self.secrets.iter();
        let secret = secrets.find(|(known, _)| *known == carrier);
        let notice = Notice {
            parcel,
            checkpoint,
            at,
            oddity: None,
            forgery: None,
        };
        let rendered = carriers::render(&notice, secret.map_or("", |(_, secret)| secret));
        let url = match &rendered.query {
            None => url,
            Some(query) => carriers::with_query(&url, query),
        };
        let mut headers = rendered.headers;
        headers.push(("content-type".to_owned(), rendered.content_type.to_owned()));
        let pushed = Pushed {
            parcel: parcel.clone(),
            checkpoint,
        };
        Errand {
            exchanges: vec![Exchange::Call(Call {
                method: "POST",
                url,
                headers,
                body: rendered.body,
                timeout: carrier.profile().retry.timeout,
            })],
            purpose: Purpose::Parcel(Box::new(pushed)),
        }
    }

    /// What the connector said to a notice, by the carrier's own rule; kept among what was posted.
    pub(super) fn parcel_pushed(&self, pushed: Pushed, returned: &Returned) -> Answer {
        let Pushed { parcel, checkpoint } = pushed;
        let profile = parcel.carrier.profile();
        let mut attempt = returned.attempt.clone();
        if let Some(status) = attempt.http_status {
            let taken = carriers::acknowledged(parcel.carrier, status, &returned.body);
            attempt.outcome = if taken { Outcome::Ack } else { Outcome::Nack };
            let (name, ack) = (profile.name, profile.ack);
            attempt.error =
                (!taken).then(|| format!("answered {status}; {name} takes {ack} for success"));
        }
        let recipient = &parcel.recipient;
        let answer = json_answer(&Shown {
            parcel: parcel.index,
            tracking_number: &parcel.tracking_number,
            carrier: profile.word,
            courier: parcel.courier.name,
            checkpoint: checkpoint.word(),
            estimated_delivery_date: &parcel.estimated_delivery_date,
            seller: parcel.seller_word(),
            recipient: RecipientShown {
                phone: &recipient.phone,
                name: &recipient.name,
                country: recipient.country,
            },
            connector: AttemptShown::new(&attempt, self.clock.scale()),
            body: shortened(&String::from_utf8_lossy(&returned.body), SHOWN_MAX),
        });
        let number = &parcel.tracking_number;
        self.recent.notice_posted(profile.word, number, attempt);
        answer
    }
}

fn carrier(word: &str) -> Result<Carrier, Problem> {
    Carrier::parse(word).ok_or_else(|| {
        let known = Carrier::ALL.map(Carrier::word);
        unknown("carrier", word, &known)
    })
}

fn checkpoint(word: &str) -> Result<Checkpoint, Problem> {
    Checkpoint::parse(word).ok_or_else(|| {
        let known = Checkpoint::ALL.map(Checkpoint::word);
        unknown("checkpoint", word, &known)
    })
}

fn country(code: &str) -> Result<&'static str, Problem> {
    let found = countries::Country::find(&code.to_ascii_uppercase());
    found.map(|country| country.alpha2).ok_or_else(|| {
        let known: Vec<&str> = countries::ALL
            .iter()
            .map(|country| country.alpha2)
            .collect();
        unknown("country", code, &known)
    })
}

fn unknown(field: &str, got: &str, known: &[&str]) -> Problem {
    Problem::new(
        400,
        format!("{field}: {:?} is not known", shortened(got, 40)),
    )
    .hint(format!("use {}", known.join(", ")))
}
