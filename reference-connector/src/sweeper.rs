//! Looks for due reminders, at the moments when there can be one.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::config::Config;
use crate::policy::REMINDER_AFTER;
use crate::reminder::real_ms;
use crate::store::Store;

/// Gap after a look that failed.
const AFTER_TROUBLE: Duration = Duration::from_secs(1);

/// Runs until it is aborted.
pub(crate) async fn run(config: Arc<Config>, store: Store) {
    // A message that is accepted right after a look has its reminder no sooner than this.
    let longest = real_ms(REMINDER_AFTER, config.clock_scale).max(1);
    loop {
        let wait = match store.remind().await {
            Ok(at) => {
                let now = now_ms();
                let until = at.map_or(longest, |at| (at - now).clamp(0, longest));
                Duration::from_millis(until.unsigned_abs())
            }
            Err(error) => {
                eprintln!("reference connector: due reminders cannot be looked for: {error}");
                AFTER_TROUBLE
            }
        };
        tokio::time::sleep(wait).await;
    }
}

fn now_ms() -> i64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH);
    since_1970.map_or(0, |time| time.as_millis() as i64)
}
