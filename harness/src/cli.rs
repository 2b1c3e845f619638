//! The command line: one struct is the parser, the help and the manual.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Load-tests a WhatsApp and parcel-carrier connector, and judges every message.
///
/// Shakedown plays everybody around the connector - Meta's Cloud API, carriers, customers with phones - on this
/// machine, drives it with load, and says pass, fail or unknown, with evidence. It is independent of Meta, WhatsApp
/// and every carrier, and never talks to their real hosts.
#[derive(Debug, Parser)]
#[command(name = "shakedown", version, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start the world and the connector, load, drain, judge, report
    Run(RunArgs),
    /// Judge a run again from its ledger alone
    Check {
        /// The run directory
        dir: PathBuf,
        /// Print the record as JSON
        #[arg(long)]
        json: bool,
    },
    /// Render a run's reports again
    Report {
        /// The run directory
        dir: PathBuf,
        /// Which: html, junit, markdown, json
        #[arg(long, value_delimiter = ',', default_value = "html,junit,markdown")]
        format: Vec<String>,
    },
    /// Is the connector wired right? Seconds, each failure with cause and cure
    Doctor {
        /// The connector file; the built-in reference connector without it
        #[arg(long, value_name = "FILE")]
        connector: Option<PathBuf>,
        /// A defect of the built-in connector (repeatable)
        #[arg(long, value_name = "NAME")]
        defect: Vec<String>,
        /// Port of the world on 127.0.0.1, for a connector that runs already; 0 = a free one
        #[arg(long, value_name = "PORT", default_value_t = 0)]
        port: u16,
    },
    /// The world alone, to develop against
    Simulate(Box<SimulateArgs>),
    /// Make one thing happen in a running `simulate`
    Trigger(TriggerArgs),
    /// Print the catalogue of scenarios
    Scenarios(Table),
    /// Print the defects of the built-in connector, and the check that catches each
    Defects(Table),
    /// Print the checks
    Checks(Table),
    /// Print the Cloud API errors that the world speaks, and the magic recipients that force them
    Errors(ErrorTable),
    /// Print which of Meta's endpoints the world has, and how much of each
    Coverage(ErrorTable),
    /// Print the carriers
    Carriers(ErrorTable),
    /// The built-in connector as a process of its own
    #[command(hide = true)]
    ReferenceConnector,
}

/// How to print a vocabulary.
#[derive(Debug, Args)]
pub struct Table {
    /// For machines
    #[arg(long)]
    pub json: bool,
}

/// How to print a vocabulary that has a page of its own.
#[derive(Debug, Args)]
pub struct ErrorTable {
    /// As a table, or for machines.
    #[command(flatten)]
    pub table: Table,
    /// As the page in docs/
    #[arg(long, conflicts_with = "json")]
    pub markdown: bool,
}

/// Options of `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// A catalogue name (see `shakedown scenarios`) or a TOML file
    pub scenario: String,
    /// The connector file; the built-in reference connector without it
    #[arg(long, value_name = "FILE")]
    pub connector: Option<PathBuf>,
    /// A defect of the built-in connector (repeatable), such as no-dedup or capacity=2600
    #[arg(long, value_name = "NAME")]
    pub defect: Vec<String>,
    /// Seed of every draw [default: drawn, and printed]
    #[arg(long)]
    pub seed: Option<u64>,
    /// The run directory [default: runs/<scenario>-<UTC time>]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The scenario's quick form: under 90 s of load
    #[arg(long)]
    pub quick: bool,
    /// Override a scenario key (repeatable), such as load.hold=3s
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// The world's clock runs this many times faster: retries, handsets, windows [default: the scenario's]
    #[arg(long, value_name = "N")]
    pub clock_scale: Option<f64>,
    /// Port of the world on 127.0.0.1, for a connector that runs already; 0 = a free one
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    pub port: u16,
    /// Which injector takes notices to the connector
    #[arg(long, value_enum, default_value_t = InjectorArg::Goose)]
    pub injector: InjectorArg,
    /// Print the run's record as JSON on standard output instead of the summary
    #[arg(long)]
    pub json: bool,
}

