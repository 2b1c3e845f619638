//! The program `shakedown` as a process: started, waited for, killed.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use ::reports::record::RunRecord;
use harness::commands::{self, Program};
use procfs::process::{Process, all_processes};
use rustix::process::{Pid, Signal, kill_process};

use crate::scratch::Scratch;

/// In the environment of a process of this binary that has to be `shakedown`.
const ACT: &str = "SHAKEDOWN_IT";

/// Longest that any process of the claims may live. A claim that waits longer has found a hang.
const LIMIT: Duration = Duration::from_secs(150);
const LOOK: Duration = Duration::from_millis(20);

/// Whether this process was started to be the program.
pub(crate) fn is_meant() -> bool {
    std::env::var_os(ACT).is_some()
}

/// Is the program.
pub(crate) fn act() -> ExitCode {
    let program = Program {
        path: std::env::current_exe().unwrap(),
        env: vec![(ACT.to_owned(), "1".to_owned())],
    };
    // The name in usage lines is the program's, not this binary's.
    let name = OsString::from("shakedown");
    let arguments = std::iter::once(name).chain(std::env::args_os().skip(1));
    commands::main(arguments, &program)
}

/// A process that has ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// None: a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// `shakedown ARGUMENTS` in the scratch directory, to its end.
pub(crate) fn shakedown(scratch: &Scratch, arguments: &[&str]) -> Ended {
    Running::start(scratch, arguments).ended()
}

/// A process that has not been waited for. Killed when dropped.
pub(crate) struct Running {
    child: Child,
    out: PathBuf,
    err: PathBuf,
    line: String,
}

impl Running {
    /// Starts `shakedown ARGUMENTS` in the scratch directory.
    pub(crate) fn start(scratch: &Scratch, arguments: &[&str]) -> Running {
        let stream = |name: &str| {
            let file = tempfile::Builder::new()
                .prefix(name)
                .tempfile_in(scratch.path())
                .unwrap();
            file.keep().unwrap()
        };
        let ((out_file, out), (err_file, err)) = (stream("stdout-"), stream("stderr-"));
        let child = Command::new(std::env::current_exe().unwrap())
            .args(arguments)
            .env(ACT, "1")
            .env_remove("RUST_LOG")
            .env_remove("COLUMNS")
            .current_dir(scratch.path())
            .stdin(Stdio::null())
            .stdout(out_file)
            .stderr(err_file)
            .spawn()
            .unwrap();
        Running {
            child,
            out,
            err,
            line: arguments.join(" "),
        }
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Where its standard output goes.
    pub(crate) fn out_file(&self) -> PathBuf {
        self.out.clone()
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(raw(self.pid()), signal).unwrap();
    }

    /// The processes that it has started and that are alive: the connector and who watches over it.
    pub(crate) fn children(&self) -> Vec<Process> {
        let mine = i32::try_from(self.pid()).unwrap();
        let processes = all_processes().unwrap().filter_map(Result::ok);
        processes
            .filter(|process| {
                process
                    .stat()
                    .is_ok_and(|stat| stat.ppid == mine && stat.state != 'Z')
            })
            .collect()
    }

    /// The process id of the built-in connector that it has started.
    pub(crate) fn connector(&self) -> u32 {
        let children = self.children();
        let connector = children.iter().find(|child| {
            child
                .cmdline()
                .is_ok_and(|line| line.iter().any(|word| word == "reference-connector"))
        });
        u32::try_from(connector.unwrap().pid).unwrap()
    }

    /// Waits until `so` holds. Stops the claim when the process ends before.
    pub(crate) fn until(&mut self, what: &str, so: impl Fn() -> bool) {
        let began = Instant::now();
        while !so() {
            let ended = self.child.try_wait().unwrap();
            let err = || std::fs::read_to_string(&self.err).unwrap_or_default();
            assert!(
                ended.is_none(),
                "{}: ended before {what}:\n{}",
                self.line,
                err()
            );
            assert!(
                began.elapsed() < LIMIT,
                "{}: no {what}:\n{}",
                self.line,
                err()
            );
            std::thread::sleep(LOOK);
        }
    }

    /// Waits for its end.
    pub(crate) fn ended(mut self) -> Ended {
        let status = self.wait();
        let read = |path: &Path| {
            let text = std::fs::read(path).unwrap();
            let _ = std::fs::remove_file(path);
            String::from_utf8(text).unwrap()
        };
        Ended {
            code: status.code(),
            out: read(&self.out),
            err: read(&self.err),
        }
    }

    fn wait(&mut self) -> ExitStatus {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(
                began.elapsed() < LIMIT,
                "`shakedown {}` did not end within {} s",
                self.line,
                LIMIT.as_secs()
            );
            std::thread::sleep(LOOK);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Kills a process as a crash would.
pub(crate) fn kill(pid: u32) {
    kill_process(raw(pid), Signal::KILL).unwrap();
}

fn raw(pid: u32) -> Pid {
    Pid::from_raw(i32::try_from(pid).unwrap()).unwrap()
}

/// The record that a run left in its directory.
pub(crate) fn record(directory: &Path) -> RunRecord {
    let text = std::fs::read_to_string(directory.join("run.json")).unwrap();
    ::reports::json::from_json(&text).unwrap()
}

/// Whether a process is there and no zombie.
pub(crate) fn alive(process: &Process) -> bool {
    process.stat().is_ok_and(|stat| stat.state != 'Z')
}
