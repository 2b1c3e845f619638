//! The process: settings from the environment, a runtime, signals, an exit code. The only file that reads the
//! environment.

mod sms;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::process::ExitCode;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::carriers::Carrier;
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
    Missing(String),
    /// A variable that cannot be read.
    #[error("environment variable {name} is {value:?}; give {wanted}")]
    Unreadable {
        /// The variable.
        name: String,
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

/// Looks up a variable.
type Variable<'a> = &'a dyn Fn(&str) -> Option<String>;

fn read(variable: Variable<'_>) -> Result<(SocketAddr, Config), EnvironmentError> {
    let needed = |name: &str| needed(variable, name);
    let listen = variable("LISTEN").unwrap_or_else(|| "127.0.0.1:4700".to_owned());
    let listen = listen.parse().map_err(|_| EnvironmentError::Unreadable {
        name: "LISTEN".to_owned(),
        value: listen,
        wanted: "an address and a port, such as 127.0.0.1:4700",
    })?;
    let config = Config {
        cloud_api_url: plain_http("CLOUD_API_URL", needed("CLOUD_API_URL")?)?,
        carriers_url: given(variable, "CARRIERS_URL")
            .map(|url| plain_http("CARRIERS_URL", url))
            .transpose()?,
        sms: sms::read(variable)?,
        seller_templates: seller_templates(given(variable, "SELLER_TEMPLATES"))?,
        clock_scale: clock_scale(given(variable, "CLOCK_SCALE"))?,
        phone_numbers: phone_numbers(needed("PHONE_NUMBERS")?)?,
        secrets: Secrets {
            access_token: needed("ACCESS_TOKEN")?,
            app_secret: needed("APP_SECRET")?,
            verify_token: needed("VERIFY_TOKEN")?,
            carriers: carriers(variable)?,
        },
        database: given(variable, "DATABASE").map(Into::into),
        send_rate_per_second: send_rate(variable("SEND_RATE_PER_SECOND"))?,
        sends_in_flight_max: 64,
        backlog_max: 100_000,
        timing: Timing::default(),
        defects: defects(variable("DEFECTS"))?,
    };
    Ok((listen, config))
}

fn needed(variable: Variable<'_>, name: &str) -> Result<String, EnvironmentError> {
    variable(name).ok_or_else(|| EnvironmentError::Missing(name.to_owned()))
}

/// A variable that may be absent; an empty one is.
fn given(variable: Variable<'_>, name: &str) -> Option<String> {
    variable(name).filter(|value| !value.is_empty())
}

fn plain_http(name: &str, value: String) -> Result<String, EnvironmentError> {
    if value.starts_with("http://") && value.parse::<hyper::Uri>().is_ok() {
        return Ok(value.trim_end_matches('/').to_owned());
    }
    Err(EnvironmentError::Unreadable {
        name: name.to_owned(),
        value,
        wanted: "an address such as http://127.0.0.1:4800 (this connector speaks plain HTTP only)",
    })
}

/// `<WORD>_SECRET` for each carrier, in capitals. Two have an older name as well, and these three are needed: they are
/// what the connector was made for.
fn carriers(variable: Variable<'_>) -> Result<BTreeMap<&'static str, String>, EnvironmentError> {
    let mut secrets = BTreeMap::new();
    for carrier in Carrier::ALL {
        let word = carrier.provider().word;
        let name = format!("{}_SECRET", word.to_uppercase().replace('-', "_"));
        let secret = match carrier {
            Carrier::AfterShip => Some(needed(variable, &name)?),
            Carrier::SeventeenTrack => Some(either(variable, &name, "SEVENTEENTRACK_KEY")?),
            Carrier::YunExpress => Some(either(variable, &name, "YUNEXPRESS_KEY")?),
            _ => given(variable, &name),
        };
        secrets.extend(secret.map(|secret| (word, secret)));
    }
    Ok(secrets)
}

fn either(variable: Variable<'_>, name: &str, older: &str) -> Result<String, EnvironmentError> {
    given(variable, name).map_or_else(|| needed(variable, older), Ok)
}

fn seller_templates(value: Option<String>) -> Result<bool, EnvironmentError> {
    match value.as_deref() {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(other) => Err(EnvironmentError::Unreadable {
            name: "SELLER_TEMPLATES".to_owned(),
            value: other.to_owned(),
            wanted: "true where every seller has templates of its own, else false",
        }),
    }
}

fn clock_scale(value: Option<String>) -> Result<f64, EnvironmentError> {
    let Some(value) = value else { return Ok(1.0) };
    match value.parse::<f64>() {
        Ok(scale) if scale.is_finite() && scale >= 0.001 => Ok(scale),
        _ => Err(EnvironmentError::Unreadable {
            name: "CLOCK_SCALE".to_owned(),
            value,
            wanted: "how many seconds of the world pass in one here, such as 1 or 3600",
        }),
    }
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
            name: "PHONE_NUMBERS".to_owned(),
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
            name: "SEND_RATE_PER_SECOND".to_owned(),
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
