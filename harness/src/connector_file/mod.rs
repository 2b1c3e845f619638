//! A connector's file: how it is started, where it listens, what it promises, and where its records are.
//!
//! Reading checks everything that can be checked without a run, so that a run never stops half way over a
//! misspelt key. It opens no connection and starts nothing.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use sha2::{Digest, Sha256};
use simulator::carriers::Carrier;

use crate::policy::Policy;
use crate::read_back::Records;

mod connector_section;
mod credentials;
mod duration;
mod error;
mod item;
mod mask;
mod pattern;
mod placeholders;
mod policy_section;
mod records_section;
mod request;
mod resources;
mod stimulus;
mod templates_section;
#[cfg(test)]
mod tests;
mod vocabulary;

pub use credentials::{Credentials, Secret, SellerNumber};
pub use error::ConnectorFileError;
pub use pattern::Pattern;
pub use placeholders::{Filled, Placeholders};
pub use resources::ResourceSource;
pub(crate) use stimulus::percent_encode;
pub use stimulus::{
    AckRule, RenderedStimulus, StatusRange, Stimulus, StimulusValues, render_stimulus,
};

/// Largest connector file that is read, in bytes.
const TEXT_MAX: u64 = 1 << 20;

/// A connector's file, read and checked.
#[derive(Debug, Clone)]
pub struct ConnectorFile {
    /// Name in reports.
    pub name: String,
    /// Version in reports.
    pub version: String,
    /// Scheme, host and port; may hold `{port}`.
    pub base_url: Pattern,
    /// Program and arguments; empty when the connector runs already.
    pub start: Vec<Pattern>,
    /// Environment added to the harness's own.
    pub env: BTreeMap<String, Pattern>,
    /// Where the program runs; None = where the harness runs.
    pub working_dir: Option<Pattern>,
    /// Path that answers 2xx when the connector is ready.
    pub ready: Pattern,
    /// Longest wait for that.
    pub ready_timeout: Duration,
    /// Where it takes webhooks.
    pub webhooks: Webhooks,
    /// Its own triggers, by name.
    pub stimuli: BTreeMap<String, Stimulus>,
    /// What the file states; the rest is generated.
    pub credentials: Credentials,
    /// The sellers' phone numbers; empty = made by the world.
    pub numbers: Vec<SellerNumber>,
    /// What it promises to send.
    pub policy: Policy,
    /// Where its records are read; None = the record checks are unknown.
    pub records: Option<Records>,
    /// Whose processor and memory are sampled.
    pub resources: Option<ResourceSource>,
    /// Hosts beside loopback and the base URL's that may be talked to.
    pub allow_hosts: Vec<String>,
    /// SHA-256 of the text, in hex.
    pub sha256: String,
    masked: String,
}

/// Paths at the connector that take webhooks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Webhooks {
    /// Meta's; a connector that only sends has none.
    pub whatsapp: Option<Pattern>,
    /// The carriers'.
    pub carriers: BTreeMap<Carrier, Pattern>,
    /// Aliyun's receipts.
    pub aliyun_report: Option<Pattern>,
    /// Aliyun's messages from customers.
    pub aliyun_up: Option<Pattern>,
    /// Twilio's statuses.
    pub twilio: Option<Pattern>,
}

/// What makes a connector send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DrivenBy {
    /// Carriers' webhooks, or triggers of its own, or both.
    Checkpoints,
    /// Customers' messages alone.
    Inbound,
}

impl ConnectorFile {
    /// Reads a file; `env:NAME` is looked up in the process's environment.
    ///
    /// # Errors
    /// The first thing that is wrong, with its line.
    pub fn read(path: &Path) -> Result<ConnectorFile, ConnectorFileError> {
        let file = path.display().to_string();
        let unreadable = |cause: String, cure: &str| ConnectorFileError {
            file: file.clone(),
            line: None,
            key: String::new(),
            cause,
            cure: cure.to_string(),
        };
        let cure = "check the path after --connector";
        let size = std::fs::metadata(path)
            .map_err(|error| unreadable(error.to_string(), cure))?
            .len();
        if size > TEXT_MAX {
            let cause =
                format!("the file has {size} bytes, a connector file has at most {TEXT_MAX}");
            return Err(unreadable(cause, cure));
        }
        let text =
            std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string(), cure))?;
        ConnectorFile::parse(&text, &file, &|name| std::env::var(name).ok())
    }

    /// The built-in reference connector's.
    ///
    /// # Errors
    /// None in a build that passed its tests.
    pub fn reference() -> Result<ConnectorFile, ConnectorFileError> {
        let text = include_str!("../../connectors/reference.toml");
        ConnectorFile::parse(text, "connectors/reference.toml", &|_| None)
    }

    /// Reads a text; `file` is how errors call it, `environment` looks up `env:NAME`.
    ///
    /// # Errors
    /// The first thing that is wrong, with its line.
    pub fn parse(
        text: &str,
        file: &str,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<ConnectorFile, ConnectorFileError> {
        connector_section::read(&item::Source {
            file,
            text,
            environment,
        })
    }

    /// What makes it send.
    pub fn driven_by(&self) -> DrivenBy {
        match self.webhooks.carriers.is_empty() && self.stimuli.is_empty() {
            true => DrivenBy::Inbound,
            false => DrivenBy::Checkpoints,
        }
    }

    /// The text as read, with every secret replaced by asterisks; fit for a run directory. No longer fit for a
    /// run when there was a secret in it.
    pub fn masked_text(&self) -> &str {
        &self.masked
    }

    /// The hosts that the guard has to let through for this file once it is filled: the base URL's, those of
    /// `allow_hosts`.
    pub fn named_hosts(&self) -> Vec<String> {
        let base_url = self.base_url.fill(|_| Some("1")).as_written();
        let base = crate::egress::host_of_url(&base_url).ok();
        base.into_iter()
            .chain(self.allow_hosts.iter().cloned())
            .collect()
    }
}

fn sha256_hex(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
