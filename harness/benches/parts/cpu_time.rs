//! Processor time of a process, user and system together, by thread. From the scheduler's own count in
//! nanoseconds; threads that ended are not in it, so nothing measured here ends a thread meanwhile.

use std::collections::BTreeMap;

use procfs::process::Process;

/// Seconds by the thread's name. Threads of the same name count together.
#[derive(Debug, Clone, Default)]
pub(crate) struct CpuTime(BTreeMap<String, f64>);

impl CpuTime {
    /// So far, of a process.
    pub(crate) fn of(pid: u32) -> CpuTime {
        let mut seconds = BTreeMap::new();
        let tasks = Process::new(pid as i32).and_then(|process| process.tasks());
        for task in tasks.into_iter().flatten().flatten() {
            let (Ok(stat), Ok(schedule)) = (task.stat(), task.schedstat()) else {
                continue;
            };
            *seconds.entry(stat.comm).or_insert(0.0) += schedule.sum_exec_runtime as f64 / 1e9;
        }
        CpuTime(seconds)
    }

    /// Since an earlier look.
    pub(crate) fn since(&self, earlier: &CpuTime) -> CpuTime {
        let passed = self.0.iter().map(|(name, seconds)| {
            let before = earlier.0.get(name).copied().unwrap_or(0.0);
            (name.clone(), seconds - before)
        });
        CpuTime(passed.collect())
    }

    /// Of all threads.
    pub(crate) fn total(&self) -> f64 {
        self.0.values().sum()
    }

    /// Of the threads of this name.
    pub(crate) fn thread(&self, name: &str) -> f64 {
        self.0.get(name).copied().unwrap_or(0.0)
    }

    /// Of the threads that are none of these.
    pub(crate) fn others(&self, named: &[&str]) -> f64 {
        let rest = self
            .0
            .iter()
            .filter(|(name, _)| !named.contains(&name.as_str()));
        rest.map(|(_, seconds)| seconds).sum()
    }
}

/// Most memory that a process ever held, and what it holds now, in bytes.
pub(crate) fn memory(pid: u32) -> Option<(u64, u64)> {
    let status = Process::new(pid as i32).ok()?.status().ok()?;
    Some((status.vmhwm? * 1024, status.vmrss? * 1024))
}
