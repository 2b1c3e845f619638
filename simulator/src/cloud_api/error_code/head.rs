//! The short forms in which the families' lists are written. They set fields and know no code.

use super::entry::ErrorCode;
use super::words::{Family, RetryClass, Stage, Subcode};

/// A family's head: what all its entries share, and the constructors of its list.
#[derive(Clone, Copy)]
pub(super) struct Head {
    pub(super) family: Family,
    pub(super) source: &'static str,
}

impl Head {
    pub(super) const fn sync(self, code: u32, http_status: u16, title: &'static str) -> ErrorCode {
        self.entry(Stage::Sync, code, http_status, title)
    }

    pub(super) const fn status(
        self,
        code: u32,
        http_status: u16,
        title: &'static str,
    ) -> ErrorCode {
        self.entry(Stage::Async, code, http_status, title)
    }

    pub(super) const fn both(self, code: u32, http_status: u16, title: &'static str) -> ErrorCode {
        self.entry(Stage::Both, code, http_status, title)
    }

    pub(super) const fn management(
        self,
        code: u32,
        http_status: u16,
        title: &'static str,
    ) -> ErrorCode {
        self.entry(Stage::Management, code, http_status, title)
    }

    pub(super) const fn inbound(
        self,
        code: u32,
        http_status: u16,
        title: &'static str,
    ) -> ErrorCode {
        self.entry(Stage::Inbound, code, http_status, title)
    }

    /// Permanent and definite, without a cause of its own: what most codes are.
    const fn entry(
        self,
        stage: Stage,
        code: u32,
        http_status: u16,
        title: &'static str,
    ) -> ErrorCode {
        ErrorCode {
            code,
            last_code: code,
            under: None,
            http_status,
            http_assumed: false,
            throttle: false,
            stage,
            retry: RetryClass::Permanent,
            definite: true,
            family: self.family,
            title,
            inbound_title: None,
            details: "",
            cause: on_order(stage, code),
            has_state: false,
            advice: "",
            subcodes: &[],
            source: self.source,
        }
    }
}

/// The cause of a code that has none in this world.
const fn on_order(stage: Stage, code: u32) -> &'static str {
    match stage {
        Stage::Sync if code == 0 => "a fault",
        Stage::Sync | Stage::Both => "magic recipient, or a fault",
        Stage::Async => "magic recipient",
        Stage::Management => "a fault",
        Stage::Inbound => "",
    }
}

impl ErrorCode {
    /// Backing off helps.
    pub(super) const fn transient(mut self) -> ErrorCode {
        self.retry = RetryClass::Transient;
        self
    }

    /// The token is the trouble.
    pub(super) const fn auth(mut self) -> ErrorCode {
        self.retry = RetryClass::Auth;
        self
    }

    /// Part of what was asked may have been done.
    pub(super) const fn indefinite(mut self) -> ErrorCode {
        self.definite = false;
        self
    }

    /// Partners see 429.
    pub(super) const fn throttle(mut self) -> ErrorCode {
        self.throttle = true;
        self
    }

    /// Meta publishes no HTTP status.
    pub(super) const fn http_assumed(mut self) -> ErrorCode {
        self.http_assumed = true;
        self
    }

    /// The entry stands for a range.
    pub(super) const fn through(mut self, last_code: u32) -> ErrorCode {
        self.last_code = last_code;
        self
    }

    /// The number travels as a subcode of `code`.
    pub(super) const fn under(mut self, code: u32) -> ErrorCode {
        self.under = Some(code);
        self
    }

    pub(super) const fn inbound_title(mut self, title: &'static str) -> ErrorCode {
        self.inbound_title = Some(title);
        self
    }

    pub(super) const fn details(mut self, details: &'static str) -> ErrorCode {
        self.details = details;
        self
    }

    /// What leads to it here, besides an order.
    pub(super) const fn state(mut self, cause: &'static str) -> ErrorCode {
        self.cause = cause;
        self.has_state = true;
        self
    }

    pub(super) const fn advice(mut self, advice: &'static str) -> ErrorCode {
        self.advice = advice;
        self
    }

    pub(super) const fn subcodes(mut self, subcodes: &'static [Subcode]) -> ErrorCode {
        self.subcodes = subcodes;
        self
    }

    pub(super) const fn source(mut self, source: &'static str) -> ErrorCode {
        self.source = source;
        self
    }
}
