//! What an answer to a send means: done, try again, or never.

use std::time::Duration;

use super::cloud_api::Answer;
use crate::chance::Chance;
use crate::config::Timing;
use crate::defects::{Defects, Planted};

/// Sends of one message that may end in a passing failure.
const ATTEMPTS_MAX: u8 = 8;
/// Doubtful sends that are followed by another one: each may be a duplicate at the customer's.
pub(super) const DOUBTS_MAX: u8 = 1;
/// Extra sends of the defect `retry-permanent`.
const PERMANENT_RETRIES: u8 = 3;

/// Graph error codes that pass (Meta, Cloud API, error codes): server trouble, throttling, maintenance.
const PASSING: [i64; 12] = [
    1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004, 133016,
];
/// Graph error codes of a token that is missing, expired or revoked.
const TOKEN: [i64; 2] = [104, 190];

/// What was tried for a message.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tries {
    /// Sends that did not meet a refused token.
    pub(super) attempts: u8,
    /// Sends that may have been accepted without our knowing.
    pub(super) doubts: u8,
    /// Refusals for good that were not taken for an answer.
    permanent: u8,
}

/// What to do with a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Decision {
    Accepted(String),
    GiveUp,
    /// After a gap that grows.
    RetryLater,
    RetryAfter(Duration),
    /// Nothing more may be sent; only a status can tell.
    AwaitProof,
    TokenRefused,
}

/// Judges the answer to an attempt.
pub(super) fn decide(tries: &mut Tries, answer: Answer, defects: Defects) -> Decision {
    if let Answer::Refused { http, code } = answer
        && (code.is_some_and(|code| TOKEN.contains(&code)) || (code.is_none() && http == 401))
    {
        return Decision::TokenRefused;
    }
    tries.attempts += 1;
    match answer {
        Answer::Accepted(wamid) => Decision::Accepted(wamid),
        Answer::Refused { http, code } if passes(http, code) => {
            if defects.has(Planted::GiveUpOn503) {
                Decision::GiveUp
            } else {
                retry(tries)
            }
        }
        Answer::Refused { .. } if defects.has(Planted::RetryPermanent) => {
            tries.permanent += 1;
            match tries.permanent {
                ..=PERMANENT_RETRIES => Decision::RetryAfter(Duration::from_secs(1)),
                _ => Decision::GiveUp,
            }
        }
        Answer::Refused { .. } => Decision::GiveUp,
        Answer::NotSent => retry(tries),
        Answer::InDoubt => {
            tries.doubts += 1;
            if tries.doubts > DOUBTS_MAX {
                Decision::AwaitProof
            } else {
                retry(tries)
            }
        }
    }
}

/// The gap before the next attempt: a floor, and full jitter under a bound that doubles.
pub(super) fn gap(timing: &Timing, attempts: u8, chance: &mut Chance) -> Duration {
    let doublings = u32::from(attempts.saturating_sub(1)).min(16);
    let bound = timing
        .retry_jitter_first
        .saturating_mul(1 << doublings)
        .min(timing.retry_jitter_max);
    timing.retry_gap_min + chance.up_to(bound)
}

fn passes(http: u16, code: Option<i64>) -> bool {
    http >= 500 || http == 429 || code.is_some_and(|code| PASSING.contains(&code))
}

fn retry(tries: &Tries) -> Decision {
    if tries.attempts < ATTEMPTS_MAX {
        Decision::RetryLater
    } else {
        Decision::GiveUp
    }
}

#[cfg(test)]
mod tests;
