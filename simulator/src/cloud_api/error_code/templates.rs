//! Templates, as they are sent and as they are managed.
//!
//! A number of seven digits is what the management endpoints add as `error_subcode`; `code` is 100 then, and
//! `error_user_title` and `error_user_msg` say what is wrong.

use super::entry::ErrorCode;
use super::head::Head;
use super::words::{Family, Subcode};

const META: Head = Head {
    family: Family::Templates,
    source: "Meta, Cloud API, error codes",
};
const CAPTURES: Head = Head {
    family: Family::Templates,
    source: "public captures",
};
const DIRECT_SEND: Head = Head {
    family: Family::Templates,
    source: "Meta, Cloud API, Direct Send",
};

pub(super) const CODES: &[ErrorCode] = &[
    META.sync(
        132_000,
        400,
        "Number of parameters does not match the expected number of params",
    )
    .state("a template gets more or fewer parameters than its text has")
    .advice("mend the send"),
    META.sync(132_001, 404, "Template name does not exist in the translation")
        .state("no approved template of this name in this language")
        .advice("send again when the template is approved, or in a language that it has")
        .subcodes(&[Subcode {
            number: 2_494_015,
            meaning: "in captures",
        }]),
    META.sync(132_005, 400, "Translated text too long")
        .details("The translated text is too long.")
        .state("the filled-in text exceeds its limit")
        .advice("shorten the parameters"),
    META.sync(132_007, 400, "Template format character policy violated")
        .details("Template content violates a WhatsApp policy.")
        .advice("mend the template"),
    META.sync(132_008, 400, "Template parameter value is not valid")
        .http_assumed()
        .details("Variable parameter values formatted incorrectly.")
        .advice("mend the parameter")
        .source("public clients of the Cloud API"),
    META.sync(
        132_012,
        400,
        "Parameter format does not match format in the created template",
    )
    .state("a parameter of another type than the template has")
    .advice("mend the parameter"),
    META.both(132_015, 400, "Template is paused")
        .details("Template is paused due to low quality.")
        .state("a paused template; as a status: a message that pacing had held")
        .advice("send again when the pause is over, or another template"),
    META.sync(132_016, 400, "Template is disabled")
        .details("Template is disabled due to low quality.")
        .state("a disabled template")
        .advice("send another template"),
    META.sync(132_018, 400, "Template validation error")
        .details("Parameter text cannot have new-line/tab characters or more than 4 consecutive spaces")
        .state("line breaks, tabs or more than four spaces in a row in a parameter")
        .advice("mend the parameter"),
    META.management(2_388_019, 400, "Message Template Limit Exceeded")
        .under(100)
        .details("You have exceeded the maximum number of message templates you can have for this WhatsApp business account.")
        .state("one template more than the account may have: 250, or 6,000 when it is verified")
        .advice("delete a template first"),
    META.management(2_388_039, 400, "Message template status can't be changed")
        .under(100)
        .details("The status for this message template can't be changed. You can only delete or add templates.")
        .state("editing a template that is under review, or too often")
        .advice("wait for the review"),
    META.management(2_388_040, 400, "Character limit exceeded")
        .under(100)
        .details("A field in your template has exceeded the maximum character limit allowed.")
        .state("a name, text or label beyond its limit")
        .advice("shorten the field"),
    META.management(2_388_047, 400, "Message header format is incorrect")
        .under(100)
        .details("Your message header contains invalid formatting.")
        .state("a header with line breaks, formatting or more than one variable")
        .advice("mend the header"),
    META.management(2_388_072, 400, "Message body format is incorrect")
        .under(100)
        .details("Your message body contains invalid formatting.")
        .state("a body with malformed variables")
        .advice("mend the body"),
    META.management(2_388_073, 400, "Message footer format is incorrect")
        .under(100)
        .details("Your message footer contains invalid formatting.")
        .state("a footer with variables or line breaks")
        .advice("mend the footer"),
    META.management(2_388_293, 400, "Parameters words ratio exceeds limit")
        .under(100)
        .details("This template has too many variables for its length. Reduce the number of variables or increase the message length.")
        .state("a body with too many variables for its length")
        .advice("more text, or fewer variables"),
    META.management(2_388_299, 400, "Leading or trailing parameters not allowed")
        .under(100)
        .details("Variables cannot be at the start or end of the template.")
        .state("a body that begins or ends with a variable")
        .advice("text before and behind"),
    CAPTURES
        .management(2_388_023, 400, "Message Template Language is Being Deleted")
        .under(100)
        .details("New content can't be added while the existing content is being deleted. Try again in 4 weeks or consider creating a new message template.")
        .state("creating a template whose name was deleted less than 30 days ago")
        .advice("another name"),
    CAPTURES
        .management(2_388_024, 400, "Content in This Language Already Exists")
        .under(100)
        .details("There is already content in this language for this template. You can create a new template and try again.")
        .state("creating a template that the account has in this language")
        .advice("edit the template, or another name"),
    CAPTURES
        .management(
            2_388_043,
            400,
            "Message template \"components\" param is missing expected field(s)",
        )
        .under(100)
        .details("A component is missing expected field(s).")
        .state("a component without a text, or without an example for a variable")
        .advice("bring the field"),
    CAPTURES
        .management(2_388_046, 400, "Name Format is Incorrect")
        .under(100)
        .details("The message template name can only have lowercase letters and underscores.")
        .state("a template's name with other characters than a-z, 0-9 and _")
        .advice("mend the name"),
    CAPTURES
        .management(2_388_060, 400, "Button format is incorrect")
        .under(100)
        .details("Buttons can't have any variables, newlines, emojis or formatting characters.")
        .state("a button's label with more than plain text, or a URL with a variable not at its end")
        .advice("mend the button"),
    CAPTURES
        .management(2_388_081, 400, "Button URL is not valid")
        .under(100)
        .details("Direct links to WhatsApp aren't allowed for buttons.")
        .state("a URL button that leads to wa.me")
        .advice("another address"),
    CAPTURES
        .management(2_388_124, 400, "Message template was edited lately")
        .under(100)
        .details("An active message template can only be edited once every 24 hours.")
        .state("a second edit of an approved template within 24 hours, or an eleventh in 30 days")
        .advice("wait a day"),
    CAPTURES
        .management(2_388_155, 400, "Template name is already used as a sample template")
        .under(100)
        .details("This template is named after a sample template created by default. Please use a different name.")
        .state("creating a template called hello_world")
        .advice("another name"),
    DIRECT_SEND
        .management(2_388_318, 400, "Can't update a Direct Send template")
        .http_assumed()
        .under(100)
        .details("Templates that Direct Send has made cannot be edited.")
        .advice("leave it as it is"),
    DIRECT_SEND
        .management(2_388_330, 400, "Can't delete a Direct Send template")
        .http_assumed()
        .under(100)
        .details("Templates that Direct Send has made cannot be deleted.")
        .advice("leave it as it is"),
];
