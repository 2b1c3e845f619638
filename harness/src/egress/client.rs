//! An HTTP client that can only reach the one address which the guard has checked.

use std::time::Duration;

use super::{EgressError, Guard, host_of_url};

/// A client for the host of `url`: pinned to the checked address, no proxy, no redirects, `time_out` for a
/// whole exchange. Meant for that host alone: another host's name would be resolved unchecked.
///
/// # Errors
/// The guard's, or a client that cannot be built.
pub fn pinned_client(
    guard: &Guard,
    url: &str,
    time_out: Duration,
) -> Result<reqwest::Client, EgressError> {
    let address = guard.check_url(url)?;
    let host = host_of_url(url)?;
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(time_out)
        .timeout(time_out)
        .pool_max_idle_per_host(8)
        .resolve(&host, address)
        .build()
        .map_err(|error| EgressError::Client {
            host,
            cause: error.to_string(),
        })
}
