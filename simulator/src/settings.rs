//! Everything tunable about a world, already checked.

use std::time::Duration;

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
    /// Other apps subscribed to the same accounts.
    pub more_apps: Vec<App>,
    /// The portfolio that all accounts belong to.
    pub business_id: String,
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
