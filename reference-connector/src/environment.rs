//! The process: settings from the environment, a runtime, signals, an exit code. The only file that reads the
//! environment.

use std::net::SocketAddr;
use std::process::ExitCode;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::config::{Config, PhoneNumber, Secrets, Timing};
use crate::defects::{DefectError, Defects};
use crate::serve::serve;

/// Sends per second of a phone number when nothing is set: a margin below the 80 that Meta admits.
const SEND_RATE_PER_SECOND: f64 = 75.0;

/// The environment cannot make a connector.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// A variable that has no default is absent.
    #[error("environment variable {0} is not set")]
    Missing(&'static str),
    /// A variable that cannot be read.
    #[error("environment variable {name} is {value:?}; give {wanted}")]
    Unreadable {
        /// The variable.
        name: &'static str,
        /// What it holds.
        value: String,
        /// What it should hold.
        wanted: &'static str,
    },
    /// DEFECTS names something that is no defect.
    #[error("environment variable DEFECTS: {0}")]
    Defects(#[from] DefectError),
}

/// Runs a connector as the environment describes it, until SIGTERM or SIGINT. Exit code 0 after a clean stop, 2 when
/// the environment cannot be used, 1 when the address or the database cannot.
pub fn main_from_env() -> ExitCode {
    let (listen, config) = match read(&|name| std::env::var(name).ok()) {
        Ok(read) => read,
        Err(error) => {
            eprintln!("reference connector: {error}");
            return ExitCode::from(2);
        }
    };
    match run(listen, config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("reference connector: {error}");
            ExitCode::FAILURE
        }
    }
}

/// One thread runs all connections and a second one writes: the two cores of a small machine are shared with whoever
/// sends the load, and more threads only pass work around.
fn run(listen: SocketAddr, config: Config) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async move {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let listener = TcpListener::bind(listen).await.map_err(|error| {
            format!("cannot listen on {listen}: {error}; set LISTEN to a free address")
        })?;
        eprintln!(
            "reference connector: listening on http://{}",
            listener.local_addr()?
        );
        let stop = async move {
            tokio::select! {
                _ = terminate.recv() => (),
                _ = interrupt.recv() => (),
            }
        };
        serve(listener, config, stop).await?;
        Ok(())
    })
}

fn read(
    variable: &dyn Fn(&'static str) -> Option<String>,
) -> Result<(SocketAddr, Config), EnvironmentError> {
    let needed = |name| variable(name).ok_or(EnvironmentError::Missing(name));
    let listen = variable("LISTEN").unwrap_or_else(|| "127.0.0.1:4700".to_owned());
    let listen = listen.parse().map_err(|_| EnvironmentError::Unreadable {
        name: "LISTEN",
        value: listen,
        wanted: "an address and a port, such as 127.0.0.1:4700",
    })?;
    let config = Config {
        cloud_api_url: cloud_api_url(needed("CLOUD_API_URL")?)?,
        phone_numbers: phone_numbers(needed("PHONE_NUMBERS")?)?,
        secrets: Secrets {
            access_token: needed("ACCESS_TOKEN")?,
            app_secret: needed("APP_SECRET")?,
            verify_token: needed("VERIFY_TOKEN")?,
            aftership: needed("AFTERSHIP_SECRET")?,
            seventeentrack: needed("SEVENTEENTRACK_KEY")?,
            yunexpress: needed("YUNEXPRESS_KEY")?,
        },
        database: variable("DATABASE")
            .filter(|path| !path.is_empty())
            .map(Into::into),
        send_rate_per_second: send_rate(variable("SEND_RATE_PER_SECOND"))?,
        sends_in_flight_max: 64,
        backlog_max: 100_000,
        timing: Timing::default(),
        defects: defects(variable("DEFECTS"))?,
    };
    Ok((listen, config))
}

fn cloud_api_url(value: String) -> Result<String, EnvironmentError> {
    if value.starts_with("http://") && value.parse::<hyper::Uri>().is_ok() {
        return Ok(value.trim_end_matches('/').to_owned());
    }
    let wanted = "an address such as http://127.0.0.1:4800 (this connector speaks plain HTTP only)";
    Err(EnvironmentError::Unreadable {
        name: "CLOUD_API_URL",
        value,
        wanted,
    })
}

fn phone_numbers(value: String) -> Result<Vec<PhoneNumber>, EnvironmentError> {
    let number = |pair: &str| {
        let (seller, id) = pair.trim().split_once('=')?;
        let given = !seller.is_empty() && !id.is_empty();
        given.then(|| PhoneNumber {
            seller: seller.to_owned(),
            id: id.to_owned(),
        })
    };
    match value.split(',').map(number).collect::<Option<Vec<_>>>() {
        Some(numbers) => Ok(numbers),
        None => Err(EnvironmentError::Unreadable {
            name: "PHONE_NUMBERS",
            value,
            wanted: "pairs of seller and phone number id, such as s1=106540352242922,s2=106540352242923",
        }),
    }
}

fn send_rate(value: Option<String>) -> Result<f64, EnvironmentError> {
    let Some(value) = value else {
        return Ok(SEND_RATE_PER_SECOND);
    };
    match value.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate >= 0.01 => Ok(rate),
        _ => Err(EnvironmentError::Unreadable {
            name: "SEND_RATE_PER_SECOND",
            value,
            wanted: "a number of sends per second and phone number, at least 0.01",
        }),
    }
}

fn defects(value: Option<String>) -> Result<Defects, DefectError> {
    let words: Vec<String> = value
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    Defects::parse(&words)
}

#[cfg(test)]
mod tests;
