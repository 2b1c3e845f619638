//! TLS for connectors that have `graph.facebook.com` built in: a private certificate authority, and a listener that
//! speaks TLS in front of the same handler as plain HTTP. HTTP/1.1 only. It changes no hosts file and no trust store.

mod authority;
mod listener;

use std::sync::Arc;

use rustls::crypto::CryptoProvider;

pub use authority::{Authority, CLIENT_NAME, Identity};
pub use listener::{Acceptor, serve};

/// The API's host, as clients have it built in.
pub const GRAPH_HOST: &str = "graph.facebook.com";
/// The host of media downloads.
pub const MEDIA_HOST: &str = "lookaside.fbsbx.com";
/// The hosts of the SMS gateways.
pub const SMS_HOSTS: [&str; 2] = ["api.twilio.com", "dysmsapi.aliyuncs.com"];
/// What a listener's certificate is for, loopback addresses aside.
pub const HOSTS: [&str; 5] = [
    GRAPH_HOST,
    MEDIA_HOST,
    SMS_HOSTS[0],
    SMS_HOSTS[1],
    "localhost",
];

/// Named everywhere: another crate in the same program may bring a second provider, and then there is no default.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

#[cfg(test)]
mod tests;
