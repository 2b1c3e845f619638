//! Whose processor time, memory, descriptors and threads are the connector's.

use super::ConnectorFileError;
use super::item::Item;
use super::pattern::Pattern;

/// The process to sample; its children count too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResourceSource {
    /// The process that the harness started.
    Started,
    /// A process that runs already.
    Pid(u32),
    /// The process whose number stands in this file.
    PidFile(Pattern),
}

impl ResourceSource {
    pub(super) fn read(item: &Item<'_>) -> Result<ResourceSource, ConnectorFileError> {
        let section = item.section()?;
        section.only(&["pid", "pid_file", "process"])?;
        section.at_most_one(&["pid", "pid_file", "process"])?;
        if let Some(pid) = section.get("pid") {
            let pid = pid.whole_number(1..=u64::from(u32::MAX))?;
            return Ok(ResourceSource::Pid(u32::try_from(pid).unwrap_or(u32::MAX)));
        }
        if let Some(path) = section.get("pid_file") {
            return Ok(ResourceSource::PidFile(path.pattern(&[])?));
        }
        let process = section.get("process").ok_or_else(|| {
            section.item.error(
                "nothing is named",
                "add pid_file = \"/path\", pid = 1234 or process = \"started\"",
            )
        })?;
        process.word(&[("started", ())])?;
        Ok(ResourceSource::Started)
    }

    pub(super) fn fill<'v>(&self, known: &impl Fn(&str) -> Option<&'v str>) -> ResourceSource {
        match self {
            ResourceSource::PidFile(path) => ResourceSource::PidFile(path.fill(known)),
            other => other.clone(),
        }
    }
}
