//! What a run knows only once it has begun: addresses, secrets, ids. The caller makes the values, from the seed.

use std::collections::BTreeMap;

use simulator::carriers::Carrier;

use super::credentials::{Credentials, Secret};
use super::pattern::Pattern;
use super::stimulus::Stimulus;
use super::vocabulary::SECRETS;
use super::{ConnectorFile, ResourceSource};
use crate::read_back::Records;

/// The names that may stand between braces in every pattern of a connector file, beside the carriers' secrets.
const NAMES: [&str; 20] = [
    "cloud_api_url",
    "sms_url",
    "carriers_url",
    "app_secret",
    "access_token",
    "phone_number_id",
    "phone_numbers",
    "verify_token",
    "waba_id",
    "port",
    "run_dir",
    "database",
    "shakedown",
    "clock_scale",
    "seller_templates",
    "sms_provider",
    "aliyun_access_key_id",
    "aliyun_access_key_secret",
    "twilio_account_sid",
    "twilio_auth_token",
];

/// All of them.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.into_iter().chain(SECRETS.map(|(name, _)| name))
}

/// The values of a run's placeholders.
#[derive(Debug, Clone, Default)]
pub struct Placeholders {
    /// `{cloud_api_url}`: where the world plays the Cloud API, without version and trailing slash.
    pub cloud_api_url: String,
    /// `{sms_url}`: where the world plays the SMS gateways.
    pub sms_url: String,
    /// `{carriers_url}`: where the world plays the carriers' query APIs.
    pub carriers_url: String,
    /// `{app_secret}`: Meta signs webhooks with it.
    pub app_secret: Secret,
    /// `{access_token}`: the connector sends with it.
    pub access_token: Secret,
    /// `{verify_token}`: of the webhook handshake.
    pub verify_token: Secret,
    /// `{phone_number_id}` (the first one's) and `{phone_numbers}` (`s1=id,s2=id`): seller and id, in order.
    pub phone_numbers: Vec<(String, String)>,
    /// `{waba_id}`: the WhatsApp Business Account.
    pub waba_id: String,
    /// `{aftership_secret}`, `{17track_key}`, `{yunexpress_key}`, and `{<carrier>_secret}` of all others, with _ for -.
    pub carrier_secrets: BTreeMap<Carrier, Secret>,
    /// `{port}`: a free port for a connector that the harness starts.
    pub port: u16,
    /// `{run_dir}`: absolute path of the run directory.
    pub run_dir: String,
    /// `{database}`: absolute path of a file for the connector's own database.
    pub database: String,
    /// `{shakedown}`: absolute path of this program.
    pub shakedown: String,
    /// `{clock_scale}`: how many seconds pass in the world in a real one.
    pub clock_scale: f64,
    /// `{seller_templates}`: `true` where every seller has templates of its own in this run, else `false`.
    pub seller_templates: bool,
    /// `{sms_provider}`: whose gateway the policy names; empty where it promises no short messages.
    pub sms_provider: String,
    /// `{aliyun_access_key_id}` and `{aliyun_access_key_secret}`.
    pub aliyun: (String, Secret),
    /// `{twilio_account_sid}` and `{twilio_auth_token}`.
    pub twilio: (String, Secret),
}

impl Placeholders {
    /// Credentials that the connector's file states win over the generated ones.
    pub fn with_credentials(mut self, credentials: &Credentials) -> Placeholders {
        let overrides = [
            (&mut self.app_secret, &credentials.app_secret),
            (&mut self.access_token, &credentials.access_token),
            (&mut self.verify_token, &credentials.verify_token),
        ];
        for (value, stated) in overrides {
            if let Some(stated) = stated {
                *value = stated.clone();
            }
        }
        if let Some(waba_id) = &credentials.waba_id {
            self.waba_id.clone_from(waba_id);
        }
        let stated = credentials.carriers.clone();
        self.carrier_secrets.extend(stated);
        self
    }

