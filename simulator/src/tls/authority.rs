//! A private certificate authority in a directory: `ca.pem` to hand out, `ca-key.pem` to keep. Made once, so that a
//! client has to learn to trust it once only.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime};

use crate::clock::Moment;

/// Common name of the certificate that Meta shows to callbacks (Meta, webhooks, mTLS).
pub const CLIENT_NAME: &str = "client.webhooks.fbclientcerts.com";

const CERTIFICATE: &str = "ca.pem";
const KEY: &str = "ca-key.pem";
/// Issued certificates carry it as their issuer. A changed name orphans every authority on disk.
const NAME: &str = "Shakedown private CA";
const CA_DAYS: i64 = 3_650;
const DAY_S: i64 = 86_400;
/// Some clients refuse certificates that are valid for longer than 825 days.
const LEAF_DAYS: i64 = 365;
const LOOPBACK: [&str; 2] = ["127.0.0.1", "::1"];

/// A certificate with its key.
pub struct Identity {
    certificate: CertificateDer<'static>,
    certificate_pem: String,
    key: KeyPair,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Identity(key not shown)")
    }
}

impl Identity {
    /// The certificate, as PEM.
    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    pub(crate) fn chain(&self) -> Vec<CertificateDer<'static>> {
        vec![self.certificate.clone()]
    }

    pub(crate) fn key(&self) -> PrivateKeyDer<'static> {
        PrivatePkcs8KeyDer::from(self.key.serialize_der()).into()
    }
}

/// The authority.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
    directory: PathBuf,
    now: Moment,
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Authority({})", self.directory.display())
    }
}

impl Authority {
    /// The authority in `directory`, made there when it is not there yet; certificates are valid from the day
    /// before `now` on. The key's file is readable by its owner only.
    ///
    /// # Errors
    /// When the directory cannot be used or what lies in it cannot be read, with the file's name.
    pub fn create_or_load(directory: &Path, now: Moment) -> Result<Authority, String> {
        let made = fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(directory);
        made.map_err(|error| {
            format!(
                "{}: the private CA's directory cannot be made: {error}",
                directory.display()
            )
        })?;
        let key = create_or_load_key(&directory.join(KEY))?;
        let parameters = ca_parameters(now);
        let path = directory.join(CERTIFICATE);
        let pem = match fs::read_to_string(&path) {
            Ok(pem) => pem,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let made = parameters.self_signed(&key).map_err(unmade)?;
                write_whole(&path, made.pem().as_bytes(), 0o644)
                    .map_err(|error| unusable(&path, &error))?;
                made.pem()
            }
            Err(error) => return Err(unusable(&path, &error)),
        };
        let authority = Authority {
            issuer: Issuer::new(parameters, key),
            pem,
            directory: directory.to_owned(),
            now,
        };
        authority.check()?;
        Ok(authority)
    }

    /// What lies in the directory may be of two authorities.
    fn check(&self) -> Result<(), String> {
        let refused = |why: String| {
            format!(
                "{}: the private CA does not stand behind its own certificates: {why}; remove {CERTIFICATE} and {KEY} for a new one",
                self.directory.display()
            )
        };
        let root = CertificateDer::from_pem_slice(self.pem.as_bytes())
            .map_err(|error| refused(error.to_string()))?;
        let mut roots = RootCertStore::empty();
        roots
            .add(root)
            .map_err(|error| refused(error.to_string()))?;
        let verifier =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), super::provider())
                .build()
                .map_err(|error| refused(error.to_string()))?;
        let leaf = self.server(&["localhost"])?.certificate;
        let name = ServerName::try_from("localhost").map_err(|error| refused(error.to_string()))?;
        let now = UnixTime::since_unix_epoch(Duration::from_secs(self.now.unix_s()));
        let verified = verifier.verify_server_cert(&leaf, &[], &name, &[], now);
        verified.map_err(|error| refused(error.to_string()))?;
        Ok(())
    }

    /// The certificate that clients have to trust, as PEM.
    pub fn ca_pem(&self) -> &str {
        &self.pem
    }

    /// Where that certificate lies, for settings such as `SSL_CERT_FILE` and `NODE_EXTRA_CA_CERTS`.
    pub fn ca_path(&self) -> PathBuf {
        self.directory.join(CERTIFICATE)
    }

    /// A certificate for a server with these host names, and for this machine's own addresses.
    ///
    /// # Errors
    /// When a name is none.
    pub fn server(&self, hosts: &[&str]) -> Result<Identity, String> {
        let names: Vec<String> = hosts
            .iter()
            .chain(&LOOPBACK)
            .map(|host| (*host).to_owned())
            .collect();
        let first = hosts.first().copied().unwrap_or("localhost");
        self.issue(names, first, ExtendedKeyUsagePurpose::ServerAuth)
    }

    /// A certificate like the one that Meta shows to callbacks which ask for it.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn client(&self) -> Result<Identity, String> {
        let names = vec![CLIENT_NAME.to_owned()];
        self.issue(names, CLIENT_NAME, ExtendedKeyUsagePurpose::ClientAuth)
    }

    fn issue(
        &self,
        names: Vec<String>,
        common_name: &str,
        usage: ExtendedKeyUsagePurpose,
    ) -> Result<Identity, String> {
        let mut parameters = CertificateParams::new(names).map_err(unmade)?;
        parameters
            .distinguished_name
            .push(DnType::CommonName, common_name);
        parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        parameters.extended_key_usages = vec![usage];
        // Strict clients, such as Python from 3.13 on, insist on it.
        parameters.use_authority_key_identifier_extension = true;
        valid_for(&mut parameters, self.now, LEAF_DAYS);
        let key = KeyPair::generate().map_err(unmade)?;
        let certificate = parameters.signed_by(&key, &self.issuer).map_err(unmade)?;
        Ok(Identity {
            certificate_pem: certificate.pem(),
            certificate: certificate.into(),
            key,
        })
    }
}

