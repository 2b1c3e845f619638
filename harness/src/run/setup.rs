//! Before the load: run directory, ledger, world, connector, canary.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use scenarios::scenario::Scenario;
use serde_json::json;
use simulator::carriers::Carrier;
use simulator::chance::Chance;
use simulator::clock::Clock;
use simulator::population::Population;
use simulator::world::{CARRIERS, CarrierSettings, carrier_secret};

use super::connector::Running;
use super::directory::Directory;
use super::{RunOptions, who};
use crate::connector_file::{DrivenBy, Filled, Placeholders, Secret};
use crate::dialogue::Threads;
use crate::doctor;
use crate::egress::Guard;
use crate::journeys::Journeys;
use crate::ledger::{Ledger, Row};
use crate::plan::schedule::Schedule;
use crate::plan::stimuli::{Plan, Source, lag, stride};
use crate::policy::{Policy, SmsProvider};
use crate::progress::Progress;
use crate::read_back::Reader;
use crate::stage::{self, Callbacks, Identity, Stage};
use crate::witness::Witness;

/// Why a run could not begin.
#[derive(Debug, thiserror::Error)]
pub enum RunFailure {
    /// The user's input: exit code 2.
    #[error("{0}")]
    Usage(String),
    /// The connector is not ready: exit code 4.
    #[error(transparent)]
    NotReady(#[from] NotReady),
    /// Ours: exit code 5.
    #[error("{0}")]
    Internal(String),
}

/// The connector is not ready for load.
#[derive(Debug, thiserror::Error)]
#[error("connector {name} is not ready: {cause}\nhint: {cure}")]
pub struct NotReady {
    /// Its name.
    pub name: String,
    /// What was seen.
    pub cause: String,
    /// What to do.
    pub cure: String,
}

/// Everything that a run stands on.
pub struct Set {
    /// The scenario.
    pub scenario: Scenario,
    /// What was asked for.
    pub options: RunOptions,
    /// The run directory, absolute.
    pub dir: PathBuf,
    /// The ledger.
    pub ledger: Ledger,
    /// The clock of everything.
    pub clock: Clock,
    /// The world.
    pub stage: Stage,
    /// The world's observer.
    pub witness: Arc<Witness>,
    /// Outstanding journeys.
    pub journeys: Arc<Journeys>,
    /// What each ticket brings.
    pub plan: Arc<Plan>,
    /// Where records are read.
    pub reader: Option<Arc<Reader>>,
    /// The connector.
    pub connector: Running,
    /// The connector file with the run's values.
    pub filled: Filled,
    /// What the doctor needs to know of Meta's side.
    pub identity: Identity,
    /// Where progress is told.
    pub progress: Arc<dyn Progress>,
    /// The connector is gone: the load stops.
    pub connector_gone: Arc<AtomicBool>,
}

impl Set {
    /// Sets everything up, the connector last.
    ///
    /// # Errors
    /// Why the run cannot begin.
    pub async fn up(options: RunOptions, progress: Arc<dyn Progress>) -> Result<Set, RunFailure> {
        let directory = Directory::prepare(&options.out)?;
        let ledger = Ledger::create(&directory.path().join("ledger.db"))
            .map_err(|error| RunFailure::Usage(error.to_string()))?;
        let set = Set::in_directory(&directory, ledger.clone(), options, progress).await;
        if matches!(set, Err(RunFailure::Usage(_))) {
            directory.forget(&ledger);
        }
        set
    }

