//! `x-app-usage` and `x-business-use-case-usage`, as Meta writes them: whole percentages, minutes.
//!
//! Source: Graph API, "Rate limits", headers. Percentages above 100 are possible there and not here, because calls
//! over the limit do not count.

use std::fmt::Write;

use crate::clock::Moment;
use crate::limits::rolling::RollingCount;

/// Calls that cost one percent of CPU and time together with each other: a fixed share, ours.
const CALLS_A_PERCENT_OF_TIME: u64 = 25;

/// How much of an hour's limit is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Percent of the calls.
    pub call_count: u64,
    /// Percent of CPU time.
    pub total_cputime: u64,
    /// Percent of time.
    pub total_time: u64,
    /// Minutes until calls are admitted again; 0 when they are.
    pub minutes_to_regain_access: u64,
}

impl Usage {
    pub(super) fn of(meter: &mut RollingCount, now: Moment, limit: u64) -> Usage {
        let calls = meter.count(now);
        let call_count = (calls * 100).div_ceil(limit);
        let wait = meter.below_at(now, limit).since(now);
        Usage {
            call_count,
            total_cputime: call_count / CALLS_A_PERCENT_OF_TIME,
            total_time: call_count / CALLS_A_PERCENT_OF_TIME,
            minutes_to_regain_access: wait.as_secs().div_ceil(60),
        }
    }
}

/// The value of `x-app-usage`.
pub fn app_usage(usage: &Usage) -> String {
    format!(
        r#"{{"call_count":{},"total_cputime":{},"total_time":{}}}"#,
        usage.call_count, usage.total_cputime, usage.total_time
    )
}

/// The value of `x-business-use-case-usage` for one account.
#[derive(Debug, Clone)]
pub struct AccountHeader {
    text: String,
    empty: bool,
}

impl AccountHeader {
    /// For an account's id.
    pub fn new(account_id: &str) -> AccountHeader {
        // Ids are digits, or were read off a path: nothing that JSON or a header would have to escape may pass.
        let id: String = account_id
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c))
            .collect();
        AccountHeader {
            text: format!(r#"{{"{id}":["#),
            empty: true,
        }
    }

    /// Adds the management endpoints' usage.
    pub fn management(self, usage: &Usage) -> AccountHeader {
        self.with("whatsapp_business_management", usage)
    }

    /// Adds the second object that Meta's samples show.
    pub fn messaging(self, usage: &Usage) -> AccountHeader {
        self.with("whatsapp", usage)
    }

    /// The header's value.
    pub fn value(mut self) -> String {
        self.text.push_str("]}");
        self.text
    }

    fn with(mut self, kind: &'static str, usage: &Usage) -> AccountHeader {
        let comma = if self.empty { "" } else { "," };
        self.empty = false;
        // Writing to a String cannot fail.
        let _ = write!(
            self.text,
            r#"{comma}{{"type":"{kind}","call_count":{},"total_cputime":{},"total_time":{},"estimated_time_to_regain_access":{}}}"#,
            usage.call_count, usage.total_cputime, usage.total_time, usage.minutes_to_regain_access
        );
        self
    }
}
