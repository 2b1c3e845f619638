//! The one place that touches the disk: writes outputs of a record into a run directory. Every file is opened
//! before anything is rendered, so that a bad path fails early, and appears under its name only when complete.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::record::RunRecord;
use crate::{html, json, junit, markdown};

/// One output file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// `run.json`.
    Json,
    /// `report.html`.
    Html,
    /// `junit.xml`.
    Junit,
    /// `report.md`.
    Markdown,
}

impl Output {
    /// Every output, the record first: what is rendered from it can be made again.
    pub const ALL: [Output; 4] = [Output::Json, Output::Html, Output::Junit, Output::Markdown];

    /// The name in `--format`.
    pub fn name(self) -> &'static str {
        match self {
            Output::Json => "json",
            Output::Html => "html",
            Output::Junit => "junit",
            Output::Markdown => "markdown",
        }
    }

    /// The output of that name in `--format`; None when there is none.
    pub fn named(name: &str) -> Option<Output> {
        Output::ALL.into_iter().find(|output| output.name() == name)
    }

    /// The file's name in a run directory.
    pub fn file_name(self) -> &'static str {
        match self {
            Output::Json => "run.json",
            Output::Html => "report.html",
            Output::Junit => "junit.xml",
            Output::Markdown => "report.md",
        }
    }

    /// The file's content.
    pub fn render(self, record: &RunRecord) -> String {
        match self {
            Output::Json => json::to_json(record),
            Output::Html => html::render(record),
            Output::Junit => junit::render(record),
            Output::Markdown => markdown::render(record),
        }
    }
}

/// Why a report could not be written. Each message names the path and a cure.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The directory cannot be made.
    #[error("cannot create the directory {}: {source}; choose another one with --out", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file cannot be opened there.
    #[error("cannot write into {}: {source}; make the directory writable or choose another one with --out", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The content did not reach the disk.
    #[error("cannot finish {}: {source}; free some space and render again with `shakedown report DIR`", path.display())]
    Finish {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Files that are open and wait for their content. Dropped without [`Opened::write`], they vanish.
#[derive(Debug)]
pub struct Opened {
    files: Vec<Pending>,
}

#[derive(Debug)]
struct Pending {
    output: Output,
    /// None once the file is complete.
    file: Option<File>,
    partial: PathBuf,
    path: PathBuf,
}

impl Drop for Pending {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            // Nobody can act on a failure here, and a left-over partial file is replaced by the next run.
            let _ = fs::remove_file(&self.partial);
        }
    }
}

/// Makes the directory if need be and opens a file for each output, before there is anything to write.
///
/// # Errors
/// [`WriteError`] when the directory or a file in it cannot be made.
pub fn open(dir: &Path, outputs: &[Output]) -> Result<Opened, WriteError> {
    fs::create_dir_all(dir).map_err(|source| WriteError::Directory {
        path: dir.to_owned(),
        source,
    })?;
    let files = outputs
        .iter()
        .map(|output| open_one(dir, *output))
        .collect::<Result<_, _>>()?;
    Ok(Opened { files })
}

fn open_one(dir: &Path, output: Output) -> Result<Pending, WriteError> {
    let path = dir.join(output.file_name());
    let partial = dir.join(format!(".{}.partial", output.file_name()));
    let failed = |source| WriteError::Open {
        path: path.clone(),
        source,
    };
    if path.is_dir() {
        return Err(failed(io::Error::other(
            "there is a directory of that name",
        )));
    }
    match fs::remove_file(&partial) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let file = File::create_new(&partial).map_err(failed)?;
    Ok(Pending {
        output,
        file: Some(file),
        partial,
        path,
    })
}

impl Opened {
    /// Renders, writes, syncs and renames each file; returns their paths in the order asked for.
    ///
    /// # Errors
    /// [`WriteError::Finish`] when a disk is full or the directory went away; files before it are complete.
    pub fn write(mut self, record: &RunRecord) -> Result<Vec<PathBuf>, WriteError> {
        self.files
            .iter_mut()
            .map(|pending| pending.finish(record))
            .collect()
    }
}

impl Pending {
    fn finish(&mut self, record: &RunRecord) -> Result<PathBuf, WriteError> {
        let text = self.output.render(record);
        let written = match &mut self.file {
            Some(file) => file
                .write_all(text.as_bytes())
                .and_then(|()| file.sync_all()),
            None => Ok(()),
        };
        written
            .and_then(|()| fs::rename(&self.partial, &self.path))
            .map_err(|source| WriteError::Finish {
                path: self.path.clone(),
                source,
            })?;
        self.file = None;
        Ok(self.path.clone())
    }
}

/// Writes the chosen outputs into `dir`.
///
/// # Errors
/// As [`open`] and [`Opened::write`].
pub fn some(
    dir: &Path,
    record: &RunRecord,
    outputs: &[Output],
) -> Result<Vec<PathBuf>, WriteError> {
    open(dir, outputs)?.write(record)
}

/// Writes `run.json`, `report.html`, `junit.xml` and `report.md` into `dir`.
///
/// # Errors
/// As [`open`] and [`Opened::write`].
pub fn all(dir: &Path, record: &RunRecord) -> Result<Vec<PathBuf>, WriteError> {
    some(dir, record, &Output::ALL)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test that cannot unwrap has failed

    use super::*;
    use crate::golden;

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn all_four_files_appear_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let paths = all(&dir.path().join("new/run"), &golden::pass()).unwrap();
        assert_eq!(
            names(&dir.path().join("new/run")),
            ["junit.xml", "report.html", "report.md", "run.json"]
        );
        assert!(paths[0].ends_with("run.json"));
        let again = json::from_json(&fs::read_to_string(&paths[0]).unwrap()).unwrap();
        assert_eq!(again, golden::pass());
    }

    #[test]
    fn a_directory_that_is_a_file_fails_before_anything_is_rendered() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("taken");
        fs::write(&file, "x").unwrap();
        let error = open(&file, &Output::ALL).unwrap_err().to_string();
        assert!(
            error.contains("taken") && error.contains("--out"),
            "{error}"
        );
    }

    #[test]
    fn files_opened_and_never_written_vanish_and_the_old_report_stays() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("report.html"), "old").unwrap();
        fs::write(dir.path().join(".report.html.partial"), "left by a crash").unwrap();
        drop(open(dir.path(), &[Output::Html]).unwrap());
        assert_eq!(names(dir.path()), ["report.html"]);
        assert_eq!(
            fs::read_to_string(dir.path().join("report.html")).unwrap(),
            "old"
        );
    }

    #[test]
    fn every_output_is_found_by_its_name() {
        for output in Output::ALL {
            assert_eq!(Output::named(output.name()), Some(output));
        }
        assert_eq!(Output::named("pdf"), None);
    }
}