    async fn in_directory(
        directory: &Directory,
        ledger: Ledger,
        mut options: RunOptions,
        progress: Arc<dyn Progress>,
    ) -> Result<Set, RunFailure> {
        let scenario = options.scenario.scenario.clone();
        let dir = directory.path().to_owned();
        let usage = |error: &dyn std::fmt::Display| RunFailure::Usage(error.to_string());
        let guard = guard(&options)?;
        let clock = Clock::start(options.clock_scale);
        let threads = Arc::new(Threads::default());
        let chance = Chance::new(options.seed);
        let identity = Identity::new(
            options.seed,
            scenario.mix.sellers,
            &options.connector.numbers,
            &options.connector.credentials,
        );
        let own_templates = scenario.mix.seller_templates;
        if own_templates && options.connector.policy.can_tell_sellers_apart {
            let sellers = identity.numbers.iter().map(|(seller, _)| seller.clone());
            options.connector.policy.seller_templates = sellers.collect();
        }
        let connector = &options.connector;
        let (listener, address) = stage::listen(options.port)
            .await
            .map_err(RunFailure::Usage)?;
        let placeholders = placeholders(&options, &identity, &dir, &format!("http://{address}"))?;
        let filled = connector.fill(&placeholders);
        check_egress(&guard, &filled)?;
        let population = who::population(connector, &scenario.mix, chance, clock)
            .map_err(|error| usage(&error))?;
        let journeys = Arc::new(Journeys::default());
        let policy = connector.policy.clone();
        let witness = Arc::new(Witness::new(
            ledger.clone(),
            clock,
            population.clone(),
            policy.clone(),
            Arc::clone(&journeys),
            Arc::clone(&threads),
        ));
        let mut settings = stage::settings(
            &scenario,
            &policy,
            &identity,
            options.seed,
            filled.whatsapp_url.clone(),
        );
        settings.sms = stage::sms::settings(&policy, &filled, options.clock_scale);
        let stage = Stage::open(
            listener,
            settings,
            clock,
            Arc::clone(&witness) as _,
            Callbacks::guarded(guard.clone()),
        );
        stage.world.parcels().belong_to(population.clone());
        stage.world.carriers_are(carriers(&scenario, &placeholders));
        let plan = plan(
            &options,
            &scenario,
            &identity,
            &filled,
            &placeholders,
            population,
            &stage,
            threads,
            chance,
        )?;
        let reader = match &filled.records {
            Some(records) => {
                let reader = Reader::open(records, &filled.base_url, &guard, &policy)
                    .map_err(|error| usage(&error))?;
                Some(Arc::new(reader))
            }
            None => None,
        };
        super::meta::write(&ledger, &options, &scenario, clock, reader.as_deref())?;
        directory.write_inputs(&options)?;
        let running = Running::start(&options, &filled, &dir, &guard)
            .await
            .inspect_err(|_| ledger.close(now_rfc3339(), clock.elapsed_us()))?;
        let gone = Arc::new(AtomicBool::new(false));
        Ok(Set {
            scenario,
            dir,
            ledger,
            clock,
            stage,
            witness,
            journeys,
            plan: Arc::new(plan),
            reader,
            connector: running,
            filled,
            identity,
            progress,
            connector_gone: gone,
            options,
        })
    }

    /// Notes a decision or an occurrence in the ledger.
    pub fn control(&self, kind: &'static str, detail: serde_json::Value) {
        let at_us = self.clock.elapsed_us();
        self.ledger.append(vec![Row::Control {
            at_us,
            kind,
            detail: detail.to_string(),
        }]);
    }

    /// Proves that the connector is wired to this world before any load.
    pub(super) async fn canary(&self) -> Result<(), RunFailure> {
        let checkup = doctor::checkup(self).await;
        let failed = checkup.iter().find(|item| !item.passed);
        self.control(
            "canary",
            json!({ "ok": failed.is_none(), "items": checkup }),
        );
        match failed {
            None => Ok(()),
            Some(item) => Err(RunFailure::NotReady(NotReady {
                name: self.options.connector.name.clone(),
                cause: format!("{}: {}", item.name, item.seen),
                cure: item.cure.clone(),
            })),
        }
    }

    /// Ends connector, world and ledger.
    pub async fn shut(&mut self, with_verdict: bool) {
        self.connector.stop().await;
        self.stage.close();
        if !with_verdict {
            self.control("note", json!({ "text": "the run ended before any load" }));
        }
        let (ledger, at_us) = (self.ledger.clone(), self.clock.elapsed_us());
        let closing = tokio::task::spawn_blocking(move || ledger.close(now_rfc3339(), at_us));
        let _ = closing.await;
    }

