//! The file as a whole: its sections, `[connector]`, and what has to fit together across sections.

use std::collections::BTreeMap;
use std::time::Duration;

use simulator::carriers::Carrier;
use toml::de::{DeTable, DeValue};

use super::credentials::{self, Credentials, from_environment};
use super::item::{Item, Section, Source};
use super::pattern::Pattern;
use super::request::path_pattern;
use super::resources::ResourceSource;
use super::stimulus;
use super::vocabulary::carriers_paths;
use super::{ConnectorFile, ConnectorFileError, Stimulus, Webhooks};
use super::{mask, policy_section, records_section, sha256_hex, templates_section};
use crate::egress;
use crate::policy::Policy;

type Read<T> = Result<T, ConnectorFileError>;

const SECTIONS: [&str; 9] = [
    "connector",
    "webhooks",
    "stimulus",
    "credentials",
    "numbers",
    "policy",
    "templates",
    "records",
    "resources",
];

/// Longest wait for readiness when the file does not say.
const READY_TIMEOUT: Duration = Duration::from_secs(30);

/// Most triggers in one file.
const STIMULI_MAX: usize = 32;

pub(super) fn read(source: &Source<'_>) -> Read<ConnectorFile> {
    let table = DeTable::parse(source.text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        source.error(
            &span,
            "",
            format!("this is no TOML: {}", error.message()),
            "mend the line",
        )
    })?;
    let span = table.span();
    let document = toml::Spanned::new(span, DeValue::Table(table.into_inner()));
    let file = Section::whole(source, &document)?;
    file.only(&SECTIONS)?;
    let connector = file.need("connector")?.section()?;
    let webhooks = file.maybe("webhooks", webhooks)?.unwrap_or_default();
    let stimuli = file.maybe("stimulus", stimuli)?.unwrap_or_default();
    check_names(&file, &webhooks, &stimuli)?;
    let driven = !webhooks.carriers.is_empty() || !stimuli.is_empty();
    let start = connector.maybe("start", argv)?.unwrap_or_default();
    let resources = file.maybe("resources", ResourceSource::read)?;
    let numbers = file.maybe("numbers", |item| credentials::numbers(&item.section()?))?;
    Ok(ConnectorFile {
        name: connector.need("name")?.owned()?,
        version: connector
            .maybe("version", Item::owned)?
            .unwrap_or_else(|| "unknown".to_string()),
        base_url: base_url(&connector, !start.is_empty())?,
        env: connector.maybe("env", env)?.unwrap_or_default(),
        working_dir: connector.maybe("working_dir", |item| item.pattern(&[]))?,
        ready: ready(&connector)?,
        ready_timeout: connector
            .maybe("ready_timeout", Item::duration)?
            .unwrap_or(READY_TIMEOUT),
        webhooks,
        stimuli,
        credentials: file
            .maybe("credentials", Credentials::read)?
            .unwrap_or_default(),
        numbers: numbers.unwrap_or_default(),
        policy: policy(&file, driven)?,
        records: file.maybe("records", records_section::read)?,
        resources: resources.or_else(|| (!start.is_empty()).then_some(ResourceSource::Started)),
        allow_hosts: connector
            .maybe("allow_hosts", allow_hosts)?
            .unwrap_or_default(),
        start,
        sha256: sha256_hex(source.text),
        masked: mask::masked(&file, source.text)?,
    })
}

fn ready(connector: &Section<'_>) -> Read<Pattern> {
    connector.only(&[
        "name",
        "version",
        "base_url",
        "start",
        "env",
        "working_dir",
        "ready",
        "ready_timeout",
        "allow_hosts",
    ])?;
    let stated = connector.maybe("ready", |item| path_pattern(item, &[]))?;
    Ok(stated.unwrap_or_else(|| Pattern::literal("/health")))
}

