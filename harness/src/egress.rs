//! Who may be talked to: this machine, and the hosts that the connector's file names. Nobody else, and never a
//! real provider, whatever the file says: load that reaches one costs money and blocks accounts.
//!
//! A host is resolved once and its address is pinned, so a name cannot point elsewhere later. It does not
//! follow redirects and it does not watch what the connector itself talks to.

use std::collections::BTreeSet;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs};

use reqwest::Url;

mod client;
mod refused;
#[cfg(test)]
mod tests;

pub use client::pinned_client;
pub use refused::refused_host;

/// Why an address is not talked to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EgressError {
    /// The text is no URL.
    #[error("{url:?} is not a URL: {cause}; write it as http://127.0.0.1:4700/path")]
    NotAUrl {
        /// As given, without user and password.
        url: String,
        /// What the URL parser said.
        cause: String,
    },
    /// A scheme other than HTTP.
    #[error("{host}: {scheme} is not spoken here; use http or https")]
    Scheme {
        /// The host of the URL.
        host: String,
        /// Its scheme.
        scheme: String,
    },
    /// User and password in a URL end up in logs.
    #[error("{host}: the URL carries a user or a password; send them in a header instead")]
    UserInfo {
        /// The host of the URL.
        host: String,
    },
    /// A provider, a metadata service, or an address that is no single machine.
    #[error("{host} is refused: {why}; {cure}")]
    Refused {
        /// The host as understood.
        host: String,
        /// What it is.
        why: String,
        /// What to do.
        cure: &'static str,
    },
    /// Neither loopback nor in the connector's file.
    #[error(
        "{host} is neither this machine nor named in the connector's file; add it to connector.allow_hosts"
    )]
    NotNamed {
        /// The host as understood.
        host: String,
    },
    /// The name has no address.
    #[error("{host} has no address: {cause}; check the name, or write the address")]
    NoAddress {
        /// The host as understood.
        host: String,
        /// What the resolver said.
        cause: String,
    },
    /// The HTTP client could not be built.
    #[error("no HTTP client for {host}: {cause}")]
    Client {
        /// The host as understood.
        host: String,
        /// What the client library said.
        cause: String,
    },
}

/// Turns a name into addresses; a parameter so that tests need no network.
type Resolve = fn(&str, u16) -> io::Result<Vec<SocketAddr>>;

/// The guard at the door. Cheap to copy around by reference; it has no state beyond the list.
#[derive(Debug, Clone)]
pub struct Guard {
    named: BTreeSet<String>,
    resolve: Resolve,
}

impl Guard {
    /// A guard that lets through loopback and the `named` hosts (names or addresses, without port).
    ///
    /// # Errors
    /// A name that is refused always, or that is no host at all.
    pub fn new<'a>(named: impl IntoIterator<Item = &'a str>) -> Result<Guard, EgressError> {
        Guard::with_resolver(named, system_resolver)
    }

    fn with_resolver<'a>(
        named: impl IntoIterator<Item = &'a str>,
        resolve: Resolve,
    ) -> Result<Guard, EgressError> {
        let mut hosts = BTreeSet::new();
        for host in named {
            hosts.insert(understood(host)?);
        }
        Ok(Guard {
            named: hosts,
            resolve,
        })
    }

    /// The address to connect to for this URL, resolved now and to be used from now on. May block on the
    /// system's resolver for a host that is a name.
    ///
    /// # Errors
    /// Every reason not to talk to it.
    pub fn check_url(&self, url: &str) -> Result<SocketAddr, EgressError> {
        let parsed = parse(url)?;
        let host = host_of(&parsed);
        if !matches!(parsed.scheme(), "http" | "https") {
            let scheme = parsed.scheme().to_string();
            return Err(EgressError::Scheme { host, scheme });
        }
        if !parsed.username().is_empty() || parsed.password().is_some() {
            return Err(EgressError::UserInfo { host });
        }
        let port = parsed.port_or_known_default().unwrap_or(80);
        self.check_understood(host, port)
    }

    /// As [`Guard::check_url`], for protocols other than HTTP.
    ///
    /// # Errors
    /// Every reason not to talk to it.
    pub fn check_host(&self, host: &str, port: u16) -> Result<SocketAddr, EgressError> {
        self.check_understood(understood(host)?, port)
    }

    fn check_understood(&self, host: String, port: u16) -> Result<SocketAddr, EgressError> {
        refused::check(&host)?;
        if let Ok(address) = host.parse::<IpAddr>() {
            if address.is_loopback() || self.named.contains(&host) {
                return Ok(SocketAddr::new(address, port));
            }
            return Err(EgressError::NotNamed { host });
        }
        if host == "localhost" || host.ends_with(".localhost") {
            // RFC 6761: these are loopback, whatever a resolver says.
            return Ok(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port));
        }
        if !self.named.contains(&host) {
            return Err(EgressError::NotNamed { host });
        }
        self.resolve_once(host, port)
    }

    fn resolve_once(&self, host: String, port: u16) -> Result<SocketAddr, EgressError> {
        let no_address = |cause: String| EgressError::NoAddress {
            host: host.clone(),
            cause,
        };
        let addresses =
            (self.resolve)(&host, port).map_err(|error| no_address(error.to_string()))?;
        for address in &addresses {
            // One bad address spoils the name: it would be a matter of luck which one is used.
            refused::check_address(&host, refused::canonical(address.ip()))?;
        }
        let first = addresses.first();
        first
            .copied()
            .ok_or_else(|| no_address("the resolver gave none".to_string()))
    }
}

fn system_resolver(host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    Ok((host, port).to_socket_addrs()?.collect())
}

/// The host of a URL as the HTTP client will understand it: lower case, no trailing dot, numbers as an address.
///
/// # Errors
/// When the text is no URL with a host.
pub fn host_of_url(url: &str) -> Result<String, EgressError> {
    Ok(host_of(&parse(url)?))
}

fn parse(url: &str) -> Result<Url, EgressError> {
    let not_a_url = |cause: &str| EgressError::NotAUrl {
        url: without_user_info(url),
        cause: cause.to_string(),
    };
    let parsed = Url::parse(url).map_err(|error| not_a_url(&error.to_string()))?;
    match parsed.host_str() {
        None | Some("") => Err(not_a_url("it has no host")),
        Some(_) => Ok(parsed),
    }
}

/// A bare host through the same parser as a URL's, so that both understand `0x7f.1` alike.
fn understood(host: &str) -> Result<String, EgressError> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let is_v6 = bare.parse::<std::net::Ipv6Addr>().is_ok();
    if !is_v6 && host.contains([':', '/', '\\', '@', '?', '#']) {
        return Err(EgressError::NotAUrl {
            url: without_user_info(host),
            cause: "a bare host name or address is wanted here, without scheme, port and path"
                .into(),
        });
    }
    let url = if is_v6 {
        format!("http://[{bare}]/")
    } else {
        format!("http://{host}/")
    };
    let parsed = parse(&url)?;
    let host = host_of(&parsed);
    refused::check(&host)?;
    Ok(host)
}

fn host_of(url: &Url) -> String {
    let raw = url.host_str().unwrap_or_default();
    let bare = raw.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(address) => refused::canonical(address).to_string(),
        Err(_) => bare.trim_end_matches('.').to_ascii_lowercase(),
    }
}

fn without_user_info(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => {
            format!("{}{}", &url[..scheme + 3], &url[at + 1..])
        }
        _ => url.chars().take(200).collect(),
    }
}
