//! The Cloud API's error codes: one vocabulary for what is answered, what a status webhook carries, what a
//! connector may retry, and the table that `shakedown errors` prints.
//!
//! Source: Meta, Cloud API, "Error codes" (the HTTP column as last published in November 2025); the stage is
//! where public captures and partners' tables show a code.

/// When a code reaches the connector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// As the answer to the send.
    Sync,
    /// In a `failed` status, after the send was accepted.
    Async,
    /// Either way.
    Both,
}

/// What a connector may do about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryClass {
    /// The same body will never succeed.
    Permanent,
    /// Back off and send again.
    Transient,
    /// The token is the trouble; stop sending until it is mended.
    Auth,
}

impl RetryClass {
    /// The word in the ledger.
    pub fn word(self) -> &'static str {
        match self {
            RetryClass::Permanent => "permanent",
            RetryClass::Transient => "transient",
            RetryClass::Auth => "auth",
        }
    }
}

/// One code.
#[derive(Debug, PartialEq, Eq)]
pub struct ErrorCode {
    /// Meta's number.
    pub code: u32,
    /// HTTP status of the synchronous answer.
    pub http_status: u16,
    /// When it reaches the connector.
    pub stage: Stage,
    /// What may be done.
    pub retry: RetryClass,
    /// Whether the answer proves that nothing was sent.
    pub definite: bool,
    /// Meta's title, as in `message` behind the `(#code)`.
    pub title: &'static str,
    /// `error_data.details`; empty for generic Graph errors, which carry none.
    pub details: &'static str,
    /// What leads to it in this world.
    pub cause: &'static str,
}

const fn permanent(
    code: u32,
    http_status: u16,
    stage: Stage,
    title: &'static str,
    details: &'static str,
    cause: &'static str,
) -> ErrorCode {
    ErrorCode {
        code,
        http_status,
        stage,
        retry: RetryClass::Permanent,
        definite: true,
        title,
        details,
        cause,
    }
}

const fn transient(
    code: u32,
    http_status: u16,
    stage: Stage,
    title: &'static str,
    details: &'static str,
    cause: &'static str,
) -> ErrorCode {
    ErrorCode {
        code,
        http_status,
        stage,
        retry: RetryClass::Transient,
        definite: true,
        title,
        details,
        cause,
    }
}

const fn auth(code: u32, http_status: u16, title: &'static str, cause: &'static str) -> ErrorCode {
    ErrorCode {
        code,
        http_status,
        stage: Stage::Sync,
        retry: RetryClass::Auth,
        definite: true,
        title,
        details: "",
        cause,
    }
}

const MAGIC: &str = "magic recipient, or a fault";

