//! Flows, as they are sent and as they are managed.

use super::entry::ErrorCode;
use super::head::Head;
use super::words::Family;

const META: Head = Head {
    family: Family::Flows,
    source: "Meta, Flows, error codes",
};

pub(super) const CODES: &[ErrorCode] = &[
    META.sync(132_068, 400, "Flow is blocked")
        .details("Flow is in blocked state.")
        .state("sending a flow that Meta has blocked, which the control plane orders")
        .advice("mend the flow")
        .source("Meta, Cloud API, error codes"),
    META.sync(132_069, 400, "Flow is throttled")
        .details("Flow is in throttled state and 10 messages using this flow were already sent in the last hour.")
        .state("the eleventh send within an hour of a flow that Meta throttles, which the control plane orders")
        .advice("mend the flow; ten messages an hour until then")
        .source("Meta, Cloud API, error codes"),
    META.management(139_000, 400, "Blocked By Integrity")
        .http_assumed()
        .details("The account may not create or publish flows.")
        .advice("stop; ask Meta"),
    META.management(139_001, 400, "Flow can't be updated")
        .http_assumed()
        .indefinite()
        .details("A published flow cannot be updated.")
        .state("changing a flow that is published")
        .advice("clone the flow; when processing failed, the same request once more"),
    META.management(139_002, 400, "Flow can't be published")
        .http_assumed()
        .details("The flow is not a draft, or is not complete.")
        .state("publishing a flow that is no draft, or not complete")
        .advice("mend what details name"),
    META.management(139_003, 400, "Flow can't be deprecated")
        .http_assumed()
        .details("Only a published flow can be deprecated, and only once.")
        .state("deprecating a flow that is not published")
        .advice("nothing, or delete the draft"),
    META.management(139_004, 400, "Can't delete published Flow")
        .http_assumed()
        .details("A published flow cannot be deleted.")
        .state("deleting a flow that is published")
        .advice("deprecate the flow"),
    META.management(139_006, 400, "Metrics threshold is not reached")
        .http_assumed()
        .details("There is not enough data for metrics of this flow.")
        .advice("ask again later"),
];
