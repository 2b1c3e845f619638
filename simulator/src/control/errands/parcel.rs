//! `POST /parcel`: a carrier pushes a signed notice of a parcel of this world, once. Without `url` nobody is told: the
//! parcel moves on, and whoever asks its carrier sees it.
//!
//! The parcel follows from seed, carrier, country and its number in the order of requests, so the same request to
//! a fresh world brings the same parcel. `parcel` names an earlier one again, for its next checkpoint; so does
//! `tracking_number`, which can also be one that forces a life.

use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};

use super::{Call, Errand, Exchange, Purpose, phone, read, shortened};
use crate::carriers::life::LifeKind;
use crate::carriers::magic_number::{self, Forced};
use crate::carriers::shopify::{self, Consent};
use crate::carriers::{self, Carrier, Manner, Notice};
use crate::chance::Chance;
use crate::clock::Moment;
use crate::cloud_api::answer::Answer;
use crate::control::problem::Problem;
use crate::control::show::AttemptShown;
use crate::control::{Control, Handled, Returned, json_answer};
use crate::countries;
use crate::observation::Outcome;
use crate::parcel::{Checkpoint, Parcel};
use crate::parcels::{Known, NoSuchStep, Tellers};
use crate::population::{MAIN, Population, PopulationSettings};

/// Characters of the connector's answer that are shown.
const SHOWN_MAX: usize = 2_000;
const EXAMPLE: &str = r#"{"carrier":"aftership","checkpoint":"delivered","country":"BR","url":"http://127.0.0.1:8000/webhooks/aftership"}"#;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    carrier: String,
    checkpoint: String,
    url: Option<String>,
    country: Option<String>,
    /// An earlier parcel's number.
    parcel: Option<u64>,
    /// An earlier parcel's tracking number, or one that forces a life.
    tracking_number: Option<String>,
    /// A version or topic of the carrier's webhook other than the usual one.
    form: Option<String>,
    /// The customer's phone number instead of a drawn one.
    to: Option<String>,
}

