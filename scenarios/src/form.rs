//! The forms of a scenario file: plain, or with its quick form and overrides laid over it.
//!
//! All of it happens on the TOML text, so that comments stay and the result is again a scenario file.

use toml_edit::{Document, DocumentMut, InlineTable, Item, Key, Table, TableLike, Value};

use crate::error::{Place, Problem, ScenarioError};
use crate::file::load::SHAPE_KEYS;
use crate::keys;

/// The file without its quick form.
pub(crate) fn plain(document: &Document<&str>) -> DocumentMut {
    let mut plain = document.clone().into_mut();
    plain.remove("quick");
    plain
}

/// The file with its quick form laid over it and told in `quick_form`; None where it has none.
pub(crate) fn quick(document: &Document<&str>) -> Option<Result<DocumentMut, Problem>> {
    let mut form = document.clone().into_mut();
    let quick = form.remove("quick")?;
    Some(lay_over(form, quick))
}

fn lay_over(mut form: DocumentMut, mut quick: Item) -> Result<DocumentMut, Problem> {
    let Some(quick) = quick.as_table_like_mut() else {
        return Err(Problem::at("quick", "is no table; write [quick]"));
    };
    let words = match quick.remove("about") {
        Some(Item::Value(Value::String(words))) if !words.value().trim().is_empty() => words,
        _ => {
            let complaint = "is missing; say in words what the quick form leaves out, such as about = \"a tenth of the length\"";
            return Err(Problem::at("quick.about", complaint));
        }
    };
    if let Some(shape) = string_at(quick, "load", "shape") {
        drop_keys_of_other_shapes(&mut form, &shape);
    }
    overlay(form.as_table_mut(), quick);
    form.insert("quick_form", Item::Value(words.into_value().into()));
    Ok(form)
}

fn overlay(base: &mut dyn TableLike, top: &dyn TableLike) {
    for (key, item) in top.iter() {
        let below = base.get_mut(key);
        match (below, item.as_table_like()) {
            (Some(below), Some(table)) if below.is_table_like() => {
                overlay(below.as_table_like_mut().expect("it was one above"), table);
            }
            (Some(below), _) => replace(below, item.clone()),
            (None, _) => {
                base.insert(key, item.clone());
            }
        }
    }
}

/// Keeps the comment behind a value that is replaced.
fn replace(old: &mut Item, mut new: Item) {
    if let (Some(old), Some(new)) = (old.as_value(), new.as_value_mut()) {
        *new.decor_mut() = old.decor().clone();
    }
    *old = new;
}

fn string_at(table: &dyn TableLike, section: &str, key: &str) -> Option<String> {
    let section = table.get(section)?.as_table_like()?;
    Some(section.get(key)?.as_str()?.to_owned())
}

/// Another shape takes the place of the old one with all that belongs to it.
fn drop_keys_of_other_shapes(form: &mut DocumentMut, shape: &str) {
    let Some((_, kept)) = SHAPE_KEYS.iter().find(|(name, _)| *name == shape) else {
        return;
    };
    let Some(load) = form.get_mut("load").and_then(Item::as_table_like_mut) else {
        return;
    };
    for key in SHAPE_KEYS.iter().flat_map(|(_, keys)| *keys) {
        if !kept.contains(key) {
            load.remove(key);
        }
    }
}

/// One `path=value` of the command line.
#[derive(Debug, Clone)]
pub(crate) struct Override {
    written: String,
    path: Vec<String>,
    value: Value,
}

impl Override {
    /// Reads `path=value`. The value is TOML; what is not TOML is text, so that `load.hold=3s` needs no quotes.
    pub(crate) fn parse(written: &str) -> Result<Override, ScenarioError> {
        let invalid = |problem: String| ScenarioError::Invalid {
            place: place(written),
            problem,
        };
        let Some((path, value)) = written.split_once('=') else {
            return Err(invalid(
                "has no '='; write path=value, such as load.hold=3s".to_owned(),
            ));
        };
        let keys = Key::parse(path.trim())
            .map_err(|_| invalid(format!("'{path}' is no path of keys, such as load.hold")))?;
        let path: Vec<String> = keys.iter().map(|key| key.get().to_owned()).collect();
        refuse_path(&path).map_err(|problem| invalid(problem.text))?;
        let value = value_of(value.trim()).map_err(invalid)?;
        Ok(Override {
            written: written.to_owned(),
            path,
            value,
        })
    }

