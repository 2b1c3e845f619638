//! `shakedown simulate`: the world alone, to develop a connector against. No load, no ledger, no verdict.

use simulator::clock::Clock;
use simulator::tls::Authority;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::run::block_on;
use super::{complain, print};
use crate::cli::SimulateArgs;
use crate::exit_code::ExitCode;

mod announcement;
mod options;
mod simulation;
#[cfg(test)]
mod tests;

use options::Options;
use simulation::Simulation;

pub(super) fn simulate(args: &SimulateArgs) -> ExitCode {
    if args.print_ca {
        return print_ca(args);
    }
    match Options::new(args).and_then(|options| block_on(until_signal(options, args.json))) {
        Ok(()) => ExitCode::Pass,
        Err(error) => {
            complain(&error);
            ExitCode::Usage
        }
    }
}

/// The private CA's certificate, for trust stores.
fn print_ca(args: &SimulateArgs) -> ExitCode {
    let now = Clock::start(1.0).now();
    match Authority::create_or_load(&args.ca_dir, now) {
        Ok(authority) => {
            print(authority.ca_pem());
            ExitCode::Pass
        }
        Err(error) => {
            complain(&error);
            ExitCode::Usage
        }
    }
}

async fn until_signal(options: Options, json: bool) -> Result<(), String> {
    let listen = |kind| signal(kind).map_err(|error| format!("signals cannot be heard: {error}"));
    // Before the first line is printed: who reads it may end us at once.
    let (mut interrupt, mut terminate): (Signal, Signal) = (
        listen(SignalKind::interrupt())?,
        listen(SignalKind::terminate())?,
    );
    let simulation = Simulation::open(options).await?;
    let announcement = simulation.announcement();
    print(&if json {
        announcement.json()
    } else {
        announcement.shell()
    });
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    drop(simulation);
    Ok(())
}
