//! Secrets that the connector and the world share. Each may be written as `env:NAME`.

use std::collections::BTreeMap;
use std::fmt;

use simulator::carriers::Carrier;

use super::ConnectorFileError;
use super::item::{Item, Section};
use super::vocabulary::SECRETS;

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// The secret itself, for signing and sending.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(****)")
    }
}

/// What the file states; everything else is generated from the seed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    /// Meta signs webhooks with it.
    pub app_secret: Option<Secret>,
    /// The connector sends with it.
    pub access_token: Option<Secret>,
    /// Of the webhook handshake.
    pub verify_token: Option<Secret>,
    /// The WhatsApp Business Account's id; no secret.
    pub waba_id: Option<String>,
    /// What carriers sign with.
    pub carriers: BTreeMap<Carrier, Secret>,
}

impl Credentials {
    pub(super) fn read(item: &Item<'_>) -> Result<Credentials, ConnectorFileError> {
        let section = item.section()?;
        let of_carriers = SECRETS.iter().map(|(key, _)| *key);
        let known: Vec<&str> = ["app_secret", "access_token", "verify_token", "waba_id"]
            .into_iter()
            .chain(of_carriers)
            .collect();
        section.only(&known)?;
        let mut carriers = BTreeMap::new();
        for (key, carrier) in SECRETS {
            if let Some(secret) = section.maybe(key, secret)? {
                carriers.insert(carrier, secret);
            }
        }
        Ok(Credentials {
            app_secret: section.maybe("app_secret", secret)?,
            access_token: section.maybe("access_token", secret)?,
            verify_token: section.maybe("verify_token", secret)?,
            waba_id: section.maybe("waba_id", Item::owned)?,
            carriers,
        })
    }
}

fn secret(item: &Item<'_>) -> Result<Secret, ConnectorFileError> {
    let text = item.text()?;
    match from_environment(item)? {
        Some(value) => Ok(Secret(value)),
        None => Ok(Secret(text.to_string())),
    }
}

/// The variable's value when the text is `env:NAME`; None for any other text.
pub(super) fn from_environment(item: &Item<'_>) -> Result<Option<String>, ConnectorFileError> {
    let Some(name) = item.text()?.strip_prefix("env:") else {
        return Ok(None);
    };
    let value = (item.source.environment)(name).filter(|value| !value.is_empty());
    let missing = || {
        item.error(
            format!("the environment variable {name} is not set"),
            format!("export {name}=... before the run, or write the value here"),
        )
    };
    value.map(Some).ok_or_else(missing)
}

/// Seller names and the phone numbers they send from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SellerNumber {
    /// The seller's name, such as `s1`.
    pub seller: String,
    /// The id in the Cloud API's path.
    pub phone_number_id: String,
    /// The number itself as digits with country code; None = made by the world.
    pub phone: Option<String>,
}

pub(super) fn numbers(section: &Section<'_>) -> Result<Vec<SellerNumber>, ConnectorFileError> {
    let mut numbers = Vec::new();
    for (seller, item) in section.entries() {
        let (id, phone) = match item.is_table() {
            true => {
                let inner = item.section()?;
                inner.only(&["id", "phone"])?;
                (inner.need("id")?, inner.get("phone"))
            }
            false => (item.clone(), None),
        };
        let digits = |item: &Item<'_>| {
            let text = item.text()?.trim_start_matches('+');
            let fine = (5..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            match fine {
                true => Ok(text.to_string()),
                false => Err(item.error(
                    "this is no number of 5 to 20 digits",
                    "write the digits in quotes",
                )),
            }
        };
        numbers.push(SellerNumber {
            seller: seller.to_string(),
            phone_number_id: digits(&id)?,
            phone: phone.as_ref().map(digits).transpose()?,
        });
    }
    Ok(numbers)
}
