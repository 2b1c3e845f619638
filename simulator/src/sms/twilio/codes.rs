//! Twilio's error codes: those that refuse a request, and those with which messages fail.
//!
//! Source: Twilio, error and warning dictionary; texts as clients have met them, which Twilio changes at will. A code is its
//! own number in magic recipients ([`crate::sms::magic`]).

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TwilioCode {
    /// The number on the wire.
    pub code: u32,
    /// HTTP status.
    pub http: u16,
    /// `message`; `{to}`, `{from}` and `{got}` are filled in.
    pub message: &'static str,
    /// Whether the same request may succeed later.
    pub transient: bool,
    /// What makes it here, beside magic recipients and faults; empty: nothing.
    pub cause: &'static str,
}

const fn code(
    code: u32,
    http: u16,
    message: &'static str,
    transient: bool,
    cause: &'static str,
) -> TwilioCode {
    TwilioCode {
        code,
        http,
        message,
        transient,
        cause,
    }
}

/// Refusals.
#[rustfmt::skip]
pub const REFUSALS: &[TwilioCode] = &[
    code(20001, 400, "Unknown parameters", false, "an update that changes a body instead of removing it"),
    code(20003, 401, "Authenticate", false, "wrong or missing credentials"),
    code(20004, 405, "Method not allowed", false, "another method"),
    code(20009, 409, "Cannot delete message because delivery has not been completed.", true, "deleting a message that is under way"),
    code(20404, 404, "The requested resource {got} was not found", false, "an unknown path or message"),
    code(20429, 429, "Too Many Requests", true, "more requests a second than set"),
    code(20500, 500, "An internal server error has occurred", true, ""),
    code(20503, 503, "Service unavailable", true, ""),
    code(21211, 400, "Invalid 'To' Phone Number: {to}", false, "a recipient that is no E.164 number"),
    code(21212, 400, "Invalid From Number (caller ID): {from}", false, "a sender that is none; +15005550001"),
    code(21266, 400, "'To' and 'From' number cannot be the same: {to}", false, "a message to its own sender"),
    code(21408, 400, "Permission to send an SMS or MMS has not been enabled for the region indicated by the 'To' number: {to}", false, "a recipient outside the permitted prefixes; +15005550003"),
    code(21602, 400, "Message body is required.", false, "neither body nor media"),
    code(21603, 400, "A 'From' phone number is required.", false, "neither sender nor messaging service"),
    code(21604, 400, "A 'To' phone number is required.", false, "no recipient"),
    code(21606, 400, "The 'From' phone number provided ({from}) is not a valid message-capable Twilio phone number for this destination.", false, "a sender that the account does not own; +15005550007"),
    code(21608, 400, "The number {to} is unverified. Trial accounts may only send messages to verified numbers.", false, "a trial account, and a recipient that is not verified"),
    code(21609, 400, "The 'StatusCallback' URL {got} is not a valid URL.", false, "a status callback that is no URL"),
    code(21610, 400, "Attempt to send to unsubscribed recipient", false, "a recipient that has written STOP; +15005550004"),
    code(21611, 400, "This 'From' number {from} has exceeded the maximum number of queued messages", true, "a sender with four hours of messages in its queue; +15005550008"),
    code(21612, 400, "The 'To' phone number: {to}, is not currently reachable using the 'From' phone number: {from} via SMS.", false, "+15005550002"),
    code(21614, 400, "'To' number is not a valid mobile number: {to}", false, "+15005550009"),
    code(21617, 400, "The concatenated message body exceeds the 1600 character limit", false, "a body of more than 1,600 characters"),
    code(21620, 400, "Invalid media URL(s)", false, "a media URL that is none"),
    code(21623, 400, "Number of media files exceeds allowed limit", false, "more than ten media URLs"),
    code(21624, 400, "ValidityPeriod {got} is not valid", false, "a validity period outside 1 to 36,000 seconds"),
    code(21655, 400, "The ContentSid is Invalid", false, "content templates, which this world does not have"),
    code(21701, 400, "The Messaging Service Sid {got} does not exist", false, "an unknown messaging service"),
    code(21703, 400, "The Messaging Service does not have a phone number available to send a message", false, "a messaging service without senders"),
    code(30409, 409, "Message cannot be canceled", false, "cancelling a message that is not scheduled"),
    code(35111, 400, "SendAt timestamp is missing", false, "a schedule without a time"),
    code(35114, 400, "SendAt time must be between 300 seconds and 35 days in the future", false, "a schedule at another time, or a time that is none"),
    code(35118, 400, "MessagingServiceSid is required to schedule a message", false, "a schedule without a messaging service"),
    code(63007, 400, "Twilio could not find a Channel with the specified From address", false, "an address of another channel, such as whatsapp:+…"),
];

/// How a message fails after it was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailureCode {
    /// `ErrorCode`.
    pub code: u32,
    /// `error_message`.
    pub message: &'static str,
    /// Whether it never left Twilio: `failed`, not `undelivered`.
    pub stays: bool,
}

const fn failure(code: u32, message: &'static str, stays: bool) -> FailureCode {
    FailureCode {
        code,
        message,
        stays,
    }
}

/// Failures; the first is what happens where no code is set.
#[rustfmt::skip]
pub const FAILURES: &[FailureCode] = &[
    failure(30003, "Unreachable destination handset", false),
    failure(30001, "Queue overflow", true),
    failure(30002, "Account suspended", true),
    failure(30004, "Message blocked", false),
    failure(30005, "Unknown destination handset", false),
    failure(30006, "Landline or unreachable carrier", false),
    failure(30007, "Message filtered", false),
    failure(30008, "Unknown error", false),
    failure(30034, "US A2P 10DLC - Message from an Unregistered Number", false),
    failure(30036, "Validity Period Expired", true),
];

/// The refusal with a code.
pub fn refusal(code: u32) -> Option<&'static TwilioCode> {
    REFUSALS.iter().find(|known| known.code == code)
}

/// The failure with a code.
pub fn failure_of(code: u32) -> Option<&'static FailureCode> {
    FAILURES.iter().find(|known| known.code == code)
}

/// The failure that a magic recipient wants.
pub(super) fn failure_numbered(number: u32) -> Option<String> {
    failure_of(number).map(|known| known.code.to_string())
}
