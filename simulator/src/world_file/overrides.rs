//! Single keys of a world file, as the command line states them: `sms.aliyun.report_url=http://127.0.0.1:8000/report`.

use serde::Deserialize;
use toml::{Table, Value};

use super::sections::WorldFile;
use super::{WorldFileError, sms, wrong};
use crate::settings::Settings;

/// What the path of such a key begins with.
pub const SET_PREFIX: &str = "sms.";

/// Applies keys to settings, each as `path=value`; of several for the same key the last one holds. A value is TOML, and
/// text where it is not.
///
/// # Errors
/// The first one that is no key, or whose value cannot be.
pub fn set(pairs: &[String], settings: &mut Settings) -> Result<(), WorldFileError> {
    let mut all = Table::new();
    for pair in pairs {
        merge(&mut all, one(pair)?);
    }
    let file = WorldFile::deserialize(Value::Table(all))?;
    match file.sms {
        Some(section) => sms::apply(&mut settings.sms, section),
        None => Ok(()),
    }
}

/// A table with one key, checked.
fn one(pair: &str) -> Result<Table, WorldFileError> {
    let (path, text) = pair
        .split_once('=')
        .ok_or_else(|| wrong(pair, "there is no value", "write it as path=value"))?;
    let text_value = Value::String(text.to_owned());
    let typed = toml::from_str::<Table>(&format!("value = {text}"));
    let typed = typed.ok().and_then(|mut table| table.remove("value"));
    let first = nested(path, typed.unwrap_or_else(|| text_value.clone()));
    let checked = |table: &Table| WorldFile::deserialize(Value::Table(table.clone())).map(drop);
    let Err(error) = checked(&first) else {
        return Ok(first);
    };
    // Digits may be meant as text: a token, a number.
    let second = nested(path, text_value);
    if checked(&second).is_ok() {
        return Ok(second);
    }
    let what = error.message().trim().to_owned();
    Err(wrong(path, what, "docs/world.toml has every key"))
}

fn nested(path: &str, value: Value) -> Table {
    let (first, rest) = match path.split_once('.') {
        None => (path, value),
        Some((first, rest)) => (first, Value::Table(nested(rest, value))),
    };
    Table::from_iter([(first.to_owned(), rest)])
}

fn merge(into: &mut Table, from: Table) {
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (Some(Value::Table(known)), Value::Table(further)) => merge(known, further),
            (_, value) => drop(into.insert(key, value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::stand;

    fn set_all(pairs: &[&str]) -> Result<Settings, String> {
        let mut settings = stand::settings(None);
        let pairs: Vec<String> = pairs.iter().map(|pair| (*pair).to_owned()).collect();
        set(&pairs, &mut settings).map_err(|error| error.to_string())?;
        Ok(settings)
    }

    #[test]
    fn keys_reach_the_settings_and_the_last_of_each_holds() {
        let settings = set_all(&[
            "sms.twilio.inbound_url=http://127.0.0.1:9/first",
            "sms.aliyun.batch_max=7",
            "sms.twilio.inbound_url=http://127.0.0.1:9/last",
            "sms.twilio.auth_token=12345",
            "sms.aliyun.sign=[{ name = \"Shop\" }]",
        ])
        .expect("all of them are keys");
        let twilio = &settings.sms.twilio;
        let url = twilio.numbers[0].inbound_url.as_deref();
        assert_eq!(url, Some("http://127.0.0.1:9/last"));
        assert_eq!(twilio.auth_token, "12345");
        assert_eq!(settings.sms.aliyun.batch_max, 7);
        assert_eq!(settings.sms.aliyun.signs[0].name, "Shop");
    }

    #[test]
    fn what_is_no_key_is_told_with_those_that_are() {
        for (pair, wanted) in [
            (
                "sms.aliyun.report_ur=x",
                "unknown field `report_ur`, expected one of `report_url`",
            ),
            ("sms.aliyun.batch_max=many", "invalid type"),
            ("sms.aliyun.report_url", "write it as path=value"),
            (
                "sms.aliyun.account=gone",
                "sms.aliyun.account: \"gone\" is none",
            ),
        ] {
            let error = set_all(&[pair]).map(drop).expect_err(pair);
            assert!(error.contains(wanted), "{error}");
        }
    }
}
