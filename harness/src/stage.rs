//! The stage: the world of a scenario and a policy, listening on loopback, with its outbox at work. `run`,
//! `doctor` and `simulate` all stand on it.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use simulator::clock::Clock;
use simulator::observation::Observer;
use simulator::outbox::{Links, Outbox, OutboxTls, Permit};
use simulator::server::{self, Rim};
use simulator::settings::{
    Account, App, Handsets, PhoneNumber, SendFault, SendFaultEffect, Settings,
};
use simulator::template::{Button, Header, Template, TemplateStatus};
use simulator::tls;
use simulator::world::{CARRIERS, World};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use scenarios::scenario::{FaultKind, Scenario};

use crate::connector_file::SellerNumber;
use crate::egress::Guard;
use crate::policy::{ButtonSpec, Category, Policy, TemplateSpec};

pub mod sms;

/// Accounts of the world's SMS gateways: made up, and the same in every world.
pub const ALIYUN_KEY_ID: &str = "LTAI5tShakedownWorld0001";
/// Secret of that key.
pub const ALIYUN_KEY_SECRET: &str = "shakedown-aliyun-secret";
/// Account of the world's Twilio.
pub const TWILIO_ACCOUNT: &str = "AC5a4b3c2d1e0f5a4b3c2d1e0f5a4b3c2d";
/// Its token.
pub const TWILIO_TOKEN: &str = "shakedown-twilio-token";

/// Who the connector is to Meta: what a real one would get from the app dashboard.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Key of webhook signatures.
    pub app_secret: String,
    /// Token for calls.
    pub access_token: String,
    /// Token of the handshake.
    pub verify_token: String,
    /// The account's id.
    pub waba_id: String,
    /// Sellers' names and numbers, in order.
    pub numbers: Vec<(String, PhoneNumber)>,
}

impl Identity {
    /// Made up from the seed; what the connector's file states wins.
    pub fn new(
        seed: u64,
        sellers: u32,
        stated: &[SellerNumber],
        credentials: &crate::connector_file::Credentials,
    ) -> Identity {
        let token = |purpose: &str| {
            let hash = simulator::chance::index_of(&format!("{purpose}/{seed}"));
            format!("{hash:016x}")
        };
        let reveal = |secret: &Option<crate::connector_file::Secret>| {
            secret.as_ref().map(|secret| secret.reveal().to_owned())
        };
        let made = (0..sellers.max(1)).map(|number| {
            let phone = PhoneNumber {
                id: format!("10654035224{:04}", 2_922 + number),
                display: format!("1555078{:04}", 3_881 + number),
                verified_name: format!("Seller {}", number + 1),
            };
            (format!("s{}", number + 1), phone)
        });
        let stated = stated.iter().enumerate().map(|(at, number)| {
            let phone = PhoneNumber {
                id: number.phone_number_id.clone(),
                display: number
                    .phone
                    .clone()
                    .unwrap_or_else(|| format!("1555079{:04}", 3_881 + at)),
                verified_name: number.seller.clone(),
            };
            (number.seller.clone(), phone)
        });
        let numbers: Vec<(String, PhoneNumber)> = if stated.len() > 0 {
            stated.collect()
        } else {
            made.collect()
        };
        Identity {
            app_secret: reveal(&credentials.app_secret).unwrap_or_else(|| token("app secret")),
            // A prefix that Meta's own tokens never have: a mix-up cannot work by accident.
            access_token: reveal(&credentials.access_token)
                .unwrap_or_else(|| format!("SHAKEDOWN-{}", token("access token"))),
            verify_token: reveal(&credentials.verify_token)
                .unwrap_or_else(|| token("verify token")),
            waba_id: credentials
                .waba_id
                .clone()
                .unwrap_or_else(|| "102290129340398".to_owned()),
            numbers,
        }
    }
}

/// The world's settings for a scenario, a policy and an identity.
pub fn settings(
    scenario: &Scenario,
    policy: &Policy,
    identity: &Identity,
    seed: u64,
    callback_url: Option<String>,
) -> Settings {
    let handsets = &scenario.handsets;
    Settings {
        seed,
        graph: simulator::settings::GraphSettings::default(),
        app: App {
            id: simulator::settings::APP_ID.to_owned(),
            secret: identity.app_secret.clone(),
            access_token: identity.access_token.clone(),
            verify_token: identity.verify_token.clone(),
            callback_url,
            version: handsets.app_version,

            needs_proof: false,
        },
        accounts: vec![Account {
            id: identity.waba_id.clone(),
            numbers: identity
                .numbers
                .iter()
                .map(|(_, number)| number.clone())
                .collect(),
            templates: templates(policy),
        }],
        handsets: Handsets {
            sent_after: handsets.sent_after,
            delivered_after: handsets.delivered_after,
            read_share: handsets.read_share,
            read_after: handsets.read_after,
            skip_delivered: handsets.skip_delivered,
            unordered: handsets.unordered,
            duplicates: handsets.duplicates,
            batch_max: handsets.batch_max as usize,
            batch_wait: handsets.batch_wait,
        },
        throughput_mps: scenario.world.throughput_mps,
        pair_limit: scenario.world.pair_limit,
        faults: scenario
            .faults
            .iter()
            .map(|fault| SendFault {
                effect: match fault.kind {
                    FaultKind::RefuseSend { code } => SendFaultEffect::Refuse(code),
                    FaultKind::AnswerHttp { status } => SendFaultEffect::Http(status),
                    FaultKind::DropAnswer => SendFaultEffect::DropAnswer,
                },
                share: fault.share,
                from: fault.from,
                to: fault.to,
            })
            .collect(),
        forged_statuses: scenario.mix.forged_webhooks,
        sms: simulator::sms::SmsSettings::default(),
    }
}

