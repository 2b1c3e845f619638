//! A carrier's push, from its bytes to the store and to the answer that its carrier counts.

use std::sync::atomic::Ordering;
use std::time::Duration;

use hyper::{HeaderMap, StatusCode};

use crate::carriers::{Carrier, Entry, Known, News, Notice, Push, Reading, is_sorted, shipstation};
use crate::checkpoint::Checkpoint;
use crate::defects::{Defects, Planted, Plants};
use crate::message::Message;
use crate::policy;
use crate::routes::{Answer, Desk, Refusal, acknowledgement, with_type};
use crate::signature::{Key, Scheme, reserialised};
use crate::store::StoreError;

/// How long the defect `dedup-race` looks away.
const RACE_GAP: Duration = Duration::from_millis(30);

/// Answers a push.
pub(crate) async fn notice(
    desk: &Desk,
    carrier: Carrier,
    headers: &HeaderMap,
    query: &str,
    body: &[u8],
) -> Result<Answer, Refusal> {
    let defects = desk.config.defects;
    let key = desk.keys.of(carrier);
    let push = Push {
        headers,
        query,
        body,
        secret: key.map_or("", |key| &key.secret),
    };
    if !proven(desk, carrier, key, &push).await? && !defects.has(Planted::NoSignatureCheck) {
        return Err(Refusal::Signature);
    }
    let wanted = |checkpoint| Plants::template(defects, checkpoint).is_some();
    let reading = carrier.read(&push, &wanted)?;
    if !matches!(reading, Reading::Silent)
        && desk.backlog.load(Ordering::Relaxed) >= desk.config.backlog_max
    {
        return Err(Refusal::Backlog);
    }
    match reading {
        Reading::Silent => (),
        Reading::Notice(notice) => one(desk, carrier, &push, notice).await?,
        Reading::News(news) => several(desk, carrier, &push, news).await?,
        Reading::Pointer(url) if !defects.has(Planted::PointerNotFetched) => {
            let base = desk.config.carriers_url.as_deref();
            desk.store.point(shipstation::address(&url, base)?).await?;
        }
        Reading::Pointer(_) => (),
        Reading::Consent { number, consent } => desk.store.consent(number, consent).await?,
    }
    let answer = acknowledgement(defects).await;
    if defects.has(Planted::AckWrongBody) {
        return Ok(answer);
    }
    let (content_type, body) = carrier.ack(headers);
    Ok(with_type(StatusCode::OK, body, content_type))
}

/// Whether the carrier made the push. A carrier that is not set up has no path.
async fn proven(
    desk: &Desk,
    carrier: Carrier,
    key: Option<&Key>,
    push: &Push<'_>,
) -> Result<bool, Refusal> {
    let scheme = carrier.provider().scheme;
    if scheme == Scheme::PublishedKey {
        let keys = desk.published_keys.as_ref().ok_or(Refusal::NoPath)?;
        return Ok(keys.signed(push).await?);
    }
    let key = key.ok_or(Refusal::NoPath)?;
    let rewritten =
        carrier == Carrier::AfterShip && desk.config.defects.has(Planted::ReserialisedSignature);
    Ok(match rewritten {
        true => scheme.proves(key, push, &reserialised(push.body)),
        false => scheme.proves(key, push, push.body),
    })
}

/// A push that tells everything about one checkpoint: the busy path.
async fn one(
    desk: &Desk,
    carrier: Carrier,
    push: &Push<'_>,
    mut notice: Notice,
) -> Result<(), StoreError> {
    let defects = desk.config.defects;
    if defects.has(Planted::LocalTimeAsUtc) {
        let country = Some(notice.country.as_str());
        notice.estimated_delivery = on_local_clock(&notice.estimated_delivery, country);
    }
    if defects.has(Planted::WrongCarrierName) {
        notice.carrier_name = carrier.provider().word.to_owned();
    }
    if reads_history(defects) {
        let history = carrier.history(push);
        if defects.has(Planted::DropsUnsortedHistory) && !is_sorted(&history) {
            return Ok(());
        }
        if defects.has(Planted::MessagePerHistoryEntry) {
            again(desk, &history, &notice).await?;
        }
    }
    let Some(template) = Plants::template(defects, notice.checkpoint) else {
        return Ok(());
    };
    let message = Message::new(notice, template, &desk.config);
    if !defects.has(Planted::DedupRace) {
        return desk.store.take(message).await;
    }
    if desk.store.taken(&message).await? {
        return Ok(());
    }
    tokio::time::sleep(RACE_GAP).await;
    desk.store.take_unchecked(message).await
}

