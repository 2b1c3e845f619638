//! No orphans when the harness is killed without a chance to clean up.
//!
//! A tiny shell waits for the end of a pipe whose other end only the harness holds. When the harness is gone the
//! pipe ends, and the shell kills the connector's process group. Where there is no `sh` there is no watch, and
//! after a `kill -9` the connector has to be stopped by hand. (A parent-death signal would need code between
//! fork and exec, which needs `unsafe`, and is tied to the thread that forked.)

use std::process::{Child, ChildStdin, Command, Stdio};

use rustix::process::Pid;

/// `$1` is the group. Whatever arrives on the pipe first is the order to leave quietly; its end is the alarm.
pub(super) const SCRIPT: &str =
    r#"read -r order && exit 0; kill -TERM -"$1"; sleep 5; kill -KILL -"$1""#;

/// Watches over one process group; dismissed when dropped.
#[derive(Debug)]
pub(super) struct OrphanWatch {
    shell: Child,
    pipe: ChildStdin,
}

impl OrphanWatch {
    pub(super) fn start(group: Pid) -> Option<OrphanWatch> {
        use std::os::unix::process::CommandExt;
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", SCRIPT, "shakedown-orphan-watch"])
            .arg(group.as_raw_nonzero().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0);
        let mut shell = command.spawn().ok()?;
        let pipe = shell.stdin.take()?;
        Some(OrphanWatch { shell, pipe })
    }
}

impl Drop for OrphanWatch {
    fn drop(&mut self) {
        use std::io::Write;
        // The shell may be gone already; then there is nobody to dismiss.
        let _ = self.pipe.write_all(b"dismissed\n");
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}
