//! The Marketing Messages API, and marketing that has to go through it.

use super::entry::ErrorCode;
use super::head::Head;
use super::words::Family;

const META: Head = Head {
    family: Family::Marketing,
    source: "Meta, Marketing Messages API, error codes",
};

pub(super) const CODES: &[ErrorCode] = &[
    META.sync(131_055, 400, "Method not allowed")
        .details("Only marketing template messages are supported")
        .state("anything but a marketing template on /marketing_messages")
        .advice("send it on /messages"),
    META.sync(131_063, 400, "Marketing templates disabled for Cloud API")
        .http_assumed()
        .details("Your template is categorized as Marketing, but marketing templates are currently disabled for your Cloud API configuration.")
        .state("a marketing template on /messages while the account has disable_marketing_messages_on_cloud_api")
        .advice("send it on /marketing_messages")
        .source("Meta, Cloud API, error codes"),
    META.sync(134_100, 400, "Only marketing messages supported")
        .details("You're only able to send marketing messages on this API.")
        .state("a utility or authentication template on /marketing_messages")
        .advice("send it on /messages"),
    META.sync(134_101, 400, "Your template is still syncing")
        .transient()
        .details("When you send a message from a template, the template syncing process can take up to 10 minutes to complete. Wait a few minutes, and then try sending your message again.")
        .state("a template younger than 10 minutes on /marketing_messages")
        .advice("wait 10 minutes"),
    META.sync(134_102, 500, "Template unavailable for use")
        .details("Please check your eligibility status to ensure you are onboarded or contact Meta's customer support.")
        .state("an account that is not onboarded to the Marketing Messages API (trouble.not_onboarded)")
        .advice("send it on /messages, or onboard"),
    META.management(1_752_041, 400, "Duplicate Request")
        .details("Duplicate Request is thrown when a client has already been invited to onboard by any partner.")
        .advice("nothing: the request was made before"),
];
