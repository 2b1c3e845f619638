//! The page docs/errors.md, rendered from the vocabulary.

use std::fmt::Write as _;

use simulator::cloud_api::error_code::folklore::{ALIASES, Alias};
use simulator::cloud_api::error_code::{self, ErrorCode, Family, Reach, Stage};

use super::{http, number};

const HEAD: &str = "\
<!-- Generated: `cargo run -- errors --markdown > docs/errors.md`. A claim in tests/it/errors.rs compares. -->
# Errors of the Cloud API

Every error that Shakedown's world can answer with or put into a webhook, with what leads to it here, what a connector
does about it, and how to have it on order. `shakedown errors` prints the same as a table, `--json` for machines.

Meta advises to decide by `code` and `error_data.details`, never by titles or the HTTP status.

";

const READING: &str = "\
* **HTTP**: status of the answer that carries the code. `400/429`: Meta's page says 400, its OpenAPI description and
  partners 429; the world's switch `throttle_http_status` decides. `400?`: Meta publishes none; assumed.
* **retry**: `transient`, back off and send again; `permanent`, the same body never succeeds unless somebody mends
  something first; `auth`, stop until the token is mended.
* **partly**: the answer does not prove that nothing was done, so a repetition may double something.
* **on order**: `state`, its real cause, as the column *cause* names it; `magic`, a recipient whose number is 999, six
  digits of the code, and a serial of up to six digits; `fault`, a rule of the world that refuses with the code.
* A code of seven digits that begins with 2388 travels as `error_subcode`, with `code` 100.
";

/// The whole page.
pub(super) fn page() -> String {
    let mut out = HEAD.to_owned();
    reading(&mut out);
    for family in Family::ALL {
        section(&mut out, family);
    }
    subcodes(&mut out);
    folklore(&mut out);
    out
}

fn reading(out: &mut String) {
    out.push_str("## How to read it\n\n* **stage**: where the code reaches the connector.");
    for stage in Stage::ALL {
        let _ = write!(out, " `{}`: {}.", stage.word(), stage.meaning());
    }
    out.push('\n');
    out.push_str(READING);
}

fn section(out: &mut String, family: Family) {
    let _ = writeln!(out, "\n## {}\n", family.heading());
    out.push_str(
        "| code | HTTP | stage | retry | title | details | cause here | what to do | on order | source |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
    );
    for entry in error_code::of(family) {
        row(out, entry);
    }
}

fn row(out: &mut String, entry: &ErrorCode) {
    let partly = if entry.definite { "" } else { ", partly" };
    let title = match entry.inbound_title {
        None => entry.title.to_owned(),
        Some(inbound) => format!("{}; inbound: {inbound}", entry.title),
    };
    let _ = writeln!(
        out,
        "| {} | {} | {} | {}{partly} | {} | {} | {} | {} | {} | {} |",
        number(entry),
        http(entry),
        entry.stage.word(),
        entry.retry.word(),
        cell(&title),
        cell(entry.details),
        cell(entry.cause),
        cell(entry.advice),
        on_order(entry),
        entry.source,
    );
}

fn on_order(entry: &ErrorCode) -> String {
    let ways = entry
        .reach()
        .map(|way| match (way, entry.magic_recipient(1)) {
            (Reach::Magic, Some(recipient)) => format!("magic `{recipient}`"),
            _ => way.word().to_owned(),
        });
    ways.collect::<Vec<_>>().join(", ")
}

fn subcodes(out: &mut String) {
    out.push_str(
        "\n## Subcodes\n\nNumbers that were seen in `error_subcode`. Meta says that they are no longer sent since v16, \
         and its own examples\nhave them; do not depend on one being there.\n\n| code | subcode | meaning |\n|---|---|---|\n",
    );
    for entry in error_code::ALL {
        for subcode in entry.subcodes {
            let _ = writeln!(
                out,
                "| {} | {} | {} |",
                number(entry),
                subcode.number,
                cell(subcode.meaning)
            );
        }
    }
}

fn folklore(out: &mut String) {
    out.push_str(
        "\n## Codes that circulate with a wrong meaning\n\n| code | said to mean | Meta means | the situation's code |\n\
         |---|---|---|---|\n",
    );
    for alias in ALIASES {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            alias.code,
            cell(alias.said),
            cell(
                alias
                    .means
                    .unwrap_or("nothing: no source documents the code")
            ),
            instead(alias)
        );
    }
}

fn instead(alias: &Alias) -> String {
    let codes = alias.instead.iter();
    codes
        .map(|(code, when)| format!("{code}: {}", cell(when)))
        .collect::<Vec<_>>()
        .join("; ")
}

/// Text that stays within its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