    /// Whether the value at this dotted path comes from here.
    pub(crate) fn sets(&self, path: &str) -> bool {
        let own = self.path.join(".");
        path.strip_prefix(&own)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// How a message calls it.
    pub(crate) fn place(&self) -> Place {
        place(&self.written)
    }
}

fn place(written: &str) -> Place {
    Place {
        source: format!("--set {written}"),
        position: None,
    }
}

fn refuse_path(path: &[String]) -> Result<(), Problem> {
    let keys: Vec<&str> = path.iter().map(String::as_str).collect();
    let name = path.join(".");
    match keys.as_slice() {
        ["quick"] | ["quick_form"] => Err(Problem::at(
            &name,
            "is no single setting; use --quick for the quick form",
        )),
        ["quick", below @ ..] => {
            let below = below.join(".");
            Err(Problem::at(
                &name,
                format!("is part of the file; set '{below}', which lies over the quick form too"),
            ))
        }
        _ => keys::known(&keys).map(|_| ()),
    }
}

fn value_of(written: &str) -> Result<Value, String> {
    match written.parse::<Value>() {
        Ok(value) => Ok(value),
        Err(error) if written.starts_with(['[', '{', '"', '\'']) => {
            Err(format!("the value is not TOML: {}", error.message().trim()))
        }
        Err(_) if written.is_empty() => Err("the value is missing".to_owned()),
        Err(_) => Ok(Value::from(written)),
    }
}

/// Lays the overrides over a form, in order.
pub(crate) fn apply(form: &mut DocumentMut, overrides: &[Override]) -> Result<(), ScenarioError> {
    let shape = overrides
        .iter()
        .rev()
        .find(|over| over.path == ["load", "shape"]);
    if let Some(shape) = shape.and_then(|over| over.value.as_str()) {
        drop_keys_of_other_shapes(form, shape);
    }
    for over in overrides {
        set(form.as_table_mut(), &over.path, &over.value).map_err(|problem| {
            ScenarioError::Invalid {
                place: over.place(),
                problem,
            }
        })?;
    }
    Ok(())
}

fn set(table: &mut dyn TableLike, path: &[String], value: &Value) -> Result<(), String> {
    let (key, rest) = path.split_first().expect("a path has at least one key");
    if rest.is_empty() {
        let new = Item::Value(value.clone());
        match table.get_mut(key) {
            Some(old) => replace(old, new),
            None => {
                table.insert(key, new);
            }
        }
        return Ok(());
    }
    let Some(below) = table.get_mut(key) else {
        if rest[0].parse::<usize>().is_ok() {
            return Err(no_entry(&rest[0], key, 0));
        }
        table.insert(key, Item::Table(Table::new()));
        return set(table, path, value);
    };
    if let Some(below) = below.as_table_like_mut() {
        return set(below, rest, value);
    }
    set_in_list(below, key, rest, value)
}

fn set_in_list(list: &mut Item, name: &str, path: &[String], value: &Value) -> Result<(), String> {
    let (index, rest) = path.split_first().expect("checked by the caller");
    let at: usize = index.parse().unwrap_or(usize::MAX);
    if let Some(tables) = list.as_array_of_tables_mut() {
        let length = tables.len();
        let entry = tables
            .get_mut(at)
            .ok_or_else(|| no_entry(index, name, length))?;
        if rest.is_empty() {
            return Err(format!(
                "name the key of '{name}.{index}' to set, such as {name}.{index}.share=0.1"
            ));
        }
        return set(entry, rest, value);
    }
    let Some(array) = list.as_array_mut() else {
        return Err(format!("'{name}' has no keys or entries of its own"));
    };
    let length = array.len();
    let entry = array
        .get_mut(at)
        .ok_or_else(|| no_entry(index, name, length))?;
    if rest.is_empty() {
        *entry = value.clone();
        return Ok(());
    }
    match entry.as_inline_table_mut() {
        Some(entry) => set(entry as &mut InlineTable, rest, value),
        None => set_in_value(entry, index, rest, value),
    }
}

fn set_in_value(
    entry: &mut Value,
    name: &str,
    path: &[String],
    value: &Value,
) -> Result<(), String> {
    let mut item = Item::Value(entry.clone());
    set_in_list(&mut item, name, path, value)?;
    if let Item::Value(changed) = item {
        *entry = changed;
    }
    Ok(())
}

fn no_entry(index: &str, list: &str, length: usize) -> String {
    match length {
        0 => format!("'{list}' has no entry {index}; it is empty here"),
        _ => format!(
            "'{list}' has no entry {index}; entries are numbered from 0 to {}",
            length - 1
        ),
    }
}
