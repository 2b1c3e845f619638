//! The error objects inside webhooks, and the webhook that says the platform itself is in trouble.
//!
//! Source: Meta, Cloud API, "Status messages webhook" and "Errors messages webhook". `title` and `message` are the same.

use serde::Serialize;
use serde_json::{Value, json};

use super::calendar::PORTFOLIO_LIMITS_FROM;
use super::envelope::{Metadata, envelope};
use crate::cloud_api::error_code;
use crate::settings::PhoneNumber;

const ABSOLUTE: &str =
    "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/";
const RELATIVE: &str = "/documentation/business-messaging/whatsapp/support/error-codes";

/// An error with its code, as webhooks carry it.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct ErrorNode {
    pub(super) code: u32,
    pub(super) title: &'static str,
    pub(super) message: &'static str,
    pub(super) error_data: ErrorData,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) href: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct ErrorData {
    pub(super) details: &'static str,
}

impl ErrorNode {
    /// The error as an app of this version sees it.
    pub(super) fn of(code: u32, version: u32) -> ErrorNode {
        let (title, details) = error_code::find(code)
            .map_or(("Something went wrong", ""), |entry| {
                (entry.title, entry.details)
            });
        let href = if version >= PORTFOLIO_LIMITS_FROM {
            RELATIVE
        } else {
            ABSOLUTE
        };
        ErrorNode {
            href: Some(href),
            ..ErrorNode::plain(code, title, details)
        }
    }

    /// An error without a link to its documentation.
    pub(super) const fn plain(code: u32, title: &'static str, details: &'static str) -> ErrorNode {
        ErrorNode {
            code,
            title,
            message: title,
            error_data: ErrorData { details },
            href: None,
        }
    }
}

/// One webhook that says that the system, the app or the account cannot be served; it names no message.
pub fn system_errors(account_id: &str, number: &PhoneNumber, code: u32, version: u32) -> String {
    let value = system_errors_value(number, code, version);
    envelope(account_id, "messages", value, None)
}

/// The `value` of that webhook.
pub fn system_errors_value(number: &PhoneNumber, code: u32, version: u32) -> Value {
    json!({
        "messaging_product": "whatsapp",
        "metadata": Metadata::of(number),
        "errors": [ErrorNode::of(code, version)],
    })
}
