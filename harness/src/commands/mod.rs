//! The commands. Each parses nothing and prints little: it calls the library and maps the outcome to an exit code.

mod check;
mod doctor;
mod run;
mod simulate;
mod trigger;
mod vocabularies;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Parser;

use crate::cli::{Cli, Command};
use crate::exit_code::ExitCode;

/// This program, as a built-in connector is started: path and environment.
#[derive(Debug, Clone)]
pub struct Program {
    /// The executable.
    pub path: PathBuf,
    /// Environment that makes it act as `shakedown`, when it is another one (our own tests).
    pub env: Vec<(String, String)>,
}

/// Runs a command line to its exit code. The caller owns the process.
pub fn main(
    arguments: impl IntoIterator<Item = OsString>,
    program: &Program,
) -> std::process::ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let line: Vec<String> = arguments
        .iter()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            let misused = error.use_stderr();
            return if misused {
                ExitCode::Usage.into()
            } else {
                ExitCode::Pass.into()
            };
        }
    };
    if matches!(cli.command, Command::ReferenceConnector) {
        return reference_connector::main_from_env();
    }
    diagnostics();
    dispatch(cli.command, program, &line).into()
}

fn dispatch(command: Command, program: &Program, line: &[String]) -> ExitCode {
    match command {
        Command::Run(args) => run::run(args, program, line),
        Command::Check { dir, json } => check::check(&dir, json),
        Command::Report { dir, format } => check::report(&dir, &format),
        Command::Doctor {
            connector,
            defect,
            port,
        } => doctor::doctor(connector, defect, port, program),
        Command::Simulate(args) => simulate::simulate(&args),
        Command::Trigger(args) => trigger::trigger(&args),
        Command::Scenarios(table) => vocabularies::scenarios(&table),
        Command::Defects(table) => vocabularies::defects(&table),
        Command::Checks(table) => vocabularies::checks(&table),
        Command::Coverage(table) => vocabularies::coverage(&table),
        Command::Errors(table) => vocabularies::errors(&table),
        Command::Carriers(table) => vocabularies::carriers(&table),
        Command::ReferenceConnector => ExitCode::Internal,
    }
}

/// Diagnostics to standard error, off unless RUST_LOG asks. Also keeps goose's own logger from starting.
fn diagnostics() {
    let filter = tracing_subscriber::EnvFilter::builder()
        .with_default_directive(tracing_subscriber::filter::LevelFilter::OFF.into())
        .from_env_lossy();
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}

/// Prints an error the way every command does: what, then the hint on its own line.
pub(crate) fn complain(error: &dyn std::fmt::Display) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "error: {error}");
}

/// Prints to standard output. A closed pipe is the reader's choice, not an error of ours.
pub(crate) fn print(text: &str) {
    use std::io::Write as _;
    let _ = write!(std::io::stdout(), "{text}");
}
