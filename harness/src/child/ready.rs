//! Waiting until a connector answers.

use std::time::Duration;

use super::ChildError;

/// Between two questions.
const GAP: Duration = Duration::from_millis(50);

/// Waits until `url` answers 2xx; for connectors that run already. `url` has been checked by the guard that made
/// `client`.
///
/// # Errors
/// When there was no such answer within `limit`; says what the last one was.
pub async fn wait_ready(
    client: &reqwest::Client,
    url: &str,
    limit: Duration,
) -> Result<(), ChildError> {
    let mut last = "no answer".to_string();
    let asking = async {
        loop {
            match client.get(url).send().await {
                Ok(answer) if answer.status().is_success() => return,
                Ok(answer) => last = format!("HTTP {}", answer.status().as_u16()),
                Err(error) => last = innermost(&error),
            }
            tokio::time::sleep(GAP).await;
        }
    };
    match tokio::time::timeout(limit, asking).await {
        Ok(()) => Ok(()),
        Err(_) => Err(ChildError::NotReady {
            url: url.to_string(),
            limit,
            last,
            last_words: String::new(),
        }),
    }
}

/// "Connection refused", not "error sending request".
fn innermost(error: &reqwest::Error) -> String {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(inner) = innermost.source() {
        innermost = inner;
    }
    innermost.to_string()
}
