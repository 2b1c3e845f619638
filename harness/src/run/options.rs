//! What a run is asked to do, already checked.

use std::path::PathBuf;

use scenarios::Loaded;

use crate::connector_file::ConnectorFile;

/// Which injector takes shots to the connector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InjectorKind {
    /// Goose's users as slots.
    #[default]
    Goose,
    /// The direct one.
    Direct,
}

/// What a run is asked to do.
#[derive(Debug)]
pub struct RunOptions {
    /// The scenario with its quick form and overrides applied.
    pub scenario: Loaded,
    /// The connector.
    pub connector: ConnectorFile,
    /// Whether it is the built-in one.
    pub built_in: bool,
    /// Defects of the built-in connector.
    pub defects: Vec<String>,
    /// Seed of every draw.
    pub seed: u64,
    /// The run directory; must not hold a run yet.
    pub out: PathBuf,
    /// How many times faster than real time the world's clock runs.
    pub clock_scale: f64,
    /// Port of the world; 0 = a free one.
    pub port: u16,
    /// Which injector.
    pub injector: InjectorKind,
    /// This program: what a built-in connector is started with.
    pub program: PathBuf,
    /// Environment that makes this program act as `shakedown`, when it is another one (our own tests).
    pub program_env: Vec<(String, String)>,
    /// The command line, for the report.
    pub command: String,
}