/// What was pushed.
#[derive(Debug)]
pub(super) struct Pushed {
    parcel: Parcel,
    checkpoint: Checkpoint,
    life: Option<LifeKind>,
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
    /// The life that its number forces.
    #[serde(skip_serializing_if = "Option::is_none")]
    life: Option<&'static str>,
    /// `None`: nobody was told.
    connector: Option<AttemptShown<'a>>,
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
        let form = asked.form.as_deref().map(|word| Form::parse(carrier, word));
        let form = form.transpose()?.unwrap_or(Form::Usual);
        if let Some(url) = &asked.url {
            (self.guard)(url).map_err(|error| {
                Problem::new(400, format!("url: {error}")).hint(
                    "notices go to this machine only, such as http://127.0.0.1:8000/webhooks/aftership",
                )
            })?;
        }
        let to = asked.to.as_deref().map(|to| phone("to", to)).transpose()?;
        let mut parcel = match (&asked.tracking_number, asked.parcel) {
            (Some(_), Some(_)) => {
                let problem = Problem::new(400, "parcel: tracking_number names one already");
                return Err(problem.hint("leave one of the two out"));
            }
            (Some(number), None) => self.parcel_called(number, carrier, country)?,
            (None, index) => self.parcel_of(carrier, country, self.index(index)?)?,
        };
        if let Some(to) = to {
            parcel.recipient.phone = to;
        }
        let (known, life) = self.moved_on(parcel, checkpoint, now)?;
        match asked.url {
            Some(url) => Ok(Handled::Errand(Box::new(
                self.push(&known, life, form, url),
            ))),
            None => {
                let Known {
                    parcel, checkpoint, ..
                } = known;
                let moved = Pushed {
                    parcel,
                    checkpoint,
                    life,
                };
                Ok(Handled::Answer(json_answer(&shown(&moved, None, ""))))
            }
        }
    }

    fn index(&self, asked: Option<u64>) -> Result<u64, Problem> {
        match asked {
            None => Ok(self.next_parcel.fetch_add(1, Ordering::Relaxed) % MAIN.end),
            Some(index) if index < MAIN.end => Ok(index),
            Some(index) => Err(Problem::new(400, format!("parcel: {index} is too large"))
                .hint("use the number that an earlier answer gave")),
        }
    }

    /// The parcel with a tracking number: an aggregator tells of any, everybody else of its own.
    fn parcel_called(
        &self,
        number: &str,
        carrier: Carrier,
        country: &'static str,
    ) -> Result<Parcel, Problem> {
        let parcels = self.world.parcels();
        let known = parcels.told(number).map(|known| known.parcel);
        let parcel = known.or_else(|| parcels.made(number, country).map(|(parcel, _)| parcel));
        let aggregates = matches!(carrier, Carrier::AfterShip | Carrier::SeventeenTrack);
        let parcel = parcel.filter(|parcel| aggregates || parcel.carrier == carrier);
        let parcel =
            parcel.ok_or_else(|| {
                let courier = carrier.couriers().first();
                let example = courier.map_or_else(String::new, |courier| {
                    magic_number::number(courier.number, LifeKind::CustomsHold, 1)
                });
                Problem::new(
                400,
                format!(
                    "tracking_number: {:?} is no parcel that {} told of, and forces no life of one",
                    shortened(number, 60),
                    carrier.word()
                ),
            )
            .hint(format!("such as {example}; `shakedown carriers --markdown` lists them"))
            })?;
        Ok(Parcel { carrier, ..parcel })
    }

    /// The parcel with its next checkpoint, as its carrier knows it from now on.
    fn moved_on(
        &self,
        parcel: Parcel,
        checkpoint: Checkpoint,
        now: Moment,
    ) -> Result<(Known, Option<LifeKind>), Problem> {
        let forced = magic_number::forced(&parcel.tracking_number);
        let parcels = self.world.parcels();
        // A vendor's own test number has a place and no life: it is told as any other.
        if let Some(Forced { life, upto: None }) = forced {
            let moved = parcels.lives_on(&parcel, life, checkpoint, now);
            let known = moved.map_err(|no| no_such_step(checkpoint, &no))?;
            return Ok((known, Some(life)));
        }
        parcels.pushed(&parcel, checkpoint, now);
        let known = Known {
            tellers: Tellers::default().with(parcel.carrier),
            parcel,
            checkpoint,
            at: now,
            life: None,
        };
        Ok((known, None))
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

    fn push(&self, known: &Known, life: Option<LifeKind>, form: Form, url: String) -> Errand {
        let (parcel, checkpoint) = (&known.parcel, known.checkpoint);
        let carrier = parcel.carrier;
        let mut secrets = self.secrets.iter();
        let secret = secrets.find(|(known, _)| *known == carrier);
        let notice = Notice {
            parcel,
            checkpoint,
            at: known.at,
            oddity: None,
            forgery: None,
        };
        let secret = secret.map_or("", |(_, secret)| secret);
        let version = match form {
            Form::Version(version) => Some(version),
            _ => None,
        };
        let manner = Manner {
            told: known.told(),
            version,
            ..Manner::default()
        };
        let rendered = match form {
            Form::Order => shopify::order(&notice, secret),
            Form::OptOut => shopify::consent(&notice, Consent::Unsubscribed, secret),
            _ => self.world.carrier_notice_unheard(&notice, manner, secret),
        };
        let url = match &rendered.query {
            None => url,
            Some(query) => carriers::with_query(&url, query),
        };
        let mut headers = rendered.headers;
        headers.push(("content-type".to_owned(), rendered.content_type.to_owned()));
        let pushed = Pushed {
            parcel: parcel.clone(),
            checkpoint,
            life,
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
        let parcel = &pushed.parcel;
        let profile = parcel.carrier.profile();
        let mut attempt = returned.attempt.clone();
        if let Some(status) = attempt.http_status {
            let taken = carriers::acknowledged(parcel.carrier, status, &returned.body);
            attempt.outcome = if taken { Outcome::Ack } else { Outcome::Nack };
            let (name, ack) = (profile.name, profile.ack);
            attempt.error =
                (!taken).then(|| format!("answered {status}; {name} takes {ack} for success"));
        }
        let said = shortened(&String::from_utf8_lossy(&returned.body), SHOWN_MAX);
        let connector = AttemptShown::new(&attempt, self.clock.scale());
        let answer = json_answer(&shown(&pushed, Some(connector), &said));
        let number = &parcel.tracking_number;
        self.recent.notice_posted(profile.word, number, attempt);
        answer
    }
}

/// What is pushed.
#[derive(Debug, Clone, Copy)]
enum Form {
    Usual,
    /// A version of the carrier's webhook.
    Version(&'static str),
    /// The shop's order.
    Order,
    /// The customer wants no marketing messages any more.
    OptOut,
}

impl Form {
    /// Topics of the shop beside its fulfillments.
    const OF_SHOPS: [(&'static str, Form); 2] = [
        ("orders/create", Form::Order),
        ("customers_marketing_consent/update", Form::OptOut),
    ];

    fn parse(carrier: Carrier, word: &str) -> Result<Form, Problem> {
        let shops = Form::OF_SHOPS
            .iter()
            .filter(|_| carrier == Carrier::Shopify);
        let versions = carrier.profile().versions;
        let all = versions
            .iter()
            .map(|version| (*version, Form::Version(version)));
        let all: Vec<(&str, Form)> = all.chain(shops.copied()).collect();
        let found = all.iter().find(|(known, _)| *known == word);
        found.map(|(_, form)| *form).ok_or_else(|| {
            let known: Vec<&str> = all.iter().map(|(known, _)| *known).collect();
            unknown("form", word, &known)
        })
    }
}

fn shown<'a>(pushed: &'a Pushed, connector: Option<AttemptShown<'a>>, body: &str) -> Shown<'a> {
    let parcel = &pushed.parcel;
    let recipient = &parcel.recipient;
    Shown {
        parcel: parcel.index,
        tracking_number: &parcel.tracking_number,
        carrier: parcel.carrier.word(),
        courier: parcel.courier.name,
        checkpoint: pushed.checkpoint.word(),
        estimated_delivery_date: &parcel.estimated_delivery_date,
        seller: parcel.seller_word(),
        recipient: RecipientShown {
            phone: &recipient.phone,
            name: &recipient.name,
            country: recipient.country,
        },
        life: pushed.life.map(LifeKind::word),
        connector,
        body: body.to_owned(),
    }
}

fn no_such_step(checkpoint: Checkpoint, no: &NoSuchStep) -> Problem {
    let ahead: Vec<&str> = no.ahead.iter().map(|ahead| ahead.word()).collect();
    let problem = Problem::new(
        409,
        format!(
            "checkpoint: {} is not ahead in the life of this number ({})",
            checkpoint.word(),
            no.kind.word()
        ),
    );
    match ahead.as_slice() {
        [] => problem.hint("its life is over; take another serial of the number"),
        ahead => problem.hint(format!("ahead are {}", ahead.join(", "))),
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
