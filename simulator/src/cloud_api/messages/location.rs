//! `location`. Source: Meta, Cloud API, "Location messages"; degrees come as numbers or as strings.

use super::super::answer::Refusal;
use super::super::request::Param;

const NAME_MAX: usize = 1_024;

pub(super) fn judged(root: &Param<'_>) -> Result<(), Box<Refusal>> {
    root.object(&["latitude", "longitude", "name", "address"])?;
    for (key, bound) in [("latitude", 90.0), ("longitude", 180.0)] {
        let degrees = root.required(key)?;
        if degrees.number()?.abs() > bound {
            let details = format!("Param {} must be from -{bound} to {bound}", degrees.path());
            return Err(degrees.unfit(details));
        }
    }
    for key in ["name", "address"] {
        if let Some(text) = root.optional(key) {
            text.limited(0..=NAME_MAX)?;
        }
    }
    Ok(())
}