/// Which injector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InjectorArg {
    /// Goose's users as in-flight slots
    Goose,
    /// Straight from the queue to the socket: proves that goose adds no bias
    Direct,
}

/// Options of `trigger`.
#[derive(Debug, Args)]
pub struct TriggerArgs {
    /// A word, such as customer.image, template.paused, parcel.delivered; all of them without one
    pub what: Option<String>,
    /// What the word takes (repeatable), such as --set from=5511987654321; a value that is JSON counts as such
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// The carrier of a parcel.* word [default: aftership]
    #[arg(long)]
    pub carrier: Option<String>,
    /// The country of a parcel.* word, two letters [default: BR]
    #[arg(long)]
    pub country: Option<String>,
    /// Where notices of a parcel.* word go, such as http://127.0.0.1:8000/webhooks/aftership
    #[arg(long)]
    pub url: Option<String>,
    /// The control plane, as `simulate` printed it
    #[arg(long, env = "CONTROL_URL", default_value = "http://127.0.0.1:4801")]
    pub control: String,
    /// Its token, as `simulate` printed it
    #[arg(long, env = "CONTROL_TOKEN", hide_env_values = true)]
    pub token: String,
}

/// Options of `simulate`.
#[derive(Debug, Args)]
pub struct SimulateArgs {
    /// Port of the data plane; 0 = a free one
    #[arg(long, default_value_t = 4800)]
    pub port: u16,
    /// Port of the control plane; 0 = a free one
    #[arg(long, default_value_t = 4801)]
    pub control_port: u16,
    /// Where Meta's webhooks go, such as http://127.0.0.1:8000/webhooks/whatsapp; this machine only
    #[arg(long, value_name = "URL")]
    pub callback: Option<String>,
    /// Certificates that the callback's own is checked by, beside the machine's: a PEM file
    #[arg(long, value_name = "FILE")]
    pub callback_ca: Option<PathBuf>,
    /// Show a client certificate to a callback that asks for one (mTLS), issued by the private CA
    #[arg(long)]
    pub mtls: bool,
    /// Also listen with TLS as graph.facebook.com, the media host and the SMS gateways, certified by the private CA
    #[arg(long, value_name = "PORT", num_args = 0..=1, default_missing_value = "4843")]
    pub tls: Option<u16>,
    /// Where the private CA's key and certificate are kept; made when they are not there
    #[arg(long, value_name = "DIR", default_value = ".shakedown/ca")]
    pub ca_dir: PathBuf,
    /// Print the private CA's certificate as PEM, and end
    #[arg(long)]
    pub print_ca: bool,
    /// A world file: Meta's switches, limits, apps, tokens, numbers, templates and customers from the start, and the
    /// SMS gateways
    #[arg(long, value_name = "FILE")]
    pub world: Option<PathBuf>,
    /// Business phone numbers
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub numbers: u32,
    /// Messages per second that each number may send (20, 80 or 1,000 in Meta's tiers) [default: 80, or the scenario's]
    #[arg(long)]
    pub throughput: Option<u32>,
    /// The connector file whose policy says which templates are approved; the reference policy without it
    #[arg(long, value_name = "FILE")]
    pub connector: Option<PathBuf>,
    /// Handsets, faults and limits of this scenario; without it every message is sent, delivered and read, in order
    #[arg(long, value_name = "NAME")]
    pub scenario: Option<String>,
    /// Override one of its keys (repeatable), such as handsets.read_share=0.5, or one of the world file's [sms], such as
    /// sms.aliyun.report_url=URL
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// The world's clock runs this many times faster: handsets, windows, retries
    #[arg(long, value_name = "N", default_value_t = 1.0)]
    pub clock_scale: f64,
    /// Seed of every draw; ids and secrets follow from it, the control plane's token does not
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Print addresses, ids and secrets as one line of JSON instead of shell exports
    #[arg(long)]
    pub json: bool,
}
