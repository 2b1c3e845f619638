//! The checks of the golden records, all passed or not applicable.

use super::parts::{check, idle};
use crate::verdict::CheckResult;

/// The checks of a connector that does everything right.
pub(super) fn clean_checks() -> Vec<CheckResult> {
    vec![
        check(
            "C01",
            "no-loss",
            "Every acknowledged notice of a checkpoint with a template leads to a message.",
            8_124,
        ),
        check(
            "C02",
            "no-dup",
            "Each checkpoint of a parcel is notified at most once.",
            411,
        ),
        check(
            "C03",
            "no-phantom",
            "No message without a notice that calls for it.",
            9_870,
        ),
        check(
            "C04",
            "recipient",
            "Each message goes to the parcel's recipient, from the seller's number.",
            8_124,
        ),
        check(
            "C05",
            "attribution",
            "At least 99.99 % of the messages can be traced to a parcel.",
            8_124,
        ),
        check(
            "C06",
            "render",
            "Template, language and parameters are what the policy asks for.",
            8_124,
        ),
        check(
            "C08",
            "latency",
            "95 % of the messages are accepted within 5 s of the notice's intended time.",
            7_305,
        ),
        check(
            "C10",
            "order",
            "Messages of one parcel are sent in the order of its checkpoints.",
            1_920,
        ),
        check(
            "C11",
            "stale-suppress",
            "A checkpoint that arrives after a later one gets no message.",
            388,
        ),
        check(
            "C13",
            "status-monotone",
            "A stored status never goes back.",
            8_124,
        ),
        check(
            "C14",
            "convergence",
            "Each stored status ends where the acknowledged updates say.",
            8_124,
        ),
        check(
            "C15",
            "link",
            "Each message is stored once, with its parcel and checkpoint.",
            8_124,
        ),
        check(
            "C30",
            "forged-no-effect",
            "A forged delivery has no effect.",
            96,
        ),
        check(
            "C31",
            "genuine-accepted",
            "A genuine delivery is never refused as forged.",
            34_210,
        ),
        idle(
            "C50",
            "no-retry-permanent",
            "A permanent refusal is not tried again.",
            "the scenario refuses nothing for good",
        ),
        idle(
            "C55",
            "retry-transient",
            "A transient refusal is tried again until it succeeds.",
            "the scenario refuses nothing for a while",
        ),
        check(
            "C57",
            "ack-fast",
            "Deliveries are acknowledged fast: median at most 250 ms, under 1 % above 1 s.",
            34_210,
        ),
        check(
            "H01",
            "ledger-complete",
            "The ledger has every row that was written.",
            6,
        ),
        check(
            "H02",
            "schedule-lag",
            "Notices start when they are due.",
            9_870,
        ),
        check(
            "H04",
            "conservation",
            "What went in came out or is accounted for.",
            5,
        ),
        check(
            "H08",
            "minima",
            "Each check saw the minimum that the scenario asks for.",
            12,
        ),
        check(
            "H10",
            "harness-not-saturated",
            "The harness was not the bottleneck.",
            224,
        ),
    ]
}
