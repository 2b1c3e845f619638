//! TLS under https callbacks. Like Meta it takes no certificate that no trusted authority stands behind, and it can
//! show Meta's client certificate (Meta, webhooks, mTLS).

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use crate::tls::{self, Identity};

/// How https callbacks are reached. The default: the machine's authorities, no client certificate.
#[derive(Debug, Clone, Default)]
pub struct OutboxTls {
    roots: Vec<CertificateDer<'static>>,
    client: Option<Arc<Identity>>,
}

impl OutboxTls {
    /// With further authorities, as PEM, and a client certificate to show to connectors that ask for one.
    ///
    /// # Errors
    /// When the PEM cannot be read or holds no certificate.
    pub fn new(roots_pem: Option<&str>, client: Option<Identity>) -> Result<OutboxTls, String> {
        let roots = roots_pem.map(certificates).transpose()?.unwrap_or_default();
        Ok(OutboxTls {
            roots,
            client: client.map(Arc::new),
        })
    }

    pub(super) fn config(&self) -> Result<ClientConfig, String> {
        let mut roots = RootCertStore::empty();
        for root in &self.roots {
            roots.add(root.clone()).map_err(|error| {
                format!("a certificate among the callback's authorities is unusable: {error}; give CA certificates in PEM")
            })?;
        }
        // A machine without authorities is no reason to refuse: then only the given ones count.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let config = ClientConfig::builder_with_provider(tls::provider())
            .with_safe_default_protocol_versions()
            .map_err(|error| format!("no TLS for callbacks: {error}"))?
            .with_root_certificates(roots);
        match &self.client {
            None => Ok(config.with_no_client_auth()),
            Some(client) => config
                .with_client_auth_cert(client.chain(), client.key())
                .map_err(|error| {
                    format!("the client certificate for callbacks is unusable: {error}")
                }),
        }
    }
}

fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    match read {
        Ok(read) if !read.is_empty() => Ok(read),
        Ok(_) => Err(
            "the callback's authorities hold no certificate; give a file with BEGIN CERTIFICATE"
                .to_owned(),
        ),
        Err(error) => Err(format!(
            "the callback's authorities are no PEM: {error}; give a file with BEGIN CERTIFICATE"
        )),
    }
}
