//! From what was asked for on the command line to a scenario and the text that describes exactly that run.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use toml_edit::{Document, DocumentMut};

use crate::catalogue;
use crate::error::{Place, ScenarioError};
use crate::file::{convert_text, from_text};
use crate::form::{self, Override};
use crate::keys;
use crate::locate::Locator;
use crate::nearest::nearest_first;
use crate::scenario::Scenario;

/// Most names of the catalogue that a complaint lists.
const NAMES_MAX: usize = 20;
/// A scenario file is written by people: nobody writes a mebibyte.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// Where a scenario comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The catalogue, by name.
    Catalogue(String),
    /// A file.
    File(PathBuf),
}

impl Source {
    /// What a SCENARIO argument means: a catalogue name first, then an existing file.
    ///
    /// # Errors
    /// [`ScenarioError::Unknown`] with the catalogue's names, the nearest first.
    pub fn parse(argument: &str) -> Result<Source, ScenarioError> {
        if catalogue::catalogue(argument).is_some() {
            return Ok(Source::Catalogue(argument.to_owned()));
        }
        if Path::new(argument).exists() {
            return Ok(Source::File(PathBuf::from(argument)));
        }
        Err(unknown(argument))
    }

    /// File name for messages, and text.
    fn read(&self) -> Result<(String, String), ScenarioError> {
        match self {
            Source::Catalogue(name) => catalogue::catalogue(name)
                .map(|text| (format!("{name}.toml"), text.to_owned()))
                .ok_or_else(|| unknown(name)),
            Source::File(path) => {
                let text = read_file(path).map_err(|cause| ScenarioError::Unreadable {
                    path: path.display().to_string(),
                    cause,
                })?;
                Ok((path.display().to_string(), text))
            }
        }
    }
}

fn unknown(argument: &str) -> ScenarioError {
    let names = catalogue::FILES.map(|(name, _)| name.to_owned());
    ScenarioError::Unknown {
        argument: argument.to_owned(),
        names: nearest_first(argument, names.to_vec(), NAMES_MAX),
    }
}

fn read_file(path: &Path) -> Result<String, String> {
    let facts = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if facts.is_dir() {
        return Err("it is a directory; name a TOML file".to_owned());
    }
    if facts.len() > FILE_BYTES_MAX {
        return Err("it is larger than 1 MiB, so it is no scenario file".to_owned());
    }
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())
}

/// What to load.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// From where.
    pub source: Source,
    /// Whether the quick form is asked for.
    pub quick: bool,
    /// `path=value` each, laid over the file and its quick form in this order.
    pub overrides: &'a [String],
}

/// A scenario that is ready to run.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// Read and checked.
    pub scenario: Scenario,
    /// The effective TOML: quick form and overrides applied, comments kept. [`from_text`] makes the same
    /// scenario of it.
    pub text: String,
    /// SHA-256 of `text`, lower-case hex.
    pub sha256: String,
}

/// Reads, overlays and checks.
///
/// # Errors
/// See [`ScenarioError`]; the file is checked whole, whatever is asked of it.
pub fn load(request: &Request<'_>) -> Result<Loaded, ScenarioError> {
    let (origin, text) = request.source.read()?;
    let in_file = from_text(&origin, &text)?;
    let overrides: Vec<Override> = request
        .overrides
        .iter()
        .map(|written| Override::parse(written))
        .collect::<Result<_, _>>()?;

    let file = Locator::of_file(&origin, &text);
    let document = file.document()?;
    let (mut effective, locator) = if request.quick {
        let quick = quick_form(&origin, &document, &in_file)?;
        (quick, file.clone().in_quick_form())
    } else {
        (form::plain(&document), file.clone())
    };
    if effective.get("name").is_none() {
        effective.insert("name", toml_edit::value(in_file.name));
    }
    form::apply(&mut effective, &overrides)?;

    let text = effective.to_string();
    let locator = locator.with_overrides(&overrides);
    refuse_unknown(&text, &origin, &locator)?;
    let scenario = convert_text(&text).map_err(|problem| locator.locate(problem))?;
    let sha256 = sha256_hex(&text);
    Ok(Loaded {
        scenario,
        text,
        sha256,
    })
}

fn quick_form(
    origin: &str,
    document: &Document<&str>,
    in_file: &Scenario,
) -> Result<DocumentMut, ScenarioError> {
    let problem = match form::quick(document) {
        Some(Ok(form)) => return Ok(form),
        Some(Err(problem)) => problem.text,
        None if in_file.quick.is_some() => "is a quick form already; leave out --quick".to_owned(),
        None => "has no quick form; add a [quick] table to it, or leave out --quick".to_owned(),
    };
    Err(ScenarioError::Invalid {
        place: Place {
            source: origin.to_owned(),
            position: None,
        },
        problem,
    })
}

/// Overrides may bring whole tables.
fn refuse_unknown(text: &str, origin: &str, locator: &Locator<'_>) -> Result<(), ScenarioError> {
    let effective = Locator::of_file(origin, text).document()?;
    keys::refuse_unknown(effective.as_table()).map_err(|problem| locator.locate(problem))
}

fn sha256_hex(text: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        write!(hex, "{byte:02x}").expect("a string takes all that is written to it");
    }
    hex
}

#[cfg(test)]
mod tests;