fn ca_parameters(now: Moment) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = rcgen::DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, NAME);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    valid_for(&mut parameters, now, CA_DAYS);
    parameters
}

/// From the midnight before yesterday's end on, UTC: a client's clock may be behind.
fn valid_for(parameters: &mut CertificateParams, now: Moment, days: i64) {
    let midnight = |after: i64| {
        let seconds = i64::try_from(now.unix_s()).unwrap_or(0) + after * DAY_S;
        let date = jiff::Timestamp::from_second(seconds)
            .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date();
        let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
        date_time_ymd(i32::from(date.year()), month, day)
    };
    parameters.not_before = midnight(-1);
    parameters.not_after = midnight(days);
}

/// A key that another process makes at the same time wins: whoever is second takes it.
fn create_or_load_key(path: &Path) -> Result<KeyPair, String> {
    let known = fs::read_to_string(path);
    let pem = match known {
        Ok(pem) => pem,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let key = KeyPair::generate().map_err(unmade)?;
            match create_whole(path, key.serialize_pem().as_bytes()) {
                Ok(()) => return Ok(key),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    fs::read_to_string(path).map_err(|error| unusable(path, &error))?
                }
                Err(error) => return Err(unusable(path, &error)),
            }
        }
        Err(error) => return Err(unusable(path, &error)),
    };
    // A copy or a restored backup may have lost the mode.
    fs::set_permissions(path, Permissions::from_mode(0o600))
        .map_err(|error| unusable(path, &error))?;
    KeyPair::from_pem(&pem).map_err(|error| {
        format!(
            "{}: no private key: {error}; remove it and {CERTIFICATE} beside it for a new authority",
            path.display()
        )
    })
}

/// The whole file under its name, or nothing; fails when the name is taken.
fn create_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = written_beside(path, bytes, 0o600)?;
    let linked = fs::hard_link(&beside, path);
    fs::remove_file(&beside)?;
    linked
}

/// The whole file under its name, or what was there before.
fn write_whole(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let beside = written_beside(path, bytes, mode)?;
    fs::rename(&beside, path)
}

fn written_beside(path: &Path, bytes: &[u8], mode: u32) -> io::Result<PathBuf> {
    let beside = path.with_extension(format!("{}.tmp", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(mode);
    let mut file: File = options.open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(beside)
}

fn unmade(error: rcgen::Error) -> String {
    format!("no certificate can be made: {error}")
}

fn unusable(path: &Path, error: &io::Error) -> String {
    format!(
        "{}: the private CA's file is unusable: {error}",
        path.display()
    )
}
