//! The page docs/carriers.md, rendered from the profiles.

use std::fmt::Write as _;

use simulator::carriers::disorder::Disorder;
use simulator::carriers::life::{Leg, LifeKind};
use simulator::carriers::magic_number::{self, VENDORS_OWN};
use simulator::carriers::query::{Api, Sheet};
use simulator::carriers::{Carrier, Profile};
use simulator::parcel::Checkpoint;

use super::{delays, yes_or_no};

const HEAD: &str = "\
<!-- Generated: `cargo run -- carriers --markdown > docs/carriers.md`. A claim in tests/it/carriers.rs compares. -->
# Carriers

Everybody who can push a parcel's checkpoints to a connector here, by which rules, and how far those rules are known.
`shakedown carriers` prints a table, `--json` everything for machines. The last section is about the SMS gateways.

*Confirmed* means that the vendor's own public documents describe payload, signature, answer and retries. What they do
not describe is named; it is a default here and no rule that a connector is judged by.

";

const READING: &str = "\
* **carries**: `snapshot`, the whole parcel with all its checkpoints every time; `incremental`, what is new since the
  last push that was received; `single`, one checkpoint; `pointer`, an address where the checkpoints can be fetched.
* **retries after**: seconds before attempt 2, 3 and so on, on the world's clock. Then: `drop`, forgotten; `disable`,
  nothing more is sent; `delete`, the subscription is gone; `queue`, kept until it is asked for.
* **customer**: where a push names who gets the parcel. Where it does not, a connector knows it from the shop: a run pushes
  Shopify's `orders/create` two seconds ahead of the parcel's first notice, so the connector file needs `[webhooks] shopify`.
";

/// The whole page.
pub(super) fn page() -> String {
    let mut out = HEAD.to_owned();
    overview(&mut out);
    out.push_str(READING);
    for carrier in Carrier::ALL {
        section(&mut out, carrier.profile());
    }
    queries(&mut out);
    statuses(&mut out);
    lives(&mut out);
    magic(&mut out);
    disorder(&mut out);
    super::gateways::section(&mut out);
    out
}

fn overview(out: &mut String) {
    out.push_str(
        "| carrier | push | query | carries | signature | ack | time-out s | retries after s | then | confirmed |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
    );
    for carrier in Carrier::ALL {
        let profile = carrier.profile();
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            profile.word,
            profile.name,
            profile.query.unwrap_or("-"),
            profile.carries.word(),
            cell(profile.signature),
            cell(profile.ack),
            profile.retry.timeout.as_secs(),
            delays(profile),
            profile.retry.on_exhaust.word(),
            yes_or_no(profile.confirmed),
        );
    }
    out.push('\n');
}

fn section(out: &mut String, profile: &Profile) {
    let versions = profile.versions.join("`, `");
    let _ = writeln!(
        out,
        "\n## {} (`{}`)\n\n* versions: `{versions}`; the first is the usual one\n* push: {} `{}`, at most {} a push\n\
         * address: {}\n* customer: {}\n* numbers: {}\n* not confirmed: {}\n* source: {}",
        profile.name,
        profile.word,
        profile.method,
        profile.content_type,
        profile.batch,
        profile.url_rule,
        profile.recipient,
        profile.number_format,
        profile.unconfirmed,
        profile.source,
    );
}

