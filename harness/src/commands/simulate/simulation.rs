//! A world with a data plane and a control plane, both listening on loopback.

use std::net::SocketAddr;
use std::sync::Arc;

use rand::TryRng;
use rand::rngs::SysRng;
use simulator::clock::Clock;
use simulator::control::Control;
use simulator::outbox::OutboxTls;
use simulator::recent::Recent;
use simulator::server::control_rim::{self, ControlRim};
use simulator::tls;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::announcement::Announcement;
use super::options::{Options, check_loopback};
use crate::stage::{self, Callbacks, Stage};

/// An open simulation; dropping it closes both planes.
pub(super) struct Simulation {
    announcement: Announcement,
    _stage: Stage,
    control: JoinHandle<()>,
}

impl Simulation {
    /// Binds both ports, then opens.
    ///
    /// # Errors
    /// When a port is taken, with the option that chooses another one; when the system gives no random bytes.
    pub(super) async fn open(options: Options) -> Result<Simulation, String> {
        let (listener, data) = listen(options.port, "--port").await?;
        let (control_listener, control) = listen(options.control_port, "--control-port").await?;
        let token = token()?;
        let clock = options.clock;
        let secure = secure(&options, clock).await?;
        let tls_address = secure.as_ref().map(|secure| secure.address);
        let announcement = Announcement::new(&options, data, tls_address, control, &token);
        let recent = Arc::new(Recent::new(clock.wall_at_start()));
        let observer = Arc::clone(&recent) as _;
        let callbacks = callbacks(&options, clock)?;
        let mut stage = Stage::open(listener, options.settings, clock, observer, callbacks);
        stage.world.carriers_are(options.carriers);
        if let Some(secure) = secure {
            stage.serve_tls(secure.listener, secure.acceptor);
        }
        let control = Control::new(
            Arc::clone(&stage.world),
            recent,
            clock,
            token,
            options.carrier_secrets,
            Arc::new(check_loopback),
        );
        let rim = Arc::new(ControlRim {
            control,
            data: Arc::clone(&stage.rim),
        });
        let serving = control_rim::serve(control_listener, rim, std::future::pending());
        Ok(Simulation {
            announcement,
            _stage: stage,
            control: tokio::spawn(serving),
        })
    }

    /// What a connector needs to know.
    pub(super) fn announcement(&self) -> &Announcement {
        &self.announcement
    }
}

impl Drop for Simulation {
    fn drop(&mut self) {
        self.control.abort();
    }
}

/// A listener for TLS, and what it shows.
struct Secure {
    listener: TcpListener,
    address: SocketAddr,
    acceptor: tls::Acceptor,
}

async fn secure(options: &Options, clock: Clock) -> Result<Option<Secure>, String> {
    let Some(port) = options.tls_port else {
        return Ok(None);
    };
    let (listener, address) = listen(port, "--tls").await?;
    let authority = tls::Authority::create_or_load(&options.ca_dir, clock.now())?;
    let acceptor = tls::Acceptor::new(&authority, &tls::HOSTS)?;
    Ok(Some(Secure {
        listener,
        address,
        acceptor,
    }))
}

fn callbacks(options: &Options, clock: Clock) -> Result<Callbacks, String> {
    let roots = options
        .callback_ca
        .as_ref()
        .map(|path| {
            std::fs::read_to_string(path)
                .map_err(|error| format!("{}: cannot be read: {error}", path.display()))
        })
        .transpose()?;
    let client = options
        .mtls
        .then(|| tls::Authority::create_or_load(&options.ca_dir, clock.now())?.client())
        .transpose()?;
    Ok(Callbacks {
        permit: Arc::new(check_loopback),
        tls: OutboxTls::new(roots.as_deref(), client)?,
    })
}

async fn listen(port: u16, option: &str) -> Result<(TcpListener, SocketAddr), String> {
    stage::listen(port)
        .await
        .map_err(|error| format!("{error}\nhint: {option} 0 takes a free one"))
}

/// Never from the seed: whoever knows the seed must not be able to guess it.
fn token() -> Result<String, String> {
    let mut bytes = [0u8; 16];
    SysRng
        .try_fill_bytes(&mut bytes)
        .map_err(|error| format!("the system gives no random bytes for the token: {error}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
