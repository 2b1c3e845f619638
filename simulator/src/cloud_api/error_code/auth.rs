//! Tokens, permissions and the standing of the account.

use super::entry::ErrorCode;
use super::head::Head;
use super::words::{Family, Subcode};

const META: Head = Head {
    family: Family::Auth,
    source: "Meta, Cloud API, error codes",
};
const GRAPH: Head = Head {
    family: Family::Auth,
    source: "Meta, Graph API, error handling",
};

/// Why a token is refused (Meta, Graph API, error handling, authentication subcodes).
const TOKEN: &[Subcode] = &[
    subcode(458, "the app is not installed"),
    subcode(459, "the user has to pass a checkpoint"),
    subcode(460, "the password was changed"),
    subcode(463, "the token has expired"),
    subcode(464, "the user is not confirmed"),
    subcode(467, "the token is invalid"),
    subcode(492, "the session is invalid"),
];

const fn subcode(number: u32, meaning: &'static str) -> Subcode {
    Subcode { number, meaning }
}

pub(super) const CODES: &[ErrorCode] = &[
    META.sync(0, 401, "AuthException")
        .auth()
        .advice("get a new token; stop sending until it is there"),
    META.sync(
        3,
        500,
        "Application does not have the capability to make this API call",
    )
    .advice("give the app the capability"),
    META.sync(
        10,
        403,
        "Application does not have permission for this action",
    )
    .state("a token without the permission that the endpoint needs")
    .advice("grant the token the permission, or the system user the asset"),
    GRAPH
        .sync(102, 401, "Session key invalid or no longer valid")
        .auth()
        .http_assumed()
        .advice("get a new token"),
    GRAPH
        .sync(
            104,
            401,
            "An access token is required to request this resource",
        )
        .auth()
        .state("no token in the request")
        .advice("send the token")
        .source("Meta, business messaging OpenAPI v23.0"),
    META.sync(190, 401, "Error validating access token")
        .auth()
        .state("a token that this world did not issue, or that has expired or was revoked")
        .advice("get a new token, then send again")
        .subcodes(TOKEN),
    META.sync(200, 403, "API Permission")
        .through(299)
        .state("a token of an app that may not touch the object")
        .advice("grant the permission that the number stands for")
        .subcodes(&[
            subcode(1_349_174, "the app may not touch this object"),
            subcode(1_349_175, "the app is not connected with this account"),
        ]),
    META.sync(368, 403, "Temporarily blocked for policies violations")
        .details("The WhatsApp Business Account associated with the app has been restricted or disabled.")
        .state("an account that is restricted or disabled (trouble.disabled)")
        .advice("stop; appeal with Meta"),
    META.both(
        130_497,
        403,
        "Business account is restricted from messaging users in this country",
    )
    .details("Message failed to send because the business account is restricted from messaging users in this country.")
    .state("a customer in a country to which no business may write: Cuba, Iran, North Korea, Syria")
    .advice("do not send to this country"),
    META.sync(131_005, 403, "Access denied")
        .details("Permission is either not granted or has been removed.")
        .advice("grant the permission"),
    META.sync(131_031, 403, "Account has been locked")
        .details("The WhatsApp Business Account associated with the app has been restricted or disabled.")
        .state("an account that is locked (trouble.locked)")
        .advice("stop; look at health_status, appeal with Meta"),
    META.sync(
        131_037,
        400,
        "WhatsApp provided number needs display name approval before message can be sent",
    )
    .details("The display name of this phone number is not approved.")
    .state("a 555 number whose display name is not approved (trouble.unnamed)")
    .advice("have the display name approved"),
    META.status(131_042, 400, "Business eligibility payment issue")
        .details("Message failed to send because there were one or more errors related to your payment method.")
        .state("what costs, sent by an account without a valid payment method (trouble.unpaid)")
        .advice("mend the billing, then send again"),
    META.sync(
        134_011,
        400,
        "WhatsApp Payments terms of service has not been accepted",
    )
    .details("Message failed to send because WhatsApp Payments terms of service acceptance is pending for this WhatsApp Business Account.")
    .advice("accept the terms of WhatsApp Payments"),
];
