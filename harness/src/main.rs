//! `shakedown`: parses, runs, maps to an exit code. It decides nothing.

use std::process::ExitCode;

use harness::commands::{self, Program};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let path = std::env::current_exe().unwrap_or_else(|_| "shakedown".into());
    let program = Program {
        path,
        env: Vec::new(),
    };
    commands::main(std::env::args_os(), &program)
}
