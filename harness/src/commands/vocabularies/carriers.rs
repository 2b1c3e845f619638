//! `carriers`: who pushes, by which rules: short for people, whole for machines, and as the page docs/carriers.md.

mod gateways;
mod page;

use serde_json::{Value, json};
use simulator::carriers::life::Leg;
use simulator::carriers::magic_number;
use simulator::carriers::{Carrier, Profile};

use super::{Row, print, show, text};
use crate::cli::ErrorTable;
use crate::exit_code::ExitCode;

pub(in crate::commands) fn carriers(how: &ErrorTable) -> ExitCode {
    if how.markdown {
        print(&page::page());
    } else if how.table.json {
        return show(&how.table, Carrier::ALL.into_iter().map(whole).collect());
    } else {
        let rows: Vec<Row> = Carrier::ALL.into_iter().map(short).collect();
        print(&text(&rows));
    }
    ExitCode::Pass
}

fn short(carrier: Carrier) -> Row {
    let profile = carrier.profile();
    vec![
        ("carrier", json!(profile.word)),
        ("push", json!(profile.version)),
        ("query", json!(profile.query.unwrap_or("-"))),
        ("carries", json!(profile.carries.word())),
        ("ack", json!(profile.ack)),
        ("time-out s", json!(profile.retry.timeout.as_secs())),
        ("retries after s", json!(delays(profile))),
        ("confirmed", json!(yes_or_no(profile.confirmed))),
        ("signature", json!(profile.signature)),
    ]
}

fn whole(carrier: Carrier) -> Row {
    let profile = carrier.profile();
    let retry = &profile.retry;
    let seconds: Vec<u64> = retry.delays.iter().map(|delay| delay.as_secs()).collect();
    let statuses: Vec<Value> = Leg::ALL
        .into_iter()
        .map(|leg| status(profile, leg))
        .collect();
    let magic = carrier.couriers().first().map(|courier| {
        magic_number::number(courier.number, simulator::carriers::life::LifeKind::Lost, 1)
    });
    vec![
        ("carrier", json!(profile.word)),
        ("name", json!(profile.name)),
        ("version", json!(profile.version)),
        ("versions", json!(profile.versions)),
        ("method", json!(profile.method)),
        ("content type", json!(profile.content_type)),
        ("url rule", json!(profile.url_rule)),
        ("query", json!(profile.query)),
        ("carries", json!(profile.carries.word())),
        ("batch", json!(profile.batch)),
        ("recipient", json!(profile.recipient)),
        ("names customer", json!(profile.names_customer())),
        ("signed", json!(profile.signed)),
        ("signature", json!(profile.signature)),
        ("ack", json!(profile.ack)),
        ("time-out s", json!(retry.timeout.as_secs())),
        ("retries after s", json!(seconds)),
        ("jitter", json!(retry.jitter)),
        ("after the last", json!(retry.on_exhaust.word())),
        ("confirmed", json!(profile.confirmed)),
        ("unconfirmed", json!(profile.unconfirmed)),
        ("number format", json!(profile.number_format)),
        ("magic number of a lost parcel", json!(magic)),
        ("statuses", json!(statuses)),
        ("source", json!(profile.source)),
    ]
}

fn status(profile: &Profile, leg: Leg) -> Value {
    let status = (profile.status)(leg);
    json!({
        "leg": leg.word(),
        "checkpoint": leg.checkpoint().word(),
        "code": status.code,
        "detail": status.detail,
    })
}

fn delays(profile: &Profile) -> String {
    seconds(profile.retry.delays)
}

/// Delays in seconds; a dash where there is none.
fn seconds(delays: &[std::time::Duration]) -> String {
    let seconds = |delay: &std::time::Duration| delay.as_secs().to_string();
    let delays: Vec<String> = delays.iter().map(seconds).collect();
    if delays.is_empty() {
        return "-".to_owned();
    }
    delays.join(" ")
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
