//! Everything tunable about a world, already checked.

use std::collections::BTreeMap;
use std::time::Duration;

pub use crate::graph::template_life::TemplateSettings;
use crate::graph::token::Token;
pub use crate::graph::trouble::Trouble;
use crate::limits::graph_usage::UsageRules;
use crate::limits::marketing::MarketingRules;
use crate::limits::portfolio::Tier;
use crate::meta_switches::MetaSwitches;
use crate::sms::SmsSettings;
use crate::template::Template;

/// Id of the app, unless a world states its own.
pub const APP_ID: &str = "634529120391846";
/// Id of the portfolio, unless a world states its own.
pub const BUSINESS_ID: &str = "506914307656634";

/// A world's settings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Seed of every draw.
    pub seed: u64,
    /// The app that the connector belongs to.
    pub app: App,
    /// Meta's side beyond one app, its numbers and its templates.
    pub graph: GraphSettings,
    /// WhatsApp business accounts with their numbers and templates. At least one.
    pub accounts: Vec<Account>,
    /// How customers' phones behave.
    pub handsets: Handsets,
    /// Messages per second that each phone number may send.
    pub throughput_mps: u32,
    /// Whether the pair limit (131056) is enforced.
    pub pair_limit: bool,
    /// Trouble on purpose with sends.
    pub faults: Vec<SendFault>,
    /// Share of accepted messages for which a forged status is posted.
    pub forged_statuses: f64,
    /// The SMS gateways.
    pub sms: SmsSettings,
}

/// Meta's side beyond one app, its numbers and its templates. The default has no limits but those on throughput and
/// pairs, so that a load test meets what it asks for.
#[derive(Debug, Clone)]
pub struct GraphSettings {
    /// How contradictions in Meta's sources are settled.
    pub switches: MetaSwitches,
    /// The portfolio that all accounts belong to.
    pub business_id: String,
    /// Its messaging limit.
    pub tier: Tier,
    /// Time from a condition met to a raise of the limit.
    pub tier_raise_after: Duration,
    /// The per-user marketing limit.
    pub marketing: MarketingRules,
    /// Other apps subscribed to the same accounts.
    pub more_apps: Vec<App>,
    /// Tokens beyond the apps' own.
    pub tokens: Vec<Token>,
    /// Customers of whom something is known.
    pub customers: Vec<Customer>,
    /// Numbers of which something is known, by phone number id.
    pub numbers: BTreeMap<String, NumberSeed>,
    /// Accounts' time zones by account id, as Meta's numbers (`timezone_id`); 1, Los Angeles, for those not named. The
    /// months and days of prices turn there.
    pub time_zones: BTreeMap<String, u32>,
    /// What Meta holds against accounts, by account id.
    pub troubles: BTreeMap<String, Vec<Trouble>>,
    /// How Meta treats templates.
    pub templates: TemplateSettings,
    /// Calls per hour on management endpoints.
    pub usage: UsageRules,
    /// How long an upgrade to high throughput takes.
    pub upgrade_takes: Duration,
    /// Where customers' media can be fetched: this world's own address, without a slash at its end. None: their
    /// webhooks have no `url`.
    pub media_base: Option<String>,
    /// Messages whose history can be asked for.
    pub history_max: usize,
    /// Refusals on purpose, of any endpoint.
    pub refusals: Vec<EndpointFault>,
}

impl Default for GraphSettings {
    fn default() -> GraphSettings {
        GraphSettings {
            switches: MetaSwitches::default(),
            business_id: BUSINESS_ID.to_owned(),
            tier: Tier::Unlimited,
            tier_raise_after: Duration::from_secs(6 * 3_600),
            marketing: MarketingRules::default(),
            more_apps: Vec::new(),
            tokens: Vec::new(),
            customers: Vec::new(),
            numbers: BTreeMap::new(),
            time_zones: BTreeMap::new(),
            troubles: BTreeMap::new(),
            templates: TemplateSettings::default(),
            usage: UsageRules::default(),
            upgrade_takes: Duration::from_secs(30),
            media_base: None,
            history_max: 10_000,
            refusals: Vec::new(),
        }
    }
}

