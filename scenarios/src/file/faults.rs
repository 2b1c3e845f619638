//! `[[faults]]`: trouble that the world makes on purpose.

use std::time::Duration;

use serde::Deserialize;
use simulator::cloud_api::error_code::{self, RetryClass};

use super::bounds::{period, required, word};
use super::leaf::{Count, Period, Share, Text};
use crate::error::Problem;
use crate::scenario::{FaultKind, FaultPlan};

/// More plans than this are a mistake.
const FAULTS_MAX: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(crate) struct FaultWire {
    kind: Option<Text>,
    code: Option<Count>,
    status: Option<Count>,
    share: Option<Share>,
    from: Option<Period>,
    to: Option<Period>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    RefuseSend,
    AnswerHttp,
    DropAnswer,
}

const KINDS: [(&str, Kind); 3] = [
    ("refuse_send", Kind::RefuseSend),
    ("answer_http", Kind::AnswerHttp),
    ("drop_answer", Kind::DropAnswer),
];

pub(super) fn convert(wires: Vec<FaultWire>) -> Result<Vec<FaultPlan>, Problem> {
    if wires.len() > FAULTS_MAX {
        let complaint = format!("has {} tables; at most {FAULTS_MAX}", wires.len());
        return Err(Problem::at("faults", complaint));
    }
    wires.into_iter().enumerate().map(plan).collect()
}

fn plan((index, wire): (usize, FaultWire)) -> Result<FaultPlan, Problem> {
    let key = |name: &str| format!("faults.{index}.{name}");
    let kind = fault_kind(&key, &wire)?;
    let share = required(&key("share"), wire.share, "a fault", "0.01")?.0;
    let from = period(wire.from, Duration::ZERO);
    let to = wire.to.map(|to| to.0);
    if to.is_some_and(|to| to <= from) {
        let complaint = format!("is not after '{}', when the fault begins", key("from"));
        return Err(Problem::at(&key("to"), complaint).with(&key("from")));
    }
    Ok(FaultPlan {
        kind,
        share,
        from,
        to,
    })
}

fn fault_kind(key: &dyn Fn(&str) -> String, wire: &FaultWire) -> Result<FaultKind, Problem> {
    let written = required(
        &key("kind"),
        wire.kind.as_ref(),
        "a fault",
        "\"refuse_send\"",
    )?;
    let kind = word(&key("kind"), &written.0, &KINDS)?;
    if wire.code.is_some() && kind != Kind::RefuseSend {
        return Err(foreign(&key("code"), "refuse_send", &written.0));
    }
    if wire.status.is_some() && kind != Kind::AnswerHttp {
        return Err(foreign(&key("status"), "answer_http", &written.0));
    }
    match kind {
        Kind::RefuseSend => refuse_send(&key("code"), wire.code),
        Kind::AnswerHttp => answer_http(&key("status"), wire.status),
        Kind::DropAnswer => Ok(FaultKind::DropAnswer),
    }
}

fn refuse_send(path: &str, code: Option<Count>) -> Result<FaultKind, Problem> {
    let code = required(path, code, "kind \"refuse_send\"", "131016")?.0;
    if let Some(code) = transient_codes().find(|known| u64::from(*known) == code) {
        return Ok(FaultKind::RefuseSend { code });
    }
    let codes: Vec<String> = transient_codes().map(|code| code.to_string()).collect();
    let complaint = format!(
        "is {code}; later sends of the message succeed, so it has to be a transient code: {}",
        codes.join(", ")
    );
    Err(Problem::at(path, complaint))
}

/// Graph codes that may answer a send, and after which a client may send again.
fn transient_codes() -> impl Iterator<Item = u32> {
    error_code::ALL
        .iter()
        .filter(|known| known.retry == RetryClass::Transient && known.stage.answers_a_send())
        .map(|known| known.code)
}

fn answer_http(path: &str, status: Option<Count>) -> Result<FaultKind, Problem> {
    let status = required(path, status, "kind \"answer_http\"", "503")?.0;
    match u16::try_from(status) {
        Ok(status @ 500..=599) => Ok(FaultKind::AnswerHttp { status }),
        _ => Err(Problem::at(
            path,
            format!("is {status}; it is an HTTP status from 500 to 599"),
        )),
    }
}

fn foreign(path: &str, owner: &str, kind: &str) -> Problem {
    Problem::at(
        path,
        format!("belongs to kind \"{owner}\", and this fault's kind is \"{kind}\"; leave it out"),
    )
}
