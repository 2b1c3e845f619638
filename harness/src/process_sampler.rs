//! Processor time, memory, descriptors and threads of a process and all its children, and of the machine.
//! Linux only. It reads `/proc`, keeps nothing but the last sample, and never waits: time is a parameter.

use std::collections::BTreeMap;
use std::time::Instant;

use procfs::process::Process;
use procfs::{CurrentSI, KernelStats, ProcError};

#[cfg(test)]
mod tests;

/// Most processes that one sampler follows; a connector with more has other troubles.
const PROCESSES_MAX: usize = 1_024;

/// One sample of a process and its children.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProcessSample {
    /// Since the last sample; 100 = one core. 0 in the first sample.
    pub cpu_percent: f64,
    /// Resident memory in bytes; pages that children share count for each.
    pub rss_bytes: u64,
    /// Open descriptors of those processes whose descriptors may be counted.
    pub fds: u64,
    /// Whether the descriptors of every process could be counted. False = they belong to another user.
    pub fds_known: bool,
    /// Threads.
    pub threads: u64,
    /// Processes, the first one included.
    pub processes: u64,
}

/// Samples one process, as a rule with its children.
#[derive(Debug)]
pub struct ProcessSampler {
    pid: i32,
    with_children: bool,
    ticks_per_second: f64,
    page_bytes: u64,
    last: Option<(Instant, BTreeMap<i32, Ticks>)>,
}

/// Processor time of a process. Its start tells it apart from a later one with the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ticks {
    started: u64,
    used: u64,
}

impl ProcessSampler {
    /// For the process with this id; looks at nothing yet.
    pub fn new(pid: u32) -> ProcessSampler {
        ProcessSampler {
            pid: i32::try_from(pid).unwrap_or(i32::MAX),
            with_children: true,
            ticks_per_second: procfs::ticks_per_second() as f64,
            page_bytes: procfs::page_size(),
            last: None,
        }
    }

    /// For this process without its children: a connector that it started is not the harness.
    pub fn own() -> ProcessSampler {
        ProcessSampler {
            with_children: false,
            ..ProcessSampler::new(std::process::id())
        }
    }

    /// A sample at `now`; None when the process is gone or may not be looked at.
    pub fn sample(&mut self, now: Instant) -> Option<ProcessSample> {
        let mut ticks = BTreeMap::new();
        let mut sum = ProcessSample {
            cpu_percent: 0.0,
            rss_bytes: 0,
            fds: 0,
            fds_known: true,
            threads: 0,
            processes: 0,
        };
        let mut waiting = vec![self.pid];
        while let Some(pid) = waiting.pop() {
            // A child that ends while it is looked at is no longer there; that is all.
            let Ok((process, stat)) =
                Process::new(pid).and_then(|process| process.stat().map(|stat| (process, stat)))
            else {
                continue;
            };
            if ticks.len() >= PROCESSES_MAX {
                break;
            }
            let used = stat.utime + stat.stime;
            ticks.insert(
                pid,
                Ticks {
                    started: stat.starttime,
                    used,
                },
            );
            sum.rss_bytes += stat.rss * self.page_bytes;
            sum.threads += u64::try_from(stat.num_threads).unwrap_or(0);
            sum.processes += 1;
            match process.fd_count() {
                Ok(count) => sum.fds += count as u64,
                Err(_) => sum.fds_known = false,
            }
            if self.with_children {
                waiting.extend(children(&process));
            }
        }
        if !ticks.contains_key(&self.pid) {
            return None;
        }
        sum.cpu_percent = self.cpu_percent(now, &ticks);
        self.last = Some((now, ticks));
        Some(sum)
    }

    fn cpu_percent(&self, now: Instant, ticks: &BTreeMap<i32, Ticks>) -> f64 {
        let Some((before, earlier)) = &self.last else {
            return 0.0;
        };
        let since = |(pid, ticks): (&i32, &Ticks)| match earlier.get(pid) {
            Some(old) if old.started == ticks.started => ticks.used.saturating_sub(old.used),
            _ => ticks.used,
        };
        let used: u64 = ticks.iter().map(since).sum();
        percent(
            used as f64 / self.ticks_per_second,
            now.saturating_duration_since(*before).as_secs_f64(),
        )
    }
}

fn percent(used: f64, passed: f64) -> f64 {
    match passed > 0.0 {
        true => 100.0 * used / passed,
        false => 0.0,
    }
}

fn children(process: &Process) -> Vec<i32> {
    let tasks = process.tasks().into_iter().flatten().flatten();
    let children = tasks.flat_map(|task| task.children().unwrap_or_default());
    children.filter_map(|pid| i32::try_from(pid).ok()).collect()
}

/// Samples the machine.
#[derive(Debug, Default)]
pub struct MachineSampler {
    last: Option<MachineTicks>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct MachineTicks {
    busy: u64,
    all: u64,
}

impl MachineSampler {
    /// Looks at nothing yet.
    pub fn new() -> MachineSampler {
        MachineSampler::default()
    }

    /// Share of all cores that was busy since the last sample, 100 = all of them; None in the first sample and
    /// where `/proc/stat` cannot be read.
    pub fn cpu_percent(&mut self) -> Option<f64> {
        let now = machine_ticks().ok()?;
        let before = self.last.replace(now)?;
        Some(machine_percent(before, now))
    }
}

fn machine_percent(before: MachineTicks, now: MachineTicks) -> f64 {
    let all = now.all.saturating_sub(before.all);
    percent(now.busy.saturating_sub(before.busy) as f64, all as f64)
}

fn machine_ticks() -> Result<MachineTicks, ProcError> {
    let total = KernelStats::current()?.total;
    // Guest time is part of user time already.
    let idle = total.idle + total.iowait.unwrap_or(0);
    let busy = total.user
        + total.nice
        + total.system
        + total.irq.unwrap_or(0)
        + total.softirq.unwrap_or(0)
        + total.steal.unwrap_or(0);
    Ok(MachineTicks {
        busy,
        all: busy + idle,
    })
}
