//! Claims about the files of the catalogue: they are read by people, and their figures have to add up.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;

use super::*;
use crate::file::from_text;
use crate::keys::{self, Kind};
use crate::scenario::Shape;

#[test]
fn every_file_is_a_scenario_of_its_name() {
    for (name, text) in FILES {
        let scenario = from_text(&format!("{name}.toml"), text).unwrap();
        assert_eq!(scenario.name, name);
        assert!(!scenario.about.is_empty());
    }
}

#[test]
fn every_quick_form_takes_less_than_90_seconds() {
    for entry in names() {
        let seconds = entry.quick_length.as_secs();
        assert!(seconds < 90, "{} takes {seconds} s", entry.name);
        assert!(!entry.quick_about.is_empty());
    }
}

#[test]
fn the_lengths_are_what_the_files_say() {
    let lengths = names().into_iter().map(|entry| {
        let quick = entry.quick_length.as_secs();
        (entry.name, entry.length.as_secs(), quick)
    });
    let expected = [
        ("smoke", 30, 12),
        ("step-ramp", 23 * 75, 22 * 4),
        ("soak-72h", 72 * 3600, 78),
        ("two-way", 60, 20),
        ("exceptions", 40, 15),
        ("template-matrix", 30, 10),
        ("unread-reminder", 20, 8),
        ("number-hygiene", 40, 15),
        ("sms-fallback", 40, 15),
        ("two-sources", 30, 12),
    ];
    assert_eq!(lengths.collect::<Vec<_>>(), expected);
}

#[test]
fn a_scenario_asks_for_no_more_cases_than_it_has_messages() {
    for (name, _) in FILES {
        for quick in [false, true] {
            let scenario = scenario(name, quick);
            let messages = match &scenario.load.shape {
                Shape::Constant { rate, duration } => rate * duration.as_secs_f64() / 60.0,
                Shape::Daily(daily) => daily.mean * daily.duration.as_secs_f64() / 60.0,
                // A ramp stops early: up to 1,100 a minute, which is just above its criterion.
                _ if quick => 250.0,
                _ => 4_000.0,
            };
            let most = scenario.checks.minimum.values().max().copied();
            assert!(most.unwrap_or_default() as f64 <= messages, "{name}");
        }
    }
}

#[test]
fn the_loss_figures_in_the_quick_forms_are_right() {
    let seen = |messages: i32| 1.0 - 0.999_f64.powi(messages);
    assert_eq!((seen(5_000) * 100.0) as u32, 99);
    assert_eq!((seen(5_200) * 100.0) as u32, 99);
    assert_eq!((seen(2_080) * 100.0) as u32, 87);
}

#[test]
fn peaks_of_the_compressed_soak_stay_below_10_000_a_minute() {
    let peak = scenario("soak-72h", true).load.shape.highest_rate();
    assert!((8_000.0..10_000.0).contains(&peak), "{peak}");
}

/// Keys as they stand in a text, commented-out ones included: `section.key`.
fn keys_in(text: &str) -> BTreeSet<String> {
    let mut section = String::new();
    let mut found = BTreeSet::new();
    for line in text.lines() {
        let line = line.trim_start_matches("# ");
        if let Some(header) = line.strip_prefix('[') {
            section = header
                .trim_start_matches('[')
                .split(']')
                .next()
                .unwrap()
                .to_owned();
            found.insert(section.clone());
            continue;
        }
        if let Some((key, _)) = line.split_once(" = ")
            && !key.contains(' ')
        {
            let path = [section.as_str(), key];
            found.insert(path.join(".").trim_start_matches('.').to_owned());
        }
    }
    found
}

fn documented(path: &[&str]) -> bool {
    // The quick form mirrors the rest; entries of lists are documented at the list.
    let mirrored = path[0] == "quick" && path.len() > 1 && path[1] != "about";
    mirrored || path.last() == Some(&"0")
}

#[test]
fn the_smoke_file_and_those_it_refers_to_explain_every_key() {
    let explained: BTreeSet<String> = FILES.iter().flat_map(|(_, text)| keys_in(text)).collect();
    for path in keys::all() {
        let name: Vec<&str> = path.iter().copied().filter(|key| *key != "0").collect();
        let name = name.join(".");
        assert!(documented(&path) || explained.contains(&name), "{name}");
    }
}

#[test]
fn every_file_shows_every_key_outside_of_the_load() {
    for (file, text) in FILES {
        let shown = keys_in(text);
        for path in keys::all() {
            let name = path.join(".");
            let elsewhere = path[0] == "load" || path[0] == "faults" || path[0] == "quick_form";
            // Whole sections that only some scenarios are about; whoever has one shows all of it.
            let elsewhere = elsewhere
                || (matches!(path[0], "numbers" | "dialogues") && !shown.contains(path[0]));
            assert!(
                elsewhere || documented(&path) || shown.contains(&name),
                "{file} does not show {name}"
            );
        }
    }
}

#[test]
fn every_key_of_a_files_own_shape_is_shown() {
    for (file, text) in FILES {
        let shape = match scenario(file, false).load.shape {
            Shape::Steps { .. } => "steps",
            Shape::Constant { .. } => "constant",
            Shape::Daily(_) => "daily",
            Shape::Spike { .. } => "spike",
        };
        let shown = keys_in(text);
        let (_, own) = crate::file::load::SHAPE_KEYS
            .iter()
            .find(|(name, _)| *name == shape)
            .unwrap();
        for key in own.iter().chain(&["shape", "arrivals", "in_flight_max"]) {
            assert!(
                shown.contains(&format!("load.{key}")),
                "{file} does not show {key}"
            );
        }
    }
}

#[test]
fn the_shapes_divide_the_keys_of_the_load_among_them() {
    let Some(Kind::Table(all)) = keys::kind(&["load"]) else {
        panic!("no table");
    };
    let common = ["shape", "arrivals", "burst_size", "in_flight_max"];
    for key in all.iter().filter(|key| !common.contains(key)) {
        let owned = crate::file::load::SHAPE_KEYS
            .iter()
            .any(|(_, keys)| keys.contains(key));
        assert!(owned, "{key} belongs to no shape");
    }
}