fn base_url(connector: &Section<'_>, starts: bool) -> Read<Pattern> {
    let item = connector.need("base_url")?;
    let pattern = item.pattern(&[])?;
    let free_port = pattern.names().any(|name| name == "port");
    if let Some(other) = pattern.names().find(|name| *name != "port") {
        return Err(item.error(
            format!("{{{other}}} has no place in the base URL"),
            "write the host, and {port} at most",
        ));
    }
    if free_port && !starts {
        return Err(item.error(
            "{port} is picked when the connector is started, and this file starts none",
            "write the port it listens on, or add start = [...]",
        ));
    }
    let example = pattern.fill(|_| Some("1")).as_written();
    let fine = |text: &str| {
        let host = egress::host_of_url(text).map_err(|error| error.to_string())?;
        let rest = text.trim_end_matches('/').splitn(4, '/').nth(3);
        match (egress::refused_host(&host), rest) {
            (Some(why), _) => Err(why),
            (None, Some(_)) => Err("it has a path".to_string()),
            (None, None) if !text.starts_with("http") => Err("it is not HTTP".to_string()),
            (None, None) => Ok(()),
        }
    };
    fine(&example).map_err(|why| item.error(why, "write it as http://127.0.0.1:4700"))?;
    Ok(pattern)
}

fn argv(item: &Item<'_>) -> Read<Vec<Pattern>> {
    let list = item.list()?;
    if list.is_empty() {
        return Err(item.error("the list is empty", "name the program, or leave start out"));
    }
    list.iter().map(|one| one.pattern(&[])).collect()
}

fn env(item: &Item<'_>) -> Read<BTreeMap<String, Pattern>> {
    let mut env = BTreeMap::new();
    for (name, value) in item.section()?.entries() {
        let pattern = match value.is_empty_text() {
            true => Pattern::literal(""),
            false => from_environment(&value)?.map_or_else(
                || value.pattern(&[]),
                |secret| Ok(Pattern::literal(&secret)),
            )?,
        };
        env.insert(name.to_string(), pattern);
    }
    Ok(env)
}

fn allow_hosts(item: &Item<'_>) -> Read<Vec<String>> {
    for host in item.list()? {
        let guard = egress::Guard::new([host.text()?]);
        guard.map_err(|error| host.error(error.to_string(), "take the host out of the list"))?;
    }
    item.texts()
}

fn webhooks(item: &Item<'_>) -> Read<Webhooks> {
    let section = item.section()?;
    Ok(Webhooks {
        whatsapp: section.maybe("whatsapp", |path| path_pattern(path, &[]))?,
        carriers: carriers_paths(&section)?,
        aliyun_report: section.maybe("aliyun_report", |path| path_pattern(path, &[]))?,
        aliyun_up: section.maybe("aliyun_up", |path| path_pattern(path, &[]))?,
        twilio: section.maybe("twilio", |path| path_pattern(path, &[]))?,
    })
}

fn stimuli(item: &Item<'_>) -> Read<BTreeMap<String, Stimulus>> {
    let entries = item.section()?.entries();
    if entries.len() > STIMULI_MAX {
        return Err(item.error(
            format!("there are more than {STIMULI_MAX} triggers"),
            "leave some out",
        ));
    }
    let mut stimuli = BTreeMap::new();
    for (name, one) in entries {
        stimuli.insert(name.to_string(), stimulus::read(&one)?);
    }
    Ok(stimuli)
}

/// Triggers and carriers share the names in a scenario's mix, and somebody has to be told something.
fn check_names(
    file: &Section<'_>,
    webhooks: &Webhooks,
    stimuli: &BTreeMap<String, Stimulus>,
) -> Read<()> {
    if let Some(section) = file.get("stimulus") {
        for (name, one) in section.section()?.entries() {
            if Carrier::parse(name).is_some() {
                let cure = "give the trigger another name, scenarios tell them apart by it";
                return Err(one.error(format!("{name:?} is a carrier's name"), cure));
            }
        }
    }
    if webhooks.whatsapp.is_none() && webhooks.carriers.is_empty() && stimuli.is_empty() {
        return Err(file.item.error(
            "the file names no webhook and no trigger, so nothing can reach the connector",
            "add [webhooks] with whatsapp = \"/path\", and a path per carrier",
        ));
    }
    Ok(())
}

fn policy(file: &Section<'_>, driven: bool) -> Read<Policy> {
    let mut policy = match file.get("policy") {
        Some(item) => policy_section::read(&item)?,
        None if driven => Policy::reference(),
        None => Policy::silent(),
    };
    if let Some(item) = file.get("templates") {
        policy.templates = templates_section::read(&item, &policy)?;
    }
    Ok(policy)
}
