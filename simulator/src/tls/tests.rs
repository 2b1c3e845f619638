#![allow(clippy::unwrap_used)] // a test that cannot be set up has failed

use std::os::unix::fs::PermissionsExt;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;

use super::*;
use crate::clock::Moment;
use crate::server::stand::{ACCOUNT, rim};

const NOW: Moment = Moment::from_unix_s(1_795_000_000);

fn connector(pem: &str) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    let root = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
    roots.add(root).unwrap();
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    TlsConnector::from(Arc::new(config))
}

#[test]
fn an_authority_is_made_once_and_its_key_is_its_owners() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("ca");
    let made = Authority::create_or_load(&directory, NOW).unwrap();
    let loaded = Authority::create_or_load(&directory, NOW).unwrap();
    assert_eq!(made.ca_pem(), loaded.ca_pem());
    assert!(made.ca_path().is_file());
    let key = std::fs::metadata(directory.join("ca-key.pem")).unwrap();
    assert_eq!(key.permissions().mode() & 0o777, 0o600);
    assert_eq!(
        std::fs::read_dir(&directory).unwrap().count(),
        2,
        "nothing else is left behind"
    );
}

#[test]
fn a_certificate_of_another_key_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    Authority::create_or_load(&one, NOW).unwrap();
    Authority::create_or_load(&other, NOW).unwrap();
    std::fs::copy(other.join("ca.pem"), one.join("ca.pem")).unwrap();
    let mixed = Authority::create_or_load(&one, NOW).unwrap_err();
    assert!(mixed.contains("remove ca.pem"), "{mixed}");
}

#[tokio::test]
async fn clients_with_metas_hosts_built_in_get_graphs_answer() {
    let folder = tempfile::tempdir().unwrap();
    let (rim, _) = rim();
    let authority = Authority::create_or_load(folder.path(), rim.clock.now()).unwrap();
    let acceptor = Acceptor::new(&authority, &HOSTS).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(serve(listener, acceptor, rim, std::future::pending()));
    let connector = connector(authority.ca_pem());
    for host in [GRAPH_HOST, MEDIA_HOST, "127.0.0.1"] {
        let tcp = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from(host).unwrap();
        let mut stream = connector.connect(name, tcp).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
        let request = format!(
            "GET /v23.0/{ACCOUNT}/phone_numbers HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer token\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n"), "{host}");
    }
    serving.abort();
}

#[tokio::test]
async fn other_hosts_and_other_authorities_are_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let (rim, _) = rim();
    let now = rim.clock.now();
    let authority = Authority::create_or_load(&folder.path().join("a"), now).unwrap();
    let stranger = Authority::create_or_load(&folder.path().join("b"), now).unwrap();
    let acceptor = Acceptor::new(&authority, &HOSTS).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(serve(listener, acceptor, rim, std::future::pending()));
    for (pem, host) in [
        (authority.ca_pem(), "example.com"),
        (stranger.ca_pem(), GRAPH_HOST),
    ] {
        let tcp = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from(host).unwrap();
        assert!(connector(pem).connect(name, tcp).await.is_err(), "{host}");
    }
    serving.abort();
}