/// A push of parts, or of several parcels. Whatever is complete goes the busy path.
async fn several(
    desk: &Desk,
    carrier: Carrier,
    push: &Push<'_>,
    news: Vec<News>,
) -> Result<(), StoreError> {
    let defects = desk.config.defects;
    let mut parts = Vec::new();
    for mut news in news {
        match (news.tracking_number.clone(), news.checkpoint) {
            (Some(number), Some(checkpoint))
                if news.order.is_none() && is_complete(&news.known) =>
            {
                if let Some(notice) = news.known.notice(number, checkpoint) {
                    one(desk, carrier, push, notice).await?;
                }
            }
            _ => {
                spoil(defects, carrier, &mut news.known);
                parts.push(news);
            }
        }
    }
    let dropped = defects.has(Planted::DropsUnsortedHistory) && !is_sorted(&carrier.history(push));
    match parts.is_empty() || dropped {
        true => Ok(()),
        false => desk.store.news(parts).await,
    }
}

fn is_complete(known: &Known) -> bool {
    known.recipient.is_some()
        && known.country.is_some()
        && known.carrier_name.is_some()
        && known.estimated_delivery.is_some()
}

/// What two defects do to facts about a parcel.
pub(crate) fn spoil(defects: Defects, carrier: Carrier, known: &mut Known) {
    if defects.has(Planted::LocalTimeAsUtc) {
        let country = known.country.as_deref();
        let shifted = known
            .estimated_delivery
            .as_deref()
            .map(|it| on_local_clock(it, country));
        known.estimated_delivery = shifted;
    }
    if defects.has(Planted::WrongCarrierName) && known.carrier_name.is_some() {
        known.carrier_name = Some(carrier.provider().word.to_owned());
    }
}

fn reads_history(defects: Defects) -> bool {
    defects.has(Planted::DropsUnsortedHistory) || defects.has(Planted::MessagePerHistoryEntry)
}

/// Sends again what a history repeats (the defect `message-per-history-entry`).
async fn again(desk: &Desk, history: &[Entry], notice: &Notice) -> Result<(), StoreError> {
    let told = |checkpoint: &Checkpoint| *checkpoint != notice.checkpoint;
    for checkpoint in history.iter().filter_map(|it| it.checkpoint).filter(told) {
        let Some(template) = policy::template(checkpoint) else {
            continue;
        };
        let repeated = Notice {
            checkpoint,
            ..notice.clone()
        };
        let message = Message::new(repeated, template, &desk.config);
        desk.store.take_again(message).await?;
    }
    Ok(())
}

/// A time of day taken for UTC and shown on the customer's clock (the defect `local-time-as-utc`); a bare date stays.
fn on_local_clock(time: &str, country: Option<&str>) -> String {
    let minutes = country.map_or(0, policy::minutes_ahead);
    let shifted = time
        .get(..19)
        .and_then(|it| it.parse::<jiff::civil::DateTime>().ok())
        .and_then(|it| {
            it.checked_add(jiff::SignedDuration::from_mins(minutes))
                .ok()
        });
    shifted.map_or_else(|| time.to_owned(), |it| it.date().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_time_taken_for_utc_may_fall_on_another_day() {
        let cases = [
            ("2026-11-25T00:00:00-03:00", "BRA", "2026-11-24"),
            ("2026-11-25T23:59:59+07:00", "ID", "2026-11-26"),
            ("2026-11-25 18:00:00 -03:00", "BR", "2026-11-25"),
            ("2026-11-25", "BR", "2026-11-25"),
        ];
        for (time, country, expected) in cases {
            assert_eq!(on_local_clock(time, Some(country)), expected);
        }
    }
}
