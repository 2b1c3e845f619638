//! From the command line to everything that the world alone needs, checked before a port is bound.

use std::path::PathBuf;

use scenarios::scenario::Scenario;
use simulator::carriers::Carrier;
use simulator::clock::Clock;
use simulator::settings::Settings;
use simulator::sms::SmsSettings;
use simulator::world::CarrierSettings;
use simulator::world_file;

use super::super::run::connector;
use crate::cli::SimulateArgs;
use crate::connector_file::Credentials;
use crate::egress::{EgressError, Guard};
use crate::stage::{self, Identity};

/// A world whose customers are all in reach and do everything once and in order: what a developer wants first.
/// Trouble is asked for with `--scenario` or `--set`.
const PLAIN: [&str; 6] = [
    "faults=[]",
    "mix.forged_webhooks=0",
    "handsets.read_share=1",
    "handsets.skip_delivered=0",
    "handsets.unordered=0",
    "handsets.duplicates=0",
];

/// What to simulate.
pub(super) struct Options {
    pub(super) settings: Settings,
    pub(super) identity: Identity,
    pub(super) carrier_secrets: Vec<(Carrier, String)>,
    pub(super) carriers: CarrierSettings,
    pub(super) port: u16,
    pub(super) control_port: u16,
    pub(super) clock: Clock,
    pub(super) tls_port: Option<u16>,
    pub(super) ca_dir: PathBuf,
    pub(super) callback_ca: Option<PathBuf>,
    pub(super) mtls: bool,
}

impl Options {
    pub(super) fn new(args: &SimulateArgs) -> Result<Options, String> {
        if !(args.clock_scale.is_finite() && (0.001..=1_000_000.0).contains(&args.clock_scale)) {
            return Err(format!(
                "--clock-scale {}: use a number from 0.001 to 1000000",
                args.clock_scale
            ));
        }
        if let Some(url) = &args.callback {
            check_loopback(url).map_err(|error| format!("--callback: {error}"))?;
        }
        let (of_world, of_scenario): (Vec<String>, Vec<String>) = args
            .set
            .iter()
            .cloned()
            .partition(|pair| pair.starts_with(world_file::SET_PREFIX));
        let scenario = scenario(args, &of_scenario)?;
        let (connector, _) = connector(args.connector.clone(), &[])?;
        let identity = Identity::new(
            args.seed,
            args.numbers,
            &connector.numbers,
            &connector.credentials,
        );
        let callback = args.callback.clone();
        let mut settings =
            stage::settings(&scenario, &connector.policy, &identity, args.seed, callback);
        settings.graph.history_max = simulator::graph::history::MESSAGES_MAX;
        let clock = Clock::start(args.clock_scale);
        let mut carriers = CarrierSettings::default();
        if let Some(path) = &args.world {
            let place = path.display();
            let text = std::fs::read_to_string(path)
                .map_err(|error| format!("{place}: the world file cannot be read: {error}"))?;
            world_file::apply(&text, &mut settings, clock.now())
                .map_err(|error| format!("{place}: {error}"))?;
            carriers = world_file::carriers(&text).map_err(|error| format!("{place}: {error}"))?;
        }
        world_file::set(&of_world, &mut settings).map_err(|error| format!("--set {error}"))?;
        if args.clock_scale != 1.0 {
            // A connector signs with its own clock, which the world's has left behind.
            settings.sms.aliyun.timestamp_window = None;
        }
        check_addresses(&settings.sms)?;
        let secrets = carrier_secrets(args.seed, &connector.credentials);
        Ok(Options {
            settings,
            clock,
            tls_port: args.tls,
            ca_dir: args.ca_dir.clone(),
            callback_ca: args.callback_ca.clone(),
            mtls: args.mtls,
            identity,
            carriers: CarrierSettings {
                secrets: secrets
                    .iter()
                    .map(|(carrier, secret)| (carrier.word().to_owned(), secret.clone()))
                    .collect(),
                unlimited: !scenario.world.carrier_limits,
                ..carriers
            },
            carrier_secrets: secrets,
            port: args.port,
            control_port: args.control_port,
        })
    }
}

fn scenario(args: &SimulateArgs, set: &[String]) -> Result<Scenario, String> {
    let source = args.scenario.as_deref().unwrap_or("smoke");
    let source = scenarios::Source::parse(source).map_err(|error| error.to_string())?;
    let mut overrides: Vec<String> = Vec::new();
    if args.scenario.is_none() {
        overrides.extend(PLAIN.map(str::to_owned));
    }
    if let Some(throughput) = args.throughput {
        overrides.push(format!("world.throughput_mps={throughput}"));
    }
    overrides.extend(set.iter().cloned());
    let request = scenarios::Request {
        source,
        quick: false,
        overrides: &overrides,
    };
    scenarios::load(&request)
        .map(|loaded| loaded.scenario)
        .map_err(|error| error.to_string())
}

/// What carriers sign with: from the seed; what the connector's file states wins.
fn carrier_secrets(seed: u64, credentials: &Credentials) -> Vec<(Carrier, String)> {
    Carrier::ALL
        .into_iter()
        .map(|carrier| {
            let made = || simulator::world::carrier_secret(carrier.word(), seed);
            let stated = credentials.carriers.get(&carrier);
            let secret = stated.map_or_else(made, |secret| secret.reveal().to_owned());
            (carrier, secret)
        })
        .collect()
}

/// Whether the SMS gateways may post to every address of their settings.
fn check_addresses(sms: &SmsSettings) -> Result<(), String> {
    let (aliyun, twilio) = (&sms.aliyun, &sms.twilio);
    let numbers = twilio.numbers.iter().map(|one| &one.inbound_url);
    let inbound = twilio.services.iter().map(|one| &one.inbound_url);
    let status = twilio.services.iter().map(|one| &one.status_callback);
    let named = [
        ("sms.aliyun.report_url", &aliyun.report_url),
        ("sms.aliyun.inbound_url", &aliyun.inbound_url),
    ]
    .into_iter()
    .chain(numbers.map(|url| ("sms.twilio.inbound_url", url)))
    .chain(inbound.map(|url| ("sms.twilio.service.inbound_url", url)))
    .chain(status.map(|url| ("sms.twilio.status_callback", url)));
    for (key, url) in named {
        if let Some(url) = url {
            check_loopback(url).map_err(|error| format!("{key}: {error}"))?;
        }
    }
    Ok(())
}

/// Whether webhooks and notices may go to this URL: HTTP on this machine, whatever the connector's file allows.
///
/// # Errors
/// Why not, and what to write.
pub(super) fn check_loopback(url: &str) -> Result<(), String> {
    let guard = Guard::new([]).map_err(|error| error.to_string())?;
    match guard.check_url(url) {
        Ok(_) => Ok(()),
        Err(EgressError::NotNamed { host }) => Err(format!(
            "{host} is not this machine, and nothing is posted elsewhere; write it as http://127.0.0.1:PORT/path"
        )),
        Err(error) => Err(error.to_string()),
    }
}
