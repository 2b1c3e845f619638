//! Endpoints that send nothing: blocking, usernames, insights, paging, unknown nodes, health.

use super::entry::ErrorCode;
use super::head::Head;
use super::words::Family;

const META: Head = Head {
    family: Family::Management,
    source: "Meta, Cloud API, error codes",
};
const BLOCKING: Head = Head {
    family: Family::Management,
    source: "Meta, Cloud API, block users",
};
const USERNAMES: Head = Head {
    family: Family::Management,
    source: "Meta, Cloud API, business-scoped user ids",
};
/// Codes inside the answer of `GET /{node}?fields=health_status`, which is no error itself.
const HEALTH: Head = Head {
    family: Family::Management,
    source: "Meta, Cloud API, health status",
};

pub(super) const CODES: &[ErrorCode] = &[
    META.management(803, 404, "Some of the aliases you requested do not exist")
        .advice("mend the id")
        .source("Meta, business messaging OpenAPI v23.0"),
    META.management(2_200, 400, "Callback verification failed")
        .state("a webhook callback that does not answer its challenge")
        .advice("answer hub.challenge, bare and with 200, when hub.verify_token is right")
        .source("Meta, Graph API, webhooks"),
    META.management(2_635, 400, "You are calling a deprecated version of the API")
        .http_assumed()
        .state("a version before v14.0 in the path")
        .advice("call a version that is alive")
        .source("Meta, Graph API, versioning"),
    META.management(131_059, 400, "Invalid cursor")
        .details("The cursor has either expired or become corrupted. Start pagination from the beginning again.")
        .state("an `after` or `before` that this world did not give")
        .advice("read from the first page again")
        .source("Meta, Cloud API, groups error codes"),
    BLOCKING
        .management(139_100, 400, "Failed to block/unblock users")
        .indefinite()
        .details("Failed to block some users, see the block_users response list for details")
        .state("a block list in which some customers cannot be blocked")
        .advice("look at each customer in failed_users"),
    BLOCKING
        .management(139_101, 400, "Blocklist limit reached")
        .http_assumed()
        .details("The blocklist limit of 64k is reached.")
        .state("more than 64,000 blocked customers")
        .advice("unblock others first"),
    BLOCKING
        .management(139_102, 400, "Blocklist concurrent update")
        .transient()
        .http_assumed()
        .details("Blocklist was updated during retrieval - retry with offset 0")
        .advice("read from the first page again"),
    BLOCKING
        .management(139_103, 500, "Internal error")
        .transient()
        .http_assumed()
        .indefinite()
        .details("Internal error, please try again.")
        .advice("try again"),
    HEALTH
        .management(141_002, 200, "Message templates can only be sent out if they are approved")
        .details("Edit or appeal the message template review decision.")
        .state("health_status of a template that is not approved")
        .advice("have the template approved"),
    HEALTH
        .management(141_006, 200, "There is an error with the payment method")
        .details("There was an error with your payment method. Please add a new payment method to the account.")
        .state("health_status of an account without a valid payment method")
        .advice("mend the billing"),
    HEALTH
        .management(141_010, 200, "The Business has not passed business verification")
        .details("Visit business settings and start or resolve the business verification request.")
        .state("health_status of a business that is not verified")
        .advice("verify the business"),
    HEALTH
        .management(141_014, 200, "The WABA is banned")
        .details("The WhatsApp Business Account is banned.")
        .state("health_status of an account that is disabled")
        .advice("stop; appeal with Meta"),
    USERNAMES
        .management(147_001, 400, "Username not available")
        .http_assumed()
        .details("The username has already been claimed, or is not available on the platform.")
        .state("a username that somebody else has: meta, whatsapp, facebook, instagram")
        .advice("ask for another username"),
    USERNAMES
        .management(147_002, 400, "Account not eligible to request a username")
        .http_assumed()
        .details("The business portfolio needs a higher messaging limit.")
        .state("a portfolio whose messaging limit is the lowest")
        .advice("raise the messaging limit first"),
    USERNAMES
        .management(147_003, 400, "Facebook account not linked")
        .http_assumed()
        .details("Link the phone number to the Facebook Page that uses the username.")
        .advice("link the page"),
    USERNAMES
        .management(147_004, 400, "Instagram account not linked")
        .http_assumed()
        .details("Link the phone number to the Instagram account that uses the username.")
        .advice("link the account"),
    USERNAMES
        .management(147_005, 400, "Username transfer required")
        .http_assumed()
        .details("The username is in use on another phone number of the business portfolio.")
        .state("a username that another number of the portfolio has, without transfer_action")
        .advice("ask again with transfer_action=force_transfer"),
    META.management(200_005, 400, "Template insights unavailable")
        .http_assumed()
        .details("Template insights are not available yet for this WhatsApp Business account.")
        .advice("ask again later"),
    META.management(200_006, 400, "Cannot disable template insights")
        .http_assumed()
        .details("Invalid operation. Template Insights cannot be disabled once enabled.")
        .state("is_enabled_for_insights=false on an account that has insights")
        .advice("leave them on"),
    META.management(200_007, 400, "Template Insights not enabled")
        .http_assumed()
        .details("Template Insights have not been enabled for this WhatsApp Business Account")
        .state("template_analytics of an account without insights")
        .advice("enable insights first"),
];
