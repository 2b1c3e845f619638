//! `coverage`: what of Meta's side is there, and how much of it, straight from the tables by which requests are routed,
//! bodies are read and webhooks are made.

use std::fmt::Write as _;

use serde_json::json;
use simulator::cloud_api::endpoint_table::{self, Coverage, Endpoint, Needs};
use simulator::cloud_api::error_code::{self, Family, Reach};
use simulator::cloud_api::messages;
use simulator::graph::nodes::NodeKind;
use simulator::webhook::INBOUND_KINDS;
use simulator::webhook::fields::FIELDS;

use super::{Row, print, show};
use crate::cli::ErrorTable;
use crate::exit_code::ExitCode;

const HEAD: &str = "\
<!-- Generated: `cargo run -- coverage --markdown > docs/coverage.md`. A claim in tests/it/coverage.rs compares. -->
# Coverage of Meta's side

Printed from the tables by which Shakedown's world routes requests, reads bodies and makes webhooks; nobody keeps this
page by hand. *full*: behaves as documented. *shape only*: the documented answer without the behaviour behind it, and
why. *absent*: answered as Graph answers an operation that it does not know, and why.

";

pub(in crate::commands) fn coverage(how: &ErrorTable) -> ExitCode {
    if how.markdown {
        print(&page());
        return ExitCode::Pass;
    }
    show(&how.table, endpoints().map(row).collect())
}

fn endpoints() -> impl Iterator<Item = &'static Endpoint> {
    endpoint_table::all()
}

fn row(endpoint: &Endpoint) -> Row {
    vec![
        ("method", json!(endpoint.method)),
        ("path", json!(path(endpoint))),
        ("coverage", json!(words(endpoint.coverage))),
        ("needs", json!(needs(endpoint.needs))),
        ("fields", json!(endpoint.fields.join(", "))),
        ("source", json!(endpoint.source)),
    ]
}

fn path(endpoint: &Endpoint) -> String {
    let node = match endpoint.node {
        NodeKind::Root => String::new(),
        NodeKind::Word => "/{word}".to_owned(),
        NodeKind::App => "/{app-id}".to_owned(),
        NodeKind::Business => "/{business-id}".to_owned(),
        NodeKind::Account => "/{waba-id}".to_owned(),
        NodeKind::Number => "/{phone-number-id}".to_owned(),
        NodeKind::Template => "/{template-id}".to_owned(),
        NodeKind::Media => "/{media-id}".to_owned(),
        NodeKind::Upload => "/{upload-id}".to_owned(),
        NodeKind::Flow => "/{flow-id}".to_owned(),
        NodeKind::Group => "/{group-id}".to_owned(),
        NodeKind::History => "/{history-id}".to_owned(),
        NodeKind::Other(word) => format!("/{{{word}}}"),
    };
    match endpoint.edge {
        "" if node.is_empty() => "/".to_owned(),
        "" => node,
        "*" => format!("{node}/{{id}}"),
        edge => format!("{node}/{edge}"),
    }
}

fn words(coverage: Coverage) -> String {
    match coverage {
        Coverage::Full => "full".to_owned(),
        Coverage::ShapeOnly(why) => format!("shape only: {why}"),
        Coverage::Absent(why) => format!("absent: {why}"),
    }
}

fn needs(needs: Needs) -> &'static str {
    match needs {
        Needs::Token => "a token",
        Needs::Permission(permission) => permission.word(),
        Needs::AppToken => "the app's own token",
    }
}

fn page() -> String {
    let mut out = HEAD.to_owned();
    out.push_str("## Endpoints\n\n| method | path | coverage | needs | parameters and fields | source |\n|---|---|---|---|---|---|\n");
    for edge in endpoint_table::SENDS {
        let _ = writeln!(
            out,
            "| POST | /{{phone-number-id}}/{edge} | full | whatsapp_business_messaging | every kind below | Meta, Cloud API, messages |"
        );
    }
    for endpoint in endpoints() {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            endpoint.method,
            path(endpoint),
            words(endpoint.coverage),
            needs(endpoint.needs),
            endpoint.fields.join(", "),
            endpoint.source
        );
    }
    list(
        &mut out,
        "Kinds of messages that can be sent",
        &messages::KINDS,
    );
    list(
        &mut out,
        "Kinds of interactive messages",
        &messages::SUBKINDS,
    );
    list(
        &mut out,
        "Kinds of messages that customers send",
        &INBOUND_KINDS,
    );
    webhooks(&mut out);
    errors(&mut out);
    out
}

fn list(out: &mut String, title: &str, words: &[&str]) {
    let _ = writeln!(out, "\n## {title}\n\n{}.", words.join(", "));
}

fn webhooks(out: &mut String) {
    out.push_str("\n## Webhooks\n\nBesides `messages` (statuses and customers' messages, shapes of v21 to v26):\n\n| field | events |\n|---|---|\n");
    let mut seen: Vec<&str> = Vec::new();
    for kind in FIELDS {
        if seen.contains(&kind.field) {
            continue;
        }
        seen.push(kind.field);
        let events: Vec<&str> = FIELDS
            .iter()
            .filter(|other| other.field == kind.field)
            .map(|other| other.event)
            .collect();
        let _ = writeln!(out, "| {} | {} |", kind.field, events.join(", "));
    }
}

/// *full*: a state of the world leads to it; else only what forces it.
fn errors(out: &mut String) {
    out.push_str("\n## Errors\n\n*full*: its real cause can be brought about; *on order*: a magic recipient or a fault rule brings it. [errors.md](errors.md) has the causes.\n\n| family | full | on order |\n|---|---|---|\n");
    for family in Family::ALL {
        let (mut full, mut ordered) = (Vec::new(), Vec::new());
        for entry in error_code::of(family) {
            let caused = entry.reach().any(|way| matches!(way, Reach::State(_)));
            if caused { &mut full } else { &mut ordered }.push(entry.code.to_string());
        }
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            family.heading(),
            full.join(", "),
            ordered.join(", ")
        );
    }
}
