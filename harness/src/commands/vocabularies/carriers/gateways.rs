//! The SMS gateways in docs/carriers.md: pushes, refusals and receipts, rendered from their tables.

use std::fmt::Write as _;

use simulator::sms::{PushKind, aliyun, magic, twilio};

use super::page::cell;
use super::{seconds, yes_or_no};

const HEAD: &str = "\
\n## SMS gateways

Aliyun Dysmsapi (version 2017-05-25) under `{SMS_URL}/aliyun/`, signed by version 1.0 (HMAC-SHA1) or ACS3-HMAC-SHA256, and
Twilio Messaging (version 2010-04-01) under `{SMS_URL}/twilio`, both on the data plane. `GET /sms` of the control plane
lists what was sent, `POST /customer-sms` lets a customer write, `[sms]` of a world file sets everything
([world.toml](world.toml)). What they push goes to this machine only:

| push | provider | signature | ack | time-out s | retries after s | then | confirmed | unconfirmed |
|---|---|---|---|---|---|---|---|---|
";

const MAGIC: &str = "\
\nA text of more than one part is counted as on the air: 160 septets or 70 UTF-16 units alone, 153 or 67 in a row; at Aliyun
in mainland China 70 and 67 whatever the characters, the sign in 【】 among them.

A recipient forces an outcome without any setting: `999`, six digits, a serial. `+99904011200001` is refused with number
40112, `+99903000300001` fails with 30003. Behind the code of a WhatsApp failure, `9` and five digits are the outcome of the
short message alone: `+999131026930003`. Shared by both: ";

/// The section.
pub(super) fn section(out: &mut String) {
    out.push_str(HEAD);
    for kind in PushKind::ALL {
        let profile = kind.profile();
        let retry = &profile.retry;
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} | {} | {} | {} | {} |",
            profile.word,
            profile.provider.word(),
            cell(profile.signature),
            cell(profile.ack.words()),
            retry.timeout.as_secs(),
            seconds(retry.delays),
            retry.on_exhaust.word(),
            yes_or_no(profile.confirmed),
            profile.unconfirmed,
        );
    }
    out.push_str(MAGIC);
    let _ = writeln!(
        out,
        "`{}` no receipt ever, `{}` the receipt is pushed twice, `{}` it comes an\nhour late.",
        magic::SILENT,
        magic::TWICE,
        magic::LATE
    );
    of_aliyun(out);
    of_twilio(out);
}

fn of_aliyun(out: &mut String) {
    out.push_str(
        "\n### Aliyun\n\nRefusals of the service come with HTTP 200: a client that looks at the status alone takes them for \
         success.\n\n| code | number | HTTP | again later | what makes it, beside numbers and faults |\n|---|---|---|---|---|\n",
    );
    let all = aliyun::codes::BUSINESS.iter().chain(aliyun::codes::GATEWAY);
    for code in all {
        let number = match code.number {
            0 => "-".to_owned(),
            number => number.to_string(),
        };
        let again = yes_or_no(code.transient);
        let _ = writeln!(
            out,
            "| `{}` | {number} | {} | {again} | {} |",
            code.code, code.http, code.cause
        );
    }
    out.push_str("\n| receipt | number | says |\n|---|---|---|\n");
    let delivered = std::iter::once(&aliyun::codes::DELIVERED);
    for receipt in delivered.chain(aliyun::codes::FAILURES) {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} |",
            receipt.code, receipt.number, receipt.message
        );
    }
}

fn of_twilio(out: &mut String) {
    out.push_str("\n### Twilio\n\n| code | HTTP | again later | what makes it, beside numbers and faults |\n|---|---|---|---|\n");
    for code in twilio::codes::REFUSALS {
        let again = yes_or_no(code.transient);
        let _ = writeln!(
            out,
            "| {} | {} | {again} | {} |",
            code.code, code.http, code.cause
        );
    }
    out.push_str("\n| failure | status | says |\n|---|---|---|\n");
    for failure in twilio::codes::FAILURES {
        let status = if failure.stays {
            "failed"
        } else {
            "undelivered"
        };
        let _ = writeln!(out, "| {} | {status} | {} |", failure.code, failure.message);
    }
}
