//! The other side of a measurement, as a process of its own: this program again, with another part to play.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const END_WITHIN: Duration = Duration::from_secs(10);

/// A process that listens. Ends when dropped.
pub(crate) struct Peer {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Peer {
    /// Starts this program as `part` and waits until it says where it listens.
    pub(crate) fn start(part: &str) -> Peer {
        let program = std::env::current_exe().expect("a program knows its path");
        let mut child = Command::new(program)
            .arg(part)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program can be started again");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("it is piped");
        BufReader::new(stdout)
            .read_line(&mut line)
            .expect("a peer says where it listens");
        let address = line.trim().parse().expect("an address and nothing else");
        Peer { child, address }
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // A peer that is told to end takes its files with it; one that is killed leaves gigabytes.
        drop(self.child.stdin.take());
        let until = Instant::now() + END_WITHIN;
        while Instant::now() < until && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Says where this process listens; the line that [`Peer::start`] waits for.
pub(crate) fn say(address: SocketAddr) {
    println!("{address}");
}

/// Waits until whoever started this process is gone or has no more use for it.
pub(crate) fn wait_for_the_end() {
    let _ = std::io::stdin().read_line(&mut String::new());
}
