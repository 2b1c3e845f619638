//! The list of all defects. Each breaks one promise, and a message or an answer that keeps its other promises.

use super::Defect;

/// All of them.
pub const ALL: &[Defect] = &[
    plain(
        "lose-one-in-1000",
        "C01",
        "accepts a notice in 1,000 and never sends its message",
    ),
    plain(
        "no-dedup",
        "C02",
        "sends again for every delivery of the same checkpoint",
    ),
    plain(
        "dedup-race",
        "C02",
        "looks for a duplicate 30 ms before it stores, so that two at once both send",
    ),
    plain(
        "notify-silent",
        "C03",
        "tells customers of transit and customs too",
    ),
    plain(
        "wrong-recipient",
        "C04",
        "sends a message in 200 to the customer of the parcel before",
    ),
    plain(
        "anonymous-sends",
        "C05",
        "sends no callback data, and `your parcel` instead of the tracking number",
    ),
    plain(
        "wrong-parameter",
        "C06",
        "fills in another parcel's tracking number in a message in 200",
    ),
    plain("date-not-iso", "C06", "writes dates as DD/MM/YYYY"),
    plain(
        "wrong-language",
        "C06",
        "uses another country's language in a message in 50",
    ),
    valued(
        "capacity",
        "C08",
        "sends no more than this many messages a minute; the rest waits",
    ),
    plain(
        "unordered-workers",
        "C10",
        "sends after a random 0 to 3 s, without order within a parcel",
    ),
    plain(
        "notify-stale",
        "C11",
        "tells of an older checkpoint after a newer one",
    ),
    plain(
        "status-regress",
        "C13",
        "keeps the status that arrived last, not the highest",
    ),
    plain(
        "first-status-of-batch-only",
        "C14",
        "handles only the first item of a batch of statuses",
    ),
    plain(
        "wamid-on-wrong-parcel",
        "C15",
        "swaps the message ids of two parcels in a record in 200",
    ),
    plain(
        "no-signature-check",
        "C30",
        "believes carriers and Meta without looking at signatures",
    ),
    plain(
        "reserialised-signature",
        "C31",
        "checks AfterShip's and Meta's signatures over re-written JSON",
    ),
    plain(
        "retry-permanent",
        "C50",
        "repeats a send three times that was refused for good",
    ),
    plain(
        "give-up-on-503",
        "C55",
        "takes a refusal for final that would have passed",
    ),
    plain(
        "slow-ack",
        "C57",
        "answers webhooks 1.5 s after the work is done",
    ),
    plain(
        "message-per-history-entry",
        "C02",
        "sends again for every earlier checkpoint that a notice's history repeats",
    ),
    plain(
        "ack-wrong-body",
        "C65",
        "answers 200 and its own words to carriers and gateways that read the answer's body",
    ),
    plain(
        "drops-unsorted-history",
        "C01",
        "throws away notices whose history is not in the order of time",
    ),
    plain(
        "local-time-as-utc",
        "C06",
        "takes expected times for UTC and shifts them to the customer's clock, which may be another day",
    ),
    plain(
        "pointer-not-fetched",
        "C01",
        "acknowledges notices that only point to the news and never fetches these",
    ),
    plain(
        "wrong-carrier-name",
        "C06",
        "names whoever pushed the notice in the place of the courier",
    ),
    plain(
        "sms-twice",
        "C07",
        "sends the SMS for an undeliverable message twice",
    ),
    plain(
        "sms-never",
        "C07",
        "sends no SMS for an undeliverable message",
    ),
    plain(
        "tag-wrong",
        "C60",
        "files every second message of a customer under another tag",
    ),
    plain(
        "handover-missed",
        "C61",
        "calls no person in for every second message that needs one",
    ),
    plain("reminder-twice", "C63", "sends every reminder twice"),
    plain(
        "opt-out-ignored",
        "C62",
        "goes on sending to customers who want no more messages",
    ),
    plain(
        "fourth-same-template",
        "C64",
        "sends a template to one number however often it was sent before",
    ),
];

const fn plain(name: &'static str, caught_by: &'static str, about: &'static str) -> Defect {
    Defect {
        name,
        about,
        caught_by,
        takes_value: false,
    }
}

const fn valued(name: &'static str, caught_by: &'static str, about: &'static str) -> Defect {
    Defect {
        name,
        about,
        caught_by,
        takes_value: true,
    }
}
