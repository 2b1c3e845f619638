//! One notice: its row, and the request that a carrier, or the connector's own trigger, makes of it.

use std::sync::Arc;

use bytes::Bytes;
use rand::RngExt;
use simulator::carriers::disorder::{Disorder, Disorders};
use simulator::carriers::{self, Carrier, Manner, Notice};
use simulator::parcel::{Checkpoint, Parcel};
use simulator::signature::{Forgery, Oddity};

use super::{NOTICES_PER_TICKET, Plan, Source, Stimuli, expectation_id};
use crate::connector_file::{StimulusValues, render_stimulus};
use crate::injector::{Ack, Shot, Subject};
use crate::ledger::Row;

/// Place of a second source's notice among a ticket's.
const SECOND_SOURCE: i64 = 6;
/// Who reports what others carry.
const AGGREGATORS: [Carrier; 2] = [Carrier::AfterShip, Carrier::SeventeenTrack];
/// Share of second sources that report at the same moment as the first.
const AT_ONCE: f64 = 0.4;
/// Latest that the others report, microseconds.
const LATER_US: f64 = 3_000_000.0;

impl Plan {
    /// The same checkpoint of the same parcel, as an aggregator reports it.
    pub(super) fn second_source(
        &self,
        stimuli: &mut Stimuli,
        ticket: u64,
        parcel: &Parcel,
        checkpoint: Checkpoint,
        due_us: i64,
    ) {
        if !self
            .chance
            .happens("second source", ticket, self.mix.two_sources)
        {
            return;
        }
        let told = |carrier: &Carrier| {
            *carrier != parcel.carrier
                && matches!(self.source(*carrier), Some(Source::Carrier { .. }))
        };
        let Some(carrier) = AGGREGATORS.into_iter().find(told) else {
            return;
        };
        let mut draw = self.chance.stream("second after", ticket);
        let later = draw.random::<f64>() >= AT_ONCE;
        let after_us = draw.random::<f64>() * LATER_US;
        let seen = Parcel {
            carrier,
            ..parcel.clone()
        };
        let (due_us, class) = match later {
            true => (due_us + after_us as i64, "duplicate"),
            false => (due_us, "concurrent"),
        };
        let _ = self.notice(
            stimuli,
            ticket,
            SECOND_SOURCE,
            &seen,
            checkpoint,
            due_us,
            class,
            None,
            None,
        );
    }

    /// How a notice is told. Forged ones are told as usual: nothing but the signature may give them away.
    fn manner(&self, notice: i64, forgery: Option<Forgery>) -> Manner<'static> {
        let unsorted = forgery.is_none()
            && self
                .chance
                .happens("unsorted", notice as u64, self.mix.unsorted);
        Manner {
            disorders: match unsorted {
                true => Disorders::NONE.with(Disorder::Unsorted),
                false => Disorders::NONE,
            },
            ..Manner::default()
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the parts of a notice; its callers name them"
    )]
    pub(super) fn notice(
        &self,
        stimuli: &mut Stimuli,
        ticket: u64,
        place: i64,
        parcel: &Parcel,
        checkpoint: Checkpoint,
        due_us: i64,
        class: &'static str,
        oddity: Option<Oddity>,
        forgery: Option<Forgery>,
    ) -> Shot {
        let id = ticket as i64 * NOTICES_PER_TICKET + place;
        let expectation = expectation_id(parcel.index, checkpoint);
        let manner = self.manner(id, forgery);
        let second = (place == SECOND_SOURCE).then_some("second-source");
        let variant = forgery
            .map(Forgery::word)
            .or(second)
            .or(oddity.map(Oddity::word))
            .or(manner
                .disorders
                .has(Disorder::Unsorted)
                .then_some(Disorder::Unsorted.word()))
            .unwrap_or("");
        stimuli.rows.push(Row::Notice {
            id,
            expectation,
            kind: self.kind_of(parcel.carrier),
            source: self.source_word(parcel.carrier),
            class,
            variant,
            intended_us: due_us,
        });
        let journey = (place == 0).then_some(expectation);
        let at = self.world_time(due_us);
        let shot = match self.source(parcel.carrier) {
            Some(Source::Carrier { url, secret }) => {
                let rendered = self.world.carrier_notice(
                    &Notice {
                        parcel,
                        checkpoint,
                        at,
                        oddity,
                        forgery,
                    },
                    manner,
                    secret,
                );
                let mut headers = rendered.headers;
                headers.push(("content-type".to_owned(), rendered.content_type.to_owned()));
                let profile = parcel.carrier.profile();
                Shot {
                    subject: Subject::Notice(id),
                    journey,
                    attempt: 1,
                    due_us,
                    method: profile.method,
                    url: match rendered.query {
                        None => Arc::clone(url),
                        Some(query) => carriers::with_query(url, &query).into(),
                    },
                    headers: headers.into(),
                    title_case: oddity == Some(Oddity::HeaderCase),
                    body: Bytes::from(rendered.body),
                    ack: Ack::Carrier(parcel.carrier),
                    timeout: profile.retry.timeout,
                    offered_again: forgery.is_none(),
                    row: profile.word,
                }
            }
            Some(Source::Stimulus {
                base_url,
                stimulus,
                ack,
                ..
            }) => {
                let seller = self
                    .sellers
                    .get(parcel.seller as usize)
                    .map_or("", String::as_str);
                let values = StimulusValues::of(parcel, checkpoint, seller, &self.policy);
                let rendered = render_stimulus(stimulus, &values);
                Shot {
                    subject: Subject::Notice(id),
                    journey,
                    attempt: 1,
                    due_us,
                    method: method_word(&stimulus.method),
                    url: format!("{base_url}{}", rendered.path).into(),
                    headers: rendered.headers.into(),
                    title_case: false,
                    body: Bytes::from(rendered.body),
                    ack: Ack::Stimulus(Arc::clone(ack)),
                    timeout: stimulus.timeout,
                    offered_again: true,
                    row: "stimulus",
                }
            }
            None => unreachable!("the population draws from the carriers that have a source"),
        };
        stimuli.shots.push(shot.clone());
        shot
    }
}

fn method_word(method: &str) -> &'static str {
    match method {
        "GET" => "GET",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        _ => "POST",
    }
}