/// Who can be asked, and how.
fn queries(out: &mut String) {
    out.push_str(
        "\n## Query APIs\n\nWhere a connector asks what it was not told: below `/carriers/` and the carrier's word on the \
         data plane, so\n`{carriers_url}/aftership/tracking/2025-07/trackings`. An answer is told by the same renderer as \
         the push, so both agree. Parcels\nare those of which a carrier told, and those whose number forces a life. Some \
         APIs can be asked only.\n\n\
         | api | name | asks | push | authorization | limit | numbers | confirmed |\n|---|---|---|---|---|---|---|---|\n",
    );
    for api in Api::ALL {
        let sheet = api.sheet();
        let pushes = Carrier::parse(sheet.word).is_some();
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} | {} | {} | {} |",
            sheet.word,
            sheet.name,
            sheet.asks,
            yes_or_no(pushes),
            cell(sheet.auth),
            limit(sheet),
            if sheet.numbers_max == 0 {
                "1".to_owned()
            } else {
                sheet.numbers_max.to_string()
            },
            yes_or_no(sheet.confirmed),
        );
    }
    out.push_str(
        "\n* **limit**: requests in a window of the world's clock; a world file's `carriers.requests` and a scenario's \
         `world.carrier_limits` change it.\n* **numbers**: most tracking numbers of one request.\n",
    );
    for api in Api::ALL {
        let sheet = api.sheet();
        let _ = writeln!(
            out,
            "\n### {} (`{}`)\n\n* paths: {}\n* not confirmed: {}\n* source: {}",
            sheet.name,
            sheet.word,
            sheet
                .paths
                .iter()
                .map(|path| format!("`{path}`"))
                .collect::<Vec<_>>()
                .join(", "),
            sheet.unconfirmed,
            sheet.source,
        );
    }
}

fn limit(sheet: &Sheet) -> String {
    let Some(limit) = sheet.limit else {
        return "none known".to_owned();
    };
    let doubt = if limit.confirmed {
        ""
    } else {
        " (unconfirmed)"
    };
    format!("{} in {} s{doubt}", limit.requests, limit.per.as_secs())
}

/// What everybody calls what: rows of what can happen, columns of carriers.
fn statuses(out: &mut String) {
    out.push_str(
        "\n## What each carrier calls it\n\nThe map loses something in both directions: several carriers have one code \
         for things that need different messages.\n\n| leg | checkpoint |",
    );
    for carrier in Carrier::ALL {
        let _ = write!(out, " {} |", carrier.word());
    }
    let _ = writeln!(out, "\n|---|---|{}", "---|".repeat(Carrier::ALL.len()));
    for leg in Leg::ALL {
        let _ = write!(out, "| {} | {} |", leg.word(), leg.checkpoint().word());
        for carrier in Carrier::ALL {
            let status = (carrier.profile().status)(leg);
            // AfterShip's and 17TRACK's details begin with the code.
            let words = match status.detail {
                "" => status.code.to_owned(),
                detail if detail.starts_with(status.code) => detail.to_owned(),
                detail => format!("{} {detail}", status.code),
            };
            let _ = write!(out, " {words} |");
        }
        out.push('\n');
    }
}

fn lives(out: &mut String) {
    out.push_str("\n## Lives\n\n| code | life | what happens |\n|---|---|---|\n");
    for kind in LifeKind::ALL {
        let _ = writeln!(
            out,
            "| {:02} | {} | {} |",
            kind.code(),
            kind.word(),
            kind.about()
        );
    }
}

fn magic(out: &mut String) {
    out.push_str(
        "\n## Magic tracking numbers\n\nA number that forces a life without configuration. It is a valid number of its \
         courier in a range that no drawn\nparcel has: the second letter of an S10 service is `Z`, the day of a `YT` \
         number is 999, the last digit of a serial's\nprefix is five more. Its eight digits are the code of the life \
         and a serial of six.\n\n| carrier | courier | a lost parcel | held by customs |\n|---|---|---|---|\n",
    );
    for carrier in Carrier::ALL {
        for courier in carrier.couriers() {
            let of = |kind| magic_number::number(courier.number, kind, 1);
            let _ = writeln!(
                out,
                "| {} | {} | `{}` | `{}` |",
                carrier.word(),
                courier.name,
                of(LifeKind::Lost),
                of(LifeKind::CustomsHold)
            );
        }
    }
    out.push_str("\nThe vendors' own test numbers:\n\n| number | life | up to |\n|---|---|---|\n");
    for (number, kind, upto) in VENDORS_OWN {
        let upto = upto.map_or("its end", Checkpoint::word);
        let _ = writeln!(out, "| `{number}` | {} | {upto} |", kind.word());
    }
}

fn disorder(out: &mut String) {
    out.push_str(
        "\n## Disorder that vendors document\n\n| word | what a connector sees |\n|---|---|\n",
    );
    for disorder in Disorder::ALL {
        let _ = writeln!(out, "| {} | {} |", disorder.word(), disorder.about());
    }
}

/// Text that stays within its cell.
pub(super) fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
