//! One notice: its row, and the request that a carrier, or the connector's own trigger, makes of it.

use std::sync::Arc;

use bytes::Bytes;
use simulator::carriers::{self, Notice};
use simulator::parcel::{Checkpoint, Parcel};
use simulator::signature::{Forgery, Oddity};

use super::{NOTICES_PER_TICKET, Plan, Source, Stimuli, expectation_id};
use crate::connector_file::{StimulusValues, render_stimulus};
use crate::injector::{Ack, Shot, Subject};
use crate::ledger::Row;

impl Plan {
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
        let variant = forgery
            .map(Forgery::word)
            .or(oddity.map(Oddity::word))
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