/// The templates that the policy needs, approved.
pub fn templates(policy: &Policy) -> Vec<Template> {
    let mut all = Vec::new();
    for spec in policy.templates() {
        for language in &spec.languages {
            let id = format!("{}", 1_000_000_000_000_000 + all.len() as u64);
            all.push(template(&spec, id, language));
        }
    }
    all
}

fn template(spec: &TemplateSpec, id: String, language: &str) -> Template {
    let category = match spec.category {
        Category::Utility => "UTILITY",
        Category::Marketing => "MARKETING",
        Category::Authentication => "AUTHENTICATION",
    };
    Template {
        id,
        name: spec.name.clone(),
        language: language.to_owned(),
        status: TemplateStatus::Approved,
        category: category.to_owned(),
        header: spec
            .header
            .as_ref()
            .map(|header| Header::Text(header.text.clone())),
        body: spec.body.text.clone(),
        footer: spec.footer.clone(),
        buttons: spec.buttons.iter().map(button).collect(),
        ..Template::default()
    }
}

fn button(spec: &ButtonSpec) -> Button {
    match spec {
        ButtonSpec::QuickReply { text } => Button::QuickReply { text: text.clone() },
        ButtonSpec::Url { text, url } => Button::Url {
            text: text.clone(),
            url: url.clone(),
        },
        ButtonSpec::PhoneNumber { text, phone_number } => Button::Phone {
            text: text.clone(),
            number: phone_number.clone(),
        },
    }
}

/// Where callbacks may be, and how they are reached.
pub struct Callbacks {
    /// Which callbacks a connector may save.
    pub permit: Permit,
    /// Further authorities, and a client certificate.
    pub tls: OutboxTls,
}

impl Callbacks {
    /// Those that this guard lets through, over TLS with the machine's own authorities.
    pub fn guarded(guard: Guard) -> Callbacks {
        Callbacks {
            permit: Arc::new(move |url: &str| {
                guard
                    .check_url(url)
                    .map(drop)
                    .map_err(|error| error.to_string())
            }),
            tls: OutboxTls::default(),
        }
    }
}

/// A listening world.
pub struct Stage {
    /// The core.
    pub world: Arc<World>,
    /// Its clock.
    pub clock: Clock,
    /// Statuses waiting.
    pub outbox: Arc<Outbox>,
    /// What its listeners share.
    pub rim: Arc<Rim>,
    tasks: Vec<JoinHandle<()>>,
}

/// Binds the world's port on loopback; 0 = a free one.
///
/// # Errors
/// When the port is taken, with the cure.
pub async fn listen(port: u16) -> Result<(TcpListener, SocketAddr), String> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => format!(
                "port {port} on 127.0.0.1 is taken; stop what listens there or choose another port"
            ),
            _ => format!("127.0.0.1:{port} cannot be listened on: {error}"),
        })?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    Ok((listener, address))
}

/// Where the carriers' query APIs are.
pub fn carriers_url(address: SocketAddr) -> String {
    format!("http://{address}{CARRIERS}")
}

impl Stage {
    /// Opens: serves on `listener`, posts what falls due.
    pub fn open(
        listener: TcpListener,
        mut settings: Settings,
        clock: Clock,
        observer: Arc<dyn Observer>,
        callbacks: Callbacks,
    ) -> Stage {
        let address = listener.local_addr().ok();
        let media_base = &mut settings.graph.media_base;
        *media_base = media_base
            .take()
            .or_else(|| Some(format!("http://{}", address?)));
        let world = Arc::new(World::new(settings, clock.now()));
        if let Ok(address) = listener.local_addr() {
            world.carriers_at(carriers_url(address));
        }
        let links = Links {
            directory: Arc::clone(&world) as _,
            reminded: Arc::clone(&world) as _,
            permit: callbacks.permit,
            tls: callbacks.tls,
            ..Links::one_callback(world.settings())
        };
        let outbox = Outbox::linked(world.settings(), clock, Arc::clone(&observer), links);
        let (shared, posting) = (Arc::clone(&world), Arc::clone(&outbox));
        let rim = Arc::new(Rim::new(shared, clock, observer, posting));
        let serving = server::serve(listener, Arc::clone(&rim), std::future::pending());
        let serving = tokio::spawn(serving);
        let posting = tokio::spawn(Arc::clone(&outbox).run());
        Stage {
            world,
            clock,
            outbox,
            rim,
            tasks: vec![serving, posting],
        }
    }

    /// The same world over TLS, for connectors with Meta's hosts built in.
    pub fn serve_tls(&mut self, listener: TcpListener, acceptor: tls::Acceptor) {
        let rim = Arc::clone(&self.rim);
        let serving = tls::serve(listener, acceptor, rim, std::future::pending());
        self.tasks.push(tokio::spawn(serving));
    }

    /// Closes: no further request is answered, nothing more is posted.
    pub fn close(&mut self) {
        for task in self.tasks.drain(..) {
            task.abort();
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.close();
    }
}

/// A port that is free now, for a connector that is about to start.
///
/// # Errors
/// When the machine has none.
pub fn free_port() -> io::Result<u16> {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}
