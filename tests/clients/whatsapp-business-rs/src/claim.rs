//! Claims: a sentence each, printed as they are settled.

use std::error::Error;
use std::fmt::Debug;
use std::time::Duration;

/// What a claim fails with.
pub type Trouble = Box<dyn Error + Send + Sync>;

const LONGEST: Duration = Duration::from_secs(30);
const REASON_MAX: usize = 1_200;

/// How many held.
#[derive(Default)]
pub struct Claims {
    passed: usize,
    failed: usize,
}

impl Claims {
    /// Prints `ok NAME`, or `FAIL NAME` with the reason below. Gives what `check` gave.
    pub async fn claim<T>(
        &mut self,
        name: &str,
        check: impl Future<Output = Result<T, Trouble>>,
    ) -> Option<T> {
        let settled = tokio::time::timeout(LONGEST, check).await;
        let reason = match settled {
            Ok(Ok(given)) => {
                self.passed += 1;
                println!("ok {name}");
                return Some(given);
            }
            Ok(Err(trouble)) => whole(&*trouble),
            Err(_) => format!("not settled after {} s", LONGEST.as_secs()),
        };
        self.failed += 1;
        let reason: String = reason.chars().take(REASON_MAX).collect();
        println!("FAIL {name}\n     {reason}");
        None
    }

    /// Prints the count; whether all held.
    pub fn settle(&self) -> bool {
        println!("{} passed, {} failed", self.passed, self.failed);
        self.failed == 0
    }
}

/// An error and what of its causes it does not say itself, on one line.
fn whole(trouble: &(dyn Error + Send + Sync + 'static)) -> String {
    let (mut text, mut cause) = match trouble.downcast_ref::<whatsapp_business_rs::Error>() {
        // Its own words repeat themselves, and put the cause behind the whole body.
        Some(whatsapp_business_rs::Error::Service(service)) => {
            let status = service.status();
            (format!("HTTP {status}"), service.kind().source())
        }
        _ => (trouble.to_string(), trouble.source()),
    };
    let mut causes = Vec::new();
    while let Some(one) = cause {
        causes.push(one.to_string());
        cause = one.source();
    }
    // The shortest first: the body that could not be read is the longest.
    causes.sort_by_key(String::len);
    for said in causes.into_iter().filter(|said| !said.is_empty()) {
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An error with both values unless they are alike.
pub fn same<T: PartialEq + Debug>(seen: T, wanted: T, what: &str) -> Result<(), Trouble> {
    holds(seen == wanted, || {
        format!("{what}: {seen:?} instead of {wanted:?}")
    })
}

/// An error unless `held`.
pub fn holds(held: bool, otherwise: impl FnOnce() -> String) -> Result<(), Trouble> {
    if held {
        Ok(())
    } else {
        Err(otherwise().into())
    }
}

/// What an earlier claim made.
pub fn made<'a, T>(earlier: &'a Option<T>, what: &str) -> Result<&'a T, Trouble> {
    let missing = || format!("there is no {what}: the claim that makes it failed");
    earlier.as_ref().ok_or_else(|| missing().into())
}
