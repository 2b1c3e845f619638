//! World files: what is known of Meta's side from the start, as TOML, and a running world written down as one.
//!
//! Reading is strict: an unknown key is an error with its place. What a file leaves out stays as the world has it.

mod overrides;
mod sections;
mod sms;
mod templates;
mod written;

use std::time::Duration;

use crate::carriers::query::Api;
use crate::clock::Moment;
use crate::graph::token::Token;
use crate::limits::portfolio::Tier;
use crate::settings::{Account, App, EndpointFault, NumberSeed, PhoneNumber, Settings, Trouble};
use crate::template::Template;
use crate::world::CarrierSettings;
use sections::{
    AccountSection, AppSection, BusinessSection, NumberSection, TemplateSection, TokenSection,
    WorldFile,
};

pub use overrides::{SET_PREFIX, set};
pub use written::snapshot;

/// Why a world file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WorldFileError {
    /// No TOML, or an unknown key; the message has line and column.
    #[error("{0}")]
    Form(#[from] toml::de::Error),
    /// A value that cannot be.
    #[error("{place}: {what}; {cure}")]
    Value {
        /// Section and key.
        place: String,
        /// What is wrong.
        what: String,
        /// What to write.
        cure: String,
    },
}

fn wrong(
    place: impl Into<String>,
    what: impl Into<String>,
    cure: impl Into<String>,
) -> WorldFileError {
    WorldFileError::Value {
        place: place.into(),
        what: what.into(),
        cure: cure.into(),
    }
}

/// Applies a world file to settings. `now` is the world's start: relative times count from it.
///
/// # Errors
/// What in it cannot be used, with its place.
pub fn apply(text: &str, settings: &mut Settings, now: Moment) -> Result<(), WorldFileError> {
    let file: WorldFile = toml::from_str(text)?;
    if let Some(switches) = file.meta {
        settings.graph.switches = switches;
    }
    if let Some(section) = file.business {
        business(settings, section)?;
    }
    if let Some(section) = file.templates {
        templates::apply(section, &mut settings.graph.templates)?;
    }
    for (at, section) in file.app.into_iter().enumerate() {
        app(settings, at, section);
    }
    accounts(settings, file.account)?;
    tokens(settings, file.token, now)?;
    if let Some(section) = file.sms {
        sms::apply(&mut settings.sms, section)?;
    }
    settings.graph.customers.extend(file.customer);
    for section in file.refusal {
        if crate::cloud_api::error_code::find(section.code).is_none() {
            return Err(wrong(
                "refusal.code",
                format!("{} is no code of Meta's", section.code),
                "`shakedown errors` lists them",
            ));
        }
        settings.graph.refusals.push(EndpointFault {
            method: section.method.to_uppercase(),
            edge: section.edge,
            code: section.code,
            times: section.times,
        });
    }
    Ok(())
}

fn tokens(
    settings: &mut Settings,
    sections: Vec<TokenSection>,
    now: Moment,
) -> Result<(), WorldFileError> {
    for (at, section) in sections.into_iter().enumerate() {
        let expires = match section.expires_in_s {
            Some(seconds) if seconds < 0 => {
                Some(now.before(Duration::from_secs(seconds.unsigned_abs())))
            }
            Some(seconds) => Some(now.after(Duration::from_secs(seconds.unsigned_abs()))),
            None => None,
        };
        if section.value.is_empty() {
            return Err(wrong(
                format!("token {}", at + 1),
                "value is empty",
                "give it one",
            ));
        }
        settings.graph.tokens.push(Token {
            value: section.value,
            app_id: section.app.unwrap_or_else(|| settings.app.id.clone()),
            holder: section.holder,
            permissions: section.permissions,
            expires,
            ended_by: section.ended_by,
        });
    }
    Ok(())
}

/// What a world file says of the carriers; [`apply`] has read the rest.
///
/// # Errors
/// What in it cannot be used, with its place.
pub fn carriers(text: &str) -> Result<CarrierSettings, WorldFileError> {
    let file: WorldFile = toml::from_str(text)?;
    let mut settings = CarrierSettings::default();
    let Some(section) = file.carriers else {
        return Ok(settings);
    };
    let known = Api::ALL.map(Api::word);
    if let Some(word) = section
        .requests
        .keys()
        .find(|word| !known.contains(&word.as_str()))
    {
        let what = format!("{word:?} is no carrier that can be asked");
        return Err(wrong(
            "carriers.requests",
            what,
            format!("use {}", known.join(", ")),
        ));
    }
    settings.requests = section.requests;
    Ok(settings)
}

