//! The tree of the repository as text: every file that people wrote.

use std::path::{Path, PathBuf};

/// A file.
pub(crate) struct Source {
    /// Relative to the root, with forward slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    /// Its lines of code, numbered from 1, without comments.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate();
        lines
            .map(|(at, line)| (at + 1, line.split("//").next().unwrap_or_default()))
            .filter(|(_, code)| !code.trim().is_empty())
    }

    /// Whether it holds tests only.
    pub(crate) fn is_test(&self) -> bool {
        let parts: Vec<&str> = self.path.split('/').collect();
        parts[0] == "tests"
            || parts
                .iter()
                .any(|part| matches!(*part, "tests" | "tests.rs"))
    }

    /// `path:line` of each line of code in which `found` sees something.
    pub(crate) fn places(&self, found: impl Fn(&str) -> bool) -> Vec<String> {
        let lines = self.code().filter(|(_, code)| found(code));
        lines.map(|(at, _)| format!("{}:{at}", self.path)).collect()
    }
}

/// The repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// Every Rust file.
pub(crate) fn rust() -> Vec<Source> {
    let mut sources = Vec::new();
    for folder in std::fs::read_dir(root()).unwrap() {
        let folder = folder.unwrap().path();
        if folder.join("Cargo.toml").exists() {
            collect(&folder, &mut sources);
        }
    }
    assert!(sources.len() > 100, "the tree was not found");
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

/// Every Rust file below a folder.
pub(crate) fn rust_below(folder: &str) -> Vec<Source> {
    let mut sources = rust();
    sources.retain(|source| source.path.starts_with(folder));
    assert!(!sources.is_empty(), "{folder} holds no Rust file");
    sources
}

/// A file's text.
pub(crate) fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A manifest.
pub(crate) fn manifest(path: &str) -> toml::Table {
    text(path).parse().unwrap()
}

fn collect(directory: &Path, sources: &mut Vec<Source>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !hidden && !path.ends_with("target") {
            collect(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let relative = path.strip_prefix(root()).unwrap();
            sources.push(Source {
                path: relative.to_string_lossy().replace('\\', "/"),
                text: std::fs::read_to_string(&path).unwrap(),
            });
        }
    }
}

/// Whether code names something of a crate: `krate::`, not as the end of another path or name.
pub(crate) fn names_crate(code: &str, krate: &str) -> bool {
    let path = format!("{krate}::");
    code.match_indices(&path).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|c| c == ':' || c == '_' || c.is_alphanumeric())
    })
}
