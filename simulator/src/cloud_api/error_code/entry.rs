//! What is known of one code.

use super::words::{Family, Reach, RetryClass, Stage, Subcode};
use crate::magic;

/// One code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorCode {
    /// Meta's number.
    pub code: u32,
    /// The last number of a range that shares the entry; `code` itself where there is no range.
    pub last_code: u32,
    /// Set where the number travels as `error_subcode`: this is what stands in `code` then.
    pub under: Option<u32>,
    /// HTTP status of the answer that carries it.
    pub http_status: u16,
    /// Whether `http_status` is assumed, because Meta publishes none.
    pub http_assumed: bool,
    /// Whether Meta's OpenAPI description and partners show it with HTTP 429, against Meta's own page.
    pub throttle: bool,
    /// Where it reaches the connector.
    pub stage: Stage,
    /// What may be done.
    pub retry: RetryClass,
    /// Whether the answer proves that nothing was done, so that a repetition cannot double anything.
    pub definite: bool,
    /// What it is about.
    pub family: Family,
    /// Meta's title, as in `message` behind the `(#code)`.
    pub title: &'static str,
    /// `title` of an error about a customer's message, where Meta words it otherwise.
    pub inbound_title: Option<&'static str>,
    /// `error_data.details`; empty for generic Graph errors, which carry none.
    pub details: &'static str,
    /// What leads to it in this world.
    pub cause: &'static str,
    /// Whether `cause` is a state or a request, and not only an order.
    pub has_state: bool,
    /// What a connector does about it.
    pub advice: &'static str,
    /// Subcodes that were seen with it.
    pub subcodes: &'static [Subcode],
    /// Who documents it.
    pub source: &'static str,
}

/// The highest code that fits into a magic recipient: six digits.
const MAGIC_MAX: u32 = 999_999;

impl ErrorCode {
    /// The HTTP status in a world that answers throttling with `throttled` (400 or 429).
    pub const fn http_status_when(&self, throttled: u16) -> u16 {
        if self.throttle {
            throttled
        } else {
            self.http_status
        }
    }

    /// `error.code` on the wire.
    pub const fn wire_code(&self) -> u32 {
        match self.under {
            Some(code) => code,
            None => self.code,
        }
    }

    /// `error.error_subcode` on the wire, where the number itself travels there.
    pub const fn wire_subcode(&self) -> Option<u32> {
        match self.under {
            Some(_) => Some(self.code),
            None => None,
        }
    }

    /// Whether a number of six digits can name it, and a send meet it.
    pub const fn has_magic(&self) -> bool {
        self.stage.concerns_a_send() && self.code > 0 && self.code <= MAGIC_MAX
    }

    /// A recipient that forces it, as E.164 digits without the plus sign; a million serials.
    pub fn magic_recipient(&self, serial: u64) -> Option<String> {
        self.has_magic().then(|| magic::number(self.code, serial))
    }

    /// Whether a fault rule can refuse with it: it is an answer, and an error.
    pub const fn has_fault(&self) -> bool {
        let answers = self.stage.answers_a_send() || matches!(self.stage, Stage::Management);
        answers && self.http_status >= 400
    }

    /// Every way to have it.
    pub fn reach(&self) -> impl Iterator<Item = Reach> + use<> {
        let state = self.has_state.then_some(Reach::State(self.cause));
        let magic = self.has_magic().then_some(Reach::Magic);
        let fault = self.has_fault().then_some(Reach::Fault);
        [state, magic, fault].into_iter().flatten()
    }
}