/// What is known of a number from the start.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NumberSeed {
    /// Messages a second; None: the world's.
    pub throughput_mps: Option<u32>,
    /// Not registered: sends are refused with 133010.
    pub unregistered: bool,
    /// A test number: sends go to at most five allowed recipients, 131030 to others.
    pub allowed: Option<Vec<String>>,
    /// How old it is when the world begins: a test number is free for 90 days.
    pub age: Duration,
    /// What Meta holds against it.
    pub troubles: Vec<Trouble>,
}

/// What is known of a customer: an ordinary one is on WhatsApp and has nothing against the business.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Customer {
    /// The number, E.164 digits.
    pub number: String,
    /// Not on WhatsApp: 131026.
    pub not_on_whatsapp: bool,
    /// Stopped marketing messages: 131050.
    pub stopped_marketing: bool,
    /// Blocked the business: 130403.
    pub blocked_business: bool,
    /// Hash of the identity key; a send with another one fails with 137000.
    pub identity_hash: Option<String>,
    /// Username, such as `@ana`.
    pub username: Option<String>,
    /// Profile name.
    pub name: Option<String>,
}

/// A refusal on purpose, of any endpoint: the first `times` calls that match.
#[derive(Debug, Clone, PartialEq)]
pub struct EndpointFault {
    /// Upper-case method; empty: any.
    pub method: String,
    /// Edge, such as `message_templates`; empty: any.
    pub edge: String,
    /// Graph code.
    pub code: u32,
    /// How often.
    pub times: u32,
}

/// A Meta app.
#[derive(Debug, Clone)]
pub struct App {
    /// Its id.
    pub id: String,
    /// Key of every webhook's signature.
    pub secret: String,
    /// Token that the connector sends along.
    pub access_token: String,
    /// Token of the webhook handshake.
    pub verify_token: String,
    /// Where webhooks go; None when the connector takes none.
    pub callback_url: Option<String>,
    /// Graph version of the app, such as 24: decides the shape of status webhooks.
    pub version: u32,
    /// Whether its calls must bring `appsecret_proof`.
    pub needs_proof: bool,
}

/// A WhatsApp business account.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its id.
    pub id: String,
    /// Its phone numbers. At least one.
    pub numbers: Vec<PhoneNumber>,
    /// Its templates.
    pub templates: Vec<Template>,
}

/// A business phone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneNumber {
    /// The phone number id of the API.
    pub id: String,
    /// The number itself, E.164 digits without plus.
    pub display: String,
    /// The name that customers see.
    pub verified_name: String,
}

/// How customers' phones behave. Times are the world's medians; draws are log-normal around them.
#[derive(Debug, Clone)]
pub struct Handsets {
    /// Acceptance to `sent`.
    pub sent_after: Duration,
    /// `sent` to `delivered`.
    pub delivered_after: Duration,
    /// Share of delivered messages that are read.
    pub read_share: f64,
    /// `delivered` to `read`.
    pub read_after: Duration,
    /// Share of read messages whose `delivered` is left out (Meta: a chat that is open).
    pub skip_delivered: f64,
    /// Share of messages whose statuses fall due in the wrong order.
    pub unordered: f64,
    /// Share of status webhooks posted twice.
    pub duplicates: f64,
    /// Most updates in one webhook, 1 to 1,000 (Meta, Cloud API, webhooks).
    pub batch_max: usize,
    /// How long an update may wait for company.
    pub batch_wait: Duration,
}

impl Default for Handsets {
    fn default() -> Handsets {
        Handsets {
            sent_after: Duration::from_millis(400),
            delivered_after: Duration::from_millis(1_500),
            read_share: 0.6,
            read_after: Duration::from_secs(30),
            skip_delivered: 0.05,
            unordered: 0.02,
            duplicates: 0.01,
            batch_max: 10,
            batch_wait: Duration::from_millis(50),
        }
    }
}

/// Trouble on purpose with sends. It strikes a message's first send only, so that an honest retry succeeds.
#[derive(Debug, Clone, PartialEq)]
pub struct SendFault {
    /// What happens.
    pub effect: SendFaultEffect,
    /// Share of the messages.
    pub share: f64,
    /// From this time after the world's start (real time).
    pub from: Duration,
    /// Until this time; None = for ever.
    pub to: Option<Duration>,
}

/// What a fault does to a send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendFaultEffect {
    /// Refuses with a Graph code.
    Refuse(u32),
    /// Answers a bare HTTP status with an HTML body.
    Http(u16),
    /// Accepts, and closes the connection before the answer.
    DropAnswer,
}