    /// Marks the connector as gone, once, with what is known of its end.
    pub(super) fn connector_ended(&self, how: &str) {
        if !self.connector_gone.swap(true, Ordering::Relaxed) {
            self.control("connector", json!({ "state": "exited", "how": how }));
            self.progress
                .line(&format!("the connector's process has ended: {how}"));
        }
    }
}

/// RFC 3339 in UTC, to the millisecond.
pub(super) fn now_rfc3339() -> String {
    jiff::Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%S%.3fZ")
        .to_string()
}

fn guard(options: &RunOptions) -> Result<Guard, RunFailure> {
    let hosts = options.connector.named_hosts();
    Guard::new(hosts.iter().map(String::as_str))
        .map_err(|error| RunFailure::Usage(error.to_string()))
}

fn check_egress(guard: &Guard, filled: &Filled) -> Result<(), RunFailure> {
    let webhooks = filled.carrier_urls.values().chain(&filled.whatsapp_url);
    for url in std::iter::once(&filled.ready_url).chain(webhooks) {
        guard
            .check_url(url)
            .map_err(|error| RunFailure::Usage(error.to_string()))?;
    }
    Ok(())
}

fn placeholders(
    options: &RunOptions,
    identity: &Identity,
    dir: &Path,
    cloud_api_url: &str,
) -> Result<Placeholders, RunFailure> {
    let port = stage::free_port()
        .map_err(|error| RunFailure::Internal(format!("no free port: {error}")))?;
    let secret = |carrier: Carrier| {
        let made = carrier_secret(carrier.word(), options.seed);
        (carrier, Secret::new(made))
    };
    let placeholders = Placeholders {
        cloud_api_url: cloud_api_url.to_owned(),
        sms_url: format!("{cloud_api_url}/sms"),
        carriers_url: format!("{cloud_api_url}{CARRIERS}"),
        app_secret: Secret::new(identity.app_secret.clone()),
        access_token: Secret::new(identity.access_token.clone()),
        verify_token: Secret::new(identity.verify_token.clone()),
        phone_numbers: identity
            .numbers
            .iter()
            .map(|(seller, number)| (seller.clone(), number.id.clone()))
            .collect(),
        waba_id: identity.waba_id.clone(),
        carrier_secrets: Carrier::ALL.into_iter().map(secret).collect(),
        port,
        run_dir: dir.display().to_string(),
        database: dir.join("connector.db").display().to_string(),
        shakedown: options.program.display().to_string(),
        clock_scale: options.clock_scale,
        seller_templates: !options.connector.policy.seller_templates.is_empty(),
        sms_provider: sms_provider(&options.connector.policy),
        aliyun: (
            stage::ALIYUN_KEY_ID.to_owned(),
            Secret::new(stage::ALIYUN_KEY_SECRET.to_owned()),
        ),
        twilio: (
            stage::TWILIO_ACCOUNT.to_owned(),
            Secret::new(stage::TWILIO_TOKEN.to_owned()),
        ),
    };
    Ok(placeholders.with_credentials(&options.connector.credentials))
}

/// What the carriers' query APIs ask of the connector.
fn carriers(scenario: &Scenario, placeholders: &Placeholders) -> CarrierSettings {
    let secrets = placeholders.carrier_secrets.iter();
    CarrierSettings {
        secrets: secrets
            .map(|(carrier, secret)| (carrier.word().to_owned(), secret.reveal().to_owned()))
            .collect(),
        unlimited: !scenario.world.carrier_limits,
        ..CarrierSettings::default()
    }
}

/// Whose gateway the connector is to use: the policy's, Aliyun's where it leaves that open.
fn sms_provider(policy: &Policy) -> String {
    let promised = policy.sms_fallback.as_ref();
    let provider = promised.map(|sms| sms.provider.unwrap_or(SmsProvider::Aliyun));
    provider.map_or_else(String::new, |provider| provider.word().to_owned())
}

#[expect(
    clippy::too_many_arguments,
    reason = "the parts of a plan, each made elsewhere"
)]
fn plan(
    options: &RunOptions,
    scenario: &Scenario,
    identity: &Identity,
    filled: &Filled,
    placeholders: &Placeholders,
    population: Population,
    stage: &Stage,
    threads: Arc<Threads>,
    chance: Chance,
) -> Result<Plan, RunFailure> {
    let schedule = Schedule::new(&scenario.load, 0, 0.0, chance);
    let stimulus = filled.stimuli.iter().next();
    let sources = Carrier::ALL
        .into_iter()
        .filter_map(|carrier| {
            let source = match (filled.carrier_urls.get(&carrier), stimulus) {
                (Some(url), _) => Source::Carrier {
                    url: url.as_str().into(),
                    secret: placeholders
                        .carrier_secrets
                        .get(&carrier)?
                        .reveal()
                        .to_owned(),
                },
                (None, Some((name, stimulus))) => Source::Stimulus {
                    name: name.clone(),
                    base_url: filled.base_url.clone(),
                    stimulus: Arc::new(stimulus.clone()),
                    ack: Arc::new(stimulus.ack.clone()),
                },
                (None, None) => return None,
            };
            Some((carrier, source))
        })
        .collect();
    Ok(Plan {
        population,
        policy: options.connector.policy.clone(),
        mix: scenario.mix.clone(),
        numbers: scenario.numbers.clone(),
        dialogues: scenario.dialogues.clone(),
        threads,
        stride: stride(schedule.rate_max_per_s()),
        ends_us: ends_us(scenario),
        sources,
        phone_number_ids: identity
            .numbers
            .iter()
            .map(|(_, number)| number.id.clone())
            .collect(),
        sellers: identity
            .numbers
            .iter()
            .map(|(seller, _)| seller.clone())
            .collect(),
        whatsapp_url: filled.whatsapp_url.as_deref().map(Into::into),
        driven_by_inbound: options.connector.driven_by() == DrivenBy::Inbound,
        lag: lag(scenario.mix.succession, schedule.rate_max_per_s()),
        chance,
        clock: stage.clock,
        world: Arc::clone(&stage.world),
        outbox: Arc::clone(&stage.outbox),
    })
}

/// Before the load: the connector starts, the canary flies.
const SETTING_UP: Duration = Duration::from_secs(60);

/// What falls due later than the longest drain is not expected any more.
fn ends_us(scenario: &Scenario) -> i64 {
    let time = SETTING_UP + scenario.load.shape.length() + scenario.drain.limit;
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}
