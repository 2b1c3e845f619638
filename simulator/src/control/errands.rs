//! The routes that make something happen at the connector: a customer writes, a carrier pushes, Meta verifies.
//! Building and judging are here, a route a file; the exchange itself is the rim's.

use std::time::Duration;

use serde::Deserialize;

use super::problem::Problem;
use super::{Control, Returned};
use crate::cloud_api::answer::Answer;
use crate::cloud_api::messages::normalised;

mod customer_message;
mod customer_sms;
mod parcel;
mod trigger;
mod verify;

/// Something to post before the answer can be given.
#[derive(Debug)]
pub struct Errand {
    /// In this order, one after the other.
    pub exchanges: Vec<Exchange>,
    purpose: Purpose,
}

/// One exchange with the connector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exchange {
    /// A webhook of Meta's, already signed: to the callback, and offered again like any other.
    Webhook {
        /// The signatures.
        headers: Vec<(String, String)>,
        /// The signed bytes.
        body: Vec<u8>,
    },
    /// A request of its own, once. Its address was checked.
    Call(Call),
}

/// A request to an address that the guard let through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Upper-case method.
    pub method: &'static str,
    /// Whole URL.
    pub url: String,
    /// All headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Longest wait for the whole answer, real time.
    pub timeout: Duration,
}

#[derive(Debug)]
enum Purpose {
    CustomerMessage(customer_message::Written),
    Parcel(Box<parcel::Pushed>),
    Trigger(trigger::Triggered),
    Verify,
}

impl Control {
    /// The answer, once every exchange of the errand has come back, in order.
    pub fn conclude(&self, errand: Errand, returned: &[Returned]) -> Answer {
        let Some(first) = returned.first() else {
            // Routes that need the callback look for it before they make an errand.
            return Problem::new(500, "nothing was posted")
                .hint("a mistake of the simulator's; please report it")
                .answer();
        };
        match errand.purpose {
            Purpose::CustomerMessage(written) => self.customer_wrote(written, first),
            Purpose::Parcel(pushed) => self.parcel_pushed(*pushed, first),
            Purpose::Trigger(triggered) => self.triggered(&triggered, first),
            Purpose::Verify => verify::verified(first, returned.get(1)),
        }
    }

    fn callback(&self) -> Result<&str, Problem> {
        let url = self.world.settings().app.callback_url.as_deref();
        url.ok_or_else(|| {
            Problem::new(
                409,
                "this world has no callback, so Meta's webhooks go nowhere",
            )
            .hint("start it with --callback http://127.0.0.1:8000/webhooks/whatsapp")
        })
    }
}

/// The body of a request, strictly.
fn read<'a, T: Deserialize<'a>>(body: &'a [u8], example: &str) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| {
        Problem::new(400, format!("the body cannot be read: {error}"))
            .hint(format!("such as {example}"))
    })
}

/// A phone number as E.164 digits.
fn phone(field: &str, text: &str) -> Result<String, Problem> {
    normalised(text).ok_or_else(|| {
        let shown = shortened(text, 40);
        Problem::new(400, format!("{field}: {shown:?} is no phone number"))
            .hint("7 to 15 digits with country code, such as 5511987654321")
    })
}

fn shortened(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
