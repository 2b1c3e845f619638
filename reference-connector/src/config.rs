//! Everything that can be set about a connector, already read.

use std::path::PathBuf;
use std::time::Duration;

use crate::defects::Defects;

/// A connector's settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the Cloud API is, `http://host:port`, without a version.
    pub cloud_api_url: String,
    /// Which number sends for which seller; the first one sends for sellers that are not listed.
    pub phone_numbers: Vec<PhoneNumber>,
    /// Keys and tokens.
    pub secrets: Secrets,
    /// The SQLite file; none = one in a temporary directory that goes when the connector stops.
    pub database: Option<PathBuf>,
    /// Sends per second of one phone number. Meta admits 80 (Meta, Cloud API, throughput).
    pub send_rate_per_second: f64,
    /// Sends that may wait for their answers at the same time.
    pub sends_in_flight_max: usize,
    /// Jobs that may wait to be sent; above it notices are answered 503, and their carriers offer them again.
    pub backlog_max: usize,
    /// Gaps and limits of time.
    pub timing: Timing,
    /// What is broken on purpose.
    pub defects: Defects,
}

/// A seller's phone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneNumber {
    /// The seller, as carriers' payloads name it.
    pub seller: String,
    /// The id under which the Cloud API sends.
    pub id: String,
}

/// Keys and tokens; their `Debug` shows none of them.
#[derive(Clone)]
pub struct Secrets {
    /// Bearer token of the Cloud API.
    pub access_token: String,
    /// Key of Meta's webhook signatures.
    pub app_secret: String,
    /// The word that Meta's handshake has to know.
    pub verify_token: String,
    /// Key of AfterShip's signatures.
    pub aftership: String,
    /// Key of 17TRACK's signatures.
    pub seventeentrack: String,
    /// Key of YunExpress's signatures.
    pub yunexpress: String,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(****)")
    }
}

/// Gaps and limits of time. The default is what the connector runs with; tests shorten it.
#[derive(Debug, Clone)]
pub struct Timing {
    /// A send without an answer after this long is in doubt.
    pub request_timeout: Duration,
    /// No retry comes sooner after a failure.
    pub retry_gap_min: Duration,
    /// Upper bound of the first retry's jitter; it doubles with each retry.
    pub retry_jitter_first: Duration,
    /// The jitter's upper bound grows no further than this.
    pub retry_jitter_max: Duration,
    /// Silence after a refused token, before one probe.
    pub auth_pause: Duration,
    /// How long a message that is in doubt for the second time may take to prove itself by a status.
    pub proof_wait: Duration,
    /// How long jobs found at start wait for statuses of sends that an earlier process made.
    pub restart_grace: Duration,
    /// How long a stopping connector may go on sending what is queued, after its last answer.
    pub stop_grace: Duration,
}

impl Default for Timing {
    fn default() -> Timing {
        Timing {
            request_timeout: Duration::from_secs(10),
            retry_gap_min: Duration::from_millis(500),
            retry_jitter_first: Duration::from_secs(1),
            retry_jitter_max: Duration::from_secs(60),
            auth_pause: Duration::from_secs(30),
            proof_wait: Duration::from_secs(5),
            restart_grace: Duration::from_secs(2),
            stop_grace: Duration::from_millis(3_500),
        }
    }
}
