//! Which keys a scenario file may have, asked of the wire structs themselves: there is no second list.

mod probe;

use toml_edit::{Item, TableLike, Value};

pub(crate) use self::probe::Kind;
use crate::error::Problem;
use crate::file::ScenarioWire;
use crate::nearest::nearest;

/// What the wire structs have at a path; None where there is no such key.
pub(crate) fn kind(path: &[&str]) -> Option<Kind> {
    probe::kind::<ScenarioWire>(path)
}

/// Refuses the first unknown key, and tables and lists where the other is meant.
pub(crate) fn refuse_unknown(root: &dyn TableLike) -> Result<(), Problem> {
    for (key, item) in root.iter() {
        refuse_unknown_in(&[key], item)?;
    }
    Ok(())
}

fn refuse_unknown_in(path: &[&str], item: &Item) -> Result<(), Problem> {
    let name = || path.join(".");
    match (known(path)?, item.as_table_like()) {
        (Kind::Table(_) | Kind::Open, Some(table)) => {
            for (key, child) in table.iter() {
                refuse_unknown_in(&[path, &[key]].concat(), child)?;
            }
            Ok(())
        }
        (Kind::Table(_) | Kind::Open, None) => {
            let complaint = format!("is no table; write [{}] and its keys below", name());
            Err(Problem::at(&name(), complaint))
        }
        (Kind::List, _) => refuse_unknown_in_list(path, item),
        (Kind::Leaf, Some(_)) => Err(Problem::at(&name(), "is a single value, not a table")),
        (Kind::Leaf, None) => Ok(()),
    }
}

fn refuse_unknown_in_list(path: &[&str], list: &Item) -> Result<(), Problem> {
    let entries: Vec<Item> = match list {
        Item::ArrayOfTables(tables) => tables.iter().cloned().map(Item::Table).collect(),
        Item::Value(Value::Array(values)) => values.iter().cloned().map(Item::Value).collect(),
        _ => return Err(no_list(path)),
    };
    for (index, entry) in entries.iter().enumerate() {
        let index = index.to_string();
        let path = [path, &[index.as_str()]].concat();
        if matches!(kind(&path), Some(Kind::Table(_))) && !entry.is_table_like() {
            return Err(no_list(&path[..path.len() - 1]));
        }
        refuse_unknown_in(&path, entry)?;
    }
    Ok(())
}

fn no_list(path: &[&str]) -> Problem {
    let name = path.join(".");
    let complaint = match kind(&[path, &["0"]].concat()) {
        Some(Kind::Table(_)) => format!("is a list of tables; write [[{name}]] above each of them"),
        Some(Kind::List) => "is a list of lists; write [[...], [...]]".to_owned(),
        _ => "is a list; write [...]".to_owned(),
    };
    Problem::at(&name, complaint)
}

/// The kind of the last key of a path, or which key of it does not exist.
pub(crate) fn known(path: &[&str]) -> Result<Kind, Problem> {
    let mut found = kind(&[]);
    for length in 1..=path.len() {
        let (parent, here) = (found, &path[..length]);
        found = kind(here);
        if found.is_none() {
            return Err(unknown(parent, here));
        }
    }
    Ok(found.expect("the root and every key up to here exist"))
}

fn unknown(parent: Option<Kind>, path: &[&str]) -> Problem {
    let name = path.join(".");
    let (key, above) = path.split_last().expect("a key has a name");
    let hint = match parent {
        Some(Kind::Table(siblings)) => hint(key, above, siblings),
        Some(Kind::List) => "entries of a list have numbers from 0".to_owned(),
        _ => format!("'{}' is a value, not a table", above.join(".")),
    };
    Problem::sentence(&name, format!("unknown key '{name}'; {hint}"))
}

/// A sibling that is spelt alike, else a key of that name in another table, else all siblings.
fn hint(key: &str, above: &[&str], siblings: &'static [&'static str]) -> String {
    if let Some(sibling) = nearest(key, siblings.iter().copied()) {
        return format!("did you mean '{}'?", [above, &[sibling]].concat().join("."));
    }
    let in_quick_form = above.first() == Some(&"quick");
    let namesake = all().into_iter().find(|path| {
        path.last().is_some_and(|last| *last == key) && (path[0] == "quick") == in_quick_form
    });
    match namesake {
        Some(path) => format!("did you mean '{}'?", path.join(".")),
        None if above.is_empty() => format!("a scenario has {}", siblings.join(", ")),
        None => format!("[{}] has {}", above.join("."), siblings.join(", ")),
    }
}

/// Every path with a name of its own, tables first. Entries of lists have the index 0.
pub(crate) fn all() -> Vec<Vec<&'static str>> {
    let mut paths: Vec<Vec<&'static str>> = vec![Vec::new()];
    let mut next = 0;
    while let Some(path) = paths.get(next).cloned() {
        next += 1;
        let below: &[&'static str] = match kind(&path) {
            Some(Kind::Table(keys)) => keys,
            Some(Kind::List) => &["0"],
            _ => &[],
        };
        // A list of lists of values has no named entries.
        let depth_of_names = path.iter().rev().take_while(|key| **key == "0").count();
        if depth_of_names < 2 {
            paths.extend(below.iter().map(|key| [path.as_slice(), &[key]].concat()));
        }
    }
    paths.remove(0);
    paths
}

#[cfg(test)]
mod tests;
