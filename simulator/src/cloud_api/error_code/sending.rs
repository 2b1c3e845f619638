//! A message and its recipient.

use super::entry::ErrorCode;
use super::head::Head;
use super::words::{Family, Subcode};

const META: Head = Head {
    family: Family::Sending,
    source: "Meta, Cloud API, error codes",
};

pub(super) const CODES: &[ErrorCode] = &[
    META.sync(1, 400, "API Unknown")
        .transient()
        .advice("check the request; send again a few times"),
    META.sync(2, 503, "API Service")
        .transient()
        .advice("back off and send again"),
    META.sync(33, 400, "Parameter value is not valid")
        .details("The business phone number has been deleted.")
        .state("a phone number that was deleted (trouble.deleted)")
        .advice("send from another number"),
    META.sync(100, 400, "Invalid parameter")
        .state("malformed JSON, an unknown field's value, or an unknown phone number id (subcode 33)")
        .advice("mend the request")
        .subcodes(&[Subcode {
            number: 33,
            meaning: "no object of this id, or not for this token",
        }]),
    META.status(130_403, 400, "Business has blocked the user")
        .http_assumed()
        .details("Unable to deliver the message. This business has blocked the end user on WhatsApp")
        .state("the sending number has blocked the customer")
        .advice("unblock the customer first"),
    META.status(130_472, 400, "User's number is part of an experiment")
        .details("Failed to send message because this user's phone number is part of an experiment.")
        .advice("do not send marketing to this customer; another channel"),
    META.status(130_501, 400, "Message type is not currently supported")
        .http_assumed()
        .details("Message type is currently not supported.")
        .state("a location, a contact, an interactive message or a one-time password to a group")
        .advice("send another type of message"),
    META.both(131_000, 500, "Something went wrong")
        .transient()
        .details("Message failed to send due to an unknown error.")
        .advice("send again a few times"),
    META.sync(131_008, 400, "Required parameter is missing")
        .details("The request is missing a required parameter.")
        .state("a field or a template component that the send needs is absent")
        .advice("mend the request"),
    META.both(131_009, 400, "Parameter value is not valid")
        .details("One or more parameter values are invalid.")
        .state("a value outside Meta's limits, such as a malformed phone number; as a status: a reaction to a message that is not there")
        .advice("mend the value")
        .subcodes(&[Subcode {
            number: 2_494_010,
            meaning: "in captures",
        }]),
    META.both(131_016, 500, "Service unavailable")
        .transient()
        .details("A service is temporarily unavailable.")
        .state("a send from a number that was added and registered while the world runs")
        .advice("back off and send again"),
    META.sync(131_021, 400, "Recipient cannot be sender")
        .details("Sender and recipient phone number is the same.")
        .state("the recipient is the sending number")
        .advice("never send to the own number"),
    META.status(131_026, 400, "Message undeliverable")
        .details("Message Undeliverable.")
        .state("the recipient is not on WhatsApp")
        .advice("another channel, such as SMS"),
    META.sync(131_030, 400, "Recipient phone number not in allowed list")
        .details("Add recipient phone number to recipient list and try again.")
        .state("a test number's allow-list does not hold the recipient")
        .advice("add the recipient to the test number's list"),
    META.status(131_047, 400, "Re-engagement message")
        .details("Message failed to send because more than 24 hours have passed since the customer last replied to this number.")
        .state("free text to a customer who has not written within 24 hours")
        .advice("send a template instead"),
    META.status(
        131_049,
        400,
        "This message was not delivered to maintain healthy ecosystem engagement.",
    )
    .details("In order to maintain a healthy ecosystem engagement, the message failed to be delivered.")
    .state("marketing to a customer who has had enough of it for now")
    .advice("wait at least 24 hours; never in a loop"),
    META.status(131_050, 400, "User has stopped marketing messages")
        .details("Unable to deliver the message. The recipient has chosen to stop receiving marketing messages on WhatsApp from your business.")
        .state("marketing to a customer who has stopped it")
        .advice("never again; listen to user_preferences"),
    META.sync(131_051, 400, "Unsupported message type")
        .inbound_title("Message type unknown")
        .details("Message type is currently not supported.")
        .state("a message type that this world does not speak; inbound: the customer sends one that the API does not")
        .advice("send another type of message"),
    META.inbound(131_052, 400, "Media download error")
        .details("Unable to download the media sent by the user.")
        .state("a customer sends media of more than 100 MB")
        .advice("ask the customer to send it another way"),
    META.both(131_053, 400, "Media upload error")
        .details("Unable to upload the media used in the message.")
        .state("a media link that cannot be fetched, or media of a wrong type")
        .advice("mend the media"),
    META.sync(131_062, 400, "Recipient is not supported")
        .http_assumed()
        .details("Business-scoped User ID (BSUID) recipients are not supported for this message.")
        .state("an authentication template with a one-tap, zero-tap or copy-code button to a business-scoped user id")
        .advice("send to the phone number")
        .source("Meta, Cloud API, business-scoped user ids"),
    META.sync(135_000, 400, "Generic user error")
        .details("Message failed to send because of an unknown error with your request parameters.")
        .advice("mend the request"),
    META.status(137_000, 400, "Recipient identity key hash mismatch")
        .http_assumed()
        .details("The recipient's identity key hash does not match the one on record.")
        .state("recipient_identity_key_hash is not the customer's present one")
        .advice("verify the customer again, then send without the hash")
        .source("Meta, Cloud API, phone numbers, identity change check"),
    META.sync(139_200, 400, "Direct Send Utility access is blocked")
        .http_assumed()
        .details("Direct Send Access is restricted: Direct send messaging capability is not available for this WABA right now due to misclassification based enforcements.")
        .advice("send a template instead")
        .source("Meta, Cloud API, Direct Send"),
];
