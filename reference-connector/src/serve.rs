//! A connector's life: open, serve, stop. Takes its listener and its stop from outside, so that it runs in a test as
//! it does in a process.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::carriers::Carrier;
use crate::config::Config;
use crate::errands::{self, Means};
use crate::http::Http;
use crate::published_keys::PublishedKeys;
use crate::routes::{self, Desk};
use crate::sender;
use crate::signature::Keys;
use crate::sms::Gateway;
use crate::store::{self, StoreError};
use crate::sweeper;

/// Connections at the same time; the next one waits in the kernel's queue.
const CONNECTIONS_MAX: u32 = 2_048;
/// A connection without a request goes after this long: longer than clients keep idle ones, so that they close first.
const IDLE_MAX: Duration = Duration::from_secs(120);
/// How long requests that are being answered may take when the connector stops.
const ANSWERS_GRACE: Duration = Duration::from_secs(1);

/// A connector cannot serve.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The database cannot be opened.
    #[error("{0}")]
    Database(String),
    /// There is no place for a temporary database.
    #[error(
        "cannot make the temporary directory {path}: {source}; set DATABASE to a file that can be written"
    )]
    TemporaryDirectory {
        /// The directory.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
}

impl From<StoreError> for ServeError {
    fn from(error: StoreError) -> ServeError {
        ServeError::Database(error.to_string())
    }
}

/// Serves on `listener` until `stop` comes, then accepts nothing more, sends what is queued (for as long as the
/// configuration grants), and closes the database. Needs a tokio runtime with time and network.
///
/// # Errors
/// The database cannot be opened.
pub async fn serve(
    listener: TcpListener,
    config: Config,
    stop: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let temporary = match &config.database {
        Some(_) => None,
        None => Some(TemporaryDirectory::make()?),
    };
    let database = match (&config.database, &temporary) {
        (Some(path), _) => path.clone(),
        (None, Some(directory)) => directory.0.join("connector.db"),
        (None, None) => unreachable!("one of the two was just made"),
    };
    serve_with(listener, config, &database, stop).await
}

async fn serve_with(
    listener: TcpListener,
    config: Config,
    database: &Path,
    stop: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let config = Arc::new(config);
    let (inbox, outlet) = sender::Inbox::new();
    let (errands, to_do) = errands::Inbox::new();
    let backlog = store::Backlog::default();
    let (store, threads, left) =
        store::open(database, &config, inbox.clone(), errands, backlog.clone())?;
    let (stopping, to_stop) = watch::channel(false);
    let (draining, to_drain) = watch::channel(false);
    let http = Http::new(config.timing.request_timeout);
    let errands = tokio::spawn(errands::run(
        Means {
            config: config.clone(),
            store: store.clone(),
            gateway: gateway(&config, &listener, &http),
            http: http.clone(),
            backlog: backlog.clone(),
        },
        to_do,
        left.errands,
        to_drain.clone(),
    ));
    let sender = tokio::spawn(sender::run(
        config.clone(),
        store.clone(),
        backlog.clone(),
        inbox,
        outlet,
        left.jobs,
        to_drain,
    ));
    let sweeper = tokio::spawn(sweeper::run(config.clone(), store.clone()));
    let desk = Arc::new(Desk {
        keys: Keys::new(&config.secrets),
        published_keys: published_keys(&config, http),
        config,
        store,
        backlog,
    });
    let connections = Arc::new(Semaphore::new(CONNECTIONS_MAX as usize));
    tokio::select! {
        () = accept(&listener, &desk, &connections, &to_stop) => (),
        () = stop => (),
    }
    drop(listener);
    stopping.send_replace(true);
    let _ = tokio::time::timeout(ANSWERS_GRACE, connections.acquire_many(CONNECTIONS_MAX)).await;
    // Its next look is the next start's.
    sweeper.abort();
    // Only now: what the last requests brought is to be sent too.
    draining.send_replace(true);
    // A task that panicked has said so on standard error already.
    let _ = tokio::join!(sender, errands);
    drop(desk);
    // Attempts that were cut off hold the store for a moment more; what they did not record is sent again next time.
    let _ = tokio::time::timeout(
        ANSWERS_GRACE,
        tokio::task::spawn_blocking(|| threads.join()),
    )
    .await;
    Ok(())
}

/// The SMS gateway; its reports come back to the address that is listened on.
fn gateway(config: &Config, listener: &TcpListener, http: &Http) -> Option<Gateway> {
    let settings = config.sms.clone()?;
    let own = listener.local_addr().ok()?;
    let callback_url = format!("http://{own}/webhooks/twilio");
    Some(Gateway::new(settings, callback_url, http.clone()))
}

fn published_keys(config: &Config, http: Http) -> Option<PublishedKeys> {
    let base = config.carriers_url.as_ref()?;
    let word = Carrier::ShipEngine.provider().word;
    Some(PublishedKeys::at(format!("{base}/{word}/jwks"), http))
}

async fn accept(
    listener: &TcpListener,
    desk: &Arc<Desk>,
    connections: &Arc<Semaphore>,
    to_stop: &watch::Receiver<bool>,
) {
    loop {
        let Ok(permit) = connections.clone().acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(converse(stream, desk.clone(), permit, to_stop.clone()));
            }
            // Out of descriptors, or a peer that was gone before we looked: neither passes by looking again at once.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

/// One connection: request after request, until its peer or the connector stops.
async fn converse(
    stream: TcpStream,
    desk: Arc<Desk>,
    permit: OwnedSemaphorePermit,
    mut to_stop: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| {
        let desk = desk.clone();
        async move { Ok::<_, Infallible>(routes::answer(&desk, request).await) }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(IDLE_MAX);
    let mut connection = std::pin::pin!(http.serve_connection(TokioIo::new(stream), service));
    // An error here is the peer's doing: it hung up, or spoke no HTTP.
    let stopped = tokio::select! {
        _ = connection.as_mut() => false,
        stopped = to_stop.wait_for(|stopping| *stopping) => stopped.is_ok(),
    };
    if stopped {
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
    drop(permit);
}

/// A directory that goes when it is dropped.
struct TemporaryDirectory(PathBuf);

impl TemporaryDirectory {
    fn make() -> Result<TemporaryDirectory, ServeError> {
        use std::sync::atomic::{AtomicU32, Ordering};
        static MADE: AtomicU32 = AtomicU32::new(0);
        let (process, number) = (std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(format!("reference-connector-{process}-{number}"));
        match std::fs::create_dir(&path) {
            Ok(()) => Ok(TemporaryDirectory(path)),
            Err(source) => Err(ServeError::TemporaryDirectory { path, source }),
        }
    }
}

impl Drop for TemporaryDirectory {
    fn drop(&mut self) {
        // Left behind at worst: the system clears its temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
