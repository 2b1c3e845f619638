//! `shakedown doctor`: the checkup that runs before every load, alone.

use std::path::PathBuf;
use std::sync::Arc;

use super::run::{block_on, code_of, connector, drawn_seed};
use super::{Program, complain, print};
use crate::doctor::{Checked, checkup};
use crate::exit_code::ExitCode;
use crate::progress::Silent;
use crate::run::{InjectorKind, RunFailure, RunOptions, Set};

pub(super) fn doctor(
    file: Option<PathBuf>,
    defects: Vec<String>,
    port: u16,
    program: &Program,
) -> ExitCode {
    let out = std::env::temp_dir().join(format!("shakedown-doctor-{}", std::process::id()));
    let result = options(file, defects, port, program, out.clone())
        .map_err(RunFailure::Usage)
        .and_then(|options| block_on(examine(options)));
    let code = match result {
        Ok(items) => {
            print(&items.iter().map(line).collect::<String>());
            if items.iter().all(|item| item.passed) {
                ExitCode::Pass
            } else {
                ExitCode::NotReady
            }
        }
        Err(failure) => {
            complain(&failure);
            code_of(&failure)
        }
    };
    let _ = std::fs::remove_dir_all(&out);
    code
}

fn line(item: &Checked) -> String {
    let mark = if item.passed { "ok  " } else { "FAIL" };
    let cure = if item.cure.is_empty() {
        String::new()
    } else {
        format!("      hint: {}\n", item.cure)
    };
    format!("{mark}  {:<20} {}\n{cure}", item.name, item.seen)
}

fn options(
    file: Option<PathBuf>,
    defects: Vec<String>,
    port: u16,
    program: &Program,
    out: PathBuf,
) -> Result<RunOptions, String> {
    let (connector, built_in) = connector(file, &defects)?;
    let source = scenarios::Source::parse("smoke").map_err(|error| error.to_string())?;
    // The canary must meet no trouble on purpose.
    let overrides = ["faults=[]".to_owned()];
    let mut scenario = scenarios::load(&scenarios::Request {
        source,
        quick: true,
        overrides: &overrides,
    })
    .map_err(|error| error.to_string())?;
    let taken = &connector.webhooks.carriers;
    let played = &mut scenario.scenario.mix.carriers;
    if !taken.is_empty() && !played.keys().any(|carrier| taken.contains_key(carrier)) {
        // Any carrier that it takes will do for a canary.
        *played = taken.keys().map(|carrier| (*carrier, 1.0)).collect();
    }
    Ok(RunOptions {
        scenario,
        connector,
        built_in,
        defects,
        seed: drawn_seed(),
        out,
        clock_scale: 1.0,
        port,
        injector: InjectorKind::Direct,
        program: program.path.clone(),
        program_env: program.env.clone(),
        command: "shakedown doctor".to_owned(),
    })
}

async fn examine(options: RunOptions) -> Result<Vec<Checked>, RunFailure> {
    let mut set = Set::up(options, Arc::new(Silent)).await?;
    let items = checkup(&set).await;
    set.shut(true).await;
    Ok(items)
}
