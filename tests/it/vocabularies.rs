//! The vocabularies: a table for people, JSON for machines, both with a line for everything that the code knows. The
//! errors, which are grouped, have claims of their own.

use harness::checks;
use libtest_mimic::Trial;
use serde_json::Value;
use simulator::carriers::Carrier;

use crate::claim::claims;
use crate::program::shakedown;
use crate::scratch::Scratch;

pub(crate) fn claims() -> Vec<Trial> {
    claims![beside: every_word_has_a_line_and_an_object]
}

fn every_word_has_a_line_and_an_object() {
    let carriers = Carrier::ALL.iter().map(|carrier| carrier.word().to_owned());
    let defects = reference_connector::defects::ALL.iter();
    let defects = defects.map(|defect| {
        format!(
            "{}{}",
            defect.name,
            if defect.takes_value { "=N" } else { "" }
        )
    });
    let table: [(&str, &str, Vec<String>); 4] = [
        (
            "scenarios",
            "name",
            scenarios::names()
                .into_iter()
                .map(|entry| entry.name.to_string())
                .collect(),
        ),
        ("defects", "name", defects.collect()),
        (
            "checks",
            "id",
            checks::ALL
                .iter()
                .map(|check| check.id.to_owned())
                .collect(),
        ),
        ("carriers", "carrier", carriers.collect()),
    ];
    let scratch = Scratch::new();
    for (command, key, words) in table {
        let text = shakedown(&scratch, &[command]);
        let first = |line: &str| {
            line.split_whitespace()
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        let lines: Vec<String> = text.out.lines().map(first).collect();
        assert_eq!(lines[0], key, "{command}: its heading");
        assert_eq!(lines[1..], words, "{command}: its table");

        let json = shakedown(&scratch, &[command, "--json"]);
        let objects: Vec<Value> = serde_json::from_str(&json.out).unwrap();
        let named: Vec<String> = objects.iter().map(|object| plain(&object[key])).collect();
        assert_eq!(named, words, "{command} --json");
        assert_eq!((text.code, json.code), (Some(0), Some(0)), "{command}");
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
