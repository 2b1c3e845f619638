//! Is the connector wired right? Reachable, handshake, signatures both ways, one canary journey. Seconds, and each
//! failure with cause and cure. It runs before every load.

use std::time::{Duration, Instant};

use bytes::Bytes;
use serde::Serialize;
use simulator::observation::Outcome;
use simulator::signature::{self, Forgery};

use crate::injector::direct::{Clients, exchange, fire};
use crate::injector::{Ack, Hit, Shot, Subject};
use crate::ledger::Row;
use crate::run::Set;

/// One thing looked at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Checked {
    /// What was looked at.
    pub name: &'static str,
    /// Whether it is as it has to be.
    pub passed: bool,
    /// What was seen.
    pub seen: String,
    /// What to do; empty when it passed.
    pub cure: String,
}

/// Longest wait for a canary's message.
pub const CANARY_LIMIT: Duration = Duration::from_secs(30);
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

fn passed(name: &'static str, seen: impl Into<String>) -> Checked {
    Checked {
        name,
        passed: true,
        seen: seen.into(),
        cure: String::new(),
    }
}

fn failed(name: &'static str, seen: impl Into<String>, cure: impl Into<String>) -> Checked {
    Checked {
        name,
        passed: false,
        seen: seen.into(),
        cure: cure.into(),
    }
}

/// Looks at everything, in the order in which trouble is best mended; ends at the first failure, because what
/// follows would only repeat it.
pub async fn checkup(set: &Set) -> Vec<Checked> {
    let clients = Clients::new(4);
    let mut all = vec![passed(
        "reachable",
        format!("{} answers", set.filled.ready_url),
    )];
    if let Some(url) = &set.filled.whatsapp_url {
        for item in [
            handshake(set, &clients, url).await,
            forged(set, &clients, url).await,
            genuine(set, &clients, url).await,
        ] {
            let stop = !item.passed;
            all.push(item);
            if stop {
                return all;
            }
        }
    }
    if !set.plan.driven_by_inbound && !set.plan.policy.messages.is_empty() {
        // On connections of its own: what an earlier question left behind must not be taken for the notice's fault.
        all.push(canary(set, &Clients::new(1)).await);
    }
    all
}

fn shot(method: &'static str, url: String, headers: Vec<(String, String)>, body: Vec<u8>) -> Shot {
    Shot {
        subject: Subject::Webhook(0),
        journey: None,
        attempt: 1,
        due_us: 0,
        method,
        url: url.into(),
        headers: headers.into(),
        title_case: false,
        body: Bytes::from(body),
        ack: Ack::Meta,
        timeout: ANSWER_LIMIT,
        offered_again: false,
        row: "doctor",
    }
}

/// `GET` with `hub.challenge`, as Meta asks when a callback is saved (Meta, webhooks, verification requests).
async fn handshake(set: &Set, clients: &Clients, url: &str) -> Checked {
    const NAME: &str = "webhook handshake";
    let ask = |token: &str| {
        let joiner = if url.contains('?') { '&' } else { '?' };
        format!("{url}{joiner}hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={token}")
    };
    let right = answer(
        clients,
        shot(
            "GET",
            ask(&set.identity.verify_token),
            Vec::new(),
            Vec::new(),
        ),
    )
    .await;
    match right {
        Ok((200, body)) if body.trim() == "1158201444" => {}
        Ok((status, body)) => {
            let body: String = body.chars().take(80).collect();
            return failed(
                NAME,
                format!(
                    "GET with the right verify token was answered {status} {body:?}, not 200 with the bare challenge"
                ),
                "answer hub.challenge as plain text when hub.verify_token is {verify_token}; check that the connector was given it",
            );
        }
        Err(error) => {
            return failed(
                NAME,
                error,
                "check [webhooks] whatsapp in the connector file",
            );
        }
    }
    match answer(
        clients,
        shot("GET", ask("a-wrong-token"), Vec::new(), Vec::new()),
    )
    .await
    {
        Ok((200, body)) if body.contains("1158201444") => failed(
            NAME,
            "the challenge is echoed for a wrong verify token, too",
            "compare hub.verify_token, and answer 403 when it differs",
        ),
        _ => passed(
            NAME,
            "the challenge is echoed for the right verify token only",
        ),
    }
}

/// A webhook that is signed rightly has to be taken.
async fn genuine(set: &Set, clients: &Clients, url: &str) -> Checked {
    const NAME: &str = "webhook signature";
    let hit = post_news(set, clients, url, None).await;
    match hit.outcome {
        Outcome::Ack => passed(NAME, "a rightly signed webhook is answered 200"),
        _ if matches!(hit.http_status, Some(401 | 403)) => failed(
            NAME,
            format!(
                "a rightly signed webhook was refused: {}",
                hit.error.unwrap_or_default()
            ),
            "the app secret differs: give the connector {app_secret}, and hash the raw body, not JSON written again",
        ),
        _ => failed(
            NAME,
            hit.error.unwrap_or_default(),
            "Meta takes exactly 200 for success; answer it for webhooks without news, too",
        ),
    }
}

