//! Access tokens of APIs that hand them out for a client's secret (OAuth 2.0, client credentials).
//!
//! A token says when it ends and proves that it is genuine, so nothing has to be remembered.

use std::time::Duration;

use super::answered::{Kind, Refused};
use super::asked::same;
use crate::clock::Moment;
use crate::signature::Signer;

/// A token that ends after `lasts`.
pub(super) fn token(secret: &str, now: Moment, lasts: Duration) -> String {
    let ends = now.after(lasts).unix_s();
    format!("{ends:x}.{}", proof(secret, ends))
}

/// Whether a token is one of this secret's, and not ended.
pub(super) fn valid(token: &str, secret: &str, now: Moment) -> Result<(), Refused> {
    let refused = |rule: &str| {
        Refused::new(Kind::Unauthorized, rule)
            .field("Authorization")
            .nearest("Bearer and a token from the token endpoint")
    };
    let (ends, said) = token
        .split_once('.')
        .ok_or_else(|| refused("the API did not hand out this token"))?;
    let ends = u64::from_str_radix(ends, 16)
        .map_err(|_| refused("the API did not hand out this token"))?;
    if !same(said, &proof(secret, ends)) {
        return Err(refused("the API did not hand out this token"));
    }
    if ends <= now.unix_s() {
        return Err(refused("the token has ended"));
    }
    Ok(())
}

fn proof(secret: &str, ends: u64) -> String {
    Signer::HmacHex { secret }.sign(format!("token/{ends}").as_bytes())
}