/// Every code that this world speaks, by number.
pub const ALL: &[ErrorCode] = &[
    transient(1, 400, Stage::Sync, "API Unknown", "", MAGIC),
    transient(2, 503, Stage::Sync, "API Service", "", MAGIC),
    transient(4, 400, Stage::Sync, "API Too Many Calls", "", MAGIC),
    permanent(10, 403, Stage::Sync, "API Permission Denied", "", MAGIC),
    permanent(
        100,
        400,
        Stage::Sync,
        "Invalid parameter",
        "",
        "malformed JSON, an unknown field's value, or an unknown phone number id (subcode 33)",
    ),
    auth(
        104,
        401,
        "An access token is required to request this resource",
        "no token in the request",
    ),
    auth(
        190,
        401,
        "Error validating access token",
        "a token this world did not issue",
    ),
    permanent(
        368,
        403,
        Stage::Sync,
        "Temporarily blocked for policies violations",
        "The WhatsApp Business Account associated with the app has been restricted or disabled.",
        MAGIC,
    ),
    transient(
        80007,
        400,
        Stage::Sync,
        "Rate limit issues",
        "The WhatsApp Business Account has reached its rate limit.",
        MAGIC,
    ),
    transient(
        130429,
        400,
        Stage::Both,
        "Rate limit hit",
        "Cloud API message throughput has been reached.",
        "more messages a second than the phone number's throughput",
    ),
    permanent(
        130472,
        400,
        Stage::Async,
        "User's number is part of an experiment",
        "Failed to send message because this user's phone number is part of an experiment.",
        MAGIC,
    ),
    permanent(
        130497,
        403,
        Stage::Both,
        "Business account is restricted from messaging users in this country",
        "Message failed to send because the business account is restricted from messaging users in this country.",
        MAGIC,
    ),
    transient(
        131000,
        500,
        Stage::Both,
        "Something went wrong",
        "Message failed to send due to an unknown error.",
        MAGIC,
    ),
    permanent(
        131005,
        403,
        Stage::Sync,
        "Access denied",
        "Permission is either not granted or has been removed.",
        MAGIC,
    ),
    permanent(
        131008,
        400,
        Stage::Sync,
        "Required parameter is missing",
        "The request is missing a required parameter.",
        "a field or a template component that the send needs is absent",
    ),
    permanent(
        131009,
        400,
        Stage::Sync,
        "Parameter value is not valid",
        "One or more parameter values are invalid.",
        "a value outside Meta's limits, such as a malformed phone number",
    ),
    transient(
        131016,
        500,
        Stage::Both,
        "Service unavailable",
        "A service is temporarily unavailable.",
        MAGIC,
    ),
    permanent(
        131021,
        400,
        Stage::Sync,
        "Recipient cannot be sender",
        "Sender and recipient phone number is the same.",
        "the recipient is the sending number",
    ),
    permanent(
        131026,
        400,
        Stage::Async,
        "Message undeliverable",
        "Message Undeliverable.",
        "the recipient is not on WhatsApp",
    ),
    permanent(
        131030,
        400,
        Stage::Sync,
        "Recipient phone number not in allowed list",
        "Add recipient phone number to recipient list and try again.",
        "a test number's allow-list does not hold the recipient",
    ),
    permanent(
        131031,
        403,
        Stage::Sync,
        "Account has been locked",
        "The WhatsApp Business Account associated with the app has been restricted or disabled.",
        MAGIC,
    ),
    permanent(
        131042,
        400,
        Stage::Async,
        "Business eligibility payment issue",
        "Message failed to send because there were one or more errors related to your payment method.",
        MAGIC,
    ),
    permanent(
        131047,
        400,
        Stage::Async,
        "Re-engagement message",
        "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
        "free text to a customer who has not written within 24 hours",
    ),
    transient(
        131048,
        400,
        Stage::Sync,
        "Spam rate limit hit",
        "Message failed to send because there are restrictions on how many messages can be sent from this phone number.",
        MAGIC,
    ),
    permanent(
        131049,
        400,
        Stage::Async,
        "This message was not delivered to maintain healthy ecosystem engagement.",
        "In order to maintain a healthy ecosystem engagement, the message failed to be delivered.",
        MAGIC,
    ),
    permanent(
        131050,
        400,
        Stage::Async,
        "User has stopped marketing messages",
        "Unable to deliver the message. The recipient has chosen to stop receiving marketing messages on WhatsApp from your business.",
        MAGIC,
    ),
    permanent(
        131051,
        400,
        Stage::Sync,
        "Unsupported message type",
        "Message type is currently not supported.",
        "a message type that this world does not speak",
    ),
    permanent(
        131053,
        400,
        Stage::Both,
        "Media upload error",
        "Unable to upload the media used in the message.",
        MAGIC,
    ),
    transient(
        131056,
        400,
        Stage::Sync,
        "(Business Account, Consumer Account) pair rate limit hit",
        "Too many messages sent from the sender phone number to the same recipient phone number in a short period of time.",
        "more than the pair limit: one message in 6 seconds, bursts of 45",
    ),
    transient(
        131057,
        500,
        Stage::Sync,
        "Account in maintenance mode",
        "Business Account is in maintenance mode.",
        MAGIC,
    ),
    permanent(
        132000,
        400,
        Stage::Sync,
        "Number of parameters does not match the expected number of params",
        "",
        "a template gets more or fewer parameters than its text has",
    ),
    permanent(
        132001,
        404,
        Stage::Sync,
        "Template name does not exist in the translation",
        "",
        "no approved template of this name in this language",
    ),
    permanent(
        132005,
        400,
        Stage::Sync,
        "Translated text too long",
        "The translated text is too long.",
        "the filled-in text exceeds its limit",
    ),
    permanent(
        132007,
        400,
        Stage::Sync,
        "Template format character policy violated",
        "",
        MAGIC,
    ),
    permanent(
        132012,
        400,
        Stage::Sync,
        "Parameter format does not match format in the created template",
        "",
        "a parameter of another type than the template has",
    ),
    permanent(
        132015,
        400,
        Stage::Both,
        "Template is paused",
        "Template is paused due to low quality.",
        "a paused template",
    ),
    permanent(
        132016,
        400,
        Stage::Sync,
        "Template is disabled",
        "Template is disabled due to low quality.",
        "a disabled template",
    ),
    permanent(
        132018,
        400,
        Stage::Sync,
        "Template parameters are not valid",
        "Parameter text cannot have new-line/tab characters or more than 4 consecutive spaces",
        "line breaks, tabs or more than four spaces in a row in a parameter",
    ),
    transient(
        133004,
        503,
        Stage::Sync,
        "Server temporarily unavailable",
        "",
        MAGIC,
    ),
    permanent(
        133010,
        400,
        Stage::Sync,
        "Phone number not registered",
        "Phone number has not been registered on the WhatsApp Business Platform.",
        MAGIC,
    ),
    permanent(
        135000,
        400,
        Stage::Sync,
        "Generic user error",
        "Message failed to send because of an unknown error with your request parameters.",
        MAGIC,
    ),
];

/// The entry of a code; None for a code this world does not speak.
pub fn find(code: u32) -> Option<&'static ErrorCode> {
    ALL.binary_search_by_key(&code, |entry| entry.code)
        .ok()
        .map(|at| &ALL[at])
}

/// The entry of a code that this source file names.
///
/// # Panics
/// When the table lacks the code: a mistake in this crate.
pub(crate) fn known(code: u32) -> &'static ErrorCode {
    find(code).expect("the code stands in the table")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_unique_so_that_lookup_finds_each() {
        assert!(ALL.windows(2).all(|pair| pair[0].code < pair[1].code));
        assert!(ALL.iter().all(|entry| find(entry.code) == Some(entry)));
    }
}
