//! Too much, too fast. Meta's own page (2025) gives 400 for most, its OpenAPI description and partners 429: a switch
//! of the world decides for those that are marked with `throttle`.

use super::entry::ErrorCode;
use super::head::Head;
use super::words::{Family, Subcode};

const META: Head = Head {
    family: Family::Throttling,
    source: "Meta, Cloud API, error codes",
};
const OPENAPI: Head = Head {
    family: Family::Throttling,
    source: "Meta, business messaging OpenAPI v23.0",
};

const REQUEST_LIMIT: &[Subcode] = &[Subcode {
    number: 2_446_079,
    meaning: "a request limit of the Graph API",
}];

pub(super) const CODES: &[ErrorCode] = &[
    META.sync(4, 400, "API Too Many Calls")
        .transient()
        .throttle()
        .state("more calls an hour than the app may make: 200 for each of its users")
        .advice("back off; the window is an hour")
        .subcodes(REQUEST_LIMIT),
    OPENAPI
        .sync(17, 429, "User request limit reached")
        .transient()
        .advice("back off")
        .subcodes(REQUEST_LIMIT),
    OPENAPI
        .sync(613, 400, "Calls to this api have exceeded the rate limit")
        .transient()
        .throttle()
        .advice("back off; the window is an hour"),
    META.sync(80_007, 400, "Rate limit issues")
        .transient()
        .throttle()
        .details("The WhatsApp Business Account has reached its rate limit.")
        .state("more management calls an hour than the account may get: 200, or 5,000 when it is active")
        .advice("wait the minutes of estimated_time_to_regain_access in x-business-use-case-usage")
        .subcodes(REQUEST_LIMIT),
    META.management(
        80_008,
        400,
        "There have been too many calls to this WhatsApp Business account",
    )
    .transient()
    .state("more than 100 templates created in an hour, or too many calls on message_templates")
    .advice("wait the minutes of estimated_time_to_regain_access in x-business-use-case-usage")
    .source("Meta, Graph API, message_templates"),
    META.both(130_429, 400, "Rate limit hit")
        .transient()
        .throttle()
        .details("Cloud API message throughput has been reached.")
        .state("more messages a second than the phone number's throughput")
        .advice("back off exponentially")
        .subcodes(&[Subcode {
            number: 2_494_055,
            meaning: "in Meta's own example",
        }]),
    META.sync(131_048, 400, "Spam rate limit hit")
        .transient()
        .details("Message failed to send because there are restrictions on how many messages can be sent from this phone number.")
        .state("more customers in 24 hours than the portfolio's messaging limit")
        .advice("not soon: the quality or the limit has to rise first"),
    META.sync(
        131_056,
        400,
        "(Business Account, Consumer Account) pair rate limit hit",
    )
    .transient()
    .throttle()
    .details("Too many messages sent from the sender phone number to the same recipient phone number in a short period of time.")
    .state("more than the pair limit: one message in 6 seconds, bursts of 45")
    .advice("wait 4^X seconds for this recipient, X from 0; others are not concerned"),
    META.sync(131_057, 500, "Account in maintenance mode")
        .transient()
        .details("Business Account is in maintenance mode.")
        .state("the minute of a throughput upgrade")
        .advice("send again after a minute"),
    META.sync(131_064, 400, "Messaging limit reached")
        .http_assumed()
        .details("Message failed to send because this account has reached its messaging limit due to template classification violations. This applies to both template messages and direct send messages.")
        .state("an account that Meta limits because its templates were classified wrongly (trouble.misclassified)")
        .advice("classify templates rightly; lifted when the enforcement ends"),
    META.sync(131_208, 429, "Group Rate Limit Hit")
        .transient()
        .details("Group operation failed because there were too many group operations from this phone number in a short period.")
        .state("more than 100 operations on groups of a number in a minute")
        .advice("back off")
        .source("Meta, Cloud API, groups error codes"),
    META.management(133_016, 400, "Account register deregister rate limit exceeded")
        .transient()
        .details("Registration or Deregistration failed because there were too many attempts for this phone number in a short period of time")
        .state("an eleventh register or deregister of a number within 72 hours")
        .advice("wait until 72 hours have passed"),
];