fn business(settings: &mut Settings, business: BusinessSection) -> Result<(), WorldFileError> {
    if let Some(id) = business.id {
        settings.graph.business_id = id;
    }
    if let Some(word) = business.tier {
        settings.graph.tier = Tier::of_word(&word).ok_or_else(|| {
            wrong(
                "business.tier",
                format!("{word:?} is no tier"),
                "use TIER_250, TIER_2K, TIER_10K, TIER_100K or TIER_UNLIMITED",
            )
        })?;
    }
    if let Some(seconds) = business.tier_raise_after_s {
        settings.graph.tier_raise_after = Duration::from_secs(seconds);
    }
    if let Some(seconds) = business.upgrade_takes_s {
        settings.graph.upgrade_takes = Duration::from_secs(seconds.min(60));
    }
    if let Some(per_day) = business.marketing_per_day {
        settings.graph.marketing.per_day = Some(per_day.clamp(1, 4));
    }
    Ok(())
}

/// The first app is the connector's; what it leaves out stays. Others are further subscribers.
fn app(settings: &mut Settings, at: usize, section: AppSection) {
    let base = settings.app.clone();
    let app = App {
        id: section.id.unwrap_or(base.id),
        secret: section.secret.unwrap_or(base.secret),
        access_token: section.access_token.unwrap_or(base.access_token),
        verify_token: section.verify_token.unwrap_or(base.verify_token),
        callback_url: section.callback_url.or(base.callback_url),
        version: section.version.unwrap_or(base.version),
        needs_proof: section.needs_proof.unwrap_or(false),
    };
    if at == 0 {
        settings.app = app;
    } else {
        settings.graph.more_apps.push(app);
    }
}

fn accounts(settings: &mut Settings, sections: Vec<AccountSection>) -> Result<(), WorldFileError> {
    for section in sections {
        let known = settings
            .accounts
            .iter()
            .position(|account| account.id == section.id);
        let at = known.unwrap_or_else(|| {
            settings.accounts.push(Account {
                id: section.id.clone(),
                numbers: Vec::new(),
                templates: Vec::new(),
            });
            settings.accounts.len() - 1
        });
        if let Some(zone) = section.timezone_id {
            if crate::graph::time_zones::zone(zone).is_none() {
                return Err(wrong(
                    format!("account {}: timezone_id", section.id),
                    format!("{zone} is no time zone of Meta's"),
                    "use 1 (Los Angeles) to 142, such as 25 (Sao Paulo), 58 (London), 71 (Kolkata)",
                ));
            }
            settings.graph.time_zones.insert(section.id.clone(), zone);
        }
        if !section.trouble.is_empty() {
            let held = troubles(&section.id, &section.trouble, false)?;
            settings.graph.troubles.insert(section.id.clone(), held);
        }
        for section in section.number {
            number(settings, at, section)?;
        }
        for section in section.template {
            template(&mut settings.accounts[at], section);
        }
    }
    Ok(())
}

fn number(settings: &mut Settings, at: usize, number: NumberSection) -> Result<(), WorldFileError> {
    let display: String = number
        .display
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    if !(7..=15).contains(&display.len()) {
        return Err(wrong(
            format!("number {}", number.id),
            format!("display {:?} is no phone number", number.display),
            "7 to 15 digits with country code",
        ));
    }
    settings.graph.numbers.insert(
        number.id.clone(),
        NumberSeed {
            throughput_mps: number.throughput_mps,
            unregistered: number.unregistered,
            allowed: number.allowed,
            age: Duration::from_secs(number.age_days.saturating_mul(86_400)),
            troubles: troubles(&number.id, &number.trouble, true)?,
        },
    );
    let account = &mut settings.accounts[at];
    account.numbers.retain(|known| known.id != number.id);
    account.numbers.push(PhoneNumber {
        id: number.id,
        display,
        verified_name: number.verified_name,
    });
    Ok(())
}

fn template(account: &mut Account, template: TemplateSection) {
    let id = template.id.clone().unwrap_or_else(|| {
        let name = format!("{}/{}/{}", account.id, template.name, template.language);
        (crate::chance::index_of(&name) % 9_000_000_000_000_000 + 1_000_000_000_000_000).to_string()
    });
    account
        .templates
        .retain(|known| (&known.name, &known.language) != (&template.name, &template.language));
    account.templates.push(Template {
        id,
        status: template.status,
        category: template.category.to_uppercase(),
        header: template.header.map(crate::template::Header::Text),
        footer: template.footer,
        ..Template::utility(
            String::new(),
            &template.name,
            &template.language,
            template.body,
        )
    });
}

/// What Meta holds against an account or a number.
fn troubles(id: &str, words: &[String], number: bool) -> Result<Vec<Trouble>, WorldFileError> {
    let known = |trouble: &Trouble| trouble.of_a_number() == number;
    let read = |word: &String| {
        let found = Trouble::of_word(word).filter(known);
        found.ok_or_else(|| {
            let all = Trouble::ALL.into_iter().filter(known).map(Trouble::word);
            let all: Vec<&str> = all.collect();
            wrong(
                format!("{id}: trouble"),
                format!("{word:?} is none of its troubles"),
                format!("use {}", all.join(", ")),
            )
        })
    };
    words.iter().map(read).collect()
}

#[cfg(test)]
mod tests;
