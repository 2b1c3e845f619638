//! Registering phone numbers, moving them between accounts, and onboarding.

use super::entry::ErrorCode;
use super::head::Head;
use super::words::Family;

const META: Head = Head {
    family: Family::Registration,
    source: "Meta, Cloud API, error codes",
};

pub(super) const CODES: &[ErrorCode] = &[
    META.sync(131_045, 500, "Incorrect certificate")
        .details("Message failed to send due to a phone number registration error.")
        .advice("register the number, then send again"),
    META.management(133_000, 500, "Incomplete Deregistration")
        .indefinite()
        .details("A previous deregistration attempt failed.")
        .advice("deregister once more, then register"),
    META.sync(133_004, 503, "Server temporarily unavailable")
        .transient()
        .details("Server is temporarily unavailable.")
        .advice("back off and try again"),
    META.management(133_005, 400, "Two step verification PIN Mismatch")
        .details("Two-step verification PIN incorrect.")
        .state("register with another PIN than the number's")
        .advice("use the right PIN, or set a new one"),
    META.management(133_006, 400, "Phone number re-verification needed")
        .details("Phone number needs to be verified before registering.")
        .state("register a number that was not verified by code")
        .advice("request_code and verify_code first"),
    META.management(133_008, 400, "Too Many two step verification PIN Guesses")
        .details("Too many two-step verification PIN guesses for this phone number.")
        .state("register with a wrong PIN too many times")
        .advice("wait for the time that details name"),
    META.management(133_009, 400, "Two step verification PIN Guessed Too Fast")
        .details("Two-step verification PIN was entered too quickly.")
        .state("register with a wrong PIN twice in quick succession")
        .advice("wait, then once more"),
    META.sync(133_010, 400, "Phone number not registered")
        .details("Phone number has not been registered on the WhatsApp Business Platform.")
        .state("a send from a number that is not registered")
        .advice("register the number, then send again"),
    META.management(
        133_015,
        400,
        "Please wait a few minutes before attempting to register this phone number",
    )
    .details("The phone number you are attempting to register was recently deleted, and deletion has not yet completed.")
    .state("register a number within 5 minutes of its deletion")
    .advice("wait 5 minutes"),
    META.management(2_388_001, 400, "Please confirm ownership of this phone number")
        .under(100)
        .details("The number has to be verified, and its two-step verification turned off, before it can move.")
        .advice("verify the number; turn two-step verification off"),
    META.management(
        2_388_012,
        400,
        "This phone number already exists in your list of phone numbers",
    )
    .under(100)
    .details("The phone number you are trying to migrate is already present in your WhatsApp account.")
    .state("adding a number that is there already")
        .advice("nothing: the number is there"),
    META.management(
        2_388_091,
        400,
        "This phone number isn't eligible to receive a registration code since it is not being migrated",
    )
    .under(100)
    .details("Phone ownership verification APIs are not available for this use case.")
    .advice("register the number the ordinary way"),
    META.management(
        2_388_093,
        400,
        "This phone number isn't eligible to verify a registration code since it is not being migrated",
    )
    .under(100)
    .details("Phone ownership verification APIs are not available for this use case.")
    .advice("register the number the ordinary way"),
    META.management(2_388_103, 400, "Cannot migrate phone number")
        .under(100)
        .details("The source or the destination account is not ready for this number.")
        .advice("mend what details name: webhooks, display name, payment, approval"),
    META.management(2_494_100, 400, "Account is in maintenance mode")
        .transient()
        .http_assumed()
        .details("The business phone number is in maintenance mode.")
        .advice("try again in a few minutes"),
    META.management(2_593_107, 400, "Synchronization Request limit exceeded")
        .details("You have exceeded the maximum number of times to call the synchronization api for this phone number.")
        .advice("onboard the customer anew"),
    META.management(
        2_593_108,
        400,
        "Synchronization Request made outside of allowed time window",
    )
    .details("Synchronization request can only be made within 24 hours of onboarding")
    .advice("onboard the customer anew"),
];
