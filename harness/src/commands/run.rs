//! `shakedown run`.

use std::io::IsTerminal;
use std::path::PathBuf;

use reports::terminal::{self, Style};

use super::{Program, complain, print};
use crate::cli::{InjectorArg, RunArgs};
use crate::connector_file::ConnectorFile;
use crate::exit_code::ExitCode;
use crate::progress::for_person;
use crate::run::{Finished, InjectorKind, RunFailure, RunOptions};

pub(super) fn run(args: RunArgs, program: &Program, line: &[String]) -> ExitCode {
    let json = args.json;
    let options = match options(args, program, line) {
        Ok(options) => options,
        Err(error) => {
            complain(&error);
            return ExitCode::Usage;
        }
    };
    let progress = for_person();
    let scenario = &options.scenario.scenario;
    progress.line(&format!(
        "{} against {}{}, seed {}, into {}",
        scenario.name,
        options.connector.name,
        if scenario.quick.is_some() {
            " (quick form)"
        } else {
            ""
        },
        options.seed,
        options.out.display()
    ));
    let finished = block_on(crate::run::run(options, std::sync::Arc::clone(&progress)));
    progress.done();
    match finished {
        Ok(finished) => {
            tell(&finished, json);
            match finished.killed_by {
                Some(signal) => ExitCode::Signal(signal),
                None => finished.record.verdict.into(),
            }
        }
        Err(failure) => {
            complain(&failure);
            code_of(&failure)
        }
    }
}

/// The runtime of every command that talks: one worker a core.
pub(super) fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime can be started");
    let output = runtime.block_on(future);
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    output
}

pub(super) fn code_of(failure: &RunFailure) -> ExitCode {
    match failure {
        RunFailure::Usage(_) => ExitCode::Usage,
        RunFailure::NotReady(_) => ExitCode::NotReady,
        RunFailure::Internal(_) => ExitCode::Internal,
    }
}

fn tell(finished: &Finished, json: bool) {
    if json {
        print(&reports::json::to_json(&finished.record));
        print("\n");
        return;
    }
    let style = if std::io::stdout().is_terminal() {
        Style::Color
    } else {
        Style::Plain
    };
    print(&terminal::render(&finished.record, style));
    print(&format!(
        "\nreport  {}\n",
        finished.dir.join("report.html").display()
    ));
}

fn options(args: RunArgs, program: &Program, line: &[String]) -> Result<RunOptions, String> {
    let source = scenarios::Source::parse(&args.scenario).map_err(|error| error.to_string())?;
    let request = scenarios::Request {
        source,
        quick: args.quick,
        overrides: &args.set,
    };
    let scenario = scenarios::load(&request).map_err(|error| error.to_string())?;
    let clock_scale = args
        .clock_scale
        .unwrap_or(scenario.scenario.world.clock_scale);
    if !(clock_scale.is_finite() && (0.001..=1_000_000.0).contains(&clock_scale)) {
        return Err(format!(
            "--clock-scale {clock_scale}: use a number from 0.001 to 1000000"
        ));
    }
    let (connector, built_in) = connector(args.connector, &args.defect)?;
    let seed = args.seed.unwrap_or_else(drawn_seed);
    let out = args
        .out
        .unwrap_or_else(|| default_out(&scenario.scenario.name));
    let mut command = format!(
        "shakedown {}",
        line.iter()
            .map(|word| quoted(word))
            .collect::<Vec<_>>()
            .join(" ")
    );
    if args.seed.is_none() {
        command.push_str(&format!(" --seed {seed}"));
    }
    Ok(RunOptions {
        scenario,
        connector,
        built_in,
        defects: args.defect,
        seed,
        out,
        clock_scale,
        port: args.port,
        injector: match args.injector {
            InjectorArg::Goose => InjectorKind::Goose,
            InjectorArg::Direct => InjectorKind::Direct,
        },
        program: program.path.clone(),
        program_env: program.env.clone(),
        command,
    })
}

/// The connector file, and whether it is the built-in one's. Defects are checked here, before anything starts.
pub(super) fn connector(
    file: Option<PathBuf>,
    defects: &[String],
) -> Result<(ConnectorFile, bool), String> {
    reference_connector::defects::Defects::parse(defects).map_err(|error| error.to_string())?;
    match file {
        Some(_) if !defects.is_empty() => {
            Err("--defect is for the built-in connector; leave --connector out, or plant the bug in your own".to_owned())
        }
        Some(path) => ConnectorFile::read(&path).map(|connector| (connector, false)).map_err(|error| error.to_string()),
        None => ConnectorFile::reference().map(|connector| (connector, true)).map_err(|error| error.to_string()),
    }
}

/// A fresh seed, short enough to be typed again.
pub(super) fn drawn_seed() -> u64 {
    let now = jiff::Timestamp::now().as_nanosecond();
    simulator::chance::index_of(&format!("{now}/{}", std::process::id())) % 1_000_000_000
}

fn default_out(name: &str) -> PathBuf {
    let at = jiff::Timestamp::now().strftime("%Y%m%dT%H%M%SZ");
    let plain = PathBuf::from("runs").join(format!("{name}-{at}"));
    if plain.exists() {
        PathBuf::from(format!("{}-{}", plain.display(), std::process::id()))
    } else {
        plain
    }
}

fn quoted(word: &str) -> String {
    let plain = word
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "-_=./:,@+".contains(c));
    if plain && !word.is_empty() {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