/// A forged one may be answered anything but must not make the connector fall over; what it does is the checks'
/// business.
async fn forged(set: &Set, clients: &Clients, url: &str) -> Checked {
    const NAME: &str = "forged webhook";
    let hit = post_news(set, clients, url, Some(Forgery::WrongSecret)).await;
    match hit.http_status {
        Some(status @ (401 | 403)) => passed(
            NAME,
            format!("a wrongly signed webhook is answered {status}"),
        ),
        Some(status) => passed(
            NAME,
            format!(
                "a wrongly signed webhook is answered {status}; the checks will see whether it has an effect"
            ),
        ),
        None => failed(
            NAME,
            hit.error.unwrap_or_default(),
            "answer 401 or 403 to a webhook with a wrong signature",
        ),
    }
}

async fn post_news(set: &Set, clients: &Clients, url: &str, forgery: Option<Forgery>) -> Hit {
    // News that no connector of parcels acts upon, in a form that Meta does send.
    let account = &set.identity.waba_id;
    let body = format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"{account}","time":1750000000,"changes":[{{"value":{{"decision":"APPROVED"}},"field":"account_review_update"}}]}}]}}"#
    )
    .into_bytes();
    let (mut headers, body) = signature::meta_headers(&set.identity.app_secret, body, forgery);
    headers.push(("content-type".to_owned(), "application/json".to_owned()));
    fire(clients, &shot("POST", url.to_owned(), headers, body)).await
}

async fn answer(clients: &Clients, shot: Shot) -> Result<(u16, String), String> {
    let (status, body) = exchange(clients, &shot)
        .await
        .map_err(|failure| failure.error)?;
    Ok((status, String::from_utf8_lossy(&body).into_owned()))
}

/// One parcel's message, from its notice to its acceptance here: the only proof that the connector sends to this
/// world and nowhere else.
async fn canary(set: &Set, clients: &Clients) -> Checked {
    const NAME: &str = "canary journey";
    let due_us = set.clock.elapsed_us();
    let stimuli = set.plan.canary(0, due_us);
    set.journeys.begin(&stimuli.expectations, &stimuli.journeys);
    set.ledger.append_before(stimuli.rows).await;
    let (sends_before, accepted_before) = (set.witness.sends(), set.witness.accepted());
    let mut answered = Vec::new();
    for shot in stimuli.shots {
        let hit = fire(clients, &shot).await;
        record(set, &shot, &hit);
        answered.push((shot, hit));
    }
    if let Some((shot, hit)) = answered.iter().find(|(_, hit)| hit.outcome != Outcome::Ack) {
        let seen = format!(
            "the notice to {} was not taken: {}",
            shot.url,
            hit.error.clone().unwrap_or_default()
        );
        let cure = match hit.http_status {
            Some(401 | 403) => {
                "the secrets differ: give the connector the placeholders of its file, such as {aftership_secret}"
            }
            Some(404) => "check the paths under [webhooks] in the connector file",
            _ => "look into connector.stderr.log in the run directory",
        };
        return failed(NAME, seen, cure);
    }
    let began = Instant::now();
    while began.elapsed() < CANARY_LIMIT {
        let waited_ms = began.elapsed().as_millis();
        if set.journeys.outstanding(set.clock.elapsed_us()) == 0 {
            return passed(NAME, format!("its message arrived after {waited_ms} ms"));
        }
        // It sends to this world, which is what has to be proved; that nobody can say for which parcel is for the
        // checks to judge.
        if set.witness.accepted() > accepted_before && waited_ms > 2_000 {
            return passed(
                NAME,
                "a message arrived, but neither callback data nor a parameter says for which parcel",
            );
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let sends = set.witness.sends() - sends_before;
    let limit_s = CANARY_LIMIT.as_secs();
    let (seen, cure) = if sends == 0 {
        (
            format!("the notice was taken, but no message reached this world within {limit_s} s"),
            "the connector may send elsewhere: give it {cloud_api_url} as the base URL of the Cloud API",
        )
    } else {
        (
            format!("{sends} sends arrived within {limit_s} s, and none was accepted"),
            "see `sends` in ledger.db: code, template and parameters; the policy in the connector file may differ from what is sent",
        )
    };
    failed(NAME, seen, cure)
}

fn record(set: &Set, shot: &Shot, hit: &Hit) {
    if let Subject::Notice(notice) = shot.subject {
        set.ledger.append(vec![Row::NoticeAttempt {
            notice,
            attempt: 1,
            due_us: shot.due_us,
            started_us: set.clock.us_at(hit.started),
            ended_us: set.clock.us_at(hit.ended),
            outcome: hit.outcome.word(),
            http_status: hit.http_status,
            error: hit.error.clone(),
        }]);
    }
}
