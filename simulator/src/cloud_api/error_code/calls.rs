//! Calls. This world rings no telephone; the codes are there for connectors that handle them.

use super::entry::ErrorCode;
use super::head::Head;
use super::words::Family;

const META: Head = Head {
    family: Family::Calls,
    source: "Meta, Cloud API, calling error codes",
};

pub(super) const CODES: &[ErrorCode] = &[
    META.inbound(131_044, 400, "Business eligibility payment issue")
        .details("There is no valid payment method for user initiated calls.")
        .state("a customer's call to an account without a valid payment method, which the control plane orders (call.unpaid)")
        .advice("mend the billing"),
    META.management(138_000, 401, "Calling not enabled")
        .details("Calling APIs are not enabled for this phone number")
        .state("a call from a number whose settings have calling off")
        .advice("enable calling in the number's settings"),
    META.management(138_001, 400, "Receiver Uncallable")
        .details("Receiver is unable to receive calls")
        .advice("another channel"),
    META.management(138_002, 429, "Concurrent Calls limit")
        .transient()
        .details("Limit reached for maximum concurrent calls (1000) for the given number")
        .advice("back off"),
    META.management(138_003, 400, "Duplicate call")
        .details("A call is already ongoing with the receiver")
        .advice("wait until the present call has ended"),
    META.management(138_004, 500, "Connection error")
        .transient()
        .details("Error while connecting the call")
        .advice("call again later; check the connection parameters"),
    META.management(138_005, 429, "Call rate limit exceeded")
        .transient()
        .details("Limit reached for maximum calls that can be initiated by the business phone number")
        .advice("back off"),
    META.management(138_006, 401, "No approved call permission found")
        .details("No approved call permission from the recipient")
        .state("a call to a customer who has not permitted it")
        .advice("ask the customer for the permission"),
    META.management(138_007, 500, "Connect Timeout error")
        .transient()
        .details("Call was unable to connect due to a timeout")
        .advice("answer the SDP offer in time"),
    META.sync(138_009, 400, "Call Permission Request Limit Hit")
        .details("Limit reached for call permission request sends for the given business and consumer pair")
        .advice("do not ask again soon; a connected call resets the limit"),
    META.management(138_012, 400, "Business Initiated Calls Limit Hit")
        .details("Limit reached for maximum business initiated calls allowed in 24 hours.")
        .advice("wait until the time that details name"),
    META.management(138_013, 400, "Business-initiated calling is not available")
        .details("Business-initiated calling is not available for this business account phone number.")
        .advice("use a number of a country that has it"),
    META.management(138_014, 400, "Calling is temporarily disabled")
        .details("Calling APIs for this WhatsApp Business Number have been temporarily disabled for having low quality.")
        .advice("not soon: the restriction has to be lifted first"),
    META.management(138_015, 400, "Calling cannot be enabled")
        .details("Calling APIs cannot be enabled for this phone number.")
        .advice("a messaging limit of 2,000 or more comes first"),
    META.sync(
        138_017,
        400,
        "Call permission request can't be sent because a permanent permission already exists",
    )
    .details("Call permission request cannot be sent because a permanent permission has already been approved by the user for this business account phone number.")
    .advice("call; no request is needed"),
    META.management(
        138_018,
        400,
        "WhatsApp Business calling cannot be enabled because technical pre-requisites are not met",
    )
    .details("Configure SIP, or subscribe an app to the calls webhook field.")
    .advice("configure SIP, or subscribe an app to the calls field"),
    META.inbound(138_019, 400, "Call setup failed")
        .details("The WhatsApp client failed to set up the call.")
        .state("a customer's telephone fails the call, which the control plane orders (call.setup_failed)")
        .advice("call again later"),
    META.inbound(138_020, 400, "Relay connection failed")
        .details("The WhatsApp client failed to establish a connection with the relay server.")
        .state("a customer's telephone fails the call, which the control plane orders (call.relay_failed)")
        .advice("call again later"),
    META.inbound(138_021, 400, "Media receive timeout")
        .details("The WhatsApp client terminated the call due to not receiving any media for a long time.")
        .state("a customer's telephone fails the call, which the control plane orders (call.nothing_heard)")
        .advice("check that media reaches the relay"),
    META.inbound(138_022, 400, "Media transmit timeout")
        .details("The WhatsApp client terminated the call due to not transmitting any media for a long time.")
        .state("a customer's telephone fails the call, which the control plane orders (call.nothing_said)")
        .advice("call again later"),
    META.inbound(
        138_023,
        400,
        "Call accepted but terminated with no media signals",
    )
    .indefinite()
    .details("The call was accepted but terminated with no media connection signals.")
    .state("a customer's telephone fails the call, which the control plane orders (call.no_media)")
    .advice("call again later; whether it was connected is not known"),
];
