//! What `simulate` prints at its start: everything that a connector has to be given, as lines for a shell or as
//! JSON. The names are the ones that the built-in connector reads.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::SocketAddr;

use serde_json::{Value, json};
use simulator::carriers::Carrier;
use simulator::carriers::query::Api;
use simulator::sms::SmsSettings;
use simulator::template::{Template, placeholders};
use simulator::world::carrier_secret;

use super::options::Options;
use crate::stage;

/// Addresses, ids and secrets.
pub(super) struct Announcement {
    values: Vec<(Cow<'static, str>, String)>,
    templates: Vec<Shown>,
    callback: Option<String>,
}

/// A template with all its languages.
struct Shown {
    name: String,
    languages: Vec<String>,
    parameters: Vec<String>,
    body: String,
}

impl Announcement {
    pub(super) fn new(
        options: &Options,
        data: SocketAddr,
        secure: Option<SocketAddr>,
        control: SocketAddr,
        token: &str,
    ) -> Announcement {
        let identity = &options.identity;
        let secret = |wanted: Carrier| {
            let mut secrets = options.carrier_secrets.iter();
            let found = secrets.find(|(carrier, _)| *carrier == wanted);
            found.map_or_else(String::new, |(_, secret)| secret.clone())
        };
        let pairs = identity.numbers.iter();
        let pairs: Vec<String> = pairs
            .map(|(seller, number)| format!("{seller}={}", number.id))
            .collect();
        let first = identity.numbers.first();
        let values = vec![
            ("CLOUD_API_URL", format!("http://{data}")),
            (
                "PHONE_NUMBER_ID",
                first.map_or_else(String::new, |(_, number)| number.id.clone()),
            ),
            ("PHONE_NUMBERS", pairs.join(",")),
            ("WABA_ID", identity.waba_id.clone()),
            ("BUSINESS_ID", options.settings.graph.business_id.clone()),
            ("APP_ID", options.settings.app.id.clone()),
            ("ACCESS_TOKEN", identity.access_token.clone()),
            ("APP_SECRET", identity.app_secret.clone()),
            ("VERIFY_TOKEN", identity.verify_token.clone()),
            ("SEVENTEENTRACK_KEY", secret(Carrier::SeventeenTrack)),
            ("YUNEXPRESS_KEY", secret(Carrier::YunExpress)),
        ];
        let mut values: Vec<(Cow<'static, str>, String)> = values
            .into_iter()
            .chain(short_messages(&options.settings.sms, data))
            .map(|(name, value)| (Cow::Borrowed(name), value))
            .collect();
        values.push(("CARRIERS_URL".into(), stage::carriers_url(data)));
        values.extend(secrets(options));
        values.push(("CONTROL_URL".into(), format!("http://{control}")));
        values.push(("CONTROL_TOKEN".into(), token.to_owned()));
        if let Some(address) = secure {
            let ca = options.ca_dir.join("ca.pem");
            values.push(("CLOUD_API_TLS_URL".into(), format!("https://{address}")));
            values.push(("CLOUD_API_CA_FILE".into(), ca.display().to_string()));
        }
        let accounts = options.settings.accounts.iter();
        Announcement {
            values,
            templates: shown(accounts.flat_map(|account| &account.templates)),
            callback: options.settings.app.callback_url.clone(),
        }
    }

    /// A value by its name.
    #[cfg(test)]
    pub(super) fn value(&self, name: &str) -> &str {
        let mut values = self.values.iter();
        values
            .find(|(known, _)| *known == name)
            .map_or("", |(_, value)| value)
    }

    /// Lines that a shell can source: exports, the rest in comments.
    pub(super) fn shell(&self) -> String {
        let mut text =
            String::from("# shakedown: the world is open, on this machine only; Ctrl-C ends it\n");
        for (name, value) in &self.values {
            // A shell has no names that begin with a digit; those two have another one as well.
            if !name.starts_with(|c: char| c.is_ascii_digit()) {
                let _ = writeln!(text, "export {name}={}", quoted(value));
            }
        }
        let _ = match &self.callback {
            Some(url) => writeln!(text, "# webhooks go to {}", url.escape_debug()),
            None => writeln!(
                text,
                "# no webhooks: start with --callback http://127.0.0.1:8000/webhooks/whatsapp to get statuses"
            ),
        };
        text.push_str("# templates: name, languages, parameters\n");
        for template in &self.templates {
            let _ = writeln!(
                text,
                "#   {}  {}  {}",
                template.name,
                template.languages.join(","),
                template.parameters.join(",")
            );
        }
        text.push_str("# what can be asked: curl -H \"Authorization: Bearer $CONTROL_TOKEN\" \"$CONTROL_URL\"\n");
        text
    }

    /// One line of JSON.
    pub(super) fn json(&self) -> String {
        let mut all: serde_json::Map<String, Value> = self
            .values
            .iter()
            .map(|(name, value)| (name.to_string(), json!(value)))
            .collect();
        let templates = self.templates.iter().map(|template| {
            json!({
                "name": template.name,
                "languages": template.languages,
                "parameters": template.parameters,
                "body": template.body,
            })
        });
        all.insert("CALLBACK_URL".to_owned(), json!(self.callback));
        all.insert("TEMPLATES".to_owned(), templates.collect());
        format!("{}\n", Value::Object(all))
    }
}

/// Where the SMS gateways are, and as whom to sign.
fn short_messages(sms: &SmsSettings, data: SocketAddr) -> Vec<(&'static str, String)> {
    let twilio = &sms.twilio;
    let key = sms.aliyun.access_keys.first();
    let number = twilio.numbers.first().map(|one| one.number.clone());
    let service = twilio.services.first().map(|one| one.sid.clone());
    vec![
        ("SMS_URL", format!("http://{data}/sms")),
        (
            "ALIYUN_ACCESS_KEY_ID",
            key.map_or_else(String::new, |key| key.id.clone()),
        ),
        (
            "ALIYUN_ACCESS_KEY_SECRET",
            key.map_or_else(String::new, |key| key.secret.clone()),
        ),
        ("TWILIO_ACCOUNT_SID", twilio.account_sid.clone()),
        ("TWILIO_AUTH_TOKEN", twilio.auth_token.clone()),
        ("TWILIO_NUMBER", number.unwrap_or_default()),
        ("TWILIO_SERVICE", service.unwrap_or_default()),
    ]
}

/// What carriers sign with and ask for, under `<WORD>_SECRET`; those that are only asked as well.
fn secrets(options: &Options) -> Vec<(Cow<'static, str>, String)> {
    let pushing = options.carrier_secrets.iter();
    let pushing = pushing.map(|(carrier, secret)| (carrier.word(), secret.clone()));
    let asked = Api::ALL.into_iter().map(Api::word);
    let asked = asked.filter(|word| Carrier::parse(word).is_none());
    let seed = options.settings.seed;
    let asked = asked.map(|word| (word, carrier_secret(word, seed)));
    let mut all: Vec<(Cow<'static, str>, String)> = Vec::new();
    for (word, secret) in pushing.chain(asked) {
        if word == "4px" {
            all.push(("FOURPX_SECRET".into(), secret.clone()));
        }
        let name = word.to_uppercase().replace('-', "_");
        all.push((format!("{name}_SECRET").into(), secret));
    }
    all
}

fn shown<'a>(templates: impl Iterator<Item = &'a Template>) -> Vec<Shown> {
    let mut by_name: BTreeMap<&str, Shown> = BTreeMap::new();
    for template in templates {
        let shown = by_name.entry(&template.name).or_insert_with(|| Shown {
            name: template.name.clone(),
            languages: Vec::new(),
            parameters: placeholders(&template.body)
                .into_iter()
                .map(|key| format!("{{{{{key}}}}}"))
                .collect(),
            body: template.body.clone(),
        });
        if !shown.languages.contains(&template.language) {
            shown.languages.push(template.language.clone());
        }
    }
    by_name.into_values().collect()
}

/// For any shell of the Bourne family, whatever a connector's file states.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}
