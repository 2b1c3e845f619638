//! TLS in front of the world's handler.

use std::future::Future;
use std::sync::Arc;

use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::{Authority, Identity, provider};
use crate::server::{self, HEAD_TIMEOUT, Rim, Scheme};

/// Takes connections with a server's certificate.
#[derive(Clone)]
pub struct Acceptor(TlsAcceptor);

impl Acceptor {
    /// With a certificate of the authority for these host names.
    ///
    /// # Errors
    /// When a name is none.
    pub fn new(authority: &Authority, hosts: &[&str]) -> Result<Acceptor, String> {
        Acceptor::with(&authority.server(hosts)?)
    }

    fn with(identity: &Identity) -> Result<Acceptor, String> {
        let unusable = |error: rustls::Error| format!("no TLS listener: {error}");
        let mut config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(unusable)?
            .with_no_client_auth()
            .with_single_cert(identity.chain(), identity.key())
            .map_err(unusable)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Acceptor(TlsAcceptor::from(Arc::new(config))))
    }
}

/// Serves the world over TLS until `stop` resolves; open connections end with it.
pub async fn serve(
    listener: TcpListener,
    acceptor: Acceptor,
    rim: Arc<Rim>,
    stop: impl Future<Output = ()>,
) {
    let slots = rim.connections();
    let each = |stream| serve_connection(stream, acceptor.clone(), Arc::clone(&rim));
    server::accept(listener, slots, stop, each).await;
}

async fn serve_connection(stream: TcpStream, Acceptor(acceptor): Acceptor, rim: Arc<Rim>) {
    let _ = stream.set_nodelay(true);
    // Whoever does not trust the authority hangs up here; that is the client's business.
    if let Ok(Ok(stream)) = tokio::time::timeout(HEAD_TIMEOUT, acceptor.accept(stream)).await {
        server::serve_stream(stream, Scheme::Https, rim).await;
    }
}
