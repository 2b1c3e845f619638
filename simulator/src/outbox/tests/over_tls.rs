//! Callbacks behind TLS.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::tls::{Authority, CLIENT_NAME, Identity, provider};

/// A connector behind TLS that asks for a client certificate, and says whose it got.
async fn secured(
    server: &Identity,
    client_authority: Option<&Authority>,
) -> (Connector, mpsc::UnboundedReceiver<Vec<u8>>) {
    let config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap();
    let config = match client_authority {
        None => config.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            let root = CertificateDer::from_pem_slice(authority.ca_pem().as_bytes()).unwrap();
            roots.add(root).unwrap();
            let verifier =
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider()).build();
            config.with_client_cert_verifier(verifier.unwrap())
        }
    };
    let config = config
        .with_single_cert(server.chain(), server.key())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let (sender, shown) = mpsc::unbounded_channel();
    let connector = Connector::over("https", &[], move |stream| {
        let (acceptor, sender) = (acceptor.clone(), sender.clone());
        async move {
            let stream = acceptor.accept(stream).await.ok()?;
            let certificates = stream.get_ref().1.peer_certificates();
            let first = certificates.map_or(Vec::new(), |all| all[0].to_vec());
            let _ = sender.send(first);
            Some(stream)
        }
    })
    .await;
    (connector, shown)
}

#[tokio::test]
async fn an_https_callback_needs_a_certificate_that_a_known_authority_stands_behind() {
    let folder = tempfile::tempdir().unwrap();
    let now = Clock::start(1.0).now();
    let authority = Authority::create_or_load(folder.path(), now).unwrap();
    let (mut connector, _) = secured(&authority.server(&["localhost"]).unwrap(), None).await;
    let known = OutboxTls::new(Some(authority.ca_pem()), None).unwrap();
    let (trusting, _) = outbox(vec![target("1", &connector.url, 24)], |links| {
        links.tls = known;
    });
    trusting.schedule(two_statuses(&trusting));
    assert_eq!(statuses_of(&connector.next().await).len(), 2);
    let (strict, _) = outbox(vec![target("1", &connector.url, 24)], |_| ());
    let attempts = strict.post_notice(&notice("account_update")).await;
    let [(_, attempt)] = &attempts[..] else {
        panic!("one attempt, not {attempts:?}")
    };
    assert_eq!(attempt.outcome, Outcome::DefiniteNo);
    let error = attempt.error.as_deref().unwrap();
    assert!(error.contains("UnknownIssuer"), "{error}");
}

#[tokio::test]
async fn a_callback_that_asks_for_a_certificate_is_shown_metas() {
    let folder = tempfile::tempdir().unwrap();
    let now = Clock::start(1.0).now();
    let authority = Authority::create_or_load(folder.path(), now).unwrap();
    let server = authority.server(&["localhost"]).unwrap();
    let (mut connector, mut shown) = secured(&server, Some(&authority)).await;
    let client = authority.client().unwrap();
    let tls = OutboxTls::new(Some(authority.ca_pem()), Some(client)).unwrap();
    let (outbox, _) = outbox(vec![target("1", &connector.url, 24)], |links| {
        links.tls = tls;
    });
    outbox.schedule(two_statuses(&outbox));
    assert_eq!(statuses_of(&connector.next().await).len(), 2);
    let certificate = shown.recv().await.unwrap();
    let name = CLIENT_NAME.as_bytes();
    assert!(certificate.windows(name.len()).any(|part| part == name));
}

#[test]
fn authorities_that_are_none_are_refused_by_name() {
    let error = OutboxTls::new(Some("hello"), None).unwrap_err();
    assert!(error.contains("BEGIN CERTIFICATE"), "{error}");
}
