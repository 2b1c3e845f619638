//! The TOML shape of a scenario file and its conversion into a [`Scenario`].
//!
//! Every key is known here or in a section's module below, and every range is checked on the way: what comes out
//! is trusted. Where a key stands in the text is not known here; see [`crate::locate`].

mod bounds;
mod criteria;
mod daily;
mod dialogues;
mod ending;
mod faults;
mod handsets;
mod leaf;
pub(crate) mod load;
mod mix;
mod numbers;
mod world;

use serde::Deserialize;
use toml_edit::Document;

use self::criteria::{CriteriaWire, StopWire};
use self::dialogues::DialoguesWire;
use self::ending::{ChecksWire, DrainWire};
use self::faults::FaultWire;
use self::handsets::HandsetsWire;
use self::leaf::Text;
use self::load::LoadWire;
use self::mix::MixWire;
use self::numbers::NumbersWire;
use self::world::WorldWire;
use crate::error::{Problem, ScenarioError};
use crate::form;
use crate::keys;
use crate::locate::{Locator, path_at};
use crate::scenario::Scenario;

/// Scenario names become directory names.
const NAME_MAX: usize = 100;

/// A scenario file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(crate) struct ScenarioWire {
    name: Option<Text>,
    about: Option<Text>,
    quick_form: Option<Text>,
    world: Option<WorldWire>,
    load: Option<LoadWire>,
    mix: Option<MixWire>,
    numbers: Option<NumbersWire>,
    dialogues: Option<DialoguesWire>,
    handsets: Option<HandsetsWire>,
    faults: Option<Vec<FaultWire>>,
    stop: Option<StopWire>,
    criteria: Option<CriteriaWire>,
    drain: Option<DrainWire>,
    checks: Option<ChecksWire>,
    #[expect(
        dead_code,
        reason = "read for its keys; its values are laid over the file's"
    )]
    quick: Option<QuickWire>,
}

/// `[quick]`: a part of a scenario that is laid over the rest. Here only for its keys; the values are read where
/// they end up.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
#[expect(
    dead_code,
    reason = "read for its keys; its values are laid over the file's"
)]
pub(crate) struct QuickWire {
    about: Option<Text>,
    world: Option<WorldWire>,
    load: Option<LoadWire>,
    mix: Option<MixWire>,
    numbers: Option<NumbersWire>,
    dialogues: Option<DialoguesWire>,
    handsets: Option<HandsetsWire>,
    faults: Option<Vec<FaultWire>>,
    stop: Option<StopWire>,
    criteria: Option<CriteriaWire>,
    drain: Option<DrainWire>,
    checks: Option<ChecksWire>,
}

/// Reads and checks a whole file, its quick form included. `origin` is the file's name: it is in every message,
/// and its stem is the scenario's name where the text gives none.
///
/// # Errors
/// [`ScenarioError::Invalid`] with the line of what is wrong.
pub fn from_text(origin: &str, text: &str) -> Result<Scenario, ScenarioError> {
    let plain = Locator::of_file(origin, text);
    let document = plain.document()?;
    keys::refuse_unknown(document.as_table()).map_err(|problem| plain.locate(problem))?;
    let mut scenario = convert_text(&form::plain(&document).to_string())
        .map_err(|problem| plain.locate(problem))?;
    if let Some(quick) = form::quick(&document) {
        let located = plain.clone().in_quick_form();
        let quick = quick.map_err(|problem| located.locate(problem))?;
        convert_text(&quick.to_string()).map_err(|problem| located.locate(problem))?;
    }
    if scenario.name.is_empty() {
        scenario.name = name_of_file(origin);
    }
    Ok(scenario)
}

/// Reads an effective text: one without `[quick]`. A file without a name gives an empty one.
pub(crate) fn convert_text(text: &str) -> Result<Scenario, Problem> {
    let wire: ScenarioWire = toml::from_str(text).map_err(|error| explain(text, &error))?;
    convert(wire)
}

fn convert(wire: ScenarioWire) -> Result<Scenario, Problem> {
    let load = wire.load.ok_or_else(|| {
        let complaint =
            "is missing; add [load] with a shape, such as shape = \"constant\", and its keys";
        Problem::at("load", complaint)
    })?;
    Ok(Scenario {
        name: wire.name.map_or(Ok(String::new()), name)?,
        about: wire.about.map_or_else(String::new, |about| about.0),
        quick: wire.quick_form.map(|words| words.0),
        world: world::convert(wire.world.unwrap_or_default())?,
        load: load::convert(load)?,
        mix: mix::convert(wire.mix.unwrap_or_default())?,
        numbers: numbers::convert(wire.numbers.unwrap_or_default())?,
        dialogues: dialogues::convert(wire.dialogues.unwrap_or_default())?,
        handsets: handsets::convert(wire.handsets.unwrap_or_default())?,
        faults: faults::convert(wire.faults.unwrap_or_default())?,
        stop: criteria::convert_stop(wire.stop.unwrap_or_default())?,
        criteria: criteria::convert_criteria(wire.criteria.unwrap_or_default())?,
        drain: ending::convert_drain(wire.drain.unwrap_or_default())?,
        checks: ending::convert_checks(wire.checks.unwrap_or_default())?,
    })
}

fn name(written: Text) -> Result<String, Problem> {
    let name = written.0;
    if name.is_empty() {
        return Err(Problem::at(
            "name",
            "is empty; give the scenario a name, such as name = \"black-friday\"",
        ));
    }
    if name.len() > NAME_MAX || !name.chars().all(fits_a_name) || name.starts_with('.') {
        return Err(Problem::at(
            "name",
            format!(
                "is {name:?}; a run's directory is named after it: letters, digits, '-', '_' and '.', at most {NAME_MAX}"
            ),
        ));
    }
    Ok(name)
}

fn fits_a_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}

/// The stem of a file's name, with what does not fit replaced.
pub(crate) fn name_of_file(origin: &str) -> String {
    let stem = std::path::Path::new(origin)
        .file_stem()
        .map_or_else(|| origin.to_owned(), |stem| stem.to_string_lossy().into());
    let mut name: String = stem
        .chars()
        .map(|c| if fits_a_name(c) { c } else { '-' })
        .collect();
    if name.is_empty() || name.starts_with('.') {
        name.insert_str(0, "scenario");
    }
    name.truncate(NAME_MAX);
    name
}

/// What serde says, with the key it means.
fn explain(text: &str, error: &toml::de::Error) -> Problem {
    let path = error
        .span()
        .zip(Document::parse(text).ok())
        .map(|(span, document)| path_at(document.as_table(), span.start))
        .unwrap_or_default();
    let said = error.message();
    if path.is_empty() {
        Problem::sentence("", said)
    } else if said.starts_with("is ") {
        Problem::at(&path, said)
    } else {
        Problem::sentence(&path, format!("'{path}': {said}"))
    }
}

#[cfg(test)]
mod tests;