    fn values(&self) -> BTreeMap<&'static str, String> {
        let carrier = |carrier| {
            let secret = self.carrier_secrets.get(&carrier);
            secret.map(Secret::reveal).unwrap_or_default().to_string()
        };
        let first_id = self.phone_numbers.first().map(|(_, id)| id.clone());
        let pairs = self.phone_numbers.iter();
        let pairs: Vec<String> = pairs.map(|(seller, id)| format!("{seller}={id}")).collect();
        let mut values = BTreeMap::from([
            ("cloud_api_url", self.cloud_api_url.clone()),
            ("sms_url", self.sms_url.clone()),
            ("carriers_url", self.carriers_url.clone()),
            ("app_secret", self.app_secret.reveal().to_string()),
            ("access_token", self.access_token.reveal().to_string()),
            ("phone_number_id", first_id.unwrap_or_default()),
            ("phone_numbers", pairs.join(",")),
            ("verify_token", self.verify_token.reveal().to_string()),
            ("waba_id", self.waba_id.clone()),
            ("port", self.port.to_string()),
            ("run_dir", self.run_dir.clone()),
            ("database", self.database.clone()),
            ("shakedown", self.shakedown.clone()),
            ("clock_scale", self.clock_scale.to_string()),
            ("seller_templates", self.seller_templates.to_string()),
            ("sms_provider", self.sms_provider.clone()),
            ("aliyun_access_key_id", self.aliyun.0.clone()),
            (
                "aliyun_access_key_secret",
                self.aliyun.1.reveal().to_string(),
            ),
            ("twilio_account_sid", self.twilio.0.clone()),
            ("twilio_auth_token", self.twilio.1.reveal().to_string()),
        ]);
        values.extend(SECRETS.map(|(name, of)| (name, carrier(of))));
        values
    }
}

/// A connector file with everything filled in, ready to be used.
#[derive(Clone)]
pub struct Filled {
    /// Without trailing slash.
    pub base_url: String,
    /// Program and arguments; empty when the connector runs already.
    pub start: Vec<String>,
    /// Environment added to the harness's own.
    pub env: BTreeMap<String, String>,
    /// Where the program runs; None = where the harness runs.
    pub working_dir: Option<String>,
    /// Whole URL that answers 2xx when the connector is ready.
    pub ready_url: String,
    /// Whole URL of Meta's webhook.
    pub whatsapp_url: Option<String>,
    /// Whole URL of the webhook for Aliyun's receipts.
    pub aliyun_report_url: Option<String>,
    /// Whole URL of the webhook for short messages from customers.
    pub aliyun_up_url: Option<String>,
    /// Whole URL of the webhook for Twilio's statuses.
    pub twilio_url: Option<String>,
    /// Whole URLs of the carriers' webhooks.
    pub carrier_urls: BTreeMap<Carrier, String>,
    /// The connector's own triggers; placeholders of the parcel are still open.
    pub stimuli: BTreeMap<String, Stimulus>,
    /// Where its records are read.
    pub records: Option<Records>,
    /// Whose processor and memory are sampled.
    pub resources: Option<ResourceSource>,
}

impl ConnectorFile {
    /// Everything with the run's values filled in. Placeholder names were checked when the file was read.
    pub fn fill(&self, placeholders: &Placeholders) -> Filled {
        let values = placeholders.values();
        let known = |name: &str| values.get(name).map(String::as_str);
        let text = |pattern: &Pattern| pattern.fill(known).as_written();
        let base_url = text(&self.base_url).trim_end_matches('/').to_string();
        let url = |path: &Pattern| format!("{base_url}{}", text(path));
        let env = self.env.iter();
        let carriers = self.webhooks.carriers.iter();
        let stimuli = self.stimuli.iter();
        Filled {
            start: self.start.iter().map(text).collect(),
            env: env
                .map(|(name, value)| (name.clone(), text(value)))
                .collect(),
            working_dir: self.working_dir.as_ref().map(text),
            ready_url: url(&self.ready),
            whatsapp_url: self.webhooks.whatsapp.as_ref().map(url),
            aliyun_report_url: self.webhooks.aliyun_report.as_ref().map(url),
            aliyun_up_url: self.webhooks.aliyun_up.as_ref().map(url),
            twilio_url: self.webhooks.twilio.as_ref().map(url),
            carrier_urls: carriers
                .map(|(carrier, path)| (*carrier, url(path)))
                .collect(),
            stimuli: stimuli
                .map(|(name, one)| (name.clone(), one.fill(&known)))
                .collect(),
            records: self.records.as_ref().map(|records| records.fill(&known)),
            resources: self.resources.as_ref().map(|source| source.fill(&known)),
            base_url,
        }
    }
}
