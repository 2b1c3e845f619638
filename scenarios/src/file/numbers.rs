//! `[numbers]`: what is wrong with customers' numbers, and how many parcels one of them gets.

use serde::Deserialize;

use super::bounds::share;
use super::leaf::Share;
use crate::error::Problem;
use crate::scenario::Numbers;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(crate) struct NumbersWire {
    no_country_code: Option<Share>,
    #[serde(rename = "virtual")]
    virtual_number: Option<Share>,
    opted_out: Option<Share>,
    crowded: Option<Share>,
}

pub(super) fn convert(wire: NumbersWire) -> Result<Numbers, Problem> {
    let numbers = Numbers {
        no_country_code: share(wire.no_country_code, 0.0),
        virtual_number: share(wire.virtual_number, 0.0),
        opted_out: share(wire.opted_out, 0.0),
        crowded: share(wire.crowded, 0.0),
    };
    let wrong = numbers.no_country_code + numbers.virtual_number + numbers.opted_out;
    if wrong > 1.0 {
        let complaint = format!(
            "is {}, and with 'numbers.virtual' and 'numbers.no_country_code' that makes {wrong}; together they are at most 1",
            numbers.opted_out
        );
        return Err(Problem::at("numbers.opted_out", complaint).with("numbers.virtual"));
    }
    Ok(numbers)
}
